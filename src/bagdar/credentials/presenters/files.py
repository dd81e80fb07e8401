"""A diploma as a file: JSON, PDF, a part of it. Pages, the API and the command give the same."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from bagdar.credentials import models
from bagdar.credentials.printing import diploma_pdf
from bagdar.credentials.queries import diplomas
from bagdar.credentials.rules.selective import DiplomaPart
from bagdar.look.words import words_catalogue

JSON, PDF = "application/json", "application/pdf"


def pdf_of(row: models.Diploma) -> bytes:
    """Its QR code leads to the printed link, where there is one, else to the page of checking."""
    return diploma_pdf(row.document, diplomas.file_of(row), address_in(row), words_catalogue())


def address_in(row: models.Diploma) -> str:
    found = diplomas.printed_link(row)
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("shared_diploma", args=[found[1]]) if found else reverse("verify_diploma")
    return f"{settings.ISSUER_ADDRESS}{path}"


def chosen(words: Iterable[str]) -> tuple[DiplomaPart, ...]:
    """The parts that somebody named; what is none is left out."""
    named = set(words)
    return tuple(one for one in DiplomaPart if one.value in named)


def file_answer(row: models.Diploma) -> HttpResponse:
    return _answer(diplomas.file_of(row), JSON, f"diploma-{row.pk}.json")


def pdf_answer(row: models.Diploma) -> HttpResponse:
    return _answer(pdf_of(row), PDF, f"diploma-{row.pk}.pdf")


def part_answer(row: models.Diploma, shown: Iterable[DiplomaPart]) -> HttpResponse:
    """Raises NoSuchPart."""
    return _answer(diplomas.part_of(row, tuple(shown)), JSON, f"diploma-{row.pk}-part.json")


def _answer(data: bytes, kind: str, name: str) -> HttpResponse:
    told = HttpResponse(data, content_type=kind)
    told["Content-Disposition"] = f'attachment; filename="{name}"'
    told["Cache-Control"] = "no-store"
    return told
