"""What other apps may call, and what their operations of the API share with ours."""

from bagdar.programme.api.asking import (
    MaybeDay,
    MaybeYear,
    Pages,
    PagesAsked,
    ProgrammeCode,
    answers,
    maybe_text,
)
from bagdar.programme.presenters import narrowing
from bagdar.programme.presenters.reader import Reader, address, billions, executors, source_name
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
from bagdar.programme.schemas.words import Answer, Figure
from bagdar.programme.services import (
    AmendmentPreview,
    Loaded,
    load_amendment,
    load_folder,
    preview_amendment,
)
from bagdar.programme.views_opening import Opened, context_of, opened

__all__ = [
    "AmendmentPreview",
    "Answer",
    "Figure",
    "Loaded",
    "MaybeDay",
    "MaybeYear",
    "Opened",
    "MaybeDay",
    "Pages",
    "PagesAsked",
    "ProgrammeCode",
    "Reader",
    "acknowledgements",
    "address",
    "answers",
    "billions",
    "context_of",
    "edition",
    "edition_info",
    "edition_known_on",
    "editions",
    "executors",
    "findings",
    "first_programme",
    "load_amendment",
    "load_folder",
    "maybe_text",
    "narrowing",
    "opened",
    "preview_amendment",
    "programmes",
    "revision",
    "source_name",
]
