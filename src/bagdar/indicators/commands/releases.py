"""`bagdar release`: statistical releases, from the announcement to the day they go out."""

from datetime import UTC, datetime
from typing import Any

import click

from bagdar.core.languages import LANGUAGES, TIME_ZONE, format_instant
from bagdar.helped import Helped, HelpedGroup
from bagdar.indicators.commands import JSON, _actor, _django
from bagdar.programme import terminal

HOUR = click.DateTime(["%Y-%m-%dT%H:%M"])


class ReleaseHelp(Helped):
    under = "release_command."


@click.group(cls=HelpedGroup)
def release() -> None:
    """Statistical releases: announced, prepared, attacked, approved, published."""


def _texts(name: str, *, required: bool = True) -> Any:
    def decorate(command: Any) -> Any:
        for language in reversed(LANGUAGES):
            command = click.option(f"--{name}-{language}", required=required, default="")(command)
        return command

    return decorate


@release.command("plan", cls=ReleaseHelp)
@click.argument("code")
@click.option("--due", type=HOUR, required=True, metavar="2026-12-15T10:00")
@_texts("name")
@_texts("method")
@click.option("--demonstration", is_flag=True)
@click.option("--replaces", default="", metavar="CODE")
@_texts("reason", required=False)
@JSON
def plan(
    code: str, due: datetime, demonstration: bool, replaces: str, as_json: bool, **texts: str
) -> None:
    """due: by the clock of Kazakhstan."""
    _django()
    from bagdar.indicators.services import releasing

    def by_language(name: str) -> dict[str, str]:
        return {one: texts[f"{name}_{one}"] for one in LANGUAGES}

    releasing.plan(
        code, names=by_language("name"), method=by_language("method"),
        due_at=due.replace(tzinfo=TIME_ZONE), by=_actor(), now=datetime.now(UTC),
        is_demonstration=demonstration, replaces=replaces,
        reason=by_language("reason") if replaces else None,
    )  # fmt: skip
    _say(code, as_json)


@release.command("prepare", cls=ReleaseHelp)
@click.argument("code")
@click.argument("tables", nargs=-1, required=True)
@JSON
def prepare(code: str, tables: tuple[str, ...], as_json: bool) -> None:
    _django()
    from bagdar.indicators.metrics.catalogue import METRICS
    from bagdar.indicators.rules.releases import chosen
    from bagdar.indicators.services import releasing

    releasing.prepare(code, [chosen(one, METRICS) for one in tables], by=_actor())
    _say(code, as_json)


@release.command("check", cls=ReleaseHelp)
@click.argument("code")
@JSON
def check(code: str, as_json: bool) -> None:
    """Ends with 1 where somebody can be given away."""
    _django()
    from bagdar.indicators.services import releasing

    found = releasing.check(code, by=_actor(), told=_silent if as_json else _tell)
    told = [
        {"low": one.low, "high": one.high, "insider": one.insider,
         "cells": [[name, list(key), part.value] for name, key, part in one.cells]}
        for one in found.findings
    ]  # fmt: skip
    if as_json:
        terminal.print_json(
            {"findings": told, "tables": found.tables, "published": found.published}
        )
    for one in () if as_json else told:
        cells = "; ".join(f"{name} {'/'.join(key)} {part}" for name, key, part in one["cells"])
        click.echo(terminal.say("release_command.finding", low=one["low"], high=one["high"],
                                cells=cells))  # fmt: skip
    if found.findings:
        raise SystemExit(1)
    if not as_json:
        click.echo(terminal.say("release_command.safe", tables=found.tables,
                                published=found.published))  # fmt: skip


@release.command("approve", cls=ReleaseHelp)
@click.argument("code")
@JSON
def approve(code: str, as_json: bool) -> None:
    """By whoever is signed in to the machine."""
    _django()
    from bagdar.indicators.services import releasing

    releasing.approve(code, by=_actor(), now=datetime.now(UTC))
    _say(code, as_json)


@release.command("publish", cls=ReleaseHelp)
@click.argument("code")
@JSON
def publish(code: str, as_json: bool) -> None:
    _django()
    from bagdar.indicators.services import releasing

    releasing.publish(code, by=_actor(), now=datetime.now(UTC))
    _say(code, as_json)


@release.command("withdraw", cls=ReleaseHelp)
@click.argument("code")
@click.option("--why", required=True)
@JSON
def withdraw(code: str, why: str, as_json: bool) -> None:
    _django()
    from bagdar.indicators.services import releasing

    releasing.withdraw(code, by=_actor(), why=why)
    _say(code, as_json)


@release.command("receipt", cls=ReleaseHelp)
@click.argument("code")
def receipt(code: str) -> None:
    _django()
    from bagdar.indicators.queries import receipts

    click.echo(receipts.text(code), nl=False)


@release.command("list", cls=ReleaseHelp)
@JSON
def list_releases(as_json: bool) -> None:
    _django()
    from bagdar.indicators.queries import releases

    _print(releases.every(), as_json)


@release.command("calendar", cls=ReleaseHelp)
@JSON
def calendar(as_json: bool) -> None:
    _django()
    from bagdar.indicators.queries import releases

    _print(releases.coming(), as_json)


@release.command("show", cls=ReleaseHelp)
@click.argument("code")
@JSON
def show(code: str, as_json: bool) -> None:
    _say(code, as_json)


def _say(code: str, as_json: bool) -> None:
    _django()
    from bagdar.indicators.queries import receipts, releases

    info, tables = releases.release(code), releases.tables(code)
    if as_json:
        told = [{"number": one.number, "digest": one.digest, **one.content} for one in tables]
        revised = [vars(one) for one in releases.revisions(code)]
        stands = {"handle": info.receipt, "state": receipts.standing(info.receipt).value}
        told_of = {**_told(info), "receipt": stands}
        terminal.print_json({**told_of, "tables": told, "revisions": revised})
        return
    _print([info], as_json)
    if info.published_at:
        click.echo(terminal.say(f"releases.receipt.{receipts.standing(info.receipt).value}"))
    for one in tables:
        by = ",".join(one.content["by"])
        click.echo(f"  {one.number}  {one.content['metric']:<24} {by:<24} {one.content['on']}")


def _print(found: Any, as_json: bool) -> None:
    if as_json:
        terminal.print_json([_told(one) for one in found])
        return
    language = terminal.language()
    for one in found:
        due = format_instant(one.due_at, language)
        click.echo(f"{one.code:<24} {one.state.value:<10} {due}  {one.names[language]}")


def _told(one: Any) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in vars(one).items()}  # fmt: skip


def _tell(done: int, of: int, family: str) -> None:
    told = terminal.say("release_command.attacked", family=family)
    click.echo(f"  {done}/{of}  {told}", err=True)


def _silent(done: int, of: int, family: str) -> None:
    return None


__all__ = ["release"]
