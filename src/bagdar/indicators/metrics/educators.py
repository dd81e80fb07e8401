"""Those who teach: I1.1.1–I1.1.4 and I1.8.2. They count in the district of the organisation."""

from datetime import date

import ibis
import ibis.expr.types as ir

from bagdar.indicators.metrics.common import counted, on_day, one_of, organisations
from bagdar.indicators.metrics.metric import Asked, Measure, Metric, Tables, Unit

BY = ("district", "settlement", "ownership", "type", "position")
READS = ("place", "organisation", "post")
WITH_CATEGORY = ("moderator", "expert", "researcher", "master")
OF_PRESCHOOL = ("head", "methodologist", "educator")
NOT_EDUCATORS = ("librarian", "nurse", "researcher", "other")
AVERAGE_WAGE = "economy.average_wage"


def _posts(tables: Tables, asked: Asked) -> ir.Table:
    """Main posts of educators on the day with the organisation, one row a post."""
    posts = on_day(tables["post"], asked.on).select(
        "person_id", "organisation_id", "position", "is_main"
    )
    main = posts.filter(posts["is_main"] & ~one_of(posts["position"], NOT_EDUCATORS))
    return main.inner_join(organisations(tables, asked), "organisation_id")


def _share(rows: ir.Table, which: ir.BooleanColumn) -> ir.Table:
    return rows.select(*BY, numerator=counted(which), denominator=ibis.literal(1, "int64"))


def _marked(rows: ir.Table, who: ir.Table) -> ir.Table:
    return rows.left_join(
        who.select("person_id").distinct().mutate(has=ibis.literal(True)), "person_id"
    )


def _pay(tables: Tables, asked: Asked) -> ir.Table:
    """Average monthly pay of educators as a share of the average wage of the economy.

    Population   educators by their main post on the day of whom pay is recorded on the day
    Numerator    all components of their monthly pay, in tenge
    Denominator  the average monthly wage of the economy in the year, once for each of them
    Outside      economy.average_wage of data/indicators/outside.csv
    Source       State Programme, result indicator 1 of task 1.1
    """
    pay = on_day(tables["pay"], asked.on)
    paid = pay.group_by("person_id").agg(tenge=pay["amount_tenge"].sum().cast("int64"))
    rows = _posts(tables, asked).inner_join(paid, "person_id")
    wage = ibis.literal(asked.outside[AVERAGE_WAGE], "int64")
    return rows.select(*BY, numerator=rows["tenge"], denominator=wage)


def _trained_for_preschool(tables: Tables, asked: Asked) -> ir.Table:
    """Share of the staff of kindergartens who are trained for preschool education.

    Population   heads, methodologists and educators of preschool organisations by main post
    Numerator    those with a professional training in preschool education on the day
    """
    rows = _posts(tables, asked)
    rows = rows.filter((rows["type"] == "kindergarten") & one_of(rows["position"], OF_PRESCHOOL))
    held = on_day(tables["qualification"], asked.on)
    trained = held.filter((held["kind"] == "training_field") & (held["value"] == "preschool"))
    rows = _marked(rows, trained)
    return _share(rows, rows["has"])


def _with_category(tables: Tables, asked: Asked) -> ir.Table:
    """Share of school educators with one of the four upper categories.

    Population   educators of schools of any ownership by main post on the day
    Numerator    moderators, experts, researchers and masters whose category holds on the day
    Source       State Programme, result indicator 4 of task 1.1
    """
    rows = _posts(tables, asked)
    held = on_day(tables["qualification"], asked.on)
    some = held.filter((held["kind"] == "category") & one_of(held["value"], WITH_CATEGORY))
    rows = _marked(rows.filter(rows["type"] == "school"), some)
    return _share(rows, rows["has"])


def _heads(tables: Tables, asked: Asked) -> ir.Table:
    """Share of heads of universities who completed professional development in management.

    Population   heads of universities of any ownership by main post on the day
    Numerator    those who ended a course in management by the end of the year of the day
    """
    courses = tables["development"]
    done = courses.filter(
        (courses["topic"] == "management") & (courses["valid_to"] <= date(asked.year, 12, 31))
    )
    rows = _posts(tables, asked)
    rows = rows.filter((rows["type"] == "university") & (rows["position"] == "head"))
    rows = _marked(rows, done)
    return _share(rows, rows["has"])


def _on_standard(tables: Tables, asked: Asked) -> ir.Table:
    """Share of pedagogical programmes of study that were made on a professional standard.

    Population   programmes of ISCED-F broad field 01 taught on the day
    Numerator    those made on a professional standard
    """
    programmes = on_day(tables["study_programme"], asked.on)
    pedagogical = programmes.filter(programmes["field"].startswith("01")).select(
        "organisation_id", "level", "on_professional_standard"
    )
    rows = pedagogical.inner_join(organisations(tables, asked), "organisation_id")
    return rows.select(
        "district", "settlement", "ownership", "level",
        numerator=counted(rows["on_professional_standard"]),
        denominator=ibis.literal(1, "int64"),
    )  # fmt: skip


_STAFF = {"version": "1.0.0", "measure": Measure.SHARE, "of": Unit.EDUCATOR, "by": BY}
METRICS = (
    Metric(
        row="I1.1.1", units=_pay, reads=(*READS, "pay"), outside=(AVERAGE_WAGE,),
        **{**_STAFF, "measure": Measure.RATIO},
    ),
    Metric(row="I1.1.2", units=_trained_for_preschool, reads=(*READS, "qualification"), **_STAFF),
    Metric(
        row="I1.1.3", units=_on_standard, version="1.0.0", measure=Measure.SHARE,
        of=Unit.PROGRAMME, by=("district", "settlement", "ownership", "level"),
        reads=("place", "organisation", "study_programme"),
    ),
    Metric(row="I1.1.4", units=_with_category, reads=(*READS, "qualification"), **_STAFF),
    Metric(row="I1.8.2", units=_heads, reads=(*READS, "development"), **_STAFF),
)  # fmt: skip
