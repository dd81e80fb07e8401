"""How long it takes to protect a national table and to attack it, by size.

A drawn table of the shape of preschool coverage: regions of districts, sex, single years of age.
230 districts give its 2,760 finest cells; nobody in it is real.
"""

import json
import random
import time
from typing import Any

from bagdar.indicators.rules.disclosure.protect import audit, protect
from bagdar.indicators.rules.disclosure.tables import Counts, Dimension, Population, Table

SEED = 20_261_001
DISTRICTS = (23, 69, 230)
A_REGION = 12


def national(districts: int) -> Table:
    """Sizes of districts spread as towns and villages do; older children attend more often."""
    chance = random.Random(SEED)
    counts = {}
    for district in range(districts):
        size = chance.lognormvariate(5.5, 0.9)
        for sex in "fm":
            for age in range(1, 7):
                units = max(0, round(size * chance.uniform(0.8, 1.2)))
                attends = min(0.98, 0.2 + 0.15 * age)
                numerator = sum(chance.random() < attends for _ in range(units))
                counts[f"d{district:03}", sex, str(age)] = Counts(units, numerator)
    parents = {f"d{at:03}": f"r{at // A_REGION:02}" for at in range(districts)}
    by = (Dimension("district", parents), Dimension("sex"), Dimension("age"))
    people = Population("drawn", "preschool", ("district", "sex", "age"), counts)
    return Table("coverage", people, by, "learner", place="district")


def measured(districts: int) -> dict[str, Any]:
    asked = national(districts)
    began, worked = time.perf_counter(), time.process_time()
    done = protect([asked])
    between, worked_between = time.perf_counter(), time.process_time()
    found = audit(done.tables)
    return {
        "districts": districts,
        "finest_cells": len(asked.population.counts),
        "numbers": len(asked.cells) * len(asked.parts),
        "log": dict(done.log()["coverage"]) if done.tables else {},
        "given_up": len(done.given_up),
        "cheapest": done.cheapest,
        "violations": len(found),
        "protect_s": round(between - began, 2),
        "protect_processor_s": round(worked_between - worked, 2),
        "attack_s": round(time.perf_counter() - between, 2),
        "attack_processor_s": round(time.process_time() - worked_between, 2),
    }


def measure(sizes: tuple[int, ...] = DISTRICTS) -> list[dict[str, Any]]:
    found = []
    for districts in sizes:
        found.append(measured(districts))
        print(json.dumps(found[-1]), flush=True)
    return found


if __name__ == "__main__":
    measure()
