"""`bagdar registry story · class-list · load`: what stands in the register, was known, comes in.

The operator of the machine looks; that leaves a trace before anything is printed.
"""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.core.languages import TIME_ZONE
from bagdar.core.national_ids import masked
from bagdar.core.origins import Origin
from bagdar.helped import Helped, HelpedGroup
from bagdar.programme import terminal
from bagdar.registry.rules.kinds import KINDS
from bagdar.registry.rules.nouns import (
    EnrolmentDetails,
    Learner,
    PersonDetails,
    Story,
    StoryLine,
)

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
KNOWN_AT = click.option("--known-at", type=click.DateTime(FORMATS), metavar="2020-10-01T18:00")
DAY = click.DateTime(["%Y-%m-%d"])
JSON = click.option("--json", "as_json", is_flag=True, help="JSON")


class Help(Helped):
    under = "registry_command."


@click.group(cls=HelpedGroup)
def registry() -> None:
    """The National Education Database: what stands in it, and what was known of it."""


@registry.command("story", cls=Help)
@click.argument("person", type=click.UUID)
@click.option("--purpose", default="")
@click.option("--on", type=DAY, metavar="2020-10-15")
@KNOWN_AT
@click.option("--sensitive", is_flag=True)
@JSON
def story(
    person: UUID,
    purpose: str,
    on: datetime | None,
    known_at: datetime | None,
    sensitive: bool,
    as_json: bool,
) -> None:
    _django()
    from bagdar.registry.services.looking import look_at_person

    told = look_at_person(
        person, purpose, **_looker(), on=on.date() if on else None, known_at=_instant(known_at),
        sensitive=sensitive,
    )  # fmt: skip
    if as_json:
        terminal.print_json(_story(told))
        return
    click.echo(f"{told.person_id}  {terminal.say(f'registry_command.origin.{told.origin.value}')}")
    for kind, lines in told.facts.items():
        for line in lines:
            click.echo(_sentence(kind, line))


@registry.command("load", cls=Help)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@JSON
def load(folder: Path, as_json: bool) -> None:
    _django()
    from bagdar.registry.services.loading import load_folder

    added = load_folder(folder, **_looker(), told=None if as_json else _tell_table)
    if as_json:
        terminal.print_json(added)
        return
    click.echo(terminal.say("registry_command.loaded", rows=sum(added.values())))


def _tell_table(one: Any) -> None:
    """A line for each part that is in: a table of a large nation takes minutes."""
    click.echo(f"  {terminal.say(f'table.{one.table}')}  {one.done} / {one.rows}")


