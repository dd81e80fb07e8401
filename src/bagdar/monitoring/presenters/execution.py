"""The execution page: what was spent of what was planned, and what nobody has reported."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bagdar.access.public import known_regions
from bagdar.look import charting
from bagdar.look.charting import Fall, Node, Ribbon
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.rules.execution import Execution
from bagdar.monitoring.rules.totals import Line, Total
from bagdar.programme.public import Reader, billions, source_name
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.finance import source_lines

ONE = Decimal("0.1")
Named = Callable[[Any], Mapping[str, Any]]


# --- the answer -------------------------------------------------------------------------------


def answer(edition: Edition, found: Execution, reader: Reader, place: str = "") -> list[Answer]:
    """Spent of planned, execution in percent, the gap, the act's plan, what is not reported.

    place  the address of the page of execution, where this is another
    """
    total = found.total
    if not found.is_reported:
        return [_act(edition, total, reader), _unreported(found, reader, place)]
    billion = reader.say("unit.billion_tenge")
    strip = [
        Answer(
            reader.say("execution.spent"),
            reader.number(billions(total.spent or Decimal()), 1),
            billion,
            reader.say("execution.of_base", base=_billions(total.base), unit=billion,
                       kind=base_words(total, reader)),
            "sky",
        )
    ]  # fmt: skip
    if total.share is not None:
        strip.append(
            Answer(
                reader.say("execution.share"),
                reader.number(total.share, 1),
                "%",
                reader.say(
                    "execution.gap_note" if (total.gap or 0) >= 0 else "execution.over_note",
                    amount=_billions(abs(total.gap or Decimal())),
                    unit=billion,
                ),
            )
        )
    return [*strip, _act(edition, total, reader), _unreported(found, reader, place)]


def _act(edition: Edition, total: Total, reader: Reader) -> Answer:
    return Answer(
        reader.say("execution.act"),
        reader.number(billions(total.act), 1),
        reader.say("unit.billion_tenge"),
        reader.say("finance.exactly", amount=total.act, unit=edition.money_unit),
        "gold",
    )


def in_no_measure(edition: Edition, reader: Reader) -> list[str]:
    """A sentence for each source of the act's totals that has money and no row in any measure."""
    return [
        reader.say("execution.in_no_measure", source=source_name(edition, one.source, reader),
                   amount=one.row.total, unit=edition.money_unit)
        for one in source_lines(edition)
        if not one.sources and one.row.total
    ]  # fmt: skip


def _unreported(found: Execution, reader: Reader, place: str) -> Answer:
    """How many measures of those that should have reported; the years that are over."""
    planned = {line.measure for line in found.lines
               if line.act is not None and line.year <= found.last_over}  # fmt: skip
    amount = sum((one.act for one in found.unreported), Decimal())
    return Answer(
        reader.say("execution.unreported"),
        reader.number(len(found.unreported)),
        reader.say("execution.of_measures", count=len(planned)),
        reader.say("execution.unreported_note", amount=_billions(amount),
                   unit=reader.say("unit.billion_tenge"))
        if found.unreported else reader.say("execution.all_reported"),
        href=f"{place}#table-unreported" if found.unreported else "",
    )  # fmt: skip


def base_words(total: Total, reader: Reader) -> str:
    """What the spending is held against, in words; said in full where it is not of one kind."""
    if len(total.base_kinds) == 1:
        return reader.say(f"execution.base.{total.base_kinds[0]}")
    return reader.say("execution.base.mixed")


def _billions(amount: Decimal) -> Decimal:
    return billions(amount).quantize(ONE)


# --- pictures ---------------------------------------------------------------------------------


def pictures(edition: Edition, found: Execution, reader: Reader) -> list[Chart]:
    """The way from the plan to the spending, and source → goal → what became of it."""
    return [_way(found, reader), _flow(edition, found, reader)] if found.is_reported else []


def _way(found: Execution, reader: Reader) -> Chart:
    way = found.way
    steps: list[tuple[str, Decimal, Any]] = [
        ("act", way.act, "plan"),
        ("not_reported", way.not_reported, "change"),
        ("regions_missing", way.regions_missing, "change"),
        ("outside", way.outside, "change"),
        ("replanned", way.replanned, "change"),
        ("revised", way.revised, "change"),
        ("base", way.base, "plan"),
        ("unspent", way.unspent, "change"),
        ("without_base", way.without_base, "change"),
        ("spent", way.spent, "fact"),
    ]
    return charting.waterfall(
        "way",
        reader.say("execution.way"),
        [Fall(reader.say(f"execution.way.{name}"), _billions(amount), kind)
         for name, amount, kind in steps if amount or name != "regions_missing"],
        unit=reader.say("unit.billion_tenge"),
        note=reader.say("execution.way_note"),
    )  # fmt: skip


