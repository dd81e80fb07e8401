"""`bagdar monitoring template` and `deliver`: reports by file, from a terminal."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bagdar.core.encodings import ENCODINGS
from bagdar.monitoring.commands import Help
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.templates import KINDS
from bagdar.programme import terminal

REPORTER = click.argument("reporter", metavar="body:CODE|region:KZ-NN")
ORIGIN = click.option(
    "--origin", type=click.Choice([one.value for one in Origin]), default=Origin.REAL.value
)
PROGRAMME = click.option("--programme", "programme_code", metavar="PROGRAMME")


@click.command("template", cls=Help)
@REPORTER
@click.option("--year", type=click.IntRange(1990, 2100))
@click.option("--kind", type=click.Choice(KINDS), help="CSV")
@click.option("--source", default="", metavar="oecd.pisa")
@ORIGIN
@PROGRAMME
@click.option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True), required=True)
def template(
    reporter: str,
    year: int | None,
    kind: str | None,
    source: str,
    origin: str,
    programme_code: str | None,
    output: Path,
) -> None:
    code = ready(programme_code)
    from bagdar.monitoring.presenters.deliveries import template as made
    from bagdar.programme import public

    whose = _reporter(code, reporter)
    reader = public.Reader(terminal.language(), code)
    file = made(
        public.edition(code), whose, Origin(origin), reader,
        year=year, kind=kind or "", source=source,
    )  # fmt: skip
    if str(output) == "-":
        click.get_binary_stream("stdout").write(file.content)
        return
    output.write_bytes(file.content)
    click.echo(
        terminal.say("monitoring_command.written", file=str(output), size=len(file.content))
    )  # fmt: skip


@click.command("deliver", cls=Help)
@REPORTER
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", type=click.Choice(ENCODINGS))
@click.option("--decimal", type=click.Choice([",", "."]), default=",", show_default=True)
@click.option("--dry-run", is_flag=True)
@ORIGIN
@PROGRAMME
@click.option("--json", "as_json", is_flag=True, help="JSON")
def deliver(
    reporter: str,
    file: Path,
    encoding: Any,
    decimal: Any,
    dry_run: bool,
    origin: str,
    programme_code: str | None,
    as_json: bool,
) -> None:
    code = ready(programme_code)
    from bagdar.audit.rules import Actor
    from bagdar.monitoring.rules.upload_values import How
    from bagdar.monitoring.services import intake

    whose = _reporter(code, reporter)
    intake.refuse_large(file.stat().st_size, file.name)
    one = intake.deliver(
        code,
        whose,
        file.read_bytes(),
        file.name,
        how=How(encoding=encoding, decimal=decimal),
        origin=Origin(origin),
        by=Actor(name=f"cli:{getpass.getuser()}", role="operator"),
        at=datetime.now(UTC),
        dry_run=dry_run,
    )
    print_delivery(one, as_json)
    if one.refused:
        raise SystemExit(1)


def print_delivery(one: Any, as_json: bool) -> None:
    from bagdar.monitoring.presenters import deliveries as presenter
    from bagdar.programme.public import Reader

    reader = Reader(terminal.language(), one.programme)
    remarks = [
        {
            "kind": back.row.kind,
            "sheet": back.row.sheet,
            "line": back.row.line,
            "column": remark.column,
            "code": remark.code,
            "question": remark.is_question,
            "value": presenter.value(back, remark, reader),
            "reason": presenter.reason(remark, reader),
            "remedy": presenter.remedy(remark, reader),
        }
        for back in one.returned
        for remark in back.remarks
    ]
    counts = {name: getattr(one, name) for name in ("rows", "taken", "unchanged", "refused")}
    if as_json:
        facts = {"id": str(one.id) if one.id else None, "again": one.again, **counts}
        terminal.print_json({**facts, "remarks": remarks})
        return
    for told in remarks:
        place = f"{one.file_name}:{told['line']}: {told['column']}".rstrip(": ")
        click.echo(f"{place}: {told['reason']}; {told['remedy']}")
    key = "again" if one.again else "delivered" if one.id else "tried"
    click.echo(terminal.say(f"monitoring_command.{key}", **counts))


def ready(programme: str | None) -> str:
    """The programme that is meant. Raises NothingLoaded, NoSuchProgramme."""
    import django

    django.setup()
    from bagdar.programme import public
    from bagdar.programme.rules.editions import NothingLoaded

    code = programme or public.first_programme()
    if code is None:
        raise NothingLoaded()
    public.edition_info(code)
    return code


def _reporter(programme: str, text: str) -> Reporter:
    """Raises NoSuchReporter."""
    from bagdar.monitoring.presenters.calendar_feed import NoSuchReporter
    from bagdar.monitoring.queries.duties import duties_of

    known = {str(duty.reporter) for duty in duties_of(programme)}
    if text not in known:
        raise NoSuchReporter(programme=programme, reporter=text[:60])
    return Reporter.parse(text)
