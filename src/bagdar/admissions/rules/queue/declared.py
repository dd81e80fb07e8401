"""data/admissions/kindergarten.toml: categories and their order, age groups, terms, ties."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from bagdar.admissions.rules.queue.nouns import Cost, ReferralMode
from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words

SHOWN = "data/admissions/kindergarten.toml"
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
Source = Annotated[str, Field(min_length=1, max_length=300)]
Age = Annotated[int, Field(ge=0, le=10)]


class AgeOn(Declared):
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=28)]


class Group(Declared):
    code: Code
    from_age: Age
    to_age: Age
    title: Words
    source: Source


class Titled(Declared):
    code: Code
    title: Words
    source: Source


class Terms(Declared):
    mode: ReferralMode
    days_to_answer: Annotated[int, Field(ge=1, le=60)]
    refusals_allowed: Annotated[int, Field(ge=0, le=100)]
    refusal_cost: Cost
    lapse_cost: Cost
    source: Source


class Ties(Declared):
    by: Literal["lottery"]
    source: Source


class Figures(Declared):
    least: Annotated[int, Field(ge=1, le=1000)]


class KindergartenRules(Declared):
    """Everything declared for the queue of kindergartens."""

    illustrative: bool
    source: Words
    age_on: AgeOn
    group: tuple[Group, ...] = Field(min_length=1)
    need: tuple[Titled, ...] = Field(min_length=1)
    category: tuple[Titled, ...]
    terms: Terms
    ties: Ties
    figures: Figures

    @model_validator(mode="after")
    def _holds_together(self) -> "KindergartenRules":
        for some in (self.group, self.need, self.category):
            codes = [one.code for one in some]
            if len(codes) != len(set(codes)):
                raise ValueError("a code stands twice")
        ages = [age for one in self.group for age in range(one.from_age, one.to_age + 1)]
        if len(ages) != len(set(ages)) or any(one.from_age > one.to_age for one in self.group):
            raise ValueError("an age belongs to two groups or to none")
        return self

    def deciding(self) -> "QueueRules":
        """What of it decides: this stands in the log, without titles."""
        return QueueRules(
            categories=tuple(one.code for one in self.category),
            groups=tuple((one.code, one.from_age, one.to_age) for one in self.group),
            needs=tuple(one.code for one in self.need),
            age_on=(self.age_on.month, self.age_on.day), mode=self.terms.mode,
            days_to_answer=self.terms.days_to_answer,
            refusals_allowed=self.terms.refusals_allowed,
            refusal_cost=self.terms.refusal_cost, lapse_cost=self.terms.lapse_cost,
        )  # fmt: skip


@dataclass(frozen=True)
class QueueRules:
    """categories: in their order; groups: (code, from age, to age)."""

    categories: tuple[str, ...]
    groups: tuple[tuple[str, int, int], ...]
    needs: tuple[str, ...]
    age_on: tuple[int, int]
    mode: ReferralMode
    days_to_answer: int
    refusals_allowed: int
    refusal_cost: Cost
    lapse_cost: Cost

    def rank(self, category: str) -> int:
        """The smaller goes first; whoever has no declared category comes after all who have."""
        return (
            self.categories.index(category) if category in self.categories else len(self.categories)
        )

    def group_of(self, age: int) -> str | None:
        return next((code for code, least, most in self.groups if least <= age <= most), None)

    def told(self) -> dict[str, Any]:
        """As the log says it."""
        return {
            "categories": list(self.categories),
            "groups": [list(one) for one in self.groups],
            "needs": list(self.needs),
            "age_on": list(self.age_on),
            "mode": self.mode.value,
            "days_to_answer": self.days_to_answer,
            "refusals_allowed": self.refusals_allowed,
            "refusal_cost": self.refusal_cost.value,
            "lapse_cost": self.lapse_cost.value,
        }


def rules_of(told: Mapping[str, Any]) -> QueueRules:
    return QueueRules(
        categories=tuple(told["categories"]),
        groups=tuple((code, least, most) for code, least, most in told["groups"]),
        needs=tuple(told["needs"]),
        age_on=(told["age_on"][0], told["age_on"][1]),
        mode=ReferralMode(told["mode"]),
        days_to_answer=told["days_to_answer"],
        refusals_allowed=told["refusals_allowed"],
        refusal_cost=Cost(told["refusal_cost"]),
        lapse_cost=Cost(told["lapse_cost"]),
    )


@lru_cache(maxsize=4)
def kindergarten_rules(data_dir: Path) -> KindergartenRules:
    """The declared file. Raises FaultyData with every fault at once."""
    path = data_dir / "admissions" / "kindergarten.toml"
    found, faults = declared.read_toml(path, KindergartenRules, SHOWN)
    if faults or found is None:
        raise FaultyData(faults)
    return found
