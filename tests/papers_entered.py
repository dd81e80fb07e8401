"""Papers as tests type them: a diploma of 1998, of an institution that was called otherwise."""

from datetime import date
from typing import Any

from bagdar.core.languages import Words
from bagdar.credentials.rules.papers import PaperSaid
from tests.diplomas_issued import DEAN, REGISTRAR, draw, now

QUALIFICATION = Words(kk="Математик", ru="Математик", en="Mathematician")
ARCHIVE = "graduation book 12, page 34"
# Twelve digits of which the last is right, of nobody.
IIN = "750302400003"


def paper(**more: Any) -> PaperSaid:
    told: dict[str, Any] = {
        "family": "Үлгіева", "given": "Мысал", "patronymic": "", "born_on": date(1975, 3, 2),
        "iin": "", "level": "6", "programme": "0101", "titles": QUALIFICATION,
        "with_distinction": True, "institution": "Үлгі мемлекеттік институты", "series": "ЖБ",
        "number": "0012345", "issued_on": date(1998, 6, 30), "checked": ARCHIVE,
    }  # fmt: skip
    return PaperSaid(**{**told, **more})


def issued_papers(issuer: Any, *papers: PaperSaid) -> list[Any]:
    """Diplomas of papers that one person has entered and another has confirmed."""
    from bagdar.credentials.services import batches
    from bagdar.credentials.services.papers import propose_papers

    batch = propose_papers(issuer, papers, by=REGISTRAR, at=now())
    batches.approve(issuer, batch.pk, by=DEAN, at=now(), checked=ARCHIVE)
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    return list(batch.diplomas.order_by("paper_id"))
