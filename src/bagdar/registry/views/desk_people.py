"""People at the desk: admitting, the card, another class, correcting, leaving."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import page, permits
from bagdar.core.errors import DomainError
from bagdar.core.names import Name
from bagdar.core.periods import Period
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_lists
from bagdar.registry.presenters import desk_person as presenter
from bagdar.registry.queries import classes as queries
from bagdar.registry.rules.classes import ClassOnDay
from bagdar.registry.rules.desk_errors import LearnsElsewhere, NotAgreed
from bagdar.registry.rules.differing import DETAILS
from bagdar.registry.rules.errors import NotEnrolled
from bagdar.registry.rules.nouns import (
    EnrolmentDetails,
    PersonDetails,
    Recorded,
    Story,
    StoryLine,
)
from bagdar.registry.rules.own_facts import PUPIL
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.services import admitting, enrolments, people
from bagdar.registry.views import desk_forms
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_opening import (
    OWN,
    PERSON,
    REFUSED,
    Desk,
    class_link,
    class_text,
    demand_own,
    how,
    kept_tables,
    look_at_card,
    open_desk,
    page_context,
    read_class,
    refusal,
    told,
)

Choices = list[tuple[str, str]]
FORM = require_http_methods(["GET", "HEAD", "POST"])


@page(PERSON, "create")
@FORM
def desk_admit(request: HttpRequest) -> HttpResponse:
    """?class=… is proposed."""
    found = open_desk(request)
    choices = class_choices(found)
    initial = {"klass": class_text(key)} if (key := read_class(request.GET.get("class"))) else {}
    form = desk_forms.Admission(
        request.POST or None, initial=initial, classes=choices, today=found.today
    )
    ask_href = ""
    if request.method == "POST" and form.is_valid():
        try:
            done = _admitted(request, found, form.cleaned_data, form.is_new)
        except DomainError as error:
            form.add_error(None, refusal(error))
            ask_href = reverse("desk_ask") if isinstance(error, LearnsElsewhere) else ""
        else:
            return HttpResponseRedirect(_card(done.id, "admitted", done.otherwise))
    title = t("registry_desk.admit.title")
    context = page_context(
        found, title, heading=title, lede=t("registry_desk.admit.lede"), form=form,
        ask_href=ask_href,
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/admit.html", context, object=PERSON, relation=OWN, status=status
    )


def _admitted(request: HttpRequest, found: Desk, given: dict[str, Any], is_new: bool) -> Recorded:
    """By number and birth date; a new person where the register has none so and a name is given."""
    key = read_class(given["klass"])
    assert key is not None
    said = _place(found, key, given)
    valid, known = Period(given["since"]), how(request, given["source"])
    if given["iin"]:
        try:
            return admitting.admit_known(
                given["iin"], given["born_on"], said, valid, typed=person_of(given), **known
            )
        except NotAgreed:
            if not is_new:
                raise
    return admitting.admit_new(
        person_of(given), said, valid, is_another=given["is_another"], **known
    )


def person_of(given: dict[str, Any]) -> PersonDetails:
    return PersonDetails(
        Name(given["family"], given["given"], given["patronymic"]),
        sex=given["sex"] or None,
        born_on=given["born_on"],
        citizenship=given.get("citizenship", "").upper(),
        iin=given["iin"],
    )


def _place(found: Desk, key: ClassKey, given: dict[str, Any]) -> EnrolmentDetails:
    """The language is the class's, where nothing else is said."""
    opened = _opened(found, key)
    language = given["language"] or (opened.opened.language if opened and opened.opened else "")
    return EnrolmentDetails(
        found.organisation_id, key.level, grade=key.grade, group=key.name, language=language,
        funding=given["funding"],
    )  # fmt: skip


def _opened(found: Desk, key: ClassKey) -> ClassOnDay | None:
    return queries.class_on(found.organisation_id, key, found.today)


def class_choices(found: Desk) -> Choices:
    """The classes of today by their names."""
    return [
        (class_text(one.key), desk_lists.class_long(one.key))
        for one in queries.classes_on(found.organisation_id, found.today)
        if one.key.name
    ]


# --- the card --------------------------------------------------------------------------------


@page(PERSON)
@require_safe
def desk_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    found = open_desk(request)
    demand_own(request, found, person_id, PERSON, "read")
    story = look_at_card(request, person_id)
    details = presenter.latest(story, found.today)
    line = presenter.place_now(story, found.organisation_id, found.today)
    title = presenter.title(details)
    context = page_context(
        found,
        title,
        *_way(line),
        heading=title,
        person_id=person_id,
        who=presenter.who(details),
        where=presenter.where(line),
        may_change=permits(request, PERSON, "update", OWN),
        sees_placed=permits(request, "registry.placed", "read", OWN),
        done=told(
            request,
            "admitted",
            "corrected",
            "moved",
            "transfer_proposed",
            "fact_added",
            "fact_changed",
            "fact_ended",
        ),
        otherwise=_otherwise(request),
    )
    tables = [
        presenter.stays_table(story, found.organisation_id),
        *kept_tables(request, found, person_id, PUPIL),
    ]
    return answer(
        request, "registry/desk/person.html", context, object=PERSON, tables=tables, relation=OWN
    )


def _way(line: StoryLine[EnrolmentDetails] | None) -> list[tuple[str, str]]:
    """The crumbs to a card: the classes, and the person's own."""
    way = [(t("registry_desk.classes.title"), reverse("desk_classes"))]
    if line is not None and line.details.group:
        key = ClassKey(line.details.level, line.details.grade, line.details.group)
        way.append((desk_lists.class_name(key), class_link(key)))
    return way


