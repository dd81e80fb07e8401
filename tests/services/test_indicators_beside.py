"""Several computations are protected at once, and it comes to the same as one after the other."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from bagdar.indicators.rules.adding import Cube, Sums
from bagdar.indicators.rules.building import Counted
from bagdar.indicators.rules.catalogued import Task, done
from bagdar.indicators.services.beside import results

pytestmark = pytest.mark.once
BORDERS = {one: {"A": "KZ-63", "B": "KZ-10"} for one in ("then", "now")}


def task(few: int) -> Task:
    rows = {("A", "f"): few, ("A", "m"): 40, ("B", "f"): 30, ("B", "m"): 25}
    cells = {row: Sums(one, one, one) for row, one in rows.items()}
    counted = Counted(f"drawn {date(2022, 10, 1)}", "learner", 1, is_share=False, is_count=True)
    cube = Cube(("district", "sex"), cells)
    return Task(cube, counted, BORDERS, {"learner": 10}, 5, {"cube": "0"})


def test_what_processes_of_their_own_give_is_the_same_bytes():
    tasks = {uuid4(): task(few) for few in (3, 20, 5)}
    with results(tasks) as result:
        assert {one: result(one) for one in tasks} == {
            one: done(each) for one, each in tasks.items()
        }


def test_one_alone_needs_no_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bagdar.indicators.services.beside.ProcessPoolExecutor", None)
    only = UUID(int=1)
    with results({only: task(3)}) as result:
        assert result(only) == done(task(3))
