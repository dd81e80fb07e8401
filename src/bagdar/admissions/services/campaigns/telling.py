"""What a decision becomes: files for good, a receipt of the manifest, offers with their days."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import file_rows
from bagdar.admissions.queries.campaign_receipts import (
    ALLOCATION,
    OFFER,
    decided_content,
    offer_about,
    offer_content,
)
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.rules.campaign.nouns import DecisionKind, Stands
from bagdar.admissions.rules.campaign.outcomes import missing_in, why_told
from bagdar.admissions.rules.lines import sha
from bagdar.admissions.rules.market import Seat
from bagdar.admissions.rules.publishing import MANIFEST, Allocation
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary

WRITTEN = ["state", "place", "block", "why", "until", "changed_at"]
GONE = (Stands.WITHDRAWN.value, Stands.LEFT.value)
HAS = (Stands.ACCEPTED.value, Stands.SETTLED.value)  # no days to answer: it was answered
BATCH = 500


@transaction.atomic
def decide(
    row: models.Campaign, number: int, kind: DecisionKind, files: Mapping[str, bytes], *,
    by: Actor, at: datetime,
) -> models.CampaignDecision:  # fmt: skip
    """A decision with its files, which nobody changes any more. row: locked."""
    models.CampaignFile.objects.bulk_create(file_rows(row, number, files))
    digest = sha(files[MANIFEST])
    about = f"admissions.campaign:{row.pk}"
    receipt = notary.commit(ALLOCATION, f"{about}/{number}", decided_content(row, number, digest))
    made = models.CampaignDecision.objects.create(
        campaign=row, number=number, kind=kind.value, at=at, by=by.name, digest=digest,
        receipt=receipt,
    )  # fmt: skip
    facts = {"number": number, "manifest": digest}
    record("admissions.campaign_decided", about=about, by=by, facts=facts)
    return made


@transaction.atomic
def offer(
    row: models.Campaign, found: Allocation, given: Collection[str], *, by: Actor, at: datetime
) -> int:
    """Tell everybody what a decision gave; to how many children it gave a place that they had not.

    given: those children. Whoever had accepted has accepted the dearer one as well; the others
    get their days to answer.
    """
    until = local_date(at) + timedelta(days=rules_of(row).terms.days_to_answer)
    places = {one.code: one for one in row.places.all()}
    changed = [
        one for one in _standing(row, found)
        if _told(one, found, places, until if one.child in given else None)
    ]  # fmt: skip
    for one in changed:
        one.changed_at = at
    models.CampaignApplication.objects.bulk_update(changed, WRITTEN, batch_size=BATCH)
    told = {offer_about(one): offer_content(one) for one in changed if one.child in given}
    notary.commit_all(OFFER, told)
    facts = {"given": len(told), "changed": len(changed)}
    record("admissions.campaign_offered", about=f"admissions.campaign:{row.pk}", by=by, facts=facts)
    return len(told)


def _standing(row: models.Campaign, found: Allocation) -> Iterator[models.CampaignApplication]:
    rows = row.applications.exclude(state__in=GONE).select_related("place").order_by("child")
    return (one for one in rows.iterator(chunk_size=2000) if one.child in found.outcome)


def _told(
    one: models.CampaignApplication, found: Allocation,
    places: Mapping[str, models.CampaignPlace], until: date | None,
) -> bool:  # fmt: skip
    """Whether anything of an application is other than it was. until: None: nothing is given."""
    before = _state(one)
    seat = found.outcome[one.child]
    _seat(one, seat, places)
    if one.state != Stands.SETTLED.value:  # of what it settled for, nothing dearer is asked
        one.why = [*missing_in(one.why), *why_told(found.refused.get(one.child, ()))]
    if seat is None:
        one.state = Stands.WAITING.value
    elif until is not None and one.state not in HAS:
        one.state, one.until = Stands.OFFERED.value, until
    return _state(one) != before


def _seat(
    one: models.CampaignApplication, seat: Seat | None,
    places: Mapping[str, models.CampaignPlace],
) -> None:  # fmt: skip
    one.place, one.block = (places[seat.place], seat.block) if seat else (None, "")


def _state(one: models.CampaignApplication) -> tuple[object, ...]:
    return one.state, one.place_id, one.block, one.why, one.until
