"""What families do in a campaign, on a real database: apply, rank, claim, withdraw, answer."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bagdar.access.rules.roles import Role
from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.admissions.queries.campaign_told import application_told
from bagdar.admissions.rules.campaign import errors
from bagdar.admissions.rules.campaign.answering import AFTER, Deed
from bagdar.admissions.rules.campaign.nouns import Stands
from bagdar.admissions.services.campaigns import answering, applying, proving
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.notary import public as notary
from bagdar.registry.models import PersonFact
from tests.campaign_field import CLERK, MINISTRY, NOW, OPEN_FOR, PARENT, Field, campaign
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PDF = b"%PDF-1.7 illustrative"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def field() -> Field:
    return campaign()


def events(row: models.CampaignApplication) -> list[str]:
    found = Event.objects.filter(about=about(row)).order_by("pk")
    return [one.action.removeprefix("admissions.campaign_") for one in found]


def test_a_family_applies_and_changes_everything_until_the_campaign_closes(field: Field):
    made = field.apply("Айша", 1, 0)
    first = made.first_at
    assert (made.state, len(made.child)) == ("applied", 32)
    assert [one.place_id for one in made.wishes.order_by("rank")] == field.wishes(1, 0)
    applying.change_wishes(made.pk, field.wishes(0), by=PARENT, at=field.now())
    applying.claim(made.pk, "orphan", 1, "анықтама", PDF, by=PARENT, at=field.now())
    applying.drop_claim(made.pk, "orphan", by=PARENT, at=field.now())
    row = field.row("Айша")
    assert row.first_at == first < row.changed_at
    assert application_told(row)["wishes"] == [field.places[0].code]
    assert events(row) == ["applied", "wishes_changed", "claimed", "claim_dropped"]


def test_every_change_is_committed_to_as_it_stands(field: Field):
    row = field.apply("Айша", 0)
    before = row.receipt
    row = applying.change_wishes(row.pk, field.wishes(1, 0), by=PARENT, at=field.now())
    assert row.receipt != before
    assert notary.handles("admissions.application", [about(row)]) == {about(row): row.receipt}


@pytest.mark.parametrize("wrong", ["none", "twice", "unknown", "without seats"])
def test_wishes_that_cannot_be_are_refused_and_leave_nothing(wrong: str):
    field = campaign((1, 0))
    wishes = {
        "none": [], "twice": field.wishes(0, 0), "unknown": [field.campaign.pk],
        "without seats": field.wishes(0, 1),
    }[wrong]  # fmt: skip
    child = field.child("Айша")
    with pytest.raises(errors.WishesWrong):
        applying.apply_for_places(field.campaign.pk, child, wishes, by=PARENT, at=NOW)
    assert not models.CampaignApplication.objects.exists()


def test_only_who_may_and_only_while_it_is_open(field: Field):
    old = field.child("Үлкен", date(2010, 1, 1))
    stranger = person(1, Origin.SIMULATED, given="Басқа", born_on=date(2018, 5, 1))
    child, id, wishes = field.child("Айша"), field.campaign.pk, field.wishes(0)
    cases = (
        (old, NOW, errors.NotEligible), (stranger, NOW, errors.NoSuchCampaign),
        (field.campaign.pk, NOW, errors.NoSuchCampaign),
        (child, NOW - timedelta(minutes=1), errors.NotOpenNow),
        (child, NOW + OPEN_FOR, errors.NotOpenNow),
    )  # fmt: skip
    for who, at, refused in cases:
        with pytest.raises(refused):
            applying.apply_for_places(id, who, wishes, by=PARENT, at=at)
    field.state("closed")
    with pytest.raises(errors.CampaignStateWrong):
        applying.apply_for_places(id, child, wishes, by=PARENT, at=NOW)
    assert not models.CampaignApplication.objects.exists()


def test_once_and_anew_after_withdrawing_with_a_new_instant_and_the_same_name(field: Field):
    made = field.apply("Айша", 0)
    with pytest.raises(errors.AppliedAlready):
        field.apply("Айша", 1)
    applying.withdraw(made.pk, by=PARENT, at=field.now())
    with pytest.raises(errors.ApplicationStateWrong):
        applying.change_wishes(made.pk, field.wishes(1), by=PARENT, at=field.now())
    again = field.apply("Айша", 1, by=Actor("other-parent", "person"))
    assert (again.pk, again.child) == (made.pk, made.child)
    assert again.first_at > made.first_at
    assert events(again) == ["applied", "withdrawn", "applied"]


def test_withdrawing_washes_no_claim_that_was_not_proven(field: Field):
    made = field.apply("Айша", 0)
    applying.claim(made.pk, "orphan", 1, "анықтама", by=PARENT, at=field.now())
    proving.disprove(made.pk, "orphan", "құжат жоқ", by=CLERK, at=field.now())
    applying.withdraw(made.pk, by=PARENT, at=field.now())
    again = field.apply("Айша", 0)
    assert again.claims.get().state == "disproven"


def test_who_has_a_place_of_the_turn_before_does_not_apply_again(field: Field):
    field.apply("Айша", 0)
    field.state("published")
    field.give("Айша", 0, "settled")
    later = campaign(turn=2)
    with pytest.raises(errors.NotEligible):
        applying.apply_for_places(
            later.campaign.pk, field.child("Айша"), later.wishes(0), by=PARENT, at=later.now()
        )


@pytest.mark.parametrize(
    ("fact", "value", "document"),
    [("sibling", 1, "қағаз"), ("none", 1, "қағаз"), ("orphan", 2, "қағаз"), ("orphan", 1, " "),
     ("score", -1, "қағаз"), ("score", "7", "қағаз"), ("orphan", 1, "қ" * 301)],
)  # fmt: skip
def test_what_cannot_be_claimed_is_refused(field: Field, fact: str, value: object, document: str):
    made = field.apply("Айша", 0)
    with pytest.raises(errors.ClaimFaulty):
        applying.claim(made.pk, fact, value, document, by=PARENT, at=field.now())
    assert not made.claims.exists()


def test_evidence_is_a_paper_and_is_kept_under_its_checksum(field: Field):
    from bagdar.admissions.keeping import read

    made = field.apply("Айша", 0)
    with pytest.raises(errors.EvidenceUnfit):
        applying.claim(made.pk, "orphan", 1, "қағаз", b"MZ", by=PARENT, at=field.now())
    with pytest.raises(errors.EvidenceLarge):
        huge = PDF + bytes(9 << 20)
        applying.claim(made.pk, "orphan", 1, "қағаз", huge, by=PARENT, at=field.now())
    applying.claim(made.pk, "orphan", 1, "қағаз", PDF, by=PARENT, at=field.now())
    assert read(made.claims.get().evidence) == (PDF, "pdf", "application/pdf")


def test_a_claim_is_proven_by_other_eyes_with_a_reason_and_only_while_it_is_open(field: Field):
    made = field.apply("Айша", 0)
    applying.claim(made.pk, "orphan", 1, "анықтама", by=PARENT, at=field.now())
    relative, itself = Actor("aunt", Role.PERSON.value), Actor(PARENT.name, "region")
    for by in (relative, itself):
        with pytest.raises(errors.OtherEyesNeeded):
            proving.prove(made.pk, "orphan", "көрдім", by=by, at=field.now())
    with pytest.raises(errors.ReasonNeeded):
        proving.prove(made.pk, "orphan", "  ", by=CLERK, at=field.now())
    with pytest.raises(errors.NoSuchClaim):
        proving.prove(made.pk, "score", "көрдім", by=CLERK, at=field.now())
    found = proving.prove(made.pk, "orphan", "көрдім", by=CLERK, at=field.now())
    assert (found.state, found.decided_by) == ("proven", CLERK.name)
    assert notary.handles("admissions.claim", [f"{about(made)}/orphan"])
    field.state("closed")
    with pytest.raises(errors.CampaignStateWrong):
        proving.disprove(made.pk, "orphan", "қате", by=CLERK, at=field.now())


def test_what_is_claimed_anew_has_to_be_proven_anew(field: Field):
    made = field.apply("Айша", 0)
    applying.claim(made.pk, "score", 10, "диплом", by=PARENT, at=field.now())
    proving.prove(made.pk, "score", "көрдім", by=CLERK, at=field.now())
    applying.claim(made.pk, "score", 90, "диплом", by=PARENT, at=field.now())
    assert (made.claims.get().state, made.claims.get().value) == ("claimed", 90)


DEEDS = {
    Deed.ACCEPT: answering.accept, Deed.SETTLE: answering.settle, Deed.REFUSE: answering.refuse,
    Deed.LEAVE: answering.leave,
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("stands", Stands)
def test_what_may_be_answered_is_what_the_table_says(field: Field, stands: Stands, deed: Deed):
    """Every state and every deed: what is not in the table is refused and changes nothing."""
    made = field.apply("Айша", 1, 0)
    field.state("published")
    place = None if stands in (Stands.APPLIED, Stands.WITHDRAWN, Stands.WAITING) else 0
    field.give("Айша", place, stands.value)
    models.CampaignApplication.objects.filter(pk=made.pk).update(state=stands.value)
    expected = AFTER.get((stands, deed))
    if expected is None:
        with pytest.raises(errors.ApplicationStateWrong):
            DEEDS[deed](made.pk, by=PARENT, at=field.now())
        assert field.row("Айша").state == stands.value and len(events(made)) == 1
    else:
        found = DEEDS[deed](made.pk, by=PARENT, at=field.now())
        assert found.state == expected.value and found.until is None
        assert len(events(made)) == 2
        assert notary.handles("admissions.offer", [f"{about(made)}/answer"])


def test_who_accepts_the_dearest_has_it_for_good_and_a_dearer_one_is_waited_for(field: Field):
    for name, wishes, given in (("Айша", (0, 1), 0), ("Болат", (0, 1), 1)):
        field.apply(name, *wishes)
        field.give(name, given)
    field.state("published")
    for name, state in (("Айша", "settled"), ("Болат", "accepted")):
        row = answering.accept(field.row(name).pk, by=PARENT, at=field.now())
        assert row.state == state
    row = answering.settle(field.row("Болат").pk, by=PARENT, at=field.now())
    assert (row.state, row.place_id) == ("settled", field.places[1].pk)


def test_where_nobody_moves_up_whoever_accepts_has_settled(field: Field):
    field.apply("Айша", 0, 1)
    field.give("Айша", 1)
    field.state("ended")
    assert answering.accept(field.row("Айша").pk, by=PARENT, at=field.now()).state == "settled"


def test_the_last_day_counts_and_the_day_after_is_late(field: Field):
    made = field.apply("Айша", 0, 1)
    last = field.at.date()
    field.give("Айша", 1, until=last)
    field.state("published")
    with pytest.raises(errors.AnswerLate):
        answering.accept(made.pk, by=PARENT, at=field.at + timedelta(days=1))
    assert answering.lapse_due(field.campaign.pk, by=MINISTRY, at=field.at) == 0
    assert answering.accept(made.pk, by=PARENT, at=field.at).state == "accepted"


def test_offers_whose_days_are_over_are_left_and_nothing_else(field: Field):
    for name in ("Айша", "Болат"):
        field.apply(name, 0)
    field.give("Айша", 0, until=date(2025, 3, 4))
    field.give("Болат", None)
    field.state("published")
    late = NOW + timedelta(days=3)
    assert answering.lapse_due(field.campaign.pk, by=MINISTRY, at=late) == 1
    assert answering.lapse_due(field.campaign.pk, by=MINISTRY, at=late) == 0
    assert [field.row(name).state for name in ("Айша", "Болат")] == ["left", "waiting"]
    assert events(field.row("Айша")) == ["applied", "lapsed"]


def test_nothing_is_answered_before_the_result_is_published(field: Field):
    made = field.apply("Айша", 0)
    field.give("Айша", 0)
    for state in ("open", "closed", "drawing", "held"):
        field.state(state)
        with pytest.raises(errors.CampaignStateWrong):
            answering.accept(made.pk, by=PARENT, at=field.now())


def test_no_event_tells_a_name_or_what_somebody_wrote(field: Field):
    made = field.apply("Құпия", 0)
    applying.claim(made.pk, "orphan", 1, "құпия қағаз", by=PARENT, at=field.now())
    proving.disprove(made.pk, "orphan", "құпия себеп", by=CLERK, at=field.now())
    assert PersonFact.objects.filter(given="Құпия").exists()
    assert not [one for one in Event.objects.all() if "ұпия" in str(one.facts)]
