"""A transfer as one of its two sides reads it: the other organisation's name and the pupil."""

from datetime import date
from typing import Any
from uuid import UUID

from bagdar.core.languages import show
from bagdar.look.components import Answer
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.desk_lists import name_of, number
from bagdar.registry.queries import desk as queries
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.finding import organisations_like
from bagdar.registry.queries.named import organisations_named
from bagdar.registry.queries.transfers import Counts
from bagdar.registry.rules.transferring import Side, Transfer, TransferState

BUTTONS = {"confirm": "", "refuse": "danger", "withdraw": "second"}


def answers(found: Counts) -> list[Answer]:
    tone = "gold" if found.ours else ""
    return [
        Answer(t("registry_desk.answer.waits_for_us"), number(found.ours), tone=tone),
        Answer(t("registry_desk.answer.waits_for_them"), number(found.theirs)),
        Answer(t("registry_desk.answer.decided"), number(found.decided)),
    ]


def standing(one: Transfer, side: Side, today: date) -> str:
    """Which sentence says how it stands: the state, or who is waited for."""
    state = one.state_on(today)
    if state is not TransferState.PROPOSED:
        return state.value
    return "theirs" if side is one.proposed_by else "ours"


def facts(one: Transfer, organisation_id: UUID, today: date) -> list[tuple[str, object]]:
    """Of the other organisation its name alone; of the class only what this side gave."""
    side = one.side_of(organisation_id)
    other = one.to_id if side is Side.SENDING else one.from_id
    named = organisations_named({other}).get(other)
    label = "registry_desk.transfer.to" if side is Side.SENDING else "registry_desk.transfer.from"
    group = one.group if side is Side.RECEIVING else ""
    told: list[tuple[str, object]] = [
        (t("registry_desk.column.name"), person_name(one.person_id, today)),
        (t(label), named.name if named else ""),
        (t("registry_desk.column.day"), one.day),
        (t("registry_desk.column.grade"), "" if one.grade is None else str(one.grade)),
        (t("registry_desk.column.language"), name_of(lists().languages, one.language)),
        (t("registry_desk.column.class"), group),
        (t("registry_desk.transfer.answer"), one.answer),
        (t("registry_desk.column.lapses"), one.lapses_on if standing(one, Side.SENDING, today)
         in ("ours", "theirs") else ""),
        (t("registry_desk.transfer.decided_on"), one.decided_on),
    ]  # fmt: skip
    return [(label, value) for label, value in told if value]


def person_name(person_id: UUID, today: date) -> str:
    name = queries.names([person_id], today).get(person_id)
    return (name.full if name else "") or t("registry_desk.no_name")


def organisations(find: str, desk: Any) -> list[tuple[str, str]]:
    """Organisations of the same origin that are called so, or have this BIN; not the own one."""
    language = current_language()
    found = organisations_like(find, desk.origin, desk.today)
    return [
        (str(id), f"{show(name, language)} · {region}")
        for id, name, region in found
        if id != desk.organisation_id
    ]