def _flow(edition: Edition, found: Execution, reader: Reader) -> Chart:
    """Ribbons of the plan that is held against spending: spent, left, not reported."""
    ribbons = [
        Ribbon((f"s {source}", f"g {goal}", end), _billions(amount))
        for (source, goal), lines in _grouped(found.lines).items()
        for end, amount in _ends(lines)
    ]
    sources = [
        Node(f"s {one.key}", source_name(edition, str(one.key), reader), str(one.key))
        for one in found.by_source
    ]
    goals = [
        Node(
            f"g {goal.code}",
            reader.say("goal.numbered", number=goal.number, name=goal.name),
            reader.say("goal.short", number=goal.number),
        )
        for goal in edition.goals
    ]
    ends = [Node(name, reader.say(f"execution.end.{name}")) for name in ENDS]
    return charting.flow(
        "flow",
        reader.say("execution.flow"),
        ribbons,
        nodes=(sources, goals, ends),
        column_titles=(reader.say("column.money_source"), reader.say("column.goal"),
                       reader.say("execution.column.end")),
        unit=reader.say("unit.billion_tenge"),
        note=reader.say("execution.flow_note"),
    )  # fmt: skip


ENDS = ("spent", "left", "not_reported")


def _grouped(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.source, line.goal), []).append(line)
    return found


def _ends(lines: Sequence[Line]) -> list[tuple[str, Decimal]]:
    zero = Decimal()
    spent = sum((line.spent for line in lines if line.spent is not None), zero)
    left = sum(
        (max(line.base - line.spent, zero) for line in lines
         if line.base is not None and line.spent is not None), zero
    )  # fmt: skip
    silent = (line.act for line in lines if line.spent is None and line.act is not None)
    return list(zip(ENDS, (spent, left, sum(silent, zero)), strict=True))


# --- tables -----------------------------------------------------------------------------------


def tables(edition: Edition, found: Execution, reader: Reader) -> list[Table]:
    """Every cut of the money; what is missing first."""
    made = [
        _unreported_table(edition, found, reader),
        _totals(reader, edition, "years", found.by_year, lambda key: {"year": key},
                (Column("year", reader.say("column.year"), "year"),)),
        _totals(reader, edition, "sources", found.by_source,
                lambda key: {"source": source_name(edition, str(key), reader)},
                (Column("source", reader.say("column.money_source"), wide=True),)),
        _source_years(edition, found, reader),
        _headings(edition, "goals", found.by_goal, edition.goal_by_code, "goal", reader),
        _headings(edition, "tasks", found.by_task, edition.task_by_code, "task", reader),
        _totals(reader, edition, "bodies", found.by_body, _body_of(edition, reader),
                (Column("name", reader.say("column.lead"), link="link", wide=True),)),
        _totals(reader, edition, "programmes", found.by_budget_programmes,
                lambda key: {"codes": " + ".join(key) or reader.say("execution.no_code")},
                (Column("codes", reader.say("column.budget_programmes"), "code"),)),
        _codes_table(edition, found, reader),
        _measures(edition, found, reader),
        _outside_table(edition, found, reader),
        _regions_table(edition, found, reader),
    ]  # fmt: skip
    keep_empty = {"unreported", "measures"}
    return [one for one in made if one.rows or one.name in keep_empty]


def money_columns(reader: Reader) -> tuple[Column, ...]:
    return (
        Column("act", reader.say("execution.column.act"), "number", total=True),
        Column("plan", reader.say("execution.column.plan"), "number", total=True),
        Column("revised", reader.say("execution.column.revised"), "number", total=True),
        Column("spent", reader.say("execution.column.spent"), "number", total=True),
        Column("share", reader.say("execution.column.share"), "number", unit="%", places=1),
        Column("gap", reader.say("execution.column.gap"), "number", total=True),
        Column("base", reader.say("execution.column.base")),
    )


def money_cells(total: Total, reader: Reader) -> dict[str, Any]:
    """One total as the cells of a row."""
    return {
        "act": total.act or None,
        "plan": total.plan,
        "revised": total.revised,
        "spent": total.spent,
        "share": total.share,
        "gap": total.gap,
        "base": base_words(total, reader) if total.base_kinds else None,
    }


def _totals(
    reader: Reader,
    edition: Edition,
    name: str,
    totals: Iterable[Total],
    named: Named,
    first: tuple[Column, ...],
) -> Table:
    return Table(
        name=name,
        title=reader.say(f"execution.table.{name}", unit=edition.money_unit),
        columns=(*first, *money_columns(reader)),
        rows=[{**named(one.key), **money_cells(one, reader)} for one in totals],
        note=reader.say(f"execution.table.{name}.note"),
        find=False,
    )


def _headings(
    edition: Edition,
    name: str,
    totals: Iterable[Total],
    headings: Mapping[str, Any],
    narrow: str,
    reader: Reader,
) -> Table:
    """Goals or tasks, with the way to their measures."""
    return _totals(
        reader, edition, name, totals,
        lambda key: {
            "code": key,
            "name": headings[key].name,
            "link": reader.link("measures", **{narrow: key}, money="with"),
        },
        (Column("code", reader.say("column.code"), "code", link="link"),
         Column("name", reader.say(f"column.{narrow}"), link="link", wide=True)),
    )  # fmt: skip