@registry.command("class-list", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.option("--on", type=DAY, metavar="2020-10-15", required=True)
@KNOWN_AT
@JSON
def class_list(organisation: UUID, on: datetime, known_at: datetime | None, as_json: bool) -> None:
    _django()
    from bagdar.registry.services.looking import look_at_class_list

    found = look_at_class_list(organisation, on.date(), **_looker(), known_at=_instant(known_at))
    if as_json:
        terminal.print_json([_learner(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.person_id}  {one.name.full}  {_place(one.enrolment)}  {one.valid}")
    click.echo(terminal.say("registry_command.learners", count=len(found)))


@registry.command("trajectory", cls=Help)
@click.argument("person", type=click.UUID)
@click.option("--purpose", default="")
@KNOWN_AT
@JSON
def trajectory(person: UUID, purpose: str, known_at: datetime | None, as_json: bool) -> None:
    _django()
    from bagdar.registry.commands.reading import print_path
    from bagdar.registry.queries.trajectories import path_of
    from bagdar.registry.services.looking import look_at_person

    look_at_person(person, purpose, **_looker())  # the same trace as that of the story
    print_path(person, path_of(person, _instant(known_at)), as_json=as_json)


@registry.command("flow", cls=Help)
@click.option("--grade", type=click.IntRange(1, 11), required=True)
@click.option("--region", default="", metavar="KZ-11")
@click.option("--on", type=DAY, metavar="2020-10-01", required=True)
@click.option("--years", type=click.IntRange(1, 12), required=True)
@click.option("--origin", type=click.Choice([one.value for one in Origin]))
@JSON
def flow(
    grade: int, region: str, on: datetime, years: int, origin: str | None, as_json: bool
) -> None:
    _django()
    from bagdar.registry.commands.reading import print_flow

    print_flow(grade, region, on, years, origin, as_json=as_json)


@registry.command("count", cls=Help)
@click.option("--due", "only_due", is_flag=True)
@JSON
def count(only_due: bool, as_json: bool) -> None:
    """Every large region, and every question that waits. due: what is old or waits alone, at the
    lowest priority; where another process counts it has nothing to do.
    """
    _django()
    from bagdar.registry.commands.counting import count_and_tell

    count_and_tell(_looker()["by"], only_due=only_due, as_json=as_json)


@registry.command("commit-looks", cls=Help)
@click.option("--days", type=click.IntRange(1, 3660), default=None)
@JSON
def commit_looks(days: int | None, as_json: bool) -> None:
    """days: how many of the last days are looked at; by default seven."""
    _django()
    from bagdar.registry.services import committing

    looker = _looker()
    found = committing.commit_looks(by=looker["by"], now=looker["at"], days=days or committing.DAYS)
    if as_json:
        terminal.print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(terminal.say("registry_command.looks_committed", **asdict(one)))
    if not found:
        click.echo(terminal.say("registry_command.no_looks"))


def _looker() -> dict[str, Any]:
    from bagdar.audit.rules import Actor

    return {"by": Actor(f"cli:{getpass.getuser()}", "operator"), "at": datetime.now(UTC)}


def _instant(asked: datetime | None) -> datetime | None:
    """On Almaty's clock; a day alone is its first minute."""
    return asked.replace(tzinfo=TIME_ZONE) if asked else None


def _sentence(kind: str, line: StoryLine[Any]) -> str:
    """One version in words: what, for which days, known when, by whom and on what."""
    what = WORDING.get(kind, lambda said: _any(kind, said))(line.details)
    key = "registry_command.version" if not line.known.end else "registry_command.version_ended"
    facts = {"recorded": line.known.start, "by": line.recorded_by, "role": line.recorded_role}
    if line.known.end:
        facts |= {"ended": line.known.end, "ended_by": line.ended_by}
    told = terminal.say(key, what=what, valid=line.valid, source=line.source, **facts)
    return f"  {told}"


def _person(said: PersonDetails) -> str:
    """The number is masked: the register has it whole, a terminal need not."""
    parts = (said.name.full, said.born_on, said.sex, said.citizenship, said.iin and said.iin.shown)
    return ", ".join(str(part) for part in parts if part)


def _place(said: EnrolmentDetails) -> str:
    grade = None if said.grade is None else str(said.grade)
    parts = (said.organisation_id, f"ISCED {said.level}", grade, said.group, said.language,
             said.form.value, said.funding, said.leaving_reason)  # fmt: skip
    return " · ".join(str(part) for part in parts if part)


def _any(kind: str, said: Any) -> str:
    """The kind, and the codes and figures that are said."""
    return " · ".join([kind, *(str(one) for one in _plain(kind, said).values() if one is not None)])


def _plain(kind: str, said: Any) -> dict[str, Any]:
    """Columns of a contract that are filled; numbers of people and organisations are masked."""
    columns = KINDS[kind].written(said)
    shown = {name: one for name, one in columns.items() if one not in (None, "")}
    for name in NUMBERS & shown.keys():
        shown[name] = masked(shown[name])
    return {name: _json(one) for name, one in shown.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value) if isinstance(value, (UUID, date)) else value


WORDING: Mapping[str, Callable[[Any], str]] = {"person": _person, "enrolment": _place}
NUMBERS = frozenset({"iin", "bin", "employer_bin"})


def _story(told: Story) -> dict[str, Any]:
    return {
        "person": str(told.person_id),
        "origin": told.origin.value,
        "facts": [_line("person", line) for line in told.person],
        "enrolments": [_line("enrolment", line) for line in told.enrolments],
        "more": {
            kind: [_line(kind, line) for line in lines]
            for kind, lines in told.facts.items()
            if kind not in WORDING
        },
    }


def _line(kind: str, line: StoryLine[Any]) -> dict[str, Any]:
    parts = {"person": _facts, "enrolment": _enrolment}
    return {
        **parts.get(kind, lambda said: _plain(kind, said))(line.details),
        "valid": str(line.valid),
        "known": str(line.known),
        "recorded_by": line.recorded_by,
        "recorded_role": line.recorded_role,
        "source": line.source,
        "ended_by": line.ended_by,
    }


def _facts(said: PersonDetails) -> dict[str, Any]:
    return {
        **asdict(said.name),
        "sex": said.sex,
        "born_on": said.born_on and said.born_on.isoformat(),
        "citizenship": said.citizenship,
        "iin": said.iin and said.iin.shown,
        "other_name": said.other_name,
        "died_on": said.died_on and said.died_on.isoformat(),
    }


def _enrolment(said: EnrolmentDetails) -> dict[str, Any]:
    return {**asdict(said), "form": said.form.value, "organisation_id": str(said.organisation_id)}


def _learner(one: Learner) -> dict[str, Any]:
    return {
        "person": str(one.person_id),
        **asdict(one.name),
        **_enrolment(one.enrolment),
        "valid": str(one.valid),
    }


def _django() -> None:
    import django

    django.setup()
