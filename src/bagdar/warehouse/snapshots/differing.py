"""What changed from one snapshot to another and why, asked of the facts themselves.

    gained  new_day    began after the earlier day
            late       began by then, recorded after the earlier instant
            corrected  the same, in place of a fact of its timeline that was superseded just then
    lost    corrected  superseded since, and another fact took its place
            withdrawn  superseded since, and nothing took its place
    moved   whom or what it is about is in another region

rows before + gained − lost + moved = rows after, table by table and region by region; what does not
come out so stands as `unexplained`: the facts are not those of which the snapshots were taken.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from bagdar.warehouse.snapshots.errors import KeyLost, OtherOrder
from bagdar.warehouse.snapshots.manifest import Manifest
from bagdar.warehouse.snapshots.numbering import key_id
from bagdar.warehouse.snapshots.rows import TIMES, Regions, region_of, regions_on
from bagdar.warehouse.snapshots.sources import Question, Source
from bagdar.warehouse.snapshots.take import Told, numbered
from bagdar.warehouse.tables.contract import Kind
from bagdar.warehouse.tables.registry import TABLES


class Cause(StrEnum):
    NEW_DAY = "new_day"
    LATE = "late"
    CORRECTED = "corrected"
    CORRECTED_AWAY = "corrected_away"
    WITHDRAWN = "withdrawn"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    UNEXPLAINED = "unexplained"


LOST = frozenset({Cause.CORRECTED_AWAY, Cause.WITHDRAWN, Cause.MOVED_OUT})


@dataclass(frozen=True)
class Difference:
    """A table in a region. causes: rows by cause, none of them zero"""

    table: str
    region: str
    before: int
    after: int
    causes: Mapping[Cause, int]


def counted(before: Manifest, after: Manifest) -> Iterator[tuple[str, str, int, int]]:
    """Tables and regions whose part is another one, with the rows of both."""
    for table in TABLES:
        for region in sorted({*before.tables.get(table, {}), *after.tables.get(table, {})}):
            was, now = before.part(table, region), after.part(table, region)
            if (was and was.sha256) != (now and now.sha256) and (was or now):
                rows = (was.rows if was else 0, now.rows if now else 0)
                if rows != (0, 0):
                    yield table, region, *rows


def demand_order(before: Manifest, after: Manifest) -> None:
    """Raises OtherOrder, KeyLost where people of the two cannot be compared."""
    if before.origin != after.origin or before.on > after.on or before.known_at > after.known_at:
        raise OtherOrder()
    if before.key != after.key:
        raise KeyLost(key=before.key)


def differences(
    before: Manifest, after: Manifest, source: Source, key: str,
    told: Told = lambda step, done, whole: None,
) -> list[Difference]:  # fmt: skip
    """Every table and region that changed, from the source of both. Raises OtherOrder, KeyLost."""
    demand_order(before, after)
    if key_id(key) != after.key:
        raise KeyLost(key=after.key)
    changed = list(counted(before, after))
    tables = list(dict.fromkeys(table for table, *_ in changed))
    now = numbered(source, after.question, key, told)
    was = _regions_before(source, before.question, now)
    causes: dict[tuple[str, str], dict[Cause, int]] = {}
    for done, table in enumerate(tables):
        told("comparing", done, len(tables))
        causes |= _causes(source, table, (before.question, was), (after.question, now))
    told("comparing", len(tables), len(tables))
    return [
        Difference(table, region, rows, left, _whole(causes.get((table, region), {}), left - rows))
        for table, region, rows, left in changed
    ]


def _regions_before(source: Source, question: Question, now: Regions) -> Regions:
    """The same numbers with the regions of the earlier day."""
    apart = {kind: replace(one) for kind, one in now.of_whom.items()}
    return regions_on(source, question, apart)


def _whole(causes: Mapping[Cause, int], change: int) -> Mapping[Cause, int]:
    told = sum(-rows if cause in LOST else rows for cause, rows in causes.items())
    left = {Cause.UNEXPLAINED: change - told} if change != told else {}
    return {**causes, **left}


Asked = tuple[Question, Regions]
Found = Counter[tuple[str, Cause]]


def _causes(
    source: Source, table: str, before: Asked, after: Asked
) -> dict[tuple[str, str], dict[Cause, int]]:
    """By table and region."""
    found: Found = Counter()
    changed = []
    for frame in source.chunks(table, _columns(table), after[0]):
        told = _compared(frame, table, before, after)
        both = told.filter(pl.col("was") & pl.col("is") & (pl.col("left") != pl.col("came")))
        _count(found, both, "left", Cause.MOVED_OUT)
        _count(found, both, "came", Cause.MOVED_IN)
        changed.append(told.filter(pl.col("was") != pl.col("is")))
    if changed:
        _count_changed(found, pl.concat(changed), before[0])
    by_region: dict[tuple[str, str], dict[Cause, int]] = {}
    for (region, cause), rows in sorted(found.items()):
        by_region.setdefault((table, region), {})[cause] = rows
    return by_region


def _columns(table: str) -> list[str]:
    pointers = [one.name for one in TABLES[table].columns if one.kind is Kind.REFERENCE]
    return list(dict.fromkeys([*pointers, *TABLES[table].timeline, *TIMES]))


def _compared(frame: pl.DataFrame, table: str, before: Asked, after: Asked) -> pl.DataFrame:
    """was, is: whether a row is in the snapshots; left, came: its regions in them."""
    asked = {"was": before[0].answered(), "is": after[0].answered()}
    rows = frame.with_columns(**asked).filter(pl.col("was") | pl.col("is"))
    timeline = pl.struct(
        pl.col(name).cast(pl.String).fill_null("") for name in TABLES[table].timeline
    ).hash()
    return rows.select(
        "valid_from", "recorded_at", "superseded_at", "was", "is", timeline=timeline,
        left=region_of(rows, table, before[1]), came=region_of(rows, table, after[1]),
    )  # fmt: skip


def _count_changed(found: Found, rows: pl.DataFrame, before: Question) -> None:
    """What stands in one of the two alone. A fact that was superseded is corrected where another
    one of its timeline was recorded at that very instant, as the services of the register do.
    """
    gained, lost = rows.filter(pl.col("is")), rows.filter(pl.col("was"))
    ended, recorded = ["timeline", "superseded_at"], ["timeline", "recorded_at"]
    fresh = pl.col("valid_from") > before.on
    _count(found, gained.filter(fresh), "came", Cause.NEW_DAY)
    gained_then = gained.filter(~fresh)
    replaced = lost.select(ended).rename({"superseded_at": "recorded_at"})
    replacing = gained.select(recorded).rename({"recorded_at": "superseded_at"})
    _count(found, gained_then.join(replaced, on=recorded, how="semi"), "came", Cause.CORRECTED)
    _count(found, gained_then.join(replaced, on=recorded, how="anti"), "came", Cause.LATE)
    _count(found, lost.join(replacing, on=ended, how="semi"), "left", Cause.CORRECTED_AWAY)
    _count(found, lost.join(replacing, on=ended, how="anti"), "left", Cause.WITHDRAWN)


def _count(found: Found, rows: pl.DataFrame, region: str, cause: Cause) -> None:
    for name, count in rows[region].value_counts().iter_rows():
        found[name, cause] += count
