"""What operations of campaigns take and give."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.urls import reverse
from ninja import Path
from pydantic import Field, StringConstraints

from bagdar.admissions import models
from bagdar.admissions.presenters.campaign_words import Names
from bagdar.admissions.presenters.campaigns import count_words
from bagdar.admissions.presenters.troubles import why
from bagdar.admissions.queries.campaign_desk import Counts, counts_of
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.published import Shown
from bagdar.admissions.queries.working import last_work
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.next_steps import (
    AnnulStep,
    Next,
    NextAnnul,
    NextStep,
)
from bagdar.admissions.rules.campaign.nouns import (
    BeaconName,
    CampaignKind,
    CampaignState,
    DecisionKind,
    Publish,
)
from bagdar.admissions.rules.campaign.outcomes import Preview
from bagdar.admissions.rules.campaign.working import WorkState
from bagdar.admissions.rules.seeding import Ceremony, Silent
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.look.schemas import Schema

CAMPAIGN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d01"  # published
DRAFT = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d02"
OPEN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d03"  # its days are over
CLOSED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d04"
DRAWN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d05"  # all have revealed
HELD = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d06"

CampaignId = Annotated[UUID, Path(description="Id of a campaign.", examples=[CAMPAIGN])]
DraftId = Annotated[UUID, Path(description="Id of a campaign in preparation.", examples=[DRAFT])]
OpenId = Annotated[UUID, Path(description="Id of a campaign to be closed.", examples=[OPEN])]
ClosedId = Annotated[UUID, Path(description="Id of a closed campaign.", examples=[CLOSED])]
DrawnId = Annotated[
    UUID, Path(description="Id of a campaign whose seed is being drawn.", examples=[DRAWN])
]
HeldId = Annotated[UUID, Path(description="Id of a campaign that is held.", examples=[HELD])]
PartyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Account = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,150}$")]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ZEROS = "0" * 64


class DrawCampaign(Schema):
    """input_root: of the frozen input, empty before closing. origin: whether children are real."""

    id: UUID
    kind: CampaignKind
    territory: str
    year: int
    turn: int
    origin: Origin
    state: CampaignState
    opens_at: datetime
    closes_at: datetime
    published_at: datetime | None
    input_root: str


class DrawCampaigns(Schema):
    count: int
    items: list[DrawCampaign]


class DrawOrder(Schema):
    """steps: facts, the first at which two differ decides; the lottery number comes last."""

    code: str
    title: Words
    steps: list[str]


class DrawBlock(Schema):
    """share: of a place's seats, as "3/10", or "rest". where: a tag that a place has to have."""

    code: str
    title: Words
    share: str
    order: str
    where: str
    needs: list[str]
    source: str


class DrawRules(Schema):
    """As adopted when the campaign was opened. illustrative: no act stands behind it."""

    illustrative: bool
    source: Words
    orders: list[DrawOrder]
    blocks: list[DrawBlock]
    parties: list[str]
    witnesses: int
    hours_to_promise: int
    hours_to_reveal: int
    silent: Silent
    beacon: BeaconName
    days_to_answer: int
    moves_up: bool
    publish: Publish


class DrawWhole(DrawCampaign):
    """applied: how many applications, or "fewer than" a least number."""

    rules: DrawRules
    places: int
    seats: int
    applied: str


class DrawPlace(Schema):
    """organisation: null of a place of the country; name: of it, or of its group of programmes."""

    code: str
    organisation: UUID | None
    name: Words
    seats: int
    language: str
    programme: str
    tags: list[str]


class DrawPlaces(Schema):
    count: int
    items: list[DrawPlace]


class DrawSaid(Schema):
    """What a party promised or revealed, in hexadecimal, and when, in seconds of POSIX."""

    told: str
    at: int


class DrawParty(Schema):
    party: str
    promise: DrawSaid | None
    reveal: DrawSaid | None


class DrawWitness(Schema):
    """at: when it cosigned a checkpoint that covers the plan, in seconds of POSIX."""

    name: str
    at: int


class DrawBeacon(Schema):
    """A round of a public beacon that is mixed in. due: in seconds of POSIX. signature: in
    hexadecimal; empty: it was not heard yet.
    """

    chain: str
    public_key: str
    round: int
    due: int
    signature: str


