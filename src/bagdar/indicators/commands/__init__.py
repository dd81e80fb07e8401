"""`bagdar indicators run · protect · list · table`, `bagdar trace`: figures and the way back."""

import getpass
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bagdar.helped import Helped, HelpedGroup
from bagdar.indicators.rules.errors import UnknownMetric
from bagdar.programme import terminal

DAY = click.DateTime(["%Y-%m-%d"])
JSON = click.option("--json", "as_json", is_flag=True, help="JSON")
BASES = ("then", "now", "bridged")
ENGINES = ("duckdb", "spark")
FORMATS = ("csv", "csv-metadata.json", "parquet", "xlsx", "sdmx.json")


class Help(Helped):
    under = "indicators_command."


@click.group(cls=HelpedGroup)
def indicators() -> None:
    """Figures that records give: computed, listed."""


@indicators.command("list", cls=Help)
@JSON
def list_metrics(as_json: bool) -> None:
    from bagdar.indicators.metrics.catalogue import METRICS

    if as_json:
        terminal.print_json([
            {"metric": one.code, "row": one.row, "version": one.version, "of": one.of.value,
             "measure": one.measure.value, "by": list(one.by), "reads": list(one.reads),
             "method": one.method}
            for one in METRICS.values()
        ])  # fmt: skip
        return
    for one in METRICS.values():
        click.echo(f"{one.code:<24} {one.version:<8} {one.method.splitlines()[0]}")


@indicators.command("run", cls=Help)
@click.option("--snapshot", required=True, metavar="ID")
@click.option("--metric", "codes", multiple=True, metavar="T1.1/3-6")
@click.option("--on", type=DAY, multiple=True, metavar="2024-10-01")
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True)
@click.option("--borders", type=click.Choice(BASES))
@click.option("--protect/--no-protect", "protects", default=True, show_default=True)
@JSON
def run(
    snapshot: str, codes: tuple[str, ...], on: tuple[datetime, ...], engine: str,
    borders: str | None, protects: bool, as_json: bool,
) -> None:  # fmt: skip
    """on: the statistical days; none means that of the snapshot. borders: tell the regions too.

    --no-protect: `indicators protect` does it later; until then no table of it is shown.
    """
    _django()
    from bagdar.indicators.queries.snapshots import opened as open_snapshot
    from bagdar.indicators.services.computing import compute
    from bagdar.indicators.services.protecting import protect_figures

    opened = open_snapshot(snapshot, engine=engine)
    metrics = [_metric(code) for code in codes]
    days = [one.date() for one in on] or [opened.day]
    said, steps = [], []
    for day in days:
        made = compute(
            opened, day, metrics, by=_actor(), now=lambda: datetime.now(UTC),
            told=steps.append if as_json else _tell,
        )  # fmt: skip
        if protects:
            protect_figures(
                made, by=_actor(), now=lambda: datetime.now(UTC),
                told=(lambda one: None) if as_json else _tell_protected,
            )  # fmt: skip
        said += [_told(one) | ({"regions": _regions(one, borders)} if borders else {})
                 for one in made]  # fmt: skip
    if as_json:
        both = zip(said, steps, strict=True)
        terminal.print_json([one | {"reused": step.reused} for one, step in both])
        return
    for one in said:
        value = "—" if one["value"] is None else one["value"]
        click.echo(f"{one['metric']:<24} {one['on']}  {value!s:>14}  {one['figure']}")
        for region in one.get("regions", ()):
            value = "·" if region["value"] is None else region["value"]
            sign = "≈" if region["estimated"] else ""
            click.echo(f"  {region['region']:<22} {one['on']}  {sign + str(value):>14}")


@indicators.command("protect", cls=Help)
@click.option("--metric", "codes", multiple=True, metavar="T1.1/3-6")
@JSON
def protect(codes: tuple[str, ...], as_json: bool) -> None:
    """Of what was computed and not protected, as before this was a step of computing."""
    _django()
    from bagdar.indicators.services.protecting import protect_figures, unprotected

    wanted = {_metric(code).code for code in codes}
    done = protect_figures(
        [one for one in unprotected() if not wanted or one.metric in wanted],
        by=_actor(), now=lambda: datetime.now(UTC),
        told=(lambda one: None) if as_json else _tell_protected,
    )  # fmt: skip
    if as_json:
        terminal.print_json({"protected": done})
    else:
        click.echo(terminal.say("indicators_command.protected_all", count=done))


@indicators.command("problem", cls=Help)
@click.argument("metric")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--on", type=DAY, metavar="2024-10-01")
def problem(metric: str, folder: Path, on: datetime | None) -> None:
    """With every hidden number; recorded in the trail."""
    _django()
    from bagdar.indicators.services import problems

    found = problems.taken(metric, on and on.date(), by=_actor())
    problems.write(found, folder)
    click.echo(terminal.say("indicators_command.problem_taken", files=len(found), folder=folder))


