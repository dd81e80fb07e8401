"""Accounts and events in the reader's language: places, states, tables."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.access import places
from bagdar.access.bodies import known_bodies
from bagdar.access.places import PlaceName
from bagdar.access.queries import AccountInfo
from bagdar.access.regions import known_regions
from bagdar.audit.public import EventRow
from bagdar.core.origins import Origin
from bagdar.look import hooks
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, known, t


def places_words(accounts: Iterable[AccountInfo]) -> dict[str, str]:
    """Username → body, region or organisation by name; a person only by identifier.

    Who a person is does not concern whoever reads a list of accounts.
    """
    listed = list(accounts)
    ids = {one.organisation_id for one in listed if one.organisation_id}
    organisations = places.names("organisation", ids)
    return {one.username: _place(one, organisations) for one in listed}


def place_words(account: AccountInfo) -> str:
    return places_words([account])[account.username]


def own_place_words(account: AccountInfo) -> str:
    """The same for the account's own reader, who may read their own name."""
    if account.person_id:
        name = places.names("person", [account.person_id]).get(account.person_id)
        return _name(name) if name else ""
    return place_words(account)


def _place(account: AccountInfo, organisations: Mapping[UUID, PlaceName]) -> str:
    """By code where no name is known."""
    if account.organisation_id:
        name = organisations.get(account.organisation_id)
        return _name(name) if name else str(account.organisation_id)
    if account.person_id:
        return str(account.person_id)
    return _body_or_region(account)


def _name(called: PlaceName) -> str:
    """What is made up or simulated says so."""
    name = called.name[current_language()]
    if called.origin is Origin.REAL:
        return name
    return f"{name} ({t(f'access.origin.{called.origin.value}')})"


def _body_or_region(account: AccountInfo) -> str:
    if account.body_code:
        name = known_bodies().get(account.body_code)
        return name[current_language()] if name else account.body_code
    if account.region_code:
        region = known_regions().get(account.region_code)
        return region.name[current_language()] if region else account.region_code
    return ""


def state_mark(account: AccountInfo) -> Mark:
    if not account.is_active:
        return Mark(t("access.state.disabled"), "bad")
    if account.has_one_time_password:
        return Mark(t("access.state.one_time"), "gold")
    return Mark(t("access.state.active"), "good")


def accounts_table(accounts: Iterable[AccountInfo]) -> Table:
    columns = [
        Column("username", t("access.label.username"), "code", link="href"),
        Column("role", t("access.label.role")),
        Column("place", t("access.label.place"), wide=True),
        Column("state", t("access.label.state")),
        Column("created_at", t("access.label.created_at"), "date"),
    ]
    listed = list(accounts)
    names = places_words(listed)
    rows = [
        {
            "username": account.username,
            "href": reverse("account", args=[account.username]),
            "role": t(f"access.role.{account.role}"),
            "place": names[account.username] or None,
            "state": state_mark(account),
            "created_at": account.created_at,
        }
        for account in listed
    ]
    title = t("access.accounts.count", count=len(rows))
    empty = t("access.accounts.empty")
    return Table("accounts", title, columns, rows, empty=empty, find=True)


def events_table(
    events: Iterable[EventRow], total: int, limit: int, *, is_file: bool = False
) -> Table:
    """The trail as a table; a file holds the code of each action beside its words, the page leads
    to what an event is about.
    """
    listed = list(events)
    places = {} if is_file else hooks.places(event.about for event in listed)
    columns = [
        Column("at", t("audit.at"), "date"),
        Column("actor", t("audit.actor"), "code"),
        Column("role", t("audit.role")),
        Column("does", t("audit.action")),
        *([Column("action", t("audit.action_code"), "code")] if is_file else []),
        Column("about", t("audit.about"), "code", link=None if is_file else "place"),
        Column("facts", t("audit.facts"), wide=True),
    ]
    return Table(
        "events",
        t("audit.count", count=total),
        columns,
        [_event(event) | {"place": places.get(event.about, "")} for event in listed],
        note=t("audit.note", limit=limit),
        empty=t("audit.empty"),
        find=False,
    )


def _event(event: EventRow) -> dict[str, Any]:
    does, role = f"audit.does.{event.action}", f"access.role.{event.role}"
    return {
        "at": event.at,
        "actor": event.actor or t("audit.nobody"),
        "role": t(role) if known(role) else event.role,
        "does": t(does) if known(does) else event.action,
        "action": event.action,
        "about": event.about,
        "facts": _facts(event.facts),
    }


def _facts(facts: dict[str, Any]) -> str | None:
    """ "role: body, body_code: mes"; what is empty is left out."""
    told = [f"{key}: {_plain(value)}" for key, value in facts.items() if value not in ("", None)]
    return ", ".join(told) or None


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
