"""Forms of delivery: what there is, the template, what the register holds, the file, one record."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, permits
from bagdar.core.declared import safe
from bagdar.core.encodings import ENCODINGS
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import LANGUAGES, OWN_NAMES
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.intake import loader
from bagdar.intake.presenters import records, templates
from bagdar.intake.presenters.reader import Reader, reader
from bagdar.intake.queries import declared, senders, today
from bagdar.intake.queries.senders import OBJECT, Sender
from bagdar.intake.rules.errors import NotYours
from bagdar.intake.rules.forms import FORMS, Form
from bagdar.intake.rules.nouns import Channel, Told
from bagdar.intake.services import looking, recording
from bagdar.intake.services.receiving import File, Handed, receive, refuse_large, try_out
from bagdar.intake.views.deliveries import shown
from bagdar.intake.views.opening import (
    FORM,
    REGISTER,
    ROOT,
    asked_organisation,
    crumbs,
    fault_shown,
    may_deliver,
    own_organisation,
)
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer

ENCODING_FAULTS = ("upload_encoding", "upload_encoding_told")


@page(FORM)
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form: what it is for, its columns, its templates, and the way to deliver."""
    words = reader()
    place = own_organisation(request)
    asked = asked_organisation(request) or place
    context = {
        "crumbs": [(words.say("intake.forms"), "")],
        "forms": [_form_line(request, one, words) for one in FORMS.values()],
        "organisation": asked,
        "may_deliver": may_deliver(request),
        "may_roster": any(permits(request, OBJECT, "create", one) for one in ("own", "region")),
        "sees_deliveries": any(
            permits(request, OBJECT, "read", one) for one in ("own", "region", "any")
        ),
        "may_take": any(permits(request, REGISTER, "read", one) for one in ("own", "region")),
    }
    return answer(request, "intake/forms.html", context, object=FORM)


def _form_line(request: HttpRequest, form: Form, words: Reader) -> dict[str, Any]:
    relations = ("region", "country") if form.sent_by == "authority" else ("own", "region")
    return {
        "code": form.name,
        "name": words.say(f"intake.form.{form.name}"),
        "help": words.say(f"intake.form_help.{form.name}"),
        "may": any(permits(request, OBJECT, "create", one) for one in relations),
        "is_held": form.is_held,
        "needed": [words.text(one.title) for one in declared.columns(form) if one.required],
    }


@page(FORM, "export")
@require_safe
def template(request: HttpRequest, form: str, ending: str) -> HttpResponse:
    """?language=kk; for whoever works in an organisation, with its groups to choose from."""
    one = declared.form(form)
    words = _in_language(request)
    groups = today.groups_of(own_organisation(request), _today())
    return _file(one, ending, [], words, groups, "template")


@page(REGISTER)
@require_safe
def today_file(request: HttpRequest, form: str, ending: str) -> HttpResponse:
    """What the register holds today, in the same columns: where a secretary starts."""
    one = declared.form(form)
    sender = senders.sender_for(request, asked_organisation(request), one, "read", REGISTER)
    if sender.organisation_id is None or not one.is_held:
        raise NotYours()
    rows = looking.take_along(
        one, sender.organisation_id, _today(), by=actor(request), at=timezone.now()
    )
    groups = today.groups_of(sender.organisation_id, _today())
    mark = "" if sender.origin is Origin.REAL else sender.origin.value
    return _file(one, ending, rows, _in_language(request), groups, str(_today()), mark)


def _file(
    form: Form, ending: str, rows: Any, words: Reader, groups: tuple[str, ...], *parts: str
) -> HttpResponse:
    if ending == templates.XLSX:
        content = templates.to_xlsx(form, rows, words, groups)
    else:
        content = templates.to_csv(form, rows, words)
    name = templates.file_name(form, ending, *parts, words.language)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=templates.TYPES[ending], headers=headers)


def _in_language(request: HttpRequest) -> Reader:
    asked = next((one for one in LANGUAGES if one == request.GET.get("language")), None)
    return Reader(asked) if asked else reader()


def _today() -> Any:
    return local_date(timezone.now())


# --- a file ---------------------------------------------------------------------------------------


