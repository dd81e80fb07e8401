"""A cohort followed over years: one statement that joins sets, however many people they are."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.models.base import ENDS
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
# CROSS JOIN keeps SQLite to the order that is written: the cohort first, then each one's stays by
# the index of people. MATERIALIZED: a set is made once. Work and graduation are asked only of those
# who learn nowhere.
COHORT = """
WITH cohort AS MATERIALIZED (
    SELECT e.person_id, e.organisation_id FROM {of_region} {enrolment} e
    WHERE {holds_on} AND e.grade = %(grade)s AND e.form = %(form)s AND e.origin = %(origin)s
      AND e.level IN ('1', '2', '3') {in_region}
), places AS MATERIALIZED (
    SELECT e.organisation_id, e.type, e.region FROM {organisation} e WHERE {holds_later}
), paths AS MATERIALIZED (
    SELECT e.person_id, {present} AS years,
           MAX(CASE WHEN {holds_later} THEN e.level END) AS level,
           MAX(CASE WHEN {holds_later} THEN e.grade END) AS grade,
           MAX(CASE WHEN {holds_later} THEN there.type END) AS type,
           MAX(CASE WHEN {holds_later} THEN there.region END) AS region,
           MAX(home.region) AS home,
           MAX(CAST(e.valid_from AS text) || e.leaving_reason) AS last
    FROM cohort c CROSS JOIN {enrolment} e
    LEFT JOIN places there ON there.organisation_id = e.organisation_id
    LEFT JOIN places home ON home.organisation_id = c.organisation_id
    WHERE e.person_id = c.person_id AND e.superseded_at IS NULL AND e.form = %(form)s
      AND e.valid_from <= %(later)s
    GROUP BY e.person_id
), marked AS (
    SELECT COALESCE(p.type, '') AS type, COALESCE(p.level, '') AS level, p.grade,
           COALESCE(p.region, '') AS region, COALESCE(p.home, '') AS home,
           p.years < %(between)s AS was_away,
           CASE WHEN p.level IS NULL THEN
               EXISTS (SELECT 1 FROM {employment} e WHERE e.person_id = p.person_id
                       AND {holds_later})
               OR EXISTS (SELECT 1 FROM {post} e WHERE e.person_id = p.person_id
                          AND {holds_later})
           ELSE FALSE END AS works,
           CASE WHEN p.level IS NULL THEN
               EXISTS (SELECT 1 FROM {graduation} e WHERE e.person_id = p.person_id
                       AND e.superseded_at IS NULL AND e.valid_from > %(on)s
                       AND e.valid_from <= %(later)s)
           ELSE FALSE END AS has_graduated,
           SUBSTR(p.last, 11) AS left_for
    FROM paths p
)
SELECT type, level, grade, region, home, was_away, works, has_graduated, left_for, COUNT(*)
FROM marked GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
OF_REGION = """(
        SELECT e.organisation_id FROM {organisation} e WHERE e.region = %(region)s AND {holds_on}
    ) o CROSS JOIN"""
IN_REGION = "AND e.organisation_id = o.organisation_id"


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
    with connection.cursor() as cursor:
        cursor.execute(_text(region, len(between)), facts)
        for *marks, people in cursor.fetchall():
            yield _marks(marks), people


def _text(region: str, between: int) -> str:
    """The statement. between: how many anniversaries lie between the two days."""
    present = [
        f"MAX(CASE WHEN {_holds(f'year_{year}')} THEN 1 ELSE 0 END)" for year in range(between)
    ]
    holds = {"holds_on": _holds("on"), "holds_later": _holds("later")}
    return COHORT.format(
        **TABLES,
        **holds,
        of_region=OF_REGION.format(**TABLES, **holds) if region else "",
        in_region=IN_REGION if region else "",
        present=" + ".join(present) or "0",
    )


def _holds(day: str) -> str:
    """That a current row `e` holds on a day, which is a parameter by this name."""
    return (
        f"e.superseded_at IS NULL AND e.valid_from <= %({day})s"
        f" AND {ENDS.format('e.valid_to')} > %({day})s"
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
