"""Where reports, deliveries and yearly reports stand, for whoever knows their identifiers alone."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from bagdar.monitoring import models


def report_pages(identifiers: Collection[str]) -> dict[str, str]:
    return _pages(models.Report, "report", identifiers)


def delivery_pages(identifiers: Collection[str]) -> dict[str, str]:
    return _pages(models.Delivery, "delivery", identifiers)


def _pages(
    kind: type[models.Report] | type[models.Delivery], name: str, identifiers: Collection[str]
) -> dict[str, str]:
    """Identifier → address; what is no identifier, or of nothing, is left out. One query."""
    wanted = [one for text in identifiers if (one := _uuid(text))]
    found = kind.objects.filter(pk__in=wanted).values_list("pk", "programme")
    return {str(pk): reverse(name, args=[programme, pk]) for pk, programme in found}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
