"""Two who hold beds for good exchange them: one asks, the other agrees, a decision says so.

Only once nobody moves up any more: until then the places are those of the chain of decisions, which
anybody can do again. What is done here follows it, and names the decision before by its digest.
"""

import hashlib
import zlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import application_of, offerings, rules_of
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.rules.campaign.building import blocks_of
from bagdar.admissions.rules.campaign.declared import CampaignRules, DormitoryRules
from bagdar.admissions.rules.campaign.dormitory import SwapState
from bagdar.admissions.rules.campaign.nouns import CampaignState, DecisionKind, Stands
from bagdar.admissions.rules.campaign.swap_errors import (
    NoSuchSwap,
    SwapAsked,
    SwapImpossible,
    SwapsClosed,
)
from bagdar.admissions.rules.market import Facts
from bagdar.admissions.rules.reading import canonical
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary

FILE = "swap.json"
ASKED = SwapState.ASKED.value
Row = models.CampaignApplication


@transaction.atomic
def ask_swap(
    application_id: UUID, other_id: UUID, *, by: Actor, at: datetime
) -> models.CampaignSwap:
    """Raises NoSuchApplicationHere, SwapsClosed, SwapImpossible, SwapAsked."""
    campaign = locked(application_of(application_id).campaign_id)
    check_open(campaign)
    own, other = application_of(application_id), _other(campaign, other_id)
    _check_suits(campaign, own, other, at)
    if models.CampaignSwap.objects.filter(state=ASKED, asking=own, asked=other).exists():
        raise SwapAsked()
    made = models.CampaignSwap.objects.create(asking=own, asked=other, state=ASKED, at=at)
    _record("asked", made, by)
    return made


@transaction.atomic
def agree_swap(
    swap_id: UUID, application_id: UUID, *, by: Actor, at: datetime
) -> models.CampaignSwap:
    """application_id: of who was asked. Raises NoSuchSwap, SwapsClosed, SwapImpossible."""
    campaign = locked(application_of(application_id).campaign_id)
    row = _waiting(swap_id, Q(asked_id=application_id))
    check_open(campaign)
    one, other = application_of(row.asking_id), application_of(row.asked_id)
    _check_suits(campaign, one, other, at)
    decision = _decide(campaign, one, other, by, at)
    receipt = notary.commit(
        "admissions.swap", f"admissions.swap:{row.pk}", {"digest": decision.digest}
    )
    _exchange(one, other, receipt, at)
    row.state, row.decided_at, row.number = SwapState.AGREED.value, at, decision.number
    row.save()
    _overtake((one.pk, other.pk), at)
    _record("agreed", row, by)
    return row


@transaction.atomic
def drop_swap(
    swap_id: UUID, application_id: UUID, *, by: Actor, at: datetime
) -> models.CampaignSwap:
    """By either of the two. Raises NoSuchSwap."""
    locked(application_of(application_id).campaign_id)
    row = _waiting(swap_id, Q(asked_id=application_id) | Q(asking_id=application_id))
    row.state, row.decided_at = SwapState.DROPPED.value, at
    row.save()
    _record("dropped", row, by)
    return row


def check_open(campaign: models.Campaign) -> None:
    """Raises SwapsClosed."""
    rules, state = rules_of(campaign), CampaignState(campaign.state)
    is_known = isinstance(rules, DormitoryRules) and rules.beds.may_swap
    is_still = state is CampaignState.PUBLISHED and not rules.terms.moves_up
    if not is_known or not (is_still or state is CampaignState.ENDED):
        raise SwapsClosed()


def _other(campaign: models.Campaign, id: UUID) -> Row:
    found = Row.objects.filter(pk=id, campaign=campaign).select_related("place").first()
    if found is None:
        raise SwapImpossible()
    return found


def _waiting(swap_id: UUID, whose: Q) -> models.CampaignSwap:
    found = models.CampaignSwap.objects.filter(whose, pk=swap_id, state=ASKED).first()
    if found is None:
        raise NoSuchSwap()
    return found


def _check_suits(campaign: models.Campaign, one: Row, other: Row, at: datetime) -> None:
    """Whether each may have the other's place, by the bounds that are declared for it."""
    for_good = all(row.state == Stands.SETTLED.value for row in (one, other))
    if not for_good or one.place is None or other.place is None or one.place_id == other.place_id:
        raise SwapImpossible()
    asked = [(one.person_id, other.place), (other.person_id, one.place)]
    facts = kind_of(campaign.kind).place_facts(campaign, asked, local_date(at))
    rules = rules_of(campaign)
    if any(_lacks(rules, place, facts.get((who, place.pk), {})) for who, place in asked):
        raise SwapImpossible()


def _lacks(rules: CampaignRules, place: models.CampaignPlace, facts: Facts) -> bool:
    [offering] = offerings([place])
    return any(
        not isinstance(value := facts.get(name), int) or value < least
        for block in blocks_of(rules, offering)
        for name, least in block.least.items()
    )


def _decide(
    campaign: models.Campaign, one: Row, other: Row, by: Actor, at: datetime
) -> models.CampaignDecision:
    """The next decision, with its file: chained with the one before."""
    last = campaign.decisions.order_by("-number").first()
    number, before = (last.number + 1, last.digest) if last else (1, "")
    assert one.place is not None and other.place is not None
    went = sorted([(one.child, one.place.code, other.place.code),
                   (other.child, other.place.code, one.place.code)])  # fmt: skip
    told = canonical({
        "format": "bagdar-swap-1", "namespace": campaign.namespace, "number": number,
        "before": before, "swapped": [{"child": c, "from": a, "to": b} for c, a, b in went],
    }).encode()  # fmt: skip
    digest = hashlib.sha256(told).hexdigest()
    models.CampaignFile.objects.create(
        campaign=campaign, number=number, name=FILE, data=zlib.compress(told), size=len(told),
        sha256=digest,
    )  # fmt: skip
    receipt = notary.commit(
        "admissions.allocation", f"admissions.campaign:{campaign.pk}/{number}", {"digest": digest}
    )
    return models.CampaignDecision.objects.create(
        campaign=campaign, number=number, kind=DecisionKind.SWAPPED.value, at=at, by=by.name,
        digest=digest, receipt=receipt,
    )  # fmt: skip


def _exchange(one: Row, other: Row, receipt: str, at: datetime) -> None:
    one.place, other.place = other.place, one.place
    one.block, other.block = other.block, one.block
    for row in (one, other):
        row.receipt, row.changed_at = receipt, at
        row.save(update_fields=["place", "block", "receipt", "changed_at"])


def _overtake(applications: tuple[UUID, UUID], at: datetime) -> None:
    """What else was asked of the two, of places that they no longer have."""
    rows = models.CampaignSwap.objects.filter(
        Q(asking_id__in=applications) | Q(asked_id__in=applications), state=ASKED
    )
    rows.update(state=SwapState.DROPPED.value, decided_at=at)


def _record(event: str, row: models.CampaignSwap, by: Actor) -> None:
    record(f"admissions.swap_{event}", about=f"admissions.swap:{row.pk}", by=by, facts={})
