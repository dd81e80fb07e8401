"""`bagdar intake`: deliver a file, see what came of it, go on where a load ended, take it back."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.core.encodings import ENCODINGS
from bagdar.helped import Helped, HelpedGroup
from bagdar.intake.rules.forms import FORMS
from bagdar.programme import terminal

JSON = click.option("--json", "as_json", is_flag=True, help="JSON")
FORM = click.option("--form", "form_name", type=click.Choice(list(FORMS)), required=True)
DELIVERY = click.argument("delivery", type=click.UUID)


class Help(Helped):
    under = "intake_command."


@click.group(cls=HelpedGroup)
def intake() -> None:
    """How facts arrive: deliver, look, go on, take back."""


@intake.command("deliver", cls=Help)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FORM
@click.option("--organisation", type=click.UUID, help="UUID")
@click.option("--region", default="", help="KZ-11")
@click.option("--encoding", type=click.Choice(ENCODINGS))
@click.option("--decimal", type=click.Choice([",", "."]), default=",", show_default=True)
@click.option("--dry-run", is_flag=True)
@JSON
def deliver(
    file: Path,
    form_name: str,
    organisation: UUID | None,
    region: str,
    encoding: Any,
    decimal: Any,
    dry_run: bool,
    as_json: bool,
) -> None:
    _django()
    from bagdar.core.sheets.limits import COMMAND_LINE
    from bagdar.intake.queries import declared
    from bagdar.intake.rules.nouns import Channel, Told
    from bagdar.intake.services.loading import load
    from bagdar.intake.services.receiving import File, Handed, receive, try_out

    form = declared.form(form_name)
    sender = _sender(form, organisation, region)
    given = File(file.read_bytes(), file.name, Told(encoding, decimal))
    handed = Handed(_operator(), Channel.CLI, datetime.now(UTC))
    if dry_run:
        one = try_out(form, sender, given, handed, limits=COMMAND_LINE)
    else:
        received = receive(form, sender, given, handed, limits=COMMAND_LINE)
        one = received.delivery
        if one.id is not None and one.is_open:
            one = load(one.id, sheet=received.sheet, told=_progress(as_json))
    _print(one, as_json, with_rows=True)
    if one.counts.refused:
        raise SystemExit(1)


def _sender(form: Any, organisation: UUID | None, region: str) -> Any:
    from bagdar.core.origins import Origin
    from bagdar.intake.queries.senders import Sender, sender, unnamed

    if organisation is not None:
        return sender(organisation)
    if form.sent_by != "authority":
        raise click.UsageError(terminal.say("intake_command.no_organisation"))
    return Sender(None, region, Origin.REAL, unnamed(region))


def _progress(as_json: bool) -> Any:
    def told(done: int, rows: int) -> None:
        if not as_json:
            click.echo(terminal.say("intake.progress", done=done, rows=rows), err=True)

    return told


@intake.command("list", cls=Help)
@click.option("--form", "form_name", type=click.Choice(list(FORMS)))
@click.option("--state", default="")
@JSON
def list_(form_name: str | None, state: str, as_json: bool) -> None:
    _django()
    from bagdar.intake.queries.deliveries import every_delivery

    found = every_delivery(form=form_name or "", state=state)
    if as_json:
        terminal.print_json([_facts(one) for one in found])
        return
    for one in found:
        click.echo(_line(one))
    click.echo(terminal.say("intake_command.deliveries", count=len(found)))


@intake.command("show", cls=Help)
@DELIVERY
@JSON
def show(delivery: UUID, as_json: bool) -> None:
    _django()
    from bagdar.intake.queries import deliveries

    _print(deliveries.delivery(delivery), as_json, with_rows=True)


@intake.command("resume", cls=Help)
@click.argument("delivery", type=click.UUID, required=False)
@JSON
def resume(delivery: UUID | None, as_json: bool) -> None:
    _django()
    from bagdar.intake import loader
    from bagdar.intake.services.loading import load

    if delivery is not None:
        _print(load(delivery, told=_progress(as_json)), as_json, with_rows=False)
        return
    count = loader.resume(lambda one: _print(one, as_json, with_rows=False))
    if not as_json:
        click.echo(terminal.say("intake_command.resumed", count=count))


@intake.command("withdraw", cls=Help)
@DELIVERY
@click.option("--reason", default="")
@JSON
def withdraw(delivery: UUID, reason: str, as_json: bool) -> None:
    _django()
    from bagdar.intake.services import ending

    one = ending.withdraw(delivery, reason, by=_operator(), at=datetime.now(UTC))
    _print(one, as_json, with_rows=False)


@intake.command("template", cls=Help)
@FORM
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def template(form_name: str, output: Path) -> None:
    _django()
    from bagdar.intake.presenters import templates
    from bagdar.intake.presenters.reader import Reader
    from bagdar.intake.queries import declared

    form, words = declared.form(form_name), Reader(terminal.language())
    make = templates.to_csv if output.suffix == ".csv" else templates.to_xlsx
    output.write_bytes(make(form, [], words))
    size = output.stat().st_size
    click.echo(terminal.say("intake_command.written", file=str(output), size=size))


@intake.command("oneroster", cls=Help)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--organisation", type=click.UUID, required=True, help="UUID")
@click.option("--school", default="", help="sourcedId")
@click.option("--dry-run", is_flag=True)
@JSON
def oneroster(path: Path, organisation: UUID, school: str, dry_run: bool, as_json: bool) -> None:
    _django()
    from bagdar.intake.commands.oneroster import deliver as deliver_roster

    deliver_roster(path, organisation, school, dry_run, as_json)


# --- what is printed ------------------------------------------------------------------------------


def _facts(one: Any) -> dict[str, Any]:
    return {
        "id": str(one.id) if one.id else None,
        "form": one.form,
        "organisation": str(one.organisation_id) if one.organisation_id else None,
        "state": one.state.value,
        "again": one.again,
        "at": one.at.isoformat(),
        "by": one.by,
        "file": one.file_name,
        "sha256": one.sha256,
        "rows_done": one.rows_done,
        **one.counts.by_name,
    }


def _line(one: Any) -> str:
    state = terminal.say(f"intake.state.{one.state.value}")
    form = terminal.say(f"intake.form.{one.form}")
    counts = terminal.say("intake_command.counts", **one.counts.by_name)
    return f"{one.id or '–'}  {one.at:%Y-%m-%d %H:%M}  {form}  {state}  {counts}"


def _print(one: Any, as_json: bool, *, with_rows: bool) -> None:
    """The delivery; its findings with line, field, reason and remedy, and no value of a cell."""
    from bagdar.intake.presenters.findings import Wording
    from bagdar.intake.presenters.reader import Reader
    from bagdar.intake.queries import deliveries

    found = one.reported if one.id is None else deliveries.reported(one.id) if with_rows else []
    wording = Wording(one, Reader(terminal.language()), with_values=False)
    remarks = [
        {"line": row.line, "place": remark.place, "field": remark.field, "reason": remark.reason,
         "remedy": remark.remedy, "refuses": remark.refuses}
        for row in wording.rows(found, refused=False)
        for remark in row.remarks
    ]  # fmt: skip
    if as_json:
        terminal.print_json({**_facts(one), "remarks": remarks} if with_rows else _facts(one))
        return
    for told in remarks:
        line = told["place"] or f"{one.file_name}:{told['line']}"
        place = f"{line}: {told['field']}".rstrip(": ")
        click.echo(f"{place}: {told['reason']}; {told['remedy']}".rstrip("; "))
    click.echo(_line(one))
    if one.again:
        click.echo(terminal.say("intake.again", at=one.at))


def _operator() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(f"cli:{getpass.getuser()}", "operator")


def _django() -> None:
    import django

    django.setup()
