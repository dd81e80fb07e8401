"""Guardians, support, activities, care, posts, qualifications, courses, pay: added, changed, ended.

A page to add and a page to change for each kind of `rules.own_facts`, all made in one way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from bagdar.access.public import page
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_facts as presenter
from bagdar.registry.presenters import desk_person
from bagdar.registry.queries.own_facts import standing_fact
from bagdar.registry.queries.rows import details_of
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.kinds import GUARDIANSHIP
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.own_facts import OWN_KINDS, PUPIL, OwnKind
from bagdar.registry.services import own_facts as services
from bagdar.registry.services.facts import record_fact
from bagdar.registry.views.contract_fields import as_typed
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_facts_forms import Adding, Changing, Naming
from bagdar.registry.views.desk_opening import (
    OWN,
    REFUSED,
    Desk,
    demand_kept,
    how,
    look_at_card,
    open_desk,
    page_context,
    refusal,
)
from bagdar.registry.views.desk_people import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Form:
    """A form about a fact of one person. above: what is known already; words: what it is called."""

    request: HttpRequest
    found: Desk
    own: OwnKind
    person_id: UUID
    who: str

    def done(self, word: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(f"{self.card}?{urlencode({'done': word})}")

    @property
    def card(self) -> str:
        name = "desk_person" if self.own.of == PUPIL else "desk_member"
        return reverse(name, args=[self.person_id])

    def page(self, form: forms.Form, template: str, title: str, **more: Any) -> HttpResponse:
        name, words = {
            True: ("desk_classes", "classes"), False: ("desk_staff", "staff"),
        }[self.own.of == PUPIL]  # fmt: skip
        context = page_context(
            self.found, title, (t(f"registry_desk.{words}.title"), reverse(name)),
            (self.who, self.card), heading=title, form=form, back=self.card, **more,
        )  # fmt: skip
        return answer(
            self.request, f"registry/desk/{template}.html", context, object=self.own.object,
            relation=OWN, status=REFUSED if form.errors else 200,
        )  # fmt: skip


def _open(request: HttpRequest, own: OwnKind, person_id: UUID) -> Form:
    found = open_desk(request)
    demand_kept(request, found, person_id, own)
    story = look_at_card(request, person_id)
    who = desk_person.title(desk_person.latest(story, found.today))
    return Form(request, found, own, person_id, who)


# --- adding ----------------------------------------------------------------------------------


def _adding(own: OwnKind) -> View:
    make = Naming if own.kind is GUARDIANSHIP else Adding

    @page(own.object, "update")
    @FORM
    def desk_fact_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
        one = _open(request, own, person_id)
        form = make(request.POST or None, own=own, today=one.found.today)
        if request.method == "POST" and form.is_valid():
            try:
                _add(one, form)
                return one.done("fact_added")
            except DomainError as error:
                form.add_error(None, refusal(error))
        above = [(t("registry_desk.column.name"), one.who)]
        template = "naming" if make is Naming else "form"
        title = t(f"registry_desk.facts.{own.name}")
        submit = t("registry_desk.facts.add")
        return one.page(form, template, title, above=above, submit=submit)

    return desk_fact_new


def _add(one: Form, form: Adding) -> Recorded:
    given = form.cleaned_data
    days, known = Period(given["since"], given["until"]), how(one.request, given["source"])
    if not isinstance(form, Naming):
        said = one.own.said(given, one.found.organisation_id)
        return record_fact(one.own.kind, one.person_id, said, days, **known)
    kind, is_another = given["kind"], given["is_another"]
    if given["iin"]:
        try:
            return services.add_known_guardian(
                one.person_id, given["iin"], given["born_on"], kind, days, **known
            )
        except NotAgreed:
            if not form.is_new:
                raise
    return services.add_new_guardian(
        one.person_id, person_of(given), kind, days, is_another=is_another, **known
    )


# --- changing and ending ---------------------------------------------------------------------


def _changing(own: OwnKind) -> View:
    @page(own.object, "update")
    @FORM
    def desk_fact(request: HttpRequest, person_id: UUID, fact_id: int) -> HttpResponse:
        one = _open(request, own, person_id)
        row = standing_fact(own, person_id, one.found.organisation_id, fact_id)
        details, ends = details_of(row), request.POST.get("do") == "end"
        initial = {**as_typed(own.changed, own.kind.written(details)), "since": one.found.today}
        form = Changing(request.POST or None, initial=initial, own=own, ends=ends)
        if request.method == "POST" and form.is_valid():
            try:
                return _changed(one, fact_id, form.cleaned_data, ends)
            except DomainError as error:
                form.add_error(None, refusal(error))
        facts = presenter.facts(own, details, row.valid_from, row.valid_to, one.found.today)
        above = [(t("registry_desk.column.name"), one.who), *facts]
        title = t("registry_desk.facts.change_title")
        return one.page(form, "fact", title, above=above)

    return desk_fact


def _changed(one: Form, fact_id: int, given: dict[str, Any], ends: bool) -> HttpResponse:
    what = (one.own, one.person_id, one.found.organisation_id, fact_id)
    since, known = given["since"], how(one.request, given["source"])
    if not ends:
        services.change_fact(*what, given, since, **known)
        return one.done("fact_changed")
    services.end_fact(*what, since, reason=given.get("reason", ""), **known)
    return one.done("fact_ended")


def _addresses() -> Iterator[URLPattern]:
    for own in OWN_KINDS.values():
        place = f"{ROOT}/{'people' if own.of == PUPIL else 'staff'}/<uuid:person_id>/{own.name}"
        yield path(f"{place}/new/", _adding(own), name=f"desk_{own.name}_new")
        yield path(f"{place}/<int:fact_id>/", _changing(own), name=f"desk_{own.name}")


urlpatterns = list(_addresses())
