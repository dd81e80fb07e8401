"""Staff and the condition of the own organisation by program. Every command may carry a key."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from bagdar.access.public import guard, repeatable
from bagdar.core.national_ids import iin
from bagdar.core.periods import Period
from bagdar.programme.public import PagesAsked, answers
from bagdar.registry.api import desk_facts_schemas as schemas
from bagdar.registry.api.desk import When, command, newcomer
from bagdar.registry.api.desk_contract import said_of
from bagdar.registry.presenters.desk_place import how, keep_list_look, open_desk
from bagdar.registry.queries import desk as people_queries
from bagdar.registry.queries.standing import condition_on, staff_on
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.details import ConditionDetails, PostDetails
from bagdar.registry.rules.kinds import CONDITION
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.own_facts import OWN_KINDS
from bagdar.registry.services import staffing
from bagdar.registry.services.facts import correct_fact

router = Router(tags=["desk"])


@router.get(
    "/register/desk/staff",
    response=schemas.StaffList,
    operation_id="listStaff",
    summary="Who works in the own organisation",
    openapi_extra=answers(404, 503),
)
@guard("registry.staff")
def list_staff(
    request: HttpRequest, asked: Annotated[When, Query()], pages: PagesAsked
) -> schemas.StaffList:
    """A line a post. That the list was looked at is written down before it is given."""
    found = open_desk(request)
    times = found.times(asked.on, asked.known_on)
    keep_list_look(request, found, "staff")
    posts = staff_on(found.organisation_id, times.on, times.known_at)
    shown = pages.of(posts)
    names = people_queries.names([one.whose for one in shown], times.on, times.known_at)
    items = [schemas.staff_out(one, names.get(one.whose)) for one in shown]
    return schemas.StaffList(count=len(posts), items=items)


@router.post(
    "/register/desk/staff",
    response={201: schemas.Done},
    operation_id="hire",
    summary="Give a person a post",
    openapi_extra=command(),
)
@guard("registry.staff", "create")
@repeatable
def hire(request: HttpRequest, given: schemas.Hire) -> Status[schemas.Done]:
    """IIN and birth date have to agree. A further post of who works here already: addStaffFact."""
    found = open_desk(request)
    said: PostDetails = OWN_KINDS["post"].said(given.post.model_dump(), found.organisation_id)
    done = _hired(request, said, given)
    return Status(201, schemas.Done(id=done.id, changed=done.added))


def _hired(request: HttpRequest, said: PostDetails, given: schemas.Hire) -> Recorded:
    number = iin(given.iin) if given.iin else None
    days, known = Period(given.since, given.until), how(request, given.source)
    if number is not None:
        try:
            return staffing.hire_known(number, given.born_on, said, days, **known)
        except NotAgreed:
            if given.new is None:
                raise
    if given.new is None:
        raise NotAgreed()
    person = newcomer(given.new, number, given.born_on)
    return staffing.hire_new(person, said, days, is_another=given.new.is_another, **known)


@router.get(
    "/register/desk/condition",
    response=schemas.ConditionOut,
    operation_id="showCondition",
    summary="The condition of the own organisation",
    openapi_extra=answers(404),
)
@guard("registry.condition")
def show_condition(request: HttpRequest, asked: Annotated[When, Query()]) -> schemas.ConditionOut:
    """On a day, as known on another."""
    found = open_desk(request)
    times = found.times(asked.on, asked.known_on)
    standing = condition_on(found.organisation_id, times.on, times.known_at)
    said = said_of(CONDITION, standing) if standing else {}
    return schemas.ConditionOut(on=times.on, said=dict(said))


@router.post(
    "/register/desk/condition",
    response=schemas.Done,
    operation_id="recordCondition",
    summary="Record the condition of the own organisation",
    openapi_extra=command(),
)
@guard("registry.condition", "update")
@repeatable
def record_condition(request: HttpRequest, given: schemas.ConditionIn) -> schemas.Done:
    """What is true from a day on, all of it."""
    found = open_desk(request)
    said: ConditionDetails = CONDITION.read(given.condition.model_dump())
    days = Period(given.since)
    done = correct_fact(CONDITION, found.organisation_id, said, days, **how(request, given.source))
    return schemas.Done(id=done.id, changed=done.added)
