"""Who sat the national testing and how many grants there are, out of a simulated snapshot.

As many seats of a group of programmes as first-year students were taught at the state's cost in it
on the day. A family's standing is known to no register, and is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bagdar.admissions.queries.study_tables import Tables, open_tables
from bagdar.admissions.rules.campaign.building import Offering
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.exams import WHOLE
from bagdar.admissions.rules.campaign.formula import Known, Sitting, scored
from bagdar.admissions.rules.campaign.granting import GrantRules
from bagdar.admissions.rules.campaign.vouchers import LEVEL, group_of
from bagdar.admissions.rules.market import Applicant, Wish
from bagdar.admissions.rules.study.declared import Choosing
from bagdar.admissions.rules.study.errors import NothingToStudy
from bagdar.admissions.rules.study.wishing import Candidate, ranked_groups, standing_of

FIRST_COURSE, BY_THE_STATE, RURAL = 1, "state_order", "rural"
RECENT = timedelta(days=365)


@dataclass(frozen=True)
class Year:
    """What a snapshot gives. wishes: of each candidate, groups with a seat, the dearest first."""

    on: date
    candidates: tuple[Candidate, ...]
    wishes: tuple[tuple[str, ...], ...]
    offerings: tuple[Offering, ...]


def grant_year(begins: str, assessment: str, how: Choosing, seed: int) -> Year:
    """Raises NoSuchSnapshot, DamagedSnapshot, OnlySimulated, NothingToStudy."""
    tables = open_tables(begins)
    found = [_candidate(row) for row in tables.rows(_sat(tables, assessment))]
    seats: dict[str, int] = {}
    for row in tables.rows(_taught(tables)):
        group = group_of(row["field"] or "")
        seats[group] = seats.get(group, 0) + row["many"]
    groups = sorted(group for group in seats if group)
    if not found or not groups:
        raise NothingToStudy(on=tables.on)
    candidates = tuple(
        _with_standing(one, how, seed) for one in sorted(found, key=lambda one: one.child)
    )
    wishes = tuple(ranked_groups(candidates, groups, how, seed))
    return Year(tables.on, candidates, wishes, tuple(Offering(one, seats[one]) for one in groups))


def applicants_under(year: Year, rules: CampaignRules) -> Sequence[Applicant]:
    """The same people and wishes, scored as the rules have it."""
    assert isinstance(rules, GrantRules)
    return [
        Applicant(one.child, one.facts, _wishes(one, wished, rules, year.on))
        for one, wished in zip(year.candidates, year.wishes, strict=True)
    ]


def _wishes(one: Candidate, wished: Sequence[str], rules: GrantRules, on: date) -> tuple[Wish, ...]:
    need = str(one.facts.get(rules.formula.by, ""))
    known = Known(Sitting(one.reached, on), {}, need)
    found = scored(known, rules.formula, rules.need, (), rules.bound.least, on)
    facts = {"score": found.score, "passes": int(found.passes)}
    return tuple(Wish(group, facts) for group in wished)


def _candidate(row: dict[str, Any]) -> Candidate:
    is_rural = row["settlement"] == RURAL
    facts: dict[str, int | str] = {
        "region": row["home_region"] or "", "settlement": row["settlement"] or "",
        "sex": row["sex"] or "", "rural": int(is_rural), "orphan": int(bool(row["is_orphan"])),
    }  # fmt: skip
    child = f"{row['person_id'] & (2**64 - 1):016x}"
    return Candidate(child, int(row["score"] * WHOLE / row["most"]), is_rural, facts)


def _with_standing(one: Candidate, how: Choosing, seed: int) -> Candidate:
    standing = standing_of(one, how, seed)
    return replace(one, facts={**one.facts, "need": standing}) if standing else one


# --- questions to a snapshot ---------------------------------------------------------------------


def _sat(tables: Tables, assessment: str) -> Any:
    """Each person's points in the year before the day, together."""
    rows = tables.tables["result"]
    rows = rows.filter(
        (rows.assessment == assessment)
        & (rows.valid_from <= tables.on)
        & (rows.valid_from > tables.on - RECENT)
    )
    sat = rows.group_by("person_id").agg(score=rows.score.sum(), most=rows.most_score.sum())
    care = tables.today("care").select("person_id").distinct().mutate(is_orphan=True)
    return tables.with_homes(sat).left_join(care, "person_id").drop("person_id_right")


def _taught(tables: Tables) -> Any:
    """First-year students at the state's cost, by field."""
    rows = tables.today("enrolment")
    rows = rows.filter(
        (rows.level == LEVEL) & (rows.grade == FIRST_COURSE) & (rows.funding == BY_THE_STATE)
    )
    fields = tables.today("study_programme").select(
        organisation_id="organisation_id", programme="code", field="field"
    )
    found = rows.inner_join(fields, ["organisation_id", "programme"])
    return found.group_by("field").agg(many=found.person_id.nunique())
