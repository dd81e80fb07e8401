"""A small country for tests of snapshots: two regions, two schools, people with names to look for.

Facts are those of `tests.nation_files` with homes, guardians and what is kept of few people, so
that each treatment of a column occurs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from bagdar.warehouse.public import (
    FolderSource,
    Manifest,
    Question,
    Store,
    Taken,
    Tolerances,
    take,
    tolerances,
)
from tests.nation_files import fact, id_of, rows

DATA = Path(__file__).resolve().parents[1] / "data"
KEY = "a key of a test"
ON = date(2020, 10, 1)
KNOWN = datetime(2020, 12, 1, tzinfo=UTC)
REGIONS = ("KZ-11", "KZ-75")
Rows = dict[str, list[dict[str, Any]]]


def country(people: int = 24) -> Rows:
    """Of every third person a home; of the first few a guardian, support and a post."""
    made = rows(people)
    for number, one in enumerate(made["organisation"]):
        one["region"] = REGIONS[number % 2]
    made["territory"] = [
        fact(code=f"SIM-{one}", kind="region", region=one, name_ru="Край", name_kk="Өңір",
             valid_from=date(2000, 1, 1))
        for one in REGIONS
    ]  # fmt: skip
    made["residence"] = [
        fact(person_id=id_of(one), territory=f"SIM-{REGIONS[one // 3 % 2]}")
        for one in range(0, people, 3)
    ]
    made["guardianship"] = [
        fact(person_id=id_of(one), guardian_id=id_of(one + 1), kind="parent") for one in (3, 6)
    ]
    made["support"] = [
        fact(
            person_id=id_of(6),
            need="hearing",
            measure="assistant",
            conclusion="№ 12-құпия қорытынды",
        )
    ]
    made["condition"] = [
        fact(organisation_id=id_of(1000), capacity=100, wear_share=0.25, internet_mbit=12.5,
             has_gym=True)
    ]  # fmt: skip
    return made


def tolerant(least: int = 1_000_000) -> Tolerances:
    """The declared tolerances; a change of fewer rows is none."""
    usual = tolerances(DATA).usual.model_copy(update={"least": least, "share": Decimal("0.25")})
    return tolerances(DATA).model_copy(update={"usual": usual, "table": {}})


def asked(on: date = ON, known_at: datetime = KNOWN) -> Question:
    return Question(on, known_at, "simulated")


def taken(store: Store, source: Any, question: Question | None = None, **more: Any) -> Taken:
    given = {"key": KEY, "declared": tolerant(), **more}
    return take(store, source, question or asked(), **given)


def parts_of(manifest: Manifest) -> dict[tuple[str, str], str]:
    return {(table, region): part.sha256 for table, region, part in manifest.parts()}


def read(store: Store, manifest: Manifest, table: str) -> pl.DataFrame:
    paths = [store.path(part.sha256) for part in manifest.tables[table].values()]
    return pl.concat([pl.read_parquet(one) for one in paths])


@dataclass(frozen=True)
class Shuffled:
    """Another source's rows in another order and in other chunks."""

    inner: FolderSource
    seed: int
    rows_at_once: int

    def origins(self) -> Any:
        return self.inner.origins()

    def rows(self, table: str) -> int:
        return self.inner.rows(table)

    def ids(self, kind: str, origin: str) -> Iterator[pl.Series]:
        for one in self.inner.ids(kind, origin):
            yield one.shuffle(self.seed)

    def chunks(self, table: str, columns: Any, within: Question) -> Iterator[pl.DataFrame]:
        found = list(self.inner.chunks(table, columns, within))
        if found:
            whole = pl.concat(found).sample(fraction=1, shuffle=True, seed=self.seed)
            yield from whole.iter_slices(self.rows_at_once)


def personal_values(made: Mapping[str, list[dict[str, Any]]]) -> set[bytes]:
    """Every name, number, id and conclusion of the people."""
    found: set[str] = set()
    for one in made["person"]:
        told = {one.get(name) for name in ("family", "given", "patronymic", "other_name", "iin")}
        found |= {str(value) for value in told if value}
        found |= {one["person_id"], one["person_id"].replace("-", "")}
    found |= {one["conclusion"] for one in made["support"]}
    return {one.encode() for one in found} | {
        bytes.fromhex(one["person_id"].replace("-", "")) for one in made["person"]
    }
