"""Share links: unguessable, and over after some days."""

import hashlib
from datetime import datetime, timedelta

DAYS = (1, 7, 30, 90)  # that a holder may choose from
TOKEN_BYTES = 24


def token_hash(token: str) -> str:
    """What is kept of a token, so that who reads the database cannot open a link."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def ends_at(made_at: datetime, days: int) -> datetime:
    """Days: brought within what may be chosen."""
    return made_at + timedelta(days=min(max(days, DAYS[0]), DAYS[-1]))