class DrawCeremony(Schema):
    """plan: its digest, as the log commits to it; null: nothing was planned yet. beacon: null: the
    plan names none. receipt: of the
    log, which opens the plan; empty: the log does not have it yet.
    """

    plan: str | None
    input_root: str
    rules: str
    code: str
    witnesses_needed: int
    promise_until: int | None
    reveal_until: int | None
    witnesses: list[DrawWitness]
    parties: list[DrawParty]
    beacon: DrawBeacon | None
    receipt: str


class DrawFile(Schema):
    """is_open: whether everybody gets it. address: where it is downloaded."""

    name: str
    size: int
    sha256: str
    is_open: bool
    address: str


class DrawDecision(Schema):
    """manifest: SHA-256 of manifest.json, as the log commits to it."""

    number: int
    kind: DecisionKind
    at: datetime
    manifest: str
    files: list[DrawFile]


class DrawDecisions(Schema):
    count: int
    items: list[DrawDecision]


class DrawCutoff(Schema):
    """most: seats. cutoff: of the last whom a full block took; null: there is room."""

    place: str
    block: str
    most: int
    cutoff: list[str | int] | None


class DrawCutoffs(Schema):
    count: int
    items: list[DrawCutoff]


class DrawNext(Schema):
    """The next step. parties: those that are waited for."""

    step: NextStep
    parties: list[str]


class DrawAnnulling(Schema):
    """What can be done about a plan that cannot run. parties: those that have to agree yet."""

    step: AnnulStep
    parties: list[str]


class DrawWork(Schema):
    """The last step that a process of its own does, or did.

    trouble: the code of the error with which it ended; detail: the same in the reader's language;
    beat_at: its last sign of life
    """

    step: NextStep
    state: WorkState
    trouble: str
    detail: str
    asked_at: datetime
    beat_at: datetime


class DrawDesk(DrawCampaign):
    next: DrawNext
    work: DrawWork | None
    annulling: DrawAnnulling
    places: int
    seats: int
    applied: int
    holding: int
    waiting: int


class DrawDesks(Schema):
    count: int
    items: list[DrawCampaign]


class DrawChange(Schema):
    """How many children have a place that they wish more, one that they wish less, or the same."""

    better: int
    worse: int
    same: int


class DrawPreview(Schema):
    """by_wish: how many get their first wish, their second, and so on."""

    seats: int
    applied: int
    seated: int
    by_wish: list[int]
    against_lottery: DrawChange
    against_year_before: DrawChange | None


class DrawDone(Schema):
    count: int


class DrawPart(Schema):
    """For which party the own account speaks, and what it has said."""

    campaign: UUID
    party: str
    plan: str
    state: CampaignState
    promise: DrawSaid | None
    reveal: DrawSaid | None


class DrawParts(Schema):
    count: int
    items: list[DrawPart]


class DrawAccount(Schema):
    """An account that speaks for a party."""

    party: PartyCode
    account: Account


class DrawPlanned(Schema):
    """accounts: one for each declared party; nobody speaks for two."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"accounts": [
        {"party": "ministry", "account": "test-ministry"},
        {"party": "university", "account": "test-organisation"},
        {"party": "parents", "account": "test-person"},
    ]}]}}  # fmt: skip

    accounts: list[DrawAccount] = Field(min_length=2, max_length=20)


class DrawPromise(Schema):
    """promise: SHA-256 of bagdar-promise/v1, the plan's digest and the party, each ended by a line
    feed, and the 32 bytes of the secret.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"promise": ZEROS}]}}

    promise: Digits


class DrawHeard(Schema):
    """signature: of the beacon's round, 48 bytes in hexadecimal."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"signature": "0" * 96}]}}

    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{96}$")]


class DrawReveal(Schema):
    """secret: the 32 bytes that were promised, in hexadecimal."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"secret": ZEROS}]}}

    secret: Digits


# --- rows as schemas ---------------------------------------------------------------------------


def campaign_fields(row: models.Campaign) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DrawCampaign.model_fields}


def campaign_shown(row: models.Campaign) -> DrawCampaign:
    return DrawCampaign(**campaign_fields(row))


