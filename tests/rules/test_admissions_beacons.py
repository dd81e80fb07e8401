"""A beacon is mixed in only where its signature is its own: A4, with recorded rounds of drand."""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.rules import beacons, errors
from bagdar.admissions.rules.beacons import quicknet, round_after, verified
from bagdar.admissions.rules.lines import lines
from bagdar.admissions.rules.publishing import MANIFEST, SEED, published, run, sealed
from bagdar.admissions.rules.refusals import Unverified, check_published
from bagdar.admissions.rules.seeding import (
    Beacon,
    Ceremony,
    Silent,
    hear,
    promise,
    promise_of,
    reveal,
    seed_of,
    silent_in,
    witness,
)
from bagdar.admissions.rules.seeding import begin as begin_seeding
from bagdar.admissions.rules.verify_allocation import check
from bagdar.admissions.rules.verify_input import Refusal
from bagdar.admissions.standalone import verifier_text
from tests.ceremonies import PARTIES, plan_for, whole
from tests.markets import drawn
from tests.often import often

RECORDED = json.loads(
    (Path(__file__).parents[1] / "vectors" / "drand" / "quicknet.json").read_text(encoding="utf-8")
)
SIGNATURES = {one["round"]: bytes.fromhex(one["signature"]) for one in RECORDED["rounds"]}
ROUND = 1000
OWN = SIGNATURES[ROUND]
Files = dict[str, bytes]


# --- the signature -----------------------------------------------------------------------------


def test_recorded_rounds_are_verified():
    for number, signature in SIGNATURES.items():
        assert verified(quicknet(number), signature), number
    for one in RECORDED["rounds"]:
        digest = hashlib.sha256(bytes.fromhex(one["signature"])).hexdigest()
        assert one.get("randomness", digest) == digest


def test_the_chain_that_is_known_is_the_one_that_its_name_commits_to():
    """A chain's name is the hash of its period, genesis, key, group and code, as drand makes it."""
    told = beacons.PERIOD.to_bytes(4, "big") + beacons.GENESIS.to_bytes(8, "big")
    told += bytes.fromhex(beacons.PUBLIC_KEY + RECORDED["group_hash"]) + b"quicknet"
    assert hashlib.sha256(told).hexdigest() == beacons.CHAIN == RECORDED["chain"]
    assert (
        RECORDED["public_key"], RECORDED["genesis"], RECORDED["period"],
    ) == (beacons.PUBLIC_KEY, beacons.GENESIS, beacons.PERIOD)  # fmt: skip


def test_the_signature_of_another_round_is_refused():
    for number in SIGNATURES:
        for other, signature in SIGNATURES.items():
            assert verified(quicknet(number), signature) == (number == other)
    assert not verified(quicknet(ROUND + 2), OWN)


def altered() -> list[bytes]:
    """The signature with a bit turned, cut, longer, negated, nothing, and not even a point."""
    draw = random.Random(1)
    turned = []
    for _ in range(40):
        data = bytearray(OWN)
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        turned.append(bytes(data))
    negated = bytes([OWN[0] ^ 0x20]) + OWN[1:]
    zero = b"\xc0" + bytes(47)
    return [*turned, negated, OWN[:-1], OWN + b"\0", OWN * 2, b"", bytes(48), zero, b"\xff" * 48]


def test_a_forged_signature_is_refused():
    for signature in altered():
        assert not verified(quicknet(ROUND), signature), signature.hex()


def test_a_point_that_is_spelled_otherwise_is_refused():
    """The library reads several spellings of nothing; one point has to be one signature."""
    from py_arkworks_bls12381 import G1Point

    other = b"\xff" * 48
    assert G1Point.from_compressed_bytes(other).to_compressed_bytes() != other
    assert not verified(quicknet(ROUND), other)


def test_a_signature_by_another_key_is_refused_whatever_the_plan_calls_its_beacon():
    """Somebody makes a key of their own, signs the round with it and names that key in the plan."""
    from py_arkworks_bls12381 import G1Point, G2Point, Scalar

    secret = Scalar(20_261_130)
    told = hashlib.sha256(ROUND.to_bytes(8, "big")).digest()
    forged = G1Point.hash_to_curve(told, beacons.HASHED_AS) * secret
    own_key = (G2Point() * secret).to_compressed_bytes().hex()
    signature = forged.to_compressed_bytes()
    assert not verified(quicknet(ROUND), signature)
    assert not verified(replace(quicknet(ROUND), public_key=own_key), signature)


