"""A file of papers is read beside the service, within its bounds; nothing of it is kept."""

from django.conf import settings

from bagdar import confined
from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.sheets.limits import LIMITS, MEBIBYTE, Limits
from bagdar.credentials.rules.paper_file import PaperRow, paper_columns, read_papers
from bagdar.look.words import current_language, words_catalogue


def refuse_large(size: int, name: str) -> None:
    """Raises FaultyData for a file over BAGDAR_UPLOAD_MIB, before anything of it is read."""
    limit = settings.UPLOAD_MIB
    if size > limit * MEBIBYTE:
        facts: dict[str, object] = {"size_mib": -(-size // MEBIBYTE), "limit_mib": limit}
        raise FaultyData([Fault("upload_size", safe(name, 100), facts=facts)])


def papers_in(content: bytes, name: str, *, limits: Limits = LIMITS) -> tuple[PaperRow, ...]:
    """Its rows, each a paper or what is wrong with it. Raises FaultyData where it is no table."""
    shown = safe(name, 200)
    return confined.read(
        read_papers, shown, len(content), limits, paper_columns(words_catalogue()), content,
        shown, limits=limits, language=current_language(),
    )  # fmt: skip
