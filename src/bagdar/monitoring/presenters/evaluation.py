"""The evaluation page: how effective the whole is, how every row stands, what stands behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bagdar.access.public import regions_on
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.presenters import standing_words as words
from bagdar.monitoring.rules.declared_evaluation import EvaluationRule
from bagdar.monitoring.rules.effectiveness import Effectiveness, Term
from bagdar.monitoring.rules.evaluation import STATUSES, RowStanding, shown
from bagdar.monitoring.rules.forecast import Forecast
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.monitoring.rules.totals import Total
from bagdar.programme.public import Reader, narrowing
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow

LATE = ("partly", "not_reached")

# --- the answer -------------------------------------------------------------------------------


def answer(found: Evaluation, reader: Reader) -> list[Answer]:
    """Effectiveness with its bounds, then each of its terms."""
    whole = found.effectiveness
    return [
        Answer(
            reader.say("evaluation.effectiveness", year=found.year),
            reader.number(words.share_percent(whole.value), 1),
            "%" if whole.value is not None else "",
            _bounds(whole, reader),
            "sky",
        ),
        *(_term_answer(term, reader) for term in whole.terms),
    ]


def _bounds(whole: Effectiveness, reader: Reader) -> str:
    is_known = whole.known == whole.counted and whole.lowest == whole.highest
    if is_known or whole.lowest is None:
        return reader.say("evaluation.all_known", known=whole.known)
    return reader.say(
        "evaluation.bounds",
        known=whole.known,
        of=whole.counted,
        low=reader.number(words.share_percent(whole.lowest), 1),
        high=reader.number(words.share_percent(whole.highest), 1),
    )


def _term_answer(term: Term, reader: Reader) -> Answer:
    note = reader.say(
        "evaluation.term_note",
        partly=term.partly,
        not_reached=term.not_reached,
        unknown=term.unknown,
    )
    label = reader.say(f"evaluation.group.{term.group}")
    return Answer(
        label,
        reader.number(term.reached),
        reader.say("evaluation.of_counted", of=term.counted),
        note,
        href="#table-terms",
    )


# --- the terms --------------------------------------------------------------------------------


def terms(found: Evaluation, rule: EvaluationRule, reader: Reader) -> Table:
    """The formula, a line a term; each count as it enters it."""
    rows = [
        {
            "group": reader.say(f"evaluation.group.{term.group}"),
            "weight": term.weight,
            "reached": term.reached,
            "partly": term.partly,
            "not_reached": term.not_reached,
            "unknown": term.unknown,
            "score": words.share_percent(term.score),
            "bounds": _range(term, reader),
        }
        for term in found.effectiveness.terms
    ]
    columns = [
        Column("group", reader.say("evaluation.column.group")),
        Column("weight", reader.say("evaluation.column.weight"), "number"),
        *(
            Column(name, reader.say(f"evaluation.column.{name}"), "number")
            for name in ("reached", "partly", "not_reached", "unknown")
        ),
        Column("score", reader.say("evaluation.column.score"), "number", "%", 1),
        Column("bounds", reader.say("evaluation.column.bounds"), unit="%"),
    ]
    credit = reader.number(rule.effectiveness.partly_credit)
    return Table(
        name="terms",
        title=reader.say("evaluation.terms"),
        columns=columns,
        rows=rows,
        note=reader.say("evaluation.formula", credit=credit, source=rule.source),
        find=False,
    )


def _range(term: Term, reader: Reader) -> str:
    if term.lowest is None:
        return ""
    low, high = (reader.number(words.share_percent(one), 1) for one in (term.lowest, term.highest))
    return low if low == high else f"{low}–{high}"


# --- what the list is narrowed to -------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What the reader narrows to; an empty string is everything."""

    goal: str = ""
    task: str = ""
    body: str = ""
    region: str = ""
    status: str = ""

    @property
    def is_narrowed(self) -> bool:
        return any((self.goal, self.task, self.body, self.region, self.status))


def field(
    name: str, choices: Iterable[tuple[str, str]], asked: Mapping[str, str], reader: Reader
) -> narrowing.Field:
    label = reader.say(f"evaluation.narrow.{name}")
    return narrowing.field(name, choices, asked, reader, label)


def fields(
    edition: Edition, found: Evaluation, query: Mapping[str, str], reader: Reader
) -> list[narrowing.Field]:
    """Year first, then what narrows."""
    regions = regions_on(date(found.year, 12, 31))
    names = sorted((one.name[reader.language], code) for code, one in regions.items())
    named = {code for _, row in edition.rows() for code in _bodies(edition, row)}
    year = narrowing.Field(
        "year",
        reader.say("common.year"),
        tuple(
            narrowing.Choice(str(one), str(one), one == found.year) for one in edition.period.years
        ),
    )
    statuses = [(one, reader.say(f"evaluation.status.{one}")) for one in STATUSES]
    return [
        year,
        narrowing.field("goal", narrowing.goal_choices(edition, reader), query, reader),
        narrowing.field("task", narrowing.task_choices(edition, reader), query, reader),
        narrowing.field("body", narrowing.body_choices(edition, named, reader), query, reader),
        field("region", [(code, name) for name, code in names], query, reader),
        field("status", statuses, query, reader),
    ]


