"""What a family does while a campaign is open: applies, ranks, claims, withdraws.

Every deed locks the campaign's row first: it cannot be closed between the question whether it is
open and what is written. Whoever applies shares that lock with others who apply. Whoever withdraws
and applies again begins anew with today's instant, and keeps the name of the market, so the lottery
number.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.admissions import keeping, models
from bagdar.admissions.queries.campaign_facts import check_compulsory, known_facts, wished_places
from bagdar.admissions.queries.campaign_family import check_may_apply, check_open
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.admissions.queries.campaign_told import APPLICATION, application_told
from bagdar.admissions.queries.campaigns import application_of, rules_of
from bagdar.admissions.rules.campaign.claiming import claimed_value
from bagdar.admissions.rules.campaign.errors import (
    ApplicationStateWrong,
    AppliedAlready,
    ClaimFaulty,
    NoSuchClaim,
)
from bagdar.admissions.rules.campaign.nouns import (
    ClaimState,
    FactFrom,
    Stands,
)
from bagdar.admissions.rules.lottery import child_in
from bagdar.admissions.rules.market import Value
from bagdar.admissions.services.campaigns.opening import held_open, locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary

MOST = 300  # letters of a document's name


@transaction.atomic
def apply_for_places(
    campaign_id: UUID, person_id: UUID, wishes: Sequence[UUID], *, by: Actor, at: datetime
) -> models.CampaignApplication:
    """wishes: places, the dearest first, as many as the family likes.

    Raises NoSuchCampaign, CampaignStateWrong, NotOpenNow, NotEligible, AppliedAlready, WishesWrong,
    FactMissing.
    """
    row = held_open(campaign_id)
    check_open(row, at)
    check_may_apply(row, person_id, at)
    found = row.applications.select_for_update().filter(person_id=person_id).first()
    if found is not None and found.state != Stands.WITHDRAWN.value:
        raise AppliedAlready()
    made = found or models.CampaignApplication(
        campaign=row, person_id=person_id,
        child=child_in(bytes.fromhex(row.secret), row.namespace, str(person_id)),
    )  # fmt: skip
    made.state, made.first_at = Stands.APPLIED.value, at
    return _wish(made, wishes, "applied", by, at)


@transaction.atomic
def change_wishes(
    application_id: UUID, wishes: Sequence[UUID], *, by: Actor, at: datetime
) -> models.CampaignApplication:
    """The instant of applying stays; what the register says is read anew.

    Raises NoSuchApplicationHere, CampaignStateWrong, NotOpenNow, ApplicationStateWrong,
    WishesWrong, FactMissing.
    """
    return _wish(_open(application_id, at), wishes, "wishes_changed", by, at)


def _wish(
    made: models.CampaignApplication, wishes: Sequence[UUID], event: str, by: Actor, at: datetime
) -> models.CampaignApplication:
    row = made.campaign
    places = wished_places(row, wishes)
    known = known_facts(row, made.person_id, places, local_date(at))
    check_compulsory(row, places, known)
    made.changed_at, made.facts = at, dict(known.child)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # applied for by somebody else since it was looked for
        raise AppliedAlready() from None
    if event != "applied" or made.receipt:  # one that is new has none yet
        made.wishes.all().delete()
    models.CampaignWish.objects.bulk_create(
        models.CampaignWish(
            application=made, rank=rank, place=place, facts=dict(known.at[place.pk])
        )
        for rank, place in enumerate(places, start=1)
    )
    return _committed(made, event, by, at, wishes=len(places))


@transaction.atomic
def withdraw(application_id: UUID, *, by: Actor, at: datetime) -> models.CampaignApplication:
    """It never takes part; claims and what was decided of them stay.

    Raises NoSuchApplicationHere, CampaignStateWrong, NotOpenNow, ApplicationStateWrong.
    """
    made = _open(application_id, at)
    made.state = Stands.WITHDRAWN.value
    made.save(update_fields=["state"])
    return _committed(made, "withdrawn", by, at)


@transaction.atomic
def claim(
    application_id: UUID, fact: str, value: Value, document: str = "", evidence: bytes = b"", *,
    by: Actor, at: datetime,
) -> models.CampaignApplication:  # fmt: skip
    """It counts once somebody else has proven it; one that stands is claimed anew.

    document: what proves it; evidence: a file, or nothing: the paper is shown to the clerk.
    Raises what change_wishes raises of state and time; ClaimFaulty, EvidenceUnfit, EvidenceLarge.
    """
    made = _open(application_id, at)
    said = claimed_value(rules_of(made.campaign), fact, value)
    if not document.strip() or len(document.strip()) > MOST:
        raise ClaimFaulty()
    sha256 = keeping.keep(evidence) if evidence else ""
    models.CampaignClaim.objects.update_or_create(
        application=made, fact=fact,
        defaults={
            "value": said, "origin": FactFrom.CLAIM.value, "document": document.strip(),
            "evidence": sha256, "state": ClaimState.CLAIMED.value, "claimed_at": at,
            "claimed_by": by.name, "decided_at": None, "decided_by": "", "reason": "",
        },
    )  # fmt: skip
    return _committed(made, "claimed", by, at, fact=fact)


@transaction.atomic
def add_evidence(
    application_id: UUID, fact: str, evidence: bytes, *, by: Actor, at: datetime
) -> models.CampaignApplication:
    """A file behind a claim that nobody has decided, in the place of the one that is there.

    Raises what change_wishes raises of state and time; NoSuchClaim, EvidenceUnfit, EvidenceLarge.
    """
    made = _open(application_id, at)
    found = made.claims.filter(fact=fact, state=ClaimState.CLAIMED.value).first()
    if found is None:
        raise NoSuchClaim()
    found.evidence = keeping.keep(evidence)
    found.save(update_fields=["evidence"])
    return _committed(made, "evidence_added", by, at, fact=fact)


@transaction.atomic
def drop_claim(
    application_id: UUID, fact: str, *, by: Actor, at: datetime
) -> models.CampaignApplication:
    """Raises what change_wishes raises of state and time; ClaimFaulty: nothing was claimed."""
    made = _open(application_id, at)
    if not made.claims.filter(fact=fact).exists():
        raise ClaimFaulty()
    made.claims.filter(fact=fact).delete()
    return _committed(made, "claim_dropped", by, at, fact=fact)


def _open(id: UUID, at: datetime) -> models.CampaignApplication:
    """An application that may be changed now, under the lock of its campaign."""
    row = locked(application_of(id).campaign_id)
    check_open(row, at)
    made = application_of(id)
    if made.state != Stands.APPLIED.value:
        raise ApplicationStateWrong(Stands(made.state))
    return made


def _committed(
    made: models.CampaignApplication, event: str, by: Actor, at: datetime, **facts: object
) -> models.CampaignApplication:
    """Whatever a family changes is committed to anew, with its event."""
    made.changed_at = at
    made.receipt = notary.commit(APPLICATION, about(made), application_told(made))
    made.save(update_fields=["changed_at", "receipt"])
    record(f"admissions.campaign_{event}", about=about(made), by=by, facts=facts)
    return application_of(made.pk)
