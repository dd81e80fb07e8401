"""Studies as they are kept, and what can be studied."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.declared import Laboratory, Variant, laboratory
from bagdar.admissions.rules.study.errors import NoSuchStudy, NoSuchVariant

SHOWN = 50


def the_laboratory() -> Laboratory:
    """Raises FaultyData."""
    return laboratory(Path(settings.DATA_DIR))


def variant_of(kind: CampaignKind, code: str) -> Variant:
    """Raises NoSuchVariant."""
    found = next((one for one in the_laboratory().variants(kind) if one.code == code), None)
    if found is None:
        raise NoSuchVariant()
    return found


def study_of(id: UUID) -> models.Study:
    """Raises NoSuchStudy."""
    found = models.Study.objects.filter(pk=id).first()
    if found is None:
        raise NoSuchStudy()
    return found


def studies() -> list[models.Study]:
    """The latest first."""
    return list(models.Study.objects.order_by("-asked_at")[:SHOWN])
