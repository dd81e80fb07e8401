"""Checking diplomas by program, many at once."""

import base64
import binascii
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field, StringConstraints

from bagdar.access.public import guard
from bagdar.core.sentences import error_sentence
from bagdar.credentials.api.own import PaperBehind
from bagdar.credentials.queries.diplomas import holder_of
from bagdar.credentials.queries.verifying import Outcome, believed, checked
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.credentials.rules.verify_diploma import FromPaper
from bagdar.credentials.services.counting import count_check
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language, words_catalogue
from bagdar.programme.public import answers

router = Router(tags=["diplomas"])
MOST = 20
Text = Annotated[str, StringConstraints(max_length=280_000)]
PDF = "data:application/pdf;base64,"


class DiplomasToCheck(Schema):
    """Each is the text of a diploma's file, of a credential with its proof, a VC-JWT or an SD-JWT;
    a PDF as a data: address in Base64.
    """

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"diplomas": ["{}", "eyJhbGciOiJFZERTQSJ9.e30.AA"]}]},
    }

    diplomas: list[Text] = Field(min_length=1, max_length=MOST)


class DiplomaStep(Schema):
    """outcome: passed, failed, skipped (not looked at) or absent (there is no receipt)."""

    step: str
    outcome: str


class CheckedDiploma(Schema):
    """code, reason: why it is refused; "" where it holds. origin: real, illustrative, simulated.

    is_part: its holder has chosen what is shown
    paper: from which paper it was entered later; null: it comes from a register
    """

    holds: bool
    code: str
    reason: str
    steps: list[DiplomaStep]
    id: str | None
    issuer: str | None
    holder: str | None
    origin: str | None
    is_part: bool
    paper: PaperBehind | None


class CheckedDiplomas(Schema):
    """One for each that was given, in the same order."""

    items: list[CheckedDiploma]


@router.post(
    "/diplomas/verify", response=CheckedDiplomas, operation_id="verifyDiplomas",
    summary="Check diplomas", openapi_extra=answers(422),
)  # fmt: skip
@guard("credentials.verification", "verify")
def verify_diplomas(request: HttpRequest, given: DiplomasToCheck) -> CheckedDiplomas:
    """Each reason for a refusal has a code of its own. Nothing is kept of what is asked."""
    now, trust = timezone.now(), believed()
    files = [_bytes(one) for one in given.diplomas]
    return CheckedDiplomas(items=[_told(checked(one, now, trust)) for one in files])


def _bytes(text: str) -> bytes:
    """What is no Base64 is checked as it stands, and refused."""
    if text.startswith(PDF):
        try:
            return base64.b64decode(text.removeprefix(PDF), validate=True)
        except (binascii.Error, ValueError):
            pass
    return text.encode("utf-8", "replace")


def _told(found: Outcome) -> CheckedDiploma:
    verified = found.verified
    reason = ""
    if verified is None:
        error = UNVERIFIED[found.code](**found.facts)
        reason = error_sentence(error, words_catalogue(), current_language())
    else:
        count_check(verified.document["id"])
    return CheckedDiploma(
        holds=verified is not None,
        code=found.code,
        reason=reason,
        steps=[DiplomaStep(step=step, outcome=how) for step, how in found.steps],
        id=verified and verified.document["id"],
        issuer=verified and verified.issuer.id,
        holder=holder_of(verified.document) if verified else None,
        origin=verified and verified.issuer.origin,
        is_part=verified is not None and verified.is_part,
        paper=_paper(verified.paper) if verified and verified.paper else None,
    )


def _paper(told: FromPaper) -> PaperBehind:
    return PaperBehind.model_validate(vars(told))