@pytest.mark.parametrize(
    "change",
    [
        {"chain": "0" * 64}, {"public_key": "0" * 192}, {"genesis": 0}, {"period": 30},
        {"round": 0}, {"round": -1}, {"round": 2**64}, {"round": "1000"},
    ],
)  # fmt: skip
def test_another_chain_is_refused(change: dict[str, Any]):
    assert not verified(replace(quicknet(ROUND), **change), OWN)


def test_the_round_after_an_instant_comes_after_it_and_is_the_first():
    for instant in [*range(beacons.GENESIS - 5, beacons.GENESIS + 20), 1_800_000_000]:
        number = round_after(instant)
        assert quicknet(number).due > instant
        assert number == 1 or quicknet(number - 1).due <= instant


# --- in a ceremony -----------------------------------------------------------------------------


def with_beacon(ceremony_of: Any, silent: Silent = Silent.LEAVE_OUT) -> Any:
    return replace(ceremony_of, silent=silent, beacon=quicknet(ROUND))


def left_out(plan: Any) -> Ceremony:
    """Both promised, the university has not revealed."""
    ceremony = witness(witness(begin_seeding(plan), "w1", 100), "w2", 110)
    for party, secret in PARTIES.items():
        ceremony = promise(ceremony, party, promise_of(plan, party, secret), 150)
    return reveal(ceremony, "ministry", PARTIES["ministry"], 250)


def test_the_beacons_own_signature_is_mixed_in_and_no_other():
    plan = with_beacon(plan_for(*drawn(7)))
    due = quicknet(ROUND).due
    heard = hear(left_out(plan), OWN, due, verified)
    assert len(seed_of(heard)) == 32 and silent_in(heard) == ["university"]
    for signature in (SIGNATURES[1001], *altered()):
        with pytest.raises(errors.BeaconUnverified):
            hear(left_out(plan), signature, due, verified)
    with pytest.raises(errors.BeaconEarly):
        hear(left_out(plan), OWN, due - 1, verified)


def believing(beacon: Beacon, signature: bytes) -> bool:
    return True


def test_a_verifier_that_believes_everything_lets_a_forged_one_in():
    """The control: with it, whoever brings the beacon picks the seed."""
    plan = with_beacon(plan_for(*drawn(7)))
    due = quicknet(ROUND).due
    seeds = {seed_of(hear(left_out(plan), one, due, believing)) for one in altered() if one}
    assert len(seeds) == len({one for one in altered() if one}) > 40


# --- in what is published ----------------------------------------------------------------------


@cache
def files() -> Files:
    market, applicants = drawn(7)
    ceremony = left_out(with_beacon(plan_for(market, applicants)))
    ceremony = hear(ceremony, OWN, quicknet(ROUND).due, verified)
    return published(market, applicants, ceremony, run(market, applicants, ceremony))


def refusal(of: Files) -> str:
    with pytest.raises(Unverified) as found:
        check_published(of)
    return found.value.code.removeprefix("admissions.published_")


def record(change: Callable[[dict[str, Any]], object]) -> Files:
    """The record of the seed changed, and everything sealed anew."""
    told = json.loads(files()[SEED])
    change(told)
    rest = {name: data for name, data in files().items() if name != MANIFEST}
    return sealed({**rest, SEED: lines([told])})


def test_what_is_published_with_a_beacon_is_confirmed_where_it_can_be_verified():
    assert check_published(files()).children == len(drawn(7)[1])
    market, applicants = drawn(7)
    ceremony = whole(with_beacon(plan_for(market, applicants), Silent.WAIT))
    ceremony = hear(ceremony, OWN, quicknet(ROUND).due, verified)
    waited = published(market, applicants, ceremony, run(market, applicants, ceremony))
    assert check_published(waited).seed == seed_of(ceremony).hex()


def test_an_allocation_by_a_forged_beacon_is_refused():
    """By somebody who believed it, with everything else in order."""
    market, applicants = drawn(7)
    forged = altered()[0]
    ceremony = left_out(with_beacon(plan_for(market, applicants)))
    ceremony = hear(ceremony, forged, quicknet(ROUND).due, believing)
    made = published(market, applicants, ceremony, run(market, applicants, ceremony))
    assert refusal(made) == "beacon_other"
    assert check(made, heard=lambda beacon, signature: True)  # the control: who believes is told so


