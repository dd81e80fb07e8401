"""The body of the act and its annex side by side, for one row of an indicator.

The Kazakh wording is compared, since it is the act's own; the reader sees the working translation
with the Kazakh beside it.
"""

from dataclasses import dataclass
from decimal import Decimal

from bagdar.core.languages import EMPTY, Words
from bagdar.look.components import Piece, pieces
from bagdar.programme.presenters.reader import Executor, Reader, executors
from bagdar.programme.rules.act import Edition, IndicatorRow


@dataclass(frozen=True)
class Apart:
    """One thing that the two tables print differently.

    what     name, unit, executors or a year
    body, annex            as the reader reads them
    body_act, annex_act    the Kazakh of the act; empty where the reader reads it already
    """

    what: str
    body: str
    annex: str
    body_act: str = ""
    annex_act: str = ""
    body_executors: tuple[Executor, ...] = ()
    annex_executors: tuple[Executor, ...] = ()

    @property
    def body_pieces(self) -> list[Piece]:
        """The body's text cut at words, with what the annex has not marked."""
        return pieces(self.body, self.annex)[0]

    @property
    def annex_pieces(self) -> list[Piece]:
        return pieces(self.body, self.annex)[1]


def is_apart(row: IndicatorRow, baseline_year: int) -> bool:
    """Whether the tables differ in anything; a row that stands in one table only does not."""
    if row.body is None or row.annex is None:
        return False
    return bool(
        row.body.name.kk != row.annex.name.kk
        or row.body.unit.kk != row.annex.unit.kk
        or row.body.executors != row.annex.executors
        or years_apart(row, baseline_year)
    )


def years_apart(row: IndicatorRow, baseline_year: int) -> list[int]:
    """Years in which the two tables print different figures.

    The baseline is left out where one of the tables has no column for it.
    """
    if row.body is None or row.annex is None:
        return []
    body, annex = row.targets("body"), row.targets("annex")
    years = sorted(body.keys() | annex.keys())
    columns = row.cells("body").keys() & row.cells("annex").keys()
    return [
        year
        for year in years
        if body.get(year) != annex.get(year) and (year != baseline_year or year in columns)
    ]


def apart(edition: Edition, row: IndicatorRow, reader: Reader) -> list[Apart]:
    """All that differs, in the order name, unit, executors, figures."""
    if row.body is None or row.annex is None:
        return []
    found = []
    for what in ("name", "unit"):
        body: Words = getattr(row.body, what)
        annex: Words = getattr(row.annex, what)
        if body.kk != annex.kk:
            found.append(_words_apart(what, body, annex, reader))
    if row.body.executors != row.annex.executors:
        found.append(
            Apart(
                what=reader.say("indicator.apart.executors"),
                body="",
                annex="",
                body_executors=tuple(executors(edition, row.body.executors, reader)),
                annex_executors=tuple(executors(edition, row.annex.executors, reader)),
            )
        )
    for year in years_apart(row, edition.baseline_year):
        body_figure, annex_figure = row.targets("body").get(year), row.targets("annex").get(year)
        found.append(Apart(str(year), _figure(body_figure, reader), _figure(annex_figure, reader)))
    return found


def _words_apart(what: str, body: Words, annex: Words, reader: Reader) -> Apart:
    is_act = reader.language == "kk"
    return Apart(
        what=reader.say(f"indicator.apart.{what}"),
        body=reader.text(body),
        annex=reader.text(annex),
        body_act="" if is_act else body.kk,
        annex_act="" if is_act else annex.kk,
    )


def _figure(value: Decimal | None, reader: Reader) -> str:
    return EMPTY if value is None else reader.number(value)
