"""Staff at the desk: who works here, hiring, one member with posts, qualifications and pay."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import note_hidden, page, permits
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_person
from bagdar.registry.presenters import desk_staff as presenter
from bagdar.registry.queries import desk as people_queries
from bagdar.registry.queries import staff as queries
from bagdar.registry.queries.standing import staff_on
from bagdar.registry.rules.desk_errors import NotAgreed, NotOwn
from bagdar.registry.rules.details import (
    DevelopmentDetails,
    PayDetails,
    PostDetails,
    QualificationDetails,
)
from bagdar.registry.rules.kinds import DEVELOPMENT, PAY, POST, QUALIFICATION
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.staffing import NoSuchPost, PostKey
from bagdar.registry.services import staffing
from bagdar.registry.services.facts import correct_fact, record_fact
from bagdar.registry.views import desk_staff_forms
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_opening import (
    OWN,
    REFUSED,
    STAFF,
    Desk,
    how,
    keep_list_look,
    look_at_card,
    open_desk,
    page_context,
    refusal,
    times_of,
    told,
)
from bagdar.registry.views.desk_people import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
PAID = "registry.pay"


@page(STAFF)
@require_safe
def desk_staff(request: HttpRequest) -> HttpResponse:
    found = open_desk(request)
    times = times_of(request.GET, found.today)
    keep_list_look(request, found, "staff")
    posts = staff_on(found.organisation_id, times.on, times.known_at)
    ids = [one.whose for one in posts]
    names = people_queries.names(ids, times.on)
    categories = queries.categories(ids, times.on)
    title = t("registry_desk.staff.title")
    context = page_context(
        found, title, heading=title, answers=presenter.answers(posts, categories), times=times,
        done=told(request, "ended"),
    )  # fmt: skip
    is_now = times.known_on is None
    table = presenter.staff_table(posts, names, categories, with_links=is_now)
    return answer(
        request, "registry/desk/staff.html", context, object=STAFF, tables=[table], relation=OWN
    )


@page(STAFF, "create")
@FORM
def desk_hire(request: HttpRequest) -> HttpResponse:
    found = open_desk(request)
    form = desk_staff_forms.Hiring(request.POST or None, today=found.today)
    if request.method == "POST" and form.is_valid():
        try:
            done = _hired(request, found, form.cleaned_data, form.is_new)
        except DomainError as error:
            form.add_error(None, refusal(error))
        else:
            return HttpResponseRedirect(_member(done.id, "hired"))
    title = t("registry_desk.hire.title")
    context = page_context(
        found, title, (t("registry_desk.staff.title"), reverse("desk_staff")), heading=title,
        lede=t("registry_desk.hire.lede"), form=form, submit=t("registry_desk.hire.submit"),
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/hire.html", context, object=STAFF, relation=OWN, status=status
    )


def _hired(request: HttpRequest, found: Desk, given: dict[str, Any], is_new: bool) -> Recorded:
    said = _post(found, given)
    days, known = Period(given["since"], given["until"]), how(request, given["source"])
    if given["iin"]:
        try:
            return staffing.hire_known(given["iin"], given["born_on"], said, days, **known)
        except NotAgreed:
            if not is_new:
                raise
    return staffing.hire_new(person_of(given), said, days, is_another=given["is_another"], **known)


def _post(found: Desk, given: dict[str, Any]) -> PostDetails:
    return PostDetails(
        organisation_id=found.organisation_id,
        position=given["position"],
        subject=given["subject"],
        workload=given["workload"],
        hours_per_week=given["hours_per_week"],
        is_main=given["is_main"],
    )


def _member(person_id: UUID | None, done: str) -> str:
    return f"{reverse('desk_member', args=[person_id])}?{urlencode({'done': done})}"


# --- one member ------------------------------------------------------------------------------


def _demand_staff(
    request: HttpRequest, found: Desk, person_id: UUID, operation: str, object: str = STAFF
) -> None:
    """Raises NotOwn for who does not work here: as if there were none, and it is noted."""
    if not queries.works_here(found.organisation_id, person_id, found.today):
        note_hidden(request, object, operation)
        raise NotOwn()


@page(STAFF)
@require_safe
def desk_member(request: HttpRequest, person_id: UUID) -> HttpResponse:
    found = open_desk(request)
    _demand_staff(request, found, person_id, "read")
    story = look_at_card(request, person_id)
    details = desk_person.latest(story, found.today)
    title = desk_person.title(details)
    here = found.organisation_id
    posts = queries.facts_of(POST, person_id, organisation_id=here)
    tables = [
        presenter.posts_table(posts, _post_links(found, person_id, posts)),
        presenter.qualifications_table(queries.facts_of(QUALIFICATION, person_id)),
        presenter.courses_table(queries.facts_of(DEVELOPMENT, person_id)),
    ]
    sees_pay = permits(request, "registry.pay", "read", OWN)
    if sees_pay:
        tables.append(presenter.pay_table(queries.facts_of(PAY, person_id, organisation_id=here)))
    context = page_context(
        found,
        title,
        (t("registry_desk.staff.title"), reverse("desk_staff")),
        heading=title,
        person_id=person_id,
        who=desk_person.who(details),
        sees_pay=sees_pay,
        may_change=permits(request, STAFF, "update", OWN),
        done=told(request, "hired", "post_changed", "qualified", "trained", "paid"),
    )
    return answer(
        request, "registry/desk/member.html", context, object=STAFF, tables=tables, relation=OWN
    )


def _post_links(found: Desk, person_id: UUID, posts: Any) -> dict[int, str]:
    """Where the posts that stand or will can be changed."""
    address = reverse("desk_post", args=[person_id])
    return {
        place: f"{address}?{urlencode({'post': f'{one.details.position}|{one.details.subject}'})}"
        for place, one in enumerate(posts)
        if one.valid.end is None or one.valid.end > found.today
    }


Act = Callable[[Desk, dict[str, Any]], str]


def _form_page(
    request: HttpRequest,
    person_id: UUID,
    name: str,
    make: Callable[[Desk, Any], forms.Form],
    act: Act,
    template: str = "form",
    object: str = STAFF,
) -> HttpResponse:
    """A form about one member: shown, or done and left. As that of pupils."""
    found = open_desk(request)
    _demand_staff(request, found, person_id, "update", object)
    keep_list_look(request, found, "staff")
    form = make(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(act(found, form.cleaned_data))
        except DomainError as error:
            form.add_error(None, refusal(error))
    names = people_queries.names([person_id], found.today)
    who, back = presenter.person_name(person_id, names), reverse("desk_member", args=[person_id])
    title = t(f"registry_desk.{name}.title")
    context = page_context(
        found, title, (t("registry_desk.staff.title"), reverse("desk_staff")), (who, back),
        heading=title, form=form, back=back, above=[(t("registry_desk.column.name"), who)],
        submit=t(f"registry_desk.{name}.submit"),
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, f"registry/desk/{template}.html", context, object=object, relation=OWN,
        status=status,
    )  # fmt: skip


@page(STAFF, "update")
@FORM
def desk_post(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """?post=teacher|mathematics: another workload from a day on, or the end of the post."""
    position, _, subject = request.GET.get("post", "")[:80].partition("|")

    def key(found: Desk) -> PostKey:
        return PostKey(found.organisation_id, position, subject)

    def make(found: Desk, data: Any) -> forms.Form:
        row = queries.post_row(person_id, key(found), found.today)
        if row is None:
            raise NoSuchPost()
        initial = {name: getattr(row, name) for name in ("workload", "hours_per_week", "is_main")}
        return desk_staff_forms.PostChange(
            data, initial=initial, today=found.today, ends=_ends(request)
        )

    def act(found: Desk, given: dict[str, Any]) -> str:
        known = how(request, given["source"])
        if _ends(request):
            staffing.end_post(person_id, key(found), given["since"], given["reason"], **known)
            return f"{reverse('desk_staff')}?{urlencode({'done': 'ended'})}"
        said = _post(found, {**given, "position": position, "subject": subject})
        staffing.change_post(person_id, key(found), said, given["since"], **known)
        return _member(person_id, "post_changed")

    return _form_page(request, person_id, "post", make, act, template="post")


def _ends(request: HttpRequest) -> bool:
    return request.POST.get("do") == "end"


@page(STAFF, "update")
@FORM
def desk_qualify(request: HttpRequest, person_id: UUID) -> HttpResponse:
    def act(found: Desk, given: dict[str, Any]) -> str:
        said = QualificationDetails(
            kind=given["kind"], value=given["value"], issuer=given["issuer"]
        )
        days = Period(given["since"], given["until"])
        correct_fact(QUALIFICATION, person_id, said, days, **how(request, given["source"]))
        return _member(person_id, "qualified")

    return _form_page(
        request, person_id, "qualify",
        lambda found, data: desk_staff_forms.Qualifying(data, today=found.today), act,
    )  # fmt: skip


@page(STAFF, "update")
@FORM
def desk_train(request: HttpRequest, person_id: UUID) -> HttpResponse:
    def act(found: Desk, given: dict[str, Any]) -> str:
        said = DevelopmentDetails(
            topic=given["topic"], provider=given["provider"], hours=given["hours"]
        )
        days = Period(given["since"], given["until"])
        record_fact(DEVELOPMENT, person_id, said, days, **how(request, given["source"]))
        return _member(person_id, "trained")

    return _form_page(
        request, person_id, "train",
        lambda found, data: desk_staff_forms.Training(data, today=found.today), act,
    )  # fmt: skip


@page(PAID, "update")
@FORM
def desk_pay(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A component of the pay here, from a day on."""

    def act(found: Desk, given: dict[str, Any]) -> str:
        said = PayDetails(
            organisation_id=found.organisation_id,
            component=given["component"],
            amount_tenge=given["amount_tenge"],
        )
        days = Period(given["since"], given["until"])
        correct_fact(PAY, person_id, said, days, **how(request, given["source"]))
        return _member(person_id, "paid")

    return _form_page(
        request, person_id, "pay",
        lambda found, data: desk_staff_forms.Paying(data, today=found.today), act, object=PAID,
    )  # fmt: skip


urlpatterns = [
    path(f"{ROOT}/staff/", desk_staff, name="desk_staff"),
    path(f"{ROOT}/staff/new/", desk_hire, name="desk_hire"),
    path(f"{ROOT}/staff/<uuid:person_id>/", desk_member, name="desk_member"),
    path(f"{ROOT}/staff/<uuid:person_id>/post/", desk_post, name="desk_post"),
    path(f"{ROOT}/staff/<uuid:person_id>/qualification/", desk_qualify, name="desk_qualify"),
    path(f"{ROOT}/staff/<uuid:person_id>/course/", desk_train, name="desk_train"),
    path(f"{ROOT}/staff/<uuid:person_id>/pay/", desk_pay, name="desk_pay"),
]
