"""Plans that were annulled, and the one that is asked to be."""

from typing import Any

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import opened
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules.allocating import VERSION
from bagdar.admissions.rules.campaign.annulling import runs_here
from bagdar.admissions.rules.campaign.ceremonies import ceremony_of
from bagdar.admissions.rules.campaign.next_steps import (
    Asked,
    NextAnnul,
    next_annulling,
)
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.seeding import Ceremony, code_hash, digest_of


def asked_annulment(row: models.Campaign) -> models.CampaignAnnulment | None:
    return row.annulments.filter(annulled_at=None).first()


def annulments_of(row: models.Campaign) -> list[models.CampaignAnnulment]:
    """Those that were annulled, the first one first."""
    return list(row.annulments.exclude(annulled_at=None).order_by("number"))


def annulled_ceremony(one: models.CampaignAnnulment) -> Ceremony:
    return ceremony_of(one.ceremony)


def annulled_content(one: models.CampaignAnnulment) -> dict[str, Any]:
    """What the notary commits to: which plan, why, and all that had been said under it."""
    return {
        "campaign": str(one.campaign_id), "number": one.number, "reason": one.reason,
        "plan": digest_of(annulled_ceremony(one).plan), "ceremony": one.ceremony,
        "agreed": one.agreed,
    }  # fmt: skip


def annulled_receipt(one: models.CampaignAnnulment) -> str:
    """ "": the log does not have it yet."""
    return opened(one.receipt, annulled_content(one))


def spent_secrets(row: models.Campaign) -> list[str]:
    """What parties revealed under plans that were annulled, in hexadecimal."""
    rows = map(annulled_ceremony, annulments_of(row))
    return [said.told for one in rows for said in one.reveals.values()]


def annulling_of(row: models.Campaign, account: str) -> NextAnnul:
    """account: of the official who looks."""
    is_drawing = row.state == CampaignState.DRAWING.value
    ceremony = ceremony_in(row) if is_drawing else None
    found = asked_annulment(row) if is_drawing else None
    asked = Asked(found.asked_by, tuple(found.agreed)) if found else None
    runs = ceremony is None or runs_here(ceremony.plan, rules=VERSION, code=code_hash())
    return next_annulling(ceremony, asked, account, runs=runs)
