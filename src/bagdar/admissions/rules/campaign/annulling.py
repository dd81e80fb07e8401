"""When a plan may be annulled, so that nobody draws again because of what was drawn.

Before anybody has revealed, nobody can know the seed, and the next plan has another: two officials
annul it. From the first reveal on somebody may know it, the last to reveal knows it alone, and
whoever runs the service can change its program at will. So then a plan is annulled only where it
cannot run here any more, and where every party of it agrees: each of them can hold to what was
drawn, by keeping silent. Once all have agreed nothing else is left to choose: the plan does not run
any more. What anybody revealed is told for ever, and is no secret of a later plan.
"""

from collections.abc import Collection, Iterable

from bagdar.admissions.rules.campaign.draw_errors import (
    AgreementMissing,
    AgreementUnneeded,
    OtherAnnuls,
    PlanGivenUp,
    PlanStands,
    SecretSpent,
)
from bagdar.admissions.rules.seeding import Ceremony, Plan, promise_of


def runs_here(plan: Plan, *, rules: str, code: str) -> bool:
    """Whether the program that is here is the one to which the plan commits."""
    return (plan.rules, plan.code) == (rules, code)


def check_annullable(ceremony: Ceremony, *, rules: str, code: str) -> None:
    """Raises PlanStands."""
    if ceremony.reveals and runs_here(ceremony.plan, rules=rules, code=code):
        raise PlanStands()


def agreement_awaited(ceremony: Ceremony, agreed: Collection[str]) -> tuple[str, ...]:
    """The parties that have yet to agree; none before anybody has revealed."""
    if not ceremony.reveals:
        return ()
    return tuple(party for party in ceremony.plan.parties if party not in agreed)


def check_not_given_up(ceremony: Ceremony, agreed: Collection[str]) -> None:
    """Whoever knows the seed has no choice between it and another. Raises PlanGivenUp."""
    if ceremony.reveals and not agreement_awaited(ceremony, agreed):
        raise PlanGivenUp()


def check_agreeing(ceremony: Ceremony, party: str, agreed: Collection[str]) -> None:
    """Raises AgreementUnneeded: nobody has revealed, or the party has agreed."""
    if party not in agreement_awaited(ceremony, agreed):
        raise AgreementUnneeded()


def check_annulled(
    ceremony: Ceremony, agreed: Collection[str], *, asked_by: str, by: str, rules: str, code: str
) -> None:
    """What holds at the moment of annulling. Raises OtherAnnuls, PlanStands, and
    AgreementMissing, which names the parties.
    """
    if asked_by == by:
        raise OtherAnnuls()
    check_annullable(ceremony, rules=rules, code=code)
    awaited = agreement_awaited(ceremony, agreed)
    if awaited:
        raise AgreementMissing(awaited)


def check_unspent(plan: Plan, told: str, spent: Iterable[str]) -> None:
    """A promise is of no secret that everybody knows. told: the promise; spent: what parties of
    annulled plans revealed, in hexadecimal. Raises SecretSpent.
    """
    known = [bytes.fromhex(one) for one in spent]
    if any(promise_of(plan, party, one) == told for party in plan.parties for one in known):
        raise SecretSpent()
