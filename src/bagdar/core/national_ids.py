"""Kazakhstan's twelve-digit numbers: the IIN of a person and the BIN of an organisation.

Source  Law No. 223-III of 12 January 2007 "On national registers of identification numbers"; the
        layout of the digits and the two rounds of weights as published for the Government's rules
        of 22 May 2007, No. 406. Since the change of 26 August 2013, No. 853, as the Ministry of
        Justice explained it in April 2019, an IIN's digits are no longer bound to the birth date
        and the sex: they may disagree and the number still be right, so they only ever warn.
        The texts of these acts were not at hand here: compare before relying on a paragraph.

A number is personal data. It is shown as 0101••••••12 and nowhere whole: not in a message, not in
a fault's facts, not in `repr`. Only `number` itself holds it.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Generic, Literal, TypeVar, get_args

from bagdar.core.errors import DomainError, Phrase

Sex = Literal["male", "female"]
Verdict = Literal[
    "valid",  # twelve digits and the check digit is right
    "empty",  # nothing was typed
    "zeros_lost",  # a question: right once the zeros that a spreadsheet dropped are put back
    "decimal",  # a question: right without the ".0" that a spreadsheet put behind
    "float",  # 1.2E+11: digits are lost for good
    "letters",  # something that is not a digit
    "length",
    "placeholder",  # 000000000000, whose check digit is right
    "no_check_digit",  # both rounds end in ten: such a number is never issued
    "check_digit",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
QUESTIONS: frozenset[Verdict] = frozenset({"zeros_lost", "decimal"})
WarningCode = Literal[
    "no_date", "unknown_seventh_digit", "birth_date_differs", "sex_differs",
    "looks_like_bin", "looks_like_iin", "unknown_holder", "unknown_division",
]  # fmt: skip

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
LENGTH = 12
PLACEHOLDER = "0" * LENGTH

# What may stand between or around the digits and means nothing: any blank, the apostrophe that
# makes a spreadsheet keep text, marks that cannot be seen, hyphens.
_NOISE = re.compile(
    "[\\s'\u2019\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2010-\u2015-]+"
)
_DIGITS = re.compile(r"[0-9]+")
_FLOAT = re.compile(r"[0-9]+([.,][0-9]+)?[eEеЕ]\+?[0-9]+")
_DECIMAL = re.compile(r"([0-9]+)[.,]0+")


class FaultyNumber(DomainError):
    """A text that is no IIN or BIN. Its facts: kind, shown (masked), problem."""

    code = "core.faulty_number"
    status = 422


# --- the check digit --------------------------------------------------------------------------


def check_digit(body: str) -> int | None:
    """The twelfth digit that belongs to eleven digits; None where none does.

    The weighted sum modulo 11, with the second weights where the first give ten. A second ten
    means that no number with these eleven digits is issued.
    """
    digits = [int(digit) for digit in body]
    first, second = (
        sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS)
    )
    return _digit_of(first, second)


def _digit_of(first: int, second: int) -> int | None:
    """The check digit that two remainders give."""
    if first < 10:
        return first
    return second if second < 10 else None


# --- reading a text as typed ------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Iin:
    """A person's number: twelve digits, the last of them right. Raises FaultyNumber."""

    number: str

    def __post_init__(self) -> None:
        _demand(self.number, "iin")

    @property
    def shown(self) -> str:
        return masked(self.number)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.shown})"

    __str__ = __repr__

    @property
    def born_on(self) -> date | None:
        """The day that the digits encode; None where they make none or name no century."""
        century = self.century
        if century is None or not _is_day(self.number[:6], century):
            return None
        return date(century + int(self.number[:2]), int(self.number[2:4]), int(self.number[4:6]))

    @property
    def century(self) -> int | None:
        """1800, 1900 or 2000, from the seventh digit; None for a foreigner's 0 and for 7 to 9."""
        return {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}.get(self.seventh_digit)

    @property
    def sex(self) -> Sex | None:
        """Odd is male, even is female, from the seventh digit; None where it says neither."""
        if self.century is None:
            return None
        return "male" if self.seventh_digit % 2 else "female"

    @property
    def is_foreigners(self) -> bool:
        """The seventh digit is 0, which published descriptions give to foreigners."""
        return self.seventh_digit == 0

    @property
    def seventh_digit(self) -> int:
        return int(self.number[6])

    def warnings(
        self, born_on: date | None = None, sex: Sex | None = None
    ) -> tuple[WarningCode, ...]:
        """Where the digits disagree with what is known of the person. Never a reason to refuse."""
        found: list[WarningCode] = []
        if self.number[4] in "456":
            found.append("looks_like_bin")
        elif not _is_day(self.number[:6], self.century):
            found.append("no_date")
        if self.seventh_digit > 6:
            found.append("unknown_seventh_digit")
        if born_on is not None and not found and not self._says(born_on):
            found.append("birth_date_differs")
        if sex is not None and self.sex is not None and sex != self.sex:
            found.append("sex_differs")
        return tuple(found)

    def _says(self, born_on: date) -> bool:
        """A foreigner's digits name no century, so only their six digits can agree."""
        same_digits = self.number[:6] == f"{born_on:%y%m%d}"
        return same_digits and self.century in (None, born_on.year // 100 * 100)


Holder = Literal["resident", "non_resident", "sole_proprietor"]
Division = Literal["head", "branch", "representation", "farm"]
_HOLDERS: dict[str, Holder] = {"4": "resident", "5": "non_resident", "6": "sole_proprietor"}
_DIVISIONS: dict[str, Division] = {
    "0": "head", "1": "branch", "2": "representation", "3": "farm",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Bin:
    """An organisation's number, as Iin. Public, and yet shown masked: a sole proprietor trades
    under the IIN, so that a column of BINs holds numbers of persons too.
    """

    number: str

    def __post_init__(self) -> None:
        _demand(self.number, "bin")

    @property
    def shown(self) -> str:
        return masked(self.number)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.shown})"

    __str__ = __repr__

    def registered_in(self, known_on: date) -> tuple[int, int] | None:
        """(year, month) of registration: the last with these digits that is not after a day."""
        year, month = int(self.number[:2]), int(self.number[2:4])
        if not 1 <= month <= 12:
            return None
        year += known_on.year // 100 * 100
        is_past = (year, month) <= (known_on.year, known_on.month)
        return (year if is_past else year - 100), month

    @property
    def holder(self) -> Holder | None:
        """Who is registered, from the fifth digit; None for a digit that no BIN has."""
        return _HOLDERS.get(self.number[4])

    @property
    def division(self) -> Division | None:
        """Head unit, branch, representation or farm, from the sixth digit."""
        return _DIVISIONS.get(self.number[5])

    def warnings(self) -> tuple[WarningCode, ...]:
        """What is odd about the digits; a person's number among organisations above all."""
        if self.holder is None:
            return ("looks_like_iin" if self.number[4] in "0123" else "unknown_holder",)
        found: list[WarningCode] = []
        if not 1 <= int(self.number[2:4]) <= 12:
            found.append("no_date")
        if self.division is None:
            found.append("unknown_division")
        return tuple(found)


