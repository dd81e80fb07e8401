"""Rows of `result`: readiness for school, monitoring in grades 4 and 9 of some schools, and the
Unified National Testing.

A pupil has one ability; a subject, a school and a day add to it. Villages are a little behind.
"""

import numpy as np

from bagdar.simulate.arrays import Array, Floats
from bagdar.simulate.days import day, heard_of
from bagdar.simulate.learners import PRESCHOOL, SCHOOLING
from bagdar.simulate.lives import Year
from bagdar.simulate.store import Store, place_of
from bagdar.simulate.world import World

SAMPLED = 0.2  # schools whose pupils are monitored in a year
TAKES_ENT = 0.78
MONITORING, ENT = place_of("assessments", "external_monitoring"), place_of("assessments", "ent")
SUBJECTS = {
    4: (("reading_literacy", 15), ("mathematical_literacy", 15)),
    9: (("reading_literacy", 25), ("mathematical_literacy", 25), ("science_literacy", 25)),
    11: (("history_of_kazakhstan", 20), ("mathematical_literacy", 15), ("reading_literacy", 20)),
}
MEANS = {4: 0.60, 9: 0.60, 11: 0.56}  # of the most that can be reached
READINESS = place_of("assessments", "school_readiness")
OVERALL = place_of("subjects", "overall")
MOST_READY = 20  # points


def add_results(store: Store, world: World, year: Year) -> None:
    """Of pupils who are there in the spring that ends the academic year."""
    _add_readiness(store, world, year)
    rows, draws = year.enrolled, world.draws
    on = {4: day(year.year + 1, 4, 15), 9: day(year.year + 1, 4, 17), 11: day(year.year + 1, 6, 20)}
    for grade, spring in on.items():
        stays = (rows["end"] >= day(year.year + 1, 6, 1)) & (rows["stage"] == SCHOOLING)
        stays &= rows["person"] < len(world.key)  # not of doubles
        there = np.flatnonzero(stays & (rows["grade"] == grade))
        who, org = rows["person"][there], rows["org"][there]
        if grade == 11:
            takes = draws.happens(TAKES_ENT, "takes ent", world.key[who])
        else:
            takes = draws.happens(SAMPLED, "sampled", world.orgs.key[org], year.year, grade)
        if spring <= world.of.last_day:
            for subject, most in SUBJECTS[grade]:
                _add(store, world, who[takes], org[takes], grade, spring, subject, most)


def _add_readiness(store: Store, world: World, year: Year) -> None:
    """Of children of kindergartens and groups in the spring before grade 1."""
    rows, on = year.enrolled, day(year.year + 1, 5, 15)
    if on > world.of.last_day:
        return
    stays = (rows["end"] >= day(year.year + 1, 6, 1)) & (rows["stage"] == PRESCHOOL)
    stays &= rows["level"] == place_of("isced_levels", "02")
    there = np.flatnonzero(stays & (rows["person"] < len(world.key)))
    there = there[world.children.starts[rows["person"][there]] == year.year + 1]
    who, org = rows["person"][there], rows["org"][there]
    draws, key = world.draws, world.key[who]
    score = (
        world.figure("preschool.readiness", year.year + 1)
        + 0.07 * _standing(world, key, org)
        + 0.04 * draws.normal("day of the readiness", key)
    )
    store.add(
        "result",
        len(who),
        person_id=who,
        organisation_id=org,
        assessment=READINESS,
        subject=OVERALL,
        grade=0,
        score=np.clip(np.rint(score * MOST_READY), 0, MOST_READY),
        most_score=MOST_READY,
        valid_from=on,
        valid_to=on + 1,
        recorded_at=heard_of(draws, "readiness", on, world.of.last_day, key),
    )


def _add(
    store: Store, world: World, who: Array, org: Array, grade: int, on: int, subject: str, most: int
) -> None:
    draws, key = world.draws, world.key[who]
    place = place_of("subjects", subject)
    score = (
        MEANS[grade]
        + 0.13 * _standing(world, key, org)
        + 0.07 * draws.normal("day of the test", key, grade, place)
    )
    store.add(
        "result",
        len(who),
        person_id=who,
        organisation_id=org,
        assessment=ENT if grade == 11 else MONITORING,
        subject=place,
        grade=grade,
        score=np.clip(np.rint(score * most), 0, most),
        most_score=most,
        valid_from=on,
        valid_to=on + 1,
        recorded_at=heard_of(draws, "result", on, world.of.last_day, key, grade, place),
    )


def _standing(world: World, key: Array, org: Array) -> Floats:
    """Deviations from the mean: of the pupil, of the school, of cities above villages."""
    school = 0.35 * world.draws.normal("school's effect", world.orgs.key[org])
    place = np.where(world.orgs.is_urban[org], 0.12, -0.12)
    return 0.9 * world.draws.normal("ability", key) + school + place
