"""Days as whole numbers since 1970-01-01, instants as seconds; NONE where there is none."""

from datetime import date
from typing import Any

import numpy as np

from bagdar.simulate.arrays import Array, Whole
from bagdar.simulate.draws import Draws

NONE = np.iinfo(np.int32).min
DAY = 24 * 60 * 60
# The day on which Abai, Zhetysu and Ulytau began: data/territories/regions.csv.
NEW_REGIONS = (date(2022, 6, 8) - date(1970, 1, 1)).days


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    return (date(year, month, of_month) - date(1970, 1, 1)).days


def years_later(days: Any, years: Any) -> Array:
    """The same day of another year; of 29 February, the day after where there is none."""
    parts = np.asarray(days).astype("datetime64[D]")
    months = parts.astype("datetime64[M]")
    of_month = (parts - months.astype("datetime64[D]")).astype(np.int64)
    later = months + np.asarray(years) * 12
    return (later.astype("datetime64[D]").astype(np.int64) + of_month).astype(np.int32)


def year_of(days: Array) -> Whole:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def calendar(days: Array) -> tuple[Whole, Whole, Whole]:
    """(year, month, day of the month)."""
    parts = days.astype("datetime64[D]")
    months = parts.astype("datetime64[M]")
    of_month = (parts - months.astype("datetime64[D]")).astype(np.int64) + 1
    number = months.astype(np.int64)
    return number // 12 + 1970, number % 12 + 1, of_month


def in_year(draws: Draws, purpose: str, year: Any, *about: Any) -> Array:
    """Any day of a year (of 365), drawn."""
    first = (np.asarray(year, np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return (first.astype(np.int64) + draws.whole(365, purpose, *about)).astype(np.int32)


def heard_of(draws: Draws, purpose: str, happened: Any, last: int, *about: Any) -> Array:
    """The second at which the register learns of what happened on a day.

    Most within ten days, some within two months, three in a hundred within ten months; never
    after the last day that is simulated, and never twice at one second for what is drawn apart.
    """
    late = draws.unit(f"{purpose}/late", *about)
    part = draws.unit(f"{purpose}/lag", *about)
    lag = np.where(late < 0.85, part * 10, np.where(late < 0.97, 10 + part * 50, 60 + part * 240))
    hour = 8 * 3600 + draws.whole(9 * 3600, f"{purpose}/second", *about)
    days = np.minimum(np.asarray(happened, np.int64) + lag.astype(np.int64), last)
    return days * DAY + hour - 6 * 3600  # UTC, while it is between eight and five in Almaty
