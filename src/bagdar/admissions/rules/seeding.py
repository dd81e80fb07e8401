"""The seed that nobody picks: a state machine of pure steps, each refused where it is not due.

    plan → witnesses cosign → every party promises → every party reveals → beacon → seed → run

The plan names the input's root, the version of the rules, the hash of the code, the parties and,
where there is one, the round of a public beacon. Nothing of it can change afterwards: the seed is
made from the plan's digest. A party promises the digest of 32 random bytes before anybody reveals,
so nobody can fit theirs to others'. What happens when a party does not reveal is declared:

WAIT       nothing runs until it does. Nobody else learns anything by waiting, and nothing is drawn
           anew, so silence wins no second try; it only shows who is silent.
LEAVE_OUT  the others' are taken. The last to reveal could then choose between two seeds, so this
           needs a beacon round that comes after the last moment to reveal.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from bagdar.admissions.rules import errors
from bagdar.admissions.rules.reading import canonical

PLAN, PROMISE, SEED = "bagdar-seed-plan/v1", "bagdar-promise/v1", "bagdar-seed/v1"
SECRET = 32
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
HASH = re.compile(r"[0-9a-f]{64}")
# What decides who gets what; a change of any byte of it is another code.
DECIDING = (
    "allocating.py", "core.py", "declaring.py", "lottery.py", "market.py", "priorities.py",
    "reading.py", "seeding.py", "table.py",
)  # fmt: skip


class Silent(StrEnum):
    """What is done about a party that does not reveal."""

    WAIT = "wait"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class Beacon:
    """A round of a public beacon that lies ahead. chain, public_key: as its operators give them."""

    chain: str
    public_key: str
    genesis: int
    period: int
    round: int

    @property
    def due(self) -> int:
        """When the round comes, in seconds of POSIX."""
        return self.genesis + (self.round - 1) * self.period


@dataclass(frozen=True)
class Plan:
    """What is committed to before anybody can know the seed. Instants are seconds of POSIX.

    input_root, code  SHA-256 in hexadecimal
    rules             the version of what the rules do (allocating.VERSION)
    witnesses         how many have to cosign before anybody promises
    """

    input_root: str
    rules: str
    code: str
    parties: tuple[str, ...]
    witnesses: int
    promise_until: int
    reveal_until: int
    silent: Silent = Silent.WAIT
    beacon: Beacon | None = None


@dataclass(frozen=True)
class Said:
    """A promise's digest or a revealed secret, in hexadecimal, and when it came."""

    told: str
    at: int


@dataclass(frozen=True)
class Ceremony:
    """witnessed: witness → when. promises, reveals: party → what it said. beacon: a signature."""

    plan: Plan
    witnessed: Mapping[str, int] = field(default_factory=dict)
    promises: Mapping[str, Said] = field(default_factory=dict)
    reveals: Mapping[str, Said] = field(default_factory=dict)
    beacon: str = ""


Verify = Callable[[Beacon, bytes], bool]  # whether a signature is the beacon's for that round


# --- the steps ---------------------------------------------------------------------------------


def begin(plan: Plan) -> Ceremony:
    """Raises PlanFaulty, SilentNeedsBeacon."""
    is_right = {
        "input_root": bool(HASH.fullmatch(plan.input_root)),
        "code": bool(HASH.fullmatch(plan.code)),
        "rules": bool(plan.rules),
        "parties": bool(plan.parties)
        and len(set(plan.parties)) == len(plan.parties)
        and all(NAME.fullmatch(party) for party in plan.parties),
        "witnesses": plan.witnesses >= 1,
        "reveal_until": plan.promise_until < plan.reveal_until,
        "beacon": plan.beacon is None or _is_ahead(plan.beacon, plan.reveal_until),
    }
    wrong = [name for name, right in is_right.items() if not right]
    if wrong:
        raise errors.PlanFaulty(at=", ".join(wrong))
    if plan.silent is Silent.LEAVE_OUT and plan.beacon is None:
        raise errors.SilentNeedsBeacon()
    return Ceremony(plan)


def _is_ahead(beacon: Beacon, instant: int) -> bool:
    return beacon.period > 0 and beacon.round > 0 and beacon.due > instant


def witness(ceremony: Ceremony, name: str, at: int) -> Ceremony:
    """A witness has cosigned a checkpoint that holds the plan's digest; the caller has checked it.

    Raises WitnessedAlready, PromiseLate.
    """
    if name in ceremony.witnessed:
        raise errors.WitnessedAlready(name=name)
    if at > ceremony.plan.promise_until:
        raise errors.PromiseLate(name=name)
    return replace(ceremony, witnessed={**ceremony.witnessed, name: at})


def promise(ceremony: Ceremony, party: str, told: str, at: int) -> Ceremony:
    """Raises PartyUnknown, NotWitnessed, PromisedAlready, PromiseLate, RevealWrong."""
    plan = ceremony.plan
    _known(plan, party)
    since = witnessed_since(ceremony)
    if since is None or at < since:
        raise errors.NotWitnessed(count=len(ceremony.witnessed), least=plan.witnesses)
    if party in ceremony.promises:
        raise errors.PromisedAlready(name=party)
    if ceremony.reveals or (at > plan.promise_until and plan.silent is Silent.LEAVE_OUT):
        raise errors.PromiseLate(name=party)
    if not HASH.fullmatch(told):
        raise errors.RevealWrong(name=party)
    return replace(ceremony, promises={**ceremony.promises, party: Said(told, at)})


