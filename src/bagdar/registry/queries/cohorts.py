"""A cohort followed over years: one statement that joins sets, however many people they are."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.rules.flows import Fate, Marks, flow
from bagdar.registry.rules.nouns import Form

TABLES = {
    name: model._meta.db_table
    for name, model in (
        ("enrolment", models.Enrolment),
        ("organisation", models.OrganisationFact),
        ("employment", models.Employment),
        ("post", models.Post),
        ("graduation", models.Graduation),
    )
}
# Values are parameters; only names of tables and the fixed pieces below are put into the text.
COHORT = """
WITH cohort AS (
    SELECT DISTINCT e.person_id, e.organisation_id FROM {enrolment} e {of_region}
    WHERE {holds_on} AND e.grade = %(grade)s AND e.form = %(form)s AND e.origin = %(origin)s
      AND e.level IN ('1', '2', '3')
), stays AS (
    SELECT e.* FROM {enrolment} e JOIN cohort c ON c.person_id = e.person_id
    WHERE e.superseded_at IS NULL AND e.form = %(form)s AND e.valid_from <= %(later)s
), present AS (
    SELECT e.person_id, {present} AS years FROM stays e GROUP BY e.person_id
), last AS (
    SELECT e.person_id, e.leaving_reason,
           ROW_NUMBER() OVER (PARTITION BY e.person_id ORDER BY e.valid_from DESC) AS place
    FROM stays e
), works AS (
    SELECT e.person_id FROM {employment} e JOIN cohort c ON c.person_id = e.person_id
    WHERE {holds_later}
    UNION
    SELECT e.person_id FROM {post} e JOIN cohort c ON c.person_id = e.person_id
    WHERE {holds_later}
), done AS (
    SELECT DISTINCT e.person_id FROM {graduation} e JOIN cohort c ON c.person_id = e.person_id
    WHERE e.superseded_at IS NULL AND e.valid_from > %(on)s AND e.valid_from <= %(later)s
), places AS (
    SELECT e.organisation_id, e.type, e.region FROM {organisation} e WHERE {holds_later}
)
SELECT COALESCE(there.type, ''), COALESCE(now.level, ''), now.grade, COALESCE(there.region, ''),
       COALESCE(home.region, ''), COALESCE(present.years, 0) < %(between)s,
       works.person_id IS NOT NULL, done.person_id IS NOT NULL, COALESCE(last.leaving_reason, ''),
       COUNT(DISTINCT c.person_id)
FROM cohort c
LEFT JOIN stays now ON now.person_id = c.person_id
    AND (now.valid_to IS NULL OR now.valid_to > %(later)s)
LEFT JOIN places there ON there.organisation_id = now.organisation_id
LEFT JOIN places home ON home.organisation_id = c.organisation_id
LEFT JOIN present ON present.person_id = c.person_id
LEFT JOIN last ON last.person_id = c.person_id AND last.place = 1
LEFT JOIN works ON works.person_id = c.person_id
LEFT JOIN done ON done.person_id = c.person_id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
OF_REGION = """
    JOIN {organisation} o ON o.organisation_id = e.organisation_id AND o.region = %(region)s
      AND o.superseded_at IS NULL AND o.valid_from <= %(on)s
      AND (o.valid_to IS NULL OR o.valid_to > %(on)s)"""


def cohort_flow(
    *, grade: int, region: str, on: date, years: int, origin: Origin
) -> dict[Fate, int]:
    """Of those who learnt full-time in a grade in a region on a day: how many are where, so many
    years later. region: empty for the whole country.

    Several people share a set of marks; the rule gives each set its fate.
    """
    counted = _counted(grade=grade, region=region, on=on, years=years, origin=origin)
    return dict(flow(counted, grade=grade, years=years))


def _counted(
    *, grade: int, region: str, on: date, years: int, origin: Origin
) -> Iterator[tuple[Marks, int]]:
    between = [_years_later(on, year) for year in range(1, years)]
    facts: dict[str, Any] = {
        "grade": grade, "region": region, "on": on.isoformat(), "origin": origin.value,
        "form": Form.FULL_TIME.value, "later": _years_later(on, years).isoformat(),
        "between": len(between),
        **{f"year_{place}": day.isoformat() for place, day in enumerate(between)},
    }  # fmt: skip
    present = [
        f"SUM(CASE WHEN {_holds(f'year_{n}')} THEN 1 ELSE 0 END)" for n in range(len(between))
    ]
    text = COHORT.format(
        **TABLES,
        of_region=OF_REGION.format(**TABLES) if region else "",
        holds_on=_holds("on"),
        holds_later=_holds("later"),
        present=" + ".join(present) or "0",
    )
    with connection.cursor() as cursor:
        cursor.execute(text, facts)
        for *marks, people in cursor.fetchall():
            yield _marks(marks), people


def _holds(day: str) -> str:
    """That a current row `e` holds on a day, which is a parameter by this name."""
    return (
        f"e.superseded_at IS NULL AND e.valid_from <= %({day})s"
        f" AND (e.valid_to IS NULL OR e.valid_to > %({day})s)"
    )


def _marks(row: list[Any]) -> Marks:
    type, level, grade, region, home, was_away, works, has_graduated, left_for = row
    return Marks(
        type=type,
        level=level,
        grade=grade,
        region=region,
        home=home,
        was_away=bool(was_away),
        works=bool(works),
        has_graduated=bool(has_graduated),
        left_for=left_for,
    )


def _years_later(day: date, years: int) -> date:
    """29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
