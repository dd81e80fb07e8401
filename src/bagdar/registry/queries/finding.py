"""Organisations that somebody looks for: by a piece of the name in any of its languages, or BIN."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from bagdar.core.languages import Words
from bagdar.core.national_ids import read_bin
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.rows import on_day

MOST = 20


def organisations_like(text: str, origin: Origin, on: date) -> tuple[tuple[UUID, Words, str], ...]:
    """(id, name, region) of at most MOST that exist on a day, by name."""
    number = read_bin(text).number
    if number is not None:
        asked = Q(bin=number.number)
    else:
        asked = Q()
        for word in text.split():
            either = Q()
            for form in {word, word.lower(), word.capitalize(), word.upper()}:
                for name in ("name_kk", "name_ru", "name_en"):
                    either |= Q(**{f"{name}__contains": form})
            asked &= either
    rows = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), asked, origin=origin.value
    )
    found = rows.order_by("name_kk", "organisation_id")[:MOST]
    return tuple(
        (
            row.organisation_id,
            Words(kk=row.name_kk, ru=row.name_ru, en=row.name_en or row.name_kk),
            row.region,
        )
        for row in found
    )


def organisations_called(text: str, origin: Origin, on: date) -> tuple[UUID, ...]:
    """Those that have this BIN, or exactly this name in one of its languages, on a day."""
    number = read_bin(text).number
    called = Q(name_kk=text) | Q(name_ru=text) | Q(name_en=text)
    asked = Q(bin=number.number) if number is not None else called
    rows = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), asked, origin=origin.value
    )
    return tuple(rows.order_by("organisation_id").values_list("organisation_id", flat=True))
