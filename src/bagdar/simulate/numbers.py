"""Whole columns of IINs and BINs with right check digits: `core.national_ids` says what they are.

They belong to nobody: the rows that carry them are marked as simulated.
"""

import numpy as np

from bagdar.core.national_ids import FIRST_WEIGHTS, SECOND_WEIGHTS
from bagdar.simulate.arrays import Array, Booleans, Whole
from bagdar.simulate.days import calendar
from bagdar.simulate.draws import Draws

_ELEVEN = 10 ** np.arange(10, -1, -1, dtype=np.int64)


def check_digits(bodies: Whole) -> Whole:
    """The twelfth digit of eleven; 10 where no number with these eleven is issued."""
    first, second = np.zeros(len(bodies), np.int64), np.zeros(len(bodies), np.int64)
    for power, one, two in zip(_ELEVEN, FIRST_WEIGHTS, SECOND_WEIGHTS, strict=True):
        digit = bodies // power % 10
        first += one * digit
        second += two * digit
    return np.where(first % 11 < 10, first % 11, second % 11)


def numbered(beginnings: Whole, serials: Whole, places: int) -> Whole:
    """Twelve digits from a beginning and a serial; the next serial where none is issued."""
    most = 10**places
    serials = serials % most
    while True:
        bodies = beginnings * most + serials
        checks = check_digits(bodies)
        missing = checks > 9
        if not missing.any():
            return bodies * 10 + checks
        serials = np.where(missing, (serials + 1) % most, serials)


def iins(born: Array, is_male: Booleans, is_foreign: Booleans, draws: Draws, keys: Array) -> Whole:
    """The IINs of people, each of them once."""
    year, month, of_month = calendar(born)
    seventh = np.where(is_foreign, 0, (year // 100 - 18) * 2 + np.where(is_male, 1, 2))
    beginnings = (year % 100 * 10000 + month * 100 + of_month) * 10 + seventh
    return _once("iin", beginnings, 4, draws, keys)


def bins(since: Array, draws: Draws, keys: Array) -> Whole:
    """The BINs of organisations, each of them once: residents, head units."""
    year, month, _ = calendar(since)
    return _once("bin", (year % 100 * 100 + month) * 100 + 40, 5, draws, keys)


def _once(purpose: str, beginnings: Whole, places: int, draws: Draws, keys: Array) -> Whole:
    """Of several who drew one number, all but the one with the lowest key draw again."""
    made = numbered(beginnings, draws.whole(10**places, purpose, keys), places)
    for attempt in range(1, 100):
        order = np.lexsort((keys, made))
        there = order[1:][made[order[1:]] == made[order[:-1]]]
        if not len(there):
            return made
        serials = draws.whole(10**places, f"{purpose}/{attempt}", keys[there])
        made[there] = numbered(beginnings[there], serials, places)
    raise ValueError("more people were born on a day than there are numbers for")
