"""Cohorts followed over years: one statement that joins sets, however many people and cohorts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.models.base import ENDS
from bagdar.registry.rules.flows import Cohort, Fate, Marks, flow
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
COUNTRY = ""
# Values are parameters; only names of tables and the fixed pieces below are put into the text.
# CROSS JOIN keeps SQLite to the order that is written: the cohort first, then each one's stays by
# the index of people. MATERIALIZED: a set is made once. A member carries the days that are asked:
# PostgreSQL knows nothing of how a set like `asked` is spread, and would take few for certain.
# Nobody is in two full-time places on a day, so a member has one area. Work and graduation are
# asked only of those who learn nowhere.
COHORTS = """
WITH asked ({columns}) AS (VALUES {values}),
members AS MATERIALIZED (
    SELECT a.*, COALESCE(o.region, '') AS area, e.person_id, e.organisation_id
    FROM asked a CROSS JOIN {members}
      AND {holds_on} AND e.grade = a.asked_grade AND e.form = %(form)s AND e.origin = %(origin)s
      AND e.level IN ('1', '2', '3')
), paths AS MATERIALIZED (
    SELECT a.cohort, e.person_id, MAX(a.area) AS area, MAX(a.since) AS since,
           MAX(a.later) AS later, {present} < MAX(a.between_them) AS was_away,
           MAX(CASE WHEN {holds_later} THEN e.level END) AS level,
           MAX(CASE WHEN {holds_later} THEN e.grade END) AS grade,
           MAX(CASE WHEN {holds_later} THEN there.type END) AS type,
           MAX(CASE WHEN {holds_later} THEN there.region END) AS region,
           MAX(home.region) AS home,
           MAX(CAST(e.valid_from AS text) || e.leaving_reason) AS last
    FROM members a CROSS JOIN {enrolment} e
    LEFT JOIN {organisation} there
        ON there.organisation_id = e.organisation_id AND {there_holds}
    LEFT JOIN {organisation} home
        ON home.organisation_id = a.organisation_id AND {home_holds}
    WHERE e.person_id = a.person_id AND e.superseded_at IS NULL
      AND e.form = %(form)s AND e.valid_from <= a.later
    GROUP BY a.cohort, e.person_id
), working AS MATERIALIZED (
    SELECT a.cohort, e.person_id FROM paths a CROSS JOIN {employment} e
    WHERE a.level IS NULL AND e.person_id = a.person_id AND {holds_later}
    UNION
    SELECT a.cohort, e.person_id FROM paths a CROSS JOIN {post} e
    WHERE a.level IS NULL AND e.person_id = a.person_id AND {holds_later}
), graduated AS MATERIALIZED (
    SELECT DISTINCT a.cohort, e.person_id FROM paths a CROSS JOIN {graduation} e
    WHERE a.level IS NULL AND e.person_id = a.person_id AND e.superseded_at IS NULL
      AND e.valid_from > a.since AND e.valid_from <= a.later
)
SELECT p.cohort, p.area, COALESCE(p.type, ''), COALESCE(p.level, ''), p.grade,
       COALESCE(p.region, ''), COALESCE(p.home, ''), p.was_away, w.person_id IS NOT NULL,
       g.person_id IS NOT NULL, SUBSTR(p.last, 11), COUNT(*)
FROM paths p
LEFT JOIN working w ON w.person_id = p.person_id AND w.cohort = p.cohort
LEFT JOIN graduated g ON g.person_id = p.person_id AND g.cohort = p.cohort
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""
MEMBERS_OF_REGION = """{organisation} o CROSS JOIN {enrolment} e
    WHERE o.region = %(region)s AND {o_holds_on} AND e.organisation_id = o.organisation_id"""
MEMBERS = """{enrolment} e
    LEFT JOIN {organisation} o ON o.organisation_id = e.organisation_id AND {o_holds_on}
    WHERE TRUE"""


