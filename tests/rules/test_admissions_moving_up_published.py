"""A later decision can be checked by anybody, and whatever is changed in it is refused."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.rules.lines import lines, sha
from bagdar.admissions.rules.market import Applicant, Market
from bagdar.admissions.rules.moving_up import (
    CHANGES,
    Change,
    Decision,
    Kept,
    Left,
    Moved,
    MovedUp,
    amended,
    change_of,
    moved_up,
    published_after,
)
from bagdar.admissions.rules.publishing import (
    APPLICANTS,
    MANIFEST,
    RESULT,
    SEED,
    allocated,
    decided_files,
    published,
    run,
    sealed,
)
from bagdar.admissions.rules.refusals import Unverified, check_published
from bagdar.admissions.rules.seeding import seed_of
from bagdar.admissions.standalone import verifier_text
from tests import markets
from tests.ceremonies import plan_for, whole
from tests.departures import drawn_changes
from tests.markets import drawn
from tests.often import often

Files = dict[str, bytes]


# --- what is published of it -------------------------------------------------------------------


@cache
def example() -> tuple[list[Files], Market, list[Applicant], list[MovedUp]]:
    """Forty children, six places; the first decision and two after it."""
    draw = random.Random(13)
    market = markets.drawn_market(draw, 6)
    applicants = markets.drawn_applicants(draw, market, 40)
    ceremony = whole(plan_for(market, applicants))
    allocation = run(market, applicants, ceremony)
    files, decisions = [published(market, applicants, ceremony, allocation)], []
    before = Decision(allocation.outcome)
    for _ in range(2):
        settled = {one.child for one in before.changes}
        open_ = {child: seat for child, seat in before.outcome.items() if child not in settled}
        found = moved_up(market, applicants, ceremony, before, drawn_changes(draw, open_, 0.3))
        files.append(published_after(market, applicants, ceremony, found, files[-1]))
        decisions.append(found)
        before = found.decision
    return files, market, applicants, decisions


def refusal(files: Files, before: Files | None = None) -> str:
    with pytest.raises(Unverified) as found:
        check_published(files, before)
    return found.value.code.removeprefix("admissions.published_")


def resealed(files: Files, **told: str) -> Files:
    named = json.loads(files[MANIFEST])["before"]
    rest = {name: data for name, data in files.items() if name != MANIFEST}
    return sealed(rest, **{"before": named, **told})


def rows_of(files: Files, name: str) -> list[Any]:
    return [json.loads(line) for line in files[name].decode().splitlines()]


def decided(changes: Sequence[Change], before: Files) -> Files:
    """Files of a decision that somebody makes by changes of their own, all else in order."""
    _, market, applicants, _ = example()
    ceremony = whole(plan_for(market, applicants))
    ordered = tuple(sorted(changes, key=attrgetter("child")))
    found = allocated(market, amended(applicants, ordered), seed_of(ceremony))
    return published_after(market, applicants, ceremony, MovedUp(ordered, found, ()), before)


def test_what_we_publish_of_each_decision_is_confirmed_alone_and_with_the_one_before():
    files, _, applicants, decisions = example()
    assert check_published(files[0]).before == ""
    for before, now, found in zip(files, files[1:], decisions, strict=False):
        alone, compared = check_published(now), check_published(now, before)
        assert not alone.is_compared and compared.is_compared
        assert alone.before == sha(before[MANIFEST])
        assert compared.left == sum(isinstance(one, Left) for one in found.changes) > 0
        assert compared.kept == sum(isinstance(one, Kept) for one in found.changes) > 0
        assert compared.children == len(applicants) - compared.left
        assert tuple(change_of(row) for row in rows_of(now, CHANGES)) == found.changes


def test_what_was_committed_to_before_the_draw_stays_byte_for_byte():
    files, market, applicants, decisions = example()
    kept = decided_files(
        market, applicants, whole(plan_for(market, applicants)), decisions[0].allocation
    )
    for name in ("market.json", APPLICANTS, SEED):
        assert len({each[name] for each in files}) == 1 and kept[name] == files[0][name]


def test_who_moved_is_told_with_both_places():
    files, _, _, decisions = example()
    for before, now, found in zip(files, files[1:], decisions, strict=False):
        had = {row["child"]: row["place"] for row in rows_of(before, RESULT)}
        got = {row["child"]: row["place"] for row in rows_of(now, RESULT)}
        moved = {one.child: (one.before and one.before.place, one.after.place)
                 for one in found.moved}  # fmt: skip
        assert moved == {
            child: (had[child], place) for child, place in got.items() if place != had[child]
        }
    assert any(found.moved for found in decisions)
    assert all(isinstance(one, Moved) for one in decisions[0].moved)


def test_the_drawn_chains_are_confirmed(pytestconfig: pytest.Config):
    for number in range(often(pytestconfig, 30, 300, 300)):
        market, applicants = drawn(number)
        ceremony = whole(plan_for(market, applicants))
        allocation = run(market, applicants, ceremony)
        before = Decision(allocation.outcome)
        files = published(market, applicants, ceremony, allocation)
        later = drawn_changes(random.Random(number), before.outcome)
        found = moved_up(market, applicants, ceremony, before, later)
        now = published_after(market, applicants, ceremony, found, files)
        assert check_published(now, files).left == sum(isinstance(one, Left) for one in later)


# --- what is changed in it is refused ----------------------------------------------------------


def standing_with_a_place() -> str:
    """A child of the second decision that neither left nor accepted, and has a place."""
    files, _, _, decisions = example()
    changed = {one.child for one in decisions[0].changes}
    rows = rows_of(files[1], RESULT)
    return next(row["child"] for row in rows if row["place"] and row["child"] not in changed)


def test_a_place_lost_without_a_change_is_refused():
    files = example()[0]
    child = standing_with_a_place()
    rows = rows_of(files[1], RESULT)
    for row in rows:
        if row["child"] == child:
            row.update(place=None, block=None)
    cut = resealed({**files[1], RESULT: lines(rows)})
    assert refusal(cut, files[0]) == "place_lost"
    assert refusal(cut) == "blocking_pair"  # and without the decision before, by the rules


def test_a_departure_left_out_of_the_changes_is_refused():
    files = example()[0]
    for row in rows_of(files[1], CHANGES):
        rest = [one for one in rows_of(files[1], CHANGES) if one != row]
        cut = resealed({**files[1], CHANGES: lines(rest)})
        if row["change"] == "left":
            assert refusal(cut) == "child_missing"


def test_a_departure_that_was_made_up_is_refused():
    files = example()[0]
    child = standing_with_a_place()
    rows = [*rows_of(files[1], CHANGES), {"child": child, "change": "left"}]
    more = lines(sorted(rows, key=lambda row: row["child"]))
    assert refusal(resealed({**files[1], CHANGES: more})) == "child_left"


def test_a_change_of_the_decision_before_that_was_taken_back_is_refused():
    """Even where everything was made again without it, so that the rest fits."""
    files, _, _, decisions = example()
    for gone in decisions[0].changes:
        rest = [one for one in decisions[1].changes if one.child != gone.child]
        made = decided(rest, files[1])
        assert check_published(made).before == sha(files[1][MANIFEST])
        assert refusal(made, files[1]) == "change_taken_back"


def test_a_child_that_left_and_comes_back_is_refused():
    files, _, applicants, decisions = example()
    wished = {one.child: one.wishes for one in applicants}
    seats = {row["child"]: row["place"] for row in rows_of(files[0], RESULT)}
    gone = next(one for one in decisions[0].changes if isinstance(one, Left) and seats[one.child])
    place = wished[gone.child][0].place
    back = [one for one in decisions[1].changes if one.child != gone.child]
    made = decided([*back, Kept(gone.child, place)], files[1])
    assert refusal(made, files[1]) in {"change_taken_back", "kept_not_given"}


def test_a_kept_place_that_was_not_given_is_refused():
    files, _, applicants, decisions = example()
    changed = {one.child for one in decisions[0].changes}
    had = {row["child"]: row["place"] for row in rows_of(files[0], RESULT)}
    refused: Counter[str] = Counter()
    for one in applicants:
        for wish in one.wishes:
            if one.child not in changed and had[one.child] != wish.place:
                made = decided([*decisions[0].changes, Kept(one.child, wish.place)], files[0])
                refused[refusal(made, files[0])] += 1
    assert set(refused) == {"kept_not_given"} and refused["kept_not_given"] > 20


def test_a_kept_place_that_was_never_wished_is_refused_without_the_decision_before():
    files, _, applicants, _ = example()
    one = next(one for one in applicants if len(one.wishes) < 6)
    other = sorted({f"p{n}" for n in range(6)} - {wish.place for wish in one.wishes})[0]
    rows = [row for row in rows_of(files[1], CHANGES) if row["child"] != one.child]
    rows.append({"child": one.child, "change": "kept", "place": other})
    made = lines(sorted(rows, key=lambda row: row["child"]))
    assert refusal(resealed({**files[1], CHANGES: made})) == "kept_not_given"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"child": "zz", "change": "left"}], "change_unknown"),
        ([{"child": "c001", "change": "left"}] * 2, "changes_malformed"),
        ([{"child": "c002", "change": "left"}, {"child": "c001", "change": "left"}],
         "changes_malformed"),
        ([{"child": "c001", "change": "kept"}], "changes_malformed"),
        ([{"child": "c001", "change": "left", "place": "p1"}], "changes_malformed"),
        ([{"child": "c001", "change": "lent"}], "changes_malformed"),
        ([{"child": "c001", "change": ["left"]}], "changes_malformed"),
        ([{"child": 1, "change": "left"}], "changes_malformed"),
        (["c001"], "changes_malformed"),
    ],
)  # fmt: skip
def test_changes_of_another_shape_are_refused(rows: list[Any], code: str):
    files = example()[0]
    assert refusal(resealed({**files[1], CHANGES: lines(rows)})) == code


def test_the_decision_before_has_to_be_the_one_that_is_named():
    files = example()[0]
    assert refusal(files[2], files[0]) == "before_other"
    assert refusal(files[0], files[0]) == "before_other"
    assert refusal(files[1], {}) == "before_other"
    other = resealed(files[1], before="0" * 64)
    assert check_published(other).before == "0" * 64 and refusal(other, files[0]) == "before_other"
    assert refusal(resealed(files[1], before="none")) == "manifest_malformed"
    changed = {**files[0], RESULT: files[0][RESULT].replace(b"c000", b"c00x", 1)}
    assert refusal(files[1], changed) == "file_differs"


def test_a_decision_before_about_another_input_is_refused():
    files, market, applicants, _ = example()
    fewer = applicants[1:]
    ceremony = whole(plan_for(market, fewer))
    other = published(market, fewer, ceremony, run(market, fewer, ceremony))
    named = resealed(files[1], before=sha(other[MANIFEST]))
    assert refusal(named, other) == "before_other"


def test_a_change_of_any_byte_is_refused(pytestconfig: pytest.Config):
    files = example()[0]
    draw = random.Random(2)
    codes: Counter[str] = Counter()
    for _ in range(often(pytestconfig, 120, 1_500, 5_000)):
        name = draw.choice(sorted(files[1]))
        data = bytearray(files[1][name])
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        codes[refusal({**files[1], name: bytes(data)}, files[0])] += 1
    assert set(codes) <= {
        "file_differs", "manifest_malformed", "rules_other", "file_missing", "before_other",
    }  # fmt: skip


def test_changes_that_are_changed_and_sealed_anew_are_refused(pytestconfig: pytest.Config):
    files = example()[0]
    draw = random.Random(3)
    for _ in range(often(pytestconfig, 150, 1_500, 5_000)):
        data = bytearray(files[1][CHANGES])
        at = draw.randrange(len(data))
        data[at] = draw.choice(b'0123456789abcdefxyz"{}[],:\n ')
        if bytes(data) != files[1][CHANGES]:
            with pytest.raises(Unverified):
                check_published(resealed({**files[1], CHANGES: bytes(data)}), files[0])


def test_a_stranger_compares_with_the_decision_before(tmp_path: Path, catalogue: Any):
    script = tmp_path / "verify_allocation.py"
    script.write_text(verifier_text(catalogue, "ru"), encoding="utf-8")
    for number, files in enumerate(example()[0]):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)

    def told(*words: str) -> tuple[int, dict[str, Any]]:
        command = [sys.executable, "-I", "-S", str(script), *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    code, said = told("--before", "0", "1")
    assert code == 0 and said["is_compared"] and said["left"] > 0 and said["kept"] > 0
    code, said = told("1")
    assert code == 0 and not said["is_compared"] and len(said["before"]) == 64
    code, said = told("--before", "1", "1")
    assert code == 1 and said["code"] == "before_other"
