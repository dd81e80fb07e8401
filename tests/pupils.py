"""Made-up pupils and the spreadsheets in which a secretary has them, tidy or messy, by a seed.

Nobody is meant: family names are drawn from syllables, numbers from birth dates that are drawn too.
"""

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from bagdar.core.national_ids import check_digit

FIRST, SECOND = ("Ба", "Са", "То", "Ке", "Жа", "Ну", "Ді", "Мо", "Ра", "Ғе"), (
    "рыл", "тіб", "наш", "дол", "ңыр", "қат", "бас", "лем", "сұр", "мық",
)  # fmt: skip
GIRLS = ("Әсел", "Айгүл", "Динара", "Жанар", "Мадина", "Сәуле", "Томирис", "Іңкәр")
BOYS = ("Абай", "Бауыржан", "Дәурен", "Ерлан", "Мұрат", "Нұрлан", "Санжар", "Тимур")
FIRST_DAY = "2024-09-01"


@dataclass(frozen=True)
class Pupil:
    """One row, tidy. number: what the school calls the pupil."""

    number: str
    iin: str
    family: str
    given: str
    sex: str
    born_on: date
    grade: int
    letter: str

    @property
    def level(self) -> str:
        return "1" if self.grade < 5 else "2" if self.grade < 10 else "3"

    @property
    def cells(self) -> dict[str, Any]:
        return {
            "local_number": self.number, "iin": self.iin, "family": self.family,
            "given": self.given, "sex": self.sex, "born_on": self.born_on.isoformat(),
            "citizenship": "KZ", "level": self.level, "form": "full_time",
            "grade": str(self.grade), "group": f"{self.grade} {self.letter}", "language": "kk",
            "funding": "state_order", "valid_from": FIRST_DAY,
        }  # fmt: skip


def number_for(born_on: date, sex: str, serial: int) -> str:
    """The IIN that a birth date, a sex and a serial number make; the next where none does."""
    century = 5 if born_on.year >= 2000 else 3
    seventh = century + (0 if sex == "male" else 1)
    while True:
        body = f"{born_on:%y%m%d}{seventh}{serial % 10_000:04d}"
        digit = check_digit(body)
        if digit is not None:
            return f"{body}{digit}"
        serial += 1


def pupils(count: int, seed: int = 1) -> list[Pupil]:
    """No two of one name and birth date, of one number, or of one IIN."""
    dice = random.Random(seed)
    return [_pupil(place, dice) for place in range(count)]


def _pupil(place: int, dice: random.Random) -> Pupil:
    grade = 1 + place % 11
    sex = dice.choice(("male", "female"))
    born_on = date(2024 - 6 - grade, 1, 1) + timedelta(days=dice.randrange(365))
    stem = FIRST[place % 10] + SECOND[place // 10 % 10] + SECOND[place // 100 % 10]
    family = f"{stem}{'ов' if sex == 'male' else 'ова'}"
    given = dice.choice(BOYS if sex == "male" else GIRLS)
    iin = number_for(born_on, sex, place * 3)
    return Pupil(f"2024-{place:05d}", iin, family, given, sex, born_on, grade, dice.choice("АӘБ"))


COLUMNS = tuple(pupils(1)[0].cells)
Rows = Sequence[Mapping[str, Any]]


def to_csv(rows: Rows, *, columns: Sequence[str] = COLUMNS, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def to_xlsx(
    rows: Rows, *, columns: Sequence[str] = COLUMNS, titles: Mapping[str, str] | None = None
) -> bytes:
    """A book as an office has it: numbers as numbers where somebody typed them as such."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Оқушылар")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, name in enumerate(columns):
        sheet.write_string(0, place, (titles or {}).get(name, name))
        for line, row in enumerate(rows, start=1):
            value = row.get(name)
            if value is None or value == "":
                continue
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif isinstance(value, (int, float)):
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, str(value))
    book.close()
    return out.getvalue()


def tidy(found: Iterable[Pupil]) -> list[dict[str, Any]]:
    return [one.cells for one in found]


def another_birth(one: Pupil, born_on: date) -> Pupil:
    return replace(one, born_on=born_on)


# --- as an office has it --------------------------------------------------------------------------

TITLES = {
    "local_number": "Ұйымдағы нөмірі", "iin": "ЖСН", "family": "Тегі", "given": "Аты",
    "born_on": "Туған күні",
}  # fmt: skip


def messy(count: int, seed: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(rows as an office keeps them, the same rows as they should be), in one order.

    About one in nine is wrong: a day that no month has, a number without its first zeros or with a
    slip of the pen, a word where a code is meant, a row twice. Others are only odd: names of codes
    instead of codes, days with dots, a Latin letter in a Kazakh name.
    """
    dice = random.Random(seed)
    rows, right = [], []
    for place, one in enumerate(pupils(count, seed)):
        good = one.cells
        row = dict(good)
        if place % 9 == 4:
            _SLIPS[place // 9 % len(_SLIPS)](row, one)
        elif place % 9 == 7:
            _ODDITIES[dice.randrange(len(_ODDITIES))](row, one)
        rows.append(row)
        right.append(good)
    return rows, right


def _no_such_day(row: dict[str, Any], one: Pupil) -> None:
    row["born_on"] = f"31.02.{one.born_on.year}"


def _slip_of_the_pen(row: dict[str, Any], one: Pupil) -> None:
    row["iin"] = one.iin[:-1] + str((int(one.iin[-1]) + 1) % 10)


def _zeros_lost(row: dict[str, Any], one: Pupil) -> None:
    row["iin"] = int(one.iin) if one.iin.startswith("0") else one.iin[1:]


def _word_for_code(row: dict[str, Any], one: Pupil) -> None:
    row["level"] = "орта мектеп"


def _grade_beyond(row: dict[str, Any], one: Pupil) -> None:
    row["grade"] = "13"


def _code_in_words(row: dict[str, Any], one: Pupil) -> None:
    row["form"] = "Күндізгі"


def _day_with_dots(row: dict[str, Any], one: Pupil) -> None:
    row["born_on"] = f"{one.born_on:%d.%m.%Y}"


def _look_alike(row: dict[str, Any], one: Pupil) -> None:
    row["given"] = one.given.replace("а", "a", 1)


_SLIPS = (_no_such_day, _slip_of_the_pen, _zeros_lost, _word_for_code, _grade_beyond)
_ODDITIES = (_code_in_words, _day_with_dots, _look_alike)
