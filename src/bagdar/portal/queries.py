"""What the portal's pages show, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bagdar.core.languages import Words
from bagdar.programme import public as programme
from bagdar.programme.rules import search
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.editions import EditionInfo, ProgrammeInfo, split_code


@dataclass(frozen=True)
class Promise:
    """A row of a target indicator: from where, to where, by when.

    points  year → target, the baseline among them, as the body prints them
    """

    code: str
    indicator: str
    goal: str
    name: Words
    part: Words | None
    unit: Words
    direction: str
    points: Mapping[int, Decimal]

    @property
    def first_year(self) -> int:
        return min(self.points)

    @property
    def last_year(self) -> int:
        return max(self.points)

    @property
    def first(self) -> Decimal:
        return self.points[self.first_year]

    @property
    def last(self) -> Decimal:
        return self.points[self.last_year]


def promises(edition: Edition) -> list[Promise]:
    """Every row of every target indicator that prints a figure, in the act's order."""
    found = []
    for indicator, row in edition.rows():
        points = row.targets(row.tables[0]) if row.tables else {}
        if indicator.kind == "target" and points:
            alone = len(indicator.rows) == 1
            found.append(
                Promise(
                    code=row.code,
                    indicator=indicator.code,
                    goal=indicator.goal,
                    name=row.name if alone else indicator.name,
                    part=None if alone else row.part,
                    unit=row.printed.unit,
                    direction=row.direction,
                    points=points,
                )
            )
    return found


def chosen(asked: str = "") -> tuple[ProgrammeInfo | None, EditionInfo | None]:
    """The programme and edition asked for; the first programme's newest where none is.

    (None, None) while nothing is loaded. Raises NoSuchProgramme, NoSuchEdition.
    """
    listed = programme.programmes()
    if asked:
        code, number = split_code(asked)
        info = programme.edition_info(code, number)
        return next(one for one in listed if one.code == code), info
    return (listed[0], listed[0].newest) if listed else (None, None)


def index_of(info: EditionInfo) -> search.Index:
    """The search index of an edition, built once for its digest in a process."""
    return _index(info.programme, info.number, info.digest)


@lru_cache(maxsize=8)
def _index(code: str, number: int, digest: str) -> search.Index:
    return search.build(programme.edition(code, number))
