"""The synthetic nation: made and loaded into the register, and accounts to look around in it."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bagdar.config.console import tell
from bagdar.config.environment import Environment
from bagdar.core.origins import Origin

BY = "simulator"
SEED = 2025
BASELINE = 2018  # of the programme, and the first year of the nation
STATISTICAL_DAY = (10, 1)  # 1 October, for which learners are counted
Told = Callable[[str, int, int], None]


def load(folder: Path, told: Told = lambda step, done, whole: None) -> int:
    """Takes the tables of a folder into the register; gives how many rows were added.

    told  as the simulator tells: a step, how much of it is done, of how much
    Raises FolderRefused, TableRefused.
    """
    from bagdar.audit.rules import Actor
    from bagdar.registry.public import load_folder

    tables: list[str] = []

    def tell_part(one: Any) -> None:
        if one.table not in tables:
            tables.append(one.table)
        done = 100 * (len(tables) - 1) + 100 * one.done // max(one.rows, 1)
        told("loading", done, 100 * one.tables)

    by = Actor(name=BY, role="operator")
    return sum(load_folder(folder, by=by, at=datetime.now(UTC), told=tell_part).values())


def small_nation(environment: Environment) -> None:
    """Fills an empty register with a nation of the scale that the settings name."""
    from bagdar.registry.public import is_empty
    from bagdar.simulate.commands import Progress
    from bagdar.simulate.public import Settings, simulate

    if not environment.nation or not is_empty():
        return
    folder = environment.var_dir / "nation"
    tell("house.nation_begins")
    bar = Progress(is_silent=False)
    of = Settings(scale=float(environment.nation), seed=SEED, data_dir=environment.data_dir)
    simulate(of, folder, bar.told)
    rows = load(folder, bar.told)
    bar.end()
    tell("house.nation_stands", rows=rows)
    _first_snapshot(environment, folder, date(of.last_year, *STATISTICAL_DAY))


def _first_snapshot(environment: Environment, folder: Path, on: date) -> None:
    """So that figures can be looked at; of the folder, which is read faster than the register."""
    from bagdar.audit.rules import Actor
    from bagdar.config import snapshots

    now = datetime.now(UTC)
    taken = snapshots.take_snapshot(
        environment, snapshots.folder(folder), snapshots.Wish(on, now), at=now,
        told=lambda step, done, whole: None, by=Actor(name=BY, role="operator"),
    )  # fmt: skip
    tell("house.snapshot_taken", day=on, rows=taken.manifest.rows)
    figures = compute_figures([on])
    tell("house.figures_computed", day=on, count=figures)


def compute_figures(days: Sequence[date] = ()) -> int:
    """Of the newest snapshot of the simulated nation; gives how many were computed now.

    The country's become facts of monitoring as soon as a programme is loaded.
    days  none means the statistical day of every year from the programme's baseline on; what was
          computed from the same files is not computed again
    """
    from bagdar.audit.rules import Actor
    from bagdar.indicators.public import compute, newest_snapshot
    from bagdar.monitoring.public import hand_over
    from bagdar.programme.public import first_programme

    snapshot = newest_snapshot(Origin.SIMULATED)
    if snapshot is None:
        return 0
    asked = days or [
        date(year, *STATISTICAL_DAY) for year in range(BASELINE, snapshot.day.year + 1)
    ]
    fresh, by = 0, Actor(name=BY, role="operator")

    def count(step: Any) -> None:
        nonlocal fresh
        fresh += not step.reused

    for on in asked:
        compute(snapshot, on, by=by, now=lambda: datetime.now(UTC), told=count)
    if first_programme() is not None:
        hand_over(real=False, regions=False, by=by, at=datetime.now(UTC))
    return fresh


def protect_and_hand_over() -> None:
    """What of the simulated nation's figures may be shown, the latest year first, and the regions'
    to monitoring: a year is there as soon as it is done."""
    from bagdar.audit.rules import Actor
    from bagdar.indicators.public import figures_of_all, protect_figures, unprotected
    from bagdar.monitoring.public import hand_over
    from bagdar.programme.public import first_programme

    by = Actor(name=BY, role="operator")
    made = [one for one in unprotected() if one.origin == Origin.SIMULATED]
    years = {one.year for one in figures_of_all(real=False) if one.origin is Origin.SIMULATED}
    for year in sorted(years, reverse=True):
        of_year = [one for one in made if one.on.year == year]
        protect_figures(of_year, by=by, now=lambda: datetime.now(UTC))
        if first_programme() is not None:
            hand_over(real=False, years=[year], by=by, at=datetime.now(UTC))


def places() -> Any:
    """Whom demonstration accounts can speak for in the nation that stands: today's."""
    from bagdar.core.periods import local_date
    from bagdar.registry.public import example_places

    today: date = local_date(datetime.now(UTC))
    found = dict(example_places(today))
    if "university-1" in found:  # diplomas want a second pair of eyes, and somebody to hold one
        found["dean-1"] = found["university-1"]
        found |= _graduate(found["university-1"].organisation_id, today)
    if "kindergarten-1" in found:  # moves by hand in its queue want a second clerk
        found |= _around_kindergarten(found["kindergarten-1"].organisation_id, today)
    return found


def _around_kindergarten(kindergarten: Any, today: date) -> dict[str, Any]:
    """A second clerk of its region, and a parent of a child that may stand in its queue."""
    from bagdar.access.public import Place
    from bagdar.registry.public import enrolments_on, guardians_on, organisation_on

    told = organisation_on(kindergarten, today)
    made = {"clerk-2": Place("region", region_code=told.region)} if told else {}
    for learner in enrolments_on(kindergarten, today)[:20]:
        for one in guardians_on(learner.person_id, today):
            return {**made, "parent-2": Place("person", person_id=one.details.guardian_id)}
    return made


def demonstrate_places() -> None:
    """The region of the kindergarten of the demonstration opens a queue, and gives first grades."""
    from bagdar.admissions.public import demonstrate_campaign, demonstrate_queue
    from bagdar.audit.rules import Actor

    place = places().get("kindergarten-1")
    if place is not None:
        by = Actor(name=BY, role="operator")
        demonstrate_queue(place.organisation_id, by=by, at=datetime.now(UTC))
        demonstrate_campaign(place.organisation_id, by=by, at=datetime.now(UTC))


def _graduate(university: Any, today: date) -> dict[str, Any]:
    from bagdar.access.public import Place
    from bagdar.registry.public import graduated

    for one in reversed(graduated(university, date(today.year - 3, 1, 1), today)):
        return {"graduate-1": Place("person", person_id=one.person_id)}
    return {}


def demonstrate_diplomas() -> None:
    """The university of the demonstration issues diplomas and recognises what was learnt."""
    from django.conf import settings

    from bagdar.audit.rules import Actor
    from bagdar.credentials.public import demonstrate
    from bagdar.recognition.public import demonstrate_recognition

    found = places()
    university, student = found.get("university-1"), found.get("student-1")
    by = Actor(name=BY, role="operator")
    if university is not None:
        demonstrate(
            university.organisation_id, settings.ISSUER_ADDRESS, by=by, at=datetime.now(UTC)
        )
    if university is not None and student is not None:
        demonstrate_recognition(
            university.organisation_id, student.person_id, by=by, at=datetime.now(UTC)
        )
