"""Kinds of entries, states of applications, what a refusal costs."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What one line of the log of a queue says."""

    OPENED = "opened"
    RULES = "rules"
    YEAR = "year"
    PLACES = "places"
    APPLIED = "applied"
    WISHES = "wishes"
    CLAIMED = "claimed"
    PROVEN = "proven"
    DISPROVEN = "disproven"
    ENDED = "ended"
    ROUND = "round"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    EXCHANGE_ASKED = "exchange_asked"
    EXCHANGED = "exchanged"
    MOVED = "moved"
    HAND_ASKED = "hand_asked"
    HAND_DROPPED = "hand_dropped"
    BY_HAND = "by_hand"
    WITHDRAWN = "withdrawn"


class QueueState(StrEnum):
    """Of an application. OUT: refusals or a lapse ended it."""

    WAITING = "waiting"
    OFFERED = "offered"
    PLACED = "placed"
    WITHDRAWN = "withdrawn"
    OUT = "out"


class Cost(StrEnum):
    """What a refusal beyond the allowed ones, or a lapse, costs.

    DATE: the child stands as if applied at that instant.
    """

    KEEPS = "keeps"
    DATE = "date"
    OUT = "out"


class ReferralMode(StrEnum):
    ROUNDS = "rounds"
    AT_ONCE = "at_once"


STANDING = (QueueState.WAITING, QueueState.OFFERED, QueueState.PLACED)  # a child is in the queue
