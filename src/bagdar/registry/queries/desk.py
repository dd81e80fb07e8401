"""What the desk of an organisation has to know before it acts: timelines, and who is meant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bagdar.core.names import Name
from bagdar.core.national_ids import Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.people import cut
from bagdar.registry.queries.rows import ends_after, known_at, on_day, versions
from bagdar.registry.rules.differing import DETAILS
from bagdar.registry.rules.nouns import Form
from bagdar.registry.rules.promoting import Timelines

Rows = Mapping[UUID, list[models.Enrolment]]
FULL_TIME = Form.FULL_TIME.value


def overlapping(period: Period[date]) -> Q:
    found = ends_after(period.start)
    return found if period.end is None else found & Q(valid_from__lt=period.end)


def full_time_rows(person_ids: Collection[UUID]) -> Rows:
    """Every full-time row of each person, superseded ones among them; by start."""
    return _by_person(models.Enrolment.objects.filter(person_id__in=person_ids, form=FULL_TIME))


def standing_rows(person_ids: Collection[UUID], since: date) -> Rows:
    """The same, but only what stands now and holds on that day or later."""
    return _by_person(
        models.Enrolment.objects.filter(
            models.CURRENT, overlapping(Period(since)), person_id__in=person_ids, form=FULL_TIME
        )
    )


def _by_person(found: QuerySet[models.Enrolment]) -> Rows:
    rows: dict[UUID, list[models.Enrolment]] = defaultdict(list)
    for row in found.order_by("valid_from", "id"):
        rows[row.person_id].append(row)
    return rows


def timelines(rows: Rows) -> Timelines:
    return {person_id: versions(mine) for person_id, mine in rows.items()}


def learners_in(organisation_id: UUID, period: Period[date]) -> list[UUID]:
    """Who learns full-time in an organisation on some day of a period, as the register says now."""
    found = models.Enrolment.objects.filter(
        models.CURRENT, overlapping(period), organisation_id=organisation_id, form=FULL_TIME
    )
    return sorted(set(found.values_list("person_id", flat=True)))


def full_time_place(person_id: UUID, on: date) -> models.Enrolment | None:
    """Where a person learns full-time on a day, as the register says now."""
    found = models.Enrolment.objects.filter(
        models.CURRENT, on_day(on), person_id=person_id, form=FULL_TIME
    )
    return found.first()


def first_full_time(person_id: UUID, within: Period[date]) -> models.Enrolment | None:
    """The first full-time stay of a person that holds some day of a period."""
    found = models.Enrolment.objects.filter(
        models.CURRENT, overlapping(within), person_id=person_id, form=FULL_TIME
    )
    return found.order_by("valid_from").first()


def agreed(iin: Iin, born_on: date, origin: Origin) -> UUID | None:
    """The person whom the register has with this IIN and this birth date; both have to agree."""
    found = models.PersonFact.objects.filter(
        models.CURRENT, iin=iin.number, born_on=born_on, origin=origin.value
    )
    return found.values_list("person_id", flat=True).first()


def recorded(person_id: UUID) -> Mapping[str, object]:
    """Who a person is, by the name of each detail: the latest that stands."""
    found = models.PersonFact.objects.filter(models.CURRENT, person_id=person_id)
    return found.order_by("-valid_from").values(*DETAILS).first() or {}


def namesakes(name: Name, born_on: date | None, origin: Origin) -> bool:
    """Whether the register has somebody of this name, however spelt, born on this day."""
    keys = models.PersonKey.objects.filter(kind="name", key__in=cut(name.keys), origin=origin.value)
    found = models.PersonFact.objects.filter(
        models.CURRENT, born_on=born_on, person_id__in=keys.values("person_id")
    )
    return born_on is not None and found.exists()


def names(
    person_ids: Iterable[UUID], on: date, instant: datetime | None = None
) -> Mapping[UUID, Name]:
    """How people are called on a day, as known now or at an instant; no name: left out."""
    when = on_day(on) & known_at(instant)
    found = models.PersonFact.objects.filter(when, person_id__in=person_ids)
    return {row.person_id: Name(row.family, row.given, row.patronymic) for row in found}


def is_own(organisation_id: UUID, person_id: UUID, today: date) -> bool:
    """Whether a person learns in an organisation today, or is awaited there."""
    found = models.Enrolment.objects.filter(
        models.CURRENT,
        overlapping(Period(today)),
        organisation_id=organisation_id,
        person_id=person_id,
    )
    return found.exists()


def place_here(organisation_id: UUID, person_id: UUID, today: date) -> models.Enrolment | None:
    """The stay of a person in an organisation on a day, else the next one; full-time first."""
    found = models.Enrolment.objects.filter(
        models.CURRENT,
        overlapping(Period(today)),
        organisation_id=organisation_id,
        person_id=person_id,
    )
    rows = sorted(found, key=lambda row: (row.form != FULL_TIME, row.valid_from))
    return rows[0] if rows else None
