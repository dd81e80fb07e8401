"""Preschool: T1.1, who of the small children goes to a kindergarten or a pre-school class."""

import ibis.expr.types as ir

from bagdar.indicators.metrics.common import (
    PRESCHOOL_LEVELS,
    age_on,
    counted,
    homes,
    on_day,
    one_of,
    years_before,
)
from bagdar.indicators.metrics.metric import Asked, Measure, Metric, Tables, Unit


def _children(tables: Tables, asked: Asked, least: int) -> ir.Table:
    people = tables["person"]
    # a year more than the ages ask, so that few birth dates are looked at closely
    young = people.filter(people["born_on"] > years_before(asked.on, 7))
    now = on_day(young, asked.on)
    children = now.select("person_id", "sex", age=age_on(now["born_on"], asked.on))
    children = children.filter((children["age"] >= least) & (children["age"] <= 6))
    enrolled = on_day(tables["enrolment"], asked.on)
    levels = enrolled.group_by("person_id").agg(
        preschool=one_of(enrolled["level"], PRESCHOOL_LEVELS).any(),
    )
    joined = children.inner_join(homes(tables, asked), "person_id").left_join(levels, "person_id")
    # nobody who learns in grade 1 already is waited for in a kindergarten
    counts = joined["preschool"].fill_null(True)
    rows = joined.filter(counts)
    return rows.select(
        "district", "settlement", "sex", "age",
        numerator=counted(rows["preschool"]), denominator=counted(rows["age"].notnull()),
    )  # fmt: skip


def _one_to_six(tables: Tables, asked: Asked) -> ir.Table:
    """Share of children aged 1 to 6 who attend preschool education on the day.

    Population   everybody of whom the register knows that they live in the country on the day and
                 who is 1 to 6 full years old, without those who learn at school already
    Numerator    those enrolled at ISCED level 01 or 02 on the day: kindergartens, mini-centres and
                 pre-school classes of any ownership
    Place        where the child lives
    Source       State Programme, target indicator 1; UIS, net enrolment rate of early childhood
    """
    return _children(tables, asked, 1)


def _three_to_six(tables: Tables, asked: Asked) -> ir.Table:
    """Share of children aged 3 to 6 who attend preschool education on the day.

    As for ages 1 to 6, of those who are 3 or older.
    """
    return _children(tables, asked, 3)


_COVERAGE = {
    "version": "1.0.0",
    "measure": Measure.SHARE,
    "of": Unit.LEARNER,
    "by": ("district", "settlement", "sex", "age"),
    "reads": ("place", "person", "residence", "enrolment"),
}
METRICS = (
    Metric(row="T1.1/1-6", units=_one_to_six, **_COVERAGE),
    Metric(row="T1.1/3-6", units=_three_to_six, **_COVERAGE),
)
