"""`bagdar monitoring outside · enter · import`: figures from outside, as on the page."""

import getpass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from bagdar.core.encodings import ENCODINGS
from bagdar.monitoring.commands import Help
from bagdar.monitoring.commands.deliveries import ORIGIN, PROGRAMME, print_delivery, ready
from bagdar.monitoring.rules.content import FaultyContent, indicator_content
from bagdar.monitoring.rules.nouns import Origin
from bagdar.programme import terminal

JSON = click.option("--json", "as_json", is_flag=True, help="JSON")


def _actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(name=f"cli:{getpass.getuser()}", role="operator")


@click.command("outside", cls=Help)
@click.option("--row", metavar="T1.2/math")
@click.option("--all", "superseded", is_flag=True)
@ORIGIN
@PROGRAMME
@JSON
def outside(
    row: str | None, superseded: bool, origin: str, programme_code: str | None, as_json: bool
) -> None:
    code = ready(programme_code)
    from bagdar.monitoring.presenters.outside import published
    from bagdar.monitoring.queries.duties import declared
    from bagdar.monitoring.queries.outside import outside_figures
    from bagdar.programme.public import Reader

    found = outside_figures(code, Origin(origin), row=row, superseded=superseded)
    reader, monitoring = Reader(terminal.language(), code), declared(code)
    lines = [
        {
            "id": one.id, "row": one.row, "year": one.year, "value": one.value,
            "source": source.code if (source := monitoring.outside(one.row)) else "",
            "publisher": reader.text(source.publisher) if source else "",
            "document": one.document, "page": one.page, "published_on": one.published_on,
            "accepted_at": one.accepted_at, "superseded_at": one.superseded_at,
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        terminal.print_json(lines)
        return
    for one, line in zip(found, lines, strict=True):
        click.echo(f"{one.row}  {one.year}  {line['value']:f}  {published(one, reader)}")


@click.command("enter", cls=Help)
@click.argument("row")
@click.argument("year", type=click.IntRange(1990, 2100))
@click.argument("value")
@click.option("--document", required=True)
@click.option("--published-on", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--page", default="")
@click.option("--reason", default="")
@click.option("--confirm", is_flag=True)
@ORIGIN
@PROGRAMME
def enter(
    row: str,
    year: int,
    value: str,
    document: str,
    published_on: datetime,
    page: str,
    reason: str,
    confirm: bool,
    origin: str,
    programme_code: str | None,
) -> None:
    code = ready(programme_code)
    from bagdar.monitoring.queries.asking import Asked
    from bagdar.monitoring.services.outside import Published, enter_outside

    try:
        number = Decimal(value.replace(",", "."))
    except InvalidOperation:
        raise click.BadParameter(value, param_hint="VALUE") from None
    by, at = _actor(), datetime.now(UTC)
    try:
        content = indicator_content(
            value=number, document=document, page=page, published_on=published_on.date()
        )
        done = enter_outside(
            code, [Published(row, year, content)], origin=Origin(origin), by=by, at=at,
            reason=reason, confirmed=confirm,
        )  # fmt: skip
    except Asked as error:
        for one in error.questions:
            line = terminal.say(f"monitoring.question.{one.code}", **one.facts)
            click.echo(f"{one.field}: {line}", err=True)
        raise
    except FaultyContent as error:
        for field, fault, facts in error.faults:
            name = field.rpartition(".")[2]
            click.echo(f"{name}: {terminal.say(f'fault.{fault}', **facts)}", err=True)
        raise
    counts = {name: getattr(done, name) for name in ("taken", "corrected", "unchanged")}
    click.echo(terminal.say("monitoring_command.entered", **counts))


@click.command("import", cls=Help)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", type=click.Choice(ENCODINGS))
@click.option("--decimal", type=click.Choice([",", "."]), default=",", show_default=True)
@click.option("--reason", default="")
@click.option("--dry-run", is_flag=True)
@ORIGIN
@PROGRAMME
@JSON
def import_(
    file: Path,
    encoding: Any,
    decimal: Any,
    reason: str,
    dry_run: bool,
    origin: str,
    programme_code: str | None,
    as_json: bool,
) -> None:
    code = ready(programme_code)
    from bagdar.monitoring.rules.upload_values import How
    from bagdar.monitoring.services.intake import refuse_large
    from bagdar.monitoring.services.outside import deliver_outside

    refuse_large(file.stat().st_size, file.name)
    one = deliver_outside(
        code, file.read_bytes(), file.name, how=How(encoding=encoding, decimal=decimal),
        reason=reason, origin=Origin(origin), by=_actor(), at=datetime.now(UTC), dry_run=dry_run,
    )  # fmt: skip
    print_delivery(one, as_json)
    if one.refused:
        raise SystemExit(1)
