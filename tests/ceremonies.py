"""A seed as it is made in tests: two parties, two witnesses, all in order."""

from collections.abc import Sequence

from bagdar.admissions.rules.allocating import VERSION
from bagdar.admissions.rules.market import Applicant, Market
from bagdar.admissions.rules.publishing import input_files, input_root, published, run
from bagdar.admissions.rules.seeding import (
    Ceremony,
    Plan,
    begin,
    code_hash,
    promise,
    promise_of,
    reveal,
    witness,
)

PARTIES = {"ministry": b"m" * 32, "university": b"u" * 32}


def plan_for(market: Market, applicants: Sequence[Applicant]) -> Plan:
    return Plan(
        input_root=input_root(input_files(market, applicants)),
        rules=VERSION,
        code=code_hash(),
        parties=tuple(PARTIES),
        witnesses=2,
        promise_until=200,
        reveal_until=300,
    )


def witnessed(plan: Plan) -> Ceremony:
    return witness(witness(begin(plan), "w1", 100), "w2", 110)


def promised(ceremony: Ceremony) -> Ceremony:
    for party, secret in PARTIES.items():
        ceremony = promise(ceremony, party, promise_of(ceremony.plan, party, secret), 150)
    return ceremony


def whole(plan: Plan) -> Ceremony:
    ceremony = promised(witnessed(plan))
    for party, secret in PARTIES.items():
        ceremony = reveal(ceremony, party, secret, 160)
    return ceremony


def files_of(market: Market, applicants: Sequence[Applicant]) -> dict[str, bytes]:
    ceremony = whole(plan_for(market, applicants))
    return published(market, applicants, ceremony, run(market, applicants, ceremony))
