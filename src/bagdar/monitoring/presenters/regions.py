"""The regions side by side, and one of them: figures beside the country's, reports, money.

The act sets no targets for single regions. A region's share or mean is held against the country's
target of the year; a quantity that regions add up is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bagdar.access.public import Region
from bagdar.core.languages import show
from bagdar.look.charting import Bar, bars
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Spark, Table
from bagdar.monitoring.presenters.desk_words import row_name
from bagdar.monitoring.rules.dues import DutyState, Workload
from bagdar.monitoring.rules.evaluation import Target, shown, target
from bagdar.monitoring.rules.nouns import Figure, Spending
from bagdar.monitoring.rules.rollup import NationalFigure
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.monitoring.rules.totals import added
from bagdar.programme.public import Reader, billions, source_name
from bagdar.programme.rules.act import Edition, IndicatorRow

Standing = str  # region.standing.STANDING of the wording


@dataclass(frozen=True)
class Cell:
    """One region's figure of one row in one year. is_expected: the region existed at its end."""

    row: IndicatorRow
    year: int
    national: NationalFigure
    figure: Figure | None
    is_expected: bool

    @property
    def aim(self) -> Target | None:
        return target(self.row, self.year)

    @property
    def standing(self) -> Standing:
        if not self.is_expected:
            return "not_yet"
        if self.figure is None:
            return "not_reported"
        aim = self.aim
        if aim is None or self.national.rule.rule == "sum":
            return "not_compared"
        ahead = aim.round(self.figure.value) - aim.value
        ahead = ahead if self.row.direction == "higher" else -ahead
        return "reached" if ahead >= 0 else "not_reached"


def cells(edition: Edition, found: Evaluation, region: str) -> list[Cell]:
    """Every regional row in every year up to the evaluation's, in the act's order."""
    listed = []
    for _, row in edition.rows():
        for year in edition.period.years:
            national = found.nationals.get((row.code, year))
            if national is None or not national.rule.is_regional:
                continue
            part = next((one for one in national.regions if one.region == region), None)
            figure = part.figure if part else None
            listed.append(Cell(row, year, national, figure, part is not None))
    return listed


@dataclass(frozen=True)
class Counted:
    """expected: rows that the region reports in the year; reaching: of those that compare."""

    expected: int
    known: int
    reaching: int
    compared: int


def counted(listed: Sequence[Cell], year: int) -> Counted:
    own = [one for one in listed if one.year == year and one.is_expected]
    standings = [one.standing for one in own]
    reaching = standings.count("reached")
    return Counted(
        expected=len(own),
        known=sum(one.figure is not None for one in own),
        reaching=reaching,
        compared=reaching + standings.count("not_reached"),
    )


# --- all of them ----------------------------------------------------------------------------------


def answers(loads: Sequence[Workload], reader: Reader) -> list[Answer]:
    due, in_time = sum(one.due for one in loads), sum(one.in_time for one in loads)
    overdue = sum(one.count("overdue") for one in loads)
    whole = Workload("", due=due, in_time=in_time)
    return [
        Answer(reader.say("regions.title"), reader.number(len(loads))),
        Answer(reader.say("calendar.due_by_today"), reader.number(due), tone="gold"),
        Answer(reader.say("calendar.in_time"), reader.number(whole.share_in_time, 1), "%"),
        Answer(
            reader.say("calendar.column.overdue"),
            reader.number(overdue),
            tone="bad" if overdue else "",
            href=reader.link("due"),
        ),
    ]


def borders(regions: Mapping[str, Region], day: date, reader: Reader) -> list[str]:
    """Whose borders these are, and which regions came later than others."""
    sentences = [reader.say("regions.borders", day=day, count=len(regions))]
    formed: dict[date, list[str]] = {}
    for region in regions.values():
        if is_new(region):
            formed.setdefault(region.since or day, []).append(region.name[reader.language])
    for since, names in sorted(formed.items()):
        sentences.append(reader.say("regions.formed", day=since, names=", ".join(names)))
    return sentences


def is_new(region: Region) -> bool:
    """Formed as a region, not merely renamed: a city that got its old name back was there."""
    return region.since is not None and region.kind == "oblast"


