"""Drawing the seed: a plan that everybody can find in the log, promises, then reveals."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.access.public import accounts as known_accounts
from bagdar.admissions import models
from bagdar.admissions.queries.annulments import spent_secrets
from bagdar.admissions.queries.campaigns import check_state, rules_of
from bagdar.admissions.queries.ceremonies import (
    PLAN,
    PROMISE,
    ceremony_in,
    check_party,
    cosigned,
    plan_content,
)
from bagdar.admissions.rules import seeding
from bagdar.admissions.rules.beacons import signature_in, verified
from bagdar.admissions.rules.campaign.annulling import check_unspent
from bagdar.admissions.rules.campaign.ceremonies import ceremony_told, plan_for, seconds
from bagdar.admissions.rules.campaign.draw_errors import PartiesFaulty, PromiseMalformed
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.seeding import Ceremony, Verify, digest_of
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary

SAID = re.compile(r"[0-9a-f]{64}")  # a digest or a secret
OF_THE_MACHINE = "cli:"  # who works on the machine itself has no account


@transaction.atomic
def plan(
    campaign_id: UUID, accounts: Mapping[str, str], *, by: Actor, at: datetime
) -> models.Campaign:
    """Commit to the input, the rules, the code, the parties and the hours.

    accounts: declared party → account that speaks for it; nobody speaks for two
    Raises NoSuchCampaign, CampaignStateWrong, PartiesFaulty, PlanFaulty, SilentNeedsBeacon.
    """
    row = locked(campaign_id)
    check_state(row, CampaignState.CLOSED)
    found = plan_for(rules_of(row).draw, row.input_root, at)
    _check_accounts(found.parties, accounts)
    ceremony = seeding.begin(found)
    row.plan, row.ceremony = seeding.plan_told(found), ceremony_told(ceremony)
    row.plan_receipt = notary.commit(PLAN, _about(row), plan_content(row))
    row.state = CampaignState.DRAWING.value
    row.save(update_fields=["plan", "ceremony", "plan_receipt", "state"])
    models.CampaignParty.objects.bulk_create(
        models.CampaignParty(campaign=row, code=code, account=accounts[code])
        for code in found.parties
    )
    record(
        "admissions.campaign_planned", about=_about(row), by=by, facts={"plan": digest_of(found)}
    )
    return row


def _check_accounts(parties: tuple[str, ...], accounts: Mapping[str, str]) -> None:
    names = list(accounts.values())
    known = {one.username for one in known_accounts(active=True)}
    is_known = all(name in known or name.startswith(OF_THE_MACHINE) for name in names)
    if set(accounts) != set(parties) or len(set(names)) < len(names) or not is_known:
        raise PartiesFaulty()


@transaction.atomic
def witnessed(campaign_id: UUID, *, by: Actor, at: datetime) -> int:
    """Read from the log who has cosigned a checkpoint that covers the plan; how many in all.

    Raises NoSuchCampaign, CampaignStateWrong.
    """
    row, ceremony = drawing_of(campaign_id)
    found = _with_witnesses(row, ceremony)
    if len(found.witnessed) > len(ceremony.witnessed):
        _keep(row, found)
        names = sorted(set(found.witnessed) - set(ceremony.witnessed))
        record(
            "admissions.campaign_witnessed", about=_about(row), by=by, facts={"witnesses": names}
        )
    return len(found.witnessed)


def _with_witnesses(row: models.Campaign, ceremony: Ceremony) -> Ceremony:
    """Cosignatures that came after the hours of promising are too late to count."""
    for name, at in cosigned(row).items():
        if name not in ceremony.witnessed and at <= ceremony.plan.promise_until:
            ceremony = seeding.witness(ceremony, name, at)
    return ceremony


@transaction.atomic
def promise(
    campaign_id: UUID, party: str, digest: str, *, by: Actor, at: datetime
) -> models.Campaign:
    """A party promises the digest of its secret; by: the account that speaks for it.

    Raises NoSuchCampaign, CampaignStateWrong, NotYourParty, PromiseMalformed, SecretSpent and
    what seeding.promise raises.
    """
    row, ceremony = drawing_of(campaign_id)
    check_party(row, party, by.name)
    told = _checked(digest)
    check_unspent(ceremony.plan, told, spent_secrets(row))
    ceremony = _with_witnesses(row, ceremony)
    ceremony = seeding.promise(ceremony, party, told, seconds(at))
    _keep(row, ceremony)
    _commit(row, party, "promise", told, at)
    record("admissions.campaign_promised", about=_about(row), by=by, facts={"party": party})
    return row


@transaction.atomic
def reveal(
    campaign_id: UUID, party: str, secret: str, *, by: Actor, at: datetime
) -> models.Campaign:
    """What a party had promised comes to light. secret: 32 bytes in hexadecimal.

    Raises NoSuchCampaign, CampaignStateWrong, NotYourParty, PromiseMalformed and what
    seeding.reveal raises.
    """
    row, ceremony = drawing_of(campaign_id)
    check_party(row, party, by.name)
    told = _checked(secret)
    ceremony = seeding.reveal(ceremony, party, bytes.fromhex(told), seconds(at))
    _keep(row, ceremony)
    _commit(row, party, "reveal", told, at)
    record("admissions.campaign_revealed", about=_about(row), by=by, facts={"party": party})
    return row


@transaction.atomic
def hear(
    campaign_id: UUID, told: str, *, by: Actor, at: datetime, verify: Verify | None = verified
) -> models.Campaign:
    """The signature of the beacon's round, by whoever brings it: nothing but the beacon's own can
    be taken. told: in hexadecimal, or the whole answer of the beacon as JSON.

    Raises NoSuchCampaign, CampaignStateWrong, BeaconUnasked, BeaconEarly, BeaconUnverified.
    """
    row, ceremony = drawing_of(campaign_id)
    ceremony = seeding.hear(ceremony, signature_in(told), seconds(at), verify)
    _keep(row, ceremony)
    beacon = ceremony.plan.beacon
    assert beacon is not None  # else there was nothing to hear
    facts = {"round": beacon.round, "signature": ceremony.beacon}
    record("admissions.campaign_heard", about=_about(row), by=by, facts=facts)
    return row


def drawing_of(campaign_id: UUID) -> tuple[models.Campaign, Ceremony]:
    """A locked campaign whose seed is being drawn. Raises NoSuchCampaign, CampaignStateWrong."""
    row = locked(campaign_id)
    check_state(row, CampaignState.DRAWING)
    ceremony = ceremony_in(row)
    assert ceremony is not None  # whoever planned has begun it
    return row, ceremony


def _checked(text: str) -> str:
    told = text.strip().lower()
    if not SAID.fullmatch(told):
        raise PromiseMalformed()
    return told


def _keep(row: models.Campaign, ceremony: Ceremony) -> None:
    row.ceremony = ceremony_told(ceremony)
    row.save(update_fields=["ceremony"])


def _commit(row: models.Campaign, party: str, what: str, told: str, at: datetime) -> None:
    content = {
        "plan": plan_content(row)["plan"], "party": party, what: told, "at": seconds(at)
    }  # fmt: skip
    notary.commit(PROMISE, f"{_about(row)}/{party}/{what}", content)


def _about(row: models.Campaign) -> str:
    return f"admissions.campaign:{row.pk}"