def asked(listed: Iterable[narrowing.Field]) -> Asked:
    return Asked(**{one.name: one.chosen for one in listed if one.name != "year"})


def _bodies(edition: Edition, row: IndicatorRow) -> set[str]:
    found = (edition.body_of(name) for name in row.printed.executors)
    return {body.code for body in found if body}


def _admits(edition: Edition, indicator: Indicator, row: IndicatorRow, narrow: Asked) -> bool:
    return (
        narrow.goal in ("", indicator.goal)
        and narrow.task in ("", indicator.task)
        and (not narrow.body or narrow.body in _bodies(edition, row))
    )


# --- every row --------------------------------------------------------------------------------


def rows(edition: Edition, found: Evaluation, narrow: Asked, reader: Reader) -> Table:
    """Plan, fact, status, achievement, forecast and probability; a region's figure on request."""
    standings = {one.row: one for one in found.rows}
    listed = [
        _line(found, indicator, row, standings[row.code], narrow.region, reader)
        for indicator, row in edition.rows()
        if _admits(edition, indicator, row, narrow)
        and narrow.status in ("", standings[row.code].status)
        and (not narrow.region or standings[row.code].national.rule.is_regional)
    ]
    say = reader.say
    region = (
        (Column("region", words.region_name(narrow.region, reader), "number"),)
        if narrow.region
        else ()
    )
    return Table(
        name="rows",
        title=say("evaluation.rows", year=found.year),
        columns=(
            Column("code", say("column.code"), "code", link="href"),
            Column("name", say("common.name"), wide=True),
            Column("plan", say("evaluation.column.plan"), "number"),
            Column("fact", say("evaluation.column.fact"), "number"),
            *region,
            Column("unit", say("column.unit")),
            Column("status", say("evaluation.column.status")),
            Column("achievement", say("evaluation.column.achievement"), "number", "%", 1),
            Column("forecast", say("evaluation.column.forecast")),
            Column("probability", say("evaluation.column.probability")),
        ),
        rows=listed,
        note=say("evaluation.rows_note"),
        empty=say("narrow.nothing"),
    )


def _line(
    found: Evaluation,
    indicator: Indicator,
    row: IndicatorRow,
    one: RowStanding,
    region: str,
    reader: Reader,
) -> dict[str, Any]:
    seen = found.forecasts[row.code]
    # Of a row that nobody has reported, "too few points" says nothing new.
    says = isinstance(seen, Forecast) or one.fact is not None
    return {
        "code": row.code,
        "href": reader.link("indicator", indicator.code, row=row.code),
        "name": words.row_name(row, reader),
        "plan": one.target.value if one.target else None,
        "fact": shown(one.fact, one.target),
        "region": _of_region(one, region),
        "unit": row.printed.unit[reader.language],
        "status": words.status_mark(one, reader),
        "achievement": words.share_percent(one.achievement),
        "forecast": words.forecast_text(seen.last, seen.target, reader)
        if isinstance(seen, Forecast) else None,
        "probability": words.likelihood_mark(seen, reader) if says else None,
    }  # fmt: skip


def _of_region(one: RowStanding, region: str) -> Decimal | None:
    for part in one.national.regions:
        if part.region == region:
            return shown(part.value, one.target)
    return None


# --- what stands behind what is late --------------------------------------------------------------


def late_rows(edition: Edition, found: Evaluation, rule: EvaluationRule) -> dict[str, list[str]]:
    """Task → its rows that missed the year's target, or are unlikely to reach the last one."""
    bound = float(rule.forecast.likelihood.even)
    late: dict[str, list[str]] = {}
    for indicator, row in edition.rows():
        seen = found.forecasts[row.code]
        is_unlikely = isinstance(seen, Forecast) and seen.probability < bound
        # Without a fact the forecast rests on nothing that anybody reported.
        is_unlikely = is_unlikely and bool(found.facts(row.code))
        if indicator.task and (found.row(row.code).status in LATE or is_unlikely):
            late.setdefault(indicator.task, []).append(row.code)
    return late


def behind(
    edition: Edition,
    found: Evaluation,
    rule: EvaluationRule,
    narrow: Asked,
    money: Sequence[Total],
    reader: Reader,
) -> Table:
    goals = {task.code: task.goal for task in edition.tasks}
    late = {
        task: codes
        for task, codes in late_rows(edition, found, rule).items()
        if narrow.task in ("", task) and narrow.goal in ("", goals[task])
    }
    return words.behind(edition, found, late, {_number(one): one for one in money}, reader)


def _number(total: Total) -> int:
    return int(str(total.key))
