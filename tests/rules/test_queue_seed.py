"""Who made the seed of a queue stands in its log, and a replay checks it: A4 for the queue."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bagdar.admissions.rules import errors
from bagdar.admissions.rules.beacons import quicknet, verified
from bagdar.admissions.rules.queue.beginning import (
    RULES as VERSION,
)
from bagdar.admissions.rules.queue.beginning import (
    SeedBy,
    SeedTold,
    opening,
    root_of,
    seed_told,
)
from bagdar.admissions.rules.queue.entries import NOTHING, Entry
from bagdar.admissions.rules.queue.errors import SeedUnfit
from bagdar.admissions.rules.queue.nouns import EntryKind
from bagdar.admissions.rules.queue.standing import lottery_number
from bagdar.admissions.rules.queue.steps import replay
from bagdar.admissions.rules.seeding import (
    Ceremony,
    Plan,
    Silent,
    digest_of,
    hear,
    seed_of,
    transcript_told,
)
from bagdar.admissions.rules.transcripts import ceremony_of
from bagdar.core.errors import DomainError
from tests.ceremonies import PARTIES, promised, whole, witnessed
from tests.queue_log import BEGAN, RULES, SEED

QUEUE = ("KZ-11", "illustrative", 2026, RULES.told())
PLAN = Plan(root_of(*QUEUE), VERSION, "c" * 64, tuple(PARTIES), 2, 200, 300)
Body = dict[str, Any]


def opened(body: Body) -> Any:
    """The state after an opening entry with this body."""
    entry = Entry("q1", 1, EntryKind.OPENED, body, BEGAN, "clerk-1", "region", NOTHING)
    return replay([entry])


def with_ceremony() -> Body:
    return opening(*QUEUE, whole(PLAN))


def test_a_queue_that_is_opened_with_a_ceremony_has_its_seed_and_tells_its_parties():
    body = with_ceremony()
    head = opened(body).head
    assert head.seed == seed_of(whole(PLAN)).hex()
    assert seed_told(body) == SeedTold(SeedBy.CEREMONY, digest_of(PLAN), tuple(PARTIES))


def test_a_queue_that_is_opened_without_one_says_that_the_seed_was_given():
    body = opening(*QUEUE, bytes.fromhex(SEED))
    assert body["seed_by"] == "opener" and "ceremony" not in body
    assert opened(body).head.seed == SEED and seed_told(body) == SeedTold(SeedBy.OPENER)
    with pytest.raises(SeedUnfit):
        opening(*QUEUE, b"short")


def test_a_log_from_before_ceremonies_reads_as_it_did():
    body = {"territory": "KZ-11", "seed": SEED, "rules": RULES.told(), "year": 2026}
    assert opened(body).head.seed == SEED
    assert seed_told(body) == SeedTold(SeedBy.OPENER)


def other_seed(body: Body) -> None:
    body["seed"] = SEED


def other_year(body: Body) -> None:
    body["year"] = 2027


def other_territory(body: Body) -> None:
    body["territory"] = "KZ-71"


def other_origin(body: Body) -> None:
    body["origin"] = "real"


def other_rules(body: Body) -> None:
    body["rules"] = {**body["rules"], "days_to_answer": 6}


def no_ceremony(body: Body) -> None:
    del body["ceremony"]


def by_whoever_opened(body: Body) -> None:
    body["seed_by"] = "opener"


def by_nobody(body: Body) -> None:
    body["seed_by"] = "chance"


def other_reveal(body: Body) -> None:
    body["ceremony"]["reveals"]["ministry"]["told"] = "0" * 64


def missing_reveal(body: Body) -> None:
    del body["ceremony"]["reveals"]["ministry"]


def early_promise(body: Body) -> None:
    body["ceremony"]["promises"]["ministry"]["at"] = 1


def other_seed_told(body: Body) -> None:
    body["ceremony"]["seed"] = SEED


def another_spelling(body: Body) -> None:
    said = body["ceremony"]["reveals"]["ministry"]
    said["told"] = said["told"].upper()


def no_plan(body: Body) -> None:
    del body["ceremony"]["plan"]


def odd_shape(body: Body) -> None:
    body["ceremony"]["witnessed"] = ["w1", "w2"]


def another_version(body: Body) -> None:
    body["ceremony"] = transcript_told(whole(replace(PLAN, rules="bagdar-queue/v0")))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (other_seed, SeedUnfit),
        (other_year, errors.InputChanged),
        (other_territory, errors.InputChanged),
        (other_origin, errors.InputChanged),
        (other_rules, errors.InputChanged),
        (no_ceremony, SeedUnfit),
        (by_whoever_opened, SeedUnfit),
        (by_nobody, SeedUnfit),
        (other_reveal, errors.RevealWrong),
        (missing_reveal, errors.RevealsMissing),
        (early_promise, errors.NotWitnessed),
        (other_seed_told, errors.TranscriptFaulty),
        (another_spelling, errors.TranscriptFaulty),
        (no_plan, errors.TranscriptFaulty),
        (odd_shape, errors.TranscriptFaulty),
        (another_version, errors.RulesChanged),
    ],
)
def test_an_opening_that_is_not_what_the_parties_drew_does_not_replay(
    change: Callable[[Body], None], error: type[DomainError]
):
    body = with_ceremony()
    opened(body)
    change(body)
    with pytest.raises(error):
        opened(body)


def test_an_unfinished_ceremony_opens_nothing():
    with pytest.raises(errors.RevealsMissing):
        opening(*QUEUE, promised(witnessed(PLAN)))


def first_by(seed: str, child: str, others: int = 5) -> bool:
    """Whether the lottery puts the child before all others who applied at the same instant."""
    own = lottery_number(seed, "KZ-11", child)
    return all(own < lottery_number(seed, "KZ-11", f"o{n}") for n in range(others))


def test_whoever_gives_the_seed_could_pick_it_and_with_a_ceremony_nobody_does():
    """The control: a seed of the opener's is found that puts a child first, and opens a queue."""
    picked = next(
        seed for n in range(1_000) if first_by(seed := n.to_bytes(32, "big").hex(), "known")
    )
    assert opened(opening(*QUEUE, bytes.fromhex(picked))).head.seed == picked
    body = {**with_ceremony(), "seed": picked}
    with pytest.raises(SeedUnfit):
        opened(body)


# --- a ceremony from its record ----------------------------------------------------------------


def test_every_ceremony_is_read_back_from_its_record():
    signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    signature += "e342b73a8dd2bacbe47e4b6b63ed5e39"
    named = replace(PLAN, silent=Silent.LEAVE_OUT, beacon=quicknet(1000))
    due = quicknet(1000).due
    heard = hear(whole(named), bytes.fromhex(signature), due, verified)
    for ceremony in (whole(PLAN), heard):
        read = ceremony_of(transcript_told(ceremony), verified)
        assert read == ceremony and isinstance(read, Ceremony)
    with pytest.raises(errors.BeaconUnverified):
        ceremony_of(transcript_told(heard), None)
    forged = {**transcript_told(heard), "beacon": signature[:-2] + "38"}
    with pytest.raises(errors.BeaconUnverified):
        ceremony_of(forged, verified)
