"""A ceremony from what is published of it: every step is taken again, in the order of instants."""

from collections.abc import Callable, Mapping
from typing import Any

from bagdar.admissions.rules import errors
from bagdar.admissions.rules.seeding import (
    Beacon,
    Ceremony,
    Plan,
    Silent,
    Verify,
    begin,
    hear,
    promise,
    reveal,
    seed_of,
    transcript_told,
    witness,
)


def ceremony_of(told: Mapping[str, Any], verify: Verify | None) -> Ceremony:
    """A complete ceremony, whose seed is the one that is told. verify: see seeding.hear.

    Raises TranscriptFaulty, and what the steps and seed_of raise.
    """
    found = _shaped(lambda: _steps(told, verify))
    seed_of(found)
    if _shaped(lambda: transcript_told(found) != told):
        raise errors.TranscriptFaulty()
    return found


def _shaped(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError):
        raise errors.TranscriptFaulty() from None


def _steps(told: Mapping[str, Any], verify: Verify | None) -> Ceremony:
    ceremony = begin(_plan(told["plan"]))
    for name, at in _in_turn(told["witnessed"], lambda at: int(at)):
        ceremony = witness(ceremony, name, at)
    for party, said in _in_turn(told["promises"], lambda said: int(said["at"])):
        ceremony = promise(ceremony, party, said["told"], said["at"])
    for party, said in _in_turn(told["reveals"], lambda said: int(said["at"])):
        ceremony = reveal(ceremony, party, bytes.fromhex(said["told"]), said["at"])
    beacon = ceremony.plan.beacon
    if beacon is not None and told.get("beacon"):
        ceremony = hear(ceremony, bytes.fromhex(told["beacon"]), beacon.due, verify)
    return ceremony


def _in_turn(told: Mapping[str, Any], at: Callable[[Any], int]) -> list[tuple[str, Any]]:
    return sorted(told.items(), key=lambda each: (at(each[1]), each[0]))


def _plan(told: Mapping[str, Any]) -> Plan:
    beacon = Beacon(**told["beacon"]) if "beacon" in told else None
    names = ("input_root", "rules", "code", "witnesses", "promise_until", "reveal_until")
    return Plan(
        **{name: told[name] for name in names},
        parties=tuple(told["parties"]),
        silent=Silent(told["silent"]),
        beacon=beacon,
    )
