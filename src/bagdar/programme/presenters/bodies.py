"""Who answers for what: all executors, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters import indicators as indicator_list
from bagdar.programme.presenters import measures as measure_list
from bagdar.programme.presenters.paths import path_of, row_title
from bagdar.programme.presenters.reader import Reader, billions
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Body, Edition, Indicator, IndicatorRow, Measure


@dataclass(frozen=True)
class Named:
    """Where an edition names a body. first: measures that name it first."""

    body: Body
    measures: tuple[Measure, ...]
    first: tuple[Measure, ...]
    rows: tuple[tuple[Indicator, IndicatorRow], ...]
    money: finance.BodyMoney

    @property
    def with_others(self) -> tuple[Measure, ...]:
        """Measures that name it after another executor."""
        first = {measure.number for measure in self.first}
        return tuple(measure for measure in self.measures if measure.number not in first)

    @property
    def indicators(self) -> int:
        return len({indicator.code for indicator, _ in self.rows})


def named(edition: Edition, body: Body) -> Named:
    """Everything that names a body, in the act's order."""
    measures = tuple(
        measure
        for measure in edition.measures
        if body.code in measure_list.body_codes(edition, measure)
    )
    first = tuple(
        measure
        for measure in measures
        if (lead := edition.body_of(measure.executors[0])) and lead.code == body.code
    )
    rows = tuple(
        (indicator, row)
        for indicator, row in edition.rows()
        if body.code in indicator_list.body_codes(edition, row)
    )
    return Named(body, measures, first, rows, finance.of_body(edition, body.code))


def everyone(edition: Edition) -> list[Named]:
    """All bodies; those of the passport come first, as the passport lists them."""
    responsible = list(edition.passport.bodies)
    others = [body.code for body in edition.bodies if body.code not in responsible]
    return [named(edition, edition.body_by_code[code]) for code in [*responsible, *others]]


def table(edition: Edition, found: Sequence[Named], reader: Reader) -> Table:
    """A line a body, in the order given."""
    responsible = set(edition.passport.bodies)
    rows = [_line(one, one.body.code in responsible, reader) for one in found]
    unit = reader.text(edition.money_unit)
    return Table(
        name="bodies",
        title=reader.say("bodies.table"),
        columns=(
            Column("short", reader.say("column.short_name"), link="link"),
            Column("name", reader.say("column.body"), link="link", wide=True),
            Column("place", reader.say("column.named_in")),
            Column("indicators", reader.say("column.indicators"), "number"),
            Column("measures", reader.say("column.measures"), "number"),
            Column("first", reader.say("column.first_named"), "number"),
            Column("money_first", reader.say("column.money_first"), "number", unit=unit),
            Column("money_named", reader.say("column.money_named"), "number", unit=unit),
        ),
        rows=rows,
        note=reader.say("bodies.note"),
    )


def _line(found: Named, is_responsible: bool, reader: Reader) -> dict[str, Any]:
    place = "passport" if is_responsible else f"kind.{found.body.kind}"
    return {
        "short": reader.text(found.body.short),
        "name": reader.text(found.body.name),
        "place": reader.say(f"bodies.{place}"),
        "indicators": found.indicators,
        "measures": len(found.measures),
        "first": len(found.first),
        "money_first": found.money.first_named or None,
        "money_named": found.money.named or None,
        "link": reader.link("body", found.body.code),
    }


def list_answer(edition: Edition, found: Sequence[Named], reader: Reader) -> list[Answer]:
    """How many bodies; who is named first most often; whose measures cost most."""
    busiest = max(found, key=lambda one: len(one.first))
    richest = max(found, key=lambda one: one.money.first_named)
    return [
        Answer(
            reader.say("bodies.of_passport"),
            reader.number(len(edition.passport.bodies)),
            note=reader.say(
                "bodies.others", count=len(edition.bodies) - len(edition.passport.bodies)
            ),
        ),
        Answer(
            reader.say("bodies.most_often"),
            reader.text(busiest.body.short),
            note=reader.say("bodies.measures_first", count=len(busiest.first)),
            href=reader.link("body", busiest.body.code),
        ),
        Answer(
            reader.say("bodies.most_money"),
            reader.number(billions(richest.money.first_named), 1),
            reader.say("unit.billion_tenge"),
            reader.text(richest.body.short),
            "gold",
            href=reader.link("body", richest.body.code),
        ),
        Answer(
            reader.say("bodies.alone"),
            reader.number(sum(len(measure.executors) == 1 for measure in edition.measures)),
            note=reader.say("bodies.alone_note", count=len(edition.measures)),
        ),
    ]


