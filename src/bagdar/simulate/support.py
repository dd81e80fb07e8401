"""Rows of `support`, `care` and `dormitory`."""

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import day, heard_of, years_later
from bagdar.simulate.learners import IN_COLLEGE, IN_UNIVERSITY
from bagdar.simulate.lives import Year
from bagdar.simulate.store import Store, place_of
from bagdar.simulate.world import World

FULL_AGE = 18
NEEDS = (0.05, 0.06, 0.09, 0.34, 0.24, 0.1, 0.06, 0.06)  # by the place in the list of needs
LEARNS_ALREADY = 3  # years of age from which a need may be found
INSTITUTION, GUARDIANSHIP, FOSTER, PATRONAGE = (
    place_of("placements", one) for one in ("institution", "guardianship", "foster", "patronage")
)


def add_support(store: Store, world: World) -> None:
    """Special needs, from the day on which a consultation found them. As the share rises from year
    to year, the needs of more children are found.
    """
    kids, draws, of = world.children, world.draws, world.of
    figure = world.nation.figures["child.special_needs"]
    u = draws.unit("special needs", kids.key)
    young = (kids.cohort > of.first_year - FULL_AGE) & (u < figure.at(of.last_year))
    who = np.flatnonzero(young).astype(np.int32)
    key = kids.key[who]
    found = kids.born[who] + 365 * LEARNS_ALREADY + draws.whole(4 * 365, "need found", key)
    for year in of.years[1:]:  # those whom only the higher share of a later year brings in
        later = (u[who] >= figure.at(year - 1)) & (u[who] < figure.at(year))
        found = np.where(later, np.maximum(found, day(year, 1, 20)), found)
    told = (found <= of.last_day) & world.is_here(of.last_day)[who]
    told &= found < years_later(kids.born[who], FULL_AGE)
    who, key, found = who[told], key[told], found[told]
    store.add(
        "support",
        len(who),
        person_id=who,
        need=draws.among(NEEDS, "need", key),
        measure=draws.whole(8, "measure", key),
        conclusion=draws.whole(1_000_000, "conclusion", key),
        valid_from=found,
        valid_to=years_later(kids.born[who], FULL_AGE),
        recorded_at=heard_of(draws, "support", np.maximum(found, of.first_day), of.last_day, key),
    )


def orphans(world: World) -> tuple[Array, Array]:
    """(who, since): children without parents' care, and the day from which."""
    kids, draws, of = world.children, world.draws, world.of
    young = kids.cohort > of.first_year - FULL_AGE
    share = world.figure("child.without_parents", of.first_year) * 1.9  # at some time before 18
    is_one = draws.happens(share, "without parents", kids.key) & young
    who = np.flatnonzero(is_one).astype(np.int32)
    since = kids.born[who] + draws.whole(17 * 365, "without parents since", kids.key[who])
    told = (since <= of.last_day) & (years_later(kids.born[who], FULL_AGE) > of.first_day)
    return who[told], since[told].astype(np.int32)


def add_care(store: Store, world: World, who: Array, since: Array) -> None:
    """In an institution while its share is above the child's draw; then in a family."""
    kids, draws, of = world.children, world.draws, world.of
    key = kids.key[who]
    u = draws.unit("institution", key)
    until = years_later(kids.born[who], FULL_AGE)
    leaves = until.copy()
    for year in reversed(of.years):
        leaves = np.where(u >= world.figure("care.in_institution", year), day(year), leaves)
    inside = (leaves > since) & (u < world.figure("care.in_institution", of.first_year))
    leaves = np.where(inside, np.minimum(leaves, until), since)
    leaves = np.where((leaves > of.last_day) & (leaves < until), until, leaves)
    institution = world.hubs_of_region.of(
        world.home_region(who), draws.unit("which institution", key)
    )
    status = draws.happens(0.7, "parents live", key).astype(np.int8)
    family = np.array([GUARDIANSHIP, FOSTER, PATRONAGE])[
        draws.among([0.7, 0.14, 0.16], "family", key)
    ]
    for rows, placement, org, start, end in (
        (inside, np.full(len(who), INSTITUTION), institution, since, leaves),
        (leaves < until, family, np.full(len(who), -1), leaves, until),
    ):
        store.add(
            "care", int(rows.sum()), person_id=who[rows], status=status[rows],
            placement=placement[rows], organisation_id=org[rows], valid_from=start[rows],
            valid_to=end[rows],
            recorded_at=heard_of(draws, "care", np.maximum(start, of.first_day)[rows], of.last_day,
                                 key[rows], placement[rows]),
        )  # fmt: skip


def add_dormitory(store: Store, world: World, year: Year) -> None:
    """Students who need a bed, and those of them who have one."""
    rows, draws, of = year.enrolled, world.draws, world.of
    start = day(year.year, 9, 1)
    away = np.isin(rows["stage"], (IN_COLLEGE, IN_UNIVERSITY)) & (rows["start"] == start)
    away &= rows["form"] == 0
    there = np.flatnonzero(away)
    who, org = rows["person"][there], rows["org"][there]
    needs = draws.happens(
        world.figure("dormitory.needed", year.year), "needs a bed", world.key[who]
    )
    who, org = who[needs], org[needs]
    key = world.key[who]
    given = draws.unit("bed", key) < world.figure("dormitory.given", year.year)
    begins = start + 9
    at = heard_of(draws, "dormitory", begins, of.last_day, key, year.year)
    store.add(
        "dormitory",
        len(who),
        person_id=who,
        organisation_id=org,
        state=given.astype(np.int8),
        valid_from=begins,
        valid_to=day(year.year + 1, 7, 1),
        recorded_at=at,
    )


def guardians_of_orphans(
    store: Store, world: World, who: Array, since: Array, adults: Array
) -> None:
    """An adult of another family for those who live in one; the head for those in an institution is
    the organisation's own business.
    """
    kids, draws, of = world.children, world.draws, world.of
    if not len(adults) or not len(who):
        return
    adult = adults[draws.whole(len(adults), "guardian", kids.key[who])]
    until = years_later(kids.born[who], FULL_AGE)
    store.add(
        "guardianship", len(who), person_id=who, guardian_id=adult, kind="guardian",
        valid_from=since, valid_to=until,
        recorded_at=heard_of(draws, "guardian named", np.maximum(since, of.first_day), of.last_day,
                             kids.key[who]),
    )  # fmt: skip
