"""Check digits of IIN and BIN over a whole column, from the tables of `core.national_ids`."""

from datetime import date
from functools import lru_cache

import polars as pl

from bagdar.core import national_ids as ids

# Six digits hold a day, and a whole number of twelve digits fits into 64 bits.
_HALF, _QUARTER = 10**6, 10**3
EPOCH = date(1970, 1, 1).toordinal()
FIRST_IN_STEP = date(2000, 3, 1)


def is_valid(number: pl.Expr) -> pl.Expr:
    """Whether a text is twelve plain digits, the last of them right. Null where it is null."""
    value = whole(number)
    high = (value // _HALF).cast(pl.UInt32, strict=False)
    low = (value % _HALF).cast(pl.UInt32, strict=False)
    one, two, three, four = _quarters()
    sums = (
        _look_up(one, high // _QUARTER)
        + _look_up(two, high % _QUARTER)
        + _look_up(three, low // _QUARTER)
        + _look_up(four, low % _QUARTER)
    )
    return number.is_not_null() & _look_up(_right_sums(), sums).fill_null(False) & (value > 0)


def whole(number: pl.Expr) -> pl.Expr:
    """Twelve plain digits as a whole number, else null. A sign sorts before every digit."""
    value = number.cast(pl.Int64, strict=False)
    return pl.when((number.str.len_bytes() == ids.LENGTH) & (number >= "0")).then(value)


def _look_up(table: pl.Series, place: pl.Expr) -> pl.Expr:
    return pl.lit(table).gather(place)


@lru_cache(maxsize=1)
def _quarters() -> tuple[pl.Series, pl.Series, pl.Series, pl.Series]:
    one, two, three, four = (
        pl.Series(list(table.values()), dtype=pl.UInt32) for table in ids.quarters()
    )
    return one, two, three, four


@lru_cache(maxsize=1)
def _right_sums() -> pl.Series:
    return pl.Series([verdict == "valid" for verdict in ids.verdict_of_sums()])


def day_of(value: pl.Expr) -> pl.Expr:
    """The day that twelve digits encode, in days since 1970, where that can be looked up.

    value: as `whole` gives it. Null where the digits name no century or no day, and for the first
    two months of 1800 and 1900, which alone are out of step with those of 2000: ask `disagrees`.
    """
    days = _look_up(_days(), (value // _HALF).cast(pl.UInt32, strict=False))
    return days + _look_up(_centuries(), (value // 10**5 % 10).cast(pl.UInt32, strict=False))


@lru_cache(maxsize=1)
def _days() -> pl.Series:
    """yymmdd → days since 1970 of that day of 2000 to 2099."""
    found: list[int | None] = [None] * _HALF
    for number in range(FIRST_IN_STEP.toordinal(), date(2100, 1, 1).toordinal()):
        found[int(f"{date.fromordinal(number):%y%m%d}")] = number - EPOCH
    return pl.Series(found, dtype=pl.Int32)


@lru_cache(maxsize=1)
def _centuries() -> pl.Series:
    """Seventh digit → days from 2000 to its century."""
    years = (None, 1800, 1800, 1900, 1900, 2000, 2000, None, None, None)
    start = date(2000, 3, 1).toordinal()
    found = [year and date(year, 3, 1).toordinal() - start for year in years]
    return pl.Series(found, dtype=pl.Int32)


def disagrees(number: pl.Expr, born_on: pl.Expr, sex: pl.Expr) -> pl.Expr:
    """Whether digits say another birth date or sex: `Iin.warnings` of a valid number, exactly."""
    value = whole(number)
    seventh = value // 10**5 % 10
    year, month, day = value // 10**10, value // 10**8 % 100, value // _HALF % 100
    century = pl.when(seventh.is_between(1, 6)).then(1800 + (seventh - 1) // 2 * 100)
    # a foreigner's digits name no century; 2000 was a leap year, as any may have been
    first = pl.date(century.fill_null(2000) + pl.when(century.is_null()).then(0).otherwise(year),
                    month.clip(1, 12), 1)  # fmt: skip
    is_day = month.is_between(1, 12) & day.is_between(1, first.dt.month_end().dt.day())
    speaks = is_day & (seventh <= 6) & ~(value // 10**7 % 10).is_between(4, 6)
    same_digits = value // _HALF == _yymmdd(born_on)
    same_century = century.is_null() | (century == born_on.dt.year() // 100 * 100)
    other_day = speaks & born_on.is_not_null() & ~(same_digits & same_century)
    says_male = pl.when(century.is_not_null()).then(seventh % 2 == 1)
    other_sex = pl.when(says_male).then(sex != "male").when(~says_male).then(sex != "female")
    return other_day.fill_null(False) | other_sex.fill_null(False)


def _yymmdd(day: pl.Expr) -> pl.Expr:
    month = day.dt.month().cast(pl.Int64)
    return day.dt.year() % 100 * 10_000 + month * 100 + day.dt.day()