Number = TypeVar("Number", Iin, Bin)


@dataclass(frozen=True)
class Reading(Generic[Number]):
    """What a typed text is.

    number   where the verdict is "valid"
    offered  where it is a question: what the text would be, for a person to confirm or deny
    shown    the text as it may be shown: never whole
    """

    verdict: Verdict
    shown: str
    number: Number | None = None
    offered: Number | None = None


def read_iin(text: str) -> Reading[Iin]:
    """A person's number as somebody typed it. Raises nothing; takes nothing silently."""
    return _read(text, Iin)


def read_bin(text: str) -> Reading[Bin]:
    """An organisation's number as somebody typed it. Raises nothing; takes nothing silently."""
    return _read(text, Bin)


def iin(text: str) -> Iin:
    """A person's number. Raises FaultyNumber, also where it could only be offered."""
    return _number(read_iin(text), "iin")


def bin_(text: str) -> Bin:
    """An organisation's number. Raises FaultyNumber, also where it could only be offered."""
    return _number(read_bin(text), "bin")


def _number(reading: Reading[Number], kind: str) -> Number:
    if reading.number is None:
        raise _faulty(kind, reading.shown, reading.verdict)
    return reading.number


def _demand(number: str, kind: str) -> None:
    verdict, digits = _judged(number)
    if verdict != "valid" or digits != number:
        raise _faulty(kind, masked(number), "letters" if verdict == "valid" else verdict)


def _faulty(kind: str, shown: str, verdict: Verdict) -> FaultyNumber:
    kind_phrase = Phrase(f"identity.kind.{kind}")
    return FaultyNumber(kind=kind_phrase, shown=shown, problem=verdict_phrase(verdict))


def verdict_phrase(verdict: Verdict) -> Phrase:
    """Why a text is not taken, and what to do, as a phrase of the catalogue."""
    return Phrase(f"identity.verdict.{verdict}")


def warning_phrase(warning: WarningCode) -> Phrase:
    """What is odd about a number that is taken, as a phrase of the catalogue."""
    return Phrase(f"identity.warning.{warning}")


