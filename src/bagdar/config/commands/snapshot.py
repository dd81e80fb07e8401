"""`bagdar snapshot take · list · show · diff · verify · clean`."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bagdar.config.console import say, tell
from bagdar.config.environment import Environment
from bagdar.core.languages import TIME_ZONE
from bagdar.core.origins import Origin
from bagdar.helped import Helped, HelpedGroup
from bagdar.programme.terminal import print_json
from bagdar.simulate.commands import Progress

SHORT = 12  # characters of an id that a terminal shows
JSON = click.option("--json", "as_json", is_flag=True, help="JSON")
FROM = click.option(
    "--from", "from_folder", metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)  # fmt: skip


class Help(Helped):
    under = "snapshot_command."


class Instant(click.ParamType):
    """2025-10-02, 2025-10-02T18:00 on Almaty's clock, or with an offset of its own."""

    name = "instant"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        try:
            told = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(str(value), param, ctx)
        return told if told.tzinfo else told.replace(tzinfo=TIME_ZONE)


@click.group(cls=HelpedGroup)
def snapshot() -> None:
    """The facts frozen for a day as known at an instant."""


@snapshot.command("take", cls=Help)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="2025-10-01", required=True)
@click.option("--known-at", type=Instant(), metavar="2025-10-15T18:00")
@click.option("--origin", type=click.Choice([one.value for one in Origin]))
@click.option("--because", default="")
@click.option("--new-series", is_flag=True)
@FROM
@JSON
def take(
    on: datetime, known_at: datetime | None, origin: str | None, because: str, new_series: bool,
    from_folder: Path | None, as_json: bool,
) -> None:  # fmt: skip
    from bagdar.config.snapshots import Wish, take_snapshot

    environment, now = Environment.read(), datetime.now(UTC)
    source, by = _source(from_folder)
    wish = Wish(on.date(), known_at or now, origin or "", because, new_series)
    bar = _bar(as_json)
    taken = take_snapshot(environment, source, wish, at=now, told=bar.told, by=by)
    bar.end()
    one = taken.manifest
    if as_json:
        print_json(_facts(one) | {"written": taken.written, "kept": taken.kept})
        return
    for warned in one.warnings:
        tell("snapshot_command.warned", table=_table(warned.table), region=_region(warned.region),
             before=warned.before, after=warned.after)  # fmt: skip
    tell("snapshot_command.taken", id=one.id[:SHORT], day=one.on, rows=one.rows,
         written=taken.written, kept=taken.kept)  # fmt: skip


@snapshot.command("list", cls=Help)
@JSON
def listed(as_json: bool) -> None:
    from bagdar.config.snapshots import store

    found = store(Environment.read()).manifests()
    if as_json:
        print_json([_facts(one) for one in found])
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        tell("snapshot_command.none")


@snapshot.command("show", cls=Help)
@click.argument("id")
@JSON
def show(id: str, as_json: bool) -> None:
    from bagdar.config.snapshots import store

    one = store(Environment.read()).manifest(id)
    if as_json:
        print_json(_facts(one) | {"tables": _tables(one)})
        return
    click.echo(_line(one))
    if one.because:
        tell("snapshot_command.because", because=one.because)
    for name, parts in one.tables.items():
        rows = sum(part.rows for part in parts.values())
        standing = sum(part.standing for part in parts.values())
        tell("snapshot_command.table", table=_table(name), rows=rows, standing=standing,
             parts=len(parts))  # fmt: skip


@snapshot.command("diff", cls=Help)
@click.argument("before")
@click.argument("after")
@FROM
@click.option("--counts", is_flag=True)
@JSON
def diff(before: str, after: str, from_folder: Path | None, counts: bool, as_json: bool) -> None:
    from bagdar.config.snapshots import compare, store
    from bagdar.warehouse.public import Difference, counted

    environment = Environment.read()
    was, now = (store(environment).manifest(one) for one in (before, after))
    bar = _bar(as_json)
    if counts:
        found = [Difference(*one, causes={}) for one in counted(was, now)]
    else:
        found = compare(environment, was, now, _source(from_folder)[0], bar.told)
    bar.end()
    if as_json:
        print_json([_difference(one) for one in found])
        return
    for one in found:
        causes = ", ".join(
            say(f"snapshot_command.cause.{cause}", rows=rows) for cause, rows in one.causes.items()
        )
        tell("snapshot_command.differs", table=_table(one.table), region=_region(one.region),
             before=one.before, after=one.after, causes=causes)  # fmt: skip
    if not found:
        tell("snapshot_command.same")


@snapshot.command("verify", cls=Help)
@click.argument("id")
@JSON
def verify(id: str, as_json: bool) -> None:
    from bagdar.config.snapshots import store

    kept = store(Environment.read())
    one = kept.manifest(id)
    parts = kept.verify(one)
    if as_json:
        print_json({"id": one.id, "parts": parts, "is_whole": True})
        return
    tell("snapshot_command.verified", id=one.id[:SHORT], parts=parts)


@snapshot.command("clean", cls=Help)
@JSON
def clean(as_json: bool) -> None:
    from bagdar.config.snapshots import store

    parts, size = store(Environment.read()).clean()
    if as_json:
        print_json({"parts": parts, "bytes": size})
        return
    tell("snapshot_command.cleaned", parts=parts, size=size)


# --- what is shown ---


def _source(from_folder: Path | None) -> tuple[Any, Any]:
    """Whence, and who is named in the trail: nobody where no database is asked."""
    import django

    django.setup()
    from bagdar.audit.rules import Actor
    from bagdar.config.snapshots import folder, register

    if from_folder:
        return folder(from_folder), None
    return register(), Actor(f"cli:{getpass.getuser()}", "operator")


def _bar(as_json: bool) -> Progress:
    return Progress(is_silent=as_json, label=lambda step: say(f"snapshot_command.step.{step}"))


def _line(one: Any) -> str:
    origin = say(f"registry_command.origin.{one.origin}")
    return say(
        "snapshot_command.line", id=one.id[:SHORT], day=one.on, known_at=one.known_at,
        origin=origin, rows=one.rows, size=one.size,
    )  # fmt: skip


def _facts(one: Any) -> dict[str, Any]:
    from bagdar.warehouse.public import instant_text

    warnings = [vars(warned) for warned in one.warnings]
    return {
        "id": one.id, "on": one.on.isoformat(), "known_at": instant_text(one.known_at),
        "origin": one.origin, "rows": one.rows, "bytes": one.size, "schema": one.schema,
        "code": one.code, "previous": one.previous, "because": one.because, "warnings": warnings,
        "pseudonyms": dict(one.pseudonyms), "writer": dict(one.writer),
    }  # fmt: skip


def _tables(one: Any) -> dict[str, Any]:
    return {
        table: {region: vars(part) for region, part in parts.items()}
        for table, parts in one.tables.items()
    }


def _difference(one: Any) -> dict[str, Any]:
    causes = {str(cause): rows for cause, rows in one.causes.items()}
    return {"table": one.table, "region": one.region, "before": one.before, "after": one.after,
            "causes": causes}  # fmt: skip


def _table(name: str) -> str:
    return say(f"table.{name}")


def _region(code: str) -> str:
    return code or say("snapshot_command.nowhere")
