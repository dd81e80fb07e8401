"""Measures by status; those that are not done, and what their reporters say of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from bagdar.look.tables import Column, Table
from bagdar.monitoring.reports.document import Grid, Section, Text
from bagdar.monitoring.reports.gathered import Gathered
from bagdar.monitoring.reports.words_of import listed, measure_columns, measure_status
from bagdar.monitoring.rules.effectiveness import MEASURE_STATUSES, MeasureStanding

LONGEST = 1200  # letters of what several reporters say in one cell


def measures_section(of: Gathered) -> Section:
    lede = Text(of.say("yearly.measures_lede", day=f"31.12.{of.year}"))
    grids = (by_goal(of), _behind(of), _every(of))
    return Section(
        "measures-section",
        of.say("yearly.section.measures"),
        (lede, *(Grid(one) for one in grids)),
        landscape=True,
    )


def by_goal(of: Gathered) -> Table:
    """Tasks down, statuses across."""
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    for one in of.evaluation.measures:
        counts[one.task][one.status] += 1
    columns = [
        Column("task", of.say("column.task_code"), "code"),
        Column("name", of.say("common.name"), wide=True),
        *(
            Column(name, of.say(f"yearly.measure_status.{name}"), "number", places=0, total=True)
            for name in MEASURE_STATUSES
        ),
        Column("all", of.say("common.total"), "number", places=0, total=True),
    ]
    rows = [
        {
            "task": task.code,
            "name": of.text(task.name),
            **{name: counts[task.code][name] for name in MEASURE_STATUSES},
            "all": counts[task.code].total(),
        }
        for task in of.edition.tasks
    ]
    return Table("measures-by-task", of.say("yearly.table.measures_by_task"), columns, rows,
                 find=False)  # fmt: skip


def _behind(of: Gathered) -> Table:
    """Reported, and not done or done in part."""
    told = _told(of)
    rows = [
        {
            **_row(of, one),
            "why": "\n".join(told.get(one.measure, ()))[:LONGEST] or of.say("yearly.no_reason"),
        }
        for one in of.evaluation.measures
        if one.status in ("not_done", "partly")
    ]
    return Table(
        "measures-behind",
        of.say("yearly.table.measures_behind"),
        (*_columns(of), Column("why", of.say("yearly.column.why"), wide=True)),
        rows,
        empty=of.say("yearly.none_behind"),
        find=False,
    )


def _told(of: Gathered) -> Mapping[int, list[str]]:
    """Measure → what accepted reports say of milestones that are not done, each reason once."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for report in of.behind:
        if report.subject.measure is not None:
            names = found[report.subject.measure][report.content.text]
            names.append(of.reporter_name(report.reporter))
    return {measure: [_reason(of, *one) for one in told.items()] for measure, told in found.items()}


def _reason(of: Gathered, text: str, names: list[str]) -> str:
    named = listed(list(dict.fromkeys(names)), of)
    return f"{named}: {text}" if text else of.say("yearly.without_words", names=named)


def _every(of: Gathered) -> Table:
    rows = [_row(of, one) for one in of.evaluation.measures]
    return Table("measures-all", of.say("yearly.table.measures_all"), _columns(of), rows,
                 find=False)  # fmt: skip


def _columns(of: Gathered) -> tuple[Column, ...]:
    return (
        *measure_columns(of),
        Column("lead", of.say("yearly.column.lead")),
        Column("status", of.say("yearly.column.status")),
        Column("due", of.say("yearly.column.due_parts"), "number", places=0),
        Column("done", of.say("yearly.column.done_parts"), "number", places=0),
        Column("unknown", of.say("yearly.column.unreported_parts"), "number", places=0),
    )


def _row(of: Gathered, one: MeasureStanding) -> dict[str, Any]:
    measure = of.edition.measure_by_number[one.measure]
    lead = of.edition.body_of(measure.executors[0]) if measure.executors else None
    return {
        "number": one.measure,
        "name": of.text(measure.name),
        "lead": of.lead_name(lead.code if lead else None),
        "status": measure_status(one.status, of),
        "due": one.due,
        "done": one.done,
        "unknown": one.unknown,
    }
