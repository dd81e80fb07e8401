"""A queue of made-up children as its log alone, without a database."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bagdar.admissions.rules.queue.declared import QueueRules
from bagdar.admissions.rules.queue.entries import NOTHING, Entry, instant_text
from bagdar.admissions.rules.queue.nouns import Cost, EntryKind, ReferralMode
from bagdar.admissions.rules.queue.standing import Book
from bagdar.admissions.rules.queue.steps import replay

K = EntryKind
BEGAN = datetime(2026, 3, 2, 4, tzinfo=UTC)
SEED = "07" * 32
RULES = QueueRules(
    categories=("A", "B"), groups=(("3", 3, 3), ("4", 4, 4), ("5", 5, 6)),
    needs=("general", "special"), age_on=(9, 1), mode=ReferralMode.ROUNDS, days_to_answer=5,
    refusals_allowed=1, refusal_cost=Cost.DATE, lapse_cost=Cost.OUT,
)  # fmt: skip
SLOT = ("sun", "3", "kk", "general")


class Log:
    """Appends entries as long as they may stand; each takes a minute."""

    def __init__(self, rules: QueueRules = RULES) -> None:
        self.entries: list[Entry] = []
        self.book = Book()
        self.at = BEGAN
        self.say(K.OPENED, territory="KZ-11", seed=SEED, rules=rules.told(), year=2026)

    def say(self, kind: EntryKind, by: str = "clerk-1", **body: Any) -> Entry:
        self.at += timedelta(minutes=1)
        entry = Entry(
            "q1", len(self.entries) + 1, kind, body, self.at, by, "region",
            self.entries[-1].digest if self.entries else NOTHING,
        )  # fmt: skip
        self.book = replay([entry], self.book.copy())
        self.entries.append(entry)
        return entry

    def apply(self, child: str, *wishes: str, claimed: str = "", **more: Any) -> Entry:
        told: Mapping[str, Any] = {
            "cohort": 2023, "language": "kk", "need": "general", "territory": "", **more,
        }  # fmt: skip
        return self.say(
            K.APPLIED, by=f"parent-{child}", child=child, wishes=list(wishes or ("sun",)),
            claimed=claimed, **told,
        )  # fmt: skip

    def prove(self, child: str, category: str) -> Entry:
        self.say(K.CLAIMED, child=child, category=category)
        return self.say(K.PROVEN, child=child, category=category)

    def open(self, many: int = 1, slot: tuple[str, ...] = SLOT) -> Entry:
        return self.say(K.PLACES, by="operator-1", place=list(slot), change=many, reason="")

    def offer(self, child: str, slot: tuple[str, ...] = SLOT) -> Entry:
        return self.say(K.OFFERED, child=child, place=list(slot), round=0)

    def by_hand(self, child: str, since: datetime) -> None:
        self.say(K.HAND_ASKED, child=child, since=instant_text(since), reason="court, 1")
        self.say(K.BY_HAND, by="clerk-2", child=child)
