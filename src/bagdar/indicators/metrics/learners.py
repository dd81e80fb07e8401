"""Pupils and students: I1.2.2, I1.3.2, I1.5.1, I1.5.3, I1.5.6, I1.6.1–I1.6.3, I1.6.5, T1.4, T1.5.

Learners count in the district of their organisation.
"""

from collections.abc import Collection
from datetime import date

import ibis
import ibis.expr.types as ir

from bagdar.indicators.metrics.common import (
    SCHOOL_LEVELS,
    counted,
    homes,
    on_day,
    one_of,
    organisations,
    years_before,
)
from bagdar.indicators.metrics.metric import Asked, Measure, Metric, Tables, Unit

BY_PUPIL = ("district", "settlement", "ownership", "language", "grade")
BY_STUDENT = ("district", "settlement", "ownership", "level")
COLLEGE_LEVELS, UNIVERSITY_LEVELS = ("3", "4", "5"), ("6", "7", "8")
READS = ("place", "organisation", "enrolment")


def _learners(tables: Tables, asked: Asked, kind: str) -> ir.Table:
    """Enrolments of the day in organisations of a type, with the organisation."""
    enrolled = on_day(tables["enrolment"], asked.on).select(
        "person_id", "organisation_id", "level", "grade", "language", "funding", "is_dual"
    )
    places = organisations(tables, asked)
    return enrolled.inner_join(places.filter(places["type"] == kind), "organisation_id")


def _pupils(tables: Tables, asked: Asked) -> ir.Table:
    rows = _learners(tables, asked, "school")
    return rows.filter(one_of(rows["level"], SCHOOL_LEVELS))


def _goers(tables: Tables, asked: Asked, column: str, values: Collection[str]) -> ir.Table:
    """Who takes part on the day in something of this kind or direction, one row each."""
    activity = on_day(tables["activity"], asked.on)
    some = activity.filter(one_of(activity[column], values))
    return some.select("person_id").distinct().mutate(goes=ibis.literal(True))


def _share(rows: ir.Table, by: tuple[str, ...], which: ir.BooleanColumn) -> ir.Table:
    return rows.select(*by, numerator=counted(which), denominator=ibis.literal(1, "int64"))


def _with_supplementary(tables: Tables, asked: Asked) -> ir.Table:
    goers = _goers(tables, asked, "kind", ("club", "sport"))
    return _pupils(tables, asked).left_join(goers, "person_id")


def _supplementary(tables: Tables, asked: Asked) -> ir.Table:
    """Share of school pupils who go to a club or a sports section.

    Population   pupils of grades 1 to 11 enrolled in schools of any ownership on the day
    Numerator    those who take part on the day in at least one club or sports section anywhere
    Source       State Programme, result indicator 2 of task 1.2
    """
    rows = _with_supplementary(tables, asked)
    return _share(rows, BY_PUPIL, rows["goes"])


def _supplementary_in_cities(tables: Tables, asked: Asked) -> ir.Table:
    """Pupils of city schools who go to a club or a section, as a share of all school pupils.

    Reading   the act's rows for cities and villages add up to the whole (35.1 + 26.4 = 61.5 in
              2018), so each is a part of all pupils; the other reading divides by the pupils of
              cities alone
    """
    rows = _with_supplementary(tables, asked)
    return _share(rows, BY_PUPIL, rows["goes"] & (rows["settlement"] == "urban"))


def _supplementary_in_villages(tables: Tables, asked: Asked) -> ir.Table:
    """Pupils of village schools who go to a club or a section, as a share of all school pupils.

    Reading   as for cities
    """
    rows = _with_supplementary(tables, asked)
    return _share(rows, BY_PUPIL, rows["goes"] & (rows["settlement"] == "rural"))


def _supplementary_of_cities(tables: Tables, asked: Asked) -> ir.Table:
    """Share of the pupils of city schools who go to a club or a sports section."""
    rows = _with_supplementary(tables, asked)
    rows = rows.filter(rows["settlement"] == "urban")
    return _share(rows, BY_PUPIL, rows["goes"])


def _supplementary_of_villages(tables: Tables, asked: Asked) -> ir.Table:
    """Share of the pupils of village schools who go to a club or a sports section."""
    rows = _with_supplementary(tables, asked)
    rows = rows.filter(rows["settlement"] == "rural")
    return _share(rows, BY_PUPIL, rows["goes"])


def _sports(tables: Tables, asked: Asked) -> ir.Table:
    """Share of school pupils who go to a sports section.

    Population   pupils of grades 1 to 11 enrolled in schools of any ownership on the day
    Numerator    those who take part on the day in at least one sports section
    """
    rows = _pupils(tables, asked).left_join(_goers(tables, asked, "kind", ("sport",)), "person_id")
    return _share(rows, BY_PUPIL, rows["goes"])


def _in_movement(tables: Tables, asked: Asked, movement: str, least: int, most: int) -> ir.Table:
    goers = _goers(tables, asked, "direction", (movement,))
    rows = _pupils(tables, asked).left_join(goers, "person_id")
    rows = rows.filter((rows["grade"] >= least) & (rows["grade"] <= most))
    return _share(rows, BY_PUPIL, rows["goes"])


