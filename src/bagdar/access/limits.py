"""Limits on how often: at most so many requests of one kind by one subject in any minute or day.

The window slides: a request is admitted when fewer than the limit were admitted in the sixty
seconds (or the day) before it, whichever process admitted them. One statement looks and counts, so
no two processes can both take the last place. Refused requests are not counted, and one row a
subject is kept, as long as the limit is wide; it suits limits up to some hundreds.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bagdar.access import clock
from bagdar.access.errors import TooManyRequests, TooManyRequestsToday
from bagdar.access.models import Allowance
from bagdar.access.rules.address import client_address

WINDOW, DAY = timedelta(minutes=1), timedelta(days=1)
A_DAY = "_a_day"  # how the name of a limit of a day ends: its rows are kept as long
DIGITS = 13
TABLE = Allowance._meta.db_table
log = logging.getLogger(__name__)

# The limit-th newest moment decides: while it lies inside the window, there is no place left.
ADMIT = f"""
    INSERT INTO {TABLE} (name, subject, moments, used_at)
    VALUES (%(name)s, %(subject)s, %(moment)s, %(now)s)
    ON CONFLICT (name, subject) DO UPDATE
    SET moments = substr(excluded.moments || {TABLE}.moments, 1, %(keep)s),
        used_at = excluded.used_at
    WHERE substr({TABLE}.moments, %(oldest)s, {DIGITS}) <= %(floor)s
    RETURNING 1
"""


def limit(request: HttpRequest, name: str, per_minute: int) -> None:
    """Count a request against its address. Raises TooManyRequests, and the answer says until when.

    name  which limit, such as "api": each has its own count
    """
    take(request, name, address_of(request), per_minute)


def take(request: HttpRequest, name: str, subject: str, per_minute: int) -> None:
    """Count a request against any subject, such as a username. Raises TooManyRequests."""
    wait = admit(name, subject, per_minute)
    if wait:
        request.retry_after = wait  # the Sessions middleware writes the header
        log.warning("limit %s reached: %d a minute", name, per_minute)
        raise TooManyRequests(seconds=wait, per_minute=per_minute)


def limit_account(request: HttpRequest, name: str, per_minute: int, per_day: int) -> None:
    """Count a request against whoever is signed in, for a minute and for a day.

    Raises TooManyRequests. What the limit of a day refuses still counted in its minute.
    """
    username = request.user.get_username()
    take(request, name, username, per_minute)
    wait = admit(name + A_DAY, username, per_day, DAY)
    if wait:
        request.retry_after = wait  # type: ignore[attr-defined]
        log.warning("limit %s reached: %d a day", name, per_day)
        raise TooManyRequestsToday(seconds=wait, per_day=per_day)


def take_sign_in(request: HttpRequest, username: str) -> None:
    """Count an attempt to sign in against its address and its account, existing or not."""
    take(request, "sign_in_address", address_of(request), settings.LOGIN_PER_ADDRESS)
    take_password(request, username)


def take_password(request: HttpRequest, username: str) -> None:
    """Count one guess at an account's password, wherever it is typed."""
    subject = username.strip().lower()
    take(request, "sign_in_account", subject, settings.LOGIN_PER_ACCOUNT)


def admit(name: str, subject: str, most: int, window: timedelta = WINDOW) -> int:
    """Take one place. 0: admitted; else whole seconds until the next place is free."""
    instant = clock.now()
    _clean_once_a_minute(instant)
    digest = salted_hmac("bagdar.access.limits", subject, algorithm="sha256").hexdigest()
    facts = {
        "name": name,
        "subject": digest,
        "moment": _moment(instant),
        "now": instant,
        "keep": most * DIGITS,
        "oldest": (most - 1) * DIGITS + 1,
        "floor": _moment(instant - window),
    }
    with connection.cursor() as cursor:
        cursor.execute(ADMIT, facts)
        if cursor.fetchone():
            return 0
    return _wait(name, digest, most, instant, window)


def _wait(name: str, digest: str, most: int, instant: datetime, window: timedelta) -> int:
    row = Allowance.objects.filter(name=name, subject=digest).first()
    if row is None:
        return 1
    start = (most - 1) * DIGITS
    oldest = row.moments[start : start + DIGITS] or _moment(instant - window)
    milliseconds = int(oldest) + _milliseconds(window) - int(_moment(instant))
    return max(1, -(-milliseconds // 1000))


def _moment(instant: datetime) -> str:
    return f"{int(instant.timestamp() * 1000):0{DIGITS}d}"


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


_cleaned: list[datetime] = []


def _clean_once_a_minute(instant: datetime) -> None:
    """Rows that no window can see any more go, at most once a minute a process."""
    if _cleaned and abs(instant - _cleaned[0]) < WINDOW:
        return
    _cleaned[:] = [instant]
    of_a_day = Q(name__endswith=A_DAY)
    Allowance.objects.filter(~of_a_day, used_at__lt=instant - WINDOW).delete()
    Allowance.objects.filter(of_a_day, used_at__lt=instant - DAY).delete()


def address_of(request: HttpRequest) -> str:
    """The address to count a request by; X-Forwarded-For only from a trusted front server."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        settings.TRUSTED_PROXIES,
    )
