"""The only place that writes accounts and sessions. Each verb leaves its event in the trail."""

from collections.abc import Container, Mapping, Sequence
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from bagdar.access import clock, passwords, places, queries, sessions
from bagdar.access.bodies import known_bodies
from bagdar.access.errors import (
    AccountExists,
    FaultyAccount,
    LastCoordinator,
    NoSuchSession,
    WrongCredentials,
    WrongOldPassword,
)
from bagdar.access.models import Account, Session
from bagdar.access.queries import AccountInfo
from bagdar.access.regions import known_regions
from bagdar.access.rules.agents import short_agent
from bagdar.access.rules.roles import Place, Role, account_faults
from bagdar.audit.public import record
from bagdar.audit.rules import Actor

NONE: Mapping[str, Place] = {}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def create_account(
    username: str,
    role: str,
    *,
    body_code: str = "",
    region_code: str = "",
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    language: str = "kk",
    password: str | None = None,
    by: Actor,
) -> tuple[AccountInfo, str]:
    """Make an account; gives it with its password.

    password  None: a one-time password is made, which opens only the page that changes it
    Raises FaultyAccount, AccountExists, WeakPassword
    """
    place = Place(role, body_code, region_code, organisation_id, person_id)
    _demand(username, place)
    if Account.objects.filter(username=username).exists():
        raise AccountExists(username=username)
    account = Account(
        username=username, role=role, language=language, created_at=clock.now(), **place.named
    )
    chosen = _set_password(account, password)
    account.save(force_insert=True)
    facts = {"role": role, **place.named}
    record("access.account_created", about=_about(account), by=by, facts=facts)
    return AccountInfo.of(account), chosen


def _demand(username: str, place: Place) -> None:
    """Raises FaultyAccount with every fault at once."""
    faults = account_faults(username, place, _known(place))
    if faults:
        raise FaultyAccount(faults)


def _known(place: Place) -> Mapping[str, Container[object]]:
    """By field, whom an account may name; of the register only whom it does name is looked up."""
    organisations = [place.organisation_id] if place.organisation_id else []
    people = [place.person_id] if place.person_id else []
    return {
        "body_code": known_bodies(),
        "region_code": known_regions(),
        "organisation_id": places.names("organisation", organisations),
        "person_id": places.names("person", people),
    }


@transaction.atomic
def create_demonstration_accounts(
    bodies: Sequence[str],
    regions: Sequence[str],
    password: str,
    *,
    places: Mapping[str, Place] = NONE,
    by: Actor,
) -> list[AccountInfo]:
    """A coordinator, an auditor, an official of the ministry, one account of each body and
    region, and those that are asked for by name; those that exist stay.

    Their names say what they are: "coordinator", "body-mes", "region-kz-71". The password is
    known to whoever reads the sign-in page, so it is not judged.

    places  by username, such as {"parent-1": Place("person", person_id=…)}
    Raises FaultyAccount where one of these is unknown or names what its role may not
    """
    for username, place in places.items():
        _demand(username, place)
    wanted = {role.value: Place(role) for role in (Role.COORDINATOR, Role.AUDITOR, Role.MINISTRY)}
    wanted |= {f"body-{code}": Place(Role.BODY, body_code=code) for code in bodies}
    wanted |= {f"region-{code.lower()}": Place(Role.REGION, region_code=code) for code in regions}
    wanted |= places
    encoded = make_password(password)  # once: hashing is slow on purpose
    present = set(Account.objects.values_list("username", flat=True))
    new = [(username, place) for username, place in wanted.items() if username not in present]
    return [_demonstration_account(username, place, encoded, by) for username, place in new]


def _demonstration_account(username: str, place: Place, encoded: str, by: Actor) -> AccountInfo:
    role = str(place.role)
    account = Account(
        username=username, role=role, password=encoded, is_demonstration=True, **place.named
    )
    account.save(force_insert=True)
    facts = {"role": role, "demonstration": True, **place.named}
    record("access.account_created", about=_about(account), by=by, facts=facts)
    return AccountInfo.of(account)


@transaction.atomic
def set_password(username: str, password: str | None = None, *, by: Actor) -> str:
    """Give an account another password and end its sessions; gives the password.

    password  None: a one-time password is made
    Raises NoSuchAccount, WeakPassword
    """
    account = queries.account_for_update(username)
    chosen = _set_password(account, password)
    account.save()
    ended = _end_sessions(account)
    facts = {"one_time": password is None, "sessions_ended": ended}
    record("access.password_set", about=_about(account), by=by, facts=facts)
    return chosen