def _zhas_qyran(tables: Tables, asked: Asked) -> ir.Table:
    """Share of pupils of grades 1 to 4 who take part in the movement Zhas Qyran on the day."""
    return _in_movement(tables, asked, "zhas_qyran", 1, 4)


def _zhas_ulan(tables: Tables, asked: Asked) -> ir.Table:
    """Share of pupils of grades 5 to 10 who take part in the movement Zhas Ulan on the day."""
    return _in_movement(tables, asked, "zhas_ulan", 5, 10)


def _zhas_sarbaz(tables: Tables, asked: Asked) -> ir.Table:
    """Number of college students who take part in the clubs Zhas Sarbaz.

    Population   students enrolled in colleges of any ownership on the day
    Counted      those who take part in a club Zhas Sarbaz on the day, each once
    """
    goers = _goers(tables, asked, "direction", ("zhas_sarbaz",))
    rows = _learners(tables, asked, "college").left_join(goers, "person_id")
    return _share(rows, BY_STUDENT, rows["goes"])


def _dual(tables: Tables, asked: Asked) -> ir.Table:
    """Share of college students under the state order who are in dual training.

    Population   students enrolled in colleges of any ownership on the day under the state order
    Numerator    those in dual training
    """
    rows = _learners(tables, asked, "college")
    rows = rows.filter(rows["funding"] == "state_order")
    return _share(rows, BY_STUDENT, rows["is_dual"])


def _foreign(tables: Tables, asked: Asked) -> ir.Table:
    """Share of foreign students in higher education.

    Population   students enrolled in universities of any ownership on the day
    Numerator    citizens of another country; whoever's citizenship is not known counts as our own
    """
    people = on_day(tables["person"], asked.on)
    foreigners = people.filter(people["citizenship"] != "KZ").select(
        "person_id", is_foreign=ibis.literal(True)
    )
    rows = _learners(tables, asked, "university").left_join(foreigners, "person_id")
    return _share(rows, BY_STUDENT, rows["is_foreign"])


def _employed(
    tables: Tables, asked: Asked, levels: Collection[str], since: date, until: date
) -> ir.Table:
    """Graduates under the state order from a day until before another, and whether in work."""
    told = tables["graduation"]
    done = told.filter(
        (told["valid_from"] >= since)
        & (told["valid_from"] < until)
        & (told["funding"] == "state_order")
        & one_of(told["level"], levels)
    ).select("person_id", "organisation_id", "level", finished_on="valid_from")
    jobs = tables["employment"].select("person_id", began_on="valid_from")
    at_work = done.inner_join(jobs, "person_id")
    soon = (at_work["began_on"] > at_work["finished_on"]) & (
        at_work["began_on"] < at_work["finished_on"] + ibis.interval(days=365)
    )
    works = at_work.filter(soon).select("person_id", "level").distinct()
    found = works.mutate(works=ibis.literal(True))
    rows = done.left_join(found, ["person_id", "level"]).left_join(
        organisations(tables, asked), "organisation_id"
    )
    return _share(rows, BY_STUDENT, rows["works"])


def _after_their_first_year(tables: Tables, asked: Asked, levels: Collection[str]) -> ir.Table:
    since, until = years_before(asked.on, 2), years_before(asked.on, 1)
    return _employed(tables, asked, levels, since, until)


def _of_the_same_year(tables: Tables, asked: Asked, levels: Collection[str]) -> ir.Table:
    since, until = date(asked.year, 1, 1), date(asked.year + 1, 1, 1)
    return _employed(tables, asked, levels, since, until)


def _employed_from_colleges(tables: Tables, asked: Asked) -> ir.Table:
    """Share of TVET graduates under the state order who were in work within a year.

    Population   graduations at ISCED levels 3 to 5 under the state order in the twelve months that
                 ended a year before the day: everybody's first year has passed
    Numerator    those with an employment that began within 365 days after the graduation, as the
                 pension-payments centre gives it
    Reading      the act does not say whose first year counts for a year; the other reading takes
                 those who graduated in the year itself, and is whole only a year later
    Source       State Programme, target indicator 4
    """
    return _after_their_first_year(tables, asked, COLLEGE_LEVELS)


def _employed_from_universities(tables: Tables, asked: Asked) -> ir.Table:
    """Share of graduates of higher education under the state order who were in work within a year.

    As for colleges, of graduations at ISCED levels 6 to 8.
    """
    return _after_their_first_year(tables, asked, UNIVERSITY_LEVELS)


def _employed_from_colleges_of_the_year(tables: Tables, asked: Asked) -> ir.Table:
    """Share of TVET graduates of the year itself who were in work within a year.

    As for the twelve months before, of graduations in the calendar year of the day: whole once a
    year has gone since the last of them, less before.
    """
    return _of_the_same_year(tables, asked, COLLEGE_LEVELS)


