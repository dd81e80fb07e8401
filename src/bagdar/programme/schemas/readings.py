"""What is worked out from an edition: sums of money, findings, search results."""

from typing import Literal

from pydantic import Field

from bagdar.programme.schemas.words import Answer, Figure, Words, YearAmount

Breakdown = Literal["year", "source", "goal", "task", "body", "budget_programme"]
Severity = Literal["error", "warning", "note"]


class FinanceLine(Answer):
    """All amounts under one key."""

    key: str | None = Field(
        description="A year, source, code, or budget programme codes; null where the act names "
        "none.",
        examples=["2023"],
    )
    name: Words | None = Field(description="What the key is called, where it has a name.")
    years: list[YearAmount]
    total: Figure
    printed: Figure | None = Field(description="What the act's own totals print for it.")
    measures: list[int] = Field(description="Numbers of the measures that are counted.")


class PrintedTotal(Answer):
    table: Literal["annex", "section6", "passport"]
    source: str = Field(examples=["РБ"])
    label: Words | None
    unit: Words
    years: list[YearAmount]
    total: Figure | None


class Finance(Answer):
    by: Breakdown
    unit: Words
    total: Figure = Field(description="All amounts of all measures.")
    count: int
    items: list[FinanceLine]
    printed: list[PrintedTotal]


class Where(Answer):
    table: str = Field(examples=["measures"])
    row: str = Field(examples=["m139"])
    column: str


class Finding(Answer):
    """One contradiction or gap, with the keys of `bagdar programme check --json`."""

    code: str
    severity: Severity
    where: Where
    printed: str | None
    expected: str | None
    message: Words


class Findings(Answer):
    count: int = Field(description="How many there are, on this page and beyond.")
    items: list[Finding]


class Found(Answer):
    kind: str = Field(examples=["measure"])
    code: str = Field(examples=["139"])
    title: Words


class FoundList(Answer):
    query: str = Field(examples=["педагог"])
    count: int
    items: list[Found] = Field(description="Best first within a kind; the best kind first.")
