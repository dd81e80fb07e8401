"""Sessions kept in the database: idle and absolute ends, and an end from the server's side.

Django's SESSION_ENGINE points here. A session is made only by a sign-in.
"""

import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from bagdar import rows
from bagdar.access import clock, models

SEEN_STEP = timedelta(minutes=1)  # last_seen_at is written at most this often


class SessionStore(DatabaseStore):
    """One session. Its row lives as long as it may be used; `load` refuses it afterwards."""

    _row: models.Session | None = None
    agent = ""  # set by the sign-in before the row is made

    @classmethod
    def get_model_class(cls):
        return models.Session

    def load(self) -> dict:
        """The session's contents, or nothing where it has ended or its account is disabled."""
        row = _live(self.session_key)
        if row is None:
            self._session_key = None
            return {}
        self._row = row
        self._see(row)
        return self.decode(row.session_data)

    async def aload(self):
        raise NotImplementedError("the service is synchronous")

    def _see(self, row: models.Session) -> None:
        instant = clock.now()
        if instant - row.last_seen_at >= SEEN_STEP:
            models.Session.objects.filter(pk=row.pk).update(last_seen_at=instant)

    def create_model_instance(self, data: dict) -> models.Session:
        instant = clock.now()
        row, key = self._row, self._get_or_create_session_key()
        if row is None:
            row = models.Session(created_at=instant, agent=self.agent, handle=new_handle())
        elif row.session_key != key:  # a new key for the same session does not lengthen it
            row = models.Session(created_at=row.created_at, agent=row.agent, handle=new_handle())
        row.session_key = key
        row.session_data = self.encode(data)
        row.account_id = data.get(SESSION_KEY)
        row.last_seen_at = instant
        row.expire_date = row.created_at + absolute_limit()
        self._row = row
        return row

    def flush(self) -> None:
        super().flush()
        self._row = None

    def get_expiry_age(self, **kwargs) -> int:
        """Seconds until the absolute end, for the cookie."""
        if self._row is None:
            return settings.SESSION_ABSOLUTE_SECONDS
        return max(0, int((self._row.expire_date - clock.now()).total_seconds()))

    def account_of(self, id: object) -> models.Account | None:
        """The account of an id as it was read with the session, for this request; None: another's.

        What the session holds is read at the same moment, so a change counts from the next request.
        """
        self._get_session()
        account = self._row.account if self._row else None
        return account if account is not None and str(account.pk) == str(id) else None

    @property
    def handle(self) -> str:
        """The name of this session in its owner's list; "" before it has a row."""
        return self._row.handle if self._row else ""


def _live(key: str | None) -> models.Session | None:
    """The session of a key with its account, where it is one of `live_sessions`: asked at every
    turn, so written out.
    """
    field = models.Session._meta.get_field("last_seen_at")
    ends = [rows.value(field, one) for one in _ends()]
    found = rows.tuples(_session_and_account(), _statement(), [key, *ends, True])
    if not found:
        return None
    width = len(models.Session._meta.concrete_fields)
    session, account = (
        model.from_db(connection.alias, [one.attname for one in model._meta.concrete_fields], row)
        for model, row in ((models.Session, found[0][:width]), (models.Account, found[0][width:]))
    )
    session.account = account
    return session


@lru_cache(maxsize=1)
def _session_and_account() -> tuple[Any, ...]:
    return (*models.Session._meta.concrete_fields, *models.Account._meta.concrete_fields)


@lru_cache(maxsize=1)
def _statement() -> str:
    return f"""
        SELECT {rows.columns(models.Session, "one")}, {rows.columns(models.Account, "account")}
          FROM {models.Session._meta.db_table} one
          JOIN {models.Account._meta.db_table} account ON account.id = one.account_id
         WHERE one.session_key = %s AND one.expire_date > %s AND one.last_seen_at > %s
           AND account.is_active = %s"""


def new_handle() -> str:
    """An unguessable name of 128 bits."""
    return secrets.token_urlsafe(16)


def live_sessions():
    """Sessions that may be used at this instant."""
    absolute, idle = _ends()
    return models.Session.objects.filter(
        expire_date__gt=absolute, last_seen_at__gt=idle, account__is_active=True
    )


def _ends() -> tuple[datetime, datetime]:
    """After which instants a session that may be used has its absolute end, and was last seen."""
    instant = clock.now()
    return instant, instant - idle_limit()


def idle_limit() -> timedelta:
    return timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def absolute_limit() -> timedelta:
    return timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
