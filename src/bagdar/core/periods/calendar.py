"""Days as the country counts them: Almaty's clock, academic years, ages."""

from datetime import UTC, date, datetime, time

from bagdar.core.errors import DomainError
from bagdar.core.languages import TIME_ZONE
from bagdar.core.periods.period import Period

ACADEMIC_YEAR_BEGINS = (9, 1)  # month, day


class NotYetBorn(DomainError):
    """An age is asked for on a day before the birth. The birth date is not among the facts."""

    code = "core.not_yet_born"
    status = 422


def local_date(instant: datetime) -> date:
    """The day that it was in Almaty. Raises ValueError without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(TIME_ZONE).date()


def day_begins(day: date) -> datetime:
    """The first instant of a day in Almaty, in UTC.

    29 February 2024 had 25 hours: at its end the clocks went back from midnight to 23:00.
    """
    return datetime.combine(day, time(), TIME_ZONE).astimezone(UTC)


def academic_year_of(day: date) -> int:
    """The calendar year in which the academic year of a day begins: 2020 for 31 August 2021."""
    return day.year if (day.month, day.day) >= ACADEMIC_YEAR_BEGINS else day.year - 1


def academic_year(first: int) -> Period[date]:
    """1 September to 31 August, holidays and all; terms differ by school and stand elsewhere."""
    return Period(date(first, *ACADEMIC_YEAR_BEGINS), date(first + 1, *ACADEMIC_YEAR_BEGINS))


def age_on(born_on: date, day: date) -> int:
    """Completed years. Who was born on 29 February completes one on 1 March where there is none.

    Raises NotYetBorn.
    """
    if day < born_on:
        raise NotYetBorn(day=day)
    is_before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - is_before_birthday
