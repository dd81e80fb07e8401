"""What a page says of records that are not real."""

from bagdar.core.origins import Origin
from bagdar.look.words import t


def origin_words(origin: Origin) -> str:
    """The sentence of the band; empty for real records."""
    return "" if origin is Origin.REAL else t(f"look.origin.{origin.value}")


def of_origins(*found: Origin) -> dict[str, object]:
    """The same for a page's context, with what its tables and their files say of themselves."""
    made_up = [one for one in found if one is not Origin.REAL]
    return {
        "illustrative": bool(made_up),
        "simulated": bool(made_up) and set(made_up) == {Origin.SIMULATED},
        "origin_words": origin_words(made_up[0]) if made_up else "",
    }
