"""What is recognised exceeds neither evidence nor module, level nor cap; and it counts once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.credentials.rules.curricula import Unit
from bagdar.recognition.rules.deciding import (
    Achievement,
    Equivalence,
    Grant,
    Limits,
    Obstacle,
    Part,
    Standing,
    automatic,
    cut_down,
    most_recognised,
    obstacles,
    room_left,
    verdict,
    wished,
    worth,
)
from bagdar.recognition.rules.nouns import Kind, Proof, Verdict

LEARNT = Achievement(
    Kind.COURSE, "Үлгі академиясы", "DB-101", date(2021, 5, 1), 6, Unit.ECTS, 6, Proof.VERIFIED
)
LIMITS = Limits(Decimal("0.5"), 0, Decimal(1))
PARTS = {
    code: Part(code, credits, nqf, left)
    for code, credits, nqf, left in (("DB", 5, 6, 5), ("LAW", 10, 6, 4), ("MA", 5, 7, 5))
}
STANDING = Standing("6", Unit.ECTS, 40, PARTS, 12)
SAYS = Equivalence(
    Kind.COURSE, "үлгі  академиясы", "db-101", "DB", 5, date(2020, 1, 1), date(2022, 1, 1)
)


def why(*grants: tuple[str, int], **more: object) -> list[tuple[str, str]]:
    standing = replace(STANDING, **{k: v for k, v in more.items() if k != "learnt"})
    learnt = more.get("learnt", LEARNT)
    found = obstacles([Grant(*one) for one in grants], learnt, standing, LIMITS)  # type: ignore[arg-type]
    return [(module, one.value) for module, one in found]


def test_each_bound_is_named_when_it_is_exceeded():
    assert why(("DB", 5)) == []
    assert why(("NO", 1)) == [("NO", "unknown")]
    assert why(("DB", 0)) == [("DB", "unknown")]
    assert why(("DB", 2), ("DB", 2)) == [("DB", "twice")]
    assert why(("LAW", 5)) == [("LAW", "module")]
    assert why(("MA", 1)) == [("MA", "level")]
    assert why(("DB", 5), ("LAW", 2)) == [("", "evidence")]
    assert why(("DB", 5), recognised=16) == [("", "cap")]
    assert why(("DB", 5), counted=frozenset({LEARNT.key})) == [("", "counted")]
    assert why(counted=frozenset({LEARNT.key})) == []  # who grants nothing counts nothing


def test_units_are_converted_by_the_declared_rate_and_rounded_down():
    points = replace(LEARNT, unit=Unit.ECVET, credits=5)
    assert worth(points, Unit.ECTS, Decimal("1.5")) == 7
    assert worth(LEARNT, Unit.ECVET, Decimal("1.5")) == 4
    assert worth(LEARNT, Unit.ECTS, Decimal("1.5")) == 6


def test_the_cap_is_rounded_down_and_never_negative():
    assert most_recognised(replace(STANDING, credits=41), LIMITS) == 20
    assert room_left(replace(STANDING, recognised=30), LIMITS) == 0


def test_an_equivalence_covers_that_course_however_it_is_typed_and_on_its_days_alone():
    assert SAYS.covers(LEARNT)
    assert not SAYS.covers(replace(LEARNT, kind=Kind.CERTIFICATE))
    assert not SAYS.covers(replace(LEARNT, code="DB-102"))
    assert SAYS.covers(replace(LEARNT, achieved_on=date(2020, 1, 1)))
    assert not SAYS.covers(replace(LEARNT, achieved_on=date(2019, 12, 31)))
    assert not SAYS.covers(replace(LEARNT, achieved_on=date(2022, 1, 1)))


def test_an_equivalence_decides_alone_only_what_was_verified_and_covered_whole():
    assert automatic([SAYS], LEARNT, ["DB"], STANDING, LIMITS).grants == (Grant("DB", 5),)
    for proof in (Proof.TOLD, Proof.SHOWN, Proof.READ):
        assert automatic([SAYS], replace(LEARNT, proof=proof), ["DB"], STANDING, LIMITS) is None
    assert automatic([SAYS], LEARNT, ["DB", "LAW"], STANDING, LIMITS) is None
    assert automatic([], LEARNT, ["DB"], STANDING, LIMITS) is None
    assert automatic([SAYS], LEARNT, [], STANDING, LIMITS) is None


def test_an_equivalence_never_refuses():
    full = replace(STANDING, recognised=20)
    assert automatic([SAYS], LEARNT, ["DB"], full, LIMITS) is None
    again = replace(STANDING, counted=frozenset({LEARNT.key}))
    assert automatic([SAYS], LEARNT, ["DB"], again, LIMITS) is None


def test_a_cut_says_which_bound_it_was():
    found = cut_down([Grant("DB", 5), Grant("LAW", 5), Grant("MA", 1)], LEARNT, STANDING, LIMITS)
    assert found.grants == (Grant("DB", 5), Grant("LAW", 1))
    assert found.cuts == (("LAW", Obstacle.EVIDENCE), ("MA", Obstacle.LEVEL))


@pytest.mark.parametrize(
    ("claims", "grants", "found"),
    [
        (["DB"], [Grant("DB", 5)], Verdict.FULL),
        (["DB"], [Grant("DB", 4)], Verdict.PARTIAL),
        (["DB", "LAW"], [Grant("DB", 5)], Verdict.PARTIAL),
        (["LAW"], [Grant("LAW", 4)], Verdict.FULL),
        (["DB"], [], Verdict.REFUSED),
    ],
)
def test_full_is_what_leaves_nothing_to_earn(claims, grants, found):
    assert verdict(claims, grants, STANDING) is found


# --- properties ---------------------------------------------------------------------------------

CODES = ["A", "B", "C", "D"]
small = st.integers(0, 12)
parts = st.fixed_dictionaries({
    code: st.builds(
        lambda code, credits, nqf, left: Part(code, credits, nqf, min(credits, left)),
        st.just(code), st.integers(1, 12), st.integers(1, 8), small,
    )
    for code in CODES
})  # fmt: skip
standings = st.builds(
    Standing, st.just("6"), st.sampled_from(Unit), st.integers(1, 60), parts, small
)
learnts = st.builds(
    Achievement, st.just(Kind.COURSE), st.just("p"), st.just("c"), st.just(date(2021, 1, 1)),
    st.integers(1, 20), st.sampled_from(Unit), st.none() | st.integers(1, 8),
    st.just(Proof.VERIFIED),
)  # fmt: skip
bounds = st.builds(
    Limits,
    st.decimals(0, 1, places=2),
    st.integers(0, 2),
    st.sampled_from([Decimal(1), Decimal(2)]),
)
wishes = st.lists(
    st.builds(Grant, st.sampled_from([*CODES, "X"]), st.integers(1, 12)),
    unique_by=lambda one: one.module,
)


@given(wishes, learnts, standings, bounds)
def test_what_is_cut_down_stands_against_no_bound_and_is_no_more_than_was_learnt(
    wish, learnt, standing, limits
):
    found = cut_down(wish, learnt, standing, limits)
    assert obstacles(found.grants, learnt, standing, limits) == ()
    granted = sum(one.credits for one in found.grants)
    assert granted <= worth(learnt, standing.unit, limits.rate)
    assert standing.recognised + granted <= max(
        standing.recognised, most_recognised(standing, limits)
    )
    asked = {one.module: one.credits for one in wish}
    assert all(one.credits <= asked[one.module] for one in found.grants)


@given(wishes, learnts, standings, bounds, st.randoms())
def test_deciding_again_or_in_another_order_gives_the_same(wish, learnt, standing, limits, dice):
    shuffled = list(wish)
    dice.shuffle(shuffled)
    once = cut_down(wish, learnt, standing, limits)
    assert cut_down(shuffled, learnt, standing, limits) == once
    assert cut_down(once.grants, learnt, standing, limits).grants == once.grants


def after(standing: Standing, learnt: Achievement, grants: tuple[Grant, ...]) -> Standing:
    given = {one.module: one.credits for one in grants}
    parts = {
        code: replace(part, left=part.left - given.get(code, 0))
        for code, part in standing.parts.items()
    }
    return replace(
        standing, parts=parts, recognised=standing.recognised + sum(given.values()),
        counted=standing.counted | ({learnt.key} if grants else set()),
    )  # fmt: skip


@given(learnts, learnts, standings, bounds, small, small)
def test_the_order_of_requests_that_share_no_bound_does_not_matter(
    one, other, standing, limits, first, second
):
    """Of two modules, under a cap that has room for both; and each counts once."""
    one, other = replace(one, code="one"), replace(other, code="other")
    wish = {one: [Grant("A", first or 1)], other: [Grant("B", second or 1)]}
    roomy = replace(limits, most_share=Decimal(1))
    standing = replace(standing, credits=100, recognised=0)
    results = []
    for order in ((one, other), (other, one)):
        now, found = standing, {}
        for learnt in order:
            found[learnt.code] = cut_down(wish[learnt], learnt, now, roomy).grants
            now = after(now, learnt, found[learnt.code])
            assert cut_down(wish[learnt], learnt, now, roomy).grants == () or not found[learnt.code]
        results.append((found, now.recognised))
    assert results[0] == results[1]


def test_of_several_equivalences_for_a_module_the_largest_counts():
    some = [SAYS, replace(SAYS, credits=3), replace(SAYS, module="LAW", credits=2)]
    assert wished(some, LEARNT, ["DB", "LAW"]) == (Grant("DB", 5), Grant("LAW", 2))
