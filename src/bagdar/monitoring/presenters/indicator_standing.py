"""What monitoring adds to an indicator's page: fact, forecast, regions, history, what is behind."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest

from bagdar.access.public import permits
from bagdar.look.additions import Addition
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.pictures import picture, rounded
from bagdar.monitoring.presenters import standing_words as words
from bagdar.monitoring.presenters.standing_figures import (
    both_table,
    document,
    figures_of_both,
    history_table,
    way_back,
)
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.queries.evaluation import row_history, rule, standing
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.rules.evaluation import RowStanding, Target, shown, targets
from bagdar.monitoring.rules.forecast import Forecast
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.rules.rollup import NationalFigure, RegionFigure
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow

LATE = ("partly", "not_reached")


def addition(
    request: HttpRequest,
    *,
    edition: Edition,
    indicator: Indicator,
    row: IndicatorRow,
    reader: Reader,
    programme: str,
    **others: object,
) -> Addition | None:
    """The part of an indicator's page about one of its rows.

    programme  as the address names it, with or without an edition
    """
    code = edition.programme
    latest = standing(code, edition_number=edition.number)
    year = _newest(latest, row.code) or latest.year
    found = standing(code, year=year, edition_number=edition.number)
    one = found.row(row.code)
    history = row_history(code, row.code, found.origin)
    names = permits(request, "monitoring.report", "read")
    links = found.origin != Origin.REAL or permits(request, "indicators.unreleased", "read")
    is_late = one.status in LATE or _is_unlikely(found, row.code)
    both = figures_of_both(found, row.code)
    tables = [
        *([_regions(one, reader, links)] if one.national.regions else []),
        *([both_table(both, links, reader)] if both else []),
        *([history_table(edition, history, names, reader, links)] if history else []),
        *([_behind(edition, indicator, found, reader)] if is_late and indicator.task else []),
    ]
    chart = _chart(edition, row, found, reader)
    has_facts = bool(found.facts(row.code)) or bool(history)
    return Addition(
        template="monitoring/indicator_standing.html",
        context={
            "answers": _answers(one, found, reader, links),
            "has_facts": has_facts,
            "year": found.year,
            "evaluation": reader.link("evaluation", year=found.year),
            "tag": _tag(found.origin, reader) if has_facts else "",
            "outside": reader.link("outside") if _is_outside(code, row) else "",
            "enter": reader.link("outside_new", row=quote(row.code, safe=""))
            if _is_outside(code, row) and permits(request, "monitoring.outside", "create")
            else "",
        },
        tables=tables,
        charts=[chart] if chart and has_facts else [],
        illustrative=has_facts and found.origin != Origin.REAL,
        simulated=has_facts and found.origin == Origin.SIMULATED,
        object="monitoring.standing",
    )


def _is_outside(programme: str, row: IndicatorRow) -> bool:
    return declared(programme).outside(row.code) is not None


def _tag(origin: Origin, reader: Reader) -> str:
    return "" if origin is Origin.REAL else reader.say(f"look.{origin.value}.tag")


def _newest(found: Evaluation, row: str) -> int | None:
    """The last year in which the row has any figure, a region's too."""
    years = (year for (code, year), one in found.nationals.items()
             if code == row and one.basis != "none")  # fmt: skip
    return max(years, default=None)


def _is_unlikely(found: Evaluation, row: str) -> bool:
    seen = found.forecasts[row]
    bound = float(rule().forecast.likelihood.even)
    return isinstance(seen, Forecast) and seen.probability < bound and bool(found.facts(row))


# --- the answer -------------------------------------------------------------------------------


def _answers(one: RowStanding, found: Evaluation, reader: Reader, links: bool) -> list[Answer]:
    """Fact beside plan, status, forecast with its bounds, probability in words.

    links  whether the way back from a computed figure is open to the reader
    """
    seen = found.forecasts[one.row]
    mark = words.status_mark(one, reader)
    strip = [
        Answer(
            reader.say("evaluation.fact_of", year=one.year),
            reader.number(shown(one.fact, one.target)),
            note=_fact_note(one, reader),
            tone="sky",
            href=way_back(one.national.reported, reader, links),
        ),
        Answer(
            reader.say("evaluation.status_of"),
            reader.text(mark.text) if not isinstance(mark.text, str) else mark.text,
            note=_progress(one, reader),
            tone=mark.tone if mark.tone in ("good", "bad", "gold") else "",
        ),
    ]
    if isinstance(seen, Forecast) and found.facts(one.row):
        strip += _forecast_answers(seen, reader)
    return strip


def _fact_note(one: RowStanding, reader: Reader) -> str:
    plan = _plan(one.target, reader)
    if one.national.basis != "computed":
        return plan
    return f"{plan} · {reader.say('evaluation.from_records')}"


def _plan(target: Target | None, reader: Reader) -> str:
    if target is None:
        return reader.say("evaluation.status.no_target")
    said = [reader.say("evaluation.plan_of", value=target.value)]
    if target.other is not None:
        said.append(reader.say("evaluation.plan_differs", value=target.other))
    return " · ".join(said)


