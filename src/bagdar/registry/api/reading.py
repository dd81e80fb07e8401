"""One person of the register by program: the same doors, purposes and traces as the pages."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field

from bagdar.access.public import actor, guard
from bagdar.core.national_ids import masked
from bagdar.core.origins import Origin
from bagdar.look.schemas import Schema
from bagdar.programme.public import MaybeDay, answers
from bagdar.registry.api import reading_schemas as schemas
from bagdar.registry.presenters.reading_own import said_words
from bagdar.registry.presenters.reading_words import Names, described
from bagdar.registry.queries import look_receipts
from bagdar.registry.queries import looks as asked_of
from bagdar.registry.queries import reading as queries
from bagdar.registry.queries.correcting import fields_of
from bagdar.registry.queries.trajectories import path_of
from bagdar.registry.rules.corrections import FIELDS, NoSuchField
from bagdar.registry.rules.trajectory import Doing
from bagdar.registry.services import corrections
from bagdar.registry.services.opening import Opened, open_for, open_person, sought

router = Router(tags=["register"])
PersonId = Annotated[
    UUID,
    Path(
        description="Id of a person, from searchPeople.",
        examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6b01"],
    ),
]


def described_as(*statuses: int, **more: Any) -> dict[str, Any]:
    """What every look may be refused with, beside what an operation adds."""
    return answers(404, 422, 503, *statuses, **more)


@router.post(
    "/register/searches",
    response=schemas.SoughtList,
    operation_id="searchPeople",
    summary="People by IIN or by name, for a purpose",
    openapi_extra=answers(422, 429, 503),
)
@guard("registry.search", "create")
def search_people(request: HttpRequest, given: schemas.SearchIn) -> schemas.SoughtList:
    """Little is told of each: a record is opened by itself, and its family reads for what. An
    officer has as many searches a minute and a day as are declared."""
    origin = Origin(given.origin) if given.origin else queries.origins()[0]
    found = sought(request, given.model_dump(), origin)
    return schemas.SoughtList(count=len(found), items=[schemas.SoughtOut.of(one) for one in found])


@router.post(
    "/register/people/{person_id}/openings",
    response={201: schemas.Opening},
    operation_id="openRecord",
    summary="Open a record for a purpose",
    openapi_extra=described_as(),
)
@guard("registry.story")
def open_record(
    request: HttpRequest, person_id: PersonId, given: schemas.PurposeIn
) -> Status[schemas.Opening]:
    """The story and the path can be read by this session until the instant that is told; each
    look is written down with the purpose."""
    open_person(request, person_id, "registry.story")
    open_for(request, person_id, given.purpose, given.why)
    minutes = queries.rule().opening.minutes
    return Status(201, schemas.Opening(until=timezone.now() + timedelta(minutes=minutes)))


class AsOf(Schema):
    """On which day, and as known at which instant."""

    on: MaybeDay = Field(None, description="Only versions that hold on this day.")
    known_on: MaybeDay = Field(
        None, description="Only versions that the register told at the beginning of this day."
    )

    @property
    def known_at(self) -> datetime | None:
        from bagdar.core.periods import day_begins

        return day_begins(self.known_on) if self.known_on else None


@router.get(
    "/register/people/{person_id}/story",
    response=schemas.Story,
    operation_id="showStory",
    summary="Everything that was ever recorded of a person",
    openapi_extra=described_as(),
)
@guard("registry.story")
def show_story(
    request: HttpRequest, person_id: PersonId, when: Annotated[AsOf, Query()]
) -> schemas.Story:
    """Every version with both times, the newest knowledge first; `hidden` names the tables that
    this reader does not see."""
    opened = open_person(request, person_id, "registry.story", "story")
    found = queries.entries(person_id, when.on, when.known_at, but=opened.hidden)
    names, shows = Names.of(found), opened.may("registry.author", "read")
    return schemas.Story(
        person_id=person_id,
        origin=opened.origin.value,
        hidden=list(opened.hidden),
        entries=[
            schemas.EntryOut.of(one, described(one, names), shows_names=shows) for one in found
        ],
    )


class Known(Schema):
    """As known at which instant."""

    known_on: MaybeDay = Field(None, description="As the register told at the start of this day.")


@router.get(
    "/register/people/{person_id}/path",
    response=schemas.Path,
    operation_id="showPath",
    summary="A person's path from the kindergarten to the job",
    openapi_extra=described_as(),
)
@guard("registry.trajectory")
def show_path(
    request: HttpRequest, person_id: PersonId, known: Annotated[Known, Query()]
) -> schemas.Path:
    """Segments, and what happened between them: gaps, transfers, returns, overlaps."""
    opened = open_person(request, person_id, "registry.trajectory", "trajectory")
    told_at = AsOf(known_on=known.known_on).known_at
    found = path_of(person_id, told_at)
    places = [
        masked(one.place) if one.doing is Doing.WORKS else one.place for one in found.segments
    ]
    return schemas.Path.of(person_id, opened.origin, found, places)


class PageAsked(Schema):
    page: Annotated[int, Field(ge=1, le=100_000)] = Field(1, description="Fifty looks a page.")


@router.get(
    "/register/people/{person_id}/looks",
    response=schemas.LookList,
    operation_id="listLooks",
    summary="Who looked at a record, and for what",
    openapi_extra=described_as(),
)
@guard("registry.look")
def list_looks(
    request: HttpRequest, person_id: PersonId, asked: Annotated[PageAsked, Query()]
) -> schemas.LookList:
    """For the family: day, purpose, role and on whose behalf, the latest first; never a name."""
    open_person(request, person_id, "registry.look", "looks")
    found = asked_of.looks(person_id, asked.page)
    fields = ("at", "day", "purpose", "role", "organisation", "region", "body")
    items = [schemas.LookOut(**{name: getattr(one, name) for name in fields}) for one in found.rows]
    return schemas.LookList(count=found.total, items=items)


@router.get(
    "/register/people/{person_id}/looks/{day}/receipt",
    response=schemas.LooksReceipt,
    operation_id="getLooksReceipt",
    summary="The receipt of who looked at a record on a day",
    openapi_extra=described_as(409),
)
@guard("registry.look", "export")
def get_looks_receipt(
    request: HttpRequest,
    person_id: PersonId,
    day: Annotated[date, Path(description="A day that is over.", examples=["2026-03-02"])],
) -> schemas.LooksReceipt:
    """For the family, from the night after the day on; verifyReceipt checks it, as does anybody."""
    open_person(request, person_id, "registry.look", "looks_receipt", operation="export")
    found = look_receipts.receipt(person_id, day)
    return schemas.LooksReceipt(day=day, index=found.index, size=found.size, receipt=found.text)


@router.get(
    "/register/people/{person_id}/requests",
    response=schemas.RequestList,
    operation_id="listCorrections",
    summary="What the family asked to have corrected",
    openapi_extra=described_as(),
)
@guard("registry.request", "read")
def list_corrections(request: HttpRequest, person_id: PersonId) -> schemas.RequestList:
    """The latest first, a refusal with its reason."""
    open_person(request, person_id, "registry.request", "requests")
    found = asked_of.requests_about([person_id])
    items = [schemas.RequestOut.of(one, said_words(one)) for one in found]
    return schemas.RequestList(count=len(items), items=items)


@router.get(
    "/register/people/{person_id}/fields",
    response=schemas.FieldList,
    operation_id="listFields",
    summary="What of a record may be asked to be corrected",
    openapi_extra=described_as(),
)
@guard("registry.request", "create")
def list_fields(request: HttpRequest, person_id: PersonId) -> schemas.FieldList:
    """Fields of the person, and of each fact of the record: kind, column, its first day and what
    else tells it from others."""
    opened = open_person(request, person_id, "registry.request", "requests", operation="create")
    named = _fields(opened)
    return schemas.FieldList(count=len(named), items=named)


def _fields(opened: Opened) -> list[str]:
    facts = fields_of(opened.person_id, opened.on, but=opened.hidden)
    return [*FIELDS, *(str(one) for fact in facts for one in fact.fields)]


@router.post(
    "/register/people/{person_id}/requests",
    response={201: schemas.RequestOut},
    operation_id="askCorrection",
    summary="Ask for a correction",
    openapi_extra=described_as(409),
)
@guard("registry.request", "create")
def ask_correction(
    request: HttpRequest, person_id: PersonId, given: schemas.CorrectionIn
) -> Status[schemas.RequestOut]:
    """Goes to the organisation of the fact, else to the one where the person learns; a request that
    could never be recorded is refused at once. Accepted, a fact that never was is withdrawn; one
    that was on other days, in another organisation or of another subject is recorded so."""
    opened = open_person(request, person_id, "registry.request", operation="create")
    if given.field not in _fields(opened):
        raise NoSuchField()
    made = corrections.ask_correction(
        person_id, given.field, given.said, given.document, by=actor(request), at=opened.at
    )
    return Status(201, schemas.RequestOut.of(made, said_words(made)))
