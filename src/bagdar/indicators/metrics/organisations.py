"""What organisations have and are: I1.3.3, I1.3.4, I1.4.3, I1.5.2, I1.5.5, I1.7.1–I1.7.6, I1.8.1.

An organisation of which nothing is recorded in the table of conditions on the day does not count:
its condition is not known. Each counts in the district where it stands.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from bagdar.indicators.metrics.common import counted, on_day, one_of, organisations
from bagdar.indicators.metrics.metric import Asked, Measure, Metric, Tables, Unit

BY = ("district", "settlement", "ownership", "type")
READS = ("place", "organisation", "condition")
EDUCATIONAL = ("kindergarten", "school", "college", "university")
# ISCED-F broad fields: information and communication technologies; engineering, construction
TECHNICAL = ("06", "07")


def _equipped(tables: Tables, asked: Asked) -> ir.Table:
    """Organisations with their condition on the day, one row each."""
    condition = on_day(tables["condition"], asked.on).drop("valid_from", "valid_to", "origin")
    return organisations(tables, asked).inner_join(condition, "organisation_id")


def _share(rows: ir.Table, which: ir.BooleanColumn) -> ir.Table:
    return rows.select(*BY, numerator=counted(which), denominator=ibis.literal(1, "int64"))


def _state(rows: ir.Table, kind: str) -> ir.Table:
    return rows.filter((rows["type"] == kind) & (rows["ownership"] == "state"))


def _inclusive_kindergartens(tables: Tables, asked: Asked) -> ir.Table:
    """Share of state preschool organisations with conditions for inclusive education.

    Population   state kindergartens whose condition is recorded on the day
    Numerator    those that say they have created conditions for inclusive education
    Source       State Programme, result indicator 3 of task 1.3
    """
    rows = _state(_equipped(tables, asked), "kindergarten")
    return _share(rows, rows["has_inclusive_conditions"])


def _inclusive_schools(tables: Tables, asked: Asked) -> ir.Table:
    """Share of state general-education schools with conditions for inclusive education.

    As for kindergartens, of state schools.
    """
    rows = _state(_equipped(tables, asked), "school")
    return _share(rows, rows["has_inclusive_conditions"])


def _inclusive_colleges(tables: Tables, asked: Asked) -> ir.Table:
    """Share of state TVET organisations with conditions for inclusive education.

    As for kindergartens, of state colleges.
    """
    rows = _state(_equipped(tables, asked), "college")
    return _share(rows, rows["has_inclusive_conditions"])


def _inclusive_universities(tables: Tables, asked: Asked) -> ir.Table:
    """Share of civilian higher education institutions with conditions for inclusive education.

    Population   universities of any ownership whose condition is recorded on the day
    Numerator    those that say they have created conditions for inclusive education
    Reading      the register does not tell civilian institutions from others: all count
    """
    rows = _equipped(tables, asked)
    rows = rows.filter(rows["type"] == "university")
    return _share(rows, rows["has_inclusive_conditions"])


def _cameras(tables: Tables, asked: Asked) -> ir.Table:
    """Share of educational organisations with video surveillance.

    Population   kindergartens, schools, colleges and universities of any ownership whose condition
                 is recorded on the day
    Numerator    those with cameras
    Source       State Programme, result indicator 4 of task 1.3
    """
    rows = _equipped(tables, asked)
    rows = rows.filter(one_of(rows["type"], EDUCATIONAL))
    return _share(rows, rows["has_cameras"])


def _turnstiles(tables: Tables, asked: Asked) -> ir.Table:
    """Share of educational organisations with turnstiles; as for cameras."""
    rows = _equipped(tables, asked)
    rows = rows.filter(one_of(rows["type"], EDUCATIONAL))
    return _share(rows, rows["has_turnstiles"])


def _demonstration_exams(tables: Tables, asked: Asked) -> ir.Table:
    """Share of state colleges of technical profile that hold demonstration examinations.

    Population   state colleges that teach on the day at least one programme of ISCED-F broad field
                 06 (information and communication) or 07 (engineering, manufacturing, construction)
    Numerator    those that hold demonstration examinations on WorldSkills standards
    Reading      the act does not say what a technical profile is: the two broad fields are ours;
                 the other reading counts every state college
    """
    programmes = on_day(tables["study_programme"], asked.on)
    technical = programmes.filter(one_of(programmes["field"].substr(0, 2), TECHNICAL))
    rows = _state(_equipped(tables, asked), "college")
    rows = rows.semi_join(technical, "organisation_id")
    return _share(rows, rows["has_demonstration_exams"])


def _demonstration_exams_of_all(tables: Tables, asked: Asked) -> ir.Table:
    """Share of all state colleges that hold demonstration examinations, whatever they teach."""
    rows = _state(_equipped(tables, asked), "college")
    return _share(rows, rows["has_demonstration_exams"])


def _twelve_years(tables: Tables, asked: Asked) -> ir.Table:
    """Share of schools that have moved to the model of twelve years.

    Population   schools of any ownership whose condition is recorded on the day
    Numerator    those that say they teach by the model of twelve years
    Source       State Programme, result indicator 2 of task 1.5
    """
    rows = _equipped(tables, asked)
    rows = rows.filter(rows["type"] == "school")
    return _share(rows, rows["has_twelve_year_model"])


def _joint_programmes(tables: Tables, asked: Asked) -> ir.Table:
    """Share of universities with joint programmes and academic exchanges with foreign partners.

    Population   universities of any ownership whose condition is recorded on the day
    Numerator    those that exchange with foreign partners and teach a joint programme on the day
    Reading      "joint programmes and academic exchanges" asks both; the other reading takes either
    """
    rows = _universities_abroad(tables, asked)
    return _share(rows, rows["has_academic_exchanges"].fill_null(False) & rows["is_joint"])


def _joint_programmes_or_exchanges(tables: Tables, asked: Asked) -> ir.Table:
    """Share of universities with joint programmes or academic exchanges, either of them."""
    rows = _universities_abroad(tables, asked)
    return _share(rows, rows["has_academic_exchanges"].fill_null(False) | rows["is_joint"])


def _universities_abroad(tables: Tables, asked: Asked) -> ir.Table:
    programmes = on_day(tables["study_programme"], asked.on)
    joint = programmes.group_by("organisation_id").agg(joint=programmes["is_joint"].any())
    rows = _equipped(tables, asked)
    rows = rows.filter(rows["type"] == "university").left_join(joint, "organisation_id")
    return rows.select(*BY, "has_academic_exchanges", is_joint=rows["joint"].fill_null(False))


def _emergency(tables: Tables, asked: Asked) -> ir.Table:
    """Share of state schools whose building is in emergency condition.

    Population   state schools whose condition is recorded on the day
    Numerator    those whose building state is emergency
    Reading      the register does not tell day schools from evening ones: all state schools count
    """
    rows = _state(_equipped(tables, asked), "school")
    return _share(rows, rows["building_state"] == "emergency")


def _three_shifts(tables: Tables, asked: Asked) -> ir.Table:
    """Share of state schools that teach in three shifts; population as for emergency buildings."""
    rows = _state(_equipped(tables, asked), "school")
    return _share(rows, rows["shifts"] == 3)


def _equipped_rooms(tables: Tables, asked: Asked) -> ir.Table:
    """Share of the classrooms of schools that are fitted with modern equipment.

    Population   classrooms of state schools whose condition is recorded on the day
    Numerator    those that are equipped; a school that did not say how many counts none
    Reading      the act says "of secondary education organisations": rooms are counted, not schools
    """
    rows = _state(_equipped(tables, asked), "school")
    return rows.select(
        *BY, numerator=rows["equipped_rooms"].fill_null(0).cast("int64"),
        denominator=rows["rooms"].fill_null(0).cast("int64"),
    )  # fmt: skip


def _modern_colleges(tables: Tables, asked: Asked) -> ir.Table:
    """Number of colleges equipped with a modern base under the project Zhas Maman.

    Population   colleges of any ownership whose condition is recorded on the day
    Counted      those that say they are equipped under the project
    """
    rows = _equipped(tables, asked)
    rows = rows.filter(rows["type"] == "college")
    return _share(rows, rows["has_modern_equipment"])


def _per_capita(tables: Tables, asked: Asked) -> ir.Table:
    """Share of full-size state schools that are funded by the head.

    Population   state schools that are not small, whose condition is recorded on the day
    Numerator    those that say they are funded by the head
    """
    rows = _state(_equipped(tables, asked), "school")
    rows = rows.filter(rows["network_role"].fill_null("") != "small")
    return _share(rows, rows["has_per_capita_funding"])


def _built(tables: Tables, asked: Asked) -> ir.Table:
    """What was built in the year of the day, with the organisation as it stood on the day."""
    building = tables["construction"]
    begun = (building["valid_from"] >= date(asked.year, 1, 1)) & (
        building["valid_from"] < date(asked.year + 1, 1, 1)
    )
    built = building.filter(begun).drop("valid_from", "valid_to", "origin")
    return organisations(tables, asked).inner_join(built, "organisation_id")


def _sum(rows: ir.Table, what: ir.IntegerColumn) -> ir.Table:
    return rows.select(
        *BY, numerator=what.fill_null(0).cast("int64"), denominator=ibis.literal(1, "int64")
    )


def _beds(tables: Tables, asked: Asked) -> ir.Table:
    """Number of dormitory beds commissioned in the year.

    Population   constructions of colleges and universities that began to hold in the calendar year
    Counted      the beds that they created
    """
    rows = _built(tables, asked)
    rows = rows.filter(one_of(rows["type"], ("college", "university")))
    return _sum(rows, rows["beds_created"])


def _jobs(tables: Tables, asked: Asked) -> ir.Table:
    """Number of jobs created in the year by building and extending educational facilities.

    Population   constructions of educational organisations that began to hold in the calendar year
    Counted      the jobs that they created
    """
    rows = _built(tables, asked)
    return _sum(rows, rows["jobs_created"])


_SHARE = {"version": "1.0.0", "measure": Measure.SHARE, "of": Unit.ORGANISATION, "by": BY}
_COUNT = {**_SHARE, "measure": Measure.COUNT, "scale": 1}
_WITH_PROGRAMMES = (*READS, "study_programme")
_BUILT = ("place", "organisation", "construction")
METRICS = (
    Metric(row="I1.3.3/preschool", units=_inclusive_kindergartens, reads=READS, **_SHARE),
    Metric(row="I1.3.3/school", units=_inclusive_schools, reads=READS, **_SHARE),
    Metric(row="I1.3.3/tvet", units=_inclusive_colleges, reads=READS, **_SHARE),
    Metric(row="I1.3.3/hei", units=_inclusive_universities, reads=READS, **_SHARE),
    Metric(row="I1.3.4/cctv", units=_cameras, reads=READS, **_SHARE),
    Metric(row="I1.3.4/turnstile", units=_turnstiles, reads=READS, **_SHARE),
    Metric(row="I1.4.3", units=_demonstration_exams, reads=_WITH_PROGRAMMES, **_SHARE),
    Metric(row="I1.4.3", reading="all", units=_demonstration_exams_of_all, reads=READS, **_SHARE),
    Metric(row="I1.5.2", units=_twelve_years, reads=READS, **_SHARE),
    Metric(row="I1.5.5", units=_joint_programmes, reads=_WITH_PROGRAMMES, **_SHARE),
    Metric(
        row="I1.5.5", reading="either", units=_joint_programmes_or_exchanges,
        reads=_WITH_PROGRAMMES, **_SHARE,
    ),
    Metric(row="I1.7.1", units=_emergency, reads=READS, **_SHARE),
    Metric(row="I1.7.2", units=_three_shifts, reads=READS, **_SHARE),
    Metric(row="I1.7.3", units=_beds, reads=_BUILT, **_COUNT),
    Metric(
        row="I1.7.4", units=_equipped_rooms, reads=READS, **{**_SHARE, "measure": Measure.RATIO}
    ),
    Metric(row="I1.7.5", units=_modern_colleges, reads=READS, **_COUNT),
    Metric(row="I1.7.6", units=_jobs, reads=_BUILT, **_COUNT),
    Metric(row="I1.8.1", units=_per_capita, reads=READS, **_SHARE),
)  # fmt: skip
