"""What is kept of pupils and of staff, by program: listed, added, changed, ended.

The same four operations for both; which tables there are, `rules.own_facts` says, and what stands
in them, their contracts.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from bagdar.access.public import guard, permits, repeatable, require
from bagdar.core.national_ids import iin
from bagdar.core.periods import Period
from bagdar.programme.public import answers
from bagdar.registry.api import desk_facts_schemas as schemas
from bagdar.registry.api.desk import command, newcomer
from bagdar.registry.api.desk_contract import said_of
from bagdar.registry.presenters.desk_place import (
    OWN,
    PERSON,
    STAFF,
    demand_kept,
    demand_own,
    demand_staff,
    how,
    look_at_card,
    open_desk,
)
from bagdar.registry.queries.own_facts import own_facts
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.own_facts import OWN_KINDS, PUPIL, OwnKind
from bagdar.registry.rules.own_facts import STAFF as OF_STAFF
from bagdar.registry.services import own_facts as services
from bagdar.registry.services.facts import record_fact

router = Router(tags=["desk"])


def _person_id(example: str, where: str) -> Any:
    return Annotated[UUID, Path(description=f"Id of a person, from {where}.", examples=[example])]


FactId = Annotated[
    int,
    Path(description="Id of what stands, from the list; another one after each change.",
         ge=1, le=2**53, examples=[schemas.EXAMPLE_FACT]),
]  # fmt: skip


def _operations(
    of: str, path: str, object: str, word: str, person_id: Any, new: Any, other: Any, last: Any
) -> None:
    """new, other, last: what adds, changes and ends, as requests. word: within operation ids."""
    what = {PUPIL: "a pupil", OF_STAFF: "a member of staff"}[of]

    @router.get(
        path,
        response=schemas.FactList,
        operation_id=f"list{word}Facts",
        summary=f"What is kept of {what}",
        openapi_extra=answers(404, 503),
    )
    @guard(object)
    def list_facts(request: HttpRequest, person_id: person_id) -> schemas.FactList:
        """What stands, table by table, as far as the role may read it. That the card was looked at
        is written down before it is given."""
        found = open_desk(request)
        demand = demand_own if of == PUPIL else demand_staff
        demand(request, found, person_id, object=object, operation="read")
        look_at_card(request, person_id)
        items = [
            schemas.FactOut(
                id=one.id, table=own.name, since=one.valid.start, until=one.valid.end,
                said=said_of(own.kind, one.details),
            )
            for own in OWN_KINDS.values()
            if own.of == of and permits(request, own.object, "read", OWN)
            for one in own_facts(own, person_id, found.organisation_id)
        ]  # fmt: skip
        return schemas.FactList(count=len(items), items=items)

    @router.post(
        path,
        response={201: schemas.Done},
        operation_id=f"add{word}Fact",
        summary=f"Add a fact of {what}",
        openapi_extra=command(),
    )
    @guard(object, "update")
    @repeatable
    def add_fact(request: HttpRequest, person_id: person_id, given: new) -> Status[schemas.Done]:
        """On days of which nothing else is recorded there. Where something is, change it."""
        own = OWN_KINDS[given.fact.table]
        here = _open(request, person_id, own)
        return Status(201, _done(_added(request, person_id, here, own, given)))

    @router.post(
        f"{path}/{{fact_id}}",
        response=schemas.Done,
        operation_id=f"change{word}Fact",
        summary=f"Change a fact of {what} from a day on",
        openapi_extra=command(),
    )
    @guard(object, "update")
    @repeatable
    def change_fact(
        request: HttpRequest, person_id: person_id, fact_id: FactId, given: other
    ) -> schemas.Done:
        """From its first day on: corrected as a whole. A cell that is left out says nothing."""
        own = OWN_KINDS[given.fact.table]
        here = _open(request, person_id, own)
        cells = given.fact.model_dump()
        return _done(
            services.change_fact(
                own, person_id, here, fact_id, cells, given.since, **how(request, given.source)
            )
        )

    @router.post(
        f"{path}/{{fact_id}}/ending",
        response=schemas.Done,
        operation_id=f"end{word}Fact",
        summary=f"End a fact of {what}",
        openapi_extra=command(),
    )
    @guard(object, "update")
    @repeatable
    def end_fact(
        request: HttpRequest, person_id: person_id, fact_id: FactId, given: last
    ) -> schemas.Done:
        """The day before is the last one; ended from its first day on it never was. A post needs a
        reason."""
        own = schemas.kind_of(given.table, of)
        here = _open(request, person_id, own)
        return _done(
            services.end_fact(
                own, person_id, here, fact_id, given.since, reason=given.reason,
                **how(request, given.source),
            )
        )  # fmt: skip


def _open(request: HttpRequest, person_id: UUID, own: OwnKind) -> UUID:
    """The own organisation, once it is clear that its operator may write this of this person."""
    require(request, own.object, "update", OWN)
    found = open_desk(request)
    demand_kept(request, found, person_id, own)
    return found.organisation_id


def _added(request: HttpRequest, person_id: UUID, here: UUID, own: OwnKind, given: Any) -> Recorded:
    fact, days, known = given.fact, Period(given.since, given.until), how(request, given.source)
    if own.name != "guardianship":
        return record_fact(own.kind, person_id, own.said(fact.model_dump(), here), days, **known)
    number = iin(fact.iin) if fact.iin else None
    if number is not None:
        try:
            return services.add_known_guardian(
                person_id, number, fact.born_on, fact.kind, days, **known
            )
        except NotAgreed:
            if fact.new is None:
                raise
    if fact.new is None:
        raise NotAgreed()
    guardian = newcomer(fact.new, number, fact.born_on)
    return services.add_new_guardian(
        person_id, guardian, fact.kind, days, is_another=fact.new.is_another, **known
    )


def _done(done: Recorded) -> schemas.Done:
    return schemas.Done(id=done.id, changed=done.added)


_operations(
    PUPIL, "/register/desk/people/{person_id}/facts", PERSON, "",
    _person_id("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d01", "listLearners"),
    schemas.FactAdding, schemas.FactChanging, schemas.FactEnding,
)  # fmt: skip
_operations(
    OF_STAFF, "/register/desk/staff/{person_id}/facts", STAFF, "Staff",
    _person_id("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d04", "listStaff"),
    schemas.StaffFactAdding, schemas.StaffFactChanging, schemas.StaffFactEnding,
)  # fmt: skip
