"""Queues of kindergartens with their logs, and campaigns that give places by one allocation."""

from bagdar.admissions.models.campaign import (
    Campaign,
    CampaignApplication,
    CampaignClaim,
    CampaignDecision,
    CampaignFile,
    CampaignParty,
    CampaignPlace,
    CampaignWish,
)
from bagdar.admissions.models.choices import choices
from bagdar.admissions.models.queue import (
    Queue,
    QueueApplication,
    QueueEntry,
    QueuePlace,
    QueueWish,
)

__all__ = [
    "Campaign",
    "CampaignApplication",
    "CampaignClaim",
    "CampaignDecision",
    "CampaignFile",
    "CampaignParty",
    "CampaignPlace",
    "CampaignWish",
    "Queue",
    "QueueApplication",
    "QueueEntry",
    "QueuePlace",
    "QueueWish",
    "choices",
]
