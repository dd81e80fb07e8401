"""What a page says of records that are not real."""

from bagdar.core.origins import Origin
from bagdar.look.words import t


def origin_words(origin: Origin) -> str:
    """The sentence of the band; empty for real records."""
    return "" if origin is Origin.REAL else t(f"look.origin.{origin.value}")
