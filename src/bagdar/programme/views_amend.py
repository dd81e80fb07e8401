"""Loading an amendment in two steps: look at what it changes, then load exactly those bytes."""

import base64
import binascii
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bagdar.access.public import actor, page
from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.programme import queries, services
from bagdar.programme.presenters import differences, verdicts
from bagdar.programme.presenters.faults import told
from bagdar.programme.presenters.sample import sample
from bagdar.programme.rules.check import check
from bagdar.programme.rules.editions import EditionInfo, PreviewChanged, split_code
from bagdar.programme.views_editions import answers, crumbs

MEBIBYTE = 1024 * 1024
MOST_BYTES = MEBIBYTE  # an overlay that rewrote every line of the act would take half of it
SALT = "bagdar.programme.amendment"
SECONDS_TO_DECIDE = 3600
PASTED = "amendment.toml"


@page("programme.edition", "create")
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, programme: str) -> HttpResponse:
    code, _ = split_code(programme)
    info = queries.edition_info(code)
    if request.method != "POST":
        return _form(request, info)
    if "seal" in request.POST:
        return _load(request, info)
    return _preview(request, info)


def _form(request: HttpRequest, info: EditionInfo, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    edition = queries.document(info.digest)
    context = {
        "edition": edition,
        "crumbs": crumbs(info.programme, t("amend.title"), below_editions=True),
        "programme": info.programme,
        "info": info,
        "next_number": info.number + 1,
        "sample": sample(edition),
        "limit_mib": MOST_BYTES // MEBIBYTE,
        **more,
    }
    return answer(
        request, "programme/amend.html", context, object="programme.edition", status=status
    )


# --- the first step -------------------------------------------------------------------------------


def _preview(request: HttpRequest, info: EditionInfo) -> HttpResponse:
    upload = request.FILES.get("file")
    typed = request.POST.get("text", "")
    if upload is None and not typed.strip():
        return _form(request, info, missing=t("amend.nothing"), status=422)
    name = declared.safe(upload.name, 100) if upload else PASTED
    content = b""
    try:
        # A browser sends pasted lines with CRLF; what is previewed and loaded has plain ones.
        content = _read(upload, name) if upload else typed.replace("\r\n", "\n").encode()
        _refuse_large(len(content), name)
        preview = services.preview_amendment(info.programme, content, name)
    except FaultyData as error:
        text = _as_text(content) if upload else typed
        return _refused(request, info, error, text)
    return _form(
        request,
        info,
        preview=preview,
        answers=answers(preview.differences),
        groups=differences.groups(preview.differences, info.code, info.code),
        verdict=_verdict(info, preview),
        seal=seal(info, name, preview.digest),
        content=base64.b64encode(content).decode("ascii"),
        illustrative=preview.edition.illustrative or info.illustrative,
    )


def _verdict(info: EditionInfo, preview: services.AmendmentPreview) -> verdicts.Verdict:
    """What the amendment's changes do to the check; its own act and number are set aside."""
    before, after = preview.before, preview.edition
    text = after.model_copy(update={"act": before.act, "number": before.number})
    return verdicts.compared(
        (before, queries.findings(info.programme, info.number)), (after, check(text))
    )


def _read(upload: UploadedFile, name: str) -> bytes:
    _refuse_large(upload.size or 0, name)
    return bytes(upload.read())


def _refuse_large(size: int, name: str) -> None:
    if size > MOST_BYTES:
        facts: dict[str, object] = {
            "size_mib": -(-size // MEBIBYTE),
            "limit_mib": MOST_BYTES // MEBIBYTE,
        }
        raise FaultyData([Fault("too_large", name, facts=facts)])


def _as_text(content: bytes) -> str:
    """A file's text, so that a slip can be mended on the page; empty where it is none."""
    text, _ = declared.decode(content, "")
    return text or ""


def _refused(request: HttpRequest, info: EditionInfo, error: FaultyData, text: str) -> HttpResponse:
    faults = told(error.faults, text)
    return _form(request, info, faults=faults, typed=text, status=error.status)


# --- the second step ------------------------------------------------------------------------------


def seal(info: EditionInfo, name: str, digest: str) -> str:
    """What was previewed, signed: the bytes, their name, and the edition that they change."""
    facts = {"digest": digest, "name": name, "before": info.digest, "programme": info.programme}
    return signing.dumps(facts, salt=SALT)


def _unsealed(request: HttpRequest, info: EditionInfo) -> tuple[bytes, str, str]:
    """The bytes, name and digest that were previewed. Raises PreviewChanged."""
    try:
        facts = signing.loads(request.POST["seal"], salt=SALT, max_age=SECONDS_TO_DECIDE)
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
    except (signing.BadSignature, binascii.Error, ValueError):
        raise PreviewChanged(name=PASTED) from None
    if facts["before"] != info.digest or facts["programme"] != info.programme:
        raise PreviewChanged(name=facts["name"])
    return content, facts["name"], facts["digest"]


def _load(request: HttpRequest, info: EditionInfo) -> HttpResponse:
    content, name, digest = _unsealed(request, info)
    try:
        loaded = services.load_amendment(
            info.programme,
            content,
            name,
            by=actor(request),
            at=timezone.now(),
            expect_digest=digest,
        )
    except FaultyData as error:
        return _refused(request, info, error, _as_text(content))
    address = reverse("editions", args=[info.programme])
    return HttpResponseRedirect(f"{address}?loaded={loaded.number}")
