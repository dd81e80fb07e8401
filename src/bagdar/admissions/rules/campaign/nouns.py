"""What campaigns, applications, claims and decisions can be."""

from enum import StrEnum


class CampaignKind(StrEnum):
    """Which places a campaign gives."""

    SCHOOL = "school"
    COLLEGE = "college"
    GRANT = "grant"
    DORMITORY = "dormitory"


class CampaignState(StrEnum):
    """DRAFT: its places are being declared. CLOSED: its input is frozen. DRAWING: its plan is
    committed to and the seed awaited. HELD: it has run, and nobody has been told. ENDED: nobody
    moves up any more.
    """

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DRAWING = "drawing"
    HELD = "held"
    PUBLISHED = "published"
    ENDED = "ended"


GIVEN = (CampaignState.PUBLISHED, CampaignState.ENDED)  # its result was let out


class Stands(StrEnum):
    """How an application stands.

    APPLIED    before the campaign has run
    WITHDRAWN  before it closed: it never takes part
    WAITING    it got no place, and may get one when others leave
    OFFERED    it got one, and the family has days to answer
    ACCEPTED   the family holds it, and may yet move up to a wish that it wishes more
    SETTLED    the family has it for good
    LEFT       the family refused, let the days pass, or left later
    """

    APPLIED = "applied"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    LEFT = "left"


HOLDING = (Stands.OFFERED, Stands.ACCEPTED, Stands.SETTLED)  # each has a place


class BeaconName(StrEnum):
    """The public beacons whose numbers can be verified here: see rules/beacons.py."""

    NONE = "none"
    QUICKNET = "drand-quicknet"


class Publish(StrEnum):
    """What everybody gets of a decision. ALL holds a line of each child, so it is for campaigns of
    made-up children alone, whatever is declared; auditors get all of every campaign.
    """

    CUTOFFS = "cutoffs"
    ALL = "all"


class FactOf(StrEnum):
    """Whether a fact holds of a child wherever it applies, or at one place alone."""

    CHILD = "child"
    PLACE = "place"


class FactFrom(StrEnum):
    """Where a fact comes from. CLAIM: a family claims it and somebody proves it; until then it
    does not count.
    """

    REGISTER = "register"
    CLAIM = "claim"


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    PROVEN = "proven"
    DISPROVEN = "disproven"


class DecisionKind(StrEnum):
    """MAIN: the allocation. MOVED_UP: the same again without those who left. SWAPPED: two who held
    places exchanged them.
    """

    MAIN = "main"
    MOVED_UP = "moved_up"
    SWAPPED = "swapped"
