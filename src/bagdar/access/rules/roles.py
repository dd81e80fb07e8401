"""Who takes part, and what an account of each role must say."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

USERNAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_USERNAME = 40


class Role(StrEnum):
    """The roles of the access table; PUBLIC is everybody, signed in or not.

    REGION reports for a region and is its clerk in the register. ORGANISATION works for one
    organisation, MINISTRY searches the register for a purpose, PERSON is a parent or an adult
    learner.
    """

    PUBLIC = "public"
    COORDINATOR = "coordinator"
    BODY = "body"
    REGION = "region"
    AUDITOR = "auditor"
    MINISTRY = "ministry"
    ORGANISATION = "organisation"
    PERSON = "person"


ACCOUNT_ROLES = tuple(role for role in Role if role is not Role.PUBLIC)
# What an account of a role names; an account of any other role names nothing.
NAMED = {
    Role.BODY: "body_code",
    Role.REGION: "region_code",
    Role.ORGANISATION: "organisation_id",
    Role.PERSON: "person_id",
}


@dataclass(frozen=True)
class Place:
    """A role, and whom somebody in it speaks for: at most one of these, as the role demands."""

    role: str
    body_code: str = ""
    region_code: str = ""
    organisation_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def named(self) -> dict[str, str | UUID | None]:
        """All but the role, by the name of the field."""
        return {field: getattr(self, field) for field in NAMED.values()}


def is_username(text: str) -> bool:
    return len(text) <= MAX_USERNAME and USERNAME.fullmatch(text) is not None


def account_faults(
    username: str, place: Place, known: Mapping[str, Container[object]]
) -> list[tuple[str, str]]:
    """What is wrong with a new account, as (field, code); nothing: it may be made.

    known  by field, the bodies, regions, organisations and people that may be named
    """
    faults = []
    if not is_username(username):
        faults.append(("username", "username"))
    if place.role not in ACCOUNT_ROLES:
        faults.append(("role", "role"))
    for role, field in NAMED.items():
        named = getattr(place, field)
        faults.extend(_faults_of(field, named, place.role == role, known.get(field, ())))
    return faults


def _faults_of(
    field: str, named: object, needed: bool, known: Container[object]
) -> list[tuple[str, str]]:
    if needed and not named:
        return [(field, f"{field}_missing")]
    if not needed and named:
        return [(field, f"{field}_surplus")]
    if needed and named not in known:
        return [(field, f"{field}_unknown")]
    return []
