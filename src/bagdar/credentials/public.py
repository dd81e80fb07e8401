"""What other apps may call."""

from bagdar.credentials.services.demonstration import demonstrate

__all__ = ["demonstrate"]
