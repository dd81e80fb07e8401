"""A campaign from closing to its end on a real database: each step, and what each refuses."""

import json
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import file_of, files_of
from bagdar.admissions.queries.campaign_receipts import decision_receipt, offer_receipt
from bagdar.admissions.queries.ceremonies import ceremony_in, plan_receipt
from bagdar.admissions.queries.held import preview_of
from bagdar.admissions.rules import errors as seed_errors
from bagdar.admissions.rules.campaign import draw_errors, errors
from bagdar.admissions.rules.campaign.ceremonies import ceremony_of, ceremony_told
from bagdar.admissions.rules.campaign.declared import model_of
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.moving_up import CHANGES
from bagdar.admissions.rules.publishing import APPLICANTS, MANIFEST, MARKET, input_root
from bagdar.admissions.rules.refusals import Unverified, check_published
from bagdar.admissions.services.campaigns import closing, drawing, giving, moving
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.errors import DomainError
from bagdar.notary import public as notary
from bagdar.notary.models import Commitment
from tests.campaigning import OPERATOR, OTHER, SECRETS, SPEAKERS, Fair, fair

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = ("Асан", "Үсен", "Дана")


@pytest.fixture
def of(tmp_path: Path, settings) -> Fair:
    """Three children, two places: two wish the same place most."""
    made = fair(tmp_path, settings)
    made.apply("Асан", "a", "b")
    made.apply("Үсен", "a", "b")
    made.apply("Дана", "b")
    return made


def everything() -> tuple[Any, ...]:
    """What a refused step must not have touched."""
    some = (models.CampaignFile, models.CampaignDecision, models.CampaignParty, Event, Commitment)
    rows = models.CampaignApplication.objects.order_by("pk").values_list("state", "place", "why")
    campaign = models.Campaign.objects.values_list("state", "ceremony", "held", "input_root")
    return *(one.objects.count() for one in some), list(map(str, rows)), str(list(campaign))


# --- the whole way ------------------------------------------------------------------------------


def test_a_campaign_goes_from_closing_to_its_end_and_a_stranger_checks_every_decision(of: Fair):
    of.released()
    files = files_of(of.campaign, 1)
    assert check_published(files).seated == 2
    seated = [name for name in NAMES if of.stands(name)[0] == "offered"]
    [waits] = [name for name in NAMES if name not in seated]
    assert of.stands(waits) == ("waiting", "") and of.row(waits).why[0]["reasons"]
    assert all(of.row(name).until == of.at.date() + timedelta(days=5) for name in seated)
    assert all(offer_receipt(of.row(name)) for name in seated)
    for text, kind in (
        (plan_receipt(of.campaign), "admissions.plan"),
        (decision_receipt(of.campaign, 1), "admissions.allocation"),
    ):
        assert notary.verified(text).kind == kind
    leaves = next(name for name in seated if of.stands(name)[1] in _wishes(of, waits))
    freed = of.stands(leaves)[1]
    of.campaign.applications.filter(pk=of.row(leaves).pk).update(state="left")
    assert moving.move_up(of.id, by=OPERATOR, at=of.now()) >= 1
    assert freed in {of.stands(name)[1] for name in NAMES if name != leaves}
    assert of.stands(waits)[0] == "offered"
    check_published(files_of(of.campaign, 2), files)
    of.campaign.applications.filter(state="offered").update(state="accepted")
    moving.end(of.id, by=OPERATOR, at=of.now())
    assert of.campaign.state == "ended" and of.stands(waits)[0] == "settled"
    told = Event.objects.filter(about=f"admissions.campaign:{of.id}").order_by("pk")
    steps = [one.action.removeprefix("admissions.campaign_") for one in told]
    assert [one for one in dict.fromkeys(steps) if one != "place_declared"] == [
        "opened", "begun", "closed", "planned", "promised", "revealed", "run", "decided",
        "offered", "released", "moved_up", "ended",
    ]  # fmt: skip


def _wishes(of: Fair, name: str) -> list[str]:
    return [one.place.code for one in of.row(name).wishes.order_by("rank")]


def test_who_had_accepted_moves_up_without_new_days_and_who_settled_stays(tmp_path: Path, settings):
    of = fair(tmp_path, settings, {"a": 1, "b": 1, "c": 1})
    of.apply("Асан", "a", "b")
    of.apply("Үсен", "a", "b")
    of.apply("Дана", "c")
    of.released()
    [first] = [name for name in ("Асан", "Үсен") if of.stands(name)[1] == "a"]
    [second] = {"Асан", "Үсен"} - {first}
    for name, state in ((first, "left"), (second, "accepted"), ("Дана", "settled")):
        of.campaign.applications.filter(pk=of.row(name).pk).update(state=state)
    until = of.row(second).until
    of.now(days=2)
    of.log()
    assert moving.move_up(of.id, by=OPERATOR, at=of.now()) == 1
    assert of.stands(second) == ("accepted", "a") and of.row(second).until == until
    assert of.stands("Дана") == ("settled", "c")
    of.log()
    assert offer_receipt(of.row(second))
    kept = [json.loads(one) for one in file_of(of.campaign, 2, CHANGES).splitlines()]
    assert sorted(one["change"] for one in kept) == ["kept", "left"]


