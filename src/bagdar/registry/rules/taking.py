"""What rows of a delivery do to timelines, worked out before anything is written.

A row says several things at once and is taken whole or not at all. Many rows are taken at one
instant, so what one of them says stands for the next; what was known is looked at once, and what
is to end and to be added follows from the difference. Equal pieces are left alone, so that saying
what is known adds nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from bagdar.core.periods import Absence, Change, Period, gaps, taken_in
from bagdar.registry.rules.errors import AlreadyEnrolled, NotEnrolled
from bagdar.warehouse.tables.registry import TABLES

Columns = Mapping[str, Any]
Value = tuple[tuple[str, Any], ...]  # own columns of a fact that hold something, by name
Piece = tuple[Period[date], Value]
Key = tuple[str, tuple[Any, ...]]
FULL_TIME = "full_time"
PLACE = ("organisation_id", "level")
CONSTANT = frozenset({"sex", "born_on", "iin", "died_on"})  # of a person, whatever the day
NEVER_KEPT = frozenset({"leaving_reason"})  # is true of the piece that says it and of no other


@dataclass(frozen=True)
class Said:
    """One thing that a row says.

    columns  all own columns of the table with whom it is about; None or missing: nothing is said
    how      truth: what holds on these days; end: what stands ends on the first of them
    """

    table: str
    columns: Columns
    valid: Period[date]
    how: Literal["truth", "end"] = "truth"


@dataclass(frozen=True)
class Effect:
    """What a row did: pieces that ended and were added; none of either: it was known."""

    ended: int = 0
    added: int = 0
    new_stays: int = 0
    ended_stays: int = 0

    @property
    def is_nothing(self) -> bool:
        return not self.ended and not self.added


def value_of(columns: Columns) -> Value:
    """A fact as it is compared: in one order, without what is empty."""
    return tuple(sorted((name, one) for name, one in columns.items() if one not in (None, "")))


def key_of(table: str, columns: Columns) -> Key:
    """Which timeline a fact stands in. Full-time places are one timeline of a person."""
    if table == "enrolment":
        if columns["form"] == FULL_TIME:
            return table, (columns["person_id"], FULL_TIME)
        return table, (columns["person_id"], *(columns[one] for one in PLACE))
    return table, tuple(columns.get(one) or None for one in TABLES[table].timeline)


@dataclass
class Timelines:
    """Timelines as they stand and as the rows so far would have them."""

    standing: dict[Key, list[Piece]] = field(default_factory=dict)
    said: dict[Key, list[Piece]] = field(default_factory=dict)
    rows: dict[tuple[Key, date], tuple[Any, datetime]] = field(default_factory=dict)

    def stands(
        self,
        table: str,
        columns: Columns,
        start: date,
        end: date | None,
        row: Any,
        recorded_at: datetime,
    ) -> None:
        """A current row of the register; row: what it is called there."""
        key = key_of(table, columns)
        self.standing.setdefault(key, []).append((Period(start, end), value_of(columns)))
        self.rows[key, start] = (row, recorded_at)

    def now(self, key: Key) -> list[Piece]:
        return self.said.get(key, self.standing.get(key, []))

    def latest(self, table: str, columns: Columns) -> Mapping[str, Any]:
        """What stands last in the timeline of some columns; nothing where nothing does."""
        pieces = self.now(key_of(table, columns))
        return dict(max(pieces, key=lambda one: one[0])[1]) if pieces else {}

    def take(self, row: Iterable[Said]) -> Effect:
        """What a row does, taken whole. Raises AlreadyEnrolled, NotEnrolled with nothing taken."""
        after: dict[Key, list[Piece]] = {}
        for said in row:
            key, pieces = self._where(said, after)
            after[key] = _TAKERS[said.how](said, pieces)
        effect = _sum(_effect(key, self.now(key), pieces) for key, pieces in after.items())
        self.said.update(after)
        return effect

    def _where(self, said: Said, after: Mapping[Key, list[Piece]]) -> tuple[Key, list[Piece]]:
        """The timeline that a thing is said of; who leaves may have been there in any form."""
        forms: tuple[str, ...] = (said.columns.get("form") or FULL_TIME,)
        if said.how == "end" and said.table == "enrolment":
            forms = (FULL_TIME, "part_time")
        found: list[tuple[Key, list[Piece]]] = []
        for form in forms:
            key = key_of(said.table, {**said.columns, "form": form})
            found.append((key, after.get(key, self.now(key))))
        held = [one for one in found if any(_is_same_place(value, said) for _, value in one[1])]
        return (held or found)[0]

    def changes(self) -> Iterable[tuple[Key, list[Piece], list[Piece]]]:
        """(timeline, pieces that end, pieces that are added), where there are any."""
        for key, said in self.said.items():
            standing = self.standing.get(key, [])
            ends = [one for one in standing if one not in said]
            adds = [one for one in said if one not in standing]
            if ends or adds:
                yield key, ends, adds


def _is_same_place(value: Value, said: Said) -> bool:
    held = dict(value)
    return all(held.get(one) == said.columns.get(one) for one in PLACE)


# --- what is true on some days ------------------------------------------------------------------


def _truth(said: Said, pieces: list[Piece]) -> list[Piece]:
    if said.table == "person":
        return _known(said, pieces)
    if said.table == "enrolment":
        _demand_free(said, pieces)
    after = _cut_tail(pieces, said.valid)
    return _filled(after, said, said.valid)


def _demand_free(said: Said, pieces: Iterable[Piece]) -> None:
    """Another organisation's days are not this one's to say; its own level may change."""
    for valid, value in pieces:
        shared = valid.intersection(said.valid)
        ours = dict(value)["organisation_id"] == said.columns["organisation_id"]
        if shared is not None and not ours:
            raise AlreadyEnrolled(day=shared.start)


def _cut_tail(pieces: list[Piece], valid: Period[date]) -> list[Piece]:
    """What stood on the days said and went on after them ends with them."""
    if valid.end is None:
        return pieces
    for days, _ in pieces:
        if days.overlaps(valid) and (days.end is None or days.end > valid.end):
            pieces = taken_in(pieces, Absence(Period(valid.end, days.end)))
    return pieces


def _filled(pieces: list[Piece], said: Said, valid: Period[date]) -> list[Piece]:
    """The row's values over what stands; a column of which it says nothing stays as it was."""
    if not pieces:
        return [(valid, value_of(said.columns))]
    shared = [
        (common, _merged(value, said.columns))
        for days, value in pieces
        if (common := days.intersection(valid)) is not None
    ]
    free = gaps([days for days, _ in shared], within=valid)
    for days, value in [*shared, *((days, value_of(said.columns)) for days in free)]:
        pieces = taken_in(pieces, Change(value, days))
    return pieces


