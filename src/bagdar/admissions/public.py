"""What other apps may call."""

from bagdar.admissions.services.demonstration import demonstrate_queue

__all__ = ["demonstrate_queue"]