def _progress(one: RowStanding, reader: Reader) -> str:
    if one.progress is None:
        return ""
    percent = (one.progress * 100).quantize(Decimal(1))
    return reader.say("evaluation.progress_note", percent=percent)


def _forecast_answers(seen: Forecast, reader: Reader) -> list[Answer]:
    places, last = seen.target.places, seen.last
    low, high, low_95, high_95 = (
        rounded(value, places) for value in (last.low_80, last.high_80, last.low_95, last.high_95)
    )
    mark = words.likelihood_mark(seen, reader)
    return [
        Answer(
            reader.say("evaluation.forecast_of", year=last.year),
            reader.number(rounded(last.middle, places)),
            note=reader.say(
                "evaluation.forecast_note", low=low, high=high, low_95=low_95, high_95=high_95
            ),
        ),
        Answer(
            reader.say("evaluation.probability_of", year=last.year, value=seen.target.value),
            reader.say("evaluation.probability_value", percent=words.percent(seen.probability)),
            note=reader.say(f"evaluation.likelihood.{seen.likelihood}"),
            note_tone=mark.tone if mark and mark.tone in ("good", "bad") else "",
        ),
    ]


def _chart(edition: Edition, row: IndicatorRow, found: Evaluation, reader: Reader) -> Chart | None:
    years = [edition.baseline_year, *edition.period.years]
    return picture(
        "standing",
        targets(row, years),
        found.facts(row.code),
        found.forecasts[row.code],
        baseline_year=edition.baseline_year,
        unit=row.printed.unit,
        reader=reader,
    )


# --- regions ----------------------------------------------------------------------------------


def _regions(one: RowStanding, reader: Reader, links: bool) -> Table:
    national = one.national
    weight = national.rule.weight
    columns = [
        Column("region", reader.say("evaluation.column.region")),
        Column("value", reader.say("evaluation.column.value"), "number", link="way_back"),
    ]
    if weight:
        title = reader.say("evaluation.column.weigh", what=weight)
        columns.append(Column("weight", title, "number"))
    columns += [
        Column("state", reader.say("evaluation.column.status")),
        Column("document", reader.say("evaluation.column.document")),
    ]
    return Table(
        name="regions",
        title=reader.say("evaluation.regions", year=one.year),
        columns=columns,
        rows=[_region_line(part, one, reader, links) for part in national.regions],
        note=" ".join(_region_notes(national, reader)),
        sort="region",
    )


def _region_line(
    part: RegionFigure, one: RowStanding, reader: Reader, links: bool
) -> dict[str, Any]:
    figure = part.figure
    return {
        "region": words.region_name(part.region, reader),
        "value": shown(part.value, one.target),
        "weight": figure.weight if figure else None,
        "way_back": way_back(figure, reader, links),
        "state": _region_state(part, one.national, reader),
        "document": document(figure) if figure else None,
    }


def _region_state(part: RegionFigure, national: NationalFigure, reader: Reader) -> Mark:
    if part.figure is None and national.basis == "computed":
        return Mark(reader.say("evaluation.not_shown"))
    if part.figure is None:
        return Mark(reader.say("evaluation.not_reported"), "bad")
    if not part.counts:
        return Mark(reader.say("evaluation.without_weight"), "bad")
    return Mark(reader.say("evaluation.counts"), "good")


def _region_notes(national: NationalFigure, reader: Reader) -> list[str]:
    """How the country's figure comes about, who is missing, what those that reported make."""
    if not national.regions:
        return []
    facts = {"known": national.counted, "of": len(national.regions)}
    weight = national.rule.weight
    said = [
        reader.say("evaluation.regions_mean", what=weight, **facts)
        if weight
        else reader.say("evaluation.regions_sum", **facts)
    ]
    if national.missing:
        names = words.missing_names(national, reader)
        said.append(reader.say("evaluation.regions_missing", regions=names))
    if national.unweighted:
        names = [words.region_name(code, reader) for code in national.unweighted]
        said.append(reader.say("evaluation.regions_unweighted", regions=names))
    if national.partial is not None:
        said.append(reader.say("evaluation.regions_partial", value=national.partial))
    if national.difference is not None and national.reported:
        said.append(
            reader.say(
                "evaluation.regions_difference",
                reported=national.reported.value,
                rolled=national.rolled_up,
                difference=national.difference,
            )
        )
    if national.strangers:
        names = [words.region_name(one.region, reader) for one in national.strangers]
        said.append(reader.say("evaluation.regions_strangers", regions=names))
    return said


# --- what stands behind -----------------------------------------------------------------------


def _behind(edition: Edition, indicator: Indicator, found: Evaluation, reader: Reader) -> Table:
    money = execution(edition.programme, found.origin, found.year, edition_number=edition.number)
    late = {str(indicator.task): [indicator.code]}
    totals = {int(str(one.key)): one for one in money.by_measure}
    return words.behind(edition, found, late, totals, reader)
