"""What is answered to an offer: accepted, settled, refused, left; and what the days decide.

Every deed locks the campaign's row, as moving up does: of two answers at one instant the second
finds what the first has written, and nobody answers an offer that is being made anew.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import OFFER
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.admissions.queries.campaign_told import answer_about, answer_told
from bagdar.admissions.queries.campaigns import application_of, check_state, rules_of
from bagdar.admissions.rules.campaign.answering import TIMELY, Deed, answered
from bagdar.admissions.rules.campaign.errors import AnswerLate, EnrolledAlready
from bagdar.admissions.rules.campaign.nouns import CampaignState, Stands
from bagdar.admissions.rules.campaign.vouchers import VoucherThere
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record, record_all
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary

EVENTS = {
    Deed.ACCEPT: "admissions.campaign_accepted",
    Deed.SETTLE: "admissions.campaign_settled",
    Deed.REFUSE: "admissions.campaign_refused",
    Deed.LAPSE: "admissions.campaign_lapsed",
    Deed.LEAVE: "admissions.campaign_left",
}


@transaction.atomic
def accept(application_id: UUID, *, by: Actor, at: datetime) -> models.CampaignApplication:
    """Hold the place and wait for dearer wishes; where none can come any more: for good.

    Raises NoSuchApplicationHere, CampaignStateWrong, ApplicationStateWrong, AnswerLate.
    """
    return _answer(application_id, Deed.ACCEPT, by, at)


@transaction.atomic
def settle(application_id: UUID, *, by: Actor, at: datetime) -> models.CampaignApplication:
    """For good: no dearer wish is waited for. Raises as accept does."""
    return _answer(application_id, Deed.SETTLE, by, at)


@transaction.atomic
def refuse(application_id: UUID, *, by: Actor, at: datetime) -> models.CampaignApplication:
    """The place goes to others. Raises as accept does."""
    return _answer(application_id, Deed.REFUSE, by, at)


@transaction.atomic
def leave(application_id: UUID, *, by: Actor, at: datetime) -> models.CampaignApplication:
    """Later, or instead of waiting. Raises as accept does; EnrolledAlready; VoucherThere:
    a grant that was taken out as a voucher is given up there.
    """
    return _answer(application_id, Deed.LEAVE, by, at)


def _answer(id: UUID, deed: Deed, by: Actor, at: datetime) -> models.CampaignApplication:
    row = locked(application_of(id).campaign_id)
    check_state(row, CampaignState.PUBLISHED, CampaignState.ENDED)
    made = application_of(id)
    stands = Stands(made.state)
    state = answered(stands, deed, moves_up=_moves_up(row, made))
    is_asked = stands is Stands.OFFERED and deed in TIMELY
    if is_asked and made.until is not None and local_date(at) > made.until:
        raise AnswerLate()
    if made.enrolled is not None:
        raise EnrolledAlready()
    if models.Voucher.objects.filter(application=made, ended_on=None).exists():
        raise VoucherThere()
    _put(made, state)
    made.save(update_fields=["state", "until"])
    notary.commit(OFFER, answer_about(made), answer_told(made))
    record(EVENTS[deed], about=about(made), by=by, facts={})
    return application_of(made.pk)


def _moves_up(row: models.Campaign, made: models.CampaignApplication) -> bool:
    """Whether there is a dearer wish, and others may yet leave it."""
    if row.state == CampaignState.ENDED.value or not rules_of(row).terms.moves_up:
        return False
    return made.wishes.exclude(place_id=made.place_id).filter(rank=1).exists()


def _put(made: models.CampaignApplication, state: Stands) -> None:
    """The place stays written, as what the decision gave."""
    made.state, made.until = state.value, None


@transaction.atomic
def lapse_due(campaign_id: UUID, *, by: Actor, at: datetime) -> int:
    """Offers whose days are over are left; how many. Raises NoSuchCampaign, CampaignStateWrong."""
    row = locked(campaign_id)
    check_state(row, CampaignState.PUBLISHED, CampaignState.ENDED)
    due = row.applications.filter(state=Stands.OFFERED.value, until__lt=local_date(at))
    found = list(due.select_related("campaign", "place").order_by("pk"))
    for one in found:
        _put(one, answered(Stands(one.state), Deed.LAPSE, moves_up=False))
    models.CampaignApplication.objects.bulk_update(found, ["state", "until"], batch_size=500)
    notary.commit_all(OFFER, {answer_about(one): answer_told(one) for one in found})
    record_all([(EVENTS[Deed.LAPSE], about(one), {}) for one in found], by=by)
    whole = f"admissions.campaign:{row.pk}"
    record("admissions.campaign_lapses", about=whole, by=by, facts={"count": len(found)})
    return len(found)