@transaction.atomic
def change_own_password(
    username: str, *, old: str, new: str, keep: sessions.SessionStore | None, by: Actor
) -> None:
    """Change one's own password; every session but the one that asks ends.

    keep  the session that asks; it goes on under a new key
    Raises WrongOldPassword, WeakPassword
    """
    account = queries.account_for_update(username)
    if not passwords.matches(account, old):
        raise WrongOldPassword()
    _set_password(account, new)
    account.save()
    ended = _end_sessions(account, but=keep.handle if keep else "")
    if keep is not None:
        keep[HASH_SESSION_KEY] = account.get_session_auth_hash()
        keep.cycle_key()
        keep.save()
    facts = {"sessions_ended": ended}
    record("access.own_password_changed", about=_about(account), by=by, facts=facts)


@transaction.atomic
def change_language(username: str, language: str, *, by: Actor) -> None:
    """Remember the language in which somebody reads. Raises NoSuchAccount."""
    account = queries.account_for_update(username)
    account.language = language
    account.save()
    facts = {"language": language}
    record("access.language_changed", about=_about(account), by=by, facts=facts)


@transaction.atomic
def disable_account(username: str, *, by: Actor) -> None:
    """Shut an account out at once, its sessions included. Raises NoSuchAccount, LastCoordinator."""
    coordinators = queries.active_coordinators_for_update()
    account = queries.account_for_update(username)
    if [one.username for one in coordinators] == [username]:
        raise LastCoordinator()
    account.is_active = False
    account.save()
    facts = {"sessions_ended": _end_sessions(account)}
    record("access.account_disabled", about=_about(account), by=by, facts=facts)


@transaction.atomic
def enable_account(username: str, *, by: Actor) -> None:
    """Let an account sign in again. Raises NoSuchAccount."""
    account = queries.account_for_update(username)
    account.is_active = True
    account.save()
    record("access.account_enabled", about=_about(account), by=by, facts={})


def sign_in(
    session: sessions.SessionStore, username: str, password: str, *, agent: str = ""
) -> Account:
    """Open a session under a new key for whoever knows the password.

    An unknown account, a disabled one and a wrong password get the same answer after the same
    work. Raises WrongCredentials, with the attempt kept in the trail.
    """
    account = queries.account_named(username.strip().lower())
    if not passwords.matches(account, password) or account is None or not account.is_active:
        _record_refusal(account)
        raise WrongCredentials()
    return _open_session(session, account, agent)


@transaction.atomic
def _open_session(session: sessions.SessionStore, account: Account, agent: str) -> Account:
    _remove_ended_sessions()
    session.flush()
    session.agent = short_agent(agent)
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    by = Actor(account.username, account.role)
    record("access.signed_in", about=_about(account), by=by, facts={"agent": session.agent})
    return account


@transaction.atomic
def _record_refusal(account: Account | None) -> None:
    """What was typed as a name is not kept: people type passwords there."""
    about = _about(account) if account else "access.account:?"
    facts = {"disabled": not account.is_active} if account else {}
    record("access.sign_in_refused", about=about, by=None, facts=facts)


@transaction.atomic
def sign_out(session: sessions.SessionStore, *, by: Actor) -> None:
    """End the session that asks: its row goes, so a kept cookie opens nothing."""
    session.flush()
    record("access.signed_out", about=f"access.account:{by.name}", by=by, facts={})


@transaction.atomic
def end_session(username: str, handle: str, *, by: Actor) -> None:
    """End one session of an account. Raises NoSuchSession, also for somebody else's."""
    rows = sessions.live_sessions().filter(account__username=username, handle=handle)
    if not rows.exists():
        raise NoSuchSession()
    Session.objects.filter(handle=handle).delete()
    record("access.session_ended", about=f"access.account:{username}", by=by, facts={})


@transaction.atomic
def end_other_sessions(username: str, keep_handle: str, *, by: Actor) -> int:
    """End every session of an account but one; gives how many. Raises NoSuchAccount."""
    account = queries.account_for_update(username)
    ended = _end_sessions(account, but=keep_handle)
    facts = {"sessions_ended": ended}
    record("access.other_sessions_ended", about=_about(account), by=by, facts=facts)
    return ended


def _set_password(account: Account, password: str | None) -> str:
    chosen = passwords.one_time_password() if password is None else password
    if password is not None:
        passwords.require_good(password, account)
    account.set_password(chosen)
    account.has_one_time_password = password is None
    account.password_changed_at = clock.now()
    return chosen


def _end_sessions(account: Account, but: str = "") -> int:
    rows = Session.objects.filter(account=account).exclude(handle=but)
    return rows.delete()[0]


def _remove_ended_sessions() -> None:
    instant = clock.now()
    idle_since = instant - sessions.idle_limit()
    Session.objects.filter(Q(expire_date__lte=instant) | Q(last_seen_at__lte=idle_since)).delete()


def _about(account: Account) -> str:
    return f"access.account:{account.username}"
