"""The desk of an organisation by program: classes, learners, admitting, leaving.

The organisation is the account's own. Every command may carry a key.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from pydantic import Field

from bagdar.access.public import KEY_DESCRIBED, guard, repeatable
from bagdar.core.names import Name
from bagdar.core.national_ids import Iin, iin
from bagdar.core.periods import Period
from bagdar.look.schemas import Schema
from bagdar.programme.public import MaybeDay, answers
from bagdar.registry.api import desk_schemas as schemas
from bagdar.registry.api.keyed import KeyedAsked
from bagdar.registry.presenters.desk_place import (
    PERSON,
    demand_own,
    how,
    look_at_part,
    open_desk,
    standing_place,
)
from bagdar.registry.queries import classes as class_queries
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.details import GroupDetails
from bagdar.registry.rules.nouns import EnrolmentDetails, PersonDetails, Recorded
from bagdar.registry.services import admitting, classes, enrolments

router = Router(tags=["desk"])
PersonId = Annotated[
    UUID,
    Path(
        description="Id of a person who learns here, from listLearners.",
        examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d01"],
    ),
]


def command(*statuses: int, **more: Any) -> dict[str, Any]:
    """What the description of an operation that takes effect once adds."""
    return answers(404, 409, 422, *statuses, parameters=[KEY_DESCRIBED], **more)


class When(Schema):
    """On which day, and as known on which."""

    on: MaybeDay = Field(None, description="The day of the list; today if left out.")
    known_on: MaybeDay = Field(
        None, description="As known at the end of this day; as known now if left out."
    )


@router.get(
    "/register/desk/classes",
    response=schemas.ClassList,
    operation_id="listClasses",
    summary="Classes and groups of the own organisation",
    openapi_extra=answers(404),
)
@guard("registry.class")
def list_classes(request: HttpRequest, asked: Annotated[When, Query()]) -> schemas.ClassList:
    """Those that were opened and those in which somebody learns, without a name of anybody."""
    found = open_desk(request)
    times = found.times(asked.on, asked.known_on)
    listed = class_queries.classes_on(found.organisation_id, times.on, times.known_at)
    items = [schemas.ClassOut.of(one) for one in listed]
    return schemas.ClassList(count=len(items), items=items)


@router.post(
    "/register/desk/classes",
    response={201: schemas.Done},
    operation_id="openClass",
    summary="Open a class or group",
    openapi_extra=command(),
)
@guard("registry.class", "create")
@repeatable
def open_class(request: HttpRequest, given: schemas.ClassOpening) -> Status[schemas.Done]:
    """For some days, usually of an academic year. A name that another class has is refused."""
    found = open_desk(request)
    said = GroupDetails(
        name=given.name, level=given.level, grade=given.grade, language=given.language,
        kind=given.kind, shift=given.shift, places=given.places,
    )  # fmt: skip
    days = Period(given.since, given.until)
    done = classes.open_class(found.organisation_id, said, days, **how(request, given.source))
    return Status(201, _done(done))


@router.get(
    "/register/desk/learners",
    response=schemas.LearnerList,
    operation_id="listLearners",
    summary="Learners of the own organisation",
    openapi_extra=answers(404, 503),
)
@guard("registry.class")
def list_learners(
    request: HttpRequest, asked: Annotated[When, Query()], pages: KeyedAsked
) -> schemas.LearnerList:
    """That the list was looked at is written down before it is given."""
    found = open_desk(request)
    part = look_at_part(request, found, found.times(asked.on, asked.known_on), pages.cut)
    items = [schemas.LearnerOut.of(one) for one in part.lines]
    return schemas.LearnerList(count=part.total, items=items)


@router.post(
    "/register/desk/admissions",
    response={201: schemas.Done},
    operation_id="admit",
    summary="Admit a person",
    openapi_extra=command(),
)
@guard("registry.person", "create")
@repeatable
def admit(request: HttpRequest, given: schemas.Admission) -> Status[schemas.Done]:
    """IIN and birth date have to agree. Whoever learns elsewhere full-time is refused: ask for a
    transfer."""
    found = open_desk(request)
    number = iin(given.iin) if given.iin else None
    return Status(201, _done(_admitted(request, found.organisation_id, number, given)))


def _admitted(
    request: HttpRequest, organisation_id: UUID, number: Iin | None, given: schemas.Admission
) -> Recorded:
    key = given.class_.key
    said = EnrolmentDetails(
        organisation_id, key.level, grade=key.grade, group=key.name, language=given.language,
        funding=given.funding,
    )  # fmt: skip
    days, known = Period(given.since), how(request, given.source)
    person = _person_of(given, number)
    if number is not None:
        try:
            return admitting.admit_known(number, given.born_on, said, days, typed=person, **known)
        except NotAgreed:
            if given.new is None:
                raise
    if given.new is None or person is None:
        raise NotAgreed()
    return admitting.admit_new(person, said, days, is_another=given.new.is_another, **known)


def _person_of(given: schemas.Admission, number: Iin | None) -> PersonDetails | None:
    return given.new and newcomer(given.new, number, given.born_on)


def newcomer(new: schemas.NewPerson, number: Iin | None, born_on: date) -> PersonDetails:
    return PersonDetails(
        Name(new.family, new.given, new.patronymic),
        sex=new.sex or None,
        born_on=born_on,
        citizenship=new.citizenship,
        iin=number,
    )


@router.post(
    "/register/desk/people/{person_id}/leaving",
    response=schemas.Done,
    operation_id="leave",
    summary="Record that a person leaves",
    openapi_extra=command(),
)
@guard("registry.person", "update")
@repeatable
def leave(request: HttpRequest, person_id: PersonId, given: schemas.Leaving) -> schemas.Done:
    """The day before is the last one here; the reason stands on the days until then."""
    found = open_desk(request)
    demand_own(request, found, person_id, PERSON, "update")
    place = standing_place(found, person_id)
    done = enrolments.leave(
        person_id, place, given.left_on, given.reason, **how(request, given.source)
    )
    return _done(done)


def _done(done: Recorded) -> schemas.Done:
    return schemas.Done(id=done.id, changed=done.added, otherwise=list(done.otherwise))
