"""Whole numbers in place of ids: of people by a secret key, of organisations by anybody.

An id is kept here as two halves of 64 bits, and looked up by one number made of both: tables of a
hundred million rows are numbered without a join and without holding an id as text.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from bagdar.warehouse.snapshots.errors import (
    OrganisationsCollide,
    PeopleCollide,
    UnknownReference,
)

RULE_OF_PEOPLE = "BLAKE2b-64(key, UUID), signed, big-endian"
RULE_OF_ORGANISATIONS = "SHA-256(UUID), first 64 bits, signed, big-endian"
SIZE = 16  # bytes of an id
# Odd multipliers by which the halves of an id become one number; the next where one is not unique.
MIXES = (0, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)

Unsigned = npt.NDArray[np.uint64]
Signed = npt.NDArray[np.int64]
Digest = Callable[[memoryview], bytes]


def key_id(key: str) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(f"bagdar snapshot key {key}".encode()).hexdigest()[:16]


def of_people(key: str) -> Digest:
    secret = hashlib.sha256(key.strip().encode()).digest()

    def digest(one: memoryview) -> bytes:
        return hashlib.blake2b(one, digest_size=8, key=secret).digest()

    return digest


def of_organisations(one: memoryview) -> bytes:
    return hashlib.sha256(one).digest()[:8]


@dataclass
class Numbers:
    """Ids and their numbers. region: of each, an index of Regions.names; 0 until it is known.

    lookup  made of the ids, ascending; number stands at the same place
    """

    kind: str
    lookup: Unsigned
    number: Signed
    mix: int
    region: npt.NDArray[np.uint8] = field(repr=False)

    def __len__(self) -> int:
        return len(self.lookup)

    def places(self, ids: pl.Series) -> npt.NDArray[np.int64]:
        """Where each id stands, -1 for null. Raises UnknownReference."""
        given = ids.is_not_null().to_numpy()
        asked = _mixed(*_halves(ids.drop_nulls()), self.mix)
        # asked in order, the search walks through memory once instead of jumping
        distinct, back = np.unique(asked, return_inverse=True)
        at = np.searchsorted(self.lookup, distinct)
        found = at < len(self.lookup)
        found[found] = self.lookup[at[found]] == distinct[found]
        if not found.all():
            raise UnknownReference(kind=self.kind, count=int((~found).sum()))
        places = np.full(len(ids), -1, dtype=np.int64)
        places[given] = at[back]
        return places

    def numbered(self, name: str, places: npt.NDArray[np.int64]) -> pl.Series:
        """The numbers at the places; null for -1."""
        if not len(self.number):
            return pl.Series(name, [None] * len(places), dtype=pl.Int64)
        series = pl.Series(name, self.number[np.maximum(places, 0)])
        if (places < 0).any():
            series = pl.select(pl.when(pl.Series(places >= 0)).then(series)).to_series()
        return series.alias(name)


def numbers(kind: str, chunks: Iterable[pl.Series], digest: Digest) -> Numbers:
    """Every id once with its number. kind: "person" or "organisation"

    chunks  ids, as text with dashes or without, in any order, as often as they come
    Raises PeopleCollide, OrganisationsCollide where two ids come to one number.
    """
    high, low = _distinct(chunks)
    number = _digested(high, low, digest)
    if shared := _shared(number):
        error = PeopleCollide if kind == "person" else OrganisationsCollide
        raise error(count=shared)
    lookup, order, mix = _lookup(high, low)
    return Numbers(kind, lookup, number[order], mix, np.zeros(len(number), dtype=np.uint8))


def _shared(number: Signed) -> int:
    """How many come to a number that another one has."""
    ordered = np.sort(number)
    return int((ordered[1:] == ordered[:-1]).sum())


def _distinct(chunks: Iterable[pl.Series]) -> tuple[Unsigned, Unsigned]:
    """The halves of every id once."""
    parts = [_halves(one.drop_nulls()) for one in chunks]
    empty = np.zeros(0, dtype=np.uint64)
    high = np.concatenate([one[0] for one in parts]) if parts else empty
    low = np.concatenate([one[1] for one in parts]) if parts else empty
    parts.clear()
    # sorted and not hashed: a table of hashes for a whole country takes four times the room
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    first = np.ones(len(high), dtype=np.bool_)
    first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    return high[first], low[first]


def _halves(ids: pl.Series) -> tuple[Unsigned, Unsigned]:
    plain = pl.lit(ids.cast(pl.String)).str.replace_all("-", "", literal=True).str.decode("hex")
    high, low = (
        plain.bin.slice(at, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big") for at in (0, 8)
    )
    frame = pl.select(high=high, low=low)
    return frame["high"].to_numpy(), frame["low"].to_numpy()


def _mixed(high: Unsigned, low: Unsigned, mix: int) -> Unsigned:
    return high ^ (low * np.uint64(mix))


def _lookup(high: Unsigned, low: Unsigned) -> tuple[Unsigned, Signed, int]:
    """One number for each id, ascending; the order in which ids stand so; and the mix."""
    for mix in MIXES:
        mixed = _mixed(high, low, mix)
        order = np.argsort(mixed)
        lookup = mixed[order]
        if not (lookup[1:] == lookup[:-1]).any():
            return lookup, order, mix
    raise AssertionError("ids of which no mix is unique were drawn by nobody")


def _digested(high: Unsigned, low: Unsigned, digest: Digest) -> Signed:
    """A million at a time, so that their bytes are never all there at once."""
    made = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(high), 1_000_000):
        part = slice(start, start + 1_000_000)
        both = np.stack([high[part], low[part]], axis=1).astype(">u8").tobytes()
        view = memoryview(both)
        digests = b"".join([digest(view[at : at + SIZE]) for at in range(0, len(both), SIZE)])
        made.append(np.frombuffer(digests, dtype=">i8").astype(np.int64))
    return np.concatenate(made)
