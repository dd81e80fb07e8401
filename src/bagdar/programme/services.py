"""Writes: loading programmes and amendments. All or nothing, with an audit event beside it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from bagdar.audit import public as audit
from bagdar.audit.rules import Actor
from bagdar.programme import models, queries
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.amendments import amend, read_amendments
from bagdar.programme.rules.check import check
from bagdar.programme.rules.check.acknowledgements import read_acknowledgements
from bagdar.programme.rules.compare import Difference, compare
from bagdar.programme.rules.editions import EditionInfo, NoSuchProgramme, PreviewChanged
from bagdar.programme.rules.files import read_edition


@dataclass(frozen=True)
class Draft:
    """An edition that is ready to be written. source: the overlay's bytes, None for a folder."""

    edition: Edition
    source_name: str
    source: bytes | None = None

    @property
    def document(self) -> str:
        return self.edition.model_dump_json()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.document.encode()).hexdigest()


@dataclass(frozen=True)
class Loaded:
    """What loading a folder did. written: editions that are new or were corrected."""

    editions: tuple[EditionInfo, ...]
    written: tuple[EditionInfo, ...]


@dataclass(frozen=True)
class AmendmentPreview:
    """An amendment as it would be loaded. digest: SHA-256 of its bytes."""

    edition: Edition
    before: Edition
    differences: tuple[Difference, ...]
    digest: str


def read_folder(folder: Path, shown: str | None = None) -> list[Draft]:
    """A folder's first edition and its amendments, checked. Raises FaultyData."""
    shown = shown or folder.name
    drafts = [Draft(read_edition(folder, shown), shown)]
    for content, name in read_amendments(folder, shown):
        drafts.append(Draft(amend(drafts[-1].edition, content, name), name, content))
    return drafts


@transaction.atomic
def load_folder(folder: Path, *, by: Actor, at: datetime, shown: str | None = None) -> Loaded:
    """Load a programme's folder; what is loaded already stays as it is.

    An edition whose files were corrected supersedes the loading before; amendments loaded on
    their own are applied again to the corrected text. Acknowledgements are held against the
    newest edition that the folder declares. Raises FaultyData, nothing written.
    """
    drafts = read_folder(folder, shown)
    acknowledged = _read_acknowledged(folder, shown or folder.name, drafts[-1].edition)
    programme = _programme_for_update(drafts[0].edition.programme, at)
    later = _later_amendments(programme, drafts[-1].edition)
    for row in later:
        content = row.source.encode()
        source = amend(drafts[-1].edition, content, row.source_name)
        drafts.append(Draft(source, row.source_name, content))
    written = [row for draft in drafts if (row := _write(programme, draft, by, at))]
    _write_acknowledged(programme, acknowledged, by, at)
    return Loaded(
        tuple(queries.editions(programme.code)), tuple(queries.info(row) for row in written)
    )


def preview_amendment(programme: str, content: bytes, name: str) -> AmendmentPreview:
    """What an amendment would change; nothing is written. Raises FaultyData, NoSuchProgramme."""
    before = queries.edition(programme)
    after = amend(before, content, name)
    digest = hashlib.sha256(content).hexdigest()
    return AmendmentPreview(after, before, compare(before, after), digest)


@transaction.atomic
def load_amendment(
    programme: str,
    content: bytes,
    name: str,
    *,
    by: Actor,
    at: datetime,
    expect_digest: str | None = None,
) -> EditionInfo:
    """Load the next edition of a programme from an overlay.

    It amends the newest real edition and takes the place of an illustrative one of its number,
    so that an example never stands in the way of an act.

    expect_digest  SHA-256 of the bytes that were previewed
    Raises         FaultyData, NoSuchProgramme, PreviewChanged; nothing written
    """
    if expect_digest and hashlib.sha256(content).hexdigest() != expect_digest:
        raise PreviewChanged(name=name)
    row = models.Programme.objects.select_for_update().filter(code=programme).first()
    if row is None:
        raise NoSuchProgramme(programme=programme[:60])
    edition = amend(queries.edition(programme), content, name)
    written = _write(row, Draft(edition, name[:200], content), by, at)
    return queries.info(written) if written else queries.edition_info(programme, edition.number)


def _programme_for_update(code: str, at: datetime) -> models.Programme:
    models.Programme.objects.get_or_create(code=code, defaults={"created_at": at})
    return models.Programme.objects.select_for_update().get(code=code)


def _later_amendments(programme: models.Programme, last: Edition) -> list[models.Edition]:
    """Amendments loaded on their own, past the folder's last; no example past a real edition."""
    rows = programme.editions.filter(superseded_at__isnull=True)
    count = last.number
    examples = rows.filter(number__lte=count, illustrative=True)
    replaced = not last.illustrative and examples.exists()
    return [
        row
        for row in rows.filter(number__gt=count).order_by("number")
        if row.source and not (replaced and row.illustrative)
    ]


def _withdraw_examples(programme: models.Programme, number: int, by: Actor, at: datetime) -> None:
    """Illustrative editions from a number on make room for the real one of that number."""
    rows = programme.editions.filter(
        superseded_at__isnull=True, illustrative=True, number__gte=number
    )
    for row in rows.order_by("number"):
        row.superseded_at = at
        row.save(update_fields=["superseded_at"])
        audit.record(
            "programme.example_withdrawn",
            about=f"programme.edition:{programme.code}@{row.number}",
            by=by,
            facts={"digest": row.digest},
        )


def _read_acknowledged(folder: Path, shown: str, edition: Edition) -> str:
    """acknowledged.toml as text, checked; empty where there is none. Raises FaultyData."""
    path = folder / "acknowledged.toml"
    if not path.exists():
        return ""
    read_acknowledgements(path, check(edition), f"{shown}/{path.name}")
    return path.read_text(encoding="utf-8-sig")


def _write_acknowledged(
    programme: models.Programme, acknowledged: str, by: Actor, at: datetime
) -> None:
    if programme.acknowledged == acknowledged:
        return
    programme.acknowledged = acknowledged
    programme.acknowledged_at = at
    programme.save(update_fields=["acknowledged", "acknowledged_at"])
    audit.record(
        "programme.findings_acknowledged",
        about=f"programme:{programme.code}",
        by=by,
        facts={"digest": hashlib.sha256(acknowledged.encode()).hexdigest()},
    )


def _write(
    programme: models.Programme, draft: Draft, by: Actor, at: datetime
) -> models.Edition | None:
    """The edition's new record, or None where the same bytes are loaded already."""
    if not draft.edition.illustrative:
        _withdraw_examples(programme, draft.edition.number, by, at)
    before = programme.editions.filter(
        number=draft.edition.number, superseded_at__isnull=True
    ).first()
    if before and before.digest == draft.digest:
        return None
    if before:
        before.superseded_at = at
        before.save(update_fields=["superseded_at"])
    edition = draft.edition
    row = models.Edition.objects.create(
        programme=programme,
        number=edition.number,
        title=edition.title.model_dump(),
        citation=edition.act.citation.model_dump(),
        adopted_on=edition.act.adopted_on,
        in_force_on=edition.act.in_force_on,
        illustrative=edition.illustrative,
        document=draft.document,
        digest=draft.digest,
        source=(draft.source or b"").decode("utf-8-sig"),
        source_name=draft.source_name,
        loaded_at=at,
        loaded_by=by.name,
    )
    audit.record(
        "programme.edition_corrected" if before else "programme.edition_loaded",
        about=f"programme.edition:{edition.code}",
        by=by,
        facts={"digest": draft.digest, "before": before.digest if before else None},
    )
    return row
