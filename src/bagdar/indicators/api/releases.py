"""Releases by program: what is coming and out, tables and files; the steps for those allowed."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router, Status

from bagdar.access.public import KEY_DESCRIBED, actor, guard, permits, repeatable
from bagdar.indicators.api import release_schemas as schemas
from bagdar.indicators.formats import MEDIA_TYPES
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters import data_page, release_files
from bagdar.indicators.presenters.release_page import opened
from bagdar.indicators.queries import receipts
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules.releases import NoSuchRelease, chosen
from bagdar.indicators.rules.releases import State as Stands
from bagdar.indicators.services import releasing
from bagdar.programme.public import answers

router = Router(tags=["releases"])
OBJECT, DESK = "indicators.release", "indicators.release_desk"
ReleaseCode = Annotated[
    str, Path(pattern=schemas.CODE, description="From listReleases.", examples=[schemas.EXAMPLE])
]
PlannedCode = Annotated[
    str, Path(pattern=schemas.CODE, description="From listReleases.", examples=["education-2023"])
]
PreparedCode = Annotated[
    str, Path(pattern=schemas.CODE, description="From listReleases.", examples=["education-2024"])
]
FILES = {
    200: {
        "description": "The file, byte for byte as it was approved.",
        "content": {
            one.partition(";")[0]: {}
            for one in (*MEDIA_TYPES.values(), "application/zip", release_files.TEXT)
        },
    }
}


def command(*statuses: int, **more: Any) -> dict[str, Any]:
    """What the description of an operation that takes effect once adds."""
    return answers(404, 409, 422, *statuses, parameters=[KEY_DESCRIBED], **more)


@router.get(
    "/releases", response=schemas.ReleaseAnswerList, operation_id="listReleases",
    summary="Releases that are announced and those that are out",
)  # fmt: skip
@guard(OBJECT)
def list_releases(request: HttpRequest) -> schemas.ReleaseAnswerList:
    """What is coming first, the next one at the head; then what is out, the newest first."""
    return _list(request, [*queries.coming(), *queries.published()])


@router.get(
    "/releases/calendar", response=schemas.ReleaseAnswerList, operation_id="releaseCalendar",
    summary="The calendar of coming releases",
)  # fmt: skip
@guard(OBJECT)
def release_calendar(request: HttpRequest) -> schemas.ReleaseAnswerList:
    """The next one first."""
    return _list(request, list(queries.coming()))


@router.get(
    "/releases/{code}", response=schemas.ReleaseDetail, operation_id="showRelease",
    summary="A release with its tables and files", openapi_extra=answers(404),
)  # fmt: skip
@guard(OBJECT)
def show_release(request: HttpRequest, code: ReleaseCode) -> schemas.ReleaseDetail:
    """Before it is out, what was announced."""
    return _whole(request, code)


@router.get(
    "/releases/{code}/tables/{number}", response=schemas.ReleasedTable,
    operation_id="showReleaseTable", summary="A table as it was released",
    openapi_extra=answers(404),
)  # fmt: skip
@guard(OBJECT)
def show_release_table(
    request: HttpRequest, code: ReleaseCode,
    number: Annotated[int, Path(ge=1, le=32767, examples=[1])],
) -> schemas.ReleasedTable:  # fmt: skip
    """Numbers of small groups, and those that would give them away, are hidden."""
    opened(request, code)
    found = next((one for one in queries.tables(code) if one.number == number), None)
    if found is None:
        raise NoSuchRelease(release=f"{code}/{number}")
    return schemas.ReleasedTable.whole(code, found)


@router.get(
    "/releases/{code}/files/{name}", operation_id="downloadReleaseFile",
    summary="A file of a release, all of them as CODE.zip, or its receipt as CODE.tlog-proof",
    openapi_extra=answers(404, 409, responses=FILES),
)  # fmt: skip
@guard(OBJECT, "export")
def download_release_file(
    request: HttpRequest, code: ReleaseCode,
    name: Annotated[str, Path(pattern=r"^[A-Za-z0-9._@$-]{1,200}$",
                              examples=[f"{schemas.EXAMPLE}.zip"])],
) -> HttpResponse:  # fmt: skip
    """Its SHA-256 stands with the release; that of all in the archive's manifest.json.
    A receipt that the log does not have yet is refused with 409."""
    info = opened(request, code)
    content, media = release_files.of_name(info, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media, headers=headers)


@router.get(
    "/data/catalogue", operation_id="dataCatalogue", summary="The catalogue of open data, as DCAT",
    openapi_extra=answers(responses={
        200: {"description": "DCAT in JSON-LD.", "content": {data_page.MEDIA: {}}},
    }),
)  # fmt: skip
@guard(OBJECT, "export")
def data_catalogue(request: HttpRequest) -> HttpResponse:
    """Datasets of published releases, each with its files by size and SHA-256."""
    site = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse(data_page.described(site), content_type=data_page.MEDIA)


# --- steps ----------------------------------------------------------------------------------------


@router.post(
    "/releases", response={201: schemas.ReleaseDetail}, operation_id="planRelease",
    summary="Announce a release", openapi_extra=command(),
)  # fmt: skip
@guard(DESK, "create")
@repeatable
def plan_release(request: HttpRequest, given: schemas.ReleasePlanning) -> Any:
    """Its day and texts are seen by everybody at once."""
    reason = given.reason.model_dump() if given.reason else None
    releasing.plan(
        given.code, names=given.names.model_dump(), method=given.method.model_dump(),
        due_at=given.due_at, by=actor(request), now=timezone.now(), replaces=given.replaces,
        is_demonstration=given.is_demonstration, reason=reason,
    )  # fmt: skip
    return Status(201, _whole(request, given.code))


@router.put(
    "/releases/{code}/tables", response=schemas.ReleaseDetail, operation_id="prepareRelease",
    summary="Choose the tables of a release", openapi_extra=command(),
)  # fmt: skip
@guard(DESK, "update")
@repeatable
def prepare_release(
    request: HttpRequest, code: PlannedCode, given: schemas.ReleaseTables
) -> schemas.ReleaseDetail:
    """Voids the attack and the approvals before it."""
    asked = [chosen(one, METRICS) for one in given.tables]
    releasing.prepare(code, asked, by=actor(request))
    return _whole(request, code)


@router.post(
    "/releases/{code}/attack", response={202: schemas.ReleaseDetail}, operation_id="attackRelease",
    summary="Attack a release beside everything that was ever published", openapi_extra=command(),
)  # fmt: skip
@guard(DESK, "update")
@repeatable
def attack_release(request: HttpRequest, code: PreparedCode) -> Any:
    """It runs in a process of its own and may take minutes: `attack` of showRelease says how far
    it is."""
    releasing.ask_check(code, by=actor(request), now=timezone.now())
    return Status(202, _whole(request, code))


@router.post(
    "/releases/{code}/approvals", response=schemas.ReleaseDetail, operation_id="approveRelease",
    summary="Approve what a release holds", openapi_extra=command(),
)  # fmt: skip
@guard(DESK, "decide")
@repeatable
def approve_release(
    request: HttpRequest, code: PreparedCode, given: schemas.ReleaseApproving
) -> schemas.ReleaseDetail:
    """By the account that is signed in, which must not be that which prepared it."""
    releasing.approve(code, by=actor(request), now=timezone.now(), digest=given.digest)
    return _whole(request, code)


@router.post(
    "/releases/{code}/publication", response=schemas.ReleaseDetail, operation_id="publishRelease",
    summary="Publish a release", openapi_extra=command(503),
)  # fmt: skip
@guard(DESK, "update")
@repeatable
def publish_release(request: HttpRequest, code: PreparedCode) -> schemas.ReleaseDetail:
    """From its announced hour on; it is never taken back. 503 where receipts are held up."""
    releasing.publish(code, by=actor(request), now=timezone.now())
    return _whole(request, code)


@router.post(
    "/releases/{code}/withdrawal", response=schemas.ReleaseDetail, operation_id="withdrawRelease",
    summary="Withdraw a release that is not out", openapi_extra=command(),
)  # fmt: skip
@guard(DESK, "update")
@repeatable
def withdraw_release(
    request: HttpRequest, code: PlannedCode, given: schemas.ReleaseWithdrawing
) -> schemas.ReleaseDetail:
    """Its announcement stays, and says so."""
    releasing.withdraw(code, by=actor(request), why=given.why)
    return _whole(request, code)


def _list(request: HttpRequest, found: list[queries.ReleaseInfo]) -> schemas.ReleaseAnswerList:
    theirs = permits(request, DESK, "read")
    return schemas.ReleaseAnswerList(releases=[
        schemas.ReleaseAnswer.told(one, is_open=theirs or one.state is Stands.PUBLISHED)
        for one in found
    ])  # fmt: skip


def _whole(request: HttpRequest, code: str) -> schemas.ReleaseDetail:
    info, theirs = queries.release(code), permits(request, DESK, "read")
    is_open = theirs or info.state is Stands.PUBLISHED
    tables = queries.tables(code) if is_open else ()
    stands = receipts.standing(info.receipt) if info.state is Stands.PUBLISHED else None
    return schemas.ReleaseDetail.whole(
        info, tables, is_open=is_open, is_theirs=theirs, receipt=stands
    )
