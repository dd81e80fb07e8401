"""Nobody picks the seed, and nothing changes between what was committed to and what runs: A4."""

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.rules import errors, seeding
from bagdar.admissions.rules.market import Market
from bagdar.admissions.rules.publishing import input_files, input_root, run
from bagdar.admissions.rules.seeding import (
    DECIDING,
    Beacon,
    Ceremony,
    Plan,
    Silent,
    begin,
    check_unchanged,
    code_hash,
    digest_of,
    hear,
    promise,
    promise_of,
    reveal,
    seed_of,
    silent_in,
    transcript_told,
    witness,
)
from tests.ceremonies import PARTIES, plan_for, promised, whole, witnessed
from tests.markets import drawn
from tests.often import often

PLAN = Plan("a" * 64, "rules/v1", "c" * 64, tuple(PARTIES), 2, 200, 300)
BEACON = Beacon("chain", "key", genesis=0, period=10, round=41)  # due at 400
LEAVING = replace(PLAN, silent=Silent.LEAVE_OUT, beacon=BEACON)


def believing(beacon: Beacon, signature: bytes) -> bool:
    """A beacon of these tests: what it says in a round is known."""
    return signature == f"{beacon.chain} {beacon.round}".encode()


def test_a_ceremony_in_order_gives_the_same_seed_to_everybody():
    seed = seed_of(whole(PLAN))
    assert len(seed) == 32 and seed == seed_of(whole(PLAN))
    assert transcript_told(whole(PLAN))["seed"] == seed.hex()


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"input_root": "x"}, "input_root"),
        ({"code": ""}, "code"),
        ({"rules": ""}, "rules"),
        ({"parties": ()}, "parties"),
        ({"parties": ("a", "a")}, "parties"),
        ({"parties": ("a b",)}, "parties"),
        ({"witnesses": 0}, "witnesses"),
        ({"reveal_until": 200}, "reveal_until"),
        ({"beacon": replace(BEACON, round=30)}, "beacon"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(change: dict[str, Any], at: str):
    with pytest.raises(errors.PlanFaulty) as found:
        begin(replace(PLAN, **change))
    assert found.value.facts["at"] == at


def test_without_a_beacon_nobody_is_left_out():
    with pytest.raises(errors.SilentNeedsBeacon):
        begin(replace(PLAN, silent=Silent.LEAVE_OUT))


def told(party: str, plan: Plan = PLAN) -> str:
    return promise_of(plan, party, PARTIES[party])


def one_promised() -> Ceremony:
    return promise(witnessed(PLAN), "ministry", told("ministry"), 150)


def one_revealed() -> Ceremony:
    return reveal(promised(witnessed(PLAN)), "ministry", PARTIES["ministry"], 160)


Deed = Callable[[], object]
OUT_OF_TURN: list[tuple[type[errors.SeedRefused], Deed]] = [
    (errors.NotWitnessed, lambda: promise(begin(PLAN), "ministry", told("ministry"), 150)),
    (
        errors.NotWitnessed,
        lambda: promise(witness(begin(PLAN), "w1", 100), "ministry", told("ministry"), 150),
    ),
    (errors.NotWitnessed, lambda: promise(witnessed(PLAN), "ministry", told("ministry"), 105)),
    (errors.WitnessedAlready, lambda: witness(witnessed(PLAN), "w1", 120)),
    (errors.PromiseLate, lambda: witness(begin(PLAN), "w1", 201)),
    (errors.PartyUnknown, lambda: promise(witnessed(PLAN), "stranger", "0" * 64, 150)),
    (errors.PartyUnknown, lambda: reveal(promised(witnessed(PLAN)), "stranger", b"x" * 32, 160)),
    (errors.PromisedAlready, lambda: promise(one_promised(), "ministry", "1" * 64, 151)),
    (errors.PromisesMissing, lambda: reveal(one_promised(), "ministry", PARTIES["ministry"], 160)),
    (
        errors.PromisesMissing,
        lambda: reveal(promised(witnessed(PLAN)), "ministry", PARTIES["ministry"], 140),
    ),
    (errors.RevealWrong, lambda: promise(witnessed(PLAN), "ministry", "short", 150)),
    (errors.RevealWrong, lambda: reveal(promised(witnessed(PLAN)), "ministry", b"x" * 32, 160)),
    (errors.RevealWrong, lambda: reveal(promised(witnessed(PLAN)), "ministry", b"m", 160)),
    (errors.RevealedAlready, lambda: reveal(one_revealed(), "ministry", PARTIES["ministry"], 161)),
    (errors.NotWitnessed, lambda: seed_of(begin(PLAN))),
    (errors.RevealsMissing, lambda: seed_of(promised(witnessed(PLAN)))),
    (errors.RevealsMissing, lambda: seed_of(one_revealed())),
    (errors.BeaconUnasked, lambda: hear(whole(PLAN), b"", 500, believing)),
]  # fmt: skip


@pytest.mark.parametrize(("error", "deed"), OUT_OF_TURN)
def test_a_step_that_is_not_due_is_refused(error: type[errors.SeedRefused], deed: Deed):
    with pytest.raises(error):
        deed()


def test_a_promise_cannot_be_copied_from_another_party_or_another_plan():
    copied = promise(witnessed(PLAN), "ministry", told("university"), 150)
    copied = promise(copied, "university", told("university"), 150)
    with pytest.raises(errors.RevealWrong):
        reveal(copied, "ministry", PARTIES["university"], 160)
    assert told("ministry") != told("ministry", replace(PLAN, promise_until=201))


def test_the_last_to_reveal_can_wait_but_draws_nothing_anew():
    waiting = one_revealed()
    assert silent_in(waiting) == ["university"]
    late = reveal(waiting, "university", PARTIES["university"], 10_000)
    assert seed_of(late) == seed_of(whole(PLAN))


# --- with a beacon -----------------------------------------------------------------------------


def left_out() -> Ceremony:
    """Both promised, one revealed, the other is silent for good."""
    ceremony = witnessed(LEAVING)
    for party in PARTIES:
        ceremony = promise(ceremony, party, told(party, LEAVING), 150)
    return reveal(ceremony, "ministry", PARTIES["ministry"], 250)


def test_who_is_silent_is_left_out_once_the_beacon_has_come():
    with pytest.raises(errors.BeaconMissing):
        seed_of(left_out())
    heard = hear(left_out(), b"chain 41", 400, believing)
    assert len(seed_of(heard)) == 32 and silent_in(heard) == ["university"]
    with pytest.raises(errors.RevealLate):
        reveal(left_out(), "university", PARTIES["university"], 301)


def test_a_beacon_before_its_time_of_another_round_or_unverified_is_not_mixed_in():
    with pytest.raises(errors.BeaconEarly):
        hear(left_out(), b"chain 41", 399, believing)
    with pytest.raises(errors.BeaconUnverified):
        hear(left_out(), b"chain 42", 400, believing)
    with pytest.raises(errors.BeaconUnverified):
        hear(left_out(), b"chain 41", 400, None)


def test_a_beacon_that_nobody_verified_would_let_its_bringer_pick_the_seed():
    """The control: with a verifier that believes everything, many signatures give many seeds."""
    seeds = {
        seed_of(hear(left_out(), bytes([n]), 400, lambda beacon, signature: True))
        for n in range(16)
    }
    assert len(seeds) == 16


def test_who_never_promised_is_left_out_only_after_the_time_to_promise():
    ceremony = promise(witnessed(LEAVING), "ministry", told("ministry", LEAVING), 150)
    with pytest.raises(errors.PromisesMissing):
        reveal(ceremony, "ministry", PARTIES["ministry"], 199)
    with pytest.raises(errors.PromiseLate):
        promise(ceremony, "university", told("university", LEAVING), 201)
    late = reveal(ceremony, "ministry", PARTIES["ministry"], 201)
    with pytest.raises(errors.RevealUnpromised):
        reveal(late, "university", PARTIES["university"], 202)


# --- nothing changes between plan and run ------------------------------------------------------


def committed() -> tuple[Market, list[Any], Ceremony]:
    market, applicants = drawn(7)
    return market, applicants, whole(plan_for(market, applicants))


def test_what_was_committed_to_runs():
    market, applicants, ceremony = committed()
    assert set(run(market, applicants, ceremony).outcome) == {one.child for one in applicants}


def test_a_late_change_of_one_byte_of_the_input_is_refused(pytestconfig: pytest.Config):
    market, applicants, ceremony = committed()
    files = input_files(market, applicants)
    draw = random.Random(1)
    for _ in range(often(pytestconfig, 300, 3_000, 10_000)):
        name = draw.choice(sorted(files))
        data = bytearray(files[name])
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        root = input_root({**files, name: bytes(data)})
        with pytest.raises(errors.InputChanged):
            check_unchanged(
                ceremony.plan, input_root=root, rules=ceremony.plan.rules, code=ceremony.plan.code
            )


def test_a_late_child_a_late_wish_and_a_late_seat_are_refused():
    market, applicants, ceremony = committed()
    with pytest.raises(errors.InputChanged):
        run(market, applicants[1:], ceremony)
    one = next(one for one in applicants if one.wishes)
    other = replace(one, wishes=one.wishes[1:])
    with pytest.raises(errors.InputChanged):
        run(market, [other if each is one else each for each in applicants], ceremony)
    place = market.places[0]
    block = replace(place.blocks[0], seats=place.blocks[0].seats + 1)
    more = replace(place, blocks=(block, *place.blocks[1:]))
    with pytest.raises(errors.InputChanged):
        run(replace(market, places=(more, *market.places[1:])), applicants, ceremony)


def test_other_rules_and_other_code_are_refused():
    market, applicants, ceremony = committed()
    other = replace(ceremony.plan, rules="rules/v0")
    with pytest.raises(errors.RulesChanged):
        run(market, applicants, whole(other))
    other = replace(ceremony.plan, code="0" * 64)
    with pytest.raises(errors.CodeChanged):
        run(market, applicants, whole(other))


@pytest.mark.parametrize("name", DECIDING)
def test_a_byte_of_any_file_that_decides_is_another_code(name: str, tmp_path: Path):
    for each in DECIDING:
        shutil.copy(Path(seeding.__file__).with_name(each), tmp_path)
    assert code_hash(tmp_path) == code_hash()
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(data))
    assert code_hash(tmp_path) != code_hash()


def test_every_part_of_a_plan_is_in_its_digest():
    changes: list[dict[str, Any]] = [
        {"input_root": "b" * 64}, {"rules": "rules/v2"}, {"code": "d" * 64}, {"parties": ("a",)},
        {"witnesses": 1}, {"promise_until": 201}, {"reveal_until": 301}, {"beacon": BEACON},
        {"silent": Silent.LEAVE_OUT},
    ]  # fmt: skip
    digests = {digest_of(replace(PLAN, **change)) for change in changes}
    assert len(digests | {digest_of(PLAN)}) == len(changes) + 1