def cohort_flow(
    *, grade: int, region: str, on: date, years: int, origin: Origin
) -> Mapping[Fate, int]:
    """Of those who learnt full-time in a grade in a region on a day: how many are where, so many
    years later. region: empty for the whole country.
    """
    cohort = Cohort(grade, on, years)
    found = cohort_flows([cohort], origin, region or None)[cohort]
    return found.get(region, dict.fromkeys(Fate, 0))


def cohort_flows(
    cohorts: Sequence[Cohort], origin: Origin, region: str | None = None
) -> Mapping[Cohort, Mapping[str, Mapping[Fate, int]]]:
    """People by fate of each cohort, in each region where it has anybody and in COUNTRY; or in one
    region alone.

    Several people share a set of marks; the rule gives each set its fate.
    """
    told: dict[Cohort, dict[str, list[tuple[Marks, int]]]] = {one: {} for one in cohorts}
    for cohort, area, marks, people in _counted(cohorts, origin, region) if cohorts else ():
        for code in {area, COUNTRY} if region is None else {area}:
            told[cohort].setdefault(code, []).append((marks, people))
    return {
        cohort: {
            code: flow(counted, grade=cohort.grade, years=cohort.years)
            for code, counted in areas.items()
        }
        for cohort, areas in told.items()
    }


def _counted(
    cohorts: Sequence[Cohort], origin: Origin, region: str | None
) -> Iterator[tuple[Cohort, str, Marks, int]]:
    between = max(one.years for one in cohorts) - 1
    facts: dict[str, Any] = {
        "region": region, "origin": origin.value, "form": Form.FULL_TIME.value,
    }  # fmt: skip
    for row, cohort in enumerate(cohorts):
        facts |= {f"{name}_{row}": value for name, value in _asked(row, cohort, between).items()}
    with connection.cursor() as cursor:
        cursor.execute(_text(len(cohorts), between, region), facts)
        for row, area, *marks, people in cursor.fetchall():
            yield cohorts[row], area, _marks(marks), people


def _asked(row: int, cohort: Cohort, between: int) -> dict[str, Any]:
    """What the statement is told of a cohort; year_N: the anniversaries between its two days, None
    after the last. Dates as such, by which PostgreSQL knows the type of the column.
    """
    days = [_years_later(cohort.on, year) for year in range(1, cohort.years)]
    return {
        "cohort": row,
        "asked_grade": cohort.grade,
        "since": cohort.on,
        "later": _years_later(cohort.on, cohort.years),
        "between_them": len(days),
        **{f"year_{year}": days[year] if year < len(days) else None for year in range(between)},
    }


def _text(cohorts: int, between: int, region: str | None) -> str:
    """The statement. between: anniversaries that lie between the two days, at most."""
    columns = list(_asked(0, Cohort(1, date(2000, 1, 1), 1), between))
    values = [f"({', '.join(f'%({name}_{row})s' for name in columns)})" for row in range(cohorts)]
    present = [
        f"MAX(CASE WHEN {_holds('e', f'a.year_{year}')} THEN 1 ELSE 0 END)"
        for year in range(between)
    ]
    members = MEMBERS if region is None else MEMBERS_OF_REGION
    return COHORTS.format(
        **TABLES,
        columns=", ".join(columns),
        values=", ".join(values),
        members=members.format(**TABLES, o_holds_on=_holds("o", "a.since")),
        holds_on=_holds("e", "a.since"),
        holds_later=_holds("e", "a.later"),
        there_holds=_holds("there", "a.later"),
        home_holds=_holds("home", "a.later"),
        present=" + ".join(present) or "0",
    )


def _holds(row: str, day: str) -> str:
    """That a current row holds on a day. row: its alias; day: the column of the day."""
    ends = ENDS.format(f"{row}.valid_to")
    return f"{row}.superseded_at IS NULL AND {row}.valid_from <= {day} AND {ends} > {day}"


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
