"""The body of the act against its annex: the same indicators, printed twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from bagdar.core.languages import EMPTY
from bagdar.programme.rules.act import (
    Edition,
    Indicator,
    IndicatorRow,
    PrintedIndicator,
    is_by_agreement,
)
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.reading import (
    figures,
    in_full,
    indicator_table,
    squeezed,
    strangers,
)
from bagdar.programme.rules.check.rule import Hit, hit, rule


@dataclass(frozen=True)
class Pair:
    """A row that both tables print."""

    indicator: Indicator
    row: IndicatorRow
    body: PrintedIndicator
    annex: PrintedIndicator

    def annex_hit(self, column: str, **rest: object) -> Hit:
        """The annex came second; what it prints is compared with the body."""
        return hit("indicators.annex", self.row.code, column, **rest)  # type: ignore[arg-type]


def pairs(edition: Edition) -> Iterator[Pair]:
    for indicator, row in edition.rows():
        if row.body and row.annex:
            yield Pair(indicator, row, row.body, row.annex)


def first_pairs(edition: Edition) -> Iterator[Pair]:
    """The first row of each indicator: what its rows share is reported once."""
    seen: set[str] = set()
    for pair in pairs(edition):
        if pair.indicator.code not in seen:
            seen.add(pair.indicator.code)
            yield pair


@rule("table_row_missing", "error")
def table_row_missing(edition: Edition) -> Iterator[Hit]:
    """An act that prints indicators in both tables prints every row in both."""
    used = {table for _, row in edition.rows() for table in row.tables}
    if len(used) < 2:
        return
    for _, row in edition.rows():
        for table in used - set(row.tables):
            yield hit(indicator_table(table), row.code, "name", expected=row.name.kk, name=row.name)


@rule("table_value", "error")
def table_value(edition: Edition) -> Iterator[Hit]:
    """Both tables print the same figure for each year of the period."""
    for pair in pairs(edition):
        body, annex = pair.row.targets("body"), pair.row.targets("annex")
        for year in edition.period.years:
            one, other = body.get(year), annex.get(year)
            if one != other:
                yield pair.annex_hit(
                    str(year), printed=plain(other), expected=plain(one), body=one, annex=other
                )


@rule("table_cycle", "error")
def table_cycle(edition: Edition) -> Iterator[Hit]:
    """Both tables name the same survey beside a figure."""
    for pair in pairs(edition):
        body, annex = pair.row.cells("body"), pair.row.cells("annex")
        for year in body.keys() & annex.keys():
            one, other = body[year].cycle, annex[year].cycle
            if one != other:
                yield pair.annex_hit(
                    f"{year} survey",
                    printed=other or EMPTY,
                    expected=one or EMPTY,
                    year=year,
                )


def unit_kind(unit: str) -> str:
    """What a unit measures, where two spellings of it are read as one: percent, pieces, points."""
    if "%" in unit:
        return "percent"
    for start, kind in {"бірл": "pieces", "балл": "points", "балд": "points"}.items():
        if unit.startswith(start):
            return kind
    return squeezed(unit)[:4]


@rule("table_unit", "error")
def table_unit(edition: Edition) -> Iterator[Hit]:
    """Both tables measure a row in the same unit."""
    for pair in pairs(edition):
        body, annex = pair.body.unit, pair.annex.unit
        if unit_kind(body.kk) != unit_kind(annex.kk):
            yield pair.annex_hit("unit", printed=annex.kk, expected=body.kk, body=body, annex=annex)


@rule("table_unit_wording", "note")
def table_unit_wording(edition: Edition) -> Iterator[Hit]:
    """Both tables spell the unit alike. One finding an indicator."""
    for pair in first_pairs(edition):
        body, annex = pair.body.unit.kk, pair.annex.unit.kk
        if body != annex and unit_kind(body) == unit_kind(annex):
            yield pair.annex_hit("unit", printed=annex, expected=body)


def _names(pair: Pair) -> tuple[str, str]:
    """Both names; the body's part («…: математика») goes where the annex prints none."""
    body, annex = pair.body.name.kk, pair.annex.name.kk
    if len(pair.indicator.rows) > 1 and ": " in body and ": " not in annex:
        body = body.rsplit(": ", 1)[0]
    return body, annex


