"""Accounts, sessions and the trail for programs; config mounts it below /api/v1/.

The session cookie says who asks. Whatever writes carries the CSRF token of GET /session in the
header X-CSRFToken, signing in included.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token, rotate_token
from ninja import Path, Query, Router, Status
from pydantic import Field, PlainSerializer, StrictBool, StringConstraints, WithJsonSchema

from bagdar.access import limits, queries, services
from bagdar.access.errors import FaultyAccount, NoSuchSession
from bagdar.access.permission import actor, guard, note_anothers_session
from bagdar.access.rules.roles import MAX_USERNAME, USERNAME
from bagdar.audit.public import PAGE_SIZE, EventFilter, EventPage, events
from bagdar.core.asked import Day
from bagdar.look.problems import Problem, ProblemError, problem, problem_json
from bagdar.look.schemas import Schema, shown
from bagdar.look.words import t

router = Router(tags=["access"])

Role = Literal["coordinator", "body", "region", "auditor", "ministry", "organisation", "person"]
Language = Literal["kk", "ru", "en"]
Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
Username = Annotated[
    str, StringConstraints(pattern=f"^(?:{USERNAME.pattern})$", max_length=MAX_USERNAME)
]
Id = Annotated[UUID, PlainSerializer(str), WithJsonSchema({"type": "string", "format": "uuid"})]
Handle = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
REFUSALS = {400: Problem, 401: Problem, 403: Problem}


# An account of the description's examples, and a password that nobody should take.
SHOWN, SHOWN_PASSWORD = "akmola-1", "four words of one's own"


class Extra(Schema):
    """A request that refuses what it does not know."""

    model_config = {"extra": "forbid"}


class AccountOut(Schema):
    username: str
    role: Role
    body_code: str
    region_code: str
    organisation_id: Id | None
    person_id: Id | None
    language: Language
    is_active: bool
    is_demonstration: bool
    has_one_time_password: bool
    created_at: datetime
    password_changed_at: datetime


class SessionState(Schema):
    """Who is signed in, and the token that a writing request needs."""

    account: AccountOut | None
    csrf_token: str


class SignIn(Extra):
    model_config = shown({"username": SHOWN, "password": SHOWN_PASSWORD})

    username: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=150)]
    password: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=256)]


class SessionOut(Schema):
    id: str
    agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class AccountIn(Extra):
    """A new account; its password is made here and told once.

    A body names its body_code, a region its region_code, an organisation its organisation_id, a
    person its person_id; nobody names anything else.
    """

    model_config = shown({"username": "akmola-2", "role": "region", "region_code": "KZ-11"})

    username: Username
    role: Role
    body_code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")] = ""
    region_code: Annotated[str, StringConstraints(pattern=r"^(KZ-\d\d)?$")] = ""
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    language: Language = "kk"


class AccountChange(Extra):
    """What to change; what is left out stays."""

    model_config = shown({"active": False})

    active: StrictBool | None = None
    reset_password: StrictBool = False


class AccountWithPassword(Schema):
    """one_time_password: told once, to be changed at the first sign-in; null: none was made."""

    account: AccountOut
    one_time_password: str | None


class EventOut(Schema):
    id: int
    at: datetime
    actor: str
    role: str
    action: str
    about: str
    facts: dict[str, Any]


class EventPageOut(Schema):
    """Newest first. page counts from 1."""

    events: list[EventOut]
    page: int
    pages: int
    total: int


class EventQuery(Schema):
    actor: Plain = ""
    action: Plain = Field("", description="beginning of the action, such as access.")
    about: Plain = Field("", description="beginning of what it was about")
    since: Day | None = Field(None, description="first day, on Almaty's clock")
    until: Day | None = Field(None, description="last day, included")
    page: int = Field(1, ge=1, le=1_000_000)


@router.get("/session", response={200: SessionState}, summary="Who is signed in; the CSRF token")
@guard("access.session", "create")
def session_state(request: HttpRequest) -> SessionState:
    return _state(request)


@router.post(
    "/session",
    response={200: SessionState, **REFUSALS, 422: Problem, 429: Problem},
    summary="Sign in",
)
@guard("access.session", "create")
def sign_in(request: HttpRequest, given: SignIn) -> SessionState:
    limits.take_sign_in(request, given.username)
    agent = request.headers.get("User-Agent", "")
    request.user = services.sign_in(request.session, given.username, given.password, agent=agent)
    rotate_token(request)
    return _state(request)


def _state(request: HttpRequest) -> SessionState:
    who = request.user
    account = queries.AccountInfo.of(who) if who.is_authenticated else None
    told = AccountOut.model_validate(account) if account else None
    return SessionState(account=told, csrf_token=get_token(request))


@router.delete("/session", response={204: None, **REFUSALS}, summary="Sign out")
@guard("access.session", "delete")
def sign_out(request: HttpRequest) -> Status[None]:
    services.sign_out(request.session, by=actor(request))
    return Status(204, None)


@router.get("/sessions", response={200: list[SessionOut], **REFUSALS}, summary="Own sessions")
@guard("access.session")
def sessions(request: HttpRequest) -> list[SessionOut]:
    found = queries.sessions_of(request.user.username, request.session.handle)
    return [
        SessionOut(
            id=one.handle,
            agent=one.agent,
            created_at=one.created_at,
            last_seen_at=one.last_seen_at,
            expires_at=one.expires_at,
            current=one.current,
        )
        for one in found
    ]


@router.delete(
    "/sessions/{id}",
    response={204: None, **REFUSALS, 404: Problem, 422: Problem},
    summary="End one of one's own sessions",
)
@guard("access.session", "delete")
def end_session(request: HttpRequest, id: Path[Handle]) -> Status[None]:
    try:
        services.end_session(request.user.username, id, by=actor(request))
    except NoSuchSession:
        note_anothers_session(request, id)
        raise
    return Status(204, None)


@router.get("/accounts", response={200: list[AccountOut], **REFUSALS}, summary="All accounts")
@guard("access.account")
def accounts(request: HttpRequest) -> list[AccountOut]:
    return [AccountOut.model_validate(one) for one in queries.accounts()]


@router.post(
    "/accounts",
    response={201: AccountWithPassword, **REFUSALS, 409: Problem, 422: Problem},
    summary="Create an account",
)
@guard("access.account", "create")
def create_account(
    request: HttpRequest, given: AccountIn
) -> Status[AccountWithPassword] | HttpResponse:
    try:
        account, password = services.create_account(**given.model_dump(), by=actor(request))
    except FaultyAccount as error:
        return _field_problem(error)
    told = AccountOut.model_validate(account)
    return Status(201, AccountWithPassword(account=told, one_time_password=password))


def _field_problem(error: FaultyAccount) -> HttpResponse:
    faults = [
        ProblemError(code=code, message=t(f"access.form.{code}"), field=field)
        for field, code in error.fields
    ]
    detail = t(f"error.{error.code}", **error.facts)
    return problem_json(problem(error.status, code=error.code, detail=detail, errors=faults))


@router.patch(
    "/accounts/{username}",
    response={
        200: AccountWithPassword,
        **REFUSALS,
        404: Problem,
        409: Problem,
        422: Problem,
    },
    summary="Disable or enable an account, or give it a one-time password",
)
@guard("access.account", "update")
@transaction.atomic
def change_account(
    request: HttpRequest,
    username: Annotated[Username, Path(examples=[SHOWN])],
    given: AccountChange,
) -> AccountWithPassword:
    by, password = actor(request), None
    if given.active is not None:
        verb = services.enable_account if given.active else services.disable_account
        verb(username, by=by)
    if given.reset_password:
        password = services.set_password(username, by=by)
    told = AccountOut.model_validate(queries.account(username))
    return AccountWithPassword(account=told, one_time_password=password)


@router.get(
    "/audit", response={200: EventPageOut, **REFUSALS, 422: Problem}, summary="The audit trail"
)
@guard("audit.event")
def audit(request: HttpRequest, asked: Query[EventQuery]) -> EventPageOut:
    wanted = EventFilter(**asked.model_dump(exclude={"page"}))
    return _page(events(wanted, asked.page, PAGE_SIZE))


def _page(found: EventPage) -> EventPageOut:
    rows = [EventOut.model_validate(row) for row in found.rows]
    return EventPageOut(events=rows, page=found.number, pages=found.pages, total=found.total)