def answer(found: Named, reader: Reader) -> list[Answer]:
    """Indicators, measures first-named and with others, money."""
    return [
        Answer(
            reader.say("column.indicators"),
            reader.number(found.indicators),
            note=reader.say("indicators.rows", count=len(found.rows)),
            href=reader.link("indicators", body=found.body.code),
        ),
        Answer(
            reader.say("body.first_named"),
            reader.number(len(found.first)),
            note=reader.say("body.with_others", count=len(found.with_others)),
            href=reader.link("measures", body=found.body.code),
        ),
        _money(
            reader.say("body.money_first"),
            found.money.first_named,
            "body.no_money" if found.first else "body.never_first",
            reader,
        ),
        _money(reader.say("body.money_named"), found.money.named, "body.no_money", reader),
    ]


def _money(label: str, amount: Decimal, none: str, reader: Reader) -> Answer:
    """none: the wording that says why there is no money."""
    if not amount:
        return Answer(label, "0", note=reader.say(none))
    note = reader.say("body.whole_measures")
    return Answer(
        label, reader.number(billions(amount), 1), reader.say("unit.billion_tenge"), note, "gold"
    )


def indicator_table(edition: Edition, found: Named, reader: Reader) -> Table:
    """The rows it answers for, from baseline to last target."""
    rows = []
    for indicator, row in found.rows:
        path = path_of(edition, row)
        rows.append(
            {
                "code": row.code,
                "name": row_title(indicator, row, reader),
                "unit": reader.text(path.unit),
                "baseline": path.baseline,
                "last": path.last,
                "year": path.last_year,
                "link": reader.link("indicator", indicator.code, row=row.code),
            }
        )
    year = edition.baseline_year
    return Table(
        name="indicators",
        title=reader.say("body.indicators"),
        columns=(
            Column("code", reader.say("column.code"), link="link"),
            Column("name", reader.say("column.indicator"), link="link", wide=True),
            Column("unit", reader.say("column.unit")),
            Column("baseline", reader.say("column.baseline", year=year), "number"),
            Column("last", reader.say("column.last_target"), "number"),
            Column("year", reader.say("column.last_year"), "year"),
        ),
        rows=rows,
        empty=reader.say("body.no_indicators"),
    )


def measure_table(edition: Edition, found: Named, reader: Reader) -> Table:
    """The measures that name it, with its part: first or beside others."""
    rows = [
        {
            "number": measure.number,
            "name": reader.text(measure.name),
            "part": reader.say(f"body.part.{'first' if measure in found.first else 'other'}"),
            "deadline": reader.text(measure.deadline.printed),
            "due": measure.deadline.years[-1] if measure.deadline.years else None,
            "money": finance.of_measure(measure).total if measure.money else None,
            "link": reader.link("measure", measure.number),
        }
        for measure in found.measures
    ]
    return Table(
        name="measures",
        title=reader.say("body.measures"),
        columns=(
            Column("number", reader.say("column.number"), "code", link="link"),
            Column("name", reader.say("column.of_measure"), link="link", wide=True),
            Column("part", reader.say("column.part")),
            Column("deadline", reader.say("column.deadline")),
            Column("due", reader.say("column.last_year"), "year"),
            Column(
                "money", reader.say("column.money"), "number",
                unit=reader.text(edition.money_unit), total=True,
            ),
        ),
        rows=rows,
        note=reader.say("body.measures_note"),
        empty=reader.say("body.no_measures"),
    )  # fmt: skip


def calendar(edition: Edition, found: Named, reader: Reader) -> Table:
    """Deadlines by year: how many are due first-named and with others, which months."""
    rows = []
    for year in edition.period.years:
        first = [one for one in found.first if year in one.deadline.years]
        others = [one for one in found.with_others if year in one.deadline.years]
        rows.append(
            {
                "year": year,
                "first": len(first),
                "others": len(others),
                "money": sum(
                    (finance.of_measure(one).years.get(year, Decimal()) for one in first),
                    Decimal(),
                )
                or None,
                "link": reader.link("measures", body=found.body.code, year=year),
            }
        )
    return Table(
        name="calendar",
        title=reader.say("body.calendar"),
        columns=(
            Column("year", reader.say("column.year"), "year", link="link"),
            Column("first", reader.say("body.due_first"), "number"),
            Column("others", reader.say("body.due_others"), "number"),
            Column(
                "money", reader.say("body.money_year"), "number",
                unit=reader.text(edition.money_unit), total=any(row["money"] for row in rows),
            ),
        ),
        rows=rows,
        note=reader.say("body.calendar_note"),
    )  # fmt: skip


def spellings(body: Body, reader: Reader) -> dict[str, Any]:
    """How the tables print the body, and why each spelling is read as it."""
    return {
        "printed": body.printed,
        "others": list(body.spellings),
        "reason": reader.text(body.reason) if body.reason else "",
    }