def _body_of(edition: Edition, reader: Reader) -> Named:
    def named(key: str | None) -> Mapping[str, Any]:
        if key is None:
            return {"name": reader.say("finance.no_lead")}
        return {"name": edition.body_by_code[key].name, "link": reader.link("body", key)}

    return named


def _source_years(edition: Edition, found: Execution, reader: Reader) -> Table:
    order = {str(one.key): place for place, one in enumerate(found.by_source)}
    totals = sorted(
        found.by_source_and_year.items(), key=lambda item: (order[item[0][0]], item[0][1])
    )
    rows = [
        {
            "source": source_name(edition, source, reader),
            "year": year,
            **money_cells(total, reader),
        }
        for (source, year), total in totals
    ]
    return Table(
        name="source-years",
        title=reader.say("execution.table.source_years", unit=edition.money_unit),
        columns=(
            Column("source", reader.say("column.money_source"), wide=True),
            Column("year", reader.say("column.year"), "year"),
            *money_columns(reader),
        ),
        rows=rows if len(found.years) > 1 else [],
    )


def _measures(edition: Edition, found: Execution, reader: Reader) -> Table:
    rows = [
        {
            "number": total.key,
            "name": edition.measure_by_number[int(str(total.key))].name,
            "link": reader.link("measure", total.key),
            **money_cells(total, reader),
        }
        for total in found.by_measure
    ]
    return Table(
        name="measures",
        title=reader.say("execution.table.measures", unit=edition.money_unit),
        columns=(
            Column("number", reader.say("column.number"), "code", link="link"),
            Column("name", reader.say("column.of_measure"), link="link", wide=True),
            *money_columns(reader),
        ),
        rows=rows,
        empty=reader.say("finance.no_money"),
    )


def _unreported_table(edition: Edition, found: Execution, reader: Reader) -> Table:
    rows = [
        {
            "number": one.measure,
            "name": edition.measure_by_number[one.measure].name,
            "years": ", ".join(str(year) for year in one.years),
            "act": one.act,
            "link": reader.link("measure", one.measure),
        }
        for one in found.unreported
    ]
    return Table(
        name="unreported",
        title=reader.say("execution.table.unreported", unit=edition.money_unit),
        columns=(
            Column("number", reader.say("column.number"), "code", link="link"),
            Column("name", reader.say("column.of_measure"), link="link", wide=True),
            Column("years", reader.say("execution.column.years")),
            Column("act", reader.say("execution.column.act"), "number", total=True),
        ),
        rows=rows,
        note=reader.say("execution.table.unreported.note", year=found.last_over) if rows else None,
        empty=reader.say("execution.all_reported"),
    )


def _codes_table(edition: Edition, found: Execution, reader: Reader) -> Table:
    return Table(
        name="codes",
        title=reader.say("execution.table.codes", unit=edition.money_unit),
        columns=(
            Column("code", reader.say("execution.column.code"), "code"),
            Column("measures", reader.say("column.measures"), "number"),
            Column("plan", reader.say("execution.column.plan"), "number", total=True),
            Column("revised", reader.say("execution.column.revised"), "number", total=True),
            Column("spent", reader.say("execution.column.spent"), "number", total=True),
        ),
        rows=[
            {
                "code": one.code or reader.say("execution.no_code"),
                "measures": len(one.measures),
                "plan": one.plan,
                "revised": one.revised,
                "spent": one.spent,
            }
            for one in found.reported_codes
        ],
        note=reader.say("execution.table.codes.note"),
        find=False,
    )


def _line_cells(edition: Edition, line: Line, reader: Reader) -> dict[str, Any]:
    return {
        "number": line.measure,
        "name": edition.measure_by_number[line.measure].name,
        "source": source_name(edition, line.source, reader),
        "year": line.year,
        "spent": line.spent,
        "link": reader.link("measure", line.measure),
    }


def _line_columns(reader: Reader) -> tuple[Column, ...]:
    return (
        Column("number", reader.say("column.number"), "code", link="link"),
        Column("name", reader.say("column.of_measure"), link="link", wide=True),
        Column("source", reader.say("column.money_source")),
        Column("year", reader.say("column.year"), "year"),
        Column("spent", reader.say("execution.column.spent"), "number", total=True),
    )


def _outside_table(edition: Edition, found: Execution, reader: Reader) -> Table:
    return Table(
        name="outside",
        title=reader.say("execution.table.outside", unit=edition.money_unit),
        columns=_line_columns(reader),
        rows=[_line_cells(edition, line, reader) for line in found.outside],
        note=reader.say("execution.table.outside.note"),
    )


def _regions_table(edition: Edition, found: Execution, reader: Reader) -> Table:
    names = {code: region.name[reader.language] for code, region in known_regions().items()}
    return Table(
        name="regions-missing",
        title=reader.say("execution.table.regions_missing", unit=edition.money_unit),
        columns=(
            *_line_columns(reader),
            Column("missing", reader.say("execution.column.regions_missing"), wide=True),
        ),
        rows=[
            {
                **_line_cells(edition, line, reader),
                "missing": ", ".join(names.get(code, code) for code in line.regions_missing),
            }
            for line in found.regions_missing
        ],
        note=reader.say("execution.table.regions_missing.note"),
    )
