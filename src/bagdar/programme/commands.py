"""`bagdar programme`: list, show, check, diff, known, export, load.

Reads what is loaded; with --path it reads a folder of declared files instead and needs no
database, so an editor or an auditor can work on a laptop.
"""

import getpass
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import click

from bagdar.core.languages import format_number, show
from bagdar.helped import Helped, HelpedGroup
from bagdar.programme import terminal
from bagdar.programme.rules.act import Edition, TableName
from bagdar.programme.rules.check import as_json as finding_facts
from bagdar.programme.rules.check import check
from bagdar.programme.rules.check.acknowledgements import Pair, read_acknowledgements
from bagdar.programme.rules.compare import compare, sentence
from bagdar.programme.rules.editions import (
    NoEditionKnownOn,
    NoSuchEdition,
    NoSuchProgramme,
    NoSuchRecord,
    NothingLoaded,
    WhichProgramme,
    known_on,
    split_code,
    target,
)

PATH = click.option(
    "--path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="folder of declared files · папка файлов · файлдар қалтасы",
)
JSON = click.option("--json", "as_json", is_flag=True, help="JSON")


class Help(Helped):
    under = "programme_command."


@click.group(cls=HelpedGroup)
def programme() -> None:
    """list · show · check · diff · known · export · schema · load"""


@programme.command("list", cls=Help)
@PATH
@JSON
def list_programmes(path: Path | None, as_json: bool) -> None:
    found = _all_editions(path)
    if as_json:
        terminal.print_json([terminal.edition_facts(edition) for edition in found])
        return
    if not found:
        raise NothingLoaded()
    for edition in found:
        click.echo(f"{edition.code:<24} {show(edition.act.adopted_on, terminal.language())}")
        click.echo(f"  {edition.title[terminal.language()]}")


@programme.command("show", cls=Help)
@click.argument("programme_code", metavar="PROGRAMME[@EDITION]")
@click.argument("code", required=False)
@PATH
@JSON
def show_programme(programme_code: str, code: str | None, path: Path | None, as_json: bool) -> None:
    edition = _edition(programme_code, path)
    if code is None:
        terminal.print_json(
            edition.model_dump(mode="json")
        ) if as_json else terminal.print_overview(edition)
        return
    record = terminal.record(edition, code)
    if record is None:
        raise NoSuchRecord(edition=edition.code, code=code[:60])
    if as_json:
        terminal.print_json(record.model_dump(mode="json"))
    else:
        terminal.print_tree(record.model_dump(mode="python"))


@programme.command("check", cls=Help)
@click.argument("programme_code", metavar="[PROGRAMME[@EDITION]]", required=False)
@click.option("--severity", type=click.Choice(["error", "warning", "note"]))
@PATH
@JSON
def check_programme(
    programme_code: str | None, severity: str | None, path: Path | None, as_json: bool
) -> None:
    edition = _edition(programme_code, path)
    pairs = _pairs(edition, path)
    counts = Counter(finding.severity for finding, _ in pairs)
    shown = [pair for pair in pairs if severity in (None, pair[0].severity)]
    if as_json:
        terminal.print_json([finding_facts(finding, terminal.words()) for finding, _ in shown])
        return
    for finding, reason in shown:
        terminal.print_finding(finding, reason)
    click.echo(
        terminal.say(
            "programme_command.checked",
            edition=edition.code,
            errors=counts["error"],
            warnings=counts["warning"],
            notes=counts["note"],
        )
    )


@programme.command("diff", cls=Help)
@click.argument("old")
@click.argument("new")
@PATH
@JSON
def diff(old: str, new: str, path: Path | None, as_json: bool) -> None:
    before, after = _edition(old, path), _edition(new, path)
    differences = compare(before, after)
    if as_json:
        terminal.print_json([terminal.difference_facts(difference) for difference in differences])
        return
    for difference in differences:
        click.echo(f"- {sentence(difference, terminal.words())[terminal.language()]}")
    click.echo(
        terminal.say(
            "programme_command.compared",
            old=before.code,
            new=after.code,
            count=len(differences),
        )
    )


@programme.command("known", cls=Help)
@click.argument("programme_code", metavar="PROGRAMME")
@click.argument("row")
@click.argument("year", type=int)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--table", type=click.Choice(["body", "annex"]), default="body")
@PATH
@JSON
def known(
    programme_code: str,
    row: str,
    year: int,
    day: datetime,
    table: str,
    path: Path | None,
    as_json: bool,
) -> None:
    edition = _edition_known_on(programme_code, day.date(), path)
    try:
        value = target(edition, row, year, cast(TableName, table))
        unit = edition.row(row).printed.unit
    except KeyError:
        raise NoSuchRecord(edition=edition.code, code=row[:60]) from None
    if as_json:
        facts = {"edition": edition.code, "row": row, "year": year, "table": table, "value": value}
        terminal.print_json(facts)
        return
    figure = "–" if value is None else format_number(value, terminal.language())
    click.echo(
        terminal.say(
            "programme_command.known_as",
            day=day.date(),
            edition=edition.code,
            row=row,
            year=str(year),
            value=figure,
            unit=unit,
        )
    )


@programme.command("export", cls=Help)
@click.argument("programme_code", metavar="PROGRAMME[@EDITION]")
@click.option(
    "--format", "form", type=click.Choice(["json", "bagdar", "stratml", "fiscal", "csv"]),
    default="json",
)  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), default="-", show_default=True)
@PATH
@click.option("--json", "as_json", is_flag=True, help="= --format json")
def export(programme_code: str, form: str, output: Path, path: Path | None, as_json: bool) -> None:
    edition = _edition(programme_code, path)
    content = _export(edition, "json" if as_json else form)
    if str(output) == "-":
        click.get_binary_stream("stdout").write(content)
        return
    output.write_bytes(content)
    click.echo(terminal.say("programme_command.exported", file=str(output), size=len(content)))