def _read(text: str, kind: type[Number]) -> Reading[Number]:
    verdict, digits = _judged(text)
    if verdict == "valid":
        return Reading(verdict, masked(digits), number=kind(digits))
    offered = kind(digits) if verdict in QUESTIONS else None
    return Reading(verdict, masked(digits or text), offered=offered)


def _judged(text: str) -> tuple[Verdict, str]:
    """The verdict and the digits it is about; no digits where the text is not made of them."""
    digits = _NOISE.sub("", text)
    if not digits:
        return "empty", ""
    verdict: Verdict = "valid"
    if not _DIGITS.fullmatch(digits):
        if _FLOAT.fullmatch(digits):
            return "float", ""
        decimal = _DECIMAL.fullmatch(digits)
        if decimal is None:
            return "letters", ""
        verdict, digits = "decimal", decimal[1]
    if _may_have_lost_zeros(digits):
        return "zeros_lost", digits.zfill(LENGTH)
    if len(digits) != LENGTH:
        return "length", digits
    if digits == PLACEHOLDER:
        return "placeholder", digits
    judged = _of_twelve(digits)
    return (verdict if judged == "valid" else judged), digits


def _of_twelve(digits: str) -> Verdict:
    one, two, three, four = quarters()
    place = one[digits[:3]] + two[digits[3:6]] + three[digits[6:9]] + four[digits[9:]]
    return verdict_of_sums()[place]


def _may_have_lost_zeros(digits: str) -> bool:
    """One lost zero needs the check digit; two and three, of 2000 to 2009, a date in it too.

    A child born on 5 January 2000 has an IIN that begins with 000105, and a spreadsheet keeps
    nine digits of it.
    """
    if not 9 <= len(digits) < LENGTH:
        return False
    whole = digits.zfill(LENGTH)
    if whole == PLACEHOLDER or _of_twelve(whole) != "valid":
        return False
    return len(digits) == LENGTH - 1 or _is_day(whole[:6], None) or _is_month_of_bin(whole)


def _is_day(digits: str, century: int | None) -> bool:
    """Whether yymmdd is a day; without a century, a day of a leap year will do."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= calendar.monthrange(2000 if century is None else century + year, month)[1]


def _is_month_of_bin(number: str) -> bool:
    return 1 <= int(number[2:4]) <= 12 and number[4] in _HOLDERS


def masked(text: str) -> str:
    """A number as it may be shown: 0101••••••12. Of any other text, only its length."""
    if len(text) == LENGTH and _DIGITS.fullmatch(text):
        return f"{text[:4]}••••••{text[-2:]}"
    return "•" * min(len(text), 2 * LENGTH)


# --- whole columns ----------------------------------------------------------------------------

# Weighted sums are packed into one number: the check digit, the first sum, the second sum.
_CHECK, _FIRST = 64 * 64, 64


@lru_cache(maxsize=1)
def quarters() -> tuple[dict[str, int], dict[str, int], dict[str, int], dict[str, int]]:
    """What three digits add to both weighted sums, for each quarter of a number.

    Each part is kept modulo 11, so the four of them add up to 40 at most and never spill over.
    """
    tables: list[dict[str, int]] = []
    for start in (0, 3, 6, 9):
        parts = {}
        for digits in map("{:03d}".format, range(1000)):
            first = second = check = 0
            for place, digit in enumerate(digits, start):
                if place == LENGTH - 1:
                    check = int(digit)
                else:
                    first += FIRST_WEIGHTS[place] * int(digit)
                    second += SECOND_WEIGHTS[place] * int(digit)
            parts[digits] = check * _CHECK + first % 11 * _FIRST + second % 11
        tables.append(parts)
    return tables[0], tables[1], tables[2], tables[3]


@lru_cache(maxsize=1)
def verdict_of_sums() -> list[Verdict]:
    """The verdict for every packed sum that the quarters can add up to."""
    verdicts: list[Verdict] = ["check_digit"] * (10 * _CHECK)
    for first in range(41):
        for second in range(41):
            right = _digit_of(first % 11, second % 11)
            for check in range(10):
                if right is None or right == check:
                    place = check * _CHECK + first * _FIRST + second
                    verdicts[place] = "no_check_digit" if right is None else "valid"
    return verdicts


def verdicts(texts: Iterable[str]) -> Iterator[Verdict]:
    """The verdict of each text of a column, in its order: what `read_iin(text).verdict` says.

    Twelve plain digits take four looks into tables; anything else is read as typed.
    """
    one, two, three, four = quarters()
    known = verdict_of_sums()
    for text in texts:
        if len(text) == LENGTH and text != PLACEHOLDER:
            try:
                yield known[one[text[:3]] + two[text[3:6]] + three[text[6:9]] + four[text[9:]]]
                continue
            except KeyError:  # not a plain digit
                pass
        yield _judged(text)[0]
