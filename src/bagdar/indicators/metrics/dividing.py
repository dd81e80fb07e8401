"""Learners of a divided place on the first day after: what its shares are counted from."""

from datetime import date

import ibis.expr.types as ir

from bagdar.indicators.metrics.common import on_day
from bagdar.indicators.metrics.metric import Tables

READS = ("organisation", "enrolment")


def learners(tables: Tables, eve: date, since: date) -> ir.Table:
    """Who learns on the first day, by where the organisation stood on the eve and stands then.

    Population  enrolments of the first day in organisations that are there on both days
    Place       the organisation's; before, after: its territory, else its region

    One row for each pair: before, after, learners.
    """
    facts = tables["organisation"]
    before = on_day(facts, eve).select("organisation_id", eve_place=_place(facts))
    after = on_day(facts, since).select("organisation_id", since_place=_place(facts))
    both = before.inner_join(after, "organisation_id").select(
        "organisation_id", "eve_place", "since_place"
    )
    enrolled = on_day(tables["enrolment"], since).group_by("organisation_id").agg(
        learners=lambda rows: rows.count().cast("int64")
    )  # fmt: skip
    joined = both.inner_join(enrolled, "organisation_id")
    return joined.group_by(before=joined["eve_place"], after=joined["since_place"]).agg(
        learners=joined["learners"].sum().cast("int64")
    )


def _place(facts: ir.Table) -> ir.Value:
    return facts["territory"].coalesce(facts["region"])
