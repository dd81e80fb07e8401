"""The smallest parts of an answer: figures, wordings, a year's amount."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from bagdar.core.languages import LANGUAGES
from bagdar.core.languages import Words as RuleWords

# The serializer hands the Decimal on as it is; config.api writes its digits.
Figure = Annotated[
    Decimal,
    PlainSerializer(lambda figure: figure),
    WithJsonSchema({"type": "number", "examples": [85.3]}),
]


class Answer(BaseModel):
    """Base of everything that is answered; reads rule values by the names of their fields."""

    model_config = ConfigDict(from_attributes=True)


class Words(Answer):
    kk: str = Field(examples=["мақсат"])
    ru: str = Field(examples=["цель"])
    en: str = Field(examples=["goal"])


class YearAmount(Answer):
    year: int = Field(examples=[2023])
    amount: Figure


def year_amounts(amounts: Any) -> list[dict[str, Any]]:
    return [{"year": year, "amount": amount} for year, amount in sorted(amounts.items())]


def words(said: RuleWords) -> Words:
    return Words(**{language: said[language] for language in LANGUAGES})
