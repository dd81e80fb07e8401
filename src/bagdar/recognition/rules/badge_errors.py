"""Why a badge is refused: each reason has a name and a sentence of its own."""

from bagdar.core.errors import DomainError, Phrase

WHY = (
    "empty", "large", "png", "svg", "unbaked", "json", "twice", "address", "unknown", "parts",
    "fields", "dates", "early", "expired", "signature", "header", "recipient", "revoked",
    "suspended", "list", "list_other",
)  # fmt: skip


class BadgeRefused(DomainError):
    """why: one of WHY."""

    code = "recognition.badge_refused"
    status = 422

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why=Phrase(f"recognition.badge.{why}"))

    def __reduce__(self) -> tuple[type["BadgeRefused"], tuple[object, ...]]:
        return type(self), (self.why,)
