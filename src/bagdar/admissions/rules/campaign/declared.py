"""data/admissions/{school,college,grant,dormitory}.toml: facts, orders, blocks, draw and terms.

A file says by which orders seats are filled and which part of a place's seats each block has;
`building.py` makes a market of it. What decides is adopted when a campaign is opened, so a later
change of a file touches no campaign that runs.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from bagdar.admissions.rules.campaign.nouns import (
    BeaconName,
    CampaignKind,
    FactFrom,
    FactOf,
    Publish,
)
from bagdar.admissions.rules.market import By, Left
from bagdar.admissions.rules.seeding import Silent
from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Source = Annotated[str, Field(min_length=1, max_length=300)]
REST = "rest"
Share = Annotated[str, Field(pattern=r"^([0-9]{1,3}/[1-9][0-9]{0,2}|rest)$")]


class Titled(Declared):
    code: Code
    title: Words


class DeclaredFact(Declared):
    """What decides. by: how it orders; classes: of By.CLASS, the best first."""

    code: Code
    title: Words
    of: FactOf
    by: By
    origin: FactFrom
    classes: tuple[Titled, ...] = ()
    source: Source


class DeclaredOrder(Declared):
    """steps: facts, the first at which two differ decides; the lottery number comes last."""

    code: Code
    title: Words
    steps: tuple[Code, ...]
    source: Source


class DeclaredBlock(Declared):
    """Seats of every place, or of those with a tag.

    share   of the place's seats, rounded down, as "3/10"; "rest": what the others leave
    where   a tag that a place has to have; "": every place
    """

    code: Code
    title: Words
    share: Share
    order: Code
    where: str = ""
    needs: tuple[Code, ...] = ()
    left: Left = Left.OTHERS
    least: dict[str, int] = Field(default_factory=dict)
    source: Source

    @property
    def part(self) -> Fraction | None:
        """None: what the others leave."""
        return None if self.share == REST else Fraction(self.share)


class DeclaredCondition(Declared):
    """What places with a tag ask besides their order, such as a medical check.

    claim  what a family claims and somebody proves
    fact   the same at the place, 1 or 0, where it is asked for until closing; else ""
    where  a tag that a place has
    when   "closing": until the campaign closes, and else no block of the place looks at somebody;
           "later": a place may be given before, and is left after month and day of the campaign's
           year
    """

    code: Code
    title: Words
    claim: Code
    fact: str = ""
    where: Annotated[str, Field(min_length=1)]
    when: Literal["closing", "later"]
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=28)] | None = None
    source: Source

    @model_validator(mode="after")
    def _has_a_day(self) -> "DeclaredCondition":
        is_later = self.when == "later"
        if is_later is not (self.month is not None and self.day is not None):
            raise ValueError("a condition for later has a day, and no other has")
        if is_later is bool(self.fact):
            raise ValueError("a condition until closing has a fact of the place, and no other has")
        return self


class Draw(Declared):
    """How the seed is drawn: who promises and reveals, how many witnesses cosign before.

    beacon: whose first round after the last hour of revealing is mixed in
    """

    parties: tuple[Code, ...] = Field(min_length=2)
    witnesses: Annotated[int, Field(ge=1, le=20)]
    hours_to_promise: Annotated[int, Field(ge=1, le=1000)]
    hours_to_reveal: Annotated[int, Field(ge=1, le=1000)]
    silent: Silent
    beacon: BeaconName = BeaconName.NONE
    source: Source


class CampaignTerms(Declared):
    """days_to_answer: an offer that is not answered by then is left. moves_up: whether whoever
    accepted and whoever waits get what others leave.
    """

    days_to_answer: Annotated[int, Field(ge=1, le=60)]
    moves_up: bool
    source: Source


class CampaignFigures(Declared):
    """least: a count of fewer children than this is not shown to the public. publish: which files
    everybody gets.
    """

    least: Annotated[int, Field(ge=1, le=1000)]
    publish: Publish = Publish.CUTOFFS


class CampaignRules(Declared):
    """Everything declared for campaigns of one kind."""

    kind: CampaignKind
    illustrative: bool
    source: Words
    fact: tuple[DeclaredFact, ...]
    order: tuple[DeclaredOrder, ...] = Field(min_length=1)
    block: tuple[DeclaredBlock, ...] = Field(min_length=1)
    condition: tuple[DeclaredCondition, ...] = ()
    draw: Draw
    terms: CampaignTerms
    figures: CampaignFigures

    @model_validator(mode="after")
    def _holds_together(self) -> "CampaignRules":
        for some in (self.fact, self.order, self.block, self.condition):
            codes = [one.code for one in some]
            if len(codes) != len(set(codes)):
                raise ValueError("a code stands twice")
        facts, orders = {one.code for one in self.fact}, {one.code for one in self.order}
        asked = {step for one in self.order for step in one.steps}
        asked |= {name for one in self.block for name in (*one.needs, *one.least)}
        asked |= {name for one in self.condition for name in (one.claim, one.fact) if name}
        if unknown := sorted(asked - facts):
            raise ValueError(f"no such fact: {', '.join(unknown)}")
        if any(one.order not in orders for one in self.block):
            raise ValueError("a block's order is not declared")
        if [one.where for one in self.block if one.part is None] != [""]:
            raise ValueError("one block of every place takes the rest")
        if sum((one.part for one in self.block if one.part), Fraction(0)) > 1:
            raise ValueError("the shares are more than a whole")
        return self


class Capacity(Declared):
    """class_size: a class has no more seats than this, whatever places the register says."""

    class_size: Annotated[int, Field(ge=1, le=100)]
    source: Source


class SchoolRules(CampaignRules):
    capacity: Capacity


class Beds(Declared):
    """need_is_recorded: only those of whom the register says that they need a bed may apply.

    may_swap: two who hold beds may exchange them once nobody moves up any more
    """

    need_is_recorded: bool
    may_swap: bool
    source: Source


class DormitoryRules(CampaignRules):
    beds: Beds


# A kind that declares more than orders, blocks and terms has a model of its own.
MODELS: dict[CampaignKind, type[CampaignRules]] = {
    CampaignKind.SCHOOL: SchoolRules,
    CampaignKind.DORMITORY: DormitoryRules,
}
# What else is read of the folder of data, such as a table: the rules with it, and its faults.
COMPLETED: dict[CampaignKind, Callable[[Any, Path], tuple[CampaignRules, Sequence[Fault]]]] = {}


def model_of(kind: CampaignKind) -> type[CampaignRules]:
    return MODELS.get(kind, CampaignRules)


def shown(kind: CampaignKind) -> str:
    return f"data/admissions/{kind.value}.toml"


def declared_kinds(data_dir: Path) -> list[CampaignKind]:
    """Kinds for which a folder of data has a file."""
    return [
        kind for kind in CampaignKind if (data_dir / "admissions" / f"{kind.value}.toml").is_file()
    ]


@lru_cache(maxsize=16)
def campaign_rules(data_dir: Path, kind: CampaignKind) -> CampaignRules:
    """The declared files of a kind. Raises FaultyData with every fault at once."""
    path = data_dir / "admissions" / f"{kind.value}.toml"
    found, faults = declared.read_toml(path, model_of(kind), shown(kind))
    more: Sequence[Fault] = ()
    if found is not None and kind in COMPLETED:
        found, more = COMPLETED[kind](found, data_dir)
    if faults or more or found is None:
        raise FaultyData([*faults, *more])
    return found
