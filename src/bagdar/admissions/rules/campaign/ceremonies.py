"""A ceremony as JSON that can be read back while it is not complete, and the plan of a draw."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bagdar.admissions.rules.allocating import VERSION
from bagdar.admissions.rules.beacons import quicknet, round_after
from bagdar.admissions.rules.campaign.declared import Draw
from bagdar.admissions.rules.campaign.nouns import BeaconName
from bagdar.admissions.rules.seeding import (
    Beacon,
    Ceremony,
    Plan,
    Said,
    Silent,
    code_hash,
    plan_told,
)

Told = Mapping[str, Any]


def plan_for(draw: Draw, input_root: str, at: datetime) -> Plan:
    """By the declared hours from `at` on; to be checked by `seeding.begin`."""
    promise_until = at + timedelta(hours=draw.hours_to_promise)
    reveal_until = seconds(promise_until + timedelta(hours=draw.hours_to_reveal))
    is_heard = draw.beacon is BeaconName.QUICKNET
    return Plan(
        input_root=input_root,
        rules=VERSION,
        code=code_hash(),
        parties=draw.parties,
        witnesses=draw.witnesses,
        promise_until=seconds(promise_until),
        reveal_until=reveal_until,
        silent=draw.silent,
        beacon=quicknet(round_after(reveal_until)) if is_heard else None,
    )


def seconds(at: datetime) -> int:
    """An instant in seconds of POSIX, as plans and transcripts have it."""
    return int(at.timestamp())


def plan_of(told: Told) -> Plan:
    """What `seeding.plan_told` told. Raises KeyError, TypeError, ValueError: ours are our own."""
    given = {name: value for name, value in told.items() if name != "format"}
    beacon = given.pop("beacon", None)
    return Plan(
        **{
            **given,
            "parties": tuple(given["parties"]),
            "silent": Silent(given["silent"]),
            "beacon": Beacon(**beacon) if beacon else None,
        }
    )


def ceremony_told(ceremony: Ceremony) -> dict[str, Any]:
    """Complete or not; without the seed, which follows from it."""
    return {
        "plan": plan_told(ceremony.plan),
        "witnessed": dict(ceremony.witnessed),
        "promises": {party: vars(said) for party, said in ceremony.promises.items()},
        "reveals": {party: vars(said) for party, said in ceremony.reveals.items()},
        "beacon": ceremony.beacon,
    }


def ceremony_of(told: Told) -> Ceremony:
    """What `ceremony_told` told."""
    return Ceremony(
        plan_of(told["plan"]),
        dict(told["witnessed"]),
        _said(told["promises"]),
        _said(told["reveals"]),
        told["beacon"],
    )


def _said(told: Told) -> dict[str, Said]:
    return {party: Said(**one) for party, one in told.items()}
