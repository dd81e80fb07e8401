"""`bagdar monitoring reports · show · submit · accept · return · reopen`: as on the pages, done by
the operator of the machine and kept in the trail under that name.
"""

import getpass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from bagdar.monitoring.commands import Help
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.nouns import Origin, Reporter, ReportInfo, State, StepKind
from bagdar.programme import terminal

JSON = click.option("--json", "as_json", is_flag=True, help="JSON")
ID = click.argument("id", type=click.UUID)
VERSION = click.option("--version", type=click.IntRange(min=1))
REASON = click.option("--reason", required=True)


class Whose(click.ParamType):
    """body:mes or region:KZ-11."""

    name = "reporter"

    def convert(self, value: Any, param: Any, ctx: Any) -> Reporter:
        try:
            return value if isinstance(value, Reporter) else Reporter.parse(value)
        except ValueError:
            self.fail("body:mes, region:KZ-11", param, ctx)


@click.command("reports", cls=Help)
@click.argument("programme")
@click.option("--origin", type=click.Choice([one.value for one in Origin]))
@click.option("--state", type=click.Choice([one.value for one in State]))
@click.option("--reporter", type=Whose())
@click.option("--year", type=int)
@JSON
def list_reports(
    programme: str,
    origin: str | None,
    state: str | None,
    reporter: Reporter | None,
    year: int | None,
    as_json: bool,
) -> None:
    _django()
    from bagdar.monitoring.queries.facts import basis
    from bagdar.monitoring.queries.reports import reports

    asked = {"state": State(state) if state else None, "reporter": reporter, "year": year}
    found = reports(programme, Origin(origin) if origin else basis(programme), **asked)
    if as_json:
        terminal.print_json([_facts(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.state.value:<9}  {one.subject}  {one.reporter}")
    click.echo(terminal.say("monitoring_command.reports_found", count=len(found)))


@click.command("show", cls=Help)
@ID
@JSON
def show(id: UUID, as_json: bool) -> None:
    _django()
    from bagdar.monitoring.queries import reports as queries

    found = queries.report(id)
    steps = [
        {"version": one.version, "kind": one.kind.value, "at": one.at.isoformat(), "by": one.by,
         "reason": one.reason, "content": one.content}
        for one in queries.steps(id)
    ]  # fmt: skip
    evidence = [
        {"id": str(one.id), "kind": one.kind, "title": one.title, "number": one.number,
         "url": one.url, "file": one.file_name, "sha256": one.sha256}
        for one in queries.evidence_of([id]).get(id, ())
    ]  # fmt: skip
    told = _facts(found) | {"steps": steps, "evidence": evidence}
    if as_json:
        terminal.print_json(told)
        return
    told |= {"content": found.content.model_dump(mode="json")}
    told["steps"] = [{**one, "content": ""} for one in steps]
    terminal.print_tree(_without_empty(told))


def _without_empty(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None, [])}


@click.command("submit", cls=Help)
@ID
@VERSION
@click.option("--confirmed", is_flag=True)
@JSON
def submit(id: UUID, version: int | None, confirmed: bool, as_json: bool) -> None:
    _take(StepKind.SUBMITTED, id, version, as_json, confirmed=confirmed)


@click.command("accept", cls=Help)
@ID
@VERSION
@JSON
def accept(id: UUID, version: int | None, as_json: bool) -> None:
    _take(StepKind.ACCEPTED, id, version, as_json)


@click.command("return", cls=Help)
@ID
@REASON
@VERSION
@JSON
def return_(id: UUID, reason: str, version: int | None, as_json: bool) -> None:
    _take(StepKind.RETURNED, id, version, as_json, reason=reason)


@click.command("reopen", cls=Help)
@ID
@REASON
@VERSION
@JSON
def reopen(id: UUID, reason: str, version: int | None, as_json: bool) -> None:
    _take(StepKind.REOPENED, id, version, as_json, reason=reason)


def _take(kind: StepKind, id: UUID, version: int | None, as_json: bool, **more: Any) -> None:
    """One step by the operator. version None: the one that stands when the command is given."""
    _django()
    from bagdar.audit.rules import Actor
    from bagdar.monitoring.queries.asking import Asked
    from bagdar.monitoring.queries.reports import report
    from bagdar.monitoring.services import reporting

    verbs = {
        StepKind.SUBMITTED: reporting.submit_report,
        StepKind.ACCEPTED: reporting.accept_report,
        StepKind.RETURNED: reporting.return_report,
        StepKind.REOPENED: reporting.reopen_report,
    }
    given = {"by": Actor(f"cli:{getpass.getuser()}", "operator"), "at": datetime.now(UTC)}
    given["expect_version"] = version or report(id).version
    try:
        done = verbs[kind](id, **given, **more)
    except Asked as error:
        for question in error.questions:
            line = terminal.say(f"monitoring.question.{question.code}", **question.facts)
            click.echo(f"{question.field}: {line}", err=True)
        raise
    except FaultyContent as error:
        for field, code, facts in error.faults:
            click.echo(f"{field}: {terminal.say(f'fault.{code}', **facts)}", err=True)
        raise
    if as_json:
        terminal.print_json(_facts(done))
        return
    state = terminal.say(f"monitoring.state.{done.state.value}")
    told = {"subject": str(done.subject), "reporter": str(done.reporter), "state": state}
    click.echo(terminal.say("monitoring_command.step_taken", **told))


def _facts(found: ReportInfo) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "programme": found.programme,
        "subject": str(found.subject),
        "reporter": str(found.reporter),
        "origin": found.origin.value,
        "state": found.state.value,
        "version": found.version,
        "updated_at": found.updated_at.isoformat(),
        "updated_by": found.updated_by,
        "reason": found.reason,
        "content": found.content,
    }


def _django() -> None:
    import django

    django.setup()
