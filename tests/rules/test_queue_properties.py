"""Whatever is done to a queue in whatever order: nobody overtakes without an entry that says so."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bagdar.admissions.rules.queue.nouns import EntryKind, QueueState
from bagdar.admissions.rules.queue.order import before, moves
from bagdar.admissions.rules.queue.referring import refer
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.rules.queue.steps import replay
from bagdar.core.errors import DomainError
from tests.queue_log import BEGAN, SLOT, Log

K = EntryKind
CHILDREN = [f"c{n}" for n in range(6)]
CATEGORY = st.sampled_from(["A", "B"])
child = st.sampled_from(CHILDREN)
WHOLE = {K.YEAR, K.RULES}


class Queue(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log = Log()
        self.lottery: dict[str, str] = {}

    def attempt(self, kind: EntryKind, **body: object) -> None:
        earlier, length = self.log.book, len(self.log.entries)
        try:
            entry = self.log.say(kind, **body)
        except DomainError:
            assert len(self.log.entries) == length and self.log.book is earlier
            return
        later = self.log.book
        for one in CHILDREN:
            was, now = before(one, earlier), before(one, later)
            for other in was ^ now:  # somebody came before, or left
                assert entry.kind in WHOLE or entry.children & {one, other}
            moves(one, earlier, later, [entry])  # raises where nothing explains it

    @rule(who=child, claimed=st.sampled_from(["", "A"]), cohort=st.sampled_from([2022, 2023]))
    def apply(self, who: str, claimed: str, cohort: int) -> None:
        self.attempt(
            K.APPLIED, child=who, wishes=["sun"], claimed=claimed, cohort=cohort, language="kk",
            need="general", territory="",
        )  # fmt: skip

    @rule(who=child, kind=st.sampled_from([K.WITHDRAWN, K.ACCEPTED, K.REFUSED, K.LAPSED]))
    def answer(self, who: str, kind: EntryKind) -> None:
        self.attempt(kind, child=who)

    @rule(who=child, category=CATEGORY, kind=st.sampled_from([K.CLAIMED, K.PROVEN]))
    def category(self, who: str, category: str, kind: EntryKind) -> None:
        self.attempt(kind, child=who, category=category)

    @rule(who=child, category=CATEGORY, kind=st.sampled_from([K.DISPROVEN, K.ENDED]))
    def no_category(self, who: str, category: str, kind: EntryKind) -> None:
        self.attempt(kind, child=who, category=category, reason="paper")

    @rule(many=st.integers(-2, 2))
    def places(self, many: int) -> None:
        self.attempt(K.PLACES, place=list(SLOT), change=many, reason="")

    @rule(who=child, hours=st.integers(0, 50))
    def ask_hand(self, who: str, hours: int) -> None:
        since = (BEGAN + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.attempt(K.HAND_ASKED, child=who, since=since, reason="court")

    @rule(who=child, by=st.sampled_from(["clerk-1", "clerk-2"]))
    def by_hand(self, who: str, by: str) -> None:
        self.attempt(K.BY_HAND, child=who, by=by)

    @rule(who=child, other=child, kind=st.sampled_from([K.EXCHANGE_ASKED, K.EXCHANGED]))
    def exchange(self, who: str, other: str, kind: EntryKind) -> None:
        self.attempt(kind, child=who, other=other)

    @rule(days=st.integers(0, 7))
    def wait(self, days: int) -> None:
        self.log.at += timedelta(days=days)

    @rule(year=st.integers(2026, 2030))
    def year(self, year: int) -> None:
        self.attempt(K.YEAR, year=year)

    @rule()
    def offers(self) -> None:
        book = self.log.book
        assert book.head is not None
        for who, slot in refer(book.head, book.applications.values(), book.places):
            self.log.offer(who, tuple(slot))

    @invariant()
    def no_place_is_given_twice(self) -> None:
        opened = sum(entry.body["change"] for entry in self.log.entries if entry.kind is K.PLACES)
        held = sum(one.place is not None for one in self.log.book.applications.values())
        free = self.log.book.free(Slot(*SLOT))
        assert free >= 0 and opened == free + held

    @invariant()
    def a_place_is_held_exactly_by_whom_it_was_offered_or_given(self) -> None:
        for one in self.log.book.applications.values():
            holds = one.state in (QueueState.OFFERED, QueueState.PLACED)
            assert holds == (one.place is not None)
            assert (one.until is not None) == (one.state is QueueState.OFFERED)

    @invariant()
    def the_lottery_number_is_the_childs_for_ever(self) -> None:
        for one in self.log.book.applications.values():
            assert self.lottery.setdefault(one.child, one.lottery) == one.lottery

    def teardown(self) -> None:
        assert replay(self.log.entries) == self.log.book


TestQueue = Queue.TestCase
