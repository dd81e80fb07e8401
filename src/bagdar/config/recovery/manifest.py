"""What stands beside a backup: enough to refuse it when a byte of it is not what it was.

A backup FILE has FILE.json next to it: the file's SHA-256 and size, the engine, the migrations
that its database had seen, and for each table the number of rows and a digest of their contents.
Where there are files of evidence, FILE.evidence.tar holds them, and the manifest its SHA-256; where
figures were computed, FILE.figures.tar their sums and what of them may be shown.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bagdar.core.errors import DomainError

FORMAT = 1
ROWS, RECORDS = "rows", "records"  # how the digest of a table was worked out
PART = 1024 * 1024
SPACE = 1 << 256


class NoManifest(DomainError):
    code = "house.no_manifest"


class DamagedBackup(DomainError):
    code = "house.damaged_backup"


class OtherEngine(DomainError):
    code = "house.other_engine"


class NewerBackup(DomainError):
    code = "house.newer_backup"


class DatabaseNotEmpty(DomainError):
    code = "house.database_not_empty"


class NotAsBackedUp(DomainError):
    code = "house.not_as_backed_up"


class ToolFailed(DomainError):
    code = "house.tool_failed"


@dataclass(frozen=True)
class Table:
    """Contents of a table. digest: order of rows does not matter.

    Of ROWS it is the sum of their SHA-256, of RECORDS what postgres.contents says.
    """

    rows: int
    digest: str


@dataclass(frozen=True)
class Files:
    """An archive beside the backup: files of evidence, figures. count 0: there is none."""

    count: int = 0
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True)
class Manifest:
    """taken_at: ISO 8601 in UTC. migrations: "app.name", sorted."""

    engine: str
    taken_at: str
    sha256: str
    size: int
    migrations: tuple[str, ...]
    tables: Mapping[str, Table]
    files: Files = Files()
    figures: Files = Files()
    digests: str = ROWS
    format: int = FORMAT

    def write(self, path: Path) -> None:
        write_sealed(path, asdict(self))


def beside(backup: Path) -> Path:
    """Where the manifest of a backup stands."""
    return backup.with_name(f"{backup.name}.json")


def digest_of_rows(rows: Iterable[bytes]) -> Table:
    """The sum of the rows' SHA-256: the same in whatever order the database gives them."""
    count, total = 0, 0
    for row in rows:
        count += 1
        total = (total + int.from_bytes(hashlib.sha256(row).digest(), "big")) % SPACE
    return Table(count, f"{total:064x}")


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(PART):
            digest.update(part)
    return digest.hexdigest()


def write_sealed(path: Path, told: Mapping[str, Any]) -> None:
    """A JSON file under its own SHA-256, whole or not there at all, for its owner's eyes only."""
    text = json.dumps(told, indent=1, sort_keys=True)
    sealed = {"seal": hashlib.sha256(text.encode()).hexdigest(), "manifest": told}
    coming = path.with_name(f".coming-{path.name}")
    with coming.open("w", encoding="utf-8") as file:
        coming.chmod(0o600)
        file.write(json.dumps(sealed, indent=1, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)


def read_sealed(path: Path) -> dict[str, Any]:
    """What stands under an intact seal. Raises DamagedBackup."""
    try:
        sealed = json.loads(path.read_bytes())
        told: dict[str, Any] = sealed["manifest"]
        text = json.dumps(told, indent=1, sort_keys=True)
        is_whole = sealed["seal"] == hashlib.sha256(text.encode()).hexdigest()
    except (ValueError, KeyError, TypeError):
        raise DamagedBackup(file=path.name) from None
    if not is_whole:
        raise DamagedBackup(file=path.name)
    return told


def read_tables(told: Mapping[str, Any]) -> dict[str, Table]:
    return {name: Table(**table) for name, table in told.items()}


def read_intact(backup: Path) -> Manifest:
    """The manifest of a backup whose every byte is as it was written.

    Raises NoManifest, DamagedBackup.
    """
    path = beside(backup)
    if not backup.is_file() or not path.is_file():
        raise NoManifest(file=backup.name, manifest=path.name)
    given = read_sealed(path)
    try:
        given["tables"] = read_tables(given["tables"])
        given["migrations"] = tuple(given["migrations"])
        given["files"] = Files(**given.get("files", {}))
        given["figures"] = Files(**given.get("figures", {}))
        found = Manifest(**given)
    except (KeyError, TypeError, AttributeError):
        raise DamagedBackup(file=path.name) from None
    if found.format != FORMAT or found.digests not in (ROWS, RECORDS):
        raise DamagedBackup(file=path.name)
    if backup.stat().st_size != found.size or sha256_of(backup) != found.sha256:
        raise DamagedBackup(file=backup.name)
    return found


def differing(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[str]:
    """Names of tables whose contents are not the same on both sides."""
    names = sorted(set(before) | set(after))
    return [name for name in names if before.get(name) != after.get(name)]
