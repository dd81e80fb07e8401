"""In which order children wait, how many stand before one, and what moved it between two days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bagdar.admissions.rules.queue.declared import QueueRules
from bagdar.admissions.rules.queue.entries import Entry
from bagdar.admissions.rules.queue.errors import LogBroken
from bagdar.admissions.rules.queue.nouns import EntryKind, QueueState
from bagdar.admissions.rules.queue.standing import Application, Book, Head, Line, line_of

Key = tuple[int, datetime, str]


def key_of(one: Application, rules: QueueRules) -> Key:
    """Category, then date of application, then the lottery number; the smaller goes first."""
    return rules.rank(one.category), one.since, one.lottery


@dataclass(frozen=True)
class Position:
    """Where a child stands in its line, from 1.

    by_category, by_date, by_lottery   how many stand before it, by what puts them there
    waiting                            how many wait in the line, with the child
    wished                             by own wish: how many before it wish that one as well
    """

    line: Line
    by_category: int
    by_date: int
    by_lottery: int
    waiting: int
    wished: tuple[tuple[str, int], ...]

    @property
    def place(self) -> int:
        return 1 + self.by_category + self.by_date + self.by_lottery


def waiting_in(line: Line, head: Head, some: Iterable[Application]) -> list[Application]:
    """Who waits in a line, in its order."""
    found = [one for one in some if one.state is QueueState.WAITING and line_of(one, head) == line]
    return sorted(found, key=lambda one: key_of(one, head.rules))


def position(one: Application, head: Head, some: Iterable[Application]) -> Position | None:
    """some: at least all who wait in the line. None: the child does not wait."""
    line = line_of(one, head)
    if line is None or one.state is not QueueState.WAITING:
        return None
    order = waiting_in(line, head, some)
    mine = key_of(one, head.rules)
    before = [each for each in order if key_of(each, head.rules) < mine]
    rank = Counter(_puts_before(key_of(each, head.rules), mine) for each in before)
    wished = Counter(wish for each in before for wish in each.wishes)
    return Position(
        line, rank[0], rank[1], rank[2], len(order),
        tuple((wish, wished[wish]) for wish in one.wishes),
    )  # fmt: skip


def _puts_before(theirs: Key, mine: Key) -> int:
    """By which part of the key: 0 category, 1 date, 2 lottery."""
    return next(place for place in range(3) if theirs[place] != mine[place])


def before(child: str, book: Book) -> frozenset[str]:
    """Who stands before a child; none where it does not wait."""
    mine = _spot(child, book)
    if mine is None:
        return frozenset()
    spots = ((each, _spot(each, book)) for each in book.applications)
    return frozenset(
        each for each, spot in spots if spot and spot[0] == mine[0] and spot[1] < mine[1]
    )


@dataclass(frozen=True)
class Moved:
    """Why some are before a child no more, or are now.

    code      left_KIND, came_KIND: by an entry of theirs; own_KIND: by one of the child's;
              left_year, came_year, left_rules, came_rules: by one of the whole queue
    count     how many children
    numbers   of the entries that say so
    """

    code: str
    count: int
    numbers: tuple[int, ...]


WHOLE = (EntryKind.YEAR, EntryKind.RULES)
# Entries that concern a child and move nobody.
STILL = frozenset({
    EntryKind.WISHES, EntryKind.CLAIMED, EntryKind.DISPROVEN, EntryKind.MOVED,
    EntryKind.EXCHANGE_ASKED, EntryKind.EXCHANGED, EntryKind.HAND_ASKED, EntryKind.HAND_DROPPED,
})  # fmt: skip


def moves(child: str, earlier: Book, later: Book, between: Sequence[Entry]) -> tuple[Moved, ...]:
    """What moved a child between two states of the log; between: the entries from one to another.

    Each child that was before it and is not, or was not and is, is explained by exactly one entry.
    Raises LogBroken where no entry does.
    """
    was, now = before(child, earlier), before(child, later)
    last: dict[str, Entry] = {}
    for entry in between:
        if entry.kind not in STILL:
            last.update(dict.fromkeys(entry.children, entry))
    whole = next((entry for entry in reversed(between) if entry.kind in WHOLE), None)
    stayed = _spot(child, earlier) is not None and _spot(child, later) is not None
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for word, some in (("left", was - now), ("came", now - was)):
        for each in some:
            is_theirs = stayed and _spot(each, earlier) != _spot(each, later)
            who, said = (word, last.get(each)) if is_theirs else ("own", last.get(child))
            found = said or whole
            if found is None:
                raise LogBroken(number=later.head.number if later.head else 0)
            numbers[f"{who if said else word}_{found.kind.value}"].append(found.number)
    return tuple(
        Moved(code, len(numbers[code]), tuple(sorted(set(numbers[code]))))
        for code in sorted(numbers)
    )


def _spot(child: str, book: Book) -> tuple[Line, Key] | None:
    """Where a child waits; None: it does not."""
    one, head = book.application(child), book.head
    if one is None or head is None or one.state is not QueueState.WAITING:
        return None
    line = line_of(one, head)
    return None if line is None else (line, key_of(one, head.rules))
