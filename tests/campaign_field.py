"""A campaign of illustrative children and schools on a real database, and its result as rows.

Publishing itself is the business of other tests: here the rows that it leaves are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from tests.register import organisation, person

MINISTRY, PARENT = Actor("ministry", "operator"), Actor("parent-1", "person")
CLERK, SCHOOL = Actor("clerk-1", "region"), Actor("school-1", "organisation")
REGION, YEAR = "KZ-75", 2025
NOW = datetime(2025, 3, 3, 4, tzinfo=UTC)
OPEN_FOR = timedelta(days=30)

# A fact that a family claims, for rules that have none.
ORPHAN = {
    "code": "orphan", "of": "child", "by": "holds", "origin": "claim", "source": "illustrative",
    "title": {"kk": "жетім бала", "ru": "сирота", "en": "an orphan"},
}  # fmt: skip
SCORE = {
    "code": "score", "of": "child", "by": "more", "origin": "claim", "source": "illustrative",
    "title": {"kk": "олимпиада ұпайы", "ru": "балл олимпиады", "en": "points of an olympiad"},
}  # fmt: skip


@dataclass
class Field:
    """A campaign with its places; children by name; a clock that goes by minutes."""

    campaign: Any
    places: list[Any]
    children: dict[str, UUID] = field(default_factory=dict)
    at: datetime = NOW
    origin: Origin = Origin.ILLUSTRATIVE

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def child(self, name: str, born_on: date | None = None) -> UUID:
        if name not in self.children:
            born = born_on or date(self.campaign.year - 7, 5, 10)
            self.children[name] = person(1, self.origin, given=name, born_on=born)
        return self.children[name]

    def wishes(self, *wishes: int) -> list[UUID]:
        return [self.places[one].pk for one in wishes or (0,)]

    def apply(self, name: str, *wishes: int, by: Actor = PARENT) -> Any:
        from bagdar.admissions.services.campaigns.applying import apply_for_places

        return apply_for_places(
            self.campaign.pk, self.child(name), self.wishes(*wishes), by=by, at=self.now()
        )

    def row(self, name: str) -> Any:
        from bagdar.admissions.models import CampaignApplication

        rows = CampaignApplication.objects.select_related("campaign", "place")
        return rows.get(campaign=self.campaign, person=self.children[name])

    def state(self, state: str) -> None:
        """As if somebody had closed, drawn, published."""
        from bagdar.admissions.models import Campaign

        Campaign.objects.filter(pk=self.campaign.pk).update(state=state)
        self.campaign.refresh_from_db()

    def give(self, name: str, place: int | None, state: str = "offered", **more: Any) -> Any:
        """What a published decision leaves of an application. place: None: it waits."""
        row = self.row(name)
        row.state = state if place is not None else "waiting"
        row.place = None if place is None else self.places[place]
        row.block = "" if place is None else "all"
        row.until = more.pop("until", self.at.date() + timedelta(days=5))
        row.until = row.until if row.state == "offered" else None
        row.why = more.pop("why", [])
        row.save()
        return row


def coming_year(at: datetime) -> int:
    """Of the first of September that comes next: what opens after it is for transfers."""
    return at.year + (at.month >= 9)


def campaign(
    seats: Sequence[int] = (1, 1), *, facts: Sequence[Any] = (ORPHAN, SCORE),
    territory: str = REGION, origin: Origin = Origin.ILLUSTRATIVE, at: datetime = NOW,
    of: UUID | None = None, **more: Any,
) -> Field:  # fmt: skip
    """Open, of schools with so many seats each; the first of them is `of`, where it is given."""
    from bagdar.admissions import models
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns import opening

    said = opening.Opened(**{
        "kind": CampaignKind.SCHOOL, "territory": territory, "year": YEAR, "opens_at": at,
        "closes_at": at + OPEN_FOR, "origin": origin, **more,
    })  # fmt: skip
    made = opening.open_campaign(said, by=MINISTRY, at=at)
    made.rules["fact"] += list(facts)
    models.Campaign.objects.filter(pk=made.pk).update(rules=made.rules)
    places = []
    for number, many in enumerate(seats):
        name = f"Үлгі мектеп {number + 1}"
        school = of or organisation(1, origin, name_kk=name, region=territory)
        of = None
        place = opening.PlaceSaid(f"{school}.kk", many, "kk")
        places.append(opening.declare_place(made.pk, school, place, by=MINISTRY, at=at))
    return Field(opening.begin(made.pk, by=MINISTRY, at=at), places, at=at, origin=origin)
