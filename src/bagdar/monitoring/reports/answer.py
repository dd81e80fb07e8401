"""The first page: how effective, which indicators, how much money, what is late."""

from collections import Counter
from typing import Any

from bagdar.look.tables import Column, Table
from bagdar.monitoring.reports.across_regions import counted, duty_columns
from bagdar.monitoring.reports.document import Answers, Grid, Item, Section, Text, Tone
from bagdar.monitoring.reports.gathered import Gathered, percent
from bagdar.monitoring.reports.indicators import shown
from bagdar.monitoring.reports.words_of import code_column, status
from bagdar.monitoring.rules.evaluation import STATUSES, Status
from bagdar.programme.public import billions

MOST_MISSED = 6
MOST_LATE = 8  # reporters on the first page; all of them stand among what is missing


def answer_section(of: Gathered) -> Section:
    parts: list[Any] = []
    if of.is_empty:
        parts.append(Text(of.say("yearly.nothing_reported", year=of.year), "warning"))
    parts.append(Answers("key-figures", of.say("yearly.table.key_figures"), _items(of)))
    parts.append(Grid(_by_status(of)))
    parts.append(Grid(_behind(of)))
    parts.append(Grid(_late(of)))
    return Section("answer-section", of.say("yearly.section.answer"), tuple(parts))


def _items(of: Gathered) -> tuple[Item, ...]:
    whole = of.evaluation.effectiveness
    return (
        Item(
            of.say("yearly.effectiveness"),
            percent(whole.value),
            "%",
            of.say("yearly.effectiveness_note", known=whole.known, counted=whole.counted,
                   low=percent(whole.lowest), high=percent(whole.highest)),
            "sky",
            1,
        ),
        _reached(of, "targets", of.say("yearly.target_indicators")),
        _reached(of, "results", of.say("yearly.result_indicators")),
        _reached(of, "measures", of.say("yearly.measures")),
        _money(of),
        _lateness(of),
    )  # fmt: skip


def _reached(of: Gathered, group: Any, label: str) -> Item:
    """How many reached, of how many that had something to reach."""
    term = of.evaluation.effectiveness.term(group)
    return Item(
        label,
        term.reached if term.known else None,
        of.say("yearly.of_whole", count=term.counted),
        of.say("yearly.reached_note", partly=term.partly, missed=term.not_reached,
               unknown=term.unknown),
        places=0,
    )  # fmt: skip


def _money(of: Gathered) -> Item:
    total, unit = of.money.total, of.say("unit.billion_tenge")
    act = of.reader.number(billions(total.act), 1)
    if total.spent is None:
        note = of.say("yearly.nothing_spent", act=act, unit=unit)
        return Item(of.say("yearly.spent"), None, "", note)
    share = of.reader.number(total.share, 1)
    note = of.say("yearly.spent_note", share=share, act=act, unit=unit)
    return Item(of.say("yearly.spent"), billions(total.spent), unit, note, "gold", 1)


def _lateness(of: Gathered) -> Item:
    counts = counted(of.duties, of)
    tone: Tone = "bad" if counts["late"] else "good"
    note = of.say("yearly.late_note", due=counts["due"], accepted=counts["accepted"],
                  submitted=counts["submitted"])  # fmt: skip
    return Item(of.say("yearly.late"), counts["late"], of.say("yearly.reports_unit"), note, tone, 0)


def _by_status(of: Gathered) -> Table:
    """Target and result indicators by status."""
    kinds = (
        ("target", of.say("yearly.target_indicators")),
        ("result", of.say("yearly.result_indicators")),
    )
    columns = (
        Column("kind", of.say("column.indicators"), wide=True),
        *(
            Column(name, of.say(f"yearly.status.{name}"), "number", places=0, total=True)
            for name in STATUSES
        ),
        Column("all", of.say("common.total"), "number", places=0, total=True),
    )
    rows = []
    for kind, label in kinds:
        counts: Counter[Status] = Counter(of.evaluation.indicator_counts(kind))
        cells = {name: counts[name] for name in STATUSES}
        rows.append({"kind": label, **cells, "all": counts.total()})
    return Table("indicators-by-status", of.say("yearly.table.by_status", year=of.year), columns,
                 rows, find=False)  # fmt: skip


def _behind(of: Gathered) -> Table:
    """Indicators that missed their plan, target indicators first, the furthest behind first."""
    missed = [
        (indicator, row, found)
        for indicator, row in of.edition.rows()
        if (found := of.evaluation.row(row.code)).status in ("not_reached", "partly")
    ]
    missed.sort(key=lambda one: (one[0].kind == "result", one[2].achievement or 0))
    rows = [
        {
            "code": row.code,
            "name": of.row_name(row),
            "plan": found.target.value if found.target else None,
            "fact": shown(found.fact, found.target),
            "status": status(found.status, of),
        }
        for _, row, found in missed[:MOST_MISSED]
    ]
    columns = (
        code_column(of),
        Column("name", of.say("column.indicator"), wide=True),
        Column("plan", of.say("yearly.column.plan", year=of.year), "number"),
        Column("fact", of.say("yearly.column.fact", year=of.year), "number"),
        Column("status", of.say("yearly.column.status")),
    )
    note = of.say("yearly.note.missed", count=len(missed)) if len(missed) > MOST_MISSED else None
    return Table("missed", of.say("yearly.table.missed", year=of.year), columns, rows, note=note,
                 empty=of.say("yearly.none_missed"), find=False)  # fmt: skip


def _late(of: Gathered) -> Table:
    """The reporters with the most that is late."""
    found = [(reporter, counted(standings, of)) for reporter, standings in of.of_reporter.items()]
    late = sorted(
        (one for one in found if one[1]["late"]), key=lambda one: (-one[1]["late"], one[0])
    )
    rows = [{"name": of.reporter_name(reporter), **counts} for reporter, counts in late[:MOST_LATE]]
    note = of.say("yearly.note.late", count=len(late)) if len(late) > MOST_LATE else None
    columns = (
        Column("name", of.say("yearly.column.reporter"), wide=True),
        *(Column(one.key, one.title, one.kind, places=0) for one in duty_columns(of)),
    )
    return Table("late", of.say("yearly.table.late", day=of.day), columns, rows, note=note,
                 empty=of.say("yearly.nobody_late"), find=False)  # fmt: skip
