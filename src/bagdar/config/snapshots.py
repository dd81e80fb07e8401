"""Snapshots of this installation: its store, its key, its register, and the note in the trail."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bagdar.config.environment import ROOT, Environment, kept_secret
from bagdar.warehouse.public import (
    Difference,
    FolderSource,
    KeyLost,
    Manifest,
    NotYet,
    Question,
    Source,
    Store,
    Taken,
    differences,
    only_origin,
    take,
    tolerances,
)

Told = Callable[[str, int, int], None]
LENGTH = 32  # bytes of the key


@dataclass(frozen=True)
class Wish:
    """What is to be taken. origin "": the only one there is; because: why counts may differ"""

    on: date
    known_at: datetime
    origin: str = ""
    because: str = ""
    new_series: bool = False


def store(environment: Environment) -> Store:
    return Store(environment.var_dir / "snapshots")


def key(environment: Environment, *, begins: bool = False) -> str:
    """The key that numbers people: made once, kept like the secret key and with the backups.

    begins  a new one may be made although there are snapshots
    Raises KeyLost where snapshots are there and the key is not.
    """
    path = environment.var_dir / "snapshot_key"
    earlier = store(environment).manifests()
    if earlier and not path.exists() and not begins:
        raise KeyLost(key=earlier[-1].key)
    return kept_secret(path, lambda: secrets.token_hex(LENGTH))


def folder(path: Path) -> FolderSource:
    """The folder that `bagdar simulate` wrote. Raises FolderRefused for another file than it."""
    from bagdar.registry.public import read_folder

    return FolderSource(read_folder(path).folder)


def register() -> Source:
    from bagdar.registry.public import RegisterSource

    return RegisterSource()


def take_snapshot(
    environment: Environment, source: Source, wish: Wish, *, at: datetime, told: Told,
    by: Any = None,
) -> Taken:  # fmt: skip
    """by: who is named in the trail; None where there is no database. Raises as `take`, NotYet."""
    if wish.known_at > at:
        raise NotYet(known_at=wish.known_at, now=at)
    question = Question(wish.on, wish.known_at, wish.origin or only_origin(source))
    return take(
        store(environment), source, question, because=wish.because, new_series=wish.new_series,
        key=key(environment, begins=wish.new_series), told=told, code=code_revision(),
        declared=tolerances(environment.data_dir), noted=_noting(by),
    )  # fmt: skip


def compare(
    environment: Environment, before: Manifest, after: Manifest, source: Source, told: Told
) -> list[Difference]:
    return differences(before, after, source, key(environment), told)


def _noting(by: Any) -> Any:
    @contextmanager
    def noted(manifest: Manifest) -> Iterator[None]:
        if by is None:
            yield
            return
        from django.db import transaction

        from bagdar.audit.public import record

        facts = {
            "on": manifest.on.isoformat(), "origin": manifest.origin, "rows": manifest.rows,
            "warnings": len(manifest.warnings), "because": manifest.because,
        }  # fmt: skip
        with transaction.atomic():
            about = f"warehouse.snapshot:{manifest.id}"
            record("warehouse.snapshot_taken", about=about, by=by, facts=facts)
            yield

    return noted


def code_revision() -> str:
    """The version, and the commit where the code runs from a checkout."""
    head = ROOT / ".git" / "HEAD"
    try:
        told = head.read_text().strip()
        if told.startswith("ref: "):
            told = (ROOT / ".git" / told.removeprefix("ref: ")).read_text().strip()
    except OSError:
        told = ""
    return f"{version('bagdar')}+{told[:12]}" if told else version("bagdar")
