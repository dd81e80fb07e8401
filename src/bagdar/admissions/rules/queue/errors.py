"""What the queue refuses. The facts of an error never hold a name or what somebody wrote."""

from bagdar.core.errors import DomainError, Phrase


class NoSuchQueue(DomainError):
    code = "queue.no_such_queue"
    status = 404


class NoSuchApplication(DomainError):
    """There is none, or it is a stranger's: one is not told from the other."""

    code = "queue.no_such_application"
    status = 404


class NoSuchChild(DomainError):
    code = "queue.no_such_child"
    status = 404


class QueueThere(DomainError):
    """The territory has a queue already."""

    code = "queue.queue_there"
    status = 409


class SeedUnfit(DomainError):
    """No 32 bytes, or not the seed of the ceremony that stands beside it."""

    code = "queue.seed_unfit"
    status = 422


class AlreadyIn(DomainError):
    """A child stands in one queue, once."""

    code = "queue.already_in"
    status = 409


class StateWrong(DomainError):
    code = "queue.state_wrong"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(state=Phrase(f"queue.state.{state}"))


class AgeOutside(DomainError):
    """No age group of the year is for a child of that age."""

    code = "queue.age_outside"
    status = 422


class WishesFaulty(DomainError):
    """None, one twice, or one that is no kindergarten of this queue."""

    code = "queue.wishes_faulty"
    status = 422


class ChoiceUnknown(DomainError):
    """A category, language, need or territory that is not declared."""

    code = "queue.choice_unknown"
    status = 422


class FeeFaulty(DomainError):
    """No kindergarten's, a sum that cannot be, or a day too far from today."""

    code = "queue.fee_faulty"
    status = 422


class NothingClaimed(DomainError):
    code = "queue.nothing_claimed"
    status = 409


class NoFreePlace(DomainError):
    code = "queue.no_free_place"
    status = 409


class TermOver(DomainError):
    code = "queue.term_over"
    status = 409


class TermRuns(DomainError):
    """The days to answer are not over yet."""

    code = "queue.term_runs"
    status = 409


class SameHands(DomainError):
    """A move by hand is confirmed by somebody else than who asked for it."""

    code = "queue.same_hands"
    status = 409


class NothingAsked(DomainError):
    """No move by hand, or no exchange, was asked for."""

    code = "queue.nothing_asked"
    status = 409


class ReasonNeeded(DomainError):
    code = "queue.reason_needed"
    status = 422


class ExchangeUnfit(DomainError):
    """Both must hold places of one age group and need, in one queue."""

    code = "queue.exchange_unfit"
    status = 409


class YearEarly(DomainError):
    code = "queue.year_early"
    status = 409


class LogBroken(DomainError):
    """The log does not hold together at an entry."""

    code = "queue.log_broken"
    status = 409
