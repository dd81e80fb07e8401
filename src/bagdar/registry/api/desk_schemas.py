"""The desk as the API writes and reads it. A person is named by an id, or by IIN and birth date."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer, StringConstraints, WithJsonSchema

from bagdar.core.asked import Day
from bagdar.core.languages import Language
from bagdar.look.schemas import Schema, shown
from bagdar.registry.rules.classes import ClassOnDay
from bagdar.registry.rules.nouns import Learner
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.rules.transferring import Transfer

PLAIN = r"^[^\x00]*$"
Id = Annotated[UUID, PlainSerializer(str), WithJsonSchema({"type": "string", "format": "uuid"})]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$", max_length=30)]
MaybeCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,30}$", max_length=30)]
ClassName = Annotated[str, StringConstraints(pattern=r"^[^\x00|]*$", max_length=60)]
Text = Annotated[str, StringConstraints(pattern=PLAIN, max_length=100)]
Source = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=200)]
IinText = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$", max_length=12)]
Grade = Annotated[int, Field(ge=0, le=12)]
Lang = Language


def _maybe(schema: dict[str, Any]) -> Any:
    return WithJsonSchema(schema)


MaybeGrade = Annotated[Grade | None, _maybe({"type": "integer", "minimum": 0, "maximum": 12})]
MaybeDay = Annotated[Day | None, _maybe({"type": "string", "format": "date"})]
MaybeIin = Annotated[IinText | None, _maybe({"type": "string", "pattern": "^[0-9]{12}$"})]
SOURCE = Field(description="The document it stands on.", examples=["Order 7"])


class Asked(Schema):
    """A request that refuses what it does not know."""

    model_config = {"extra": "forbid"}


DOCUMENT = "14-2 бұйрық"
NEWCOMER = {"family": "Үлгі", "given": "Мысал"}


class ClassIn(Asked):
    level: Code = Field(description="ISCED level.", examples=["2"])
    grade: MaybeGrade = Field(None, examples=[5])
    name: ClassName = Field(examples=["5 А"])

    @property
    def key(self) -> ClassKey:
        return ClassKey(self.level, self.grade, self.name)


class ClassOpening(ClassIn):
    language: Code = Field(examples=["kk"])
    kind: Code = Field("class", examples=["class"])
    shift: Annotated[int | None, _maybe({"type": "integer", "minimum": 0, "maximum": 3})] = Field(
        None, examples=[1]
    )
    places: Annotated[int | None, _maybe({"type": "integer", "minimum": 0, "maximum": 500})] = (
        Field(None, examples=[25])
    )
    since: Day = Field(examples=["2026-09-01"])
    until: MaybeDay = Field(None, examples=["2027-09-01"])
    source: Source = SOURCE


class NewPerson(Asked):
    """A person whom the register does not know."""

    family: Text = Field("", examples=["Үлгі"])
    given: Text = Field(examples=["Мысал"])
    patronymic: Text = ""
    sex: Literal["", "female", "male"] = ""
    citizenship: Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$", max_length=2)] = ""
    is_another: bool = Field(
        False, strict=True,
        description="true: not the person of this name and birth date whom the register has.",
    )  # fmt: skip


class Admission(Asked):
    """iin and born_on name a person of the register; new: whom to record where there is none."""

    model_config = shown({
        "born_on": "2015-03-14", "class": {"level": "2", "grade": 5, "name": "5 А"},
        "since": "2026-09-01", "language": "kk", "source": DOCUMENT, "new": NEWCOMER,
    })  # fmt: skip

    iin: MaybeIin = Field(None, description="Twelve digits.")
    born_on: Day = Field(examples=["2012-03-14"])
    class_: ClassIn = Field(alias="class")
    since: Day = Field(examples=["2026-09-01"])
    language: MaybeCode = Field("", examples=["kk"])
    funding: MaybeCode = ""
    source: Source = SOURCE
    new: NewPerson | None = None


class Leaving(Asked):
    left_on: Day = Field(
        description="The first day on which the person is not here.", examples=["2021-06-01"]
    )
    reason: Code = Field(examples=["health"])
    source: Source = SOURCE


class ChoiceIn(Asked):
    """What is decided about one pupil. group: of whoever moves or stays; reason: who leaves."""

    person_id: Id
    fate: Literal["moves", "stays", "leaves", "waits"]
    group: ClassName = ""
    reason: MaybeCode = ""


class Promotion(Asked):
    """Without a class all of them. Without a seal it is a preview: nothing is done."""

    day: Day = Field(description="The first day of the new year.", examples=["2026-09-01"])
    class_: ClassIn | None = Field(None, alias="class")
    to_name: ClassName = Field("", description="Of the next class; by the ladder if left out.")
    choices: list[ChoiceIn] = Field([], max_length=500)
    graduates: bool = Field(False, strict=True, description="true: the class graduates.")
    seal: Annotated[str, StringConstraints(pattern="^([0-9a-f]{32})?$", max_length=32)] = Field(
        "", description="Of the preview: exactly what it showed is done."
    )
    source: Source = SOURCE


class Proposal(Asked):
    person_id: Id = Field(examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d01"])
    to_id: Id = Field(
        description="Id of the receiving organisation.",
        examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d03"],
    )
    day: Day = Field(examples=["2027-01-11"])
    source: Source = SOURCE


class Asking(Asked):
    """By the receiving side, of a pupil whom IIN and birth date name."""

    iin: IinText
    born_on: Day
    day: Day
    group: ClassName = ""
    source: Source = SOURCE


class AnswerIn(Asked):
    step: Literal["confirm", "refuse", "withdraw"]
    group: ClassName = Field("", description="The class that receives.")
    answer: Annotated[str, StringConstraints(pattern=PLAIN, max_length=200)] = ""


# --- answers -----------------------------------------------------------------------------------


class Done(Schema):
    """id: of the person or the organisation; changed: rows that were added; otherwise: details of
    the person that were said otherwise than they are recorded, and left as they are."""

    id: Id
    changed: int
    otherwise: list[str] = Field(default_factory=list, examples=[["family"]])


class ClassOut(Schema):
    level: str
    grade: int | None
    name: str
    learners: int
    language: str
    places: int | None
    is_opened: bool

    @classmethod
    def of(cls, one: ClassOnDay) -> "ClassOut":
        opened = one.opened
        return cls(
            level=one.key.level,
            grade=one.key.grade,
            name=one.key.name,
            learners=one.learners,
            language=opened.language if opened else "",
            places=opened.places if opened else None,
            is_opened=opened is not None,
        )


class ClassList(Schema):
    count: int
    items: list[ClassOut]


class LearnerOut(Schema):
    person_id: Id
    family: str
    given: str
    patronymic: str
    level: str
    grade: int | None
    group: str
    language: str
    since: date
    until: date | None

    @classmethod
    def of(cls, one: Learner) -> "LearnerOut":
        said = one.enrolment
        return cls(
            person_id=one.person_id,
            family=one.name.family,
            given=one.name.given,
            patronymic=one.name.patronymic,
            level=said.level,
            grade=said.grade,
            group=said.group,
            language=said.language,
            since=one.valid.start,
            until=one.valid.end,
        )


class LearnerList(Schema):
    count: int
    items: list[LearnerOut]


class PromotionOut(Schema):
    """counts: pupils by what becomes of them; seal: of a preview, to be sent to have it done."""

    is_done: bool
    counts: dict[str, int]
    seal: str


class TransferOut(Schema):
    """Of the other organisation its id alone; of the class only what the receiving side reads."""

    id: Id
    person_id: Id
    side: str
    other_id: Id
    day: date
    grade: int | None
    state: str
    lapses_on: date
    group: str
    answer: str

    @classmethod
    def of(cls, one: Transfer, organisation_id: UUID, today: date) -> "TransferOut":
        side = one.side_of(organisation_id)
        is_sending = organisation_id == one.from_id
        return cls(
            id=one.id,
            person_id=one.person_id,
            side=side.value if side else "",
            other_id=one.to_id if is_sending else one.from_id,
            day=one.day,
            grade=one.grade,
            state=one.state_on(today).value,
            lapses_on=one.lapses_on,
            group="" if is_sending else one.group,
            answer=one.answer,
        )


class TransferList(Schema):
    count: int
    items: list[TransferOut]