def table(
    edition: Edition,
    found: Evaluation,
    regions: Mapping[str, Region],
    loads: Mapping[str, Workload],
    reader: Reader,
) -> Table:
    say = reader.say
    has_new = any(is_new(one) for one in regions.values())
    return Table(
        name="regions",
        title=say("regions.table"),
        columns=(
            Column("name", say("regions.title"), link="page"),
            *([Column("since", say("regions.column.since"), "date")] if has_new else []),
            Column("due", say("calendar.column.due"), "number", total=True),
            Column("accepted", say("calendar.column.accepted"), "number", total=True),
            Column("overdue", say("calendar.column.overdue"), "number", total=True, link="late"),
            Column("share", say("calendar.in_time"), "number", unit="%", places=1),
            Column("known", say("regions.column.figures", year=found.year), "number"),
            Column("expected", say("regions.column.figures_of"), "number"),
            Column("reaching", say("regions.column.reaching"), "number"),
        ),
        rows=[_region_line(edition, found, one, loads, reader) for one in regions.values()],
        note=say("regions.note"),
        sort="name",
        find=False,
    )


def _region_line(
    edition: Edition,
    found: Evaluation,
    region: Region,
    loads: Mapping[str, Workload],
    reader: Reader,
) -> dict[str, Any]:
    load = loads.get(f"region:{region.code}") or Workload(f"region:{region.code}")
    count = counted(cells(edition, found, region.code), found.year)
    overdue = load.count("overdue")
    return {
        "name": region.name[reader.language],
        "page": reader.link("region", region.code),
        "since": region.since if is_new(region) else None,
        "due": load.due,
        "accepted": load.accepted,
        "overdue": overdue,
        "late": reader.link("due", reporter=load.reporter) if overdue else "",
        "share": load.share_in_time,
        "known": count.known,
        "expected": count.expected,
        "reaching": count.reaching if count.compared else None,
    }


def chart(
    regions: Mapping[str, Region], loads: Mapping[str, Workload], reader: Reader
) -> Chart | None:
    """The share sent in time, the largest first; None while nothing was due."""
    shares = [
        Bar(region.name[reader.language], share)
        for region in regions.values()
        if (load := loads.get(f"region:{region.code}"))
        and (share := load.share_in_time) is not None
    ]
    if not any(one.amount for one in shares):
        return None
    shares.sort(key=lambda one: -one.amount)
    title = reader.say("regions.chart")
    return bars("in-time", title, shares, unit="%", label_title=reader.say("regions.title"))


# --- one of them ----------------------------------------------------------------------------------


def own_answers(
    load: Workload, count: Counted, year: int, money: Sequence[Spending], reader: Reader
) -> list[Answer]:
    """Reports due and in time, overdue; figures of the year; money spent."""
    say = reader.say
    overdue = load.count("overdue")
    spent, plan = added(one.spent for one in money), added(one.plan for one in money)
    billion = say("unit.billion_tenge")
    strip = [
        Answer(
            say("calendar.due_by_today"),
            reader.number(load.due),
            note=say("calendar.of_all", count=load.total),
            tone="gold",
        ),
        Answer(say("calendar.in_time"), reader.number(load.share_in_time, 1), "%"),
        Answer(
            say("calendar.column.overdue"),
            reader.number(overdue),
            tone="bad" if overdue else "",
            href=reader.link("due", reporter=load.reporter) if overdue else "",
        ),
        Answer(
            say("region.figures_count", year=year),
            reader.number(count.known),
            note=say("region.figures_of", count=count.expected),
        ),
    ]
    if spent is not None:
        planned = "" if plan is None else reader.number(billions(plan), 1)
        note = say("region.spent_of", plan=planned, unit=billion) if planned else ""
        amount = reader.number(billions(spent), 1)
        strip.append(Answer(say("region.spent"), amount, billion, note, "sky"))
    return strip


TONES: Mapping[Standing, Any] = {"reached": "good", "not_reached": "bad"}


def figures_table(listed: Sequence[Cell], year: int, reader: Reader) -> Table:
    """A line a row: the region beside the country and the country's target of the year."""
    say = reader.say
    rows = [
        {**_cell(one, reader), "path": _path(listed, one, reader)}
        for one in listed
        if one.year == year
    ]
    return Table(
        name="figures",
        title=say("region.figures", year=year),
        columns=(
            *_columns(reader),
            Column("standing", say("region.column.standing")),
            Column("path", say("region.column.path")),
            Column("rule", say("region.column.rule")),
        ),
        rows=rows,
        note=say("regions.note"),
    )


