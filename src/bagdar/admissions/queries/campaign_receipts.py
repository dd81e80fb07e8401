"""Receipts of decisions and offers: what the notary committed to, made again when it is asked."""

from typing import Any

from bagdar.admissions import models
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import BehindDatabase

ALLOCATION, OFFER = "admissions.allocation", "admissions.offer"


def decided_content(row: models.Campaign, number: int, digest: str) -> dict[str, Any]:
    return {
        "campaign": str(row.pk), "namespace": row.namespace, "decision": number,
        "manifest": digest,
    }  # fmt: skip


def offer_about(one: models.CampaignApplication) -> str:
    return f"admissions.campaign_application:{one.pk}"


def offer_content(one: models.CampaignApplication) -> dict[str, Any]:
    """A place that is given, and until when to answer; null: it was accepted before."""
    return {
        "campaign": str(one.campaign_id), "child": one.child,
        "place": one.place.code if one.place else None,
        "until": one.until.isoformat() if one.until else None,
    }  # fmt: skip


def decision_receipt(row: models.Campaign, number: int) -> str:
    """It opens the manifest of a decision; "": the log does not have it yet."""
    made = row.decisions.filter(number=number).first()
    if made is None:
        return ""
    return opened(made.receipt, decided_content(row, number, made.digest))


def offer_receipt(one: models.CampaignApplication) -> str:
    """Of the last offer; "": there is none, or the log does not have it yet."""
    handle = notary.handles(OFFER, [offer_about(one)]).get(offer_about(one))
    return opened(handle, offer_content(one)) if handle else ""


def opened(handle: str, content: Any) -> str:
    """The receipt; "": the log does not have it yet, or there is none of this content."""
    try:
        return notary.receipt(handle, content).text
    except (
        notary.ReceiptWaits, notary.NoSuchReceipt, notary.ContentDiffers, notary.LogAbsent,
        BehindDatabase,
    ):  # fmt: skip
        return ""
