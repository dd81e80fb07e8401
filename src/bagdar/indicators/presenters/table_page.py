"""A protected table as a page: what may be chosen, the table, its picture, and what is hidden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from bagdar.core.languages import Words, format_date, format_number
from bagdar.core.origins import Origin
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Metric
from bagdar.indicators.presenters.wording import place_name, shown
from bagdar.indicators.queries.names import code_name, column_title, places_of
from bagdar.indicators.rules.adding import BASES, BRIDGED, NOW, THEN, Sums
from bagdar.indicators.rules.bridging import Piece
from bagdar.indicators.rules.building import NO_REGIONS, PLACES, Line, catalogue
from bagdar.indicators.rules.disclosure.tables import EVERYWHERE, TOTAL, LeftOut
from bagdar.indicators.rules.divisions import Divided, rounded
from bagdar.indicators.services.protecting import ProtectedTable
from bagdar.look.charting import Bar, bars
from bagdar.look.charts import Chart
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

MOST_BARS = 40
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    id: str
    name: str
    label: str
    choices: Sequence[Choice]


def fields(
    metric: Metric, names: Mapping[str, str], days: Sequence[Any], on: object,
    by: Sequence[str], borders: str,
) -> list[Field]:  # fmt: skip
    """names: of rows of the programme, by code."""
    language = current_language()
    can = [*dict.fromkeys(name for one in catalogue(metric.by) for name in one)]
    metrics = [Choice(code, f"{code} {names.get(one.row, '')}".strip(), one is metric)
               for code, one in METRICS.items()]  # fmt: skip
    first, second = [*by, "", ""][:2]

    def of(chosen: str) -> list[Choice]:
        none = Choice("", t("figures.table.no_breakdown"), not chosen)
        return [none, *(Choice(one, dimension(one), one == chosen) for one in can)]

    return [
        Field("table-metric", "metric", t("figures.column.name"), metrics),
        Field("table-by-1", "by", t("figures.table.by"), of(first)),
        Field("table-by-2", "by", t("figures.table.and_by"), of(second)),
        Field("table-on", "on", t("figures.column.on"),
              [Choice(f"{day}", format_date(day, language), day == on) for day in days]),
        Field("table-borders", "borders", t("figures.fact.borders"),
              [Choice(one, t(f"figures.borders.{one}"), one == borders)
               for one in BASES]),
    ]  # fmt: skip


def dimension(name: str) -> str:
    return column_title(name)[current_language()]


def there(
    metric: Metric, on: object, borders: str, tables: Sequence[Sequence[str]]
) -> list[tuple[str, str]]:
    """(words, query) of every table that there is of a metric."""
    return [
        (" × ".join(map(dimension, by)) or t("figures.country"),
         query(metric.code, on, by, borders))
        for by in tables
    ]  # fmt: skip


def query(metric: str, on: object, by: Sequence[str], borders: str) -> str:
    """The state of the page, as its address has it."""
    told = {"metric": metric, "by": ",".join(by), "on": on or "", "borders": borders}
    return urlencode({name: value for name, value in told.items() if value})


def command(found: ProtectedTable) -> str:
    by = f" --by {','.join(found.answer.by)}" if found.answer.by else ""
    borders = f" --borders {found.answer.borders}" if found.answer.borders != THEN else ""
    return f"bagdar indicators table {found.metric.code} --on {found.on}{by}{borders}"


def table(found: ProtectedTable, title: str, unit: Words | str) -> Table:
    by, of = found.answer.by, found.metric.of.value
    columns = [
        *(Column(f"by{at}", dimension(name)) for at, name in enumerate(by)),
        *([] if by else [Column("by", dimension("region"))]),
        Column("value", t("figures.column.value"), "number", unit=unit),
        # beside the value, where a phone shows it without scrolling
        *(
            [Column("exactness", t("figures.table.exactness"))]
            if any(line.estimated for line in found.answer.lines)
            else []
        ),
        Column("numerator", t("figures.column.numerator"), "number"),
    ]
    if not found.about["is_count"]:
        columns.append(Column("denominator", t("figures.column.denominator"), "number"))
    columns.append(Column("units", t(f"figures.units.{of}"), "number"))
    return Table(
        name="figure-table", title=title, columns=columns,
        rows=[_row(found, line) for line in found.answer.lines],
        note=t("figures.table.note"), empty=empty(found),
    )  # fmt: skip


def empty(found: ProtectedTable) -> str:
    return t("figures.table.refused" if found.answer.refused else "figures.table.nobody")


def _row(found: ProtectedTable, line: Line) -> dict[str, Any]:
    hidden = Mark(t("figures.table.hidden"))
    is_count = found.about["is_count"]
    # Where nothing is hidden an empty cell is of nobody: there is nothing to divide.
    of = {
        "value": shown(line.value, is_count=is_count), "numerator": line.numerator,
        "denominator": line.denominator, "units": line.units,
    }  # fmt: skip
    names = labels(found, line) or [t("figures.country")]
    exactness = Mark(t("figures.table.estimate"), "gold") if line.estimated \
        else t("figures.table.exact")  # fmt: skip
    keys = [f"by{at}" for at in range(len(found.answer.by))] or ["by"]
    return {
        **dict(zip(keys, names, strict=True)),
        "exactness": exactness,
        **{name: hidden if value is None and line.hidden else value for name, value in of.items()},
    }


def labels(found: ProtectedTable, line: Line) -> list[str]:
    """The codes of a line in words."""
    names = places_of(found.computation.snapshot, found.on, found.answer.borders)
    by = zip(found.answer.by, line.codes, strict=True)
    return [label(name, code, names) for name, code in by]


def label(name: str, code: str, places: Mapping[str, Words] | None = None) -> str:
    return code_name(name, code, places)[current_language()]


def picture(found: ProtectedTable, title: str, unit: Words | str) -> Chart | None:
    """Bars of what is shown, without totals; None where there are none, or too many to be read."""
    told = [
        Bar(_bar_words(found, line), value)
        for line in found.answer.lines
        if TOTAL not in line.codes
        and (value := shown(line.value, is_count=found.about["is_count"])) is not None
    ]
    if not found.answer.by or not 1 < len(told) <= MOST_BARS:
        return None
    return bars("figure-table-bars", title, told, unit=unit)


def _bar_words(found: ProtectedTable, line: Line) -> str:
    words = " · ".join(labels(found, line))
    return f"{words} ({t('figures.table.estimate')})" if line.estimated else words


def said(found: ProtectedTable) -> Iterator[str]:
    """The rule, what it hid, and what was given up, in sentences."""
    least, log = found.least, found.answer.log
    unit = t(f"figures.units.{found.metric.of.value}")
    yield t("figures.table.rule", unit=unit, least=least, width=found.about["width"])
    if log:
        yield t("figures.table.log", shown=log["shown"], hidden=log["hidden"])
    for one in found.answer.given_up:
        yield _given_up(one)
    yield from _borders(found)
    if found.about["illustrative"]:
        yield t("figures.table.illustrative")


def _borders(found: ProtectedTable) -> Iterator[str]:
    """What districts that were divided mean on these borders."""
    if not set(found.answer.by) & set(PLACES):
        return
    if found.answer.borders == NOW:
        yield t("figures.borders.now_note")
    if found.answer.borders == BRIDGED:
        yield t("figures.borders.bridged_note" if found.divided else "figures.borders.undivided")


def bridges(found: ProtectedTable) -> list[str]:
    """Each divided district, its shares and where they come from, in a sentence."""
    language = current_language()
    names = places_of(found.computation.snapshot, found.on, THEN)
    return [
        t(
            "figures.bridge", place=label("district", one.place, names),
            day=format_date(one.since, language), parts=", ".join(_parts(one)),
            source=_source(one),
        )
        for one in found.divided
    ]  # fmt: skip


def pieces(found: ProtectedTable) -> Table | None:
    """Where the estimates come from: what stays of each region, and the parts dealt out to it."""
    if not found.made_of:
        return None
    names = places_of(found.computation.snapshot, found.on, THEN)
    is_count = found.about["is_count"]
    below = [] if is_count else [
        Column("of", t("figures.column.denominator"), "number"),
        Column("to_of", t("figures.made_of.to", what=t("figures.column.denominator")), "number"),
    ]  # fmt: skip
    columns = (
        Column("region", dimension("region")),
        Column("piece", t("figures.made_of.piece")),
        Column("whole", t("figures.column.numerator"), "number"),
        Column("share", t("figures.made_of.share"), "number", unit="%"),
        Column("to", t("figures.made_of.to", what=t("figures.column.numerator")), "number"),
        *below,
    )
    rows = [_piece(one, names, found) for one in found.made_of]
    return Table(name="figure-made-of", title=t("figures.made_of"), columns=columns, rows=rows,
                 note=t("figures.made_of.note"))  # fmt: skip


def _piece(one: Piece, names: Mapping[str, Words], found: ProtectedTable) -> dict[str, Any]:
    hidden = Mark(t("figures.table.hidden"))

    def told(sums: Sums | None, of: str) -> Any:
        return hidden if sums is None else getattr(sums, of)

    stays = t("figures.made_of.stays")
    return {
        "region": place_name(one.region),
        "piece": label("district", one.place, names) if one.place else stays,
        "whole": told(one.whole, "numerator"), "of": told(one.whole, "denominator"),
        "share": (rounded(one.share) * 100).quantize(TENTH),
        "to": told(one.part, "numerator"), "to_of": told(one.part, "denominator"),
    }  # fmt: skip


def _parts(one: Divided) -> Iterator[str]:
    for region, share in one.shares.items():
        percent = format_number((rounded(share) * 100).quantize(TENTH), current_language())
        yield f"{place_name(region)} {percent} %"


def _source(one: Divided) -> str:
    if one.counted:
        return t("figures.bridge.counted")
    said = t("figures.bridge.declared", sources="; ".join(one.sources))
    made_up = t("figures.bridge.illustrative") if one.origin is not Origin.REAL else ""
    return f"{said} {made_up}".strip()


def _given_up(one: LeftOut) -> str:
    if one == NO_REGIONS:
        return t("figures.table.no_places")
    where = t("figures.table.everywhere")
    if one.under == TOTAL:
        where = t("figures.table.in_regions")
    elif one.under != EVERYWHERE:
        where = place_name(one.under)
    return t("figures.table.given_up", what=dimension(one.column), where=where)
