"""What is published of an allocation: files that a stranger checks with one other file.

docs/reference/allocation-files.md says what stands where. Every line is canonical JSON and lines
stand in one order, so the same allocation has the same bytes wherever it was run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from bagdar.admissions.rules.allocating import VERSION, allocate
from bagdar.admissions.rules.explaining import (
    Cutoffs,
    Last,
    Reason,
    Refused,
    cutoffs_of,
    refusals_of,
)
from bagdar.admissions.rules.lines import lines, sha
from bagdar.admissions.rules.lottery import numbers_of
from bagdar.admissions.rules.market import Applicant, Market, Seat
from bagdar.admissions.rules.priorities import orders_of, shown, steps_of
from bagdar.admissions.rules.reading import applicant_told, canonical, market_told
from bagdar.admissions.rules.seeding import (
    Ceremony,
    check_unchanged,
    code_hash,
    seed_of,
    transcript_told,
)

FORMAT = "bagdar-allocation-files/v1"
INPUT = "bagdar-input/v1"
MARKET, APPLICANTS, SEED = "market.json", "applicants.jsonl", "seed.json"
RESULT, CUTOFFS, EXPLANATIONS = "result.jsonl", "cutoffs.jsonl", "explanations.jsonl"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Allocation:
    """A run that is complete: everybody's seat, every cutoff, every reason."""

    outcome: Mapping[str, Seat | None]
    cutoffs: Cutoffs
    refused: Mapping[str, tuple[Refused, ...]]


def input_files(market: Market, applicants: Iterable[Applicant]) -> dict[str, bytes]:
    ordered = sorted(applicants, key=attrgetter("child"))
    return {
        MARKET: f"{canonical(market_told(market))}\n".encode(),
        APPLICANTS: lines(applicant_told(one) for one in ordered),
    }


def input_root(files: Mapping[str, bytes]) -> str:
    """What the plan of the seed commits to."""
    told = {"format": INPUT, **{name: sha(files[name]) for name in (MARKET, APPLICANTS)}}
    return sha(canonical(told).encode())


def run(market: Market, applicants: Sequence[Applicant], ceremony: Ceremony) -> Allocation:
    """The allocation of a complete ceremony, over what it committed to, by these very rules.

    Raises InputChanged, RulesChanged, CodeChanged, and what seed_of and allocate raise.
    """
    root = input_root(input_files(market, applicants))
    check_unchanged(ceremony.plan, input_root=root, rules=VERSION, code=code_hash())
    return allocated(market, applicants, seed_of(ceremony))


def allocated(market: Market, applicants: Sequence[Applicant], seed: bytes) -> Allocation:
    outcome = allocate(market, applicants, seed)
    ordered = sorted(applicants, key=attrgetter("child"))
    numbers = numbers_of(seed, market.namespace, list(outcome))
    cutoffs = cutoffs_of(market, ordered, numbers, outcome)
    refused = refusals_of(market, ordered, numbers, outcome, cutoffs)
    return Allocation(outcome, cutoffs, refused)


def published(
    market: Market, applicants: Sequence[Applicant], ceremony: Ceremony, found: Allocation
) -> dict[str, bytes]:
    """Name → bytes of every file, the manifest last."""
    return sealed(decided_files(market, applicants, ceremony, found))


def decided_files(
    market: Market, applicants: Sequence[Applicant], ceremony: Ceremony, found: Allocation
) -> dict[str, bytes]:
    """What was committed to, and what came of it."""
    return {
        **input_files(market, applicants),
        SEED: f"{canonical(transcript_told(ceremony))}\n".encode(),
        RESULT: result_file(found.outcome),
        CUTOFFS: cutoffs_file(market, found.cutoffs),
        EXPLANATIONS: explanations_file(found.refused),
    }


def sealed(files: Mapping[str, bytes], **told: str) -> dict[str, bytes]:
    """Files with their manifest. told: what else stands in it."""
    manifest = {
        **told,
        "format": FORMAT,
        "rules": VERSION,
        "files": {name: {"bytes": len(data), "sha256": sha(data)} for name, data in files.items()},
    }
    return {**files, MANIFEST: f"{canonical(manifest)}\n".encode()}


def result_file(outcome: Mapping[str, Seat | None]) -> bytes:
    return lines(
        {"child": child, "place": seat and seat.place, "block": seat and seat.block}
        for child, seat in sorted(outcome.items())
    )


def cutoffs_file(market: Market, cutoffs: Cutoffs) -> bytes:
    orders = orders_of(market)
    rows = []
    for place in sorted(market.places, key=attrgetter("code")):
        for block in place.blocks:
            order, found = orders[block.order], cutoffs[place.code, block.code]
            steps = steps_of(block, order)

            def told(last: Last, steps: Any = steps, order: Any = order) -> dict[str, Any]:
                key = last.key and [
                    shown(step, value, order) for step, value in zip(steps, last.key, strict=True)
                ]
                return {"most": last.most, "taken": last.taken, "cutoff": key}

            rows.append(
                {
                    "place": place.code,
                    "block": block.code,
                    **told(found.block),
                    "classes": {name: told(last) for name, last in found.classes.items()},
                }
            )
    return lines(rows)


def explanations_file(refused: Mapping[str, tuple[Refused, ...]]) -> bytes:
    return lines(
        {
            "child": child,
            "refused": [
                {"place": one.place, "reasons": [reason_told(each) for each in one.reasons]}
                for one in wishes
            ],
        }
        for child, wishes in sorted(refused.items())
    )


def reason_told(reason: Reason) -> dict[str, Any]:
    told: dict[str, Any] = {"block": reason.block, "why": reason.why.value}
    if reason.step:
        told |= {"step": reason.step, "cutoff": reason.cutoff, "theirs": reason.theirs}
    return told
