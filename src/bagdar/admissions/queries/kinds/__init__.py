"""What each kind of campaign asks of the register: places, who may apply, facts that decide.

A kind is one object with the questions of `Kind`; services ask these and know nothing else of
schools or grants. Facts are asked of many people at once, since a campaign closes with all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from bagdar.admissions.models import Campaign, CampaignPlace
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.market import Facts, Value
from bagdar.core.errors import Phrase

COUNTRY = "KZ"  # the territory of a campaign for everybody


@dataclass(frozen=True)
class Suggested:
    """A place as the register would have it; the organisation and the clerk may change it.

    organisation_id: None: of the country, as a grant that no university owns
    """

    organisation_id: UUID | None
    code: str
    seats: int
    language: str = ""
    programme: str = ""
    tags: frozenset[str] = frozenset()
    details: Mapping[str, Value] = field(default_factory=dict)


Pair = tuple[UUID, UUID]  # a person, a place of the campaign


class Kind(Protocol):
    """on: the day of the question."""

    code: CampaignKind

    def places(self, campaign: Campaign, on: date) -> Sequence[Suggested]:
        """Of all organisations of the campaign's territory and origin, by code."""
        ...

    def check_eligible(self, campaign: Campaign, person_id: UUID, on: date) -> None:
        """Raises NotEligible, which says why."""
        ...

    def child_facts(
        self, campaign: Campaign, people: Collection[UUID], on: date
    ) -> Mapping[UUID, Facts]:
        """Of whom the register says nothing, there is no entry."""
        ...

    def place_facts(
        self, campaign: Campaign, asked: Collection[tuple[UUID, CampaignPlace]], on: date
    ) -> Mapping[Pair, Facts]:
        """What holds of a person at one place alone."""
        ...

    def explain_child(self, campaign: Campaign, person_id: UUID, on: date) -> Sequence[Phrase]:
        """How what decides about a person came about, line by line; nothing: there is no more to
        it than the facts.
        """
        return ()

    def explain_at(
        self, campaign: Campaign, person_id: UUID, place: CampaignPlace, on: date
    ) -> Sequence[Phrase]:
        """The same of one place; nothing: what is said of the person holds there too."""
        return ()
