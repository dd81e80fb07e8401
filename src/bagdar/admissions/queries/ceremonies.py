"""The ceremony of a campaign: what was committed to, who has spoken, who speaks for a party."""

from typing import Any

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import opened
from bagdar.admissions.rules.campaign.ceremonies import ceremony_of, plan_of
from bagdar.admissions.rules.campaign.draw_errors import NoSuchPart, NotYourParty
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.seeding import Ceremony, digest_of
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import Unverified

PLAN, PROMISE = "admissions.plan", "admissions.promise"
ANNULLED = "admissions.plan_annulled"


def ceremony_in(row: models.Campaign) -> Ceremony | None:
    """None: nothing was planned yet."""
    return ceremony_of(row.ceremony) if row.ceremony else None


def plan_content(row: models.Campaign) -> dict[str, Any]:
    """What the notary commits to of a plan."""
    return {
        "campaign": str(row.pk), "namespace": row.namespace, "plan": digest_of(plan_of(row.plan))
    }  # fmt: skip


def plan_receipt(row: models.Campaign) -> str:
    """It opens the plan; "": the log does not have it yet."""
    return opened(row.plan_receipt, plan_content(row))


def cosigned(row: models.Campaign) -> dict[str, int]:
    """Witness → when it cosigned a checkpoint that covers the plan, in seconds of POSIX."""
    text = plan_receipt(row)
    try:
        found = notary.verified(text).witnesses if text else {}
    except (Unverified, notary.LogAbsent):
        return {}
    return {name: int(at.timestamp()) for name, at in found.items()}


def check_party(row: models.Campaign, party: str, account: str) -> None:
    """Raises NotYourParty."""
    if not row.parties.filter(code=party, account=account).exists():
        raise NotYourParty()


def accounts_of(row: models.Campaign) -> dict[str, str]:
    """Party → the account that speaks for it."""
    return dict(row.parties.order_by("code").values_list("code", "account"))


def parts_of(account: str) -> list[tuple[models.Campaign, str]]:
    """Campaigns whose seed is being drawn, and the party for which an account speaks there."""
    rows = models.CampaignParty.objects.filter(
        account=account, campaign__state=CampaignState.DRAWING.value
    ).select_related("campaign")
    return [(one.campaign, one.code) for one in rows.order_by("campaign__namespace")]


def part_of(row: models.Campaign, account: str) -> str:
    """For which party an account speaks. Raises NoSuchPart."""
    found = row.parties.filter(account=account).first()
    if found is None:
        raise NoSuchPart()
    return found.code
