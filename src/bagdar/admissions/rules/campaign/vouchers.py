"""A grant as a voucher: it moves with the student, and stands at one university at a time.

free ──take── held ──suspend── suspended ──resume── held; from everywhere: ended.
"""

from enum import StrEnum

from bagdar.core.errors import DomainError, Phrase

UNIVERSITY, LEVEL = "university", "6"
NARROW = 3  # digits of a narrow field of ISCED-F: a group of programmes


class VoucherStands(StrEnum):
    """FREE: issued, and no university has it. SUSPENDED: it stands there, and nothing is paid."""

    FREE = "free"
    HELD = "held"
    SUSPENDED = "suspended"
    ENDED = "ended"


class StayKind(StrEnum):
    """What the days of a stay are. SUSPENDED: such as an academic leave."""

    HELD = "held"
    SUSPENDED = "suspended"


class VoucherAsked(StrEnum):
    """What became of a request to a university. TAKEN: the student went there with the voucher."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"


OPEN = (VoucherAsked.ASKED, VoucherAsked.CONFIRMED)


class VoucherDeed(StrEnum):
    """ASK, TAKE: the student. SUSPEND, RESUME: the university where it stands. END: either."""

    ASK = "ask"
    TAKE = "take"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


# What may be done with a voucher that stands so; anything else is refused.
MAY: dict[VoucherDeed, frozenset[VoucherStands]] = {
    VoucherDeed.ASK: frozenset({VoucherStands.FREE, VoucherStands.HELD, VoucherStands.SUSPENDED}),
    VoucherDeed.TAKE: frozenset({VoucherStands.FREE, VoucherStands.HELD}),
    VoucherDeed.SUSPEND: frozenset({VoucherStands.HELD}),
    VoucherDeed.RESUME: frozenset({VoucherStands.SUSPENDED}),
    VoucherDeed.END: frozenset({VoucherStands.FREE, VoucherStands.HELD, VoucherStands.SUSPENDED}),
}


def group_of(field: str) -> str:
    """The group to which a programme of a field belongs; "": its field is not said to the group."""
    return field[:NARROW] if len(field) >= NARROW else ""


def check_deed(stands: VoucherStands, deed: VoucherDeed) -> None:
    """Raises VoucherStateWrong."""
    if stands not in MAY[deed]:
        raise VoucherStateWrong(stands)


class NoSuchVoucher(DomainError):
    """There is none, or it is a stranger's: one is not told from the other."""

    code = "voucher.no_such_voucher"
    status = 404


class NoSuchVoucherRequest(DomainError):
    """There is none, or it is a stranger's."""

    code = "voucher.no_such_request"
    status = 404


class NothingToIssue(DomainError):
    """A voucher is for whoever has a grant for good, of a campaign that is published."""

    code = "voucher.nothing_to_issue"
    status = 409


class VoucherThere(DomainError):
    """The application has one already, or the person holds another that has not ended."""

    code = "voucher.there"
    status = 409


class VoucherStateWrong(DomainError):
    code = "voucher.state_wrong"
    status = 409

    def __init__(self, stands: VoucherStands) -> None:
        super().__init__(state=Phrase(f"voucher.stands.{stands}"))


class RequestStateWrong(DomainError):
    code = "voucher.request_state_wrong"
    status = 409

    def __init__(self, state: VoucherAsked) -> None:
        super().__init__(state=Phrase(f"voucher.asked.{state}"))


class NotOffered(DomainError):
    """The university does not teach this programme, or it is of another group."""

    code = "voucher.not_offered"
    status = 422


class AskedAlready(DomainError):
    code = "voucher.asked_already"
    status = 409


class WhyNeeded(DomainError):
    """A refusal, a suspension and an end have a reason."""

    code = "voucher.why_needed"
    status = 422
