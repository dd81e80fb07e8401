"""Doubtful records of regions: the database finds the few that may be, the rule decides.

The statement gives more people than the rule finds and never fewer: whoever it leaves out has an
IIN that agrees, an age well within the bounds, one place a level and no namesake of that birthday.
Two who are taken for one have a search key in common.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bagdar.core.names import Name
from bagdar.core.national_ids import Iin
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.models.base import ENDS
from bagdar.registry.queries.people import AT_ONCE, batched
from bagdar.registry.queries.rows import on_day
from bagdar.registry.rules.doubts import Doubtful, Learning, ages_of_levels, doubts

TABLES = {
    name: model._meta.db_table
    for name, model in (
        ("enrolment", models.Enrolment),
        ("organisation", models.OrganisationFact),
        ("person", models.PersonFact),
        ("key", models.PersonKey),
    )
}
# CROSS JOIN and MATERIALIZED: see queries/cohorts.
CANDIDATES = """
WITH learners AS MATERIALIZED (
    SELECT o.region, e.person_id, e.organisation_id, e.level, CAST(e.valid_from AS text) AS since,
           p.sex, p.iin, CAST(p.born_on AS text) AS born
    FROM (
        SELECT o.organisation_id, o.region FROM {organisation} o
        WHERE o.origin = %(origin)s AND {holds_o} {of_region}
    ) o CROSS JOIN {enrolment} e
    LEFT JOIN {person} p ON p.person_id = e.person_id AND {holds_p}
    WHERE e.organisation_id = o.organisation_id AND {holds_e}
)
SELECT region, person_id FROM learners
WHERE NOT COALESCE({number_agrees}, FALSE) OR NOT {has_age}
UNION
SELECT region, person_id FROM (
    SELECT l.region, n.person_id, COUNT(*) OVER (PARTITION BY l.region, n.key, l.born) AS people
    FROM (SELECT DISTINCT region, person_id, born FROM learners WHERE born IS NOT NULL) l
    CROSS JOIN {key} n WHERE n.person_id = l.person_id AND n.kind = 'name'
) alike WHERE people > 1
UNION
SELECT region, person_id FROM learners GROUP BY region, person_id, level
HAVING COUNT(DISTINCT organisation_id) > 1
"""
OF_REGION = "AND o.region = %(region)s"
NUMBER_AGREES = """(
    SUBSTR(iin, 1, 6) = SUBSTR(born, 3, 2) || SUBSTR(born, 6, 2) || SUBSTR(born, 9, 2)
    AND SUBSTR(iin, 7, 1) = CASE SUBSTR(born, 1, 2) || sex
        WHEN '19male' THEN '3' WHEN '19female' THEN '4'
        WHEN '20male' THEN '5' WHEN '20female' THEN '6' END
)"""
# The age at the end of the calendar year in which a stay begins: it may be one less at its start.
YEARS = """(CAST(SUBSTR(since, 1, 4) AS integer)
    - CAST(SUBSTR(born, 1, 4) AS integer))"""


def doubts_of(region: str, on: date, origin: Origin) -> tuple[Doubtful, ...]:
    """Every doubt about those who learn in a region on a day."""
    return dict(doubts_by_region(on, origin, region)).get(region, ())


def doubts_by_region(
    on: date, origin: Origin, region: str | None = None
) -> Iterator[tuple[str, tuple[Doubtful, ...]]]:
    """The doubts of every region that has any, or of one; one statement finds whom to look at."""
    found = _candidates(on, origin, region)
    for code in sorted(found):
        there = _organisations(code, on, origin)
        learning = [
            one
            for people in batched(sorted(found[code]), AT_ONCE)
            for one in _learning(people, there, on)
        ]
        yield code, doubts(learning)


def _candidates(on: date, origin: Origin, region: str | None) -> Mapping[str, list[UUID]]:
    """By region, whoever may be doubtful there."""
    text = CANDIDATES.format(
        **TABLES,
        of_region="" if region is None else OF_REGION,
        holds_o=_holds("o"),
        holds_e=_holds("e"),
        holds_p=_holds("p"),
        number_agrees=NUMBER_AGREES,
        has_age=_has_age(),
    )
    facts = {"region": region, "origin": origin.value, "on": on.isoformat()}
    found: dict[str, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(text, facts)
        for code, person_id in cursor.fetchall():
            found[code].append(UUID(str(person_id)))
    return found


def _holds(alias: str) -> str:
    ends = ENDS.format(f"{alias}.valid_to")
    return f"{alias}.superseded_at IS NULL AND {alias}.valid_from <= %(on)s AND {ends} > %(on)s"


def _has_age() -> str:
    """That the age is within the bounds of the level however the birthday falls, or unknown."""
    bounds = [
        f"WHEN '{level}' THEN {YEARS} - 1 >= {least} AND {YEARS} <= {most}"
        for level, (least, most) in ages_of_levels().items()
    ]
    return f"(born IS NULL OR CASE level {' '.join(bounds)} ELSE TRUE END)"


def _organisations(region: str, on: date, origin: Origin) -> QuerySet[models.OrganisationFact]:
    there = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), region=region, origin=origin.value
    )
    return there.values("organisation_id")


def _learning(people: Sequence[UUID], there: QuerySet[Any], on: date) -> list[Learning]:
    """A row an enrolment of these people there, with who each is on that day."""
    now = models.CURRENT & on_day(on)
    facts = models.PersonFact.objects.filter(now, person_id__in=people)
    fields = ("person_id", "family", "given", "patronymic", "born_on", "sex", "iin")
    known = {one["person_id"]: _person(one) for one in facts.values(*fields)}
    rows = models.Enrolment.objects.filter(now, person_id__in=people, organisation_id__in=there)
    columns = rows.values_list("person_id", "organisation_id", "level", "valid_from")
    return [
        Learning(person_id, organisation_id, level, since, **known.get(person_id, {}))
        for person_id, organisation_id, level, since in columns.order_by("person_id", "pk")
    ]


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": Name(row["family"], row["given"], row["patronymic"]),
        "born_on": row["born_on"],
        "sex": row["sex"] or None,
        "iin": Iin(row["iin"]) if row["iin"] else None,
    }
