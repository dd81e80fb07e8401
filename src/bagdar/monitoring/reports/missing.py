"""What is missing: figures, regions, milestones and money that nobody has reported."""

from collections import defaultdict
from typing import Any

from bagdar.look.tables import Column, Table
from bagdar.monitoring.reports.across_regions import counted, regional_rows
from bagdar.monitoring.reports.document import Grid, Section, Text
from bagdar.monitoring.reports.gathered import Gathered
from bagdar.monitoring.reports.words_of import indicator_columns, listed, measure_columns
from bagdar.monitoring.rules.nouns import Reporter, Subject

MOST_REGIONS = 20


def missing_section(of: Gathered) -> Section:
    grids = (_figures(of), _regions(of), _milestones(of), _money(of))
    lede = Text(of.say("yearly.missing_lede", day=of.day))
    return Section(
        "missing-section",
        of.say("yearly.section.missing"),
        (lede, *(Grid(one) for one in grids)),
        landscape=True,
    )


def _figures(of: Gathered) -> Table:
    """Rows with a target this year and no figure of the country."""
    rows = []
    for _, row in of.edition.rows():
        found = of.evaluation.row(row.code)
        if found.status != "no_data":
            continue
        missing = [of.region_name(code) for code in found.national.missing]
        owner = next(
            (
                of.reporter_name(one.duty.reporter)
                for one in of.duties
                if one.duty.role == "owner"
                and one.duty.subject == Subject("indicator", row.code, str(of.year))
            ),
            None,
        )
        rows.append(
            {
                "code": row.code,
                "name": of.row_name(row),
                "unit": of.unit(row),
                "plan": found.target.value if found.target else None,
                "owner": owner,
                "regions": listed(missing, of, MOST_REGIONS) if missing else None,
            }
        )
    columns = (
        *indicator_columns(of),
        Column("plan", of.say("yearly.column.plan", year=of.year), "number"),
        Column("owner", of.say("yearly.column.owner")),
        Column("regions", of.say("yearly.column.silent_regions"), wide=True),
    )
    return Table("missing-figures", of.say("yearly.table.missing_figures", year=of.year), columns,
                 rows, empty=of.say("yearly.nothing_missing"), find=False)  # fmt: skip


def _regions(of: Gathered) -> Table:
    """Regions of which something due is not there."""
    wanted = [row.code for row in regional_rows(of)]
    rows = []
    for code in of.regions:
        counts = counted(of.of_reporter.get(Reporter("region", code), ()), of)
        figures = sum((row, code) not in of.figures for row in wanted)
        if counts["late"] or figures:
            rows.append(
                {
                    "name": of.region_name(code),
                    "due": counts["due"],
                    "late": counts["late"],
                    "figures": figures,
                }
            )
    columns = (
        Column("name", of.say("yearly.column.region"), wide=True),
        Column("due", of.say("yearly.column.due"), "number", places=0, total=True),
        Column("late", of.say("yearly.column.late"), "number", places=0, total=True),
        Column("figures", of.say("yearly.column.missing_figures"), "number", places=0, total=True),
    )
    return Table("missing-regions", of.say("yearly.table.missing_regions", year=of.year), columns,
                 rows, empty=of.say("yearly.nothing_missing"), find=False)  # fmt: skip


def _milestones(of: Gathered) -> Table:
    """Milestones whose day has come and of which somebody has not reported; one line each."""
    silent: dict[Subject, list[Reporter]] = defaultdict(list)
    due: dict[Subject, Any] = {}
    for one in of.duties:
        if one.duty.subject.kind == "milestone" and one.status in ("overdue", "returned"):
            silent[one.duty.subject].append(one.duty.reporter)
            due[one.duty.subject] = one.duty.due_on
    rows = [
        {
            "number": subject.measure,
            "name": of.measure_name(subject.measure or 0),
            "due": due[subject],
            "silent": listed([of.reporter_name(one) for one in sorted(who)], of),
        }
        for subject, who in silent.items()
    ]
    columns = (
        *measure_columns(of),
        Column("due", of.say("yearly.column.due_on"), "date"),
        Column("silent", of.say("yearly.column.silent"), wide=True),
    )
    return Table("missing-milestones", of.say("yearly.table.missing_milestones", year=of.year),
                 columns, rows, empty=of.say("yearly.nothing_missing"), find=False)  # fmt: skip


def _money(of: Gathered) -> Table:
    """Measures with money in the act this year and no spending reported."""
    silent = {total.key: total.unreported_act for total in of.money.by_measure if total.unreported}
    rows = [
        {"number": number, "name": of.measure_name(int(str(number))), "act": act}
        for number, act in silent.items()
    ]
    columns = (
        *measure_columns(of),
        Column("act", of.say("execution.column.act"), "number", unit=of.edition.money_unit,
               places=1, total=True),
    )  # fmt: skip
    return Table("missing-money", of.say("yearly.table.missing_money", year=of.year), columns, rows,
                 empty=of.say("yearly.nothing_missing"), find=False)  # fmt: skip
