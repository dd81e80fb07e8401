"""What other apps may call."""

from bagdar.recognition.services.demonstration import demonstrate_recognition

__all__ = ["demonstrate_recognition"]
