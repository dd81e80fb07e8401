"""Programmes, editions, what differs between them, and a new one."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from bagdar.access.public import actor, guard
from bagdar.core import declared
from bagdar.core.asked import Switch
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language, words_catalogue
from bagdar.programme import queries, services
from bagdar.programme.api.asking import (
    Digest,
    MaybeNumber,
    ProgrammeAt,
    ProgrammeCode,
    WhichAsked,
    answers,
    contents,
)
from bagdar.programme.rules import exports
from bagdar.programme.rules.compare import compare, sentence
from bagdar.programme.schemas.editions import (
    AmendmentPreview,
    Comparison,
    Difference,
    EditionList,
    EditionSummary,
    Programme,
    ProgrammeList,
    ProgrammeSummary,
)

router = Router(tags=["editions"])

AMENDMENT = """\
number = 2
illustrative = true

[act]
number = "0"
adopted_on = 2021-01-01
in_force_on = 2021-01-01
title = { kk = "Мысал", ru = "Пример", en = "Example" }
citation = { kk = "Мысал: нақты акт емес", ru = "Пример: не акт", en = "Example: not an act" }
issuer = { kk = "Мысал", ru = "Пример", en = "Example" }

[[target]]
row = "T1.4"
year = 2025
was = 75
value = 80
"""
TO_PROGRAMME = {
    "programme": {
        "operationId": "showProgramme",
        "parameters": {"programme": "$response.body#/items/0/code"},
    }
}
TO_EDITION = {
    "edition": {
        "operationId": "showProgramme",
        "parameters": {"programme": "$response.body#/items/0/code"},
    }
}


@router.get(
    "/programmes",
    response=ProgrammeList,
    operation_id="listProgrammes",
    summary="Programmes",
    openapi_extra=answers(links=TO_PROGRAMME),
)
@guard("programme.programme")
def list_programmes(request: HttpRequest) -> ProgrammeList:
    """Every programme with its editions, oldest edition first; real programmes come first."""
    items = [ProgrammeSummary.of(info) for info in queries.programmes()]
    return ProgrammeList(count=len(items), items=items)


@router.get(
    "/programmes/{programme}",
    response=Programme,
    operation_id="showProgramme",
    summary="One programme",
    openapi_extra=answers(404),
)
@guard("programme.programme")
def show_programme(request: HttpRequest, programme: ProgrammeAt, which: WhichAsked) -> Programme:
    """An edition's act, period, passport and abbreviations."""
    return Programme.of(contents(programme, which))


@router.get(
    "/programmes/{programme}/editions",
    response=EditionList,
    operation_id="listEditions",
    summary="Editions of a programme",
    openapi_extra=answers(404, links=TO_EDITION),
)
@guard("programme.edition")
def list_editions(request: HttpRequest, programme: ProgrammeCode) -> EditionList:
    """The programme's editions, oldest first."""
    items = [EditionSummary.of(info) for info in queries.editions(programme)]
    return EditionList(count=len(items), items=items)


class Pair(Schema):
    """Which two editions."""

    old: MaybeNumber = Field(
        None, alias="from", description="The older edition; the one before `to` if left out."
    )
    new: MaybeNumber = Field(
        None, alias="to", description="The newer edition; the newest if left out."
    )


@router.get(
    "/programmes/{programme}/compare",
    response=Comparison,
    operation_id="compareEditions",
    summary="What differs between two editions",
    openapi_extra=answers(404),
)
@guard("programme.edition")
def compare_editions(
    request: HttpRequest, programme: ProgrammeCode, pair: Annotated[Pair, Query()]
) -> Comparison:
    """Every difference, in the newer edition's order, with a sentence in three languages."""
    after = queries.edition(programme, pair.new)
    before = queries.edition(programme, pair.old or max(1, after.number - 1))
    return Comparison(**_compared(before, after))


def _compared(before: Any, after: Any) -> dict[str, Any]:
    catalogue = words_catalogue()
    differences = compare(before, after)
    return {
        "old": before.code,
        "new": after.code,
        "count": len(differences),
        "items": [Difference.of(one, sentence(one, catalogue)) for one in differences],
    }


class Loading(Schema):
    """How an amendment is to be taken."""

    dry_run: Switch = Field(False, description="true: only show the differences.", examples=[True])
    expect_digest: Digest = Field(
        None, description="The preview's digest: refuse if another file was previewed."
    )


@router.post(
    "/programmes/{programme}/editions",
    response={200: AmendmentPreview, 201: EditionSummary},
    operation_id="createEdition",
    summary="Load an amendment, or look at what it would change",
    openapi_extra=answers(
        400, 401, 403, 404, 409, 415,
        security=[{"session": [], "csrf": []}],
        example={"amendment": AMENDMENT},
    ),
)  # fmt: skip
@guard("programme.edition", "create")
def create_edition(
    request: HttpRequest,
    programme: ProgrammeCode,
    amendment: Annotated[
        UploadedFile, File(description="An overlay in TOML: its number, its act, its changes.")
    ],
    how: Annotated[Loading, Query()],
) -> Any:
    """Nothing is written where the overlay has a single fault; every fault is named at once."""
    content = amendment.read(declared.MAX_BYTES + 1)
    name = declared.safe(amendment.name or "amendment.toml")
    if how.dry_run:
        preview = services.preview_amendment(programme, content, name)
        facts = _compared(preview.before, preview.edition)
        return Status(200, AmendmentPreview(**facts, digest=preview.digest))
    info = services.load_amendment(
        programme,
        content,
        name,
        by=actor(request),
        at=timezone.now(),
        expect_digest=how.expect_digest,
    )
    return Status(201, EditionSummary.of(info))


MEDIA = {"stratml": ("application/xml", "xml")}
ZIP = ("application/zip", "zip")


@router.get(
    "/programmes/{programme}/export/{form}",
    operation_id="exportProgramme",
    summary="An edition as a file",
    openapi_extra=answers(
        404,
        responses={
            200: {
                "description": "The file, to be saved under the name that it carries.",
                "content": {"application/zip": {}, "application/xml": {}},
            }
        },
    ),
)
@guard("programme.programme", "export")
def export_programme(
    request: HttpRequest,
    programme: ProgrammeAt,
    form: Annotated[exports.Format, Path(description="The format.", examples=["fiscal"])],
    which: WhichAsked,
) -> HttpResponse:
    """`bagdar`: the project's own folder of TOML and CSV, readable again (ZIP). `stratml`:
    StratML Part 2 in the caller's language (XML). `fiscal`: Fiscal Data Package of the money
    (ZIP). `csv`: the main tables (ZIP). The same edition gives the same bytes."""
    edition = contents(programme, which)
    language = current_language()
    content = exports.export(edition, form, language, words_catalogue())
    media, ending = MEDIA.get(form, ZIP)
    parts = [edition.code.replace("@", "-"), form]
    parts += ["illustrative"] if edition.illustrative else []
    parts += [language] if form == "stratml" else []
    disposition = f'attachment; filename="{"-".join(parts)}.{ending}"'
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": disposition})