def reveal(ceremony: Ceremony, party: str, secret: bytes, at: int) -> Ceremony:
    """What a party had promised comes to light.

    Raises PartyUnknown, PromisesMissing, RevealUnpromised, RevealedAlready, RevealLate and
    RevealWrong.
    """
    plan = ceremony.plan
    _known(plan, party)
    missing = [one for one in plan.parties if one not in ceremony.promises]
    is_over = plan.silent is Silent.LEAVE_OUT and at > plan.promise_until
    if missing and not is_over:
        raise errors.PromisesMissing(names=", ".join(missing))
    if party not in ceremony.promises:
        raise errors.RevealUnpromised(name=party)
    if at < max(one.at for one in ceremony.promises.values()):
        raise errors.PromisesMissing(names=party)
    if party in ceremony.reveals:
        raise errors.RevealedAlready(name=party)
    if plan.silent is Silent.LEAVE_OUT and at > plan.reveal_until:
        raise errors.RevealLate(name=party)
    if promise_of(plan, party, secret) != ceremony.promises[party].told:
        raise errors.RevealWrong(name=party)
    return replace(ceremony, reveals={**ceremony.reveals, party: Said(secret.hex(), at)})


def hear(ceremony: Ceremony, signature: bytes, at: int, verify: Verify | None) -> Ceremony:
    """The beacon's round has come. Raises BeaconUnasked, BeaconEarly, BeaconUnverified.

    verify: None where nothing here can check its signatures; then no beacon is mixed in, ever
    """
    beacon = ceremony.plan.beacon
    if beacon is None:
        raise errors.BeaconUnasked()
    if at < beacon.due:
        raise errors.BeaconEarly(round=beacon.round)
    if verify is None or not verify(beacon, signature):
        raise errors.BeaconUnverified(round=beacon.round)
    return replace(ceremony, beacon=signature.hex())


def seed_of(ceremony: Ceremony) -> bytes:
    """32 bytes. Raises NotWitnessed, RevealsMissing, BeaconMissing."""
    plan = ceremony.plan
    if witnessed_since(ceremony) is None:
        raise errors.NotWitnessed(count=len(ceremony.witnessed), least=plan.witnesses)
    silent = silent_in(ceremony)
    if silent and (plan.silent is Silent.WAIT or not ceremony.reveals):
        raise errors.RevealsMissing(names=", ".join(silent))
    if plan.beacon is not None and not ceremony.beacon:
        raise errors.BeaconMissing(round=plan.beacon.round)
    lines = [SEED, digest_of(plan)]
    lines += [f"{party} {said.told}" for party, said in sorted(ceremony.reveals.items())]
    lines += [f"beacon {ceremony.beacon}"] if ceremony.beacon else []
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()


def check_unchanged(plan: Plan, *, input_root: str, rules: str, code: str) -> None:
    """What is about to run is what was committed to.

    Raises InputChanged, RulesChanged, CodeChanged.
    """
    if input_root != plan.input_root:
        raise errors.InputChanged(committed=plan.input_root, found=input_root)
    if rules != plan.rules:
        raise errors.RulesChanged(committed=plan.rules, found=rules)
    if code != plan.code:
        raise errors.CodeChanged(committed=plan.code, found=code)


# --- what the steps ask ------------------------------------------------------------------------


def _known(plan: Plan, party: str) -> None:
    if party not in plan.parties:
        raise errors.PartyUnknown(name=party)


def witnessed_since(ceremony: Ceremony) -> int | None:
    """When enough witnesses had cosigned; None: they have not yet."""
    order = sorted(ceremony.witnessed.values())
    least = ceremony.plan.witnesses
    return order[least - 1] if len(order) >= least else None


def silent_in(ceremony: Ceremony) -> list[str]:
    """The parties that have not revealed; published, whatever is done about them."""
    return [party for party in ceremony.plan.parties if party not in ceremony.reveals]


def plan_told(plan: Plan) -> dict[str, Any]:
    told: dict[str, Any] = {
        "format": PLAN,
        "input_root": plan.input_root,
        "rules": plan.rules,
        "code": plan.code,
        "parties": list(plan.parties),
        "witnesses": plan.witnesses,
        "promise_until": plan.promise_until,
        "reveal_until": plan.reveal_until,
        "silent": plan.silent.value,
    }
    if plan.beacon is not None:
        told["beacon"] = vars(plan.beacon)
    return told


def digest_of(plan: Plan) -> str:
    """What the notary commits to before anybody promises."""
    return hashlib.sha256(canonical(plan_told(plan)).encode()).hexdigest()


def promise_of(plan: Plan, party: str, secret: bytes) -> str:
    """Raises RevealWrong where a secret has not 32 bytes."""
    if len(secret) != SECRET:
        raise errors.RevealWrong(name=party)
    told = f"{PROMISE}\n{digest_of(plan)}\n{party}\n".encode() + secret
    return hashlib.sha256(told).hexdigest()


def transcript_told(ceremony: Ceremony) -> dict[str, Any]:
    """What is published of a ceremony: anybody can make the seed from it again."""
    told: dict[str, Any] = {
        "plan": plan_told(ceremony.plan),
        "witnessed": dict(ceremony.witnessed),
        "promises": {party: vars(said) for party, said in ceremony.promises.items()},
        "reveals": {party: vars(said) for party, said in ceremony.reveals.items()},
        "silent": silent_in(ceremony),
    }
    if ceremony.beacon:
        told["beacon"] = ceremony.beacon
    return {**told, "seed": seed_of(ceremony).hex()}


def code_hash(folder: Path | None = None) -> str:
    """SHA-256 over the files that decide. folder: where they stand; None: those that run here."""
    here = folder or Path(__file__).parent
    lines = [
        f"{hashlib.sha256((here / name).read_bytes()).hexdigest()}  {name}\n" for name in DECIDING
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
