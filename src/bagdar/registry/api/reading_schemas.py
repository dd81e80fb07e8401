"""What those who read the register are answered, and what they send. IINs are masked."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from bagdar.core.languages import Words
from bagdar.look.schemas import Schema
from bagdar.registry.rules.corrections import RequestInfo
from bagdar.registry.rules.flows import Disclosed, Hidden
from bagdar.registry.rules.reading import Entry, OrganisationLine, Sought
from bagdar.registry.rules.trajectory import Segment, Trajectory, Turn

OriginName = Literal["real", "illustrative", "simulated"]
Plain = r"^[^\x00]*$"
Why = Annotated[str, StringConstraints(pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", max_length=120)]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", max_length=200)]
Reason = Annotated[str, StringConstraints(pattern=Plain, max_length=300)]


class Given(Schema):
    """What a caller sends: a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class PurposeIn(Given):
    """For what a record is opened: a code of data/registry/purposes.csv, and in words."""

    purpose: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$")] = Field(
        examples=["inspection"]
    )
    why: Why = Field(examples=["case 7"])


class SearchIn(PurposeIn):
    """An IIN, or family and given name. origin: of the records; the first there are if left out."""

    text: Text = Field(examples=["050901550006"])
    origin: OriginName | None = None


class CorrectionIn(Given):
    """Which field is wrong, what is right, and which document shows it.

    said  a day as 2020-09-01, a code or its name, a number; an organisation by BIN, whole name or
          id; a guardian by IIN and birth date, «050901550006 2005-09-01»; «-» where nothing is
          right: an empty column, a stay that has not ended
    """

    field: Annotated[
        str,
        Field(
            max_length=200,
            description="family, given, patronymic, other_name, sex, born_on, citizenship, iin, "
            "grade, group, language; or a field of a fact, as listFields names it: a column, "
            "first_day, last_day (the last one that counts), or never (it never was so).",
            examples=["given"],
        ),
    ]
    said: Text = Field(examples=["Мысалқызы"])
    document: Text = Field(examples=["birth certificate 5"])


class DecisionIn(Given):
    """accept records a correction; refuse needs a reason."""

    decision: Literal["accept", "refuse"]
    reason: Reason = ""


class Opening(Schema):
    until: datetime


class SoughtOut(Schema):
    """As little as tells people apart. iin: masked; regions: where they learn or work today."""

    person_id: UUID
    name: str
    born_in: int | None
    iin: str
    regions: list[str]

    @classmethod
    def of(cls, one: Sought) -> "SoughtOut":
        return cls(
            person_id=one.person_id, name=one.name.full, born_in=one.born_in, iin=one.iin,
            regions=list(one.regions),
        )  # fmt: skip


class SoughtList(Schema):
    count: int
    items: list[SoughtOut]


class EntryOut(Schema):
    """One version of one fact. recorded_by: null for readers who may not know the name."""

    kind: str
    what: str
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    corrects: bool
    recorded_role: str
    recorded_by: str | None
    source: str

    @classmethod
    def of(cls, one: Entry, what: str, *, shows_names: bool) -> "EntryOut":
        return cls(
            kind=one.kind,
            what=what,
            valid_from=one.valid.start,
            valid_to=one.valid.end,
            recorded_at=one.known.start,
            superseded_at=one.known.end,
            corrects=one.corrects,
            recorded_role=one.recorded_role,
            recorded_by=one.recorded_by if shows_names else None,
            source=one.source,
        )


class Story(Schema):
    """hidden: tables that this reader does not see, whether there is anything in them or not."""

    person_id: UUID
    origin: OriginName
    hidden: list[str]
    entries: list[EntryOut]


class SegmentOut(Schema):
    """place: an organisation's id, or of an employer the masked BIN."""

    doing: str
    place: str
    region: str
    levels: list[str]
    grades: list[int]
    valid_from: date
    valid_to: date | None

    @classmethod
    def of(cls, one: Segment, place: str) -> "SegmentOut":
        return cls(
            doing=one.doing.value,
            place=place,
            region=one.region,
            levels=list(one.levels),
            grades=list(one.grades),
            valid_from=one.valid.start,
            valid_to=one.valid.end,
        )