# --- closing ------------------------------------------------------------------------------------


def test_nobody_closes_a_campaign_while_families_may_still_apply(of: Fair):
    before = everything()
    with pytest.raises(draw_errors.ClosesLater):
        closing.close(of.id, by=OPERATOR, at=of.campaign.closes_at - timedelta(seconds=1))
    assert everything() == before
    closing.close(of.id, by=OPERATOR, at=of.campaign.closes_at)


def test_what_is_frozen_has_the_root_that_the_plan_commits_to_and_leaves_out_who_withdrew(
    of: Fair,
):
    of.apply("Сәуле", "a", state="withdrawn")
    row = of.close()
    files = files_of(row, 0)
    assert set(files) == {MARKET, APPLICANTS} and input_root(files) == row.input_root
    assert len(files[APPLICANTS].splitlines()) == 3
    assert of.plan().plan["input_root"] == row.input_root


def test_a_proven_claim_counts_and_one_that_is_not_proven_does_not(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    _declare(of, ("benefit", "child", "holds"))
    of.prove("Асан", "benefit", 1)
    of.prove("Үсен", "benefit", 1, state="claimed")
    of.close()
    assert (of.row("Асан").facts, of.row("Үсен").facts) == ({"benefit": 1}, {})
    assert file_of(of.campaign, 0, APPLICANTS).count(b"benefit") == 1


def test_a_wish_that_needs_a_number_which_nobody_recorded_is_left_out_and_says_so(of: Fair):
    _declare(of, ("exam", "child", "more"))
    of.prove("Асан", "exam", 80)
    of.close()
    assert of.row("Асан").why == []
    assert of.row("Үсен").why == [
        {"place": "a", "missing": ["exam"]}, {"place": "b", "missing": ["exam"]}
    ]  # fmt: skip
    lines = [json.loads(one) for one in file_of(of.campaign, 0, APPLICANTS).splitlines()]
    assert sorted(len(one["wishes"]) for one in lines) == [0, 0, 2]
    closed = Event.objects.get(action="admissions.campaign_closed")
    assert closed.facts["left_out"] == 3
    of.plan()
    of.promise()
    of.reveal()
    of.run()
    of.log()
    giving.release(of.id, by=OTHER, at=of.now())
    assert of.stands("Асан") == ("offered", "a") and of.stands("Дана") == ("waiting", "")
    assert of.row("Дана").why == [{"place": "b", "missing": ["exam"]}]


def _declare(of: Fair, fact: tuple[str, str, str]) -> None:
    """A campaign of the same places that orders by a fact of its own first."""
    code, where, by = fact
    row = of.campaign
    words = {"kk": code, "ru": code, "en": code}
    declared = {"code": code, "title": words, "of": where, "by": by, "origin": "claim",
                "classes": [], "source": "test"}  # fmt: skip
    rules = row.rules
    rules["fact"] = [*rules["fact"], declared]
    rules["order"][0]["steps"] = [code, *rules["order"][0]["steps"]]
    model_of(CampaignKind.SCHOOL).model_validate_json(json.dumps(rules))
    models.Campaign.objects.filter(pk=row.pk).update(rules=rules)


# --- the ceremony -------------------------------------------------------------------------------


def test_a_ceremony_is_read_back_as_it_was_told_at_every_step(of: Fair):
    of.close()
    of.plan()
    for step in (lambda: None, lambda: of.promise("ministry"),
                 lambda: of.promise("university", "parents"), of.reveal):  # fmt: skip
        step()
        told = of.campaign.ceremony
        assert ceremony_told(ceremony_of(told)) == told
    assert ceremony_in(of.campaign).plan == ceremony_of(of.campaign.ceremony).plan


def test_nobody_promises_before_the_witnesses_cosigned_the_plan(of: Fair):
    of.close()
    drawing.plan(of.id, SPEAKERS, by=OPERATOR, at=of.now())
    assert drawing.witnessed(of.id, by=OPERATOR, at=of.now()) == 0
    with pytest.raises(seed_errors.NotWitnessed):
        of.promise("ministry")
    of.log()
    assert drawing.witnessed(of.id, by=OPERATOR, at=of.now()) == 2
    of.promise()


def test_nobody_reveals_before_all_have_promised_and_nothing_but_what_was_promised(of: Fair):
    of.close()
    of.plan()
    of.promise("ministry", "university")
    with pytest.raises(seed_errors.PromisesMissing):
        of.reveal("ministry")
    of.promise("parents")
    before = everything()
    with pytest.raises(seed_errors.RevealWrong):
        drawing.reveal(of.id, "ministry", "00" * 32, by=_speaker("ministry"), at=of.now())
    with pytest.raises(seed_errors.PromisedAlready):
        of.promise("ministry")
    assert everything() == before
    of.reveal("ministry")


def _speaker(party: str) -> Actor:
    return Actor(SPEAKERS[party], "operator")


def test_an_account_speaks_for_its_own_party_alone_and_for_one_only(of: Fair):
    of.close()
    for wrong in (
        {**SPEAKERS, "ministry": SPEAKERS["parents"]},
        {**SPEAKERS, "ministry": "nobody-has-this"},
        {party: SPEAKERS[party] for party in ("ministry", "parents")},
        {**SPEAKERS, "fourth": "cli:fourth"},
    ):
        with pytest.raises(draw_errors.PartiesFaulty):
            drawing.plan(of.id, wrong, by=OPERATOR, at=of.now())
    of.plan()
    with pytest.raises(draw_errors.NotYourParty):
        drawing.promise(of.id, "parents", "0" * 64, by=_speaker("ministry"), at=of.now())
    with pytest.raises(draw_errors.PromiseMalformed):
        drawing.promise(of.id, "parents", "xyz", by=_speaker("parents"), at=of.now())


def test_a_second_plan_and_a_beacon_that_nobody_can_verify_are_refused(of: Fair):
    of.close()
    of.plan()
    with pytest.raises(errors.CampaignStateWrong):
        of.plan()
    with pytest.raises(seed_errors.BeaconUnasked):
        drawing.hear(of.id, "00", verify=None, by=OPERATOR, at=of.now())


def test_nothing_runs_before_everybody_has_revealed(of: Fair):
    of.close()
    of.plan()
    of.promise()
    of.reveal("ministry", "parents")
    before = everything()
    with pytest.raises(seed_errors.RevealsMissing):
        of.run()
    assert everything() == before


# --- what was tampered with ---------------------------------------------------------------------


def test_an_input_that_somebody_changed_in_the_database_does_not_run(of: Fair):
    of.drawn()
    with pytest.raises(DatabaseError), transaction.atomic():
        of.campaign.files.filter(number=0).update(data=zlib.compress(b"{}"))
    assert _forged_input(of)
    with pytest.raises(seed_errors.InputChanged):
        of.run()


def _forged_input(of: Fair) -> bool:
    """As somebody would who owns the database: its guard is taken away first."""
    from django.db import connection

    table = "admissions_campaignfile"
    row = of.campaign.files.get(number=0, name=APPLICANTS)
    lines = file_of(of.campaign, 0, APPLICANTS).splitlines(keepends=True)
    forged = zlib.compress(b"".join(lines[1:]))
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {table}_no_update{on}")
    return bool(models.CampaignFile.objects.filter(pk=row.pk).update(data=forged))


def test_rules_and_code_other_than_those_that_were_planned_do_not_run(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    of.drawn()
    with monkeypatch.context() as patch:
        patch.setattr("bagdar.admissions.rules.publishing.code_hash", lambda: "0" * 64)
        with pytest.raises(seed_errors.CodeChanged):
            of.run()
    with monkeypatch.context() as patch:
        patch.setattr("bagdar.admissions.rules.publishing.VERSION", "bagdar-allocation/v2")
        with pytest.raises(seed_errors.RulesChanged):
            of.run()
    of.run()


def test_a_seed_that_somebody_changed_after_the_run_is_not_let_out(of: Fair):
    of.held()
    told = of.campaign.ceremony
    told["reveals"]["parents"]["told"] = "00" * 32
    models.Campaign.objects.filter(pk=of.id).update(ceremony=told)
    before = everything()
    with pytest.raises(draw_errors.HeldDiffers):
        giving.release(of.id, by=OTHER, at=of.now())
    assert everything() == before


def test_a_forged_seed_is_refused_by_the_checker_even_before_anything_is_held(of: Fair):
    of.drawn()
    told = of.campaign.ceremony
    told["reveals"]["parents"]["told"] = "00" * 32
    models.Campaign.objects.filter(pk=of.id).update(ceremony=told)
    with pytest.raises(Unverified):
        of.run()
    assert of.campaign.state == "drawing" and not of.campaign.held


def test_published_files_that_somebody_changed_are_refused_by_their_reason(of: Fair):
    of.released()
    files = files_of(of.campaign, 1)
    check_published(files)
    for name in files:
        with pytest.raises(Unverified):
            check_published({**files, name: files[name].replace(b"a", b"c", 1) + b" "})


# --- two people, whole steps --------------------------------------------------------------------


def test_who_ran_it_does_not_let_it_out(of: Fair):
    of.held()
    before = everything()
    with pytest.raises(errors.OtherPersonNeeded):
        giving.release(of.id, by=OPERATOR, at=of.now())
    assert everything() == before
    giving.release(of.id, by=OTHER, at=of.now())


def test_nothing_is_let_out_while_the_log_has_been_silent_for_hours(of: Fair):
    of.held()
    late = of.at + timedelta(hours=5)
    with pytest.raises(notary.Overdue):
        giving.release(of.id, by=OTHER, at=late)
    assert of.campaign.state == "held"


def test_nobody_is_told_while_it_is_held_and_those_who_can_stop_it_see_what_it_would_do(of: Fair):
    of.held()
    assert {of.stands(name) for name in NAMES} == {("applied", "")}
    assert not of.campaign.files.exclude(number=0).exists()
    found = preview_of(of.campaign)
    assert (found.seats, found.standing.children, found.standing.seated) == (2, 3, 2)
    assert found.lottery.better + found.lottery.worse + found.lottery.same == 3
    assert found.before is None


STEPS = {
    "close": (lambda of: None, lambda of: of.close()),
    "plan": (lambda of: of.close(), lambda of: of.plan()),
    "run": (lambda of: of.drawn(), lambda of: of.run()),
    "release": (lambda of: of.held(),
                lambda of: giving.release(of.id, by=OTHER, at=of.now())),
    "promise": (lambda of: (of.close(), of.plan()), lambda of: of.promise("ministry")),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_whose_event_cannot_be_written_leaves_nothing(
    of: Fair, step: str, monkeypatch: pytest.MonkeyPatch
):
    prepare, do = STEPS[step]
    prepare(of)
    before = everything()

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("the trail is full")

    with monkeypatch.context() as patch:
        patch.setattr("bagdar.audit.services.insert_columns", broken)
        with pytest.raises(DatabaseError), transaction.atomic():
            do(of)
    assert everything() == before
    do(of)
    assert everything() != before


# --- moving up ----------------------------------------------------------------------------------


def test_nobody_moves_up_where_nobody_left_or_where_the_rules_say_so(of: Fair):
    of.released()
    with pytest.raises(draw_errors.NothingLeft):
        moving.move_up(of.id, by=OPERATOR, at=of.now())
    rules = of.campaign.rules
    rules["terms"]["moves_up"] = False
    models.Campaign.objects.filter(pk=of.id).update(rules=rules)
    with pytest.raises(draw_errors.NobodyMovesUp):
        moving.move_up(of.id, by=OPERATOR, at=of.now())


def test_a_campaign_does_not_end_while_families_may_still_answer(of: Fair):
    of.released()
    with pytest.raises(draw_errors.OffersOpen):
        moving.end(of.id, by=OPERATOR, at=of.now())


def test_a_second_decision_that_takes_a_place_from_somebody_is_refused(of: Fair):
    of.released()
    [loses] = [name for name in ("Асан", "Үсен") if of.stands(name)[1] == "a"]
    first = files_of(of.campaign, 1)
    of.campaign.applications.filter(pk=of.row(loses).pk).update(state="left")
    moving.move_up(of.id, by=OPERATOR, at=of.now())
    second = files_of(of.campaign, 2)
    forged = {**second, MANIFEST: second[MANIFEST].replace(b"before", b"befora")}
    with pytest.raises(Unverified):
        check_published(forged, first)


@pytest.mark.parametrize("deed", [closing.close, giving.run, moving.move_up, moving.end])
def test_a_step_that_is_not_due_is_refused(of: Fair, deed: Any):
    models.Campaign.objects.filter(pk=of.id).update(state="draft")
    with pytest.raises(DomainError) as refused:
        deed(of.id, by=OPERATOR, at=of.now())
    assert refused.value.code == "campaign.state_wrong"


def test_the_secrets_of_the_parties_all_move_the_seed(of: Fair):
    from bagdar.admissions.rules.seeding import Said, seed_of

    of.drawn()
    ceremony = ceremony_in(of.campaign)
    assert ceremony is not None
    seeds = {seed_of(ceremony)}
    for party in SECRETS:
        other = {**ceremony.reveals, party: Said("00" * 32, ceremony.reveals[party].at)}
        seeds.add(seed_of(replace(ceremony, reveals=other)))
    assert len(seeds) == 1 + len(SECRETS)
