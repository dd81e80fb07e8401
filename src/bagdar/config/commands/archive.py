"""`bagdar archive`: copies and the log of a PostgreSQL, and its way back to any moment."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bagdar.config.console import Worded, sentences, tell
from bagdar.config.environment import Environment
from bagdar.config.recovery import copies, postgres, returning, sqlite
from bagdar.config.recovery.archive import Archive, Mark
from bagdar.config.recovery.manifest import OtherEngine
from bagdar.config.recovery.verbs import place
from bagdar.config.recovery.watching import findings
from bagdar.helped import HelpedGroup

MARK = click.option("--mark", "name", metavar="2026-03-01T02-20-00Z")
INSTANT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z"])


def _archive(ctx: click.Context, parameter: click.Parameter, folder: Path) -> Archive:
    return Archive(folder.resolve())


FOLDER = click.argument(
    "kept", metavar="ARCHIVE", callback=_archive,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)  # fmt: skip
DATA = click.argument("data", type=click.Path(file_okay=False, path_type=Path))


class Step(Worded):
    """Its help stands under `house.archive_help.<name>`."""

    under = "house.archive_help."


@click.group(cls=HelpedGroup)
def archive() -> None:
    """take · mark · check · restore · compare · drill"""


def _url() -> str:
    """The address of the cluster. Raises OtherEngine for SQLite, which is copied whole."""
    engine, url = place(Environment.read())
    if engine is sqlite:
        raise OtherEngine(file="ARCHIVE", engine=postgres.ENGINE, ours=sqlite.ENGINE)
    return str(url)


@archive.command(cls=Step)
@FOLDER
@click.option("--keep", type=click.IntRange(min=1))
@click.option("--compression", type=click.Choice(list(copies.COMPRESSIONS)), default="zstd")
def take(kept: Archive, keep: int | None, compression: str) -> None:
    copy = copies.take(kept, _url(), datetime.now(UTC), compression)
    size = sum(file.size for file in copy.files.values())
    tell("house.copy_taken", name=copy.name, size=size)
    _tell_marked(copies.mark(kept, _url(), datetime.now(UTC)))
    gone = kept.keep_newest(keep) if keep else []
    if gone:
        tell("house.copies_gone", names=", ".join(gone))


@archive.command(cls=Step)
@FOLDER
def mark(kept: Archive) -> None:
    _tell_marked(copies.mark(kept, _url(), datetime.now(UTC)))


def _tell_marked(marked: Mark) -> None:
    tell("house.marked", name=marked.name, tables=len(marked.tables), rows=marked.rows)


@archive.command(cls=Step)
@FOLDER
@click.option("--whole", is_flag=True)
def check(kept: Archive, whole: bool) -> None:
    found = list(findings(kept, _url(), datetime.now(UTC), is_whole=whole))
    for one in found:
        click.echo(sentences(one), err=True)
    if found:
        sys.exit(2)
    tell("house.archive_in_order", copies=len(kept.all_copies()), name=kept.newest_copy().name)


@archive.command(cls=Step)
@FOLDER
@DATA
@click.option("--to", "at", type=INSTANT, metavar="2026-03-01T14:05:00+0500")
@MARK
@click.option("--timeline", type=click.IntRange(min=1))
def restore(
    kept: Archive, data: Path, at: datetime | None, name: str | None, timeline: int | None
) -> None:
    marked = kept.mark_named(name) if name else None
    target = returning.Target(mark=marked, at=at, timeline=timeline)
    copy = returning.prepare(kept, data.resolve(), target)
    tell("house.ready_to_return", name=copy.name, data=data, version=copy.version)


@archive.command(cls=Step)
@FOLDER
@MARK
def compare(kept: Archive, name: str | None) -> None:
    marked = kept.mark_named(name) if name else kept.newest_mark()
    returning.compare(marked, _url())
    tell("house.same_as_marked", name=marked.name, tables=len(marked.tables), rows=marked.rows)


@archive.command(cls=Step)
@FOLDER
@DATA
def drill(kept: Archive, data: Path) -> None:
    marked, seconds = returning.drill(kept, _url(), data.resolve())
    at = datetime.now(UTC).isoformat(timespec="seconds")
    kept.note_drill({"at": at, "mark": marked.name, "seconds": round(seconds)})
    tell("house.drilled", name=marked.name, rows=marked.rows, seconds=round(seconds))
