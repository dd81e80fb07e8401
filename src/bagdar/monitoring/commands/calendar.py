"""`bagdar monitoring duties`, `calendar` and `digest`: what is due, when, and who is told."""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import click

from bagdar.core.languages import MONTHS, Language
from bagdar.monitoring.commands import Help
from bagdar.monitoring.rules.dues import STATUSES, DutyState
from bagdar.monitoring.rules.nouns import Reporter
from bagdar.programme import terminal

PROGRAMME = click.argument("programme", required=False, metavar="[PROGRAMME]")
ON = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="2023-05-01")
REPORTER = click.option("--reporter", help="body:mes · region:KZ-11")
JSON = click.option("--json", "as_json", is_flag=True, help="JSON")


@click.command("duties", cls=Help)
@PROGRAMME
@ON
@REPORTER
@click.option("--kind", type=click.Choice(["milestone", "indicator", "money"]))
@click.option("--status", type=click.Choice(STATUSES))
@click.option("--year", type=click.IntRange(1990, 2100))
@click.option("--measure", type=click.IntRange(1, 100_000))
@JSON
def duties(
    programme: str | None,
    day: datetime | None,
    reporter: str | None,
    kind: str | None,
    status: str | None,
    year: int | None,
    measure: int | None,
    as_json: bool,
) -> None:
    opened = _open(programme, day)
    shown = [
        one
        for one in opened.states(_reporter(reporter))
        if kind in (None, one.duty.subject.kind)
        and status in (None, one.status)
        and year in (None, one.duty.due_on.year)
        and measure in (None, one.duty.subject.measure)
    ]
    if as_json:
        terminal.print_json([_facts(one) for one in shown])
        return
    for one in shown:
        late = f" +{one.days_late}" if one.days_late else ""
        told = terminal.say(f"calendar.status.{one.status}")
        click.echo(f"{one.duty.due_on}  {one.duty.reporter!s:<14} {one.duty.subject}  {told}{late}")
    click.echo(terminal.say("monitoring_command.count", count=len(shown)))


