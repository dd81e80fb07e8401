"""Reads: programmes and editions as plain values."""

import tomllib
from collections.abc import Hashable, Mapping
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet

from bagdar.core.languages import Words
from bagdar.look import revision as revisions
from bagdar.programme import models
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check import Acknowledgement, Finding, check
from bagdar.programme.rules.check.acknowledgements import AcknowledgedFile
from bagdar.programme.rules.editions import (
    EditionInfo,
    NoEditionKnownOn,
    NoSuchEdition,
    NoSuchProgramme,
    ProgrammeInfo,
    known_edition,
    newest,
)


def _current() -> QuerySet[models.Edition]:
    return (
        models.Edition.objects.filter(superseded_at__isnull=True)
        .select_related("programme")
        .order_by("programme__code", "number")
    )


def info(row: models.Edition) -> EditionInfo:
    return EditionInfo(
        programme=row.programme.code,
        number=row.number,
        title=Words(**row.title),
        citation=Words(**row.citation),
        adopted_on=row.adopted_on,
        in_force_on=row.in_force_on,
        illustrative=row.illustrative,
        digest=row.digest,
        source_name=row.source_name,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )


def programmes() -> list[ProgrammeInfo]:
    """Every programme with its editions; real ones first, then by code."""
    found: dict[str, list[EditionInfo]] = {}
    for row in _current().defer("document", "source"):
        found.setdefault(row.programme.code, []).append(info(row))
    listed = [ProgrammeInfo(code, tuple(editions)) for code, editions in found.items()]
    return sorted(listed, key=lambda programme: (programme.illustrative, programme.code))


def first_programme() -> str | None:
    """The programme that pages lead to where their address names none: real ones first."""
    with connection.cursor() as cursor:  # every page asks it: written out, it is made only once
        cursor.execute(FIRST_PROGRAMME)
        found = cursor.fetchone()
    return found[0] if found else None


FIRST_PROGRAMME = f"""
    SELECT programme.code FROM {models.Edition._meta.db_table} edition
      JOIN {models.Programme._meta.db_table} programme ON programme.id = edition.programme_id
     WHERE edition.superseded_at IS NULL
     ORDER BY edition.illustrative, programme.code LIMIT 1"""


def editions(programme: str) -> list[EditionInfo]:
    """The editions of a programme, oldest first. Raises NoSuchProgramme."""
    rows = _current().filter(programme__code=programme).defer("document", "source")
    found = [info(row) for row in rows]
    if not found:
        raise NoSuchProgramme(programme=programme[:60])
    return found


def edition_info(programme: str, number: int | None = None) -> EditionInfo:
    """One edition without its contents; the newest without a number.

    Raises NoSuchProgramme, NoSuchEdition.
    """
    found = editions(programme)
    if number is None:
        return newest(found)
    for one in found:
        if one.number == number:
            return one
    raise NoSuchEdition(
        programme=programme, number=str(number), known=[str(one.number) for one in found]
    )


def edition(programme: str, number: int | None = None) -> Edition:
    """One edition; the newest without a number. Raises NoSuchProgramme, NoSuchEdition."""
    return document(edition_info(programme, number).digest)


def edition_known_on(programme: str, day: date) -> Edition:
    """The edition as known on a day. Raises NoSuchProgramme, NoEditionKnownOn."""
    found = editions(programme)
    known = known_edition(found, day)
    if known is None:
        raise NoEditionKnownOn(programme=programme, day=day, first=found[0].adopted_on)
    return document(known.digest)


@lru_cache(maxsize=16)
def document(digest: str) -> Edition:
    """The contents under a digest, read once a process: a document never changes."""
    row = models.Edition.objects.filter(digest=digest).only("document")[0]
    return Edition.model_validate_json(row.document)


def findings(programme: str, number: int | None = None) -> tuple[Finding, ...]:
    """What the check says of an edition. Raises NoSuchProgramme, NoSuchEdition."""
    return _checked(edition_info(programme, number).digest)


@lru_cache(maxsize=16)
def _checked(digest: str) -> tuple[Finding, ...]:
    """Worked out once a process: it takes a second, and the document never changes."""
    return check(document(digest))


def acknowledged(programme: str) -> str:
    """The programme's acknowledged.toml as it was loaded; empty where there is none."""
    found = models.Programme.objects.filter(code=programme).values_list("acknowledged", flat=True)
    return found[0] if found else ""


def acknowledgements(programme: str) -> Mapping[str, Acknowledgement]:
    """Why findings may stand, by the finding's key; one whose finding is gone matches nothing."""
    return _acknowledgements(acknowledged(programme))


@lru_cache(maxsize=16)
def _acknowledgements(text: str) -> Mapping[str, Acknowledgement]:
    declared = AcknowledgedFile.model_validate(tomllib.loads(text))
    return {one.key: one for one in declared.acknowledged}


# Change with every loading: what kept pages depend on.
REVISION = (
    f"SELECT MAX(id) FROM {models.Edition._meta.db_table}",
    f"SELECT MAX(acknowledged_at) FROM {models.Programme._meta.db_table}",
)


def revision() -> Hashable:
    """What REVISION says now."""
    return revisions.asked(REVISION)