@indicators.command("table", cls=Help)
@click.argument("metric")
@click.option("--on", type=DAY, metavar="2024-10-01")
@click.option("--by", default="", metavar="region,sex")
@click.option("--borders", type=click.Choice(BASES), default="then", show_default=True)
@click.option("--format", "ending", type=click.Choice(FORMATS))
@JSON
def table(
    metric: str, on: datetime | None, by: str, borders: str, ending: str | None, as_json: bool
) -> None:
    """What the page shows to whoever may see figures of real records. ending: a file's bytes."""
    _django()
    from bagdar.indicators.services.protecting import protected_table

    asked = [one for one in by.split(",") if one]
    found = protected_table(metric, on and on.date(), asked, borders, real=True)
    answer = found.answer
    if ending:
        click.echo(_file(found, ending), nl=False)
        return
    if as_json:
        terminal.print_json({
            "metric": found.metric.code, "on": found.on.isoformat(), "by": list(answer.by),
            "borders": answer.borders, "origin": found.origin.value, "least": found.least,
            "refused": answer.refused, "log": dict(answer.log),
            "given_up": [[one.under or "all", one.column] for one in answer.given_up],
            "divided": [
                {**asdict(one), "shares": {at: str(each) for at, each in one.shares.items()}}
                for one in found.divided
            ],
            "lines": [asdict(one) for one in answer.lines],
        })  # fmt: skip
        return
    for one in answer.lines:
        told = [one.value, one.numerator, one.denominator, one.units]
        words = ["·" if value is None else str(value) for value in told]
        click.echo("\t".join([*one.codes, *words, *(["≈"] if one.estimated else [])]))


def _file(found: Any, ending: str) -> bytes:
    from bagdar.indicators.formats import written
    from bagdar.indicators.services.opening import open_data

    return written(open_data(found), ending)


@click.command("trace", cls=Help)
@click.argument("figure", type=int)
@click.option("--rebuild", is_flag=True)
@JSON
def trace(figure: int, rebuild: bool, as_json: bool) -> None:
    _django()
    from bagdar.indicators.queries.figures import trace as of_figure

    found = of_figure(figure, real=True)
    again = _rebuilt(figure) if rebuild else None
    if as_json:
        terminal.print_json(_way(found) | ({"rebuilt": asdict(again)} if again else {}))
        return
    for name, value in _way(found).items():
        click.echo(f"{name:<12} {value}")
    if again:
        key = "same" if again.is_same else "differs"
        click.echo(terminal.say(f"indicators_command.rebuilt_{key}", what=", ".join(again.differs)))
        if not again.is_same:
            raise SystemExit(1)


def _rebuilt(figure: int) -> Any:
    from bagdar.indicators.services.rebuilding import rebuild

    return rebuild(figure)


def _way(found: Any) -> dict[str, Any]:
    info, metric = found.figure, found.metric
    return {
        "figure": info.id, "metric": info.metric, "version": info.version,
        "on": info.on.isoformat(), "borders": info.borders, "place": info.place or "KZ",
        "value": info.value, "numerator": info.sums.numerator,
        "denominator": info.sums.denominator, "units": info.sums.units,
        "origin": info.origin.value, "snapshot": info.snapshot,
        "known_at": info.known_at.isoformat(), "inputs": found.inputs, "cube": found.cube,
        "cells": found.cells, "engine": found.engine, "revision": found.revision,
        "computed_at": info.computed_at.isoformat(), "is_newest": found.is_newest,
        "method": metric.method if metric else None,
    }  # fmt: skip


def _regions(made: Any, borders: str) -> list[dict[str, Any]]:
    """As protection lets them be shown; none of a figure that has no regions."""
    from bagdar.indicators.rules.errors import NoSuchTable
    from bagdar.indicators.services.protecting import protected_table

    try:
        found = protected_table(made.metric, made.on, ["region"], borders, real=True)
    except NoSuchTable:
        return []
    return [
        {"region": line.codes[0], "value": line.value, "hidden": line.hidden,
         "estimated": line.estimated}
        for line in found.answer.lines
        if line.codes[0] != "all"
    ]  # fmt: skip


def _told(made: Any) -> dict[str, Any]:
    from bagdar.indicators.queries.figures import figure

    whole = made.figures.get(borders="then", place="")
    info = figure(whole.pk, real=True)
    return {
        "metric": made.metric, "version": made.version, "on": made.on.isoformat(),
        "value": info.value, "figure": info.id, "computation": str(made.pk),
        "snapshot": made.snapshot, "cells": made.cells, "seconds": made.seconds,
    }  # fmt: skip


def _tell(step: Any) -> None:
    key = "reused" if step.reused else "computed"
    told = terminal.say(f"indicators_command.{key}", seconds=f"{step.seconds:.1f}")
    click.echo(f"  {step.done}/{step.of}  {step.metric:<24} {told}", err=True)


def _tell_protected(step: Any) -> None:
    key = "protected_before" if step.reused else "protected"
    told = terminal.say(f"indicators_command.{key}", seconds=f"{step.seconds:.1f}")
    click.echo(f"  {step.done}/{step.of}  {step.metric:<24} {told}", err=True)


def _metric(code: str) -> Any:
    from bagdar.indicators.metrics.catalogue import METRICS

    if code not in METRICS:
        raise UnknownMetric(metric=code, known=", ".join(METRICS))
    return METRICS[code]


def _actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(f"cli:{getpass.getuser()}", "operator")


def _django() -> None:
    import django

    django.setup()


__all__ = ["indicators", "trace"]