@click.command("calendar", cls=Help)
@PROGRAMME
@ON
@REPORTER
@click.option("--ics", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@JSON
def calendar(
    programme: str | None,
    day: datetime | None,
    reporter: str | None,
    ics: Path | None,
    as_json: bool,
) -> None:
    opened = _open(programme, day)
    if ics is not None:
        _write_feed(opened, reporter or "", ics)
        return
    states = opened.states(_reporter(reporter))
    months: dict[tuple[int, int], Counter[str]] = {}
    for one in states:
        due = (one.duty.due_on.year, one.duty.due_on.month)
        months.setdefault(due, Counter())[one.status] += 1
    if as_json:
        terminal.print_json(
            [
                {"year": year, "month": month, "duties": sum(counts.values()), **counts}
                for (year, month), counts in sorted(months.items())
            ]
        )
        return
    for (year, month), counts in sorted(months.items()):
        parts = ", ".join(
            f"{terminal.say(f'calendar.status.{status}')} {counts[status]}"
            for status in STATUSES
            if counts[status]
        )
        click.echo(f"{year} {MONTHS[terminal.language()][month - 1]:<10} {parts}")


@click.command("digest", cls=Help)
@PROGRAMME
@ON
@click.option("--days", type=click.IntRange(1, 365))
@click.option("--to-folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--smtp", is_flag=True)
@JSON
def digest(
    programme: str | None,
    day: datetime | None,
    days: int | None,
    to_folder: Path | None,
    smtp: bool,
    as_json: bool,
) -> None:
    if bool(to_folder) == smtp:
        raise click.UsageError(terminal.say("monitoring_command.digest_where"))
    opened = _open(programme, day)
    sending = _Sending(opened, to_folder)
    outcomes = sending.send_all(days or opened.soon)
    if as_json:
        terminal.print_json(outcomes)
    else:
        for one in outcomes:
            told = terminal.say(f"monitoring_command.digest_{one['outcome']}")
            click.echo(f"{one['reporter']:<14} {told}{' ' + one['why'] if one['why'] else ''}")
        click.echo(terminal.say("monitoring_command.count_letters", count=len(outcomes)))
    if any(one["outcome"] == "failed" for one in outcomes):
        sys.exit(1)


# --- what the three begin with --------------------------------------------------------------------


@dataclass(frozen=True)
class _Opened:
    """A programme on a day."""

    code: str
    number: int
    day: date

    def states(self, reporter: Reporter | None = None) -> tuple[DutyState, ...]:
        from bagdar.monitoring.queries.duties import duty_states
        from bagdar.monitoring.queries.facts import basis

        return duty_states(self.code, self.day, basis(self.code), reporter, self.number)

    @property
    def soon(self) -> int:
        from bagdar.monitoring.queries.duties import declared

        return declared(self.code).calendar.due_soon_days


def _open(programme: str | None, day: datetime | None) -> _Opened:
    """Raises NothingLoaded, NoSuchProgramme, NoSuchEdition."""
    import django

    django.setup()
    from bagdar.monitoring.queries.duties import today
    from bagdar.programme import public
    from bagdar.programme.rules.editions import NothingLoaded, split_code

    named = programme or public.first_programme()
    if named is None:
        raise NothingLoaded()
    code, number = split_code(named)
    info = public.edition_info(code, number)
    return _Opened(code, info.number, day.date() if day else today())


def _reporter(text: str | None) -> Reporter | None:
    if text is None:
        return None
    try:
        return Reporter.parse(text)
    except ValueError as error:
        told = terminal.say("monitoring_command.reporter", value=text[:60])
        raise click.BadParameter(told, param_hint="--reporter") from error


def _facts(state: DutyState) -> dict[str, Any]:
    duty = state.duty
    return {
        "subject": str(duty.subject),
        "reporter": str(duty.reporter),
        "role": duty.role,
        "opens_on": duty.opens_on,
        "due_on": duty.due_on,
        "status": state.status,
        "days_late": state.days_late,
    }


def _write_feed(opened: _Opened, reporter: str, target: Path) -> None:
    from django.conf import settings

    from bagdar.monitoring.presenters.calendar_feed import feed
    from bagdar.programme import public

    edition = public.edition(opened.code, opened.number)
    info = public.edition_info(opened.code, opened.number)
    reader = public.Reader(terminal.language(), opened.code)
    content = feed(edition, info, reader, reporter=reporter, site=settings.SITE_ADDRESS)
    if str(target) == "-":
        sys.stdout.buffer.write(content)
        return
    target.write_bytes(content)
    click.echo(str(target))


# --- digests --------------------------------------------------------------------------------------


class _Sending:
    """One run of `digest`: to the mail server, or into a folder."""

    def __init__(self, opened: _Opened, folder: Path | None) -> None:
        from django.conf import settings

        from bagdar.monitoring.rules.addresses import read_addresses
        from bagdar.monitoring.services import mailing
        from bagdar.programme import public

        self.opened, self.folder = opened, folder
        self.at = datetime.now(UTC)
        self.edition = public.edition(opened.code, opened.number)
        self.addresses = read_addresses(settings.DATA_DIR, opened.code)
        self.server = None if folder else mailing.mail_server()
        self.sender, self.site = mailing.sender(), settings.SITE_ADDRESS
        self.language = cast(Language, settings.LANGUAGE_CODE)

    def send_all(self, within: int) -> list[dict[str, Any]]:
        """What became of each reporter's digest: sent, again, no_address or failed."""
        from bagdar.monitoring.rules.digest import digests

        found = digests(self.opened.states(), self.opened.day, within)
        return [self._send(one) for one in found]

    def _send(self, digest: Any) -> dict[str, Any]:
        from bagdar.audit.rules import OPERATOR
        from bagdar.monitoring.services.digests import send_digest

        told = {
            "reporter": str(digest.reporter),
            "overdue": len(digest.overdue),
            "due_soon": len(digest.due_soon),
            "returned": len(digest.returned),
            "why": "",
        }
        if self.folder is None and told["reporter"] not in self.addresses:
            return told | {"outcome": "no_address"}
        hand_over, still_there = self._ways(digest)
        way = "folder" if self.folder else "smtp"
        try:
            is_new = send_digest(
                self.opened.code, digest, way, hand_over,
                still_there=still_there, by=OPERATOR, at=self.at,
            )  # fmt: skip
        except OSError as error:  # every refusal of smtplib and of a disk
            return told | {"outcome": "failed", "why": type(error).__name__}
        return told | {"outcome": "sent" if is_new else "again"}

    def _ways(self, digest: Any) -> tuple[Callable[[], object], Callable[[], bool]]:
        """How the letter is handed over, and whether an earlier one still lies there."""
        from bagdar.monitoring.services.mailing import write_letter

        letter = self._letter(digest)
        if self.folder is None:
            assert self.server is not None
            return partial(self.server.send_messages, [letter]), lambda: True
        reporter = str(digest.reporter).replace(":", "-")
        path = self.folder / f"{self.opened.code}-{digest.day.isoformat()}-{reporter}.eml"
        return partial(write_letter, path, letter), path.exists

    def _letter(self, digest: Any) -> Any:
        from django.utils import translation

        from bagdar.monitoring.presenters.digest import letter
        from bagdar.programme.public import Reader

        address = self.addresses.get(str(digest.reporter))
        language = (address.language if address else None) or self.language
        with translation.override(language):
            return letter(
                self.edition,
                digest,
                Reader(language, self.opened.code),
                sender=self.sender,
                to=address.email if address else "",
                site=self.site,
                at=self.at,
            )
