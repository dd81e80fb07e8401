"""Plans that cannot run, on a real database with a log: annulled by two, told for ever."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.annulments import annulled_receipt, annulments_of
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules import errors as seed_errors
from bagdar.admissions.rules.campaign import draw_errors, errors
from bagdar.admissions.rules.seeding import promise_of, seed_of
from bagdar.admissions.services.campaigns import annulling, drawing, giving
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary
from tests.campaigning import OPERATOR, OTHER, SECRETS, SPEAKERS, Fair, fair, planned_elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WHY = "The program was upgraded after the plan"


@pytest.fixture
def of(tmp_path: Path, settings) -> Fair:
    made = fair(tmp_path, settings)
    made.apply("Асан", "a", "b")
    made.apply("Үсен", "a", "b")
    return made


def agree(of: Fair, *parties: str) -> None:
    for party in parties or SECRETS:
        annulling.agree(of.id, party, by=Actor(SPEAKERS[party], "operator"), at=of.now())


def ask(of: Fair, why: str = WHY) -> None:
    annulling.ask(of.id, why, by=OPERATOR, at=of.now())


def annul(of: Fair, by: Actor = OTHER) -> None:
    annulling.annul(of.id, by=by, at=of.now())


def test_a_plan_under_which_nobody_revealed_is_annulled_by_two_and_another_one_runs(of: Fair):
    of.close()
    first = of.plan()
    of.promise("ministry")
    root = of.campaign.input_root
    ask(of)
    with pytest.raises(draw_errors.OtherAnnuls):
        annul(of, OPERATOR)
    annul(of)
    of.log()
    row = of.campaign
    assert (row.state, row.plan, row.input_root) == ("closed", None, root)
    [one] = annulments_of(row)
    assert one.reason == WHY and "ministry" in one.ceremony["promises"]
    assert one.ceremony["plan"] == first.plan
    assert notary.verified(annulled_receipt(one)).kind == "admissions.plan_annulled"
    of.plan()
    of.promise()
    of.reveal()
    of.run()
    assert of.campaign.state == "held"
    told = Event.objects.filter(about=f"admissions.campaign:{of.id}").values_list("action")
    assert {("admissions.campaign_annulment_asked",), ("admissions.campaign_plan_annulled",)} <= {
        *told
    }


def test_witnesses_that_cosign_too_late_leave_nobody_stuck(of: Fair):
    of.close()
    drawing.plan(of.id, SPEAKERS, by=OPERATOR, at=of.now())
    of.now(days=30)
    of.log()
    with pytest.raises(seed_errors.NotWitnessed):
        of.promise("ministry")
    ask(of, "Witnesses were silent while parties could promise")
    annul(of)
    of.plan()
    of.promise()


def test_after_a_reveal_one_account_annuls_nothing_nor_do_two_while_the_program_runs_here(of: Fair):
    of.close()
    of.plan()
    of.promise()
    ask(of)
    of.reveal("ministry")
    for by in (OPERATOR, OTHER):
        with pytest.raises((draw_errors.OtherAnnuls, draw_errors.PlanStands)):
            annul(of, by)
    with pytest.raises(draw_errors.PlanStands):
        ask(of)
    of.reveal("university", "parents")
    of.run()


def test_after_a_reveal_a_plan_that_cannot_run_needs_every_party_and_new_secrets(of: Fair):
    planned_elsewhere(of)
    of.promise()
    of.reveal()
    with pytest.raises(seed_errors.CodeChanged):
        of.run()
    ask(of)
    with pytest.raises(draw_errors.AgreementMissing):
        annul(of)
    agree(of, "ministry", "university")
    with pytest.raises(draw_errors.AgreementMissing):
        annul(of)
    with pytest.raises(draw_errors.NotYourParty):
        annulling.agree(of.id, "parents", by=OPERATOR, at=of.now())
    agree(of, "parents")
    with pytest.raises(draw_errors.PlanGivenUp):
        giving.run(of.id, by=OPERATOR, at=of.now())
    with pytest.raises(draw_errors.PlanGivenUp):
        ask(of)
    before = seed_of(ceremony_in(of.campaign))
    annul(of)
    [one] = annulments_of(of.campaign)
    assert set(one.ceremony["reveals"]) == set(one.agreed) == set(SECRETS)
    of.plan()
    with pytest.raises(draw_errors.SecretSpent):
        of.promise("ministry")
    for party in SECRETS:
        _promise(of, party, _fresh(party))
    for party in SECRETS:
        by = Actor(SPEAKERS[party], "operator")
        drawing.reveal(of.id, party, _fresh(party), by=by, at=of.now())
    assert seed_of(ceremony_in(of.campaign)) != before
    of.run()


def _fresh(party: str) -> str:
    """32 bytes, other than those of SECRETS."""
    return party.encode().ljust(32, b"+").hex()


def _promise(of: Fair, party: str, secret: str) -> None:
    plan = ceremony_in(of.campaign).plan
    told = promise_of(plan, party, bytes.fromhex(secret))
    by = Actor(SPEAKERS[party], "operator")
    drawing.promise(of.id, party, told, by=by, at=of.now())


def test_what_was_annulled_is_never_changed_and_what_is_asked_may_be(of: Fair):
    of.close()
    of.plan()
    ask(of)
    models.CampaignAnnulment.objects.update(reason="another")
    annul(of)
    for deed in (
        lambda rows: rows.update(reason="a third"),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed(models.CampaignAnnulment.objects.all())
    of.plan()
    ask(of)
    annul(of)
    assert [one.number for one in annulments_of(of.campaign)] == [1, 2]


@pytest.mark.parametrize("why", ["", "  ", "x" * 301])
def test_an_annulment_needs_a_reason(of: Fair, why: str):
    of.close()
    of.plan()
    with pytest.raises(errors.ReasonNeeded):
        ask(of, why)


def test_nothing_is_annulled_that_nobody_asked_for_or_that_is_no_plan(of: Fair):
    of.close()
    with pytest.raises(errors.CampaignStateWrong):
        ask(of)
    of.plan()
    for deed in (lambda: annul(of), lambda: agree(of, "ministry")):
        with pytest.raises(draw_errors.NoAnnulmentAsked):
            deed()
