"""What each entry does, and whether it may stand where it stands: one pure step of the fold.

The services ask the same function before they write, with only the rows that an entry concerns.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from bagdar.admissions.rules.queue import errors
from bagdar.admissions.rules.queue.beginning import seed_told
from bagdar.admissions.rules.queue.declared import rules_of
from bagdar.admissions.rules.queue.entries import Entry, instant_of
from bagdar.admissions.rules.queue.nouns import STANDING, Cost, EntryKind, QueueState
from bagdar.admissions.rules.queue.standing import (
    Application,
    Book,
    Hand,
    Head,
    Slot,
    View,
    line_of,
    lottery_number,
)
from bagdar.core.periods import local_date

K, S = EntryKind, QueueState


@dataclass(frozen=True)
class Change:
    """What an entry changes. free: by slot, how many places are added or taken."""

    applications: tuple[Application, ...] = ()
    free: Mapping[Slot, int] = field(default_factory=dict)
    head: Head | None = None


def step(view: View, entry: Entry) -> Change:
    """Raises a DomainError of the queue where the entry may not stand here."""
    if entry.kind is K.OPENED:
        return _opened(view, entry)
    head = view.head
    if head is None:
        raise errors.NoSuchQueue()
    return _OF_QUEUE[entry.kind](view, head, entry)


def replay(entries: Iterable[Entry], book: Book | None = None) -> Book:
    """The state after the entries; the book that is given is changed. Raises as step does."""
    found = book if book is not None else Book()
    for entry in entries:
        change = step(found, entry)
        for one in change.applications:
            found.applications[one.child] = one
        for slot, many in change.free.items():
            found.places[slot] = found.free(slot) + many
        head = change.head or found.head
        if head is not None:
            found.head = replace(head, number=entry.number, digest=entry.digest)
    return found


# --- the whole queue ----------------------------------------------------------------------------


def _opened(view: View, entry: Entry) -> Change:
    if view.head is not None:
        raise errors.QueueThere()
    body = entry.body
    seed_told(body)
    head = Head(body["territory"], body["seed"], rules_of(body["rules"]), body["year"])
    return Change(head=head)


def _rules(view: View, head: Head, entry: Entry) -> Change:
    return Change(head=replace(head, rules=rules_of(entry.body["rules"])))


def _year(view: View, head: Head, entry: Entry) -> Change:
    if entry.body["year"] <= head.year:
        raise errors.YearEarly(year=head.year)
    return Change(head=replace(head, year=entry.body["year"]))


def _round(view: View, head: Head, entry: Entry) -> Change:
    return Change(head=replace(head, rounds=head.rounds + 1))


def _places(view: View, head: Head, entry: Entry) -> Change:
    slot, change = Slot(*entry.body["place"]), entry.body["change"]
    known = {code for code, _, _ in head.rules.groups}
    if slot.group not in known or slot.need not in head.rules.needs or change == 0:
        raise errors.ChoiceUnknown()
    if view.free(slot) + change < 0:
        raise errors.NoFreePlace()
    return Change(free={slot: change})


# --- an application -----------------------------------------------------------------------------


def _applied(view: View, head: Head, entry: Entry) -> Change:
    body, child = entry.body, entry.body["child"]
    before = view.application(child)
    if before is not None and before.state in STANDING:
        raise errors.AlreadyIn()
    claimed = _category(head, body["claimed"]) if body["claimed"] else ""
    made = Application(
        child=child, state=S.WAITING, cohort=body["cohort"], language=body["language"],
        need=body["need"], territory=body["territory"], wishes=_wishes_of(body),
        claimed=claimed, category="", since=entry.at,
        lottery=lottery_number(head.seed, head.territory, child),
        applied=entry.number, last=entry.number,
    )  # fmt: skip
    if made.need not in head.rules.needs:
        raise errors.ChoiceUnknown()
    if line_of(made, head) is None:
        raise errors.AgeOutside()
    return Change((made,))


def _wishes_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    wishes = tuple(body["wishes"])
    if not wishes or len(set(wishes)) != len(wishes):
        raise errors.WishesFaulty()
    return wishes


def _category(head: Head, code: str) -> str:
    if code not in head.rules.categories:
        raise errors.ChoiceUnknown()
    return code


def _in(view: View, entry: Entry, *states: QueueState, of: str = "child") -> Application:
    found = view.application(entry.body[of])
    if found is None:
        raise errors.NoSuchApplication()
    if found.state not in states:
        raise errors.StateWrong(found.state.value)
    return found


def _changed(one: Application, entry: Entry, **more: Any) -> Application:
    return replace(one, last=entry.number, **more)


def _wishes(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING)
    return Change((_changed(one, entry, wishes=_wishes_of(entry.body)),))


def _claimed(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING, S.OFFERED)
    return Change((_changed(one, entry, claimed=_category(head, entry.body["category"])),))


def _proven(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING, S.OFFERED)
    if not one.claimed or one.claimed != entry.body["category"]:
        raise errors.NothingClaimed()
    return Change((_changed(one, entry, claimed="", category=one.claimed),))


def _disproven(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING, S.OFFERED)
    if not one.claimed or one.claimed != entry.body["category"]:
        raise errors.NothingClaimed()
    _reason(entry)
    return Change((_changed(one, entry, claimed=""),))


def _ended(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING, S.OFFERED)
    if not one.category:
        raise errors.NothingClaimed()
    _reason(entry)
    return Change((_changed(one, entry, category=""),))


def _moved(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING, S.OFFERED, S.PLACED)
    return Change((_changed(one, entry, territory=entry.body["territory"]),))


def _withdrawn(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, *STANDING)
    return Change((_let_go(one, entry, state=S.WITHDRAWN),), _back(one))


def _back(one: Application) -> dict[Slot, int]:
    return {one.place: 1} if one.place is not None else {}


def _let_go(one: Application, entry: Entry, **more: Any) -> Application:
    return _changed(one, entry, place=None, until=None, partner="", hand=None, **more)


def _reason(entry: Entry) -> str:
    reason: str = entry.body["reason"]
    if not reason.strip():
        raise errors.ReasonNeeded()
    return reason


# --- offers -------------------------------------------------------------------------------------


def _offered(view: View, head: Head, entry: Entry) -> Change:
    one, slot = _in(view, entry, S.WAITING), Slot(*entry.body["place"])
    if view.free(slot) < 1:
        raise errors.NoFreePlace()
    if line_of(one, head) != slot[1:] or slot.organisation not in one.wishes:
        raise errors.WishesFaulty()
    until = local_date(entry.at) + timedelta(days=head.rules.days_to_answer)
    return Change((_changed(one, entry, state=S.OFFERED, place=slot, until=until),), {slot: -1})


def _accepted(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.OFFERED)
    if local_date(entry.at) > _until(one):
        raise errors.TermOver()
    return Change((_changed(one, entry, state=S.PLACED, until=None, hand=None),))


def _until(one: Application) -> date:
    assert one.until is not None
    return one.until


def _refused(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.OFFERED)
    if local_date(entry.at) > _until(one):
        raise errors.TermOver()
    refusals = one.refusals + 1
    cost = head.rules.refusal_cost if refusals > head.rules.refusals_allowed else Cost.KEEPS
    return Change((_paid(replace(one, refusals=refusals), entry, cost),), _back(one))


def _lapsed(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.OFFERED)
    if local_date(entry.at) <= _until(one):
        raise errors.TermRuns()
    return Change((_paid(one, entry, head.rules.lapse_cost),), _back(one))


def _paid(one: Application, entry: Entry, cost: Cost) -> Application:
    if cost is Cost.OUT:
        return _let_go(one, entry, state=S.OUT)
    since = entry.at if cost is Cost.DATE else one.since
    return _changed(one, entry, state=S.WAITING, place=None, until=None, since=since)


# --- between families, and by hand --------------------------------------------------------------


def _exchange(view: View, head: Head, entry: Entry) -> tuple[Application, Application]:
    one = _in(view, entry, S.PLACED)
    other = _in(view, entry, S.PLACED, of="other")
    mine, theirs = one.place, other.place
    if mine is None or theirs is None or one.child == other.child:
        raise errors.ExchangeUnfit()
    if (mine.group, mine.need) != (theirs.group, theirs.need) or mine == theirs:
        raise errors.ExchangeUnfit()
    return one, other


def _exchange_asked(view: View, head: Head, entry: Entry) -> Change:
    one, other = _exchange(view, head, entry)
    return Change((_changed(one, entry, partner=other.child),))


def _exchanged(view: View, head: Head, entry: Entry) -> Change:
    """child: whoever agrees; other: whoever asked."""
    one, other = _exchange(view, head, entry)
    if other.partner != one.child:
        raise errors.NothingAsked()
    return Change((
        _changed(one, entry, place=other.place, partner=""),
        _changed(other, entry, place=one.place, partner=""),
    ))  # fmt: skip


def _hand_asked(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING)
    hand = Hand(instant_of(entry.body["since"]), _reason(entry), entry.by)
    return Change((_changed(one, entry, hand=hand),))


def _hand_dropped(view: View, head: Head, entry: Entry) -> Change:
    one = _in(view, entry, S.WAITING, S.OFFERED)
    if one.hand is None:
        raise errors.NothingAsked()
    return Change((_changed(one, entry, hand=None),))


def _by_hand(view: View, head: Head, entry: Entry) -> Change:
    """Only what was asked for, and by somebody else than who confirms it."""
    one = _in(view, entry, S.WAITING)
    if one.hand is None:
        raise errors.NothingAsked()
    if one.hand.by == entry.by:
        raise errors.SameHands()
    return Change((_changed(one, entry, since=one.hand.since, hand=None),))


_OF_QUEUE: Mapping[EntryKind, Callable[[View, Head, Entry], Change]] = {
    K.RULES: _rules, K.YEAR: _year, K.ROUND: _round, K.PLACES: _places, K.APPLIED: _applied,
    K.WISHES: _wishes, K.CLAIMED: _claimed, K.PROVEN: _proven, K.DISPROVEN: _disproven,
    K.ENDED: _ended, K.MOVED: _moved, K.WITHDRAWN: _withdrawn, K.OFFERED: _offered,
    K.ACCEPTED: _accepted, K.REFUSED: _refused, K.LAPSED: _lapsed,
    K.EXCHANGE_ASKED: _exchange_asked, K.EXCHANGED: _exchanged, K.HAND_ASKED: _hand_asked,
    K.HAND_DROPPED: _hand_dropped, K.BY_HAND: _by_hand,
}  # fmt: skip
