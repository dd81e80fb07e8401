"""Fields of a badge, each of any shape until it was looked at."""

from datetime import UTC, datetime
from typing import Any

from bagdar.recognition.rules.badge_errors import BadgeRefused

Found = dict[str, Any]


def check_dates(since: datetime, until: Any, at: datetime) -> None:
    if since > at:
        raise BadgeRefused("early")
    if until is None:
        return
    end = instant(until)
    if end is None:
        raise BadgeRefused("dates")
    if end <= at:
        raise BadgeRefused("expired")


def instant(text: Any) -> datetime | None:
    if not isinstance(text, str) or not 10 <= len(text) <= 40:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year < 1950 or found.year > 2200:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def kinds_of(content: Found) -> set[str]:
    told = content.get("type", content.get("@type"))
    return {one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)}


def text_of(value: Any, default: str | None = None) -> str:
    """A text of an id. Raises BadgeRefused fields, where there is no default."""
    if isinstance(value, str) and 0 < len(value.strip()) <= 300 and "\0" not in value:
        return value.strip()
    if default is not None:
        return default
    raise BadgeRefused("fields")


def name_of(value: Any) -> str:
    """A wording, or the first one of a map of languages, cut to what a list shows."""
    if isinstance(value, dict):
        value = next((value[one] for one in ("kk", "ru", "en") if one in value), None) or next(
            iter(value.values()), None
        )
    if not isinstance(value, str) or not value.strip():
        raise BadgeRefused("fields")
    return value.replace("\0", " ").strip()[:300]


def whole(value: Any) -> int | None:
    """Whole credits, rounded down; None: it does not say."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 1 <= value <= 1000 else None
