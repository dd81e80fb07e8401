"""No test falls between the tiers: what the everyday one leaves out, CI runs after it."""

import re
from collections.abc import Callable
from itertools import chain, combinations, product
from pathlib import Path, PurePath

from tests.tiers import OF_THE_DATABASE, Marked, is_chosen

ROOT = Path(__file__).resolve().parents[2]
MARKS = ("database", "engine", "once", "thorough", "fuller")
SETS = list(chain.from_iterable(combinations(MARKS, size) for size in range(len(MARKS) + 1)))
PLACES = (PurePath("tests/services/test_x.py"), PurePath("tests/web/test_x.py"))
EVERY_TEST = [
    Marked(place, marks, asks)
    for place, marks, asks in product(PLACES, SETS, ((), ("loaded", "pytestconfig")))
]


def tiers_of(test: Marked, *, postgresql: bool) -> set[str]:
    every = ("everyday", "rest", "thorough")
    return {tier for tier in every if is_chosen(test, tier, postgresql=postgresql)}


def fallen_between(chosen: Callable[..., bool] = is_chosen) -> list[Marked]:
    return [
        test
        for test, postgresql in product(EVERY_TEST, (False, True))
        if not any(chosen(test, tier, postgresql=postgresql) for tier in ("everyday", "rest"))
    ]


def test_every_test_is_in_the_everyday_tier_or_in_the_rest_on_each_engine():
    assert fallen_between() == []


def test_a_rest_that_forgets_what_the_everyday_tier_leaves_out_is_noticed():
    """The negative control: it has what counts more, and nothing else."""

    def forgetful(test: Marked, tier: str, *, postgresql: bool) -> bool:
        return (
            test.counts_more() if tier == "rest" else is_chosen(test, tier, postgresql=postgresql)
        )

    assert any("thorough" in test.marks for test in fallen_between(forgetful))


def test_only_what_counts_more_is_run_a_second_time():
    twice = {
        test.counts_more()
        for test in EVERY_TEST
        if {"everyday", "rest"} <= tiers_of(test, postgresql=False)
    }
    assert twice == {True}


def test_postgresql_has_what_it_decides_every_day():
    services, pages = (Marked(place, ("database",)) for place in PLACES)
    marked, alike = Marked(PLACES[1], ("engine",)), Marked(PLACES[0], ("once",))
    there = [
        is_chosen(one, "everyday", postgresql=True) for one in (services, pages, marked, alike)
    ]
    assert there == [True, False, True, False]
    assert (ROOT / "tests" / OF_THE_DATABASE).is_dir()


def test_continuous_integration_runs_the_everyday_tier_and_the_rest_has_its_command():
    typed = re.findall(r"^make (\S+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert typed == ["check", "test"]
    made = (ROOT / "Makefile").read_text()
    assert re.search(r"test-rest:.*\n(?:\t.*\n)*\t@\$\(TIER\) --rest\n", made)
    assert "tests/postgres.py $(TIER) -m database --rest" in made


def test_whoever_counts_by_the_tier_is_known_to_do_so():
    """A test that reads the tier in another way than by pytestconfig would count less for good."""
    own = {ROOT / "tests" / "conftest.py", Path(__file__)}
    asking = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path not in own and re.search(r"request\.config\b", path.read_text(encoding="utf-8"))
    ]
    assert asking == []
