"""Counts of checks and opened links: how often, never by whom; so no event beside them."""

from uuid import UUID

from django.db.models import F

from bagdar.credentials import models


def count_check(credential_id: str) -> None:
    """That a diploma was checked here. Of another installation: nothing."""
    try:
        id = UUID(credential_id.removeprefix("urn:uuid:"))
    except ValueError:
        return
    models.Diploma.objects.filter(pk=id, issued_at__isnull=False).update(checks=F("checks") + 1)


def count_opening(link: models.ShareLink) -> None:
    models.ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)
