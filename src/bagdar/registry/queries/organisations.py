"""What an organisation is and was, and who learnt there on a day."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Collate

from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries import written
from bagdar.registry.queries.rows import (
    details_of,
    on_day,
    origin_of_organisation,
)
from bagdar.registry.queries.rows import (
    known_at as told_at,
)
from bagdar.registry.queries.written import When, facts, names_on
from bagdar.registry.rules.nouns import EnrolmentDetails, Form, Learner, OrganisationDetails
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.rules.reading import WHOLE, Cut, Part


def organisation_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> OrganisationDetails | None:
    """An organisation on a day, as the register says now or said at an instant; None: nothing.

    Raises NoSuchOrganisation.
    """
    model, rows = models.OrganisationFact, []
    if known_at is None:
        rows = facts(model, "organisation_id", [organisation_id], When.ON_DAY, on)
    else:
        when = on_day(on) & told_at(known_at)
        rows = list(model.objects.filter(when, organisation_id=organisation_id).order_by("pk")[:1])
    if not rows:
        origin_of_organisation(organisation_id)  # whether there is one is asked only here
        return None
    details: OrganisationDetails = details_of(rows[0])
    return details


def organisation_and_origin(
    organisation_id: UUID, on: date
) -> tuple[OrganisationDetails | None, Origin]:
    """The same as the register says now, and of which records it is. Raises NoSuchOrganisation.

    What is said of an organisation has its origin: the database refuses any other.
    """
    said = facts(models.OrganisationFact, "organisation_id", [organisation_id], When.ON_DAY, on)
    if not said:
        return None, origin_of_organisation(organisation_id)
    return details_of(said[0]), Origin(said[0].origin)


def enrolments_on(
    organisation_id: UUID,
    on: date,
    known_at: datetime | None = None,
    *,
    of: ClassKey | None = None,
) -> tuple[Learner, ...]:
    """A class list as it was on a day and as it was known: by level, grade, group and name.

    of  one class alone; None: everybody who learns there
    Names are those of the day too; empty where the register gave none. Raises NoSuchOrganisation.
    """
    listed = written.learning_on(organisation_id, on, known_at, of)
    found = tuple(sorted(_learners(organisation_id, listed, on, known_at), key=_in_order))
    if not found:
        origin_of_organisation(organisation_id)
    return found


def learners_part(
    organisation_id: UUID,
    on: date,
    known_at: datetime | None = None,
    *,
    those: Any = None,
    cut: Cut = WHOLE,
) -> Part[Learner]:
    """One page of the same list in the same order; the database puts it in order and cuts it.

    those  a condition on the enrolments; None: everybody
    """
    if those is None and cut.after is None:
        return _first_part(organisation_id, on, known_at, cut)
    when = on_day(on) & told_at(known_at)
    rows = models.Enrolment.objects.filter(when, organisation_id=organisation_id)
    if those is not None:
        rows = rows.filter(those)
    counted = written.counted_on(organisation_id, on, known_at) if those is None else _counted(rows)
    classes = _classes(counted)
    if not classes:
        origin_of_organisation(organisation_id)
    rows = rows.alias(**_order(on, known_at))
    last = None if cut.after is None else _key(rows.filter(person_id=cut.after))
    at = None if last is None else bisect_left([one.key for one in classes], last[:3])
    # Only of the classes that the page shows is anybody's name asked.
    some, inner = cut.within([one.count for one in classes], at)
    asked = rows if classes[some] == classes else rows.filter(_those(classes[some]))
    if last is not None:
        asked = asked.filter(_behind(last))
    window = asked.order_by(*ORDER)[inner.window]
    rows_of_it = window.values_list("person_id", "valid_from", "valid_to", *written.LEARNING)
    listed = _learners(organisation_id, list(rows_of_it), on, known_at)
    return inner.of(listed, sum(one.count for one in classes))


def _first_part(
    organisation_id: UUID, on: date, known_at: datetime | None, cut: Cut
) -> Part[Learner]:
    """The page that most look at, of everybody: put in order here, in statements written once."""
    rows = written.learning_within(organisation_id, on, known_at, cut.window)
    if not rows:  # nobody learns there, or the cut is behind the last
        counted = written.counted_on(organisation_id, on, known_at)
        if not counted:
            origin_of_organisation(organisation_id)
        return cut.of([], sum(counted.values()))
    names = names_on({row.said[0] for row in rows}, on, known_at)
    rows.sort(key=lambda row: (row.before, _whole(names.get(row.said[0])), row.key))
    first = cut.offset - rows[0].before
    shown = rows[first : None if cut.size is None else first + cut.size + 1]
    return cut.of(_named(organisation_id, [row.said for row in shown], names), rows[0].total)


def _whole(name: Name | None) -> str:
    """With its empty parts, as `written.name_of` has it in the database."""
    return f"{name.family} {name.given} {name.patronymic}" if name else ""


ORDER = ("by_level", "by_grade", "by_group", "by_name", "person_id", "pk")


class _Class(NamedTuple):
    """Those who stand together in the order of a list. key: by what."""

    key: tuple[str, int, str]
    grade: int | None
    count: int


def _counted(rows: QuerySet[Any]) -> dict[ClassKey, int]:
    each = rows.order_by().values_list("level", "grade", "group").annotate(Count("pk"))
    return {ClassKey(*key): count for *key, count in each}


def _classes(counted: Mapping[ClassKey, int]) -> list[_Class]:
    """In the order of `_order`."""
    found = [
        _Class((one.level, one.grade or 0, one.name), one.grade, count)
        for one, count in counted.items()
    ]
    return sorted(found, key=lambda one: one.key)


def _those(classes: Sequence[_Class]) -> Q:
    """Who is in one of these."""
    found = Q(pk__in=())
    for (level, grade), some in groupby(classes, lambda one: (one.key[0], one.grade)):
        found |= Q(level=level, grade=grade, group__in=[one.key[2] for one in some])
    return found


def _order(on: date, known_at: datetime | None) -> dict[str, Any]:
    person = f"{models.Enrolment._meta.db_table}.person_id"
    name, given = written.name_of(person, on, known_at)
    return {
        "by_level": _plain(F("level")),
        "by_grade": Coalesce("grade", 0),
        "by_group": _plain(F("group")),
        "by_name": _plain(RawSQL(name, given, CharField())),
    }


def _plain(text: Any) -> Any:
    """By the numbers of the letters on both engines, whatever the cluster was made with."""
    return Collate(text, "C") if connection.vendor == "postgresql" else text


def _key(rows: QuerySet[Any]) -> tuple[Any, ...] | None:
    """Where the last of some rows stands in the order; None where there is none."""
    names = {f"key_{name}": F(name) for name in ORDER}
    last = rows.annotate(**names).order_by(*(f"-{name}" for name in ORDER))
    return last.values_list(*names).first()


def _behind(key: Sequence[Any]) -> Q:
    """Rows that stand after a place in the order."""
    later, same = Q(), Q()
    for name, value in zip(ORDER, key, strict=True):
        later |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return later


def _learners(
    organisation_id: UUID, listed: Sequence[Sequence[Any]], on: date, known_at: datetime | None
) -> list[Learner]:
    return _named(organisation_id, listed, names_on({row[0] for row in listed}, on, known_at))


def _named(
    organisation_id: UUID, listed: Sequence[Sequence[Any]], names: Mapping[UUID, Name]
) -> list[Learner]:
    unknown = Name("", "")
    return [
        Learner(
            person_id,
            names.get(person_id, unknown),
            _enrolment(organisation_id, said),
            Period(since, until),
        )
        for person_id, since, until, *said in listed
    ]


def _enrolment(organisation_id: UUID, said: Sequence[Any]) -> EnrolmentDetails:
    facts = dict(zip(written.LEARNING, said, strict=True))
    return EnrolmentDetails(organisation_id, **{**facts, "form": Form(facts["form"])})


def _in_order(one: Learner) -> tuple[object, ...]:
    """As `_order` has it in the database: a name with its empty parts."""
    said = one.enrolment
    place = (said.level, said.grade or 0, said.group)
    return place, _whole(one.name), str(one.person_id), said.form