def _employed_from_universities_of_the_year(tables: Tables, asked: Asked) -> ir.Table:
    """Share of graduates of higher education of the year itself who were in work within a year.

    As for colleges, of graduations at ISCED levels 6 to 8.
    """
    return _of_the_same_year(tables, asked, UNIVERSITY_LEVELS)


def _in_institutions(tables: Tables, asked: Asked) -> ir.Table:
    """Share of orphans and children without parental care who live in institutions.

    Population   children placed on the day as orphans or without parental care
    Numerator    those placed in an institution
    Place        where the child lives
    """
    care = on_day(tables["care"], asked.on).select("person_id", "status", "placement")
    rows = care.left_join(homes(tables, asked), "person_id")
    return _share(rows, ("district", "settlement", "status"), rows["placement"] == "institution")


def _readiness(tables: Tables, asked: Asked) -> ir.Table:
    """Level of readiness of children of pre-school age for school.

    Population   results of the assessment of readiness in the calendar year of the day, of whoever
                 is enrolled at ISCED level 02 on the day of the result
    Value        points reached of the points that could be reached, all results together
    Reading      the act names no method; the other reading counts the children who reached half
    """
    rows = _readiness_results(tables, asked)
    millionths = 1_000_000
    return rows.select(
        *BY_READY,
        numerator=(rows["score"] * millionths).cast("int64"),
        denominator=(rows["most_score"] * millionths).cast("int64"),
    )


def _ready(tables: Tables, asked: Asked) -> ir.Table:
    """Share of assessed children who reached at least half of the points of readiness."""
    rows = _readiness_results(tables, asked)
    return _share(rows, BY_READY, rows["score"] * 2 >= rows["most_score"])


BY_READY = ("district", "settlement", "ownership", "type")


def _readiness_results(tables: Tables, asked: Asked) -> ir.Table:
    result = tables["result"]
    some = result.filter(
        (result["assessment"] == "school_readiness")
        & (result["valid_from"] >= date(asked.year, 1, 1))
        & (result["valid_from"] < date(asked.year + 1, 1, 1))
    ).select("person_id", "organisation_id", "score", "most_score", on="valid_from")
    enrolled = tables["enrolment"]
    early = enrolled.filter(enrolled["level"] == "02").select("person_id", "valid_from", "valid_to")
    both = some.inner_join(early, "person_id")
    then = both.filter(
        (both["valid_from"] <= both["on"])
        & (both["valid_to"].isnull() | (both["valid_to"] > both["on"]))
    ).select("person_id", "organisation_id", "score", "most_score", "on")
    return then.distinct().left_join(organisations(tables, asked), "organisation_id")


_PUPILS = {
    "version": "1.0.0",
    "measure": Measure.SHARE,
    "of": Unit.LEARNER,
    "by": BY_PUPIL,
    "reads": (*READS, "activity"),
}
_STUDENTS = {**_PUPILS, "by": BY_STUDENT, "reads": READS}
_EMPLOYED = {**_STUDENTS, "reads": ("place", "organisation", "graduation", "employment")}
_READY = {**_PUPILS, "by": BY_READY, "reads": (*READS, "result")}
METRICS = (
    Metric(row="T1.4", units=_employed_from_colleges, **_EMPLOYED),
    Metric(row="T1.5", units=_employed_from_universities, **_EMPLOYED),
    Metric(
        row="T1.4", reading="same_year", units=_employed_from_colleges_of_the_year, **_EMPLOYED
    ),
    Metric(
        row="T1.5", reading="same_year", units=_employed_from_universities_of_the_year, **_EMPLOYED
    ),
    Metric(row="I1.2.2", units=_supplementary, **_PUPILS),
    Metric(row="I1.2.2/city", units=_supplementary_in_cities, **_PUPILS),
    Metric(row="I1.2.2/city", reading="of_city", units=_supplementary_of_cities, **_PUPILS),
    Metric(row="I1.2.2/village", units=_supplementary_in_villages, **_PUPILS),
    Metric(row="I1.2.2/village", reading="of_village", units=_supplementary_of_villages, **_PUPILS),
    Metric(
        row="I1.3.2", units=_in_institutions, **{
            **_PUPILS, "by": ("district", "settlement", "status"),
            "reads": ("place", "residence", "care"),
        },
    ),
    Metric(row="I1.5.1", units=_readiness, **{**_READY, "measure": Measure.RATIO}),
    Metric(row="I1.5.1", reading="half", units=_ready, **_READY),
    Metric(row="I1.5.3", units=_dual, **_STUDENTS),
    Metric(row="I1.5.6", units=_foreign, **{**_STUDENTS, "reads": (*READS, "person")}),
    Metric(row="I1.6.1", units=_zhas_qyran, **_PUPILS),
    Metric(row="I1.6.2", units=_zhas_ulan, **_PUPILS),
    Metric(
        row="I1.6.3", units=_zhas_sarbaz, **{
            **_STUDENTS, "reads": (*READS, "activity"), "measure": Measure.COUNT, "scale": 1,
        },
    ),
    Metric(row="I1.6.5", units=_sports, **_PUPILS),
)  # fmt: skip