@page(OBJECT, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, form: str) -> HttpResponse:
    one = declared.form(form)
    sender = senders.sender_for(request, asked_organisation(request), one, "create")
    if request.method != "POST":
        return _upload_page(request, one, sender)
    file = request.FILES.get("file")
    if file is None:
        missing = reader().say("intake.upload.no_file")
        return _upload_page(request, one, sender, missing=missing, status=422)
    handed = Handed(actor(request), Channel.PAGE, timezone.now())
    try:
        refuse_large(file.size or 0, file.name or "file")
        given = File(file.read(), safe(file.name or "file", 100), _told(request))
        if "trial" in request.POST:
            return shown(request, try_out(one, sender, given, handed))
        found = loader.go_on(receive(one, sender, given, handed))
    except FaultyData as error:
        return _upload_page(request, one, sender, faults=error.faults, status=error.status)
    address = reverse("intake_delivery", args=[found.id])
    return HttpResponseRedirect(f"{address}?again=1" if found.again else address)


def _told(request: HttpRequest) -> Told:
    encoding = next((one for one in ENCODINGS if one == request.POST.get("encoding")), None)
    return Told(encoding, "." if request.POST.get("decimal") == "." else ",")


def _upload_page(
    request: HttpRequest, form: Form, sender: Sender, *, status: int = 200, **more: Any
) -> HttpResponse:
    words = reader()
    faults: tuple[Fault, ...] = more.pop("faults", ())
    encoding = request.POST.get("encoding", "")
    context = {
        **_page_of(form, sender, words, words.say("intake.upload.title")),
        "limit_mib": settings.UPLOAD_MIB,
        "languages": list(OWN_NAMES.items()),
        "language_here": words.language,
        "faults": [fault_shown(one, words) for one in faults],
        "asks_encoding": bool(encoding) or any(one.code in ENCODING_FAULTS for one in faults),
        "encodings": [(one, one == encoding) for one in ENCODINGS],
        "decimal": request.POST.get("decimal", ","),
        "may_take": any(
            permits(request, REGISTER, "read", one) for one in senders.relations(request, sender)
        ),
        **more,
    }
    return answer(request, "intake/upload.html", context, object=OBJECT, status=status)


def _page_of(form: Form, sender: Sender, words: Reader, title: str) -> dict[str, Any]:
    return {
        "form_code": form.name,
        "form_name": words.say(f"intake.form.{form.name}"),
        "form_help": words.say(f"intake.form_help.{form.name}"),
        "is_held": form.is_held,
        "sender": sender,
        "sender_name": words.text(sender.name),
        "title": title,
        "crumbs": crumbs(words, (title, "")),
        **of_origins(sender.origin),
    }


# --- one record -----------------------------------------------------------------------------------


@page(OBJECT, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, form: str) -> HttpResponse:
    """One record: the same columns, the same rules, the same delivery of one row."""
    one = declared.form(form)
    sender = senders.sender_for(request, asked_organisation(request), one, "create")
    if request.method != "POST":
        return _record_page(request, one, sender, {}, ())
    typed = {column.name: request.POST.get(column.name, "")[:400] for column in one.columns}
    handed = Handed(actor(request), Channel.PAGE, timezone.now())
    row, delivery = recording.record_one(one, sender, typed, handed)
    if delivery is None:
        return _record_page(request, one, sender, typed, row.findings, status=422)
    return HttpResponseRedirect(reverse("intake_delivery", args=[delivery.id]))


def _record_page(
    request: HttpRequest,
    form: Form,
    sender: Sender,
    typed: Mapping[str, str],
    findings: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    words = reader()
    groups = today.groups_of(sender.organisation_id, _today())
    fields = records.fields(form, typed, findings, words, groups)
    context = {
        **_page_of(form, sender, words, words.say("intake.record.title")),
        "fields": fields,
        "wrong_fields": [one for one in fields if one.errors],
        "of_row": records.of_row(form, findings, words),
    }
    return answer(request, "intake/record.html", context, object=OBJECT, status=status)


urlpatterns = [
    path(f"{ROOT}/", forms, name="intake_forms"),
    path(f"{ROOT}/<slug:form>/new/", upload, name="intake_upload"),
    path(f"{ROOT}/<slug:form>/record/", record, name="intake_record"),
    *(
        path(
            f"{ROOT}/<slug:form>/template.{ending}",
            template,
            {"ending": ending},
            name=f"intake_template_{ending}",
        )
        for ending in templates.TYPES
    ),
    *(
        path(
            f"{ROOT}/<slug:form>/today.{ending}",
            today_file,
            {"ending": ending},
            name=f"intake_today_{ending}",
        )
        for ending in templates.TYPES
    ),
]