def test_who_cannot_verify_confirms_nothing_that_hangs_on_a_beacon():
    with pytest.raises(Refusal) as found:
        check(files())
    assert found.value.code == "beacon_unverified"
    assert found.value.facts["round"] == ROUND and found.value.facts["signature"] == OWN.hex()


def later(told: dict[str, Any]) -> None:
    told["reveals"]["ministry"]["at"] = 301


def promised_late(told: dict[str, Any]) -> None:
    told["promises"]["university"]["at"] = 201


def revealed_before_all_had_to_promise(told: dict[str, Any]) -> None:
    del told["promises"]["university"]
    told["reveals"]["ministry"]["at"] = 199


def nobody_silent(told: dict[str, Any]) -> None:
    told["silent"] = []


def nobody_revealed(told: dict[str, Any]) -> None:
    told["reveals"] = {}


def revealed_unpromised(told: dict[str, Any]) -> None:
    told["promises"] = {"university": told["promises"]["university"]}


def without_signature(told: dict[str, Any]) -> None:
    del told["beacon"]


def another_signature(told: dict[str, Any]) -> None:
    told["beacon"] = SIGNATURES[1001].hex()


def another_round(told: dict[str, Any]) -> None:
    told["plan"]["beacon"]["round"] = 1001


def an_early_round(told: dict[str, Any]) -> None:
    told["plan"]["reveal_until"] = quicknet(ROUND).due


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (later, {"order_wrong"}),
        (promised_late, {"order_wrong"}),
        (revealed_before_all_had_to_promise, {"order_wrong"}),
        (nobody_silent, {"plan_malformed"}),
        (nobody_revealed, {"party_silent"}),
        (revealed_unpromised, {"plan_malformed"}),
        (without_signature, {"plan_malformed"}),
        (another_signature, {"seed_other"}),
        (another_round, {"promise_wrong"}),
        (an_early_round, {"promise_wrong", "order_wrong"}),
    ],
)
def test_a_record_that_was_changed_is_refused(
    change: Callable[[dict[str, Any]], object], codes: set[str]
):
    assert refusal(record(change)) in codes


def test_a_plan_that_leaves_out_who_is_silent_without_a_beacon_is_refused():
    def without(told: dict[str, Any]) -> None:
        del told["plan"]["beacon"], told["beacon"]

    assert refusal(record(without)) == "plan_malformed"


def test_a_byte_of_the_record_changed_and_sealed_anew_is_refused(pytestconfig: pytest.Config):
    draw = random.Random(4)
    rest = {name: data for name, data in files().items() if name != MANIFEST}
    for _ in range(often(pytestconfig, 150, 1_500, 5_000)):
        data = bytearray(rest[SEED])
        at = draw.randrange(len(data))
        data[at] = draw.choice(b'0123456789abcdefxyz"{}[],:\n ')
        try:
            check_published(sealed({**rest, SEED: bytes(data)}))
        except Unverified:
            continue
        told = [json.loads(one) for one in (rest[SEED], bytes(data))]
        # When somebody spoke, the names of witnesses, what the silent had promised: receipts tell.
        for one in told:
            one["witnessed"] = len(one["witnessed"])
            for what in ("promises", "reveals"):
                said = {party: one[what][party] for party in ("ministry",)}
                one[what] = {party: each["told"] for party, each in said.items()}
        assert told[0] == told[1], at


def test_a_stranger_gives_the_signature_that_the_operators_publish(tmp_path: Path, catalogue: Any):
    script = tmp_path / "verify_allocation.py"
    script.write_text(verifier_text(catalogue, "kk"), encoding="utf-8")
    for name, data in files().items():
        (tmp_path / name).write_bytes(data)

    def told(*words: str) -> tuple[int, dict[str, Any]]:
        command = [sys.executable, "-I", "-S", str(script), *words, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    code, said = told()
    assert code == 1 and not said["ok"] and said["code"] == "beacon_unverified"
    assert said["facts"] == {
        "chain": beacons.CHAIN, "round": ROUND, "signature": OWN.hex(),
    }  # fmt: skip
    code, said = told("--beacon", OWN.hex())
    assert code == 0 and said["ok"]
    code, said = told("--beacon", SIGNATURES[1001].hex())
    assert code == 1 and said["code"] == "beacon_other"
