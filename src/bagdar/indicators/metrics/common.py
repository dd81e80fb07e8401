"""What many definitions need: rows of a day, organisations with their place, ages."""

from collections.abc import Collection
from datetime import date

import ibis.expr.types as ir

from bagdar.indicators.metrics.metric import Asked, Tables

PLACE = "place"  # what rules.places makes of territories for the day, as a table
PLACE_SCHEMA = dict.fromkeys(("territory", "district", "region", "settlement"), "string")
SCHOOL_LEVELS, PRESCHOOL_LEVELS = ("1", "2", "3"), ("01", "02")


def on_day(table: ir.Table, day: date) -> ir.Table:
    """Rows that hold on a day."""
    return table.filter(
        (table["valid_from"] <= day) & (table["valid_to"].isnull() | (table["valid_to"] > day))
    )


def one_of(column: ir.Column, values: Collection[str]) -> ir.BooleanColumn:
    return column.isin(list(values))


def counted(condition: ir.BooleanColumn) -> ir.IntegerColumn:
    """1 where it holds, 0 where it does not or is not known."""
    return condition.fill_null(False).cast("int64")


def organisations(tables: Tables, asked: Asked) -> ir.Table:
    """Organisations of the day with where they are.

    One row each: organisation_id, type, ownership, network_role, district, settlement. Where no
    territory is recorded the district is the region itself.
    """
    now = on_day(tables["organisation"], asked.on)
    where = tables["place"].select("territory", "district")
    joined = now.left_join(where, "territory")
    return joined.select(
        "organisation_id", "type", "ownership", "network_role",
        "settlement", district=joined["district"].coalesce(joined["region"]),
    )  # fmt: skip


def homes(tables: Tables, asked: Asked) -> ir.Table:
    """Where people live on the day. One row each: person_id, district, settlement."""
    now = on_day(tables["residence"], asked.on).select("person_id", "territory")
    where = tables["place"].select("territory", "district", "settlement")
    joined = now.left_join(where, "territory")
    return joined.select(
        "person_id", "settlement", district=joined["district"].coalesce(joined["territory"])
    )


def age_on(born_on: ir.DateColumn, day: date) -> ir.IntegerColumn:
    """Full years."""
    past = (born_on.month() < day.month) | (
        (born_on.month() == day.month) & (born_on.day() <= day.day)
    )
    # int32 first: months and years come as small integers that overflow on some engines
    return day.year - born_on.year().cast("int32") - 1 + past.cast("int32")


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
