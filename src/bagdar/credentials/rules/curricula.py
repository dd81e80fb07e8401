"""What an institution says of an educational programme: modules, learning outcomes, credits.

A version is whole when its modules fit into it: their codes are different, none is above the
programme's own level of the NQF, and together they have no more credits than the programme.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bagdar.core.languages import LANGUAGES, Words


class Unit(StrEnum):
    """In what credits are counted: ECTS of higher education, ECVET points of vocational."""

    ECTS = "ects"
    ECVET = "ecvet"


LEVELS = ("3", "4", "5", "6", "7", "8")  # of ISCED 2011: those that end with a qualification
NQF = range(1, 9)
MOST_CREDITS, MOST_MODULES, MOST_OUTCOMES = 1_000, 300, 40
LONGEST_TITLE, LONGEST_TEXT, LONGEST_CODE, LONGEST_SUBJECT = 300, 500, 40, 40
LONGEST_SOURCE = 200


@dataclass(frozen=True)
class ModuleSaid:
    """One module. subject: of the register's list, by whose results it is earned; "": by none."""

    code: str
    title: Words
    credits: int
    nqf_level: int
    outcomes: tuple[Words, ...]
    subject: str = ""


@dataclass(frozen=True)
class CurriculumSaid:
    """A version as its institution says it. level: ISCED 2011; field: ISCED-F, or "".

    pass_share  of the most that could be reached, for a module to be earned by an own result;
                None: as is declared for all
    """

    level: str
    code: str
    title: Words
    nqf_level: int
    unit: Unit
    credits: int
    valid_from: date
    source: str
    modules: tuple[ModuleSaid, ...]
    field: str = ""
    pass_share: Decimal | None = None


@dataclass(frozen=True)
class CurriculumFault:
    """What is wrong. code: key of the sentence; module: its code, or "" for the programme."""

    code: str
    module: str = ""


def curriculum_faults(said: CurriculumSaid) -> tuple[CurriculumFault, ...]:
    """Every fault at once; none: it may be written."""
    return tuple(_faults(said))


def _faults(said: CurriculumSaid) -> Iterator[CurriculumFault]:
    if said.level not in LEVELS:
        yield CurriculumFault("level")
    if not _is_short(said.code, LONGEST_CODE):
        yield CurriculumFault("code")
    if not _are_short(said.title, LONGEST_TITLE):
        yield CurriculumFault("title")
    if said.nqf_level not in NQF:
        yield CurriculumFault("nqf")
    if not 1 <= said.credits <= MOST_CREDITS:
        yield CurriculumFault("credits")
    if not _is_short(said.source, LONGEST_SOURCE):
        yield CurriculumFault("source")
    if len(said.field) > 30:
        yield CurriculumFault("field")
    if said.pass_share is not None and not is_pass_share(said.pass_share):
        yield CurriculumFault("pass_share")
    if not 1 <= len(said.modules) <= MOST_MODULES:
        yield CurriculumFault("modules")
    seen: set[str] = set()
    for one in said.modules:
        yield from _module_faults(one, said, seen)
        seen.add(one.code)
    if sum(one.credits for one in said.modules) > said.credits:
        yield CurriculumFault("sum")


def is_pass_share(share: Decimal) -> bool:
    """Above nothing and at most all of it, in whole hundredths of a percent, as it is kept."""
    return 0 < share <= 1 and share == round(share, 4)


def _module_faults(
    one: ModuleSaid, said: CurriculumSaid, seen: set[str]
) -> Iterator[CurriculumFault]:
    shown = one.code[:LONGEST_CODE]
    if not _is_short(one.code, LONGEST_CODE):
        yield CurriculumFault("module_code", shown)
    if one.code in seen:
        yield CurriculumFault("module_twice", shown)
    if not _are_short(one.title, LONGEST_TITLE):
        yield CurriculumFault("module_title", shown)
    if not 1 <= one.credits <= MOST_CREDITS:
        yield CurriculumFault("module_credits", shown)
    if one.nqf_level not in NQF or one.nqf_level > said.nqf_level:
        yield CurriculumFault("module_nqf", shown)
    if len(one.subject) > LONGEST_SUBJECT:
        yield CurriculumFault("module_subject", shown)
    if not 1 <= len(one.outcomes) <= MOST_OUTCOMES:
        yield CurriculumFault("module_outcomes", shown)
    if not all(_are_short(text, LONGEST_TEXT) for text in one.outcomes):
        yield CurriculumFault("outcome_text", shown)


def _is_short(text: str, most: int) -> bool:
    return len(text.strip()) > 0 and len(text) <= most


def _are_short(words: Words, most: int) -> bool:
    return all(_is_short(text, most) for _, text in words.items())


# --- a table of modules -------------------------------------------------------------------------

COLUMNS = (
    "module", "credits", "nqf", "subject",
    *(f"title_{language}" for language in LANGUAGES),
    *(f"outcome_{language}" for language in LANGUAGES),
)  # fmt: skip
MOST_TEXT = 512 * 1024


class ModulesUnreadable(ValueError):
    """A table that cannot be read. code: why; line: where, from 1; 0: the whole of it."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


def read_modules(text: str) -> tuple[ModuleSaid, ...]:
    """Modules from CSV: one line for each outcome, the module's particulars on its first line.

    Raises ModulesUnreadable at the first line that cannot be understood.
    """
    if len(text) > MOST_TEXT:
        raise ModulesUnreadable("large")
    text = text.lstrip("\ufeff")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        raise ModulesUnreadable("csv") from None
    header = [cell.strip() for cell in rows[0]] if rows else []
    if sorted(header) != sorted(COLUMNS):
        raise ModulesUnreadable("header", 1)
    lines = [
        (number, dict(zip(header, (cell.strip() for cell in row), strict=True)))
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row) and _has_width(row, header, number)
    ]
    return tuple(_grouped(lines))


def _has_width(row: Sequence[str], header: Sequence[str], number: int) -> bool:
    if len(row) != len(header):
        raise ModulesUnreadable("cells", number)
    return True


def _grouped(lines: Sequence[tuple[int, dict[str, str]]]) -> Iterator[ModuleSaid]:
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end][1]["module"] in ("", lines[start][1]["module"]):
            end += 1
        yield _module(lines[start:end])
        start = end


def _module(lines: Sequence[tuple[int, dict[str, str]]]) -> ModuleSaid:
    number, first = lines[0]
    outcomes = tuple(_words(row, "outcome", line) for line, row in lines)
    return ModuleSaid(
        first["module"],
        _words(first, "title", number),
        _whole(first["credits"], number),
        _whole(first["nqf"], number),
        outcomes,
        first["subject"],
    )


def _words(row: dict[str, str], of: str, line: int) -> Words:
    found = {language: row[f"{of}_{language}"] for language in LANGUAGES}
    if not all(found.values()):
        raise ModulesUnreadable("languages", line)
    return Words(**found)


def _whole(text: str, line: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ModulesUnreadable("number", line)
    return int(text)