def _card(person_id: UUID, done: str, otherwise: Sequence[str] = ()) -> str:
    query = urlencode({"done": done, **({"otherwise": ",".join(otherwise)} if otherwise else {})})
    return f"{reverse('desk_person', args=[person_id])}?{query}"


def _otherwise(request: HttpRequest) -> str:
    """Which details were typed otherwise than they are recorded, in words; empty: none."""
    asked = request.GET.get("otherwise", "").split(",")
    names = [t(f"column.{one}") for one in DETAILS if one in asked]
    return t("registry_desk.admitted_otherwise", fields=", ".join(names)) if names else ""


# --- what is done to one person --------------------------------------------------------------


def _form_page(
    request: HttpRequest,
    person_id: UUID,
    name: str,
    make: Callable[[Desk, Story, Any], forms.Form],
    act: Callable[[Desk, Story, dict[str, Any]], str],
    *,
    is_grave: bool = False,
) -> HttpResponse:
    """A form about one person of the own organisation: shown, or done and left.

    name  of the words: registry_desk.NAME.title and the like
    act   does it and gives the address to go to
    """
    found = open_desk(request)
    demand_own(request, found, person_id, PERSON, "update")
    story = look_at_card(request, person_id)
    form = make(found, story, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(act(found, story, form.cleaned_data))
        except DomainError as error:
            form.add_error(None, refusal(error))
    details = presenter.latest(story, found.today)
    line = presenter.place_now(story, found.organisation_id, found.today)
    who = presenter.title(details)
    back = reverse("desk_person", args=[person_id])
    title = t(f"registry_desk.{name}.title")
    context = page_context(
        found, title, *_way(line), (who, back), heading=title, form=form, back=back,
        above=[(t("registry_desk.column.name"), who), *presenter.where(line)],
        submit=t(f"registry_desk.{name}.submit"), below=t(f"registry_desk.{name}.note"),
        is_grave=is_grave,
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/form.html", context, object=PERSON, relation=OWN, status=status
    )


def _standing(found: Desk, story: Story) -> EnrolmentDetails:
    """Raises NotEnrolled."""
    line = presenter.place_now(story, found.organisation_id, found.today)
    if line is None:
        raise NotEnrolled(day=found.today)
    return line.details


@page(PERSON, "update")
@FORM
def desk_leave(request: HttpRequest, person_id: UUID) -> HttpResponse:
    def make(found: Desk, story: Story, data: Any) -> forms.Form:
        return desk_forms.Leaving(data, today=found.today)

    def act(found: Desk, story: Story, given: dict[str, Any]) -> str:
        said = _standing(found, story)
        enrolments.leave(
            person_id, said.place, given["left_on"], given["reason"],
            **how(request, given["source"]),
        )  # fmt: skip
        return f"{reverse('desk_classes')}?{urlencode({'done': 'left'})}"

    return _form_page(request, person_id, "leave", make, act, is_grave=True)


@page(PERSON, "update")
@FORM
def desk_class_of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Another class from a day on."""

    def make(found: Desk, story: Story, data: Any) -> forms.Form:
        return desk_forms.OtherClass(data, classes=class_choices(found), today=found.today)

    def act(found: Desk, story: Story, given: dict[str, Any]) -> str:
        key = read_class(given["klass"])
        assert key is not None
        line = presenter.place_now(story, found.organisation_id, found.today)
        if line is None:
            raise NotEnrolled(day=given["since"])
        said = replace(line.details, level=key.level, grade=key.grade, group=key.name)
        valid = Period(max(given["since"], line.valid.start), line.valid.end)
        enrolments.correct_enrolment(person_id, said, valid, **how(request, given["source"]))
        return _card(person_id, "moved")

    return _form_page(request, person_id, "class_of", make, act)


@page(PERSON, "update")
@FORM
def desk_correct(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Name, IIN, birth date, sex: the whole time, or from a day on."""

    def make(found: Desk, story: Story, data: Any) -> forms.Form:
        return desk_forms.Correction(data, initial=_initial(presenter.latest(story, found.today)))

    def act(found: Desk, story: Story, given: dict[str, Any]) -> str:
        current = [one for one in story.person if one.known.end is None]
        before = presenter.latest(story, found.today) or PersonDetails(Name("", ""))
        first = min((one.valid.start for one in current), default=found.today)
        said = replace(
            before,
            name=Name(given["family"], given["given"], given["patronymic"]),
            sex=given["sex"] or None,
            born_on=given["born_on"],
            iin=None if given["no_iin"] else given["iin"] or before.iin,
        )
        since = given["since"] or min(first, given["born_on"] or first)
        people.correct_person(
            person_id, said, Period(since), within=found.organisation_id,
            **how(request, given["source"]),
        )  # fmt: skip
        return _card(person_id, "corrected")

    return _form_page(request, person_id, "correct", make, act)


def _initial(details: PersonDetails | None) -> dict[str, Any]:
    if details is None:
        return {}
    return {
        "family": details.name.family,
        "given": details.name.given,
        "patronymic": details.name.patronymic,
        "born_on": details.born_on,
        "sex": details.sex or "",
    }


urlpatterns = [
    path(f"{ROOT}/admit/", desk_admit, name="desk_admit"),
    path(f"{ROOT}/people/<uuid:person_id>/", desk_person, name="desk_person"),
    path(f"{ROOT}/people/<uuid:person_id>/leave/", desk_leave, name="desk_leave"),
    path(f"{ROOT}/people/<uuid:person_id>/class/", desk_class_of, name="desk_class_of"),
    path(f"{ROOT}/people/<uuid:person_id>/correct/", desk_correct, name="desk_correct"),
]
