"""IntakeRows, deliveries and findings as the API reads and writes them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Path
from pydantic import Field, PlainSerializer, StringConstraints, WithJsonSchema

from bagdar.core.asked import Switch
from bagdar.intake.presenters.findings import Remark, ShownRow, Wording
from bagdar.intake.presenters.reader import Reader, reader
from bagdar.intake.queries import declared, deliveries
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.rules.forms import FORMS, Form
from bagdar.look.schemas import Schema
from bagdar.programme.public import Answer

MOST_ROWS = 5000
MOST_REPORTED = 500  # rows of a report an answer; files hold all of them
FormName = Annotated[
    str,
    Path(
        pattern=r"^[a-z]{1,40}$",
        description="Name of a form, from listIntakeForms.",
        examples=["pupils"],
    ),
]
DeliveryId = Annotated[
    UUID,
    Path(
        description="Id of a delivery, from listIntakeDeliveries.",
        examples=["5d0e6a3c-4a57-4c0b-9f43-7d2b8c1e9a05"],
    ),
]
Id = Annotated[UUID, PlainSerializer(str), WithJsonSchema({"type": "string", "format": "uuid"})]
MaybeId = Annotated[
    UUID | None,
    PlainSerializer(lambda id: str(id) if id else None),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}),
]
AskedId = Annotated[UUID | None, WithJsonSchema({"type": "string", "format": "uuid"})]
_Text = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$", strict=True)]
_Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False, strict=True)]
_Whole = Annotated[int, Field(ge=-(10**12), le=10**12, strict=True)]
_Switch = Annotated[bool, Field(strict=True)]
Cell = _Switch | _Whole | _Number | _Text | None
Row = Annotated[dict[str, Cell], Field(max_length=100)]


class Asked(Schema):
    """A request that refuses what it does not know."""

    model_config = {"extra": "forbid"}


# --- what callers write ---------------------------------------------------------------------------


class IntakeFor(Schema):
    """For whom, and whether anything is written."""

    organisation: AskedId = Field(
        None, description="Of the register; the caller's own if left out."
    )
    dry_run: Switch = Field(
        False, description="true: judge every row, write nothing.", examples=[True]
    )


class IntakeRows(Asked):
    """IntakeRows under the names of the form's columns; what is left out says nothing."""

    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)] = Field(
        examples=[
            [
                {
                    "local_number": "2024-0157",
                    "family": "Үлгі",
                    "given": "Мысал",
                    "born_on": "2012-03-14",
                    "level": "2",
                    "grade": 5,
                    "form": "full_time",
                    "valid_from": "2024-09-01",
                }
            ]
        ]
    )


class IntakeWithdrawal(Asked):
    """Why a delivery is taken back."""

    reason: Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=500)] = (
        Field(examples=["another school's file"])
    )


# --- what answers say -----------------------------------------------------------------------------


class IntakeColumn(Answer):
    """A column of a form. codes: of a code list, where there is one."""

    name: str = Field(examples=["born_on"])
    title: str
    kind: str = Field(examples=["day"])
    needed: bool
    codes: str = Field(examples=["isced_levels"])
    secrecy: str = Field(examples=["personal"])


class IntakeForm(Answer):
    """A form of delivery. sent_by: organisation for itself, authority for many."""

    name: str = Field(examples=["pupils"])
    title: str
    sent_by: Literal["organisation", "authority"]
    columns: list[IntakeColumn]

    @classmethod
    def of(cls, one: Form, words: Reader) -> "IntakeForm":
        titles = {column.name: words.text(column.title) for column in declared.columns(one)}
        return cls(
            name=one.name,
            title=words.say(f"intake.form.{one.name}"),
            sent_by=one.sent_by,
            columns=[
                IntakeColumn(
                    name=column.name,
                    title=titles[column.name],
                    kind=column.kind.value,
                    needed=column.needed,
                    codes=column.codes,
                    secrecy=column.secrecy.value,
                )
                for column in one.columns
            ],
        )


class IntakeFormList(Answer):
    items: list[IntakeForm]

    @classmethod
    def of_all(cls) -> "IntakeFormList":
        return cls(items=[IntakeForm.of(one, reader()) for one in FORMS.values()])


class IntakeRemark(Answer):
    """Why a row came back, or what is odd about it. value: where the caller may see it."""

    field: str
    value: str
    reason: str
    remedy: str
    refuses: bool
    place: str = Field(
        description="Of a roster: the file and its line; else empty.", examples=["users.csv:3"]
    )

    @classmethod
    def of(cls, one: Remark) -> "IntakeRemark":
        return cls.model_validate(one)


class IntakeRow(Answer):
    """A row with findings. line: of the file, or the place of the row that was sent, from one; of
    a roster, among the rows that were made of it, and its remarks say where they stand."""

    line: int
    remarks: list[IntakeRemark]

    @classmethod
    def of(cls, one: ShownRow) -> "IntakeRow":
        return cls(line=one.line, remarks=[IntakeRemark.of(remark) for remark in one.remarks])


class IntakeCounts(Answer):
    """rows = taken + unchanged + refused once the delivery is loaded."""

    rows: int
    taken: int
    unchanged: int
    refused: int
    warned: int
    new_people: int
    new_stays: int
    ended_stays: int
    added: int
    ended: int


class IntakeDeliverySummary(Answer):
    """A delivery. id: null for a dry run, of which nothing was written."""

    id: MaybeId
    form: str
    organisation: MaybeId
    state: Literal["received", "checked", "loading", "loaded", "withdrawn", "cancelled"]
    again: bool
    at: datetime
    day: date
    by: str
    file: str
    sha256: str
    rows_done: int
    reason: str
    counts: IntakeCounts

    @classmethod
    def facts(cls, one: DeliveryInfo) -> dict[str, Any]:
        return {
            "id": one.id,
            "form": one.form,
            "organisation": one.organisation_id,
            "state": one.state.value,
            "again": one.again,
            "at": one.at,
            "day": one.day,
            "by": one.by,
            "file": one.file_name,
            "sha256": one.sha256,
            "rows_done": one.rows_done,
            "reason": one.reason,
            "counts": IntakeCounts.model_validate(one.counts),
        }

    @classmethod
    def of(cls, one: DeliveryInfo) -> "IntakeDeliverySummary":
        return cls(**cls.facts(one))


class IntakeDeliveryList(Answer):
    count: int
    items: list[IntakeDeliverySummary]


class IntakeDelivery(IntakeDeliverySummary):
    """With the first rows that came back, and those that went in with a warning."""

    returned: list[IntakeRow]
    warned: list[IntakeRow]

    @classmethod
    def shown(cls, one: DeliveryInfo, *, with_values: bool) -> "IntakeDelivery":
        wording = Wording(one, reader(), with_values=with_values)
        found = one.reported if one.id is None else deliveries.reported(one.id)
        returned = [row for row in found if row.is_refused][:MOST_REPORTED]
        warned = [row for row in found if not row.is_refused][:MOST_REPORTED]
        return cls(
            **cls.facts(one),
            returned=[IntakeRow.of(row) for row in wording.rows(returned, refused=True)],
            warned=[IntakeRow.of(row) for row in wording.rows(warned, refused=False)],
        )


class IntakeRoster(Answer):
    """What a set of OneRoster files came to: a delivery for each form that got rows of it."""

    deliveries: list[IntakeDelivery]
    left_out: int = Field(description="Rows marked as deleted, or of no homeroom class.")
    unmapped: list[str] = Field(
        description="Columns that the register has no place for.", examples=[["users.csv: email"]]
    )
