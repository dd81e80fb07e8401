"""Standings in words and figures, as cells of any table: status, achievement, forecast, money."""

from collections.abc import Mapping
from decimal import Decimal

from bagdar.access.public import known_regions
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.presenters.desk_words import row_name
from bagdar.monitoring.rules.effectiveness import MeasureStanding
from bagdar.monitoring.rules.evaluation import RowStanding, Target
from bagdar.monitoring.rules.forecast import Forecast, Interval, NoForecast
from bagdar.monitoring.rules.rollup import NationalFigure
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.monitoring.rules.totals import Total
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition

HUNDRED = Decimal(100)
STATUS_TONES: Mapping[str, str] = {
    "exceeded": "good",
    "reached": "good",
    "partly": "gold",
    "not_reached": "bad",
    "done": "good",
    "not_done": "bad",
}
LIKELIHOOD_TONES: Mapping[str, str] = {
    "very_likely": "good",
    "likely": "good",
    "unlikely": "bad",
    "very_unlikely": "bad",
}

__all__ = [
    "behind",
    "forecast_text",
    "likelihood_mark",
    "measure_mark",
    "percent",
    "region_name",
    "row_name",
    "share_percent",
    "status_mark",
]


def status_mark(one: RowStanding, reader: Reader) -> Mark:
    """An incomplete roll-up says how many regions of how many have reported."""
    if one.status == "no_data" and one.national.basis == "incomplete":
        counted, of = one.national.counted, len(one.national.regions)
        return Mark(reader.say("evaluation.status.incomplete", known=counted, of=of))
    return _mark(f"evaluation.status.{one.status}", STATUS_TONES.get(one.status, ""), reader)


def measure_mark(one: MeasureStanding, reader: Reader) -> Mark:
    key = f"evaluation.measure_status.{one.status}"
    return _mark(key, STATUS_TONES.get(one.status, ""), reader)


def likelihood_mark(found: Forecast | NoForecast | None, reader: Reader) -> Mark | None:
    """unlikely, 23 %; why there is no forecast, where there is none."""
    if found is None:
        return None
    if isinstance(found, NoForecast):
        return Mark(reader.say(f"evaluation.no_forecast.{found.why}"))
    words = reader.say(
        "evaluation.probability_text",
        words=reader.say(f"evaluation.likelihood.{found.likelihood}"),
        percent=percent(found.probability),
    )
    return Mark(words, LIKELIHOOD_TONES.get(found.likelihood, "plain"))  # type: ignore[arg-type]


def _mark(key: str, tone: str, reader: Reader) -> Mark:
    return Mark(reader.say(key), tone or "plain")  # type: ignore[arg-type]


def percent(probability: float) -> str:
    """Whole percent; what is not certain is never called 0 or 100."""
    whole = round(probability * 100)
    return "<1" if whole < 1 else ">99" if whole > 99 else str(whole)


def share_percent(share: Decimal | None) -> Decimal | None:
    """0.98873 → 98.9"""
    return None if share is None else (share * HUNDRED).quantize(Decimal("0.1"))


def forecast_text(one: Interval, target: Target, reader: Reader) -> str:
    """2025: 83,5 (77,1–88,4): the middle, and the bounds of 80 cases in 100."""
    middle, low, high = (
        target.round(Decimal(str(value))) for value in (one.middle, one.low_80, one.high_80)
    )
    return reader.say("evaluation.forecast_text", year=one.year, middle=middle, low=low, high=high)


def region_name(code: str, reader: Reader) -> str:
    region = known_regions().get(code)
    return region.name[reader.language] if region else code


def missing_names(national: NationalFigure, reader: Reader) -> list[str]:
    return [region_name(code, reader) for code in national.missing]


# --- what stands behind ---------------------------------------------------------------------------


def behind(
    edition: Edition,
    found: Evaluation,
    late: Mapping[str, list[str]],
    money: Mapping[int, Total],
    reader: Reader,
) -> Table:
    """The measures of tasks that have late indicators, with their status and the year's money.

    late  task → codes of its late rows
    """
    by_number = {one.measure: one for one in found.measures}
    rows = [
        {
            "late": ", ".join(late[measure.task]),
            "code": f"№ {measure.number}",
            "href": reader.link("measure", measure.number),
            "name": measure.name[reader.language],
            "status": measure_mark(by_number[measure.number], reader),
            "due": by_number[measure.number].due,
            "done": by_number[measure.number].done,
            **_money(money.get(measure.number)),
        }
        for measure in edition.measures
        if measure.task in late
    ]
    million = reader.say("unit.million_tenge")
    return Table(
        name="behind",
        title=reader.say("evaluation.behind"),
        columns=(
            Column("late", reader.say("evaluation.column.late"), "code"),
            Column("code", reader.say("column.of_measure"), "code", link="href"),
            Column("name", reader.say("common.name"), wide=True),
            Column("status", reader.say("evaluation.column.status")),
            Column("due", reader.say("evaluation.column.due"), "number"),
            Column("done", reader.say("evaluation.column.done"), "number"),
            Column("base", reader.say("evaluation.column.base"), "number", million, 1),
            Column("spent", reader.say("evaluation.column.spent"), "number", million, 1),
            Column("share", reader.say("evaluation.column.execution"), "number", "%", 1),
        ),
        rows=rows,
        note=reader.say("evaluation.behind_note", year=found.year),
        empty=reader.say("evaluation.behind_empty"),
    )


def _money(total: Total | None) -> dict[str, Decimal | None]:
    if total is None:
        return {"base": None, "spent": None, "share": None}
    planned = total.base if total.base > 0 else total.act
    return {"base": planned, "spent": total.spent, "share": total.share}
