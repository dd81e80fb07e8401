"""What operations of the queue give."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.presenters import shown
from bagdar.admissions.queries.choices import Choice, Start
from bagdar.admissions.queries.desk import Given
from bagdar.admissions.queries.family import free_at, last_entry, line_at
from bagdar.admissions.queries.fees import Fee, fees_on
from bagdar.admissions.queries.moving import position_of, value
from bagdar.admissions.queries.reading import head_of
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.nouns import Cost, QueueState, ReferralMode
from bagdar.admissions.rules.queue.order import Position
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.schemas import Schema


class QueueShown(Schema):
    """entries, digest: of the log, up to its last entry."""

    id: UUID
    territory: str
    origin: Origin
    year: int
    rounds: int
    entries: int
    digest: str


class QueuesShown(Schema):
    count: int
    items: list[QueueShown]


class QueueChoice(Schema):
    code: str
    title: Words


class QueueAgeGroup(QueueChoice):
    """Whole years of age, both included."""

    from_age: int
    to_age: int


class QueueRulesShown(Schema):
    """What decides, as the log says it. illustrative: no act stands behind what is declared.

    categories: the first goes before the second, and all before those who have none
    """

    illustrative: bool
    source: Words
    age_on_month: int
    age_on_day: int
    groups: list[QueueAgeGroup]
    needs: list[QueueChoice]
    categories: list[QueueChoice]
    mode: ReferralMode
    days_to_answer: int
    refusals_allowed: int
    refusal_cost: Cost
    lapse_cost: Cost


class QueueWhole(QueueShown):
    rules: QueueRulesShown


class QueueLineCount(Schema):
    """waiting: null: fewer than may be shown, and not none."""

    group: str
    language: str
    need: str
    waiting: int | None
    free: int


class QueueCounts(Schema):
    least: int
    items: list[QueueLineCount]


class QueueDigest(Schema):
    number: int
    at: datetime
    digest: str


class QueueDigests(Schema):
    """count: how many entries the log has."""

    count: int
    items: list[QueueDigest]


class QueueFit(Schema):
    """A queue into which a child may be put, and the age group in which it would stand."""

    queue: UUID
    territory: str
    group: str


class QueueChild(Schema):
    """A child that stands in no queue."""

    person: UUID
    name: str
    queues: list[QueueFit]


class QueueChildren(Schema):
    count: int
    items: list[QueueChild]


class QueueFee(Schema):
    """What a family pays in a month, as the kindergarten states it; 0: free of charge."""

    tenge: int
    since: date


class QueueKindergarten(Schema):
    """free: places in the age group of the child. ownership, languages: codes of the register.

    latitude, longitude  of its building, in degrees; null: nobody recorded them
    metres               from the settlement that was asked for, as the crow flies; null: none was
    fee                  null: nothing is stated
    """

    id: UUID
    name: Words
    ownership: str
    languages: list[str]
    free: int
    address: str
    latitude: float | None
    longitude: float | None
    metres: int | None
    fee: QueueFee | None


class QueueTown(Schema):
    """A settlement from which distances may be told. latitude, longitude: the middle of the sites
    of organisations that are recorded in it.
    """

    code: str
    name: Words
    latitude: float
    longitude: float


class QueueKindergartens(Schema):
    """town: from which metres are told, "": from none; towns: those that may be asked for."""

    group: str
    town: str
    towns: list[QueueTown]
    count: int
    items: list[QueueKindergarten]


class QueueBefore(Schema):
    """How many stand before a child in its line, by what puts them there; place: from 1."""

    place: int
    by_category: int
    by_date: int
    by_lottery: int
    waiting: int


class QueueWished(Schema):
    """free: in the line of the child; before: how many before it wish this one as well; null: the
    child does not wait.
    """

    rank: int
    kindergarten: UUID
    name: Words
    free: int
    before: int | None


class QueueReceipt(Schema):
    """Of the last entry that concerns the child. handle: by which the log is asked for it;
    receipt: null: the log does not have it yet.
    """

    number: int
    digest: str
    handle: str
    receipt: str | None


class QueueLineOf(Schema):
    """An application in a list. group: null: no age group of the year is for the child."""

    id: UUID
    state: QueueState
    group: str | None
    language: str
    need: str
    claimed: str
    since: datetime
    until: date | None


class QueueOwnLine(QueueLineOf):
    """name: of the child."""

    person: UUID
    name: str


class QueueOwnLines(Schema):
    count: int
    items: list[QueueOwnLine]


class QueueApplicationShown(QueueLineOf):
    """kindergarten: offered or held; category: proven, or ""; position: null: it does not wait."""

    queue: UUID
    person: UUID
    name: str
    territory: str
    category: str
    lottery: str
    refusals: int
    kindergarten: UUID | None
    wishes: list[QueueWished]
    position: QueueBefore | None


class QueueApplicationOwn(QueueApplicationShown):
    """exchange_asked_by: the application of a family that asks to exchange places."""

    exchange_asked_by: UUID | None
    receipt: QueueReceipt | None


class QueueByHand(Schema):
    """A move by hand that waits. is_mine: somebody else has to confirm it."""

    since: datetime
    reason: str
    is_mine: bool


class QueueCase(QueueApplicationShown):
    by_hand: QueueByHand | None


class QueueMove(Schema):
    """Why some are before a child no more (left), are now (came), or what its own entry did (own).

    code: the word and the kind of entry, such as came_proven; numbers: of the entries that say so
    """

    code: str
    count: int
    numbers: list[int]


class QueueMoves(Schema):
    count: int
    items: list[QueueMove]


class QueuePlaceShown(Schema):
    """Places of one line: still free, offered, and taken."""

    group: str
    language: str
    need: str
    free: int
    offered: int
    placed: int


class QueuePlacesShown(Schema):
    """fee: what is stated for today; null: nothing."""

    queue: UUID
    kindergarten: UUID
    fee: QueueFee | None
    count: int
    items: list[QueuePlaceShown]


class QueueDesk(Schema):
    """due: offers whose days are over; claims, hands: what waits for a clerk; 200 of each at most.
    is_outdated: what is declared is not what decides here.

    Without names: they are given with one application, and each look leaves a trace.
    """

    queue: UUID
    year: int
    mode: ReferralMode
    is_outdated: bool
    waiting: int
    offered: int
    due: int
    claims: list[QueueLineOf]
    hands: list[QueueLineOf]
    cases: list[QueueLineOf]


class QueueBeginning(Schema):
    """What the plan of a seed has to name before the queue is opened."""

    input_root: str
    rules: str


class QueueDone(Schema):
    """count: of offers that were made or have lapsed."""

    count: int


# --- from rows --------------------------------------------------------------------------------


def queue_shown(row: models.Queue) -> QueueShown:
    return QueueShown(
        id=row.pk, territory=row.territory, origin=Origin(row.origin), year=row.year,
        rounds=row.rounds, entries=row.number, digest=row.digest,
    )  # fmt: skip


def queue_whole(row: models.Queue) -> QueueWhole:
    declared, rules = the_rules(), head_of(row).rules
    groups, needs, categories = (
        {one.code: one.title for one in some}
        for some in (declared.group, declared.need, declared.category)
    )
    told = QueueRulesShown(
        illustrative=declared.illustrative, source=declared.source,
        age_on_month=rules.age_on[0], age_on_day=rules.age_on[1],
        groups=[
            QueueAgeGroup(code=code, title=_title(groups, code), from_age=least, to_age=most)
            for code, least, most in rules.groups
        ],
        needs=[QueueChoice(code=code, title=_title(needs, code)) for code in rules.needs],
        categories=[
            QueueChoice(code=code, title=_title(categories, code)) for code in rules.categories
        ],
        mode=rules.mode, days_to_answer=rules.days_to_answer,
        refusals_allowed=rules.refusals_allowed, refusal_cost=rules.refusal_cost,
        lapse_cost=rules.lapse_cost,
    )  # fmt: skip
    return QueueWhole(**queue_shown(row).model_dump(), rules=told)


def _title(declared: Mapping[str, Words], code: str) -> Words:
    """What a queue has from earlier rules goes by its code."""
    return declared.get(code) or Words.same(code)


def line_shown(row: models.QueueApplication) -> QueueLineOf:
    line = line_at(row)
    return QueueLineOf(
        id=row.pk, state=QueueState(row.state), group=line.group if line else None,
        language=row.language, need=row.need, claimed=row.claimed, since=row.since,
        until=row.until,
    )  # fmt: skip


def application_shown(row: models.QueueApplication, name: str) -> QueueApplicationShown:
    found = position_of(row)
    return QueueApplicationShown(
        **line_shown(row).model_dump(), queue=row.queue_id, person=row.person_id, name=name,
        territory=row.territory, category=row.category, lottery=row.lottery,
        refusals=row.refusals, kindergarten=row.place.organisation_id if row.place else None,
        wishes=_wishes(row, found), position=_before(found) if found else None,
    )  # fmt: skip


def _wishes(row: models.QueueApplication, found: Position | None) -> list[QueueWished]:
    ids = [UUID(one) for one in value(row).wishes]
    names, free = shown.names_of(ids), free_at(row)
    before: Mapping[str, int] = dict(found.wished) if found else {}
    return [
        QueueWished(
            rank=rank, kindergarten=id, name=names[id], free=free.get(id, 0),
            before=before.get(str(id)),
        )
        for rank, id in enumerate(ids, start=1)
    ]  # fmt: skip


def _before(found: Position) -> QueueBefore:
    return QueueBefore(
        place=found.place, by_category=found.by_category, by_date=found.by_date,
        by_lottery=found.by_lottery, waiting=found.waiting,
    )  # fmt: skip


def receipt_shown(row: models.QueueApplication) -> QueueReceipt | None:
    last = last_entry(row)
    if last is None:
        return None
    return QueueReceipt(
        number=last.number, digest=last.digest, handle=last.receipt,
        receipt=shown.receipt_of(last) or None,
    )  # fmt: skip


def places_shown(queue_id: UUID, organisation_id: UUID, rows: Sequence[Given]) -> QueuePlacesShown:
    items = [QueuePlaceShown.model_validate(one) for one in rows]
    fee = fees_on([organisation_id], local_date(timezone.now())).get(organisation_id)
    return QueuePlacesShown(
        queue=queue_id, kindergarten=organisation_id, fee=fee_shown(fee), count=len(items),
        items=items,
    )  # fmt: skip


def fee_shown(fee: Fee | None) -> QueueFee | None:
    return QueueFee(tenge=fee.tenge, since=fee.since) if fee else None


def choices_shown(group: str, start: Start, some: Sequence[Choice]) -> QueueKindergartens:
    items = [
        QueueKindergarten(
            id=one.garden.id, name=one.garden.name, ownership=one.garden.ownership,
            languages=sorted(one.garden.languages), free=one.free,
            address=one.building.address if one.building else "",
            latitude=one.at.latitude if one.at else None,
            longitude=one.at.longitude if one.at else None,
            metres=one.metres, fee=fee_shown(one.fee),
        )
        for one in some
    ]  # fmt: skip
    towns = [
        QueueTown(
            code=one.code, name=one.name, latitude=one.at.latitude, longitude=one.at.longitude
        )
        for one in start.towns
    ]
    return QueueKindergartens(
        group=group, town=start.chosen.code if start.chosen else "", towns=towns,
        count=len(items), items=items,
    )  # fmt: skip
