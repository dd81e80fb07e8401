"""What other apps may call."""

from bagdar.admissions.queries.vouchers import GrantHeld, grants_held
from bagdar.admissions.services.campaigns.demonstration import demonstrate_campaign
from bagdar.admissions.services.demonstration import demonstrate_queue

__all__ = ["GrantHeld", "demonstrate_campaign", "demonstrate_queue", "grants_held"]
