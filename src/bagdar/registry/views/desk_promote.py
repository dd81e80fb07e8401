"""Promoting a class or all of them, graduating a class: choose, see what would be done, do it.

Three steps of one page, each a form, so it needs no script: what is asked for travels along, and
the seal of the preview is compared with what would be done when it is confirmed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from bagdar.access.public import page
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_promote as presenter
from bagdar.registry.presenters.desk_lists import class_long, number
from bagdar.registry.queries import classes as class_queries
from bagdar.registry.queries import desk as desk_queries
from bagdar.registry.queries import promoting as queries
from bagdar.registry.queries.promoting import Asked, Plan
from bagdar.registry.rules import promoting as rules
from bagdar.registry.rules.promoting import Choice, ClassKey, Fate, Line
from bagdar.registry.services import promoting
from bagdar.registry.views import desk_forms
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_opening import (
    CLASS,
    OWN,
    REFUSED,
    Desk,
    class_text,
    how,
    keep_list_look,
    open_desk,
    page_context,
    read_class,
    read_day,
    refusal,
    told,
)

GRADUATED = Choice(Fate.LEAVES, reason="graduated")


@dataclass(frozen=True)
class Wizard:
    """What the page works with. to: the class of the new year, as the form has it now."""

    found: Desk
    day: date
    key: ClassKey | None
    graduates: bool
    classes: tuple[ClassKey, ...]
    to: ClassKey | None
    plans: tuple[Plan, ...]

    @property
    def to_name(self) -> str | None:
        """What is offered for the class of the new year; None: it is not asked for.

        Who names groups otherwise than by age says to which one they go on.
        """
        if self.key is None or self.graduates:
            return None
        own = self.key.name if self.key.grade is None else None
        return self.to.name if self.to else own

    @property
    def lines(self) -> list[Line]:
        return [line for plan in self.plans for line in plan.lines]


@page(CLASS, "decide")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_promote(request: HttpRequest) -> HttpResponse:
    """?class=2|5|5 Ә&day=2026-09-01; without a class all of them."""
    return _wizard(request, graduates=False)


@page(CLASS, "decide")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_graduate(request: HttpRequest) -> HttpResponse:
    """?class=3|11|11 А&day=2026-06-15"""
    return _wizard(request, graduates=True)


def _wizard(request: HttpRequest, *, graduates: bool) -> HttpResponse:
    found = open_desk(request)
    keep_list_look(request, found, "promotion")
    is_post = request.method == "POST"
    asked = request.POST if is_post else request.GET
    wizard = _open(found, asked, graduates)
    form = desk_forms.Going(
        request.POST if is_post else None,
        to_name=wizard.to_name,
    )
    do = request.POST.get("do", "")
    seal = ""
    if is_post and do in ("preview", "confirm") and form.is_valid():
        seal = rules.seal(wizard.lines)
        if do == "confirm":
            try:
                done = _do(request, wizard, form.cleaned_data["source"])
            except DomainError as error:
                form.add_error(None, refusal(error))
            else:
                return _after(wizard, done)
    elif is_post and do == "change":
        form = desk_forms.Going(
            initial=request.POST.dict(),
            to_name=wizard.to_name,
        )
    return _page(request, wizard, form, seal)


def _open(found: Desk, asked: Mapping[str, Any], graduates: bool) -> Wizard:
    day = read_day(asked.get("day")) or _next_day(found.today, graduates)
    everybody = queries.timelines_before(found.organisation_id, day)
    classes = queries.old_classes(found.organisation_id, day, everybody)
    type = queries.type_on(found.organisation_id, day)
    if graduates:
        classes = tuple(one for one in classes if queries.is_graduating(type, one))
    key = read_class(asked.get("class"))
    key = key if key in classes else None
    if graduates and key is None and classes:
        key = classes[0]
    chosen = classes if key is None else (key,)
    to = None
    wanted = []
    for one in chosen:
        usual = GRADUATED if graduates else queries.usual_choice(type, one)
        name = str(asked.get("to_name", "")).strip()[:60]
        if key is not None and usual.to and name:
            usual = Choice(Fate.MOVES, to=ClassKey(usual.to.level, usual.to.grade, name))
        elif key is not None and name and one.grade is None and not graduates:
            usual = Choice(Fate.MOVES, to=ClassKey(one.level, None, name))
        to = usual.to if key is not None else None
        wanted.append(Asked(one, usual, _choices(asked, usual.to) if key else {}))
    plans = queries.plans(found.organisation_id, day, wanted, everybody)
    return Wizard(found, day, key, graduates, classes, to, plans)


def _choices(asked: Mapping[str, Any], to: ClassKey | None) -> dict[UUID, Choice]:
    """fate-ID=stays:5 Б of each pupil that goes another way; what means nothing is left out."""
    found = {}
    for name in asked:
        person_id = _id(name.removeprefix("fate-")) if name.startswith("fate-") else None
        choice = presenter.choice_of(str(asked[name])[:80], to) if person_id else None
        if person_id is not None and choice is not None:
            found[person_id] = choice
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _next_day(today: date, graduates: bool) -> date:
    """The first of September that comes, or that has just been; who graduates does so today."""
    if graduates:
        return today
    first = date(today.year, 9, 1)
    return first if today.month >= 3 else date(today.year - 1, 9, 1)


def _do(request: HttpRequest, wizard: Wizard, source: str) -> promoting.Promoted:
    return promoting.promote(
        wizard.found.organisation_id,
        wizard.day,
        [plan.asked for plan in wizard.plans],
        seal=request.POST.get("seal", "")[:64],
        graduates=wizard.graduates,
        **how(request, source),
    )


def _after(wizard: Wizard, done: promoting.Promoted) -> HttpResponseRedirect:
    """Back to the page, which says how many; the same class and day, for taking it back."""
    query = {"day": wizard.day.isoformat(), "done": "promoted", "count": str(done.changed)}
    if wizard.key is not None:
        query["class"] = class_text(wizard.key)
    name = "desk_graduate" if wizard.graduates else "desk_promote"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode(query)}")


def _page(request: HttpRequest, wizard: Wizard, form: desk_forms.Going, seal: str) -> HttpResponse:
    lines = wizard.lines
    names = desk_queries.names([line.person_id for line in lines], wizard.found.today)
    word = "graduate" if wizard.graduates else "promote"
    title = t(f"registry_desk.{word}.title")
    open_lines = [line for line in lines if line.fate is not Fate.DECIDED]
    undone = any(line.fate is Fate.DECIDED for line in lines)
    sealed = bool(seal) and not form.errors
    context = page_context(
        wizard.found,
        title,
        (t("registry_desk.classes.title"), reverse("desk_classes")),
        heading=title,
        lede=t(f"registry_desk.{word}.lede"),
        answers=presenter.answers(lines),
        form=form,
        day=wizard.day,
        chosen=class_text(wizard.key) if wizard.key else "",
        classes=[(class_text(one), class_long(one), one == wizard.key) for one in wizard.classes],
        pupils=[] if sealed else _pupils(request, wizard, open_lines, names),
        pupils_title=t("registry_desk.promote.pupils"),
        kept=_kept(request) if sealed else [],
        seal=seal if sealed else "",
        can_preview=bool(open_lines),
        confirm=t(f"registry_desk.{word}.confirm", count=_acting(lines)),
        back_form=wizard.key is not None and undone and not sealed,
        done=_done(request),
    )
    if wizard.key is None:
        type = queries.type_on(wizard.found.organisation_id, wizard.day)
        last = [one for one in wizard.classes if queries.is_graduating(type, one)]
        tables = [presenter.classes_table(wizard.plans, last)]
    else:
        tables = [presenter.pupils_table(lines, names)]
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/promote.html", context, object=CLASS, tables=tables, relation=OWN,
        status=status,
    )  # fmt: skip


def _acting(lines: Iterable[Line]) -> int:
    return sum(1 for line in lines if line.fate not in (Fate.WAITS, Fate.DECIDED))


def _pupils(
    request: HttpRequest, wizard: Wizard, lines: Sequence[Line], names: presenter.Names
) -> list[presenter.Pupil]:
    if wizard.key is None:
        return []
    opened = class_queries.opened_classes(wizard.found.organisation_id, wizard.day)
    known = dict.fromkeys([*(one.key for one in opened), *wizard.classes])
    offered = presenter.choices(wizard.to, known, wizard.key, graduates=wizard.graduates)
    return presenter.pupils(lines, names, offered, request.POST.dict())


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.POST.items() if name.startswith("fate-")]


def _done(request: HttpRequest) -> str:
    if request.GET.get("done") != "promoted":
        return told(request, "taken_back")
    count = request.GET.get("count", "")
    whole = int(count) if count.isascii() and count.isdigit() and len(count) < 7 else 0
    return t("registry_desk.done.promoted", count=whole, shown=number(whole))


@page(CLASS, "decide")
@require_http_methods(["POST"])
def desk_promote_back(request: HttpRequest) -> HttpResponse:
    """A class goes on as if it had not been promoted on the day."""
    found = open_desk(request)
    key, day = read_class(request.POST.get("class")), read_day(request.POST.get("day"))
    if key is None or day is None:
        return HttpResponseRedirect(reverse("desk_promote"))
    source = t("registry_desk.promote_back.source")
    promoting.take_back_promotion(found.organisation_id, key, day, **how(request, source))
    query = urlencode({"class": class_text(key), "day": day.isoformat(), "done": "taken_back"})
    return HttpResponseRedirect(f"{reverse('desk_promote')}?{query}")


urlpatterns = [
    path(f"{ROOT}/promote/", desk_promote, name="desk_promote"),
    path(f"{ROOT}/promote/back/", desk_promote_back, name="desk_promote_back"),
    path(f"{ROOT}/graduate/", desk_graduate, name="desk_graduate"),
]
