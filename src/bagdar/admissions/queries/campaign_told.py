"""What is committed to of an application and of its answer, so that it can be told again."""

from typing import Any

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import OFFER, offer_about, opened
from bagdar.admissions.rules.campaign.nouns import Stands
from bagdar.admissions.rules.queue.entries import instant_text
from bagdar.notary import public as notary

APPLICATION = "admissions.application"


def answer_about(row: models.CampaignApplication) -> str:
    """Beside the offer itself, which is committed to when it is made."""
    return f"{offer_about(row)}/answer"


def application_told(row: models.CampaignApplication) -> dict[str, Any]:
    """Everything that the family has said. Nothing of it changes once the campaign has closed,
    whatever is decided of it; when it was said, the log of the notary tells.
    """
    wishes = row.wishes.order_by("rank").values_list("place__code", flat=True)
    claims = row.claims.order_by("fact").values_list("fact", "value", "evidence")
    return {
        "campaign": row.campaign.namespace, "child": row.child, "wishes": list(wishes),
        "first_at": instant_text(row.first_at),
        "claims": [list(one) for one in claims],
        "is_withdrawn": row.state == Stands.WITHDRAWN.value,
    }  # fmt: skip


def answer_told(row: models.CampaignApplication) -> dict[str, Any]:
    """How it stands by the last answer, at which place."""
    return {
        "campaign": row.campaign.namespace, "child": row.child, "state": row.state,
        "place": row.place.code if row.place else "",
    }  # fmt: skip


def application_receipt(row: models.CampaignApplication) -> str:
    """The receipt; "": the log of the notary does not have it yet, or there is none."""
    return opened(row.receipt, application_told(row))


def answer_receipt(row: models.CampaignApplication) -> str:
    """As of the application; "" where nothing was answered yet."""
    if row.state == Stands.APPLIED.value:
        return ""
    handle = notary.handles(OFFER, [answer_about(row)]).get(answer_about(row), "")
    return opened(handle, answer_told(row)) if handle else ""