def years_table(listed: Sequence[Cell], reader: Reader) -> Table:
    """A line a row and year."""
    year = Column("year", reader.say("common.year"), "year")
    first, *others = _columns(reader)
    return Table(
        name="all-figures",
        title=reader.say("region.by_year"),
        columns=(first, year, *others, Column("standing", reader.say("region.column.standing"))),
        rows=[_cell(one, reader) for one in listed],
        note=reader.say("regions.note"),
    )


def _columns(reader: Reader) -> list[Column]:
    say = reader.say
    return [
        Column("code", say("column.code"), "code", link="page"),
        Column("name", say("common.name"), wide=True),
        Column("unit", say("column.unit")),
        Column("own", say("region.column.own"), "number"),
        Column("country", say("region.column.country"), "number"),
        Column("target", say("region.column.target"), "number"),
    ]


def _cell(one: Cell, reader: Reader) -> dict[str, Any]:
    aim = one.aim
    return {
        "code": one.row.code,
        "page": reader.link("indicator", one.row.code.partition("/")[0], row=one.row.code),
        "name": row_name(one.row, reader),
        "unit": one.row.printed.unit,
        "year": one.year,
        "own": shown(one.figure.value, aim) if one.figure else None,
        "country": shown(one.national.value, aim),
        "target": aim.value if aim else None,
        "standing": Mark(
            reader.say(f"region.standing.{one.standing}"), TONES.get(one.standing, "plain")
        ),
        "rule": reader.say(f"region.rule.{one.national.rule.rule}"),
    }


def _path(listed: Sequence[Cell], of: Cell, reader: Reader) -> Spark | None:
    points = {
        one.year: one.figure.value
        for one in listed
        if one.row.code == of.row.code and one.figure is not None
    }
    if len(points) < 2:
        return None
    words = ", ".join(f"{year}: {reader.number(value)}" for year, value in points.items())
    return Spark(points, words)


def duties_table(states: Sequence[DutyState], reader: Reader) -> Table:
    """A line a year: how many reports, and what became of them."""
    groups = {
        "accepted": ("accepted", "accepted_late"),
        "submitted": ("submitted",),
        "returned": ("returned",),
        "overdue": ("overdue",),
        "soon": ("due_soon",),
    }
    rows = []
    for year in sorted({one.duty.due_on.year for one in states}):
        due = [one for one in states if one.duty.due_on.year == year]
        counts = {key: sum(one.status in of for one in due) for key, of in groups.items()}
        page = reader.link("calendar", reporter=due[0].duty.reporter, year=year)
        rows.append({"year": year, "total": len(due), "page": page, **counts})
    return Table(
        name="duties",
        title=reader.say("region.duties"),
        columns=(
            Column("year", reader.say("common.year"), "year", link="page"),
            *(
                Column(key, reader.say(f"calendar.column.{key}"), "number", total=True)
                for key in ("total", *groups)
            ),
        ),
        rows=rows,
        find=False,
    )


def money_table(edition: Edition, money: Sequence[Spending], reader: Reader) -> Table:
    """A line a measure, year, source and budget programme, as the region reported it."""
    say = reader.say
    rows = [
        {
            "measure": f"№ {one.measure}",
            "page": reader.link("measure", one.measure),
            "year": one.year,
            "source": show(source_name(edition, one.source, reader), reader.language),
            "code": one.budget_programme or None,
            "plan": one.plan,
            "revised": one.revised,
            "spent": one.spent,
            "share": _share(one),
        }
        for one in money
    ]
    return Table(
        name="money",
        title=say("region.money"),
        columns=(
            Column("measure", say("column.of_measure"), "code", link="page"),
            Column("year", say("common.year"), "year"),
            Column("source", say("column.money_source"), wide=True),
            Column("code", say("execution.column.code"), "code"),
            *(
                Column(
                    key,
                    say(f"execution.column.{key}"),
                    "number",
                    unit=edition.money_unit,
                    places=1,
                    total=True,
                )
                for key in ("plan", "revised", "spent")
            ),
            Column("share", say("execution.column.share"), "number", unit="%", places=1),
        ),
        rows=rows,
        empty=say("region.no_money"),
    )


def _share(one: Spending) -> Decimal | None:
    planned = one.plan if one.revised is None else one.revised
    return one.spent / planned * 100 if one.spent is not None and planned else None
