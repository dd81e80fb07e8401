"""What every page of the desk begins with: whose desk it is, and which day it shows."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from bagdar.access.public import permits
from bagdar.core.declared import safe
from bagdar.core.errors import DomainError
from bagdar.look.origins import of_origins
from bagdar.look.tables import Table
from bagdar.look.words import t
from bagdar.registry.presenters import desk_facts
from bagdar.registry.presenters.desk_place import (
    CLASS,
    CONDITION,
    DESK,
    OWN,
    PERSON,
    STAFF,
    TRANSFER,
    Desk,
    Times,
    demand_kept,
    demand_own,
    demand_staff,
    how,
    keep_list_look,
    look_at_card,
    look_at_learners,
    look_at_part,
    open_desk,
    own_transfer,
)
from bagdar.registry.rules.promoting import ClassKey

__all__ = [
    "CLASS", "CONDITION", "DESK", "OWN", "PERSON", "STAFF", "TRANSFER", "Desk", "Times",
    "demand_kept", "demand_own", "demand_staff", "how", "keep_list_look", "look_at_card",
    "look_at_learners", "look_at_part", "open_desk", "own_transfer",
]  # fmt: skip
REFUSED = 422
LONGEST_GRADE = 3  # digits
SEPARATOR = "|"


def times_of(query: Mapping[str, Any], today: date) -> Times:
    """?on=2020-10-15&known=2020-10-20; a day that cannot be read is taken as none."""
    return Times(read_day(query.get("on")) or today, read_day(query.get("known")))


def times_words(times: Times) -> str:
    if times.known_on is None:
        return t("registry_desk.shown.on", on=times.on)
    return t("registry_desk.shown.known", on=times.on, known=times.known_on)


def read_day(text: object) -> date | None:
    try:
        found = date.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def class_text(key: ClassKey) -> str:
    """A class as an address or a choice of a form names it."""
    return SEPARATOR.join((key.level, "" if key.grade is None else str(key.grade), key.name))


def read_class(text: object) -> ClassKey | None:
    """None for what no database could look for either."""
    level, _, rest = str(text or "")[:100].partition(SEPARATOR)
    grade, mark, name = rest.partition(SEPARATOR)
    if not (mark and level) or "\0" in level + name:
        return None
    if grade and not (grade.isascii() and grade.isdigit() and len(grade) <= LONGEST_GRADE):
        return None
    return ClassKey(level, int(grade) if grade else None, name)


def class_link(key: ClassKey, times: Times | None = None) -> str:
    query = {"class": class_text(key), **(times.query if times else {})}
    return f"{reverse('desk_class')}?{urlencode(query)}"


def refusal(error: DomainError) -> str:
    """What a service refused, as one sentence."""
    return t(f"error.{error.code}", **error.facts)


def page_context(found: Desk, here: str, *crumbs: tuple[str, str], **more: Any) -> dict[str, Any]:
    """here: the page's own name in the crumbs."""
    way = [(t("registry_desk.title"), reverse("registry_desk")), *crumbs]
    notice = more.pop("done", "")
    return {
        "desk": found,
        "crumbs": [*way, (here, "")],
        **of_origins(found.origin),
        "source": found.name,
        "notice": notice,
        **more,
    }


def kept_tables(request: HttpRequest, found: Desk, person_id: UUID, of: str) -> list[Table]:
    """Of what is kept of a pupil or of a member of staff, as far as the reader may read it."""
    return desk_facts.tables(
        of, person_id, found.organisation_id, found.today,
        lambda object: permits(request, object, "read", OWN),
    )  # fmt: skip


def done_at(name: str, done: str, **query: str) -> HttpResponseRedirect:
    """Back to a page, which says what was done."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({**query, 'done': done})}")


def told(request: HttpRequest, *known: str) -> str:
    """The sentence of ?done=…, where it is one of those that the page knows."""
    done = safe(request.GET.get("done", ""), 30)
    return t(f"registry_desk.done.{done}") if done in known else ""
