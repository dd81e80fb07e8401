"""What is due, how it stands, who has how much to do; and the calendar as a file."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language
from bagdar.monitoring.presenters.calendar_feed import MEDIA, feed, feed_name
from bagdar.monitoring.queries import duties as queries
from bagdar.monitoring.queries.facts import basis
from bagdar.monitoring.rules.dues import DutyState, Status
from bagdar.monitoring.rules.dues import Workload as Load
from bagdar.monitoring.rules.nouns import Reporter
from bagdar.programme import public as asking
from bagdar.programme.public import Answer, Figure

router = Router(tags=["duties"])
REPORTER = r"^(body:[a-z0-9-]{1,40}|region:KZ-[0-9]{2})$"
STATUS = "^(not_open|open|due_soon|overdue|submitted|returned|accepted|accepted_late)$"
Origin = Literal["real", "illustrative", "simulated"]


class Duty(Answer):
    """Somebody has to report something by a day."""

    subject: str = Field(examples=["milestone:m12@1/2021-12"])
    kind: Literal["milestone", "indicator", "money"]
    place: str = Field(description="A measure or a row of an indicator.", examples=["m12"])
    reporter: str = Field(examples=["body:mes"])
    role: Literal["owner", "region"] = Field(
        description="owner: answers for the whole; region: for its part."
    )
    opens_on: date
    due_on: date = Field(description="The last day on which a report is in time.")
    status: Status
    days_late: int = Field(description="After the due day: until it was sent in, or until today.")

    @classmethod
    def of(cls, state: DutyState) -> "Duty":
        duty = state.duty
        return cls(
            subject=str(duty.subject),
            kind=duty.subject.kind,
            place=duty.subject.place,
            reporter=str(duty.reporter),
            role=duty.role,
            opens_on=duty.opens_on,
            due_on=duty.due_on,
            status=state.status,
            days_late=state.days_late,
        )


class DutyList(Answer):
    count: int
    day: date = Field(description="The day on which they stand so: today on Almaty's clock.")
    origin: Origin = Field(description="Of the reports that are counted.")
    items: list[Duty]


class Workload(Answer):
    """Duties of one reporter; each counted in one status."""

    reporter: str = Field(examples=["body:mes"])
    total: int
    due: int = Field(description="Those whose day has come.")
    in_time: int = Field(description="Of those due, sent in by their day and not returned.")
    share_in_time: Figure | None = Field(description="In percent; null while nothing is due.")
    not_open: int
    open: int
    due_soon: int
    overdue: int
    submitted: int
    returned: int
    accepted: int
    accepted_late: int
    shared: int = Field(description="Milestones of others that name it as a co-executor.")

    @classmethod
    def of(cls, load: Load) -> "Workload":
        statuses: tuple[Status, ...] = (
            "not_open", "open", "due_soon", "overdue", "submitted", "returned", "accepted",
            "accepted_late",
        )  # fmt: skip
        counts: dict[str, Any] = {status: load.count(status) for status in statuses}
        return cls(
            reporter=load.reporter,
            total=load.total,
            due=load.due,
            in_time=load.in_time,
            share_in_time=load.share_in_time,
            shared=load.shared,
            **counts,
        )


class WorkloadList(Answer):
    count: int
    day: date
    origin: Origin = Field(description="Of the reports that are counted.")
    items: list[Workload]


class DutyFilter(Schema):
    """Which duties; all of what is asked for must hold."""

    reporter: asking.maybe_text(REPORTER, "body:mes") = Field(None, description="Whose they are.")
    kind: asking.maybe_text("^(milestone|indicator|money)$", "milestone") = Field(
        None, description="What they are about."
    )
    status: asking.maybe_text(STATUS, "overdue") = Field(None, description="How they stand today.")
    place: asking.maybe_text(r"^[A-Za-z0-9._,+/-]+$", "m12") = Field(
        None, description="A measure (m12) or a row of an indicator (T1.4)."
    )
    year: asking.MaybeYear = Field(None, description="The year in which they are due.")

    def narrow(self, states: Iterable[DutyState]) -> list[DutyState]:
        return [
            one
            for one in states
            if self.kind in (None, one.duty.subject.kind)
            and self.status in (None, one.status)
            and self.place in (None, one.duty.subject.place)
            and self.year in (None, one.duty.due_on.year)
        ]


class FeedFilter(Schema):
    """Whose calendar."""

    reporter: asking.maybe_text(REPORTER, "body:mes") = Field(
        None, description="One reporter's; left out, an event for every subject."
    )


@router.get(
    "/programmes/{programme}/duties",
    response=DutyList,
    operation_id="listDuties",
    summary="Who has to report what by which day",
    openapi_extra=asking.answers(404),
)
@guard("monitoring.calendar")
def list_duties(
    request: HttpRequest,
    programme: asking.ProgrammeCode,
    asked: Annotated[DutyFilter, Query()],
    pages: asking.PagesAsked,
) -> DutyList:
    """Worked out from the newest edition by rule, by due day, with how each stands today. What a
    report says is not told here."""
    day, origin = queries.today(), basis(programme)
    reporter = Reporter.parse(asked.reporter) if asked.reporter else None
    found = asked.narrow(queries.duty_states(programme, day, origin, reporter))
    items = [Duty.of(one) for one in pages.of(found)]
    return DutyList(count=len(found), day=day, origin=origin.value, items=items)


@router.get(
    "/programmes/{programme}/workload",
    response=WorkloadList,
    operation_id="listWorkload",
    summary="How much each body and region has to report",
    openapi_extra=asking.answers(404),
)
@guard("monitoring.calendar")
def list_workload(request: HttpRequest, programme: asking.ProgrammeCode) -> WorkloadList:
    """Due, received, accepted, overdue and in time, for everybody who reports or takes part."""
    day, origin = queries.today(), basis(programme)
    items = [Workload.of(one) for one in queries.workload(programme, day, origin).values()]
    return WorkloadList(count=len(items), day=day, origin=origin.value, items=items)


@router.get(
    "/programmes/{programme}/calendar",
    operation_id="showCalendar",
    summary="What is due, as iCalendar",
    openapi_extra=asking.answers(
        404,
        responses={
            200: {
                "description": "All-day events of RFC 5545; the same edition gives the same file.",
                "content": {"text/calendar": {}},
            }
        },
    ),
)
@guard("monitoring.calendar", "export")
def show_calendar(
    request: HttpRequest,
    programme: asking.ProgrammeCode,
    asked: Annotated[FeedFilter, Query()],
) -> HttpResponse:
    """For calendar programs, in the caller's language. It holds what the act says and no report,
    so nobody needs to sign in."""
    edition, info = asking.edition(programme), asking.edition_info(programme)
    reader = asking.Reader(current_language(), programme)
    site = request.build_absolute_uri("/").rstrip("/")
    content = feed(edition, info, reader, reporter=asked.reporter or "", site=site)
    disposition = f'attachment; filename="{feed_name(edition, asked.reporter or "")}"'
    return HttpResponse(content, content_type=MEDIA, headers={"Content-Disposition": disposition})