@rule("table_figures", "error")
def table_figures(edition: Edition) -> Iterator[Hit]:
    """The figures inside a name (base year, base figure) are the same in both tables."""
    for pair in first_pairs(edition):
        body, annex = _names(pair)
        if sorted(figures(body)) != sorted(figures(annex)):
            only_body = [plain(one) for one in figures(body) if one not in figures(annex)]
            only_annex = [plain(one) for one in figures(annex) if one not in figures(body)]
            yield pair.annex_hit(
                "name figures",
                printed=", ".join(only_annex) or EMPTY,
                expected=", ".join(only_body) or EMPTY,
            )


def _strangers(edition: Edition, body: str, annex: str) -> tuple[list[str], list[str]]:
    """Words that only the body has, and words that only the annex has."""
    body, annex = in_full(body, edition), in_full(annex, edition)
    return strangers(body, annex), strangers(annex, body)


@rule("table_measured", "warning")
def table_measured(edition: Edition) -> Iterator[Hit]:
    """Both tables name the same thing that is measured.

    A word counts as missing when the other name has no word that begins alike or mostly shares
    its letters; endings, order, punctuation, case and listed abbreviations spelled out do not
    count. One finding an indicator.
    """
    for pair in first_pairs(edition):
        body, annex = _names(pair)
        only_body, only_annex = _strangers(edition, body, annex)
        if only_body or only_annex:
            yield pair.annex_hit(
                "name",
                printed=annex,
                expected=body,
                only_body=only_body or [EMPTY],
                only_annex=only_annex or [EMPTY],
            )


@rule("table_wording", "note")
def table_wording(edition: Edition) -> Iterator[Hit]:
    """Both tables word a name alike, spaces, punctuation and case apart."""
    for pair in first_pairs(edition):
        body, annex = _names(pair)
        if squeezed(body) != squeezed(annex) and not any(_strangers(edition, body, annex)):
            yield pair.annex_hit("name", printed=annex, expected=body)


@rule("table_label", "note")
def table_label(edition: Edition) -> Iterator[Hit]:
    """Both tables number an indicator in the same way."""
    for pair in first_pairs(edition):
        if pair.body.label != pair.annex.label:
            yield pair.annex_hit("label", printed=pair.annex.label, expected=pair.body.label)


def _bodies(edition: Edition, printed: PrintedIndicator) -> list[str]:
    """The executors as bodies; what nobody explains stands for itself."""
    found = [(edition.body_of(one), one) for one in printed.executors]
    return [body.code if body else one for body, one in found]


@rule("table_executors", "error")
def table_executors(edition: Edition) -> Iterator[Hit]:
    """Both tables make the same bodies responsible. One finding an indicator."""
    for pair in first_pairs(edition):
        body, annex = _bodies(edition, pair.body), _bodies(edition, pair.annex)
        if set(body) != set(annex):
            yield pair.annex_hit(
                "executors",
                printed=", ".join(pair.annex.executors),
                expected=", ".join(pair.body.executors),
            )


@rule("table_lead", "warning")
def table_lead(edition: Edition) -> Iterator[Hit]:
    """Both tables name the same body first; the first is read as the one that leads."""
    for pair in first_pairs(edition):
        body, annex = _bodies(edition, pair.body), _bodies(edition, pair.annex)
        if set(body) == set(annex) and body[:1] != annex[:1]:
            yield pair.annex_hit(
                "lead", printed=pair.annex.executors[0], expected=pair.body.executors[0]
            )


@rule("table_executor_order", "note")
def table_executor_order(edition: Edition) -> Iterator[Hit]:
    """Both tables name the bodies after the first in the same order."""
    for pair in first_pairs(edition):
        body, annex = _bodies(edition, pair.body), _bodies(edition, pair.annex)
        if set(body) == set(annex) and body != annex and body[:1] == annex[:1]:
            yield pair.annex_hit(
                "executors order",
                printed=", ".join(pair.annex.executors),
                expected=", ".join(pair.body.executors),
            )


@rule("table_agreement", "warning")
def table_agreement(edition: Edition) -> Iterator[Hit]:
    """A body takes part "by agreement" in both tables or in neither."""
    for pair in first_pairs(edition):
        annex = {edition.body_of(one): one for one in pair.annex.executors}
        for executor in pair.body.executors:
            body = edition.body_of(executor)
            other = annex.get(body)
            if body and other and is_by_agreement(executor) != is_by_agreement(other):
                yield hit(
                    "indicators.body",
                    pair.row.code,
                    f"executors {body.printed}",
                    printed=executor,
                    expected=other,
                )
