"""No test falls between the tiers: what the everyday one leaves out, CI runs after it."""

import re
from collections.abc import Callable
from itertools import chain, combinations, product
from pathlib import Path, PurePath

from tests.tiers import OF_THE_DATABASE, UNASKED, Marked, is_chosen

ROOT = Path(__file__).resolve().parents[2]
MARKS = ("database", "engine", "once", "thorough", "fuller")
SETS = list(chain.from_iterable(combinations(MARKS, size) for size in range(len(MARKS) + 1)))
PLACES = (PurePath("tests/services/test_x.py"), PurePath("tests/web/test_x.py"))
WALKS = (PurePath("tests/browser/test_x.py"), PurePath("tests/api/test_contract.py"))
EVERY_TEST = [
    Marked(place, marks, asks)
    for place, marks, asks in product(PLACES + WALKS, SETS, ((), ("loaded", "pytestconfig")))
]


def tiers_of(test: Marked, *, postgresql: bool) -> set[str]:
    every = ("everyday", "walks", "rest", "thorough")
    return {tier for tier in every if is_chosen(test, tier, postgresql=postgresql)}


def fallen_between(chosen: Callable[..., bool] = is_chosen) -> list[Marked]:
    return [
        test
        for test, postgresql in product(EVERY_TEST, (False, True))
        if not any(
            chosen(test, tier, postgresql=postgresql) for tier in ("everyday", "walks", "rest")
        )
    ]


def test_every_test_is_in_the_everyday_tier_the_walks_or_the_rest_on_each_engine():
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
        if len({"everyday", "walks", "rest"} & tiers_of(test, postgresql=False)) == 2
    }
    assert twice == {True}


def test_what_takes_minutes_is_walked_before_a_change_lands_and_not_every_day():
    for test in EVERY_TEST:
        found = tiers_of(test, postgresql=False)
        assert "everyday" not in found if test.is_walk() else "walks" not in found
    assert {one for one in EVERY_TEST if one.is_walk()} == {
        one for one in EVERY_TEST if one.path in WALKS
    }


def test_whoever_types_pytest_and_a_file_has_its_tests_walks_or_not():
    for test in EVERY_TEST:
        found = tiers_of(test, postgresql=False) & {"everyday", "walks"}
        assert is_chosen(test, UNASKED, postgresql=False) == bool(found)


def test_postgresql_has_what_it_decides_every_day():
    services, pages = (Marked(place, ("database",)) for place in PLACES)
    marked, alike = Marked(PLACES[1], ("engine",)), Marked(PLACES[0], ("once",))
    there = [
        is_chosen(one, "everyday", postgresql=True) for one in (services, pages, marked, alike)
    ]
    assert there == [True, False, True, False]
    assert (ROOT / "tests" / OF_THE_DATABASE).is_dir()


def test_continuous_integration_runs_what_is_before_landing_and_the_rest_has_its_command():
    typed = re.findall(r"^make (\S+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert typed == ["check", "test", "test-walks"]
    made = (ROOT / "Makefile").read_text()
    assert re.search(r"test-walks:.*\n(?:\t.*\n)*\t@\$\(TIER\) --walks\n", made)
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
