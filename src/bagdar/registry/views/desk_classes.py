"""Opening a class, changing it, closing it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from bagdar.access.public import page
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period, academic_year, academic_year_of
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters.desk_lists import class_long
from bagdar.registry.queries import classes as queries
from bagdar.registry.rules.classes import NoSuchClass
from bagdar.registry.rules.details import GroupDetails
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.services import classes
from bagdar.registry.views import desk_forms
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_opening import (
    CLASS,
    OWN,
    REFUSED,
    Desk,
    class_link,
    class_text,
    done_at,
    how,
    open_desk,
    page_context,
    read_class,
    refusal,
)

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page(CLASS, "create")
@FORM
def desk_class_new(request: HttpRequest) -> HttpResponse:
    """?class=2|5|5 Ә proposes one in which somebody learns already."""
    found = open_desk(request)
    form = desk_forms.ClassForm(
        request.POST or None, initial=_proposed(request, found), type=found.type
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = Period(given["since"], given["until"])
        try:
            classes.open_class(
                found.organisation_id, _said(given), days, **how(request, given["source"])
            )
        except DomainError as error:
            form.add_error(None, refusal(error))
        else:
            return done_at("desk_classes", "class_opened", on=given["since"].isoformat())
    title = t("registry_desk.class_new.title")
    context = page_context(
        found, title, (t("registry_desk.classes.title"), reverse("desk_classes")),
        heading=title, lede=t("registry_desk.class_new.lede"), form=form,
        submit=t("registry_desk.class_new.submit"), back=reverse("desk_classes"),
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/form.html", context, object=CLASS, relation=OWN, status=status
    )


def _proposed(request: HttpRequest, found: Desk) -> dict[str, Any]:
    key = read_class(request.GET.get("class"))
    year = academic_year(academic_year_of(found.today))
    kind = "group" if found.type == "kindergarten" else "class"
    known = {"level": key.level, "grade": key.grade, "name": key.name} if key else {}
    return {"since": year.start, "until": year.end, "kind": kind, **known}


def _said(given: dict[str, Any]) -> GroupDetails:
    return GroupDetails(
        name=given["name"],
        level=given["level"],
        grade=given["grade"],
        language=given["language"],
        kind=given["kind"],
        shift=given["shift"],
        places=given["places"],
    )


@page(CLASS, "update")
@FORM
def desk_class_change(request: HttpRequest) -> HttpResponse:
    """?class=2|5|5 Ә: another name, places, shift; or no class from a day on."""
    found = open_desk(request)
    key = read_class(request.GET.get("class"))
    row = queries.standing_row(found.organisation_id, key, found.today) if key else None
    if key is None or row is None:
        raise NoSuchClass()
    initial = {name: getattr(row, name) for name in desk_forms.ClassForm.OF_THE_CLASS}
    form = desk_forms.ClassForm(
        request.POST or None,
        initial={**initial, "since": found.today},
        type=found.type,
        with_until=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, found, key, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, refusal(error))
    return _change_page(request, found, key, form)


def _changed(
    request: HttpRequest, found: Desk, key: ClassKey, given: dict[str, Any]
) -> HttpResponse:
    known = how(request, given["source"])
    since: date = given["since"]
    if request.POST.get("do") == "close":
        classes.close_class(found.organisation_id, key, since, **known)
        return done_at("desk_classes", "class_closed")
    said = _said(given)
    classes.change_class(found.organisation_id, key, said, since, **known)
    name = " ".join(said.name.split())
    query = urlencode({"done": "class_changed"})
    return HttpResponseRedirect(f"{class_link(ClassKey(said.level, said.grade, name))}&{query}")


def _change_page(
    request: HttpRequest, found: Desk, key: ClassKey, form: desk_forms.ClassForm
) -> HttpResponse:
    title = t("registry_desk.class_change.title")
    context = page_context(
        found,
        title,
        (t("registry_desk.classes.title"), reverse("desk_classes")),
        (class_long(key), class_link(key)),
        heading=title,
        lede=t("registry_desk.class_change.lede"),
        form=form,
        key=class_text(key),
    )
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/class_change.html", context, object=CLASS, relation=OWN,
        status=status,
    )  # fmt: skip


urlpatterns = [
    path(f"{ROOT}/classes/new/", desk_class_new, name="desk_class_new"),
    path(f"{ROOT}/classes/change/", desk_class_change, name="desk_class_change"),
]
