"""What a snapshot is: which question, which parts, by which rules. Its id is the digest of that.

A manifest says nothing of when or where it was made, so that the same question, asked again of the
same facts by the same code, has the same id.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Self

from bagdar.warehouse.snapshots.sources import Question
from bagdar.warehouse.tables.published import published
from bagdar.warehouse.tables.registry import TABLES

FORMAT = 1


@dataclass(frozen=True)
class Part:
    """Rows of a table in a region. standing: that hold on the day; begun: within the year to it"""

    rows: int
    standing: int
    begun: int
    sha256: str
    size: int


@dataclass(frozen=True)
class Warned:
    """A count that changed by more than is declared. measure: standing or begun"""

    table: str
    region: str
    measure: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """tables: by name, then by region, "" for what lies in none.

    schema    digest of the published columns; writer, pseudonyms: how parts and numbers are made
    code      the revision of the code, "" where it is not known
    previous  id of the snapshot that this one was held against, "" for the first of its kind
    because   why counts that changed a lot are right, "" where none did
    """

    on: date
    known_at: datetime
    origin: str
    schema: str
    writer: Mapping[str, str | int]
    pseudonyms: Mapping[str, str]
    tables: Mapping[str, Mapping[str, Part]]
    code: str = ""
    previous: str = ""
    warnings: tuple[Warned, ...] = ()
    because: str = ""
    format: int = field(default=FORMAT)

    @property
    def question(self) -> Question:
        return Question(self.on, self.known_at, self.origin)

    @property
    def key(self) -> str:
        return self.pseudonyms["key"]

    @cached_property
    def id(self) -> str:
        return hashlib.sha256(self.text()).hexdigest()

    def text(self) -> bytes:
        content = asdict(self)
        content |= {"on": self.on.isoformat(), "known_at": instant_text(self.known_at)}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Raises ValueError, KeyError or TypeError for what is no manifest."""
        told: dict[str, Any] = json.loads(text)
        tables = {
            name: {region: Part(**part) for region, part in parts.items()}
            for name, parts in told.pop("tables").items()
        }
        told |= {
            "on": date.fromisoformat(told["on"]),
            "known_at": datetime.fromisoformat(told["known_at"]),
            "warnings": tuple(Warned(**one) for one in told["warnings"]),
        }
        return cls(tables=tables, **told)

    def parts(self) -> Iterator[tuple[str, str, Part]]:
        for table, regions in self.tables.items():
            for region, part in regions.items():
                yield table, region, part

    def part(self, table: str, region: str) -> Part | None:
        return self.tables.get(table, {}).get(region)

    @property
    def rows(self) -> int:
        return sum(part.rows for _, _, part in self.parts())

    @property
    def size(self) -> int:
        """Bytes of the parts, each once."""
        return sum({part.sha256: part.size for _, _, part in self.parts()}.values())

    def held_against(self, previous: Self | None, warnings: tuple[Warned, ...]) -> Self:
        return replace(self, previous=previous.id if previous else "", warnings=warnings)


def instant_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def schema_version() -> str:
    """Digest of what a snapshot holds of each table: changes whenever a column does."""
    said = {name: [[one.name, one.type, one.treatment] for one in published(name)]
            for name in TABLES}  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
