"""The desk of an organisation: how many learn, what waits, what is in doubt; classes and lists."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page, permits
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_home, desk_lists
from bagdar.registry.presenters.paging import cut_of, next_of
from bagdar.registry.queries import classes as queries
from bagdar.registry.queries import desk_doubts as desk_doubts_of
from bagdar.registry.queries import promoting as promoting_queries
from bagdar.registry.queries import transfers
from bagdar.registry.queries.reading import rule
from bagdar.registry.rules.classes import ClassOnDay, NoSuchClass, OpenedClass
from bagdar.registry.rules.comparing import compare, learner_listed
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.rules.reading import Cut
from bagdar.registry.views.desk_opening import (
    CLASS,
    DESK,
    OWN,
    Desk,
    Times,
    class_link,
    class_text,
    keep_list_look,
    look_at_learners,
    look_at_part,
    open_desk,
    page_context,
    read_class,
    read_day,
    times_of,
    times_words,
    told,
)

ROOT = "register/desk"
FEW = 20  # open transfers on the first page; the list of transfers has all of them


@page(DESK)
@require_safe
def registry_desk(request: HttpRequest) -> HttpResponse:
    found = open_desk(request)
    classes = queries.classes_on(found.organisation_id, found.today)
    doubts = desk_doubts_of.doubts_on(found.organisation_id, found.today)
    waiting = transfers.counts(found.organisation_id, found.today)
    open_ones = transfers.transfers(
        found.organisation_id, found.today, is_open=True, cut=Cut(size=FEW)
    ).lines
    if open_ones:  # they name pupils
        keep_list_look(request, found, "transfers")
    context = page_context(
        found,
        found.name,
        heading=found.name,
        lede=t("registry_desk.lede"),
        answers=desk_home.answers(classes, waiting, doubts),
        facts=desk_home.organisation_facts(found.details),
        may_admit=permits(request, "registry.person", "create", "own"),
    )
    context["crumbs"] = []
    tables = [
        desk_home.waiting_table(open_ones, found.organisation_id, found.today),
        desk_home.doubts_table(doubts),
    ]
    return answer(
        request, "registry/desk/home.html", context, object=DESK, tables=tables, relation=OWN
    )


@page(CLASS)
@require_safe
def desk_doubts(request: HttpRequest) -> HttpResponse:
    """?kind=no_iin: who has this in doubt."""
    found = open_desk(request)
    kinds = desk_doubts_of.doubtful(found.organisation_id, found.today)
    counted = desk_doubts_of.doubts_on(found.organisation_id, found.today).kinds
    asked = request.GET.get("kind", "")
    kind = (
        asked if asked in kinds else next((one for one in kinds if counted[one]), next(iter(kinds)))
    )
    cut = cut_of(request.GET, rule().counting.learners_a_page)
    part = look_at_part(request, found, Times(found.today), cut, kinds[kind])
    title = t(f"registry_desk.doubt.{kind}")
    context = page_context(
        found, title, heading=title, lede=t(f"registry_desk.doubt.{kind}.remedy"), answers=[],
        kinds=desk_home.doubt_links([one for one in kinds if counted[one]], counted, kind),
        next=next_of(request.GET, part, "person_id"),
    )  # fmt: skip
    table = desk_lists.learners_table(
        part.lines, with_links=True, with_class=True, count=part.total
    )
    return answer(
        request, "registry/desk/doubts.html", context, object=CLASS, tables=[table], relation=OWN
    )


@page(CLASS)
@require_safe
def desk_classes(request: HttpRequest) -> HttpResponse:
    found, times = _opened(request)
    classes = queries.classes_on(found.organisation_id, times.on, times.known_at)
    context = page_context(
        found,
        t("registry_desk.classes.title"),
        heading=t("registry_desk.classes.title"),
        answers=desk_lists.class_answers(classes),
        times=times,
        compare_href=compare_href("desk_compare", times),
        done=told(request, "class_opened", "class_closed", "class_changed"),
    )
    table = desk_lists.classes_table(classes, lambda key: class_link(key, times))
    return answer(
        request, "registry/desk/classes.html", context, object=CLASS, tables=[table], relation=OWN
    )


@page(CLASS)
@require_safe
def desk_class(request: HttpRequest) -> HttpResponse:
    """?class=2|5|5 Ә&on=2020-10-15&known=2020-10-20"""
    found, times = _opened(request)
    key, opened = _class(request, found, times)
    listed = look_at_learners(request, found, times, key)
    one = ClassOnDay(key, len(listed), opened)
    name = desk_lists.class_long(one.key)
    query = urlencode({"class": class_text(one.key)})
    is_last = promoting_queries.is_graduating(found.type_on(times.on), one.key)
    context = page_context(
        found,
        name,
        (t("registry_desk.classes.title"), reverse("desk_classes")),
        heading=name,
        answers=desk_home.class_answers(one),
        times=times,
        kept=[("class", class_text(one.key))],
        compare_href=compare_href("desk_compare", times, one.key),
        admit_href=f"{reverse('desk_admit')}?{query}",
        promote_href=f"{reverse('desk_promote')}?{query}",
        graduate_href=f"{reverse('desk_graduate')}?{query}" if is_last else "",
        change_href=f"{reverse('desk_class_change')}?{query}",
        open_href=f"{reverse('desk_class_new')}?{query}",
        is_opened=one.opened is not None,
        named=bool(one.key.name),
        done=told(request, "admitted", "left", "class_changed", "class_opened"),
    )
    is_now = times.known_on is None
    table = desk_lists.learners_table(listed, with_links=is_now, with_class=False)
    return answer(
        request, "registry/desk/class.html", context, object=CLASS, tables=[table], relation=OWN
    )


@page(CLASS)
@require_safe
def desk_compare(request: HttpRequest) -> HttpResponse:
    """?class=…&on1=2020-10-15&known1=2020-10-15&on2=…&known2=…&all=yes: two lists, side by side.

    Without days: last October as it was known then, beside today.
    """
    found = open_desk(request)
    before, after = two_times(request, found)
    key = read_class(request.GET.get("class"))
    all_rows = request.GET.get("all") == "yes"
    lists = [
        [learner_listed(one) for one in look_at_learners(request, found, times, key)]
        for times in (before, after)
    ]
    pairs = compare(*lists)
    listed = queries.classes_on(found.organisation_id, after.on, after.known_at)
    context = page_context(
        found,
        t("registry_desk.compare.title"),
        heading=t("registry_desk.compare.title"),
        lede=t("registry_desk.compare.lede"),
        answers=desk_lists.difference_answers(pairs, times_words(before), times_words(after)),
        before=before,
        after=after,
        all_rows=all_rows,
        classes=_choices(listed, key),
    )
    table = desk_lists.difference_table(
        pairs, desk_lists.place_words, "desk_person", all_rows=all_rows
    )
    return answer(
        request, "registry/desk/compare.html", context, object=CLASS, tables=[table], relation=OWN
    )


def _opened(request: HttpRequest) -> tuple[Desk, Times]:
    found = open_desk(request)
    return found, times_of(request.GET, found.today)


def _class(request: HttpRequest, found: Desk, times: Times) -> tuple[ClassKey, OpenedClass | None]:
    """A class in which people learn, though nobody opened it, is one too. Raises NoSuchClass."""
    key = read_class(request.GET.get("class"))
    if key is None:
        raise NoSuchClass()
    asked = (found.organisation_id, key, times.on, times.known_at)
    opened = queries.opened_class(*asked)
    if opened is None and queries.class_on(*asked) is None:
        raise NoSuchClass()
    return key, opened


def two_times(request: HttpRequest, found: Desk) -> tuple[Times, Times]:
    october = found.today.replace(month=10, day=15)
    if october > found.today:
        october = october.replace(year=october.year - 1)
    asked = request.GET
    if not asked.get("on1"):
        return Times(october, october), Times(found.today)
    first = Times(read_day(asked.get("on1")) or october, read_day(asked.get("known1")))
    return first, Times(read_day(asked.get("on2")) or found.today, read_day(asked.get("known2")))


def compare_href(name: str, times: Times, key: ClassKey | None = None) -> str:
    """The same day as it was known on it, beside what is known of it now."""
    query: dict[str, Any] = {"class": class_text(key)} if key else {}
    day = times.on.isoformat()
    query |= {"on1": day, "known1": (times.known_on or times.on).isoformat(), "on2": day}
    return f"{reverse(name)}?{urlencode(query)}"


def _choices(found: tuple[ClassOnDay, ...], key: ClassKey | None) -> list[tuple[str, str, bool]]:
    return [
        (class_text(one.key), desk_lists.class_long(one.key), one.key == key)
        for one in found
        if one.key.name
    ]


urlpatterns = [
    path(f"{ROOT}/", registry_desk, name="registry_desk"),
    path(f"{ROOT}/doubts/", desk_doubts, name="desk_doubts"),
    path(f"{ROOT}/classes/", desk_classes, name="desk_classes"),
    path(f"{ROOT}/classes/one/", desk_class, name="desk_class"),
    path(f"{ROOT}/compare/", desk_compare, name="desk_compare"),
]