class TurnOut(Schema):
    """before, after: numbers of segments, from 0."""

    kind: str
    valid_from: date
    valid_to: date | None
    before: int | None
    after: int | None
    level: str

    @classmethod
    def of(cls, one: Turn) -> "TurnOut":
        return cls(
            kind=one.kind.value, valid_from=one.days.start, valid_to=one.days.end,
            before=one.before, after=one.after, level=one.level,
        )  # fmt: skip


class Path(Schema):
    """A person's path."""

    person_id: UUID
    origin: OriginName
    segments: list[SegmentOut]
    turns: list[TurnOut]

    @classmethod
    def of(cls, id: UUID, origin: Any, found: Trajectory, places: list[str]) -> "Path":
        pairs = zip(found.segments, places, strict=True)
        return cls(
            person_id=id,
            origin=origin.value,
            segments=[SegmentOut.of(one, place) for one, place in pairs],
            turns=[TurnOut.of(one) for one in found.turns],
        )


class LookOut(Schema):
    """organisation, region, body: whom the reader spoke for, at most one of them."""

    at: datetime
    day: date
    purpose: str
    role: str
    organisation: str
    region: str
    body: str


class LookList(Schema):
    count: int
    items: list[LookOut]


class LooksReceipt(Schema):
    """receipt: c2sp.org/tlog-proof@v1; it opens to the person, the day and the list of looks."""

    day: date
    index: int
    size: int
    receipt: str


class RequestOut(Schema):
    """said: of an IIN only what may be shown."""

    id: UUID
    person_id: UUID
    organisation_id: UUID
    field: str
    said: str
    document: str
    state: Literal["asked", "accepted", "refused"]
    asked_at: datetime
    reason: str
    decided_at: datetime | None

    @classmethod
    def of(cls, one: RequestInfo, said: str) -> "RequestOut":
        return cls(
            id=one.id,
            person_id=one.person_id,
            organisation_id=one.organisation_id,
            field=one.field,
            said=said,
            document=one.document,
            state=one.state.value,
            asked_at=one.asked_at,
            reason=one.reason,
            decided_at=one.decided_at,
        )


class RequestList(Schema):
    count: int
    items: list[RequestOut]


class FieldList(Schema):
    """Names of fields that may be asked to be otherwise."""

    count: int
    items: list[str]


class OrganisationOut(Schema):
    """state: recorded, awaited, late, or none where nothing is expected."""

    organisation_id: UUID
    name: dict[str, str]
    type: str
    learners: int
    groups: int
    state: Literal["recorded", "awaited", "late", "none"]
    changed_at: datetime | None
    delivered_at: datetime | None

    @classmethod
    def of(cls, one: OrganisationLine, state: Any) -> "OrganisationOut":
        names = Words(kk=one.name_kk, ru=one.name_ru, en=one.name_en or one.name_kk)
        return cls(
            organisation_id=one.organisation_id,
            name={code: names[code] for code in ("kk", "ru", "en")},
            type=one.type,
            learners=one.learners,
            groups=one.groups,
            state=state,
            changed_at=one.changed_at,
            delivered_at=one.delivered_at,
        )


class OrganisationList(Schema):
    """counted_at: of a large region, when the count was made that was kept; null: just now."""

    region: str
    on: date
    origin: OriginName
    counted_at: datetime | None
    count: int
    items: list[OrganisationOut]


class CellOut(Schema):
    """people: null where the count is hidden; hidden: small, or beside a small one."""

    fate: str
    people: int | None
    hidden: Literal["small", "beside"] | None

    @classmethod
    def of(cls, fate: str, count: int | Hidden) -> "CellOut":
        if isinstance(count, Hidden):
            return cls(fate=fate, people=None, hidden=count.value)
        return cls(fate=fate, people=count, hidden=None)


class Flow(Schema):
    """Where a cohort is. total: null where the cohort itself is small; counted_at: of a
    large cohort, when the count was made that was kept; null: just now."""

    origin: OriginName
    least_shown: int
    counted_at: datetime | None
    total: int | None
    cells: list[CellOut]

    @classmethod
    def of(cls, found: Disclosed, origin: Any, least: int, at: datetime | None) -> "Flow":
        total = None if isinstance(found.total, Hidden) else found.total
        cells = [CellOut.of(fate.value, count) for fate, count in found.cells.items()]
        return cls(origin=origin.value, least_shown=least, counted_at=at, total=total, cells=cells)
