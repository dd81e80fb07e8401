"""Schools with classes, homes, families and campaigns of illustrative people in a register."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, local_date
from tests.register import given, learning, organisation, person, territory

MINISTRY, CLERK = Actor("ministry", "operator"), Actor("clerk-1", "region")
PARENT = Actor("parent-1", "person")
REGION = "KZ-11"
YEAR = 2026
NOW = datetime(2026, 4, 1, 4, tzinfo=UTC)  # before the school year
AUTUMN = datetime(2026, 10, 1, 4, tzinfo=UTC)  # within it
SINCE = Period(date(2019, 1, 1))


def fact(kind: Any, id: UUID, one: Any, days: Period[date] = SINCE) -> None:
    from bagdar.registry.public import correct_fact

    correct_fact(kind, id, one, days, **given(5))


def class_of(school: UUID, name: str, grade: int, places: int | None, **more: Any) -> None:
    from bagdar.registry.rules.details import GroupDetails
    from bagdar.registry.rules.kinds import GROUP

    level = "1" if grade < 5 else "2"
    said = {"language": "kk", "kind": "class", "shift": 1, **more}
    told = GroupDetails(name=name, level=level, grade=grade, places=places, **said)
    fact(GROUP, school, told)


def lives(who: UUID, code: str, days: Period[date] = SINCE) -> UUID:
    from bagdar.registry.rules.details import ResidenceDetails
    from bagdar.registry.rules.kinds import RESIDENCE

    fact(RESIDENCE, who, ResidenceDetails(territory=code), days)
    return who


def child(code: str = "", born_on: date = date(2020, 3, 1)) -> UUID:
    found = person(1, born_on=born_on)
    return lives(found, code, Period(born_on)) if code else found


def answers_for(*children: UUID) -> UUID:
    """A parent of these."""
    from bagdar.registry.rules.details import GuardianshipDetails
    from bagdar.registry.rules.kinds import GUARDIANSHIP

    adult = person(1, born_on=date(1990, 1, 1))
    for one in children:
        told = GuardianshipDetails(guardian_id=adult, kind="parent")
        fact(GUARDIANSHIP, one, told, Period(date(2020, 3, 1)))
    return adult


def learns(who: UUID, school: UUID, grade: int = 3, group: str = "3 А") -> UUID:
    from bagdar.registry.public import enrol

    said = learning(school, level="1", grade=grade, group=group, language="kk")
    enrol(who, said, Period(date(2026, 1, 10)), **given(6))
    return who


def area(code: str, street: str = "", **more: Any) -> Any:
    from bagdar.admissions.rules.campaign.catchments import Area

    return Area(code, street, **more)


def catchment(school: UUID, of: Any, since: date = date(2024, 1, 1), **more: Any) -> Any:
    from bagdar.admissions.services.campaigns import catchments

    told = {"until": None, "source": "decree 1", **more}
    said = catchments.CatchmentSaid(school, of, since, **told)
    return catchments.record_catchment(said, by=CLERK, at=NOW)


def campaign(kind: str = "school", opens_at: datetime = NOW, **more: Any) -> Any:
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns import opening

    told = {"territory": REGION, "year": YEAR, "origin": Origin.ILLUSTRATIVE, **more}
    said = opening.Opened(
        CampaignKind(kind), opens_at=opens_at, closes_at=opens_at + timedelta(days=30), **told
    )
    return opening.open_campaign(said, by=MINISTRY, at=opens_at)


def applies(to: Any, who: UUID, *wishes: Any) -> Any:
    """A row as a family's application leaves it: every kind reads these alone."""
    from bagdar.admissions import models

    row = models.CampaignApplication.objects.create(
        campaign=to, person_id=who, child=who.hex, state="applied", first_at=NOW, changed_at=NOW
    )
    for rank, place in enumerate(wishes, start=1):
        models.CampaignWish.objects.create(application=row, rank=rank, place=place)
    return row


@dataclass
class Town:
    """Two schools of a town: one of the north with its catchment, one of the south."""

    north: UUID
    south: UUID
    campaign: Any
    places: dict[str, Any] = field(default_factory=dict)

    def facts(self, *people: UUID, at: datetime = NOW) -> dict[tuple[UUID, str], dict[str, Any]]:
        """What holds at each place, by its name here."""
        from bagdar.admissions.queries.kinds.known import kind_of

        asked = [(who, place) for who in people for place in self.places.values()]
        found = kind_of(self.campaign.kind).place_facts(self.campaign, asked, local_date(at))
        return {
            (who, name): dict(found[who, place.pk])
            for who in people
            for name, place in self.places.items()
            if (who, place.pk) in found
        }


def town(at: datetime = NOW) -> Town:
    from bagdar.admissions.services.campaigns import opening

    territory("71"), territory("711", "71"), territory("712", "71")
    north, south = (
        organisation(1, name_kk=f"Үлгі мектеп {n}", region=REGION, territory="71") for n in (1, 2)
    )
    for school in (north, south):
        class_of(school, "1 А", 1, 30)
        class_of(school, "3 А", 3, 20, shift=2)
    made = Town(north, south, campaign(opens_at=at))
    opening.suggest_places(made.campaign.pk, by=MINISTRY, at=at)
    for name, school in (("north", north), ("south", south)):
        for place in made.campaign.places.filter(organisation_id=school):
            grade = place.details["grade"]
            made.places[name if grade == 1 else f"{name} {grade}"] = place
    return made
