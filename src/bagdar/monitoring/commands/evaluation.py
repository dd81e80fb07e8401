"""`bagdar monitoring evaluate` and `forecast`: how the programme stands, what it will come to."""

from collections import Counter
from datetime import datetime
from typing import Any

import click

from bagdar.core.languages import EMPTY, format_number
from bagdar.monitoring.commands import Help
from bagdar.monitoring.commands.instants import KNOWN_AT, instant
from bagdar.monitoring.rules.effectiveness import Effectiveness
from bagdar.monitoring.rules.evaluation import RowStanding
from bagdar.monitoring.rules.forecast import Forecast, NoForecast
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.programme import terminal

PROGRAMME = click.argument("programme", metavar="[PROGRAMME[@EDITION]]", required=False)
YEAR = click.option("--year", type=click.IntRange(1990, 2100))
JSON = click.option("--json", "as_json", is_flag=True, help="JSON")


@click.command("evaluate", cls=Help)
@PROGRAMME
@YEAR
@KNOWN_AT
@JSON
def evaluate(
    programme: str | None, year: int | None, known_at: datetime | None, as_json: bool
) -> None:
    found = _standing(programme, year, known_at)
    if as_json:
        terminal.print_json(facts(found))
    else:
        print_evaluation(found)


@click.command("forecast", cls=Help)
@PROGRAMME
@YEAR
@KNOWN_AT
@JSON
def forecast(
    programme: str | None, year: int | None, known_at: datetime | None, as_json: bool
) -> None:
    found = _standing(programme, year, known_at)
    if as_json:
        listed = [forecast_facts(row, one) for row, one in found.forecasts.items()]
        terminal.print_json({**_whose(found), "forecasts": listed})
        return
    _say_origin(found)
    for row, one in found.forecasts.items():
        click.echo(f"{row:<28} {forecast_line(one)}")


def _standing(programme: str | None, year: int | None, known_at: datetime | None) -> Evaluation:
    import django

    django.setup()
    from bagdar.monitoring.queries.evaluation import standing
    from bagdar.programme import public
    from bagdar.programme.rules.editions import NothingLoaded, split_code

    named = programme or public.first_programme()
    if named is None:
        raise NothingLoaded()
    code, number = split_code(named)
    return standing(code, year=year, edition_number=number, known_at=instant(known_at))


# --- as JSON ----------------------------------------------------------------------------------


def facts(found: Evaluation) -> dict[str, Any]:
    return {
        **_whose(found),
        "effectiveness": effectiveness_facts(found.effectiveness),
        "rows": [row_facts(one) for one in found.rows],
        "indicators": [
            {"indicator": one.indicator, "kind": one.kind, "status": one.status,
             "rows": one.rows, "known": one.known}
            for one in found.indicators
        ],
        "measures": [
            {"measure": one.measure, "status": one.status, "due": one.due, "done": one.done,
             "partly": one.partly, "not_done": one.not_done, "unknown": one.unknown}
            for one in found.measures
        ],
    }  # fmt: skip


def _whose(found: Evaluation) -> dict[str, Any]:
    return {
        "programme": found.programme,
        "edition": found.edition,
        "year": found.year,
        "origin": found.origin.value,
    }


def effectiveness_facts(found: Effectiveness) -> dict[str, Any]:
    return {
        "value": found.value,
        "lowest": found.lowest,
        "highest": found.highest,
        "known": found.known,
        "counted": found.counted,
        "partly_credit": found.credit,
        "terms": [vars(term) for term in found.terms],
    }


def row_facts(one: RowStanding) -> dict[str, Any]:
    national = one.national
    return {
        "row": one.row,
        "indicator": one.indicator,
        "status": one.status,
        "target": one.target.value if one.target else None,
        "table": one.target.table if one.target else None,
        "other_table": one.target.other if one.target else None,
        "fact": one.fact,
        "basis": national.basis,
        "computed": national.reported.lineage.figure
        if national.reported and national.reported.lineage
        else None,
        "partial": national.partial,
        "missing": national.missing,
        "progress": None if one.progress is None else round(one.progress, 4),
        "achievement": None if one.achievement is None else round(one.achievement, 4),
    }


def forecast_facts(row: str, one: Forecast | NoForecast) -> dict[str, Any]:
    if isinstance(one, NoForecast):
        return {"row": row, "why": one.why, "points": dict(one.points)}
    return {
        "row": row,
        "points": dict(one.points),
        "scale": one.scale,
        "target": one.target.value,
        "target_year": one.target.year,
        "years": [vars(interval) for interval in one.years],
        "probability": one.probability,
        "likelihood": one.likelihood,
    }


# --- in words ---------------------------------------------------------------------------------


def print_evaluation(found: Evaluation) -> None:
    """The whole, its terms, the rows by status, then a line a row that has a target."""
    whole = found.effectiveness
    _say_origin(found)
    click.echo(
        terminal.say(
            "evaluation_command.effectiveness",
            programme=found.programme,
            year=found.year,
            value=_percent(whole.value),
            low=_percent(whole.lowest),
            high=_percent(whole.highest),
            known=whole.known,
            of=whole.counted,
        )
    )
    for term in whole.terms:
        click.echo("  " + terminal.say(
            "evaluation_command.term",
            group=terminal.say(f"evaluation.group.{term.group}"),
            of=term.counted, reached=term.reached, partly=term.partly,
            not_reached=term.not_reached, unknown=term.unknown,
        ))  # fmt: skip
    for one in found.rows:
        if one.target:
            click.echo(f"{one.row:<28} {row_line(one)}")
    counts = Counter(one.status for one in found.rows)
    told = (f"{terminal.say(f'evaluation.status.{name}')}: {n}" for name, n in counts.items())
    click.echo(" · ".join(told))


def _say_origin(found: Evaluation) -> None:
    if found.origin != Origin.REAL:
        click.echo(terminal.say("look.illustrative.mark"))


def _percent(share: Any) -> str:
    return EMPTY if share is None else format_number(share * 100, terminal.language(), 1)


def row_line(one: RowStanding) -> str:
    status = terminal.say(f"evaluation.status.{one.status}")
    if one.national.basis == "incomplete":
        counted, of = one.national.counted, len(one.national.regions)
        status = terminal.say("evaluation.status.incomplete", known=counted, of=of)
    return terminal.say(
        "evaluation_command.row",
        plan=one.target.value if one.target else None,
        fact=one.fact,
        status=status,
    )


def forecast_line(one: Forecast | NoForecast) -> str:
    if isinstance(one, NoForecast):
        return terminal.say(f"evaluation.no_forecast.{one.why}")
    language, places = terminal.language(), one.target.places
    low, middle, high = (
        f"{value:.{places}f}" if language == "en" else f"{value:.{places}f}".replace(".", ",")
        for value in (one.last.low_80, one.last.middle, one.last.high_80)
    )
    chance = terminal.say(f"evaluation.likelihood.{one.likelihood}")
    return terminal.say(
        "evaluation_command.forecast",
        year=one.last.year,
        low=low,
        middle=middle,
        high=high,
        target=one.target.value,
        words=f"{chance}, {one.probability * 100:.0f} %",
    )
