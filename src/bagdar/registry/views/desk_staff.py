"""Staff at the desk: who works here, hiring, one member with posts, qualifications and pay."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import page, permits
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_lists, desk_person
from bagdar.registry.presenters import desk_staff as presenter
from bagdar.registry.queries import desk as people_queries
from bagdar.registry.queries import staff as queries
from bagdar.registry.queries.standing import staff_on
from bagdar.registry.rules.comparing import Listed, compare, post_listed
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.details import PostDetails
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.own_facts import OWN_KINDS
from bagdar.registry.rules.own_facts import STAFF as OF_STAFF
from bagdar.registry.services import staffing
from bagdar.registry.views.desk import ROOT, compare_href, two_times
from bagdar.registry.views.desk_facts_forms import Hiring
from bagdar.registry.views.desk_opening import (
    OWN,
    REFUSED,
    STAFF,
    Desk,
    Times,
    demand_staff,
    how,
    keep_list_look,
    kept_tables,
    look_at_card,
    open_desk,
    page_context,
    refusal,
    times_of,
    times_words,
    told,
)
from bagdar.registry.views.desk_people import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page(STAFF)
@require_safe
def desk_staff(request: HttpRequest) -> HttpResponse:
    found = open_desk(request)
    times = times_of(request.GET, found.today)
    keep_list_look(request, found, "staff")
    posts = staff_on(found.organisation_id, times.on, times.known_at)
    ids = [one.whose for one in posts]
    names = people_queries.names(ids, times.on, times.known_at)
    categories = queries.categories(ids, times.on, times.known_at)
    title = t("registry_desk.staff.title")
    context = page_context(
        found, title, heading=title, answers=presenter.answers(posts, categories), times=times,
        compare_href=compare_href("desk_staff_compare", times),
    )  # fmt: skip
    is_now = times.known_on is None
    table = presenter.staff_table(posts, names, categories, with_links=is_now)
    return answer(
        request, "registry/desk/staff.html", context, object=STAFF, tables=[table], relation=OWN
    )


@page(STAFF)
@require_safe
def desk_staff_compare(request: HttpRequest) -> HttpResponse:
    """?on1=2020-10-15&known1=2020-10-15&on2=…&known2=…&all=yes: as that of learners."""
    found = open_desk(request)
    before, after = two_times(request, found)
    keep_list_look(request, found, "staff")
    pairs = compare(_listed(found, before), _listed(found, after))
    all_rows = request.GET.get("all") == "yes"
    title = t("registry_desk.staff_compare.title")
    context = page_context(
        found,
        title,
        (t("registry_desk.staff.title"), reverse("desk_staff")),
        heading=title,
        lede=t("registry_desk.staff_compare.lede"),
        answers=desk_lists.difference_answers(pairs, times_words(before), times_words(after)),
        before=before,
        after=after,
        all_rows=all_rows,
    )
    table = desk_lists.difference_table(
        pairs, presenter.post_words, "desk_member", all_rows=all_rows
    )
    return answer(
        request, "registry/desk/compare.html", context, object=STAFF, tables=[table], relation=OWN
    )


def _listed(found: Desk, times: Times) -> list[Listed]:
    posts = staff_on(found.organisation_id, times.on, times.known_at)
    names = people_queries.names([one.whose for one in posts], times.on, times.known_at)
    return [post_listed(one, names.get(one.whose)) for one in posts]


@page(STAFF, "create")
@FORM
def desk_hire(request: HttpRequest) -> HttpResponse:
    found = open_desk(request)
    form = Hiring(request.POST or None, today=found.today)
    if request.method == "POST" and form.is_valid():
        try:
            done = _hired(request, found, form.cleaned_data, form.is_new)
        except DomainError as error:
            form.add_error(None, refusal(error))
        else:
            address = reverse("desk_member", args=[done.id])
            return HttpResponseRedirect(f"{address}?{urlencode({'done': 'hired'})}")
    title = t("registry_desk.hire.title")
    context = page_context(
        found, title, (t("registry_desk.staff.title"), reverse("desk_staff")), heading=title,
        lede=t("registry_desk.hire.lede"), form=form, submit=t("registry_desk.hire.submit"),
        back=reverse("desk_staff"),
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/naming.html", context, object=STAFF, relation=OWN, status=status
    )


def _hired(request: HttpRequest, found: Desk, given: dict[str, Any], is_new: bool) -> Recorded:
    said: PostDetails = OWN_KINDS["post"].said(given, found.organisation_id)
    days, known = Period(given["since"], given["until"]), how(request, given["source"])
    if given["iin"]:
        try:
            return staffing.hire_known(given["iin"], given["born_on"], said, days, **known)
        except NotAgreed:
            if not is_new:
                raise
    return staffing.hire_new(person_of(given), said, days, is_another=given["is_another"], **known)


# --- one member ------------------------------------------------------------------------------


@page(STAFF)
@require_safe
def desk_member(request: HttpRequest, person_id: UUID) -> HttpResponse:
    found = open_desk(request)
    demand_staff(request, found, person_id, "read")
    story = look_at_card(request, person_id)
    details = desk_person.latest(story, found.today)
    title = desk_person.title(details)
    tables = kept_tables(request, found, person_id, OF_STAFF)
    context = page_context(
        found,
        title,
        (t("registry_desk.staff.title"), reverse("desk_staff")),
        heading=title,
        person_id=person_id,
        who=desk_person.who(details),
        may_change=permits(request, STAFF, "update", OWN),
        done=told(request, "hired", "fact_added", "fact_changed", "fact_ended"),
    )
    return answer(
        request, "registry/desk/member.html", context, object=STAFF, tables=tables, relation=OWN
    )


urlpatterns = [
    path(f"{ROOT}/staff/", desk_staff, name="desk_staff"),
    path(f"{ROOT}/staff/compare/", desk_staff_compare, name="desk_staff_compare"),
    path(f"{ROOT}/staff/new/", desk_hire, name="desk_hire"),
    path(f"{ROOT}/staff/<uuid:person_id>/", desk_member, name="desk_member"),
]