def rules_shown(rules: CampaignRules) -> DrawRules:
    draw = rules.draw
    return DrawRules(
        illustrative=rules.illustrative, source=rules.source,
        orders=[DrawOrder(code=one.code, title=one.title, steps=list(one.steps))
                for one in rules.order],
        blocks=[DrawBlock(code=one.code, title=one.title, share=one.share, order=one.order,
                          where=one.where, needs=list(one.needs), source=one.source)
                for one in rules.block],
        parties=list(draw.parties), witnesses=draw.witnesses,
        hours_to_promise=draw.hours_to_promise, hours_to_reveal=draw.hours_to_reveal,
        silent=draw.silent, beacon=draw.beacon, days_to_answer=rules.terms.days_to_answer,
        moves_up=rules.terms.moves_up, publish=rules.figures.publish,
    )  # fmt: skip


def whole_shown(row: models.Campaign) -> DrawWhole:
    rules, counts = rules_of(row), counts_of(row)
    return DrawWhole(
        **campaign_fields(row), rules=rules_shown(rules), places=counts.places,
        seats=counts.seats, applied=count_words(counts.applied, rules.figures.least),
    )  # fmt: skip


def desk_shown(row: models.Campaign, found: Next, annul: NextAnnul, counts: Counts) -> DrawDesk:
    told = DrawNext(step=found.step, parties=list(found.parties))
    annulling = DrawAnnulling(step=annul.step, parties=list(annul.parties))
    return DrawDesk(
        **campaign_fields(row), next=told, annulling=annulling, work=work_shown(row),
        **vars(counts),
    )  # fmt: skip


def work_shown(row: models.Campaign) -> DrawWork | None:
    work = last_work(row)
    if work is None:
        return None
    return DrawWork(
        step=NextStep(work.step), state=WorkState(work.state), trouble=work.trouble,
        detail=why(work.trouble, work.trouble_facts), asked_at=work.asked_at,
        beat_at=work.beat_at,
    )  # fmt: skip


def places_shown(rows: Sequence[models.CampaignPlace]) -> DrawPlaces:
    names = Names.of(rows)
    items = [
        DrawPlace(
            code=one.code, organisation=one.organisation_id, name=names.named(one),
            seats=one.seats, language=one.language, programme=one.programme, tags=one.tags,
        )
        for one in rows
    ]  # fmt: skip
    return DrawPlaces(count=len(items), items=items)


def ceremony_shown(ceremony: Ceremony | None, digest: str | None, receipt: str) -> DrawCeremony:
    plan = ceremony.plan if ceremony else None
    return DrawCeremony(
        plan=digest, input_root=plan.input_root if plan else "", rules=plan.rules if plan else "",
        code=plan.code if plan else "", witnesses_needed=plan.witnesses if plan else 0,
        promise_until=plan.promise_until if plan else None,
        reveal_until=plan.reveal_until if plan else None,
        witnesses=[DrawWitness(name=name, at=at)
                   for name, at in sorted((ceremony.witnessed if ceremony else {}).items())],
        parties=[party_shown(ceremony, one) for one in plan.parties] if ceremony and plan else [],
        beacon=beacon_shown(ceremony), receipt=receipt,
    )  # fmt: skip


def beacon_shown(ceremony: Ceremony | None) -> DrawBeacon | None:
    beacon = ceremony.plan.beacon if ceremony else None
    if ceremony is None or beacon is None:
        return None
    return DrawBeacon(
        chain=beacon.chain, public_key=beacon.public_key, round=beacon.round, due=beacon.due,
        signature=ceremony.beacon,
    )  # fmt: skip


def party_shown(ceremony: Ceremony, party: str) -> DrawParty:
    return DrawParty(party=party, **said_by(ceremony, party))


def said_by(ceremony: Ceremony, party: str) -> Mapping[str, Any]:
    """What a party has promised and revealed."""
    found = {"promise": ceremony.promises.get(party), "reveal": ceremony.reveals.get(party)}
    return {name: said and DrawSaid(told=said.told, at=said.at) for name, said in found.items()}


def file_shown(row: models.Campaign, one: Shown) -> DrawFile:
    address = reverse("campaign_file", args=[row.pk, one.file.number, one.file.name])
    return DrawFile(
        name=one.file.name, size=one.file.size, sha256=one.file.sha256, is_open=one.is_open,
        address=address,
    )  # fmt: skip


def preview_shown(found: Preview) -> DrawPreview:
    return DrawPreview(
        seats=found.seats, applied=found.standing.children, seated=found.standing.seated,
        by_wish=list(found.standing.ranks),
        against_lottery=DrawChange(**vars(found.lottery)),
        against_year_before=DrawChange(**vars(found.before)) if found.before else None,
    )  # fmt: skip
