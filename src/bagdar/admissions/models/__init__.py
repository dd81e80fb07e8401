"""Queues of kindergartens with their logs, and campaigns that give places by one allocation."""

from bagdar.admissions.models.campaign import (
    Campaign,
    CampaignApplication,
    CampaignClaim,
    CampaignDecision,
    CampaignFile,
    CampaignPlace,
    CampaignWish,
)
from bagdar.admissions.models.catchment import CampaignAddress, Catchment
from bagdar.admissions.models.choices import choices
from bagdar.admissions.models.queue import (
    Queue,
    QueueApplication,
    QueueEntry,
    QueuePlace,
    QueueWish,
)
from bagdar.admissions.models.swap import CampaignSwap

__all__ = [
    "Campaign",
    "CampaignAddress",
    "CampaignApplication",
    "CampaignClaim",
    "CampaignDecision",
    "CampaignFile",
    "CampaignPlace",
    "CampaignSwap",
    "CampaignWish",
    "Catchment",
    "Queue",
    "QueueApplication",
    "QueueEntry",
    "QueuePlace",
    "QueueWish",
    "choices",
]
