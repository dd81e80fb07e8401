"""A million enrolment rows with known faults, made from a seed: for the race of `checking`.

Every injected fault gives one finding: (row, column). No person is real; numbers are drawn.
"""

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

SEED, SHARE, ORGANISATIONS = 20_240_901, 0.02, 19_000
COLUMNS = (
    "iin", "born_on", "sex", "organisation_id", "level", "form", "language", "funding", "grade",
    "valid_from", "valid_to",
)  # fmt: skip
LISTS = {
    "sex": ("female", "male"),
    "level": ("01", "02", "1", "2", "3", "4", "5", "6", "7", "8"),
    "form": ("full_time", "part_time", "evening", "distance"),
    "language": ("kk", "ru", "ug", "uz", "tg", "en"),
    "funding": ("state_order", "fee", "grant"),
}
AGES = (3, 60)
GRADES = (0, 12)
FIRST, SECOND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
Row = dict[str, str]


def organisations() -> list[str]:
    draw = random.Random(SEED + 1)
    return [f"{draw.getrandbits(128):032x}" for _ in range(ORGANISATIONS)]


def number(born: date, is_male: bool, draw: random.Random) -> str:
    """Twelve digits that agree with a birth date and a sex."""
    seventh = (born.year // 100 - 18) * 2 + (1 if is_male else 2)
    while True:
        body = f"{born:%y%m%d}{seventh}{draw.randrange(10_000):04d}"
        digits = [int(one) for one in body]
        for weights in (FIRST, SECOND):
            check = sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
            if check < 10:
                return f"{body}{check}"


def _row(draw: random.Random, schools: list[str]) -> Row:
    start = date(draw.randrange(2018, 2026), 9, 1)
    born = start - timedelta(draw.randrange(4 * 366, 40 * 365))
    is_male = draw.random() < 0.5
    end = start + timedelta(draw.randrange(30, 1500))
    return {
        "iin": number(born, is_male, draw),
        "born_on": born.isoformat(),
        "sex": "male" if is_male else "female",
        "organisation_id": draw.choice(schools),
        "level": draw.choice(LISTS["level"]),
        "form": draw.choice(LISTS["form"]),
        "language": draw.choice(LISTS["language"]),
        "funding": draw.choice(LISTS["funding"]),
        "grade": str(draw.randrange(13)),
        "valid_from": start.isoformat(),
        "valid_to": end.isoformat() if draw.random() < 0.7 else "",
    }


def _wrong_digit(row: Row, draw: random.Random) -> str:
    row["iin"] = f"{row['iin'][:11]}{(int(row['iin'][11]) + draw.randrange(1, 10)) % 10}"
    return "iin"


def _too_old(row: Row, draw: random.Random) -> str:
    born = date(1920, 1, 1) + timedelta(draw.randrange(9_000))
    row["born_on"] = born.isoformat()
    row["iin"] = number(born, row["sex"] == "male", draw)
    return "born_on"


def _set(column: str, value: str) -> Callable[[Row, random.Random], str]:
    def fault(row: Row, draw: random.Random) -> str:
        row[column] = value
        return column

    return fault


def _other_sex(row: Row, draw: random.Random) -> str:
    row["sex"] = "male" if row["sex"] == "female" else "female"
    return "iin"


def _ends_first(row: Row, draw: random.Random) -> str:
    start = date.fromisoformat(row["valid_from"])
    row["valid_to"] = (start - timedelta(draw.randrange(100))).isoformat()
    return "valid_to"


FAULTS = (
    _wrong_digit, _too_old, _other_sex, _ends_first, _set("iin", "12345678901X"),
    _set("level", "11"), _set("language", "qq"), _set("funding", "gift"), _set("grade", "5a"),
    _set("grade", "40"), _set("organisation_id", "0" * 32), _set("valid_from", "2024-02-30"),
)  # fmt: skip


def rows(count: int) -> Iterator[tuple[Row, str]]:
    """Each row, with the column of its fault or nothing."""
    draw, schools = random.Random(SEED), organisations()
    for _ in range(count):
        row = _row(draw, schools)
        is_faulty = draw.random() < SHARE
        yield row, draw.choice(FAULTS)(row, draw) if is_faulty else ""


def write(folder: Path, count: int) -> None:
    """rows.csv, rows.parquet (every column a text), organisations.json, truth.json."""
    import polars as pl

    truth = []
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        for place, (row, column) in enumerate(rows(count), start=1):
            table.writerow(row)
            if column:
                truth.append([place, column])
    frame = pl.read_csv(folder / "rows.csv", infer_schema=False)
    frame.write_parquet(folder / "rows.parquet")
    (folder / "organisations.json").write_text(json.dumps(organisations()), encoding="utf-8")
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
