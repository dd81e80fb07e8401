"""Evidence of claims: which files may come, by what their bytes are, and what of a lost one.

PDF, PNG or JPEG, under their SHA-256 in the folder of evidence.
"""

from bagdar import kept
from bagdar.admissions.rules.campaign.errors import EvidenceLarge, EvidenceLost, EvidenceUnfit
from bagdar.core.file_names import ending_by_head

MOST = 8 << 20
MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


def keep(data: bytes) -> str:
    """The checksum by which it is found again. Raises EvidenceUnfit, EvidenceLarge."""
    if len(data) > MOST:
        raise EvidenceLarge(most=MOST >> 20)
    if not ending_by_head(data):
        raise EvidenceUnfit()
    return kept.keep(data)


def read(sha256: str) -> tuple[bytes, str, str]:
    """Its bytes, ending and media type. Raises EvidenceLost."""
    data = kept.read(sha256)
    ending = ending_by_head(data or b"")
    if data is None or not ending:
        raise EvidenceLost()
    return data, ending, MEDIA_TYPES[ending]
