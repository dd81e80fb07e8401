"""Taking a snapshot: every table in turn, its rows shared out by region, sorted, written, kept."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from bagdar.warehouse.parquet import WRITER
from bagdar.warehouse.snapshots import errors, numbering
from bagdar.warehouse.snapshots.declared import Tolerances, warned
from bagdar.warehouse.snapshots.manifest import Manifest, Part, Warned, schema_version
from bagdar.warehouse.snapshots.rows import (
    Regions,
    as_published,
    counts,
    regions_on,
    source_columns,
)
from bagdar.warehouse.snapshots.sources import Question, Source, raw_type
from bagdar.warehouse.snapshots.store import SHORT, Store
from bagdar.warehouse.tables.registry import TABLES

ROWS_IN_MEMORY = 3_000_000  # of a table; more of them wait on the disk
SHOWN = 5  # unexplained counts that a refusal names
Told = Callable[[str, int, int], None]
Noted = Callable[[Manifest], AbstractContextManager[None]]


@dataclass(frozen=True)
class Taken:
    """written: parts that were not in the store before; kept: those that were."""

    manifest: Manifest
    written: int
    kept: int


def take(
    store: Store, source: Source, question: Question, *, key: str, declared: Tolerances,
    because: str = "", code: str = "", new_series: bool = False,
    told: Told = lambda step, done, whole: None, noted: Noted = lambda manifest: nullcontext(),
) -> Taken:  # fmt: skip
    """Answer the question from the source, and keep the answer.

    key         numbers people; the same for every snapshot of a store, unless new_series is said
    because     why counts that differ much from those of the snapshot before are right
    told        a step (numbering, tables), how much of it is done, of how much
    noted       what goes around the last step: a note that stands if the snapshot does
    Raises KeyLost, OriginsMeet, PeopleCollide, OrganisationsCollide, UnknownReference, Unexplained,
    IsBusy: then there is no snapshot, and the ones before it are as they were.
    """
    with store.held():
        earlier = [one for one in store.manifests() if one.origin == question.origin]
        demand_same_key(earlier, key, new_series=new_series)
        demand_origin(source, question.origin)
        regions = numbered(source, question, key, told)
        tables, written, kept = _tables(store, source, question, regions, told)
        manifest = Manifest(
            on=question.on, known_at=question.known_at, origin=question.origin,
            schema=schema_version(), writer=WRITER, tables=tables, code=code,
            pseudonyms={
                "people": numbering.RULE_OF_PEOPLE,
                "organisations": numbering.RULE_OF_ORGANISATIONS,
                "key": numbering.key_id(key),
            },
        )  # fmt: skip
        manifest = _held_against(manifest, earlier, declared, because)
        with noted(manifest):
            store.keep(manifest)
    return Taken(manifest, written, kept)


def demand_same_key(earlier: list[Manifest], key: str, *, new_series: bool) -> None:
    """People have one number in all snapshots, so that they can be followed. Raises KeyLost."""
    known = {one.key for one in earlier}
    if known and numbering.key_id(key) not in known and not new_series:
        raise errors.KeyLost(key=max(earlier, key=lambda one: one.known_at).key)


def demand_origin(source: Source, origin: str) -> None:
    """Raises OriginsMeet where nothing of the origin stands in the source."""
    found = source.origins()
    if origin not in found:
        raise errors.OriginsMeet(asked=origin, found=", ".join(found))


def only_origin(source: Source) -> str:
    """The origin of all that the source holds. Raises OriginsMeet where it is not exactly one."""
    found = source.origins()
    if len(found) != 1:
        raise errors.OriginsMeet(asked="", found=", ".join(found))
    return found[0]


def numbered(source: Source, question: Question, key: str, told: Told) -> Regions:
    """A number for everybody and everything of the origin, and where they are on the day."""
    told("numbering", 0, 3)
    organisations = numbering.numbers(
        "organisation", source.ids("organisation", question.origin), numbering.of_organisations
    )
    told("numbering", 1, 3)
    people = numbering.numbers(
        "person", source.ids("person", question.origin), numbering.of_people(key)
    )
    told("numbering", 2, 3)
    regions = regions_on(source, question, {"person": people, "organisation": organisations})
    told("numbering", 3, 3)
    return regions


def _tables(
    store: Store, source: Source, question: Question, regions: Regions, told: Told
) -> tuple[Mapping[str, Mapping[str, Part]], int, int]:
    whole = sum(source.rows(name) for name in TABLES)
    done, written, kept = 0, 0, 0
    tables: dict[str, dict[str, Part]] = {}
    for name in TABLES:
        piles = Piles(store.spool(), len(regions.names))
        begun = done
        for frame in source.chunks(name, source_columns(name), question):
            piles.add(as_published(frame.filter(question.answered()), name, regions))
            done += len(frame)
            told("tables", min(done, whole), whole)
        tables[name] = {}
        for number, frame in piles.each():
            part, is_new = _kept(store, frame, name, question.on)
            tables[name][regions.names[number]] = part
            written, kept = written + is_new, kept + (not is_new)
        if not tables[name]:  # every table can be opened, an empty one as well
            empty = as_published(_no_rows(name), name, regions)
            tables[name][""], is_new = _kept(store, empty, name, question.on)
            written, kept = written + is_new, kept + (not is_new)
        done = max(done, begun + source.rows(name))
    told("tables", whole, whole)
    return tables, written, kept


def _no_rows(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema={name: raw_type(table, name) for name in source_columns(table)})


def _kept(store: Store, frame: pl.DataFrame, table: str, on: date) -> tuple[Part, bool]:
    standing, begun = counts(frame, on)
    sha256, size, is_new = store.put(frame, table)
    return Part(len(frame), standing, begun, sha256, size), is_new


class Piles:
    """Rows of a table by region. When there are many, they wait on the disk."""

    def __init__(self, spool: Path, regions: int) -> None:
        self._spool = spool
        self._piles: list[list[pl.DataFrame]] = [[] for _ in range(regions)]
        self._files: list[list[Path]] = [[] for _ in range(regions)]
        self._rows = 0
        self._count = 0

    def add(self, frame: pl.DataFrame) -> None:
        for part in frame.partition_by("_region"):
            self._piles[part["_region"][0]].append(part.drop("_region"))
        self._rows += len(frame)
        if self._rows > ROWS_IN_MEMORY:
            self._put_down()

    def each(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """Regions that have rows, and their rows. Each pile is gone afterwards."""
        for number, (waiting, files) in enumerate(zip(self._piles, self._files, strict=True)):
            parts = [*(pl.read_ipc(path) for path in files), *waiting]
            waiting.clear()
            if parts:
                whole = pl.concat(parts)
                parts.clear()
                yield number, whole
            for path in files:
                path.unlink()

    def _put_down(self) -> None:
        for number, waiting in enumerate(self._piles):
            if waiting:
                path = self._spool / f"{number}-{self._count}.arrow"
                pl.concat(waiting).write_ipc(path, compression="lz4")
                self._files[number].append(path)
                waiting.clear()
        self._rows, self._count = 0, self._count + 1


def _held_against(
    manifest: Manifest, earlier: list[Manifest], declared: Tolerances, because: str
) -> Manifest:
    """The manifest with its warnings and their reason. Raises Unexplained."""
    before = [
        one for one in earlier
        if one.key == manifest.key and (one.on, one.known_at) < (manifest.on, manifest.known_at)
    ]  # fmt: skip
    if not before:
        return manifest
    previous = before[-1]
    found = tuple(warned(previous, manifest, declared))
    if found and not because.strip():
        shown = "; ".join(_shown(one) for one in found[:SHOWN])
        raise errors.Unexplained(count=len(found), shown=shown, previous=previous.id[:SHORT])
    return replace(
        manifest, previous=previous.id, warnings=found, because=because.strip() if found else ""
    )


def _shown(one: Warned) -> str:
    return f"{one.table} {one.region or '–'}: {one.before} → {one.after}"
