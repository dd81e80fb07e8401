"""Diplomas that stood on paper before: what somebody typed of one, and what is wrong with it.

What a paper says is believed of the paper alone: no course, no mark and no credit is taken from it,
and nothing of it becomes a fact of the register.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.names import Name
from bagdar.core.national_ids import Iin, read_iin
from bagdar.credentials.rules.credential import LEVELS
from bagdar.credentials.rules.graduating import is_accredited
from bagdar.credentials.rules.issuers import Accredited

MOST_PAPERS = 500  # in one file
OLDEST_HOLDER = 120  # years before the paper
# Letters of both alphabets that look the same on paper: АВ and AB are one series.
ALIKE = str.maketrans("АВСЕНІКМОРТУХЁЅЈ", "ABCEHIKMOPTYXËSJ")
LONGEST_KEY = 70
LONGEST = {
    "family": 100, "given": 100, "patronymic": 100, "programme": 40, "institution": 300,
    "series": 20, "number": 40, "checked": 500, **{f"title_{one}": 300 for one in LANGUAGES},
}  # fmt: skip
MAY_BE_EMPTY = ("given", "patronymic", "programme", "series")


class PaperProblem(StrEnum):
    """Why a paper is not taken. In the order in which they are told."""

    EMPTY = "paper_empty"
    LONG = "paper_long"
    LEVEL = "level"
    ACCREDITATION = "accreditation"
    IIN = "paper_iin"
    BIRTH = "paper_birth"
    FUTURE = "paper_future"
    RECENT = "paper_recent"
    NUMBER = "paper_number"
    TWICE = "paper_twice"
    TAKEN_PAPER = "paper_taken"
    TAKEN = "taken"
    REGISTERED = "paper_registered"
    OTHER_PERSON = "paper_other_person"
    DOUBLE = "paper_double"


@dataclass(frozen=True)
class PaperSaid:
    """One paper as typed, and who holds it.

    family, given, patronymic  as the paper has them; so is whoever the register does not know
                               called from then on
    iin         "": not known, then nobody of the register is meant
    is_another  whoever types has compared documents: not the person of the same name and birth date
    titles      the qualification; where the paper has fewer languages, translated
    institution what the institution was called on the paper
    checked     what of the archive the paper was compared with: its book, its page
    """

    family: str
    given: str
    patronymic: str
    born_on: date
    iin: str
    level: str
    programme: str
    titles: Words
    with_distinction: bool
    institution: str
    series: str
    number: str
    issued_on: date
    checked: str
    is_another: bool = False

    def __repr__(self) -> str:
        return f"PaperSaid({self.level!r}, {self.issued_on.isoformat()})"  # never a name or number

    @property
    def name(self) -> Name:
        return Name(self.family.strip(), self.given.strip(), self.patronymic.strip())

    @property
    def known_iin(self) -> Iin | None:
        """None: none was typed, or it is none."""
        return read_iin(self.iin).number if self.iin.strip() else None

    @property
    def key(self) -> str:
        return paper_key(self.series, self.number)

    @property
    def printed_number(self) -> str:
        return f"{self.series.strip()} {self.number.strip()}".strip()

    @property
    def holder(self) -> tuple[str, str, date]:
        """Who is meant within one file."""
        known = self.known_iin
        return known.number if known else "", self.name.full, self.born_on


@dataclass(frozen=True)
class Known:
    """What is known of a paper elsewhere.

    person_id    of the register, where IIN and birth date agree with it; None: a new person
    differs      the register has that IIN with another birth date
    is_double    it has somebody of that name and birth date
    is_taken     this paper was entered before, and that stands
    has_diploma  the person has a diploma of this level and programme, or is proposed for one
    is_registered  the register has the graduation: its diploma is issued from there
    """

    person_id: UUID | None = None
    differs: bool = False
    is_double: bool = False
    is_taken: bool = False
    has_diploma: bool = False
    is_registered: bool = False


@dataclass(frozen=True)
class PaperLine:
    """One line of the preview. line: of the file, or its place among several."""

    line: int
    said: PaperSaid
    known: Known
    problems: tuple[PaperProblem, ...]


def paper_key(series: str, number: str) -> str:
    """What makes two papers the same: whoever types 00123 or №123, АВ or AB, means one paper.

    "": there is nothing in it by which a paper could be told from another.
    """
    letters, digits = (_plain(one) for one in (series, number))
    digits = re.sub(r"(?<!\d)0+(?=\d)", "", digits)
    return f"{letters}/{digits}" if digits else ""


def _plain(text: str) -> str:
    told = unicodedata.normalize("NFKC", text).upper().translate(ALIKE)
    return "".join(one for one in told if one.isalnum()).removeprefix("NO")  # of №


def line_of_paper(
    line: int,
    said: PaperSaid,
    known: Known,
    accredited: Sequence[Accredited],
    began_on: date,
    today: date,
    before: Collection[tuple[object, ...]] = (),
) -> PaperLine:
    """began_on: when the issuer began here; before: `marks_of` of the lines above it."""

    def found() -> Iterator[PaperProblem]:
        yield from _of_texts(said)
        if said.level not in LEVELS:
            yield PaperProblem.LEVEL
        if not is_accredited(accredited, said.level, today):  # the day of issue, not the paper's
            yield PaperProblem.ACCREDITATION
        if said.iin.strip() and said.known_iin is None:
            yield PaperProblem.IIN
        if not said.issued_on.year - OLDEST_HOLDER < said.born_on.year < said.issued_on.year:
            yield PaperProblem.BIRTH
        if said.issued_on > today:
            yield PaperProblem.FUTURE
        elif said.issued_on >= began_on:
            yield PaperProblem.RECENT
        if not said.key:
            yield PaperProblem.NUMBER
        if any(one in before for one in marks_of(said)):
            yield PaperProblem.TWICE
        yield from _of_known(said, known)

    return PaperLine(line, said, known, tuple(found()))


def _of_texts(said: PaperSaid) -> Iterator[PaperProblem]:
    texts = {name: getattr(said, name) for name in LONGEST if not name.startswith("title_")}
    texts |= {f"title_{language}": text for language, text in said.titles.items()}
    if any(not text.strip() and name not in MAY_BE_EMPTY for name, text in texts.items()):
        yield PaperProblem.EMPTY
    is_long = any(len(text) > LONGEST[name] or "\0" in text for name, text in texts.items())
    if is_long or len(said.key) > LONGEST_KEY:
        yield PaperProblem.LONG


def _of_known(said: PaperSaid, known: Known) -> Iterator[PaperProblem]:
    if known.is_taken:
        yield PaperProblem.TAKEN_PAPER
    if known.has_diploma:
        yield PaperProblem.TAKEN
    if known.is_registered:
        yield PaperProblem.REGISTERED
    if known.differs:
        yield PaperProblem.OTHER_PERSON
    if known.person_id is None and known.is_double and not said.is_another:
        yield PaperProblem.DOUBLE


def marks_of(said: PaperSaid) -> tuple[tuple[object, ...], ...]:
    """By what a paper is known again in the same file: its number; its holder's programme."""
    of_paper: tuple[object, ...] = (said.key,)
    return of_paper, (*said.holder, said.level, said.programme.strip())
