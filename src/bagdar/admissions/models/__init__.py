"""Queues of kindergartens with their logs, campaigns that give places together, studies."""

from bagdar.admissions.models.campaign import (
    Campaign,
    CampaignApplication,
    CampaignClaim,
    CampaignDecision,
    CampaignFile,
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
from bagdar.admissions.models.study import Study

__all__ = [
    "Campaign",
    "CampaignApplication",
    "CampaignClaim",
    "CampaignDecision",
    "CampaignFile",
    "CampaignPlace",
    "CampaignWish",
    "Queue",
    "QueueApplication",
    "QueueEntry",
    "QueuePlace",
    "QueueWish",
    "Study",
    "choices",
]
