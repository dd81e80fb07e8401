"""Programmes, their editions, and what differs between two of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from bagdar.core.languages import Words as RuleWords
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.compare import Difference as RuleDifference
from bagdar.programme.rules.editions import EditionInfo, ProgrammeInfo
from bagdar.programme.schemas.words import Answer, Figure, Words, words

# --- editions ---------------------------------------------------------------------------------


class EditionSummary(Answer):
    code: str = Field(examples=["kz-2020-2025@1"])
    programme: str = Field(examples=["kz-2020-2025"])
    number: int = Field(examples=[1])
    title: Words
    citation: Words
    adopted_on: date
    in_force_on: date
    illustrative: bool = Field(description="True where the act is not a real one.")
    digest: str = Field(description="SHA-256 of the edition as it is kept.")
    loaded_at: datetime
    loaded_by: str

    @classmethod
    def of(cls, info: EditionInfo) -> "EditionSummary":
        return cls.model_validate(info)


class EditionList(Answer):
    count: int
    items: list[EditionSummary]


class ProgrammeSummary(Answer):
    code: str = Field(examples=["kz-2020-2025"])
    title: Words
    illustrative: bool
    editions: list[EditionSummary]

    @classmethod
    def of(cls, info: ProgrammeInfo) -> "ProgrammeSummary":
        return cls.model_validate(info)


class ProgrammeList(Answer):
    count: int
    items: list[ProgrammeSummary]


class Act(Answer):
    title: Words
    citation: Words
    issuer: Words
    number: str
    adopted_on: date
    in_force_on: date


class Period(Answer):
    first_year: int = Field(examples=[2020])
    last_year: int = Field(examples=[2025])
    printed: Words


class Clause(Answer):
    number: int
    text: Words


class LegalBasis(Answer):
    title: Words
    kind: str
    dates: list[date]
    number: str | None


class RowFigure(Answer):
    row: str = Field(examples=["T1.1/3-6"])
    value: Figure


class PassportTarget(Answer):
    number: int
    indicator: str
    text: Words
    values: list[RowFigure]


class Passport(Answer):
    name: Words
    developer: str = Field(description="Code of the body that developed the programme.")
    developer_printed: Words
    approval_stamp: Words | None
    enacting_formula: Words | None
    signatory: Words | None
    clauses: list[Clause]
    legal_bases: list[LegalBasis]
    bodies: list[str]
    targets: list[PassportTarget]
    finance: Words | None = Field(description="The passport's sentence about money.")
    finance_clause: Words | None


class Abbreviation(Answer):
    printed: str
    meaning: Words
    short: Words
    kind: str


class Programme(Answer):
    """One edition of a programme outside its tables."""

    code: str = Field(examples=["kz-2020-2025"])
    edition: int = Field(examples=[1])
    title: Words
    act: Act
    period: Period
    baseline_year: int
    money_unit: Words
    illustrative: bool
    passport: Passport
    abbreviations: list[Abbreviation]

    @classmethod
    def of(cls, edition: Edition) -> "Programme":
        passport = edition.passport
        targets = [
            {
                **target.model_dump(exclude={"values"}),
                "values": [{"row": row, "value": value} for row, value in target.values.items()],
            }
            for target in passport.targets
        ]
        finance = passport.finance.text if passport.finance else None
        told = passport.model_dump() | {"targets": targets, "finance": finance}
        fields = edition.model_dump(include=set(cls.model_fields) - {"passport"})
        return cls.model_validate(
            fields | {"code": edition.programme, "edition": edition.number, "passport": told}
        )


# --- comparison -------------------------------------------------------------------------------

Plain = Words | Figure | str | list[Words | str] | None


class Difference(Answer):
    kind: Literal["added", "removed", "changed"]
    subject: str = Field(examples=["target"])
    code: str = Field(examples=["T1.4"])
    field: str = Field(examples=["body 2025"])
    old: Plain
    new: Plain
    sentence: Words

    @classmethod
    def of(cls, difference: RuleDifference, sentence: RuleWords) -> "Difference":
        return cls(
            kind=difference.kind,
            subject=difference.subject,
            code=difference.code,
            field=difference.field,
            old=_plain(difference.old),
            new=_plain(difference.new),
            sentence=words(sentence),
        )


class Comparison(Answer):
    old: str = Field(examples=["kz-2020-2025@1"])
    new: str = Field(examples=["kz-2020-2025@2"])
    count: int
    items: list[Difference]


class AmendmentPreview(Comparison):
    """An amendment as it would be loaded; nothing has been written."""

    digest: str = Field(description="SHA-256 of the overlay; send it back as expect_digest.")


def _plain(value: Any) -> Any:
    """Old and new values as JSON holds them: days as text, whole numbers as figures."""
    if isinstance(value, RuleWords):
        return words(value)
    if isinstance(value, (bool, date)):
        return str(value).lower()
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, tuple):
        return [words(one) if isinstance(one, RuleWords) else str(one) for one in value]
    return value
