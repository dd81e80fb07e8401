"""What other apps may call."""

from bagdar.admissions.services.campaigns.demonstration import demonstrate_campaign
from bagdar.admissions.services.demonstration import demonstrate_queue

__all__ = ["demonstrate_campaign", "demonstrate_queue"]
