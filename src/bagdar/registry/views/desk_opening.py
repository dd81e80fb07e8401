"""What every page of the desk begins with: whose desk it is, and which day it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from bagdar.access.public import Forbidden, actor, looker_facts, note_hidden, place_of
from bagdar.core.declared import safe
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import day_begins, local_date
from bagdar.look.words import current_language, t
from bagdar.registry.queries import desk
from bagdar.registry.queries.organisations import organisation_on
from bagdar.registry.queries.rows import origin_of_organisation
from bagdar.registry.rules.desk_errors import NotOwn
from bagdar.registry.rules.nouns import Learner, OrganisationDetails, Story
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.services import desk_looks

DESK, CLASS, PERSON = "registry.desk", "registry.class", "registry.person"
TRANSFER, STAFF, CONDITION = "registry.transfer", "registry.staff", "registry.condition"
OWN = "own"
REFUSED = 422
SEPARATOR = "|"


@dataclass(frozen=True)
class Desk:
    """The organisation whose operator asks, as it is today. details: None: nothing is recorded."""

    organisation_id: UUID
    origin: Origin
    details: OrganisationDetails | None
    today: date

    @property
    def name(self) -> str:
        if self.details is None:
            return t("registry_desk.unnamed")
        names = {"kk": self.details.name_kk, "ru": self.details.name_ru, "en": self.details.name_en}
        return names[current_language()] or self.details.name_kk

    @property
    def type(self) -> str:
        return self.details.type if self.details else ""


def open_desk(request: HttpRequest) -> Desk:
    """Raises Forbidden for an account that works for no organisation, NoSuchOrganisation."""
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    today = local_date(timezone.now())
    origin = origin_of_organisation(organisation_id)
    return Desk(organisation_id, origin, organisation_on(organisation_id, today), today)


def demand_own(
    request: HttpRequest, found: Desk, person_id: UUID, object: str, operation: str
) -> None:
    """Raises NotOwn for who does not learn here: as if there were none, and it is noted."""
    if not desk.is_own(found.organisation_id, person_id, found.today):
        note_hidden(request, object, operation)
        raise NotOwn()


def look_at_learners(request: HttpRequest, found: Desk, times: "Times") -> tuple[Learner, ...]:
    """The list of a day; that it was looked at is written down first. Raises LookNotKept."""
    return desk_looks.look_at_learners(
        found.organisation_id, times.on, known_at=times.known_at, **_looks(request)
    )


def look_at_card(request: HttpRequest, person_id: UUID) -> Story:
    """The same for a person's card; the family reads the purpose."""
    return desk_looks.look_at_card(person_id, t("registry_desk.look.purpose"), **_looks(request))


def keep_list_look(request: HttpRequest, found: Desk, what: str) -> None:
    desk_looks.keep_list_look(found.organisation_id, what, **_looks(request))


def _looks(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor(request), "at": timezone.now(), "looker": looker_facts(request)}


@dataclass(frozen=True)
class Times:
    """The day that a list is of, and until which day's end it was known; None: as known now."""

    on: date
    known_on: date | None = None

    @property
    def known_at(self) -> datetime | None:
        """The last instant of the day."""
        if self.known_on is None:
            return None
        return day_begins(self.known_on + timedelta(days=1)) - timedelta(microseconds=1)

    @property
    def query(self) -> dict[str, str]:
        known = {"known": self.known_on.isoformat()} if self.known_on else {}
        return {"on": self.on.isoformat(), **known}


def times_of(query: Mapping[str, Any], today: date) -> Times:
    """?on=2020-10-15&known=2020-10-20; a day that cannot be read is taken as none."""
    return Times(read_day(query.get("on")) or today, read_day(query.get("known")))


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
    level, _, rest = str(text or "")[:100].partition(SEPARATOR)
    grade, mark, name = rest.partition(SEPARATOR)
    if not (mark and level) or (grade and not (grade.isascii() and grade.isdigit())):
        return None
    return ClassKey(level, int(grade) if grade else None, name)


def class_link(key: ClassKey, times: Times | None = None) -> str:
    query = {"class": class_text(key), **(times.query if times else {})}
    return f"{reverse('desk_class')}?{urlencode(query)}"


def how(request: HttpRequest, source: str) -> dict[str, Any]:
    """source, by and at, as every service asks for them."""
    return {"source": source, "by": actor(request), "at": timezone.now()}


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
        "illustrative": found.origin is not Origin.REAL,
        "source": found.name,
        "notice": notice,
        **more,
    }


def done_at(name: str, done: str, **query: str) -> HttpResponseRedirect:
    """Back to a page, which says what was done."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({**query, 'done': done})}")


def told(request: HttpRequest, *known: str) -> str:
    """The sentence of ?done=…, where it is one of those that the page knows."""
    done = safe(request.GET.get("done", ""), 30)
    return t(f"registry_desk.done.{done}") if done in known else ""
