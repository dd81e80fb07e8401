"""What other apps may call."""

from bagdar.programme.queries import (
    acknowledgements,
    edition,
    edition_info,
    edition_known_on,
    editions,
    findings,
    first_programme,
    programmes,
    revision,
)
from bagdar.programme.services import (
    AmendmentPreview,
    Loaded,
    load_amendment,
    load_folder,
    preview_amendment,
)

__all__ = [
    "AmendmentPreview",
    "Loaded",
    "acknowledgements",
    "edition",
    "edition_info",
    "edition_known_on",
    "editions",
    "findings",
    "first_programme",
    "load_amendment",
    "load_folder",
    "preview_amendment",
    "programmes",
    "revision",
]