@programme.command("schema", cls=Help)
def schema() -> None:
    """The models of the declared files as JSON Schema, for an editor's completion."""
    from bagdar.programme.rules.amendments import Amendment

    terminal.print_json(
        {"edition": Edition.model_json_schema(), "amendment": Amendment.model_json_schema()}
    )


@programme.command("load", cls=Help)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--programme", "programme_code", help="PROGRAMME (amendment.toml)")
@click.option("--dry-run", is_flag=True)
@JSON
def load(source: Path, programme_code: str | None, dry_run: bool, as_json: bool) -> None:
    if source.is_dir():
        _load_folder(source, dry_run, as_json)
    elif programme_code is None:
        raise WhichProgramme()
    else:
        _load_amendment(source, programme_code, dry_run, as_json)


def _load_folder(folder: Path, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        editions = _editions_of_folder(folder)
        _report([terminal.edition_facts(edition) for edition in editions], as_json, "sound")
        return
    _django()
    from bagdar.programme import public

    loaded = public.load_folder(folder, by=_actor(), at=datetime.now(UTC))
    codes = [{"edition": one.code, "digest": one.digest} for one in loaded.written]
    _report(codes, as_json, "loaded")


def _load_amendment(source: Path, programme_code: str, dry_run: bool, as_json: bool) -> None:
    _django()
    from bagdar.programme import public

    content = source.read_bytes() if source.stat().st_size < 6_000_000 else b"\0" * 6_000_000
    preview = public.preview_amendment(programme_code, content, source.name)
    if not as_json:
        for difference in preview.differences:
            click.echo(f"- {sentence(difference, terminal.words())[terminal.language()]}")
    if dry_run:
        _report([terminal.difference_facts(one) for one in preview.differences], as_json, "sound")
        return
    info = public.load_amendment(
        programme_code,
        content,
        source.name,
        by=_actor(),
        at=datetime.now(UTC),
        expect_digest=preview.digest,
    )
    _report([{"edition": info.code, "digest": info.digest}], as_json, "loaded")


def _report(facts: Sequence[Any], as_json: bool, key: str) -> None:
    if as_json:
        terminal.print_json(facts)
    else:
        click.echo(terminal.say(f"programme_command.{key}", count=len(facts)))


# --- where editions come from -----------------------------------------------------------------


def _django() -> None:
    import django

    django.setup()


def _actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(name=f"cli:{getpass.getuser()}", role="operator")


def _editions_of_folder(folder: Path) -> list[Edition]:
    from bagdar.programme.rules.amendments import amend, read_amendments
    from bagdar.programme.rules.files import read_edition

    editions = [read_edition(folder)]
    for content, name in read_amendments(folder, folder.name):
        editions.append(amend(editions[-1], content, name))
    return editions


def _all_editions(path: Path | None) -> list[Edition]:
    if path is not None:
        return _editions_of_folder(path)
    _django()
    from bagdar.programme import public

    return [
        public.edition(programme.code, one.number)
        for programme in public.programmes()
        for one in programme.editions
    ]


def _edition(text: str | None, path: Path | None) -> Edition:
    """The edition that an argument names; the first programme's newest where it names none."""
    if path is None:
        _django()
        from bagdar.programme import public

        if text is None:
            programmes = public.programmes()
            if not programmes:
                raise NothingLoaded()
            return public.edition(programmes[0].code)
        return public.edition(*split_code(text))
    editions = _editions_of_folder(path)
    code, number = _folder_code(text, editions)
    if code != editions[0].programme:
        raise NoSuchProgramme(programme=code)
    for edition in editions if number else editions[-1:]:
        if number in (None, edition.number):
            return edition
    raise NoSuchEdition(
        programme=code, number=str(number), known=[str(one.number) for one in editions]
    )


def _folder_code(text: str | None, editions: Sequence[Edition]) -> tuple[str, int | None]:
    """Beside a folder a bare number names its edition: `diff 1 2 --path …`."""
    if text is None or text.isdigit():
        return editions[0].programme, int(text) if text else None
    return split_code(text)


def _edition_known_on(text: str, day: date, path: Path | None) -> Edition:
    if path is None:
        _django()
        from bagdar.programme import public

        return public.edition_known_on(text, day)
    editions = _editions_of_folder(path)
    index = known_on([edition.act for edition in editions], day)
    if index is None:
        raise NoEditionKnownOn(programme=text, day=day, first=editions[0].act.adopted_on)
    return editions[index]


def _pairs(edition: Edition, path: Path | None) -> Sequence[Pair]:
    """Findings with their acknowledgements. Raises FaultyData for one whose finding is gone."""
    findings = check(edition)
    if path is not None:
        return read_acknowledgements(path / "acknowledged.toml", findings)
    from bagdar.programme import queries

    reasons = queries.acknowledgements(edition.programme)
    return [(finding, reasons.get(finding.key)) for finding in findings]


def _export(edition: Edition, form: str) -> bytes:
    from bagdar.programme.rules import exports

    if form == "json":
        text = json.dumps(edition.model_dump(mode="json"), ensure_ascii=False, indent=1)
        return f"{text}\n".encode()
    return exports.export(
        edition, cast(exports.Format, form), terminal.language(), terminal.words()
    )
