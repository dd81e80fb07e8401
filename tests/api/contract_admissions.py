"""What the description of admissions names: queues, campaigns, applications, grants, beds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.campaigning import put_campaigns


def put_admissions() -> None:
    """Everything below, and campaigns from the plan to the decision."""
    put_queue()
    put_campaigns()
    put_applications()
    put_grants()
    put_catchments()
    put_beds()
    put_study()


def put_catchments() -> None:
    """A school of the territory of test-region with one catchment."""
    from bagdar.admissions.api.catchment_schemas import AREA, SCHOOL, TERRITORY
    from bagdar.admissions.models import Catchment
    from bagdar.core.periods import Period
    from bagdar.registry.models import Organisation
    from bagdar.registry.services.organisations import correct_organisation
    from tests.register import BEGAN, given, school, territory

    territory(TERRITORY), territory("712")
    Organisation.objects.create(id=UUID(SCHOOL), origin="illustrative", recorded_at=BEGAN)
    correct_organisation(UUID(SCHOOL), school(), Period(date(2000, 1, 1)), **given(1))
    Catchment.objects.create(
        id=UUID(AREA), organisation_id=UUID(SCHOOL), origin="illustrative", region="KZ-11",
        territory=TERRITORY, street="Абай", valid_from=date(2024, 1, 1), recorded_at=BEGAN,
        recorded_by="x", source="decree 1",
    )  # fmt: skip


def put_study() -> None:
    """One whose process fell silent."""
    from bagdar.admissions.api.laboratory import SNAPSHOT, STUDY
    from bagdar.admissions.models import Study
    from tests.register import BEGAN

    Study.objects.create(
        id=UUID(STUDY), kind="school", snapshot=SNAPSHOT, on=date(2025, 9, 1), seed=1, rules={},
        variant={"code": "lottery"}, state="running", asked_at=BEGAN, asked_by="x",
        beat_at=BEGAN,
    )  # fmt: skip


def put_beds() -> None:
    """Two who hold beds for good, test-person and another, who asked for an exchange."""
    from bagdar.admissions.api.swaps import MINE, SWAP, THEIRS
    from bagdar.admissions.models import CampaignApplication, CampaignSwap
    from tests.people import PERSON
    from tests.services.test_dormitory import OPENS, Two

    of = Two()
    CampaignApplication.objects.filter(pk=of.one.pk).update(person_id=PERSON)
    for row, id in ((of.one, MINE), (of.other, THEIRS)):
        row.wishes.all().delete()
        CampaignApplication.objects.filter(pk=row.pk).update(id=UUID(id))
    CampaignSwap.objects.create(
        id=UUID(SWAP), asking_id=UUID(THEIRS), asked_id=UUID(MINE), state="asked", at=OPENS
    )


def put_queue() -> None:
    """The queue of the territory of test-region with five children of test-person: one in no queue,
    one who waits for a clerk, one with an offer, and two with places, who may exchange them.
    """
    from bagdar.admissions import models
    from bagdar.admissions.api.asked import GARDEN, QUEUE
    from bagdar.admissions.queries.rules_of import the_rules
    from bagdar.admissions.rules.queue.entries import NOTHING
    from bagdar.admissions.rules.queue.nouns import EntryKind
    from bagdar.admissions.services import applying, deciding, referring
    from bagdar.admissions.services.log import append
    from bagdar.core.periods import Period
    from bagdar.registry.models import Guardianship, Organisation, Person
    from bagdar.registry.services.organisations import correct_organisation
    from bagdar.registry.services.people import correct_person
    from tests.people import PERSON
    from tests.queueing import CLERK, OPERATOR, PARENT, REGION, SEED, Yard
    from tests.register import BEGAN, given, said, school

    at = datetime.now(UTC) - timedelta(hours=1)
    shared = {"origin": "illustrative", "recorded_at": BEGAN}
    gardens = [UUID(GARDEN), UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c03")]
    for id in gardens:
        Organisation.objects.create(id=id, **shared)
        kept = school(type="kindergarten", region=REGION)
        correct_organisation(id, kept, Period(date(2000, 1, 1)), **given(1))
    children = [UUID(f"0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c1{number}") for number in range(5)]
    for id in children:
        Person.objects.create(id=id, **shared)
        told = said(born_on=date(at.year - 3, 1, 10))
        correct_person(id, told, Period(date(at.year - 2, 1, 1)), **given(2))
        Guardianship.objects.create(
            person_id=id, guardian_id=PERSON, kind="parent", valid_from=date(at.year - 2, 1, 1),
            recorded_by="x", recorded_role="x", source="x", **shared,
        )  # fmt: skip
    rules = the_rules().deciding().told()
    queue = models.Queue(
        id=UUID(QUEUE), territory=REGION, origin="illustrative", seed=SEED.hex(), rules=rules,
        year=at.year, digest=NOTHING, last_at=at,
    )  # fmt: skip
    opened = {"territory": REGION, "seed": SEED.hex(), "rules": rules, "year": at.year}
    append(queue, [(EntryKind.OPENED, opened)], by=CLERK, at=at)
    of = Yard(queue, gardens, at=at)

    def applies(child: UUID, *wishes: UUID, category: str = "") -> UUID:
        wanted = applying.Applied("kk", "general", wishes, category)
        return applying.apply_for(queue.pk, child, wanted, by=PARENT, at=of.now()).pk

    def opens(place: int) -> None:
        referring.change_places(queue.pk, of.slot(place), 1, "", by=OPERATOR, at=of.now())

    placed = [applies(child, gardens[n]) for n, child in enumerate(children[3:])]
    opens(0), opens(1), of.round()
    for one in placed:
        referring.accept(one, by=PARENT, at=of.now())
    applying.ask_exchange(placed[1], placed[0], by=PARENT, at=of.now())
    offered = applies(children[2], gardens[0], category="B")
    deciding.prove(offered, "B", "x", by=CLERK, at=of.now())
    opens(0), of.round()
    waits = applies(children[1], gardens[0], category="A")
    deciding.ask_hand(waits, of.now(), "x", by=CLERK, at=of.now())
    opens(1)


def put_grants() -> None:
    """Grants of test-person's children: one to take out, one free with requests of both kinds, one
    at test-organisation and one suspended there; another university may be asked.
    """
    from bagdar.admissions import models
    from bagdar.admissions.api import vouchers as ids
    from bagdar.registry.models import Guardianship, Organisation
    from bagdar.registry.services.organisations import correct_organisation
    from tests.granting import NOW, grants, settled, teach
    from tests.people import ORGANISATION, PERSON
    from tests.register import BEGAN, Period, given, person, school

    shared = {"origin": "illustrative", "recorded_at": BEGAN}
    elsewhere = UUID(ids.ELSEWHERE)
    Organisation.objects.create(id=elsewhere, **shared)
    told = school(type="university")
    correct_organisation(elsewhere, told, Period(date(2000, 1, 1)), **given(1))
    teach(elsewhere, ids.PROGRAMME, "0613")
    campaign, today = grants(20), NOW.date()

    def of_a_child(name: str) -> Any:
        made = person(1, given=name, born_on=date(datetime.now(UTC).year - 16, 1, 1))
        Guardianship.objects.create(
            person_id=made, guardian_id=PERSON, kind="parent", valid_from=date(2012, 1, 1),
            recorded_by="x", recorded_role="x", source="x", **shared,
        )  # fmt: skip
        return settled(campaign, made)

    def voucher(id: str, name: str) -> Any:
        application = of_a_child(name)
        return models.Voucher.objects.create(
            id=id, application=application, person_id=application.person_id, group="061",
            issued_on=today,
        )  # fmt: skip

    waiting = of_a_child("a")
    waiting.delete()
    waiting.pk = UUID(ids.GRANT)
    waiting.save(force_insert=True)
    free = voucher(ids.MINE, "b")
    for id, state in ((ids.ASKED, "asked"), (ids.CONFIRMED, "confirmed")):
        models.VoucherRequest.objects.create(
            id=id, voucher=free, organisation_id=ORGANISATION, programme=state, state=state,
            asked_at=NOW,
        )  # fmt: skip
    for id, kind in ((ids.VOUCHER, "held"), (ids.PAUSED, "suspended")):
        models.VoucherStay.objects.create(
            voucher=voucher(id, kind), organisation_id=ORGANISATION, programme="x", kind=kind,
            since=today,
        )  # fmt: skip


def put_applications() -> None:
    """Campaigns of the territory of test-region, open, published and a draft, with places of
    test-organisation, and children of test-person: outside, applied, offered and settled.
    """
    from bagdar.admissions import models
    from bagdar.admissions.api import campaign_asked as named
    from bagdar.admissions.queries.campaigns import declared_rules
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.core.periods import Period
    from bagdar.kept import keep
    from bagdar.registry.models import Guardianship, Person
    from bagdar.registry.services.people import correct_person
    from tests.campaign_field import ORPHAN
    from tests.people import ORGANISATION, PERSON
    from tests.register import BEGAN, given, said

    at = datetime.now(UTC) - timedelta(hours=1)
    shared = {"origin": "illustrative", "recorded_at": BEGAN}
    rules = declared_rules(CampaignKind.SCHOOL).model_dump(mode="json")
    rules["fact"].append(ORPHAN)
    ids = (named.CAMPAIGN, named.PUBLISHED, "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e06")
    places = (named.PLACE, named.GIVEN_PLACE, named.DRAFT_PLACE)
    for turn, (id, place, state) in enumerate(
        zip(ids, places, ("open", "published", "draft"), strict=True), start=1
    ):
        models.Campaign.objects.create(
            id=UUID(id), kind="school", territory="KZ-11", year=at.year + 1, turn=turn * 2,
            origin="illustrative", state=state, rules=rules, namespace=f"contract.{turn}",
            secret="0" * 64, opens_at=at, closes_at=at + timedelta(days=9), opened_by="x",
        )  # fmt: skip
        models.CampaignPlace.objects.create(
            id=UUID(place), campaign_id=UUID(id), organisation_id=ORGANISATION, code="a.kk",
            seats=2, language="kk",
        )  # fmt: skip
    stands = (
        (named.LEARNER, "", "", ""), ("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d11", named.APPLIED,
        named.CAMPAIGN, "applied"), ("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d12", named.OFFERED,
        named.PUBLISHED, "offered"), ("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d13", named.SETTLED,
        named.PUBLISHED, "settled"),
    )  # fmt: skip
    for person, id, campaign, state in stands:
        Person.objects.create(id=UUID(person), **shared)
        told = said(born_on=date(at.year - 7, 1, 10))
        correct_person(UUID(person), told, Period(date(at.year - 7, 2, 1)), **given(2))
        Guardianship.objects.create(
            person_id=UUID(person), guardian_id=PERSON, kind="parent", recorded_by="x",
            valid_from=date(at.year - 6, 1, 1), recorded_role="x", source="x", **shared,
        )  # fmt: skip
        if id:
            place = UUID(named.PLACE if state == "applied" else named.GIVEN_PLACE)
            row = models.CampaignApplication.objects.create(
                id=UUID(id), campaign_id=UUID(campaign), person_id=UUID(person), state=state,
                child=UUID(person).hex, first_at=at, changed_at=at,
                place_id=None if state == "applied" else place,
            )  # fmt: skip
            models.CampaignWish.objects.create(application=row, rank=1, place_id=place)
            if state == "applied":
                models.CampaignClaim.objects.create(
                    application=row, fact="orphan", value=1, origin="claim", document="x",
                    evidence=keep(b"%PDF-1.7"), state="claimed", claimed_at=at, claimed_by="x",
                )  # fmt: skip
                models.CampaignAddress.objects.create(
                    application=row, street="Үлгі көшесі", house="7", document="x",
                    state="claimed", claimed_at=at, claimed_by="x",
                )  # fmt: skip