def _merged(value: Value, columns: Columns) -> Value:
    kept = {name: one for name, one in value if name not in NEVER_KEPT}
    return value_of({**kept, **{name: one for name, one in columns.items() if one is not None}})


def _known(said: Said, pieces: list[Piece]) -> list[Piece]:
    """Who somebody is. What does not change with the days is said of all of them."""
    constant = {one: said.columns.get(one) for one in CONSTANT}
    for days, value in list(pieces):
        pieces = taken_in(pieces, Change(_merged(value, constant), days))
    first = min(pieces, key=lambda one: one[0], default=None)
    if first is not None and said.valid.start < first[0].start:
        whole = Said(said.table, dict(_merged(first[1], said.columns)), said.valid)
        return _filled(pieces, whole, said.valid)
    return _filled(pieces, said, said.valid)


# --- what ends ------------------------------------------------------------------------------------


def _end(said: Said, pieces: list[Piece]) -> list[Piece]:
    """The day before is the last one there; later days at the place are taken away."""
    left_on, last = said.valid.start, said.valid.start - timedelta(days=1)
    there = [one for one in pieces if _is_same_place(one[1], said)]
    at_last = [one for one in there if one[0].contains(last)]
    if not at_last:
        raise NotEnrolled(day=last)
    [(days, value)] = at_last
    reason = value_of({**dict(value), "leaving_reason": said.columns["leaving_reason"]})
    for later, _ in there:
        common = later.intersection(Period(left_on))
        if common is not None:
            pieces = taken_in(pieces, Absence(common))
    return taken_in(pieces, Change(reason, Period(days.start, left_on)))


_TAKERS: Mapping[str, Callable[[Said, list[Piece]], list[Piece]]] = {"truth": _truth, "end": _end}


# --- what it comes to -----------------------------------------------------------------------------


def _effect(key: Key, before: Sequence[Piece], after: Sequence[Piece]) -> Effect:
    ended = sum(one not in after for one in before)
    added = sum(one not in before for one in after)
    if key[0] not in ("enrolment", "post"):
        return Effect(ended, added)
    new = max(0, len(_stays(after)) - len(_stays(before)))
    closed = max(0, sum(one.end is None for one, _ in before) - sum(
        one.end is None for one, _ in after
    ))  # fmt: skip
    return Effect(ended, added, new, closed)


def _stays(pieces: Sequence[Piece]) -> list[Period[date]]:
    """Pieces that follow each other in one place are one stay."""
    found: list[tuple[Any, Period[date]]] = []
    for days, value in sorted(pieces, key=lambda one: one[0]):
        place = tuple(dict(value).get(one) for one in PLACE)
        if found and found[-1][0] == place and found[-1][1].end == days.start:
            found[-1] = (place, Period(found[-1][1].start, days.end))
        else:
            found.append((place, days))
    return [days for _, days in found]


def _sum(effects: Iterable[Effect]) -> Effect:
    found = list(effects)
    return Effect(*(sum(getattr(one, name) for one in found) for name in Effect.__match_args__))
