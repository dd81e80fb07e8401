"""Reads of accounts and sessions as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bagdar.access import sessions
from bagdar.access.errors import NoSuchAccount
from bagdar.access.models import Account, Session
from bagdar.access.rules.roles import Role, is_username


@dataclass(frozen=True)
class AccountInfo:
    """An account as it may be shown: no password, no inner number."""

    username: str
    role: str
    body_code: str
    region_code: str
    organisation_id: UUID | None
    person_id: UUID | None
    language: str
    is_active: bool
    is_demonstration: bool
    has_one_time_password: bool
    created_at: datetime
    password_changed_at: datetime

    @classmethod
    def of(cls, account: Account) -> "AccountInfo":
        return cls(**{name: getattr(account, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class SessionInfo:
    """One session of an account. current: the one that asks."""

    handle: str
    agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


def accounts(role: str = "", text: str = "", active: bool | None = None) -> list[AccountInfo]:
    """Accounts by username; an empty argument asks for all.

    text  part of a username, the code of a body or region, or the identifier of an organisation
          or a person
    """
    found = Account.objects.order_by("username")
    if role:
        found = found.filter(role=role)
    if active is not None:
        found = found.filter(is_active=active)
    if text:
        asked = text.strip().lower()
        named = Q(body_code=asked) | Q(region_code=asked.upper())
        if identifier := _identifier(asked):
            named |= Q(organisation_id=identifier) | Q(person_id=identifier)
        found = found.filter(Q(username__contains=asked) | named)
    return [AccountInfo.of(account) for account in found]


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def account(username: str) -> AccountInfo:
    """One account. Raises NoSuchAccount."""
    return AccountInfo.of(found(Account.objects.filter(username=username)))


def account_named(username: str) -> Account | None:
    """The row of an account, if what was typed can be a username at all."""
    return Account.objects.filter(username=username).first() if is_username(username) else None


def account_for_update(username: str) -> Account:
    """The row of an account, locked until the transaction ends. Raises NoSuchAccount."""
    return found(Account.objects.select_for_update().filter(username=username))


def found(rows) -> Account:
    row = rows.first()
    if row is None:
        raise NoSuchAccount()
    return row


def demonstration_accounts() -> list[AccountInfo]:
    """The demonstration accounts that can be used, coordinator first, then as declared."""
    rows = Account.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
    return [AccountInfo.of(row) for row in rows]


def active_coordinators_for_update() -> list[Account]:
    """Every coordinator who can sign in, locked in one order so that nobody waits in a ring."""
    rows = Account.objects.select_for_update().order_by("pk")
    return list(rows.filter(role=Role.COORDINATOR, is_active=True))


def sessions_of(username: str, current_handle: str = "") -> Sequence[SessionInfo]:
    """The live sessions of an account, the one that asks first, then the latest seen."""
    rows = sessions.live_sessions().filter(account__username=username)
    infos = [_session(row, current_handle) for row in rows.order_by("-last_seen_at", "handle")]
    return sorted(infos, key=lambda info: not info.current)


def is_session(handle: str) -> bool:
    """Whether somebody's live session is so named."""
    return sessions.live_sessions().filter(handle=handle).exists()


def _session(row: Session, current_handle: str) -> SessionInfo:
    return SessionInfo(
        handle=row.handle,
        agent=row.agent,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=min(row.expire_date, row.last_seen_at + sessions.idle_limit()),
        current=row.handle == current_handle,
    )
