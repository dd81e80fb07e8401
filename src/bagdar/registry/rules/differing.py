"""Who may say who somebody is, and what of it the register knows otherwise.

Whoever has a full-time place today is described by the organisation that has it: another one that
takes the person in corrects nothing of name, sex, birth date, citizenship or number. It is told
which of them differ, and never what stands recorded.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from bagdar.core.periods import Period
from bagdar.registry.rules.nouns import PersonDetails

DETAILS = ("family", "given", "patronymic", "sex", "born_on", "citizenship", "iin")
Stay = tuple[UUID, Period[date]]  # organisation, days of a full-time place


def is_held_elsewhere(stays: Iterable[Stay], organisation_id: UUID, on: date) -> bool:
    """Whether another organisation has the person full-time on a day."""
    return any(where != organisation_id and days.contains(on) for where, days in stays)


def differing(recorded: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, ...]:
    """The details that are said otherwise than they are recorded; what is empty says nothing."""
    return tuple(
        name
        for name in DETAILS
        if said.get(name) not in (None, "") and _plain(said[name]) != _plain(recorded.get(name))
    )


def said_of(one: PersonDetails) -> Mapping[str, Any]:
    """Details by name, as `differing` compares them."""
    return {
        "family": one.name.family, "given": one.name.given, "patronymic": one.name.patronymic,
        "sex": one.sex, "born_on": one.born_on, "citizenship": one.citizenship,
        "iin": one.iin.number if one.iin else "",
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """Upper and lower case of a name are no difference."""
    return value.strip().casefold() if isinstance(value, str) else value
