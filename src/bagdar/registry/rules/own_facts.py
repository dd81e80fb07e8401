"""What an operator keeps of the organisation's own people beside their places: which kinds of fact.

Forms, pages and operations are made from these and from the contracts. A fact that names an
organisation is that organisation's own: the operator of another neither sees nor changes it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bagdar.core.errors import DomainError
from bagdar.registry.rules.kinds import (
    ACTIVITY,
    CARE,
    DEVELOPMENT,
    GUARDIANSHIP,
    PAY,
    POST,
    QUALIFICATION,
    SUPPORT,
    Kind,
)
from bagdar.warehouse.tables.contract import Column

HERE = "organisation_id"
PUPIL, STAFF = "pupil", "staff"


class NoSuchFact(DomainError):
    """Nothing of this kind stands of the person, or it is another organisation's."""

    code = "registry.no_such_fact"
    status = 404


@dataclass(frozen=True)
class OwnKind:
    """A kind of fact that an operator adds, corrects and ends.

    of      PUPIL: of whoever learns here; STAFF: of whoever works here
    object  what the access table is asked; update, and read where it is shown
    fixed   columns that are always the same
    reason  the column that says why it ended; empty: the kind has none
    """

    kind: Kind[Any]
    of: str
    object: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def is_of_the_organisation(self) -> bool:
        return any(one.name == HERE for one in self.kind.columns)

    @property
    def added(self) -> tuple[Column, ...]:
        """Columns that are filled in where a fact is added."""
        known = {HERE, self.reason, *self.fixed}
        return tuple(one for one in self.kind.columns if one.name not in known)

    @property
    def changed(self) -> tuple[Column, ...]:
        """Columns that may be otherwise from a day on; the others say of what the fact is."""
        return tuple(one for one in self.added if one.name not in self.kind.table.timeline)

    def said(self, given: Mapping[str, Any], organisation_id: UUID) -> Any:
        """Details from what was filled in; other names in it mean nothing."""
        named = {HERE: organisation_id} if self.is_of_the_organisation else {}
        return self.kind.read({**given, self.reason: "", **self.fixed, **named})


OWN_KINDS: Mapping[str, OwnKind] = {
    one.name: one
    for one in (
        OwnKind(GUARDIANSHIP, PUPIL, "registry.person"),
        OwnKind(SUPPORT, PUPIL, "registry.support"),
        OwnKind(ACTIVITY, PUPIL, "registry.person"),
        # of a child who was placed in this organisation itself, and of nobody else
        OwnKind(CARE, PUPIL, "registry.placed", {"placement": "institution"}),
        OwnKind(POST, STAFF, "registry.staff", reason="leaving_reason"),
        OwnKind(QUALIFICATION, STAFF, "registry.staff"),
        OwnKind(DEVELOPMENT, STAFF, "registry.staff"),
        OwnKind(PAY, STAFF, "registry.pay"),
    )
}
