"""Queues of kindergartens with their logs, campaigns that give places by one allocation, and
grants as vouchers.
"""

from bagdar.admissions.models.annulment import CampaignAnnulment
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
from bagdar.admissions.models.catchment import CampaignAddress, Catchment
from bagdar.admissions.models.choices import choices
from bagdar.admissions.models.fee import KindergartenFee
from bagdar.admissions.models.queue import (
    Queue,
    QueueApplication,
    QueueEntry,
    QueuePlace,
    QueueWish,
)
from bagdar.admissions.models.study import Study
from bagdar.admissions.models.swap import CampaignSwap
from bagdar.admissions.models.vouchers import REASON, Voucher, VoucherRequest, VoucherStay
from bagdar.admissions.models.work import CampaignWork

__all__ = [
    "REASON",
    "Campaign",
    "CampaignAddress",
    "CampaignAnnulment",
    "CampaignApplication",
    "CampaignClaim",
    "CampaignDecision",
    "CampaignFile",
    "CampaignParty",
    "CampaignPlace",
    "CampaignSwap",
    "CampaignWish",
    "CampaignWork",
    "Catchment",
    "KindergartenFee",
    "Queue",
    "QueueApplication",
    "QueueEntry",
    "QueuePlace",
    "QueueWish",
    "Study",
    "Voucher",
    "VoucherRequest",
    "VoucherStay",
    "choices",
]
