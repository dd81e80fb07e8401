"""A plan that cannot run is annulled, and nobody draws again because of what was drawn."""

import itertools
from dataclasses import replace

import pytest

from bagdar.admissions.rules.campaign import draw_errors
from bagdar.admissions.rules.campaign.annulling import (
    agreement_awaited,
    check_agreeing,
    check_annulled,
    check_not_given_up,
    check_unspent,
)
from bagdar.admissions.rules.campaign.next_steps import AnnulStep, Asked, next_annulling
from bagdar.admissions.rules.seeding import Ceremony, Plan, begin, promise_of, reveal
from bagdar.core.errors import DomainError
from tests.ceremonies import PARTIES, promised, whole, witnessed

PLAN = Plan("a" * 64, "rules/v1", "c" * 64, tuple(PARTIES), 2, 200, 300)
HERE, OTHER = {"rules": PLAN.rules, "code": PLAN.code}, {"rules": PLAN.rules, "code": "d" * 64}
ONE = reveal(promised(witnessed(PLAN)), "ministry", PARTIES["ministry"], 160)
UNREVEALED = (begin(PLAN), witnessed(PLAN), promised(witnessed(PLAN)))
REVEALED = (ONE, whole(PLAN))
AGREED = [
    some for many in range(len(PARTIES) + 1) for some in itertools.combinations(PARTIES, many)
]


def is_annulled(ceremony: Ceremony, agreed: tuple[str, ...], by: str, program: dict[str, str]):
    try:
        check_annulled(ceremony, agreed, asked_by="a", by=by, **program)
    except DomainError:
        return False
    return True


def test_over_every_case_a_plan_is_annulled_by_two_and_after_a_reveal_by_every_party_as_well():
    """All cases: how far the ceremony went, who agreed, who annuls, which program is here."""
    for ceremony, agreed, by, program in itertools.product(
        (*UNREVEALED, *REVEALED), AGREED, "ab", (HERE, OTHER)
    ):
        hidden = not ceremony.reveals
        due = by == "b" and (hidden or (program is OTHER and set(agreed) == set(PARTIES)))
        assert is_annulled(ceremony, agreed, by, program) is due


def test_whoever_changes_the_program_alone_draws_nothing_again():
    """The control: without the parties' agreement this is what an operator could do at will."""
    assert not is_annulled(whole(PLAN), (), "b", OTHER)
    assert is_annulled(whole(PLAN), tuple(PARTIES), "b", OTHER)


@pytest.mark.parametrize("party", PARTIES)
def test_one_party_holds_to_what_was_drawn_by_not_agreeing(party: str):
    others = [one for one in PARTIES if one != party]
    assert agreement_awaited(whole(PLAN), others) == (party,)
    with pytest.raises(draw_errors.AgreementMissing) as found:
        check_annulled(whole(PLAN), others, asked_by="a", by="b", **OTHER)
    assert found.value.facts["parties"] == party


def test_who_knows_the_seed_has_no_choice_between_it_and_another_once_all_agreed():
    for ceremony in REVEALED:
        with pytest.raises(draw_errors.PlanGivenUp):
            check_not_given_up(ceremony, tuple(PARTIES))
        check_not_given_up(ceremony, tuple(PARTIES)[1:])


def test_nobody_agrees_before_anybody_revealed_or_twice():
    for ceremony, agreed in (*((one, ()) for one in UNREVEALED), (ONE, ("ministry",))):
        with pytest.raises(draw_errors.AgreementUnneeded):
            check_agreeing(ceremony, "ministry", agreed)
    check_agreeing(ONE, "university", ("ministry",))


def test_a_secret_that_everybody_knows_is_promised_by_no_party_of_a_later_plan():
    later = replace(PLAN, promise_until=250)
    known = PARTIES["ministry"].hex()
    for party in PARTIES:
        with pytest.raises(draw_errors.SecretSpent):
            check_unspent(later, promise_of(later, party, PARTIES["ministry"]), [known])
        check_unspent(later, promise_of(later, party, b"n" * 32), [known])


def test_what_can_be_pressed_is_what_would_be_accepted():
    for ceremony, agreed, by, program in itertools.product(
        (*UNREVEALED, *REVEALED), AGREED, "ab", (HERE, OTHER)
    ):
        found = next_annulling(ceremony, Asked("a", agreed), by, runs=program is HERE)
        assert (found.step is AnnulStep.ANNUL) is is_annulled(ceremony, agreed, by, program)
    assert next_annulling(None, None, "a", runs=True).step is AnnulStep.NONE
    assert next_annulling(ONE, None, "a", runs=True).step is AnnulStep.NONE
    assert next_annulling(UNREVEALED[0], None, "a", runs=True).step is AnnulStep.ASK
