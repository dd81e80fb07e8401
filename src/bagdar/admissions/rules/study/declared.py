"""data/admissions/laboratory.toml: how families of the laboratory wish, what can be tried."""

import json
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from bagdar.admissions.rules.campaign.declared import CampaignRules, Code
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.errors import VariantFaulty
from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words

SHOWN = "data/admissions/laboratory.toml"
Part = Annotated[str, Field(pattern=r"^[0-9]{1,3}/[1-9][0-9]{0,2}$")]
Metres = Annotated[int, Field(ge=0, le=1_000_000)]


class Mechanism(StrEnum):
    """DEFERRED: seats are held until the end. IMMEDIATE: a seat is given at once and for good; that
    punishes whoever asks for too much, so it is compared with and can never be run.
    """

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"


class Wishing(Declared):
    wishes: Annotated[int, Field(ge=1, le=50)]
    near: Annotated[int, Field(ge=1, le=200)]
    metres_of_taste: Metres
    metres_of_appeal: Metres
    metres_of_sibling: Metres


class Drawn(Declared):
    """Which part of those who live in villages and in cities is of a class, as "3/20"."""

    code: Code
    rural: Part
    urban: Part


class Choosing(Declared):
    """How those who seek a grant wish. taste, appeal: how much their own liking and what everybody
    likes weigh; standing: classes of the family's standing, which no register knows.
    """

    wishes: Annotated[int, Field(ge=1, le=50)]
    taste: Annotated[int, Field(ge=0, le=1000)]
    appeal: Annotated[int, Field(ge=0, le=1000)]
    standing: tuple[Drawn, ...]


class Variant(Declared):
    """A change of the declared rules. steps: of orders; shares: of blocks; formula: weights;
    most_wishes: 0 caps nothing.
    """

    code: Code
    kind: CampaignKind
    title: Words
    steps: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    shares: dict[str, str] = Field(default_factory=dict)
    formula: dict[str, int] = Field(default_factory=dict)
    mechanism: Mechanism = Mechanism.DEFERRED
    most_wishes: Annotated[int, Field(ge=0, le=100)] = 0


class Laboratory(Declared):
    illustrative: bool
    source: Words
    school: Wishing
    grant: Choosing
    variant: tuple[Variant, ...]

    def variants(self, kind: CampaignKind) -> tuple[Variant, ...]:
        return tuple(one for one in self.variant if one.kind is kind)


@lru_cache(maxsize=4)
def laboratory(data_dir: Path) -> Laboratory:
    """The declared file. Raises FaultyData with every fault at once."""
    path = data_dir / "admissions" / "laboratory.toml"
    found, faults = declared.read_toml(path, Laboratory, SHOWN)
    if faults or found is None:
        raise FaultyData(faults)
    return found


def changed(rules: CampaignRules, variant: Variant) -> CampaignRules:
    """The rules as a variant would have them. Raises VariantFaulty."""
    told = rules.model_dump(mode="json")
    for order in told["order"]:
        order["steps"] = list(variant.steps.get(order["code"], order["steps"]))
    if variant.formula:
        told["formula"] = {**told.get("formula", {}), **variant.formula}
    for block in told["block"]:
        block["share"] = variant.shares.get(block["code"], block["share"])
    try:
        return type(rules).model_validate_json(json.dumps(told))
    except ValidationError:
        raise VariantFaulty() from None
