"""What has to happen next in a campaign, who is waited for, and what can be pressed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bagdar.admissions.rules.campaign.annulling import agreement_awaited
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.seeding import Ceremony, Silent, silent_in, witnessed_since


class NextStep(StrEnum):
    """The next deed of an operator; AWAIT_…: somebody else's, and nothing can be pressed."""

    BEGIN = "begin"
    AWAIT_PLACES = "await_places"
    AWAIT_FAMILIES = "await_families"
    CLOSE = "close"
    PLAN = "plan"
    WITNESS = "witness"
    AWAIT_PROMISES = "await_promises"
    AWAIT_REVEALS = "await_reveals"
    AWAIT_BEACON = "await_beacon"
    HEAR = "hear"
    RUN = "run"
    RELEASE = "release"
    AWAIT_OTHER = "await_other"
    LAPSE = "lapse"
    LEAVE_UNMET = "leave_unmet"
    MOVE_UP = "move_up"
    AWAIT_ANSWERS = "await_answers"
    END = "end"
    NOTHING = "nothing"


class AnnulStep(StrEnum):
    """What can be done about a plan that cannot run. NONE: nothing, it stands or there is none."""

    NONE = "none"
    ASK = "ask"
    AWAIT_OTHER = "await_other"
    AWAIT_PARTIES = "await_parties"
    ANNUL = "annul"


@dataclass(frozen=True)
class Next:
    """parties: those that are waited for."""

    step: NextStep
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextAnnul:
    """parties: those that have to agree yet."""

    step: AnnulStep
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """That a plan be annulled: by which account, and which parties agreed."""

    by: str
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What decides of a campaign. overdue, open: offers that lapsed, and that may be answered;
    unmet: places whose paper did not come by its day; freed: whether anybody left since the last
    decision.
    """

    state: CampaignState
    has_seats: bool
    closes_at: datetime
    ceremony: Ceremony | None = None
    run_by: str = ""
    moves_up: bool = False
    overdue: int = 0
    unmet: int = 0
    open: int = 0
    freed: bool = False


def next_step(of: Facts, account: str, now: datetime) -> Next:
    """account: of whoever looks."""
    if of.state is CampaignState.DRAFT:
        return Next(NextStep.BEGIN if of.has_seats else NextStep.AWAIT_PLACES)
    if of.state is CampaignState.OPEN:
        return Next(NextStep.CLOSE if now >= of.closes_at else NextStep.AWAIT_FAMILIES)
    if of.state is CampaignState.CLOSED:
        return Next(NextStep.PLAN)
    if of.state is CampaignState.DRAWING and of.ceremony is not None:
        return _in_ceremony(of.ceremony, int(now.timestamp()))
    if of.state is CampaignState.HELD:
        return Next(NextStep.AWAIT_OTHER if account == of.run_by else NextStep.RELEASE)
    if of.state is CampaignState.PUBLISHED:
        return Next(_after_publishing(of))
    if of.state is CampaignState.ENDED and of.unmet:
        return Next(NextStep.LEAVE_UNMET)
    return Next(NextStep.NOTHING)


def next_annulling(
    ceremony: Ceremony | None, asked: Asked | None, account: str, *, runs: bool
) -> NextAnnul:
    """ceremony: of a seed that is being drawn. runs: whether the planned program runs here."""
    if ceremony is None or (ceremony.reveals and runs):
        return NextAnnul(AnnulStep.NONE)
    if asked is None:
        return NextAnnul(AnnulStep.ASK)
    awaited = agreement_awaited(ceremony, asked.agreed)
    if awaited:
        return NextAnnul(AnnulStep.AWAIT_PARTIES, awaited)
    return NextAnnul(AnnulStep.AWAIT_OTHER if asked.by == account else AnnulStep.ANNUL)


def _in_ceremony(ceremony: Ceremony, now: int) -> Next:
    """now: seconds of POSIX. Who is silent is waited for, or until the declared hour alone."""
    plan, waits = ceremony.plan, ceremony.plan.silent is Silent.WAIT
    if witnessed_since(ceremony) is None:
        return Next(NextStep.WITNESS)
    missing = _missing(plan.parties, ceremony.promises)
    if missing and not ceremony.reveals and (waits or now <= plan.promise_until):
        return Next(NextStep.AWAIT_PROMISES, missing)
    silent = tuple(silent_in(ceremony))
    if silent and (waits or now <= plan.reveal_until or not ceremony.reveals):
        return Next(NextStep.AWAIT_REVEALS, silent)
    if plan.beacon is not None and not ceremony.beacon:
        return Next(NextStep.HEAR if now >= plan.beacon.due else NextStep.AWAIT_BEACON)
    return Next(NextStep.RUN)


def _missing(parties: Collection[str], said: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in parties if one not in said)


def _after_publishing(of: Facts) -> NextStep:
    if of.overdue:
        return NextStep.LAPSE
    if of.unmet:
        return NextStep.LEAVE_UNMET
    if of.freed and of.moves_up:
        return NextStep.MOVE_UP
    return NextStep.AWAIT_ANSWERS if of.open else NextStep.END
