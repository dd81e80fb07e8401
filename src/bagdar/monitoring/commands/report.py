"""`bagdar report`: the yearly report as a file, or those that were asked for on the page."""

import sys
from pathlib import Path
from typing import cast

import click

from bagdar.core.languages import LANGUAGES, Language
from bagdar.helped import Helped
from bagdar.programme import terminal

FORMATS = ("pdf", "docx", "html", "xlsx")


class Help(Helped):
    under = "house.help."

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        with formatter.indentation():
            formatter.write_paragraph()
            formatter.write_text(terminal.say("yearly_command.help"))


@click.command("report", cls=Help)
@click.option("--programme", help="kz-2020-2025 · kz-2020-2025@1")
@click.option("--year", type=int)
@click.option("--region", default="", help="KZ-11")
@click.option("--language", type=click.Choice(LANGUAGES))
@click.option("--format", "format_", type=click.Choice(FORMATS), default="pdf", show_default=True)
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=True))
@click.option("--queued", is_flag=True)
def report(
    programme: str | None,
    year: int | None,
    region: str,
    language: Language | None,
    format_: str,
    target: Path | None,
    queued: bool,
) -> None:
    import django

    django.setup()
    if queued:
        _build_waiting()
        return
    if year is None:
        raise click.UsageError(terminal.say("yearly_command.no_year"))
    _build(programme, year, region, language or terminal.language(), format_, target)


def _build_waiting() -> None:
    from bagdar.monitoring.reports.jobs import build_waiting

    count = build_waiting(
        lambda one: _tell("yearly_command.building", year=one.year, format=one.format)
    )
    _tell("yearly_command.built_waiting", count=count)


def _build(
    programme: str | None,
    year: int,
    region: str,
    language: Language,
    format_: str,
    target: Path | None,
) -> None:
    from bagdar.monitoring.reports.gathered import Asked
    from bagdar.monitoring.reports.yearly import Format, build
    from bagdar.programme import public
    from bagdar.programme.rules.editions import NothingLoaded, split_code

    named = programme or public.first_programme()
    if named is None:
        raise NothingLoaded()
    code, number = split_code(named)
    asked = Asked(code, year, language, region, number)
    built = build(asked, cast(Format, format_), lambda step: _tell(f"yearly.step.{step}"))
    if str(target) == "-":
        sys.stdout.buffer.write(built.content)
        return
    path = target or Path(built.name)
    path = path / built.name if path.is_dir() else path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(built.content)
    _tell("yearly_command.written", path=path, size=len(built.content))


def _tell(key: str, **facts: object) -> None:
    click.echo(terminal.say(key, **facts), err=True)
