"""Which edition: by number, or as it was known on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from bagdar.core.errors import DomainError
from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition, TableName


class NoSuchProgramme(DomainError):
    code = "programme.no_such_programme"
    status = 404


class NoSuchEdition(DomainError):
    code = "programme.no_such_edition"
    status = 404


class NoEditionKnownOn(DomainError):
    code = "programme.no_edition_known_on"
    status = 404


class NoSuchRecord(DomainError):
    code = "programme.no_such_record"
    status = 404


class NothingLoaded(DomainError):
    code = "programme.nothing_loaded"
    status = 404


class WhichProgramme(DomainError):
    code = "programme.which_programme"


class PreviewChanged(DomainError):
    code = "programme.preview_changed"
    status = 409


@dataclass(frozen=True)
class EditionInfo:
    """An edition without its contents."""

    programme: str
    number: int
    title: Words
    citation: Words
    adopted_on: date
    in_force_on: date
    illustrative: bool
    digest: str
    source_name: str
    loaded_at: datetime
    loaded_by: str

    @property
    def code(self) -> str:
        return f"{self.programme}@{self.number}"


def newest(editions: Sequence[EditionInfo]) -> EditionInfo:
    """The edition that a programme's code means: the newest real one.

    An illustrative edition of a real programme is never taken for the act; where every edition
    is illustrative, the newest of them.
    """
    return [one for one in editions if not one.illustrative or editions[0].illustrative][-1]


@dataclass(frozen=True)
class ProgrammeInfo:
    """A programme and its editions, oldest first."""

    code: str
    editions: tuple[EditionInfo, ...]

    @property
    def newest(self) -> EditionInfo:
        return newest(self.editions)

    @property
    def title(self) -> Words:
        return self.newest.title

    @property
    def illustrative(self) -> bool:
        return self.newest.illustrative


class Dated(Protocol):
    @property
    def adopted_on(self) -> date: ...


def known_on(editions: Sequence[Dated], day: date) -> int | None:
    """The index of the newest edition adopted by the end of a day; None before the first."""
    known = [index for index, edition in enumerate(editions) if edition.adopted_on <= day]
    return known[-1] if known else None


def known_edition(editions: Sequence[EditionInfo], day: date) -> EditionInfo | None:
    """The edition that a day knew: the newest real one adopted by its end; None before that."""
    found = [one for one in editions if one.illustrative == editions[0].illustrative]
    index = known_on(found, day)
    return None if index is None else found[index]


def split_code(text: str) -> tuple[str, int | None]:
    """kz-2020-2025@2 → ("kz-2020-2025", 2); without a number, None for the newest."""
    code, _, number = text.partition("@")
    if number and not number.isdigit():
        raise NoSuchEdition(programme=code, number=number, known="")
    return code, int(number) if number else None


def target(edition: Edition, row: str, year: int, table: TableName) -> Decimal | None:
    """A target as an edition prints it; None where the year is empty. Raises KeyError."""
    cell = edition.row(row).cells(table).get(year)
    return cell.value if cell else None
