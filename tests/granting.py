"""Colleges, universities and students of the register for campaigns of colleges and grants."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from tests.register import given, organisation, person

MINISTRY, STUDENT = Actor("ministry", "ministry"), Actor("student-1", "person")
UNIVERSITY, CLERK = Actor("university-1", "organisation"), Actor("clerk-1", "ministry")
REGION = "KZ-75"
NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
TODAY = NOW.date()
ALWAYS = Period(date(2020, 9, 1))


def put(kind: str, whose: UUID, details: Any, valid: Period = ALWAYS, minute: int = 5) -> None:
    """A fact of the register. kind: the name of a constant of registry.rules.kinds."""
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules import kinds

    record_fact(getattr(kinds, kind), whose, details, valid, **given(minute))


def on_day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))


def graduate(name: str, level: str = "3", **marks: float) -> UUID:
    """Who completed a level, with marks of 100 by subject in this year's exam `ent`."""
    from bagdar.registry.rules.details import GraduationDetails

    made = person(1, given=name, born_on=date(2008, 3, 3))
    school = organisation(1, name_kk=f"{name} мектебі")
    day = on_day(date(2026, 6, 1))
    put("GRADUATION", made, GraduationDetails(organisation_id=school, level=level), day)
    for subject, score in marks.items():
        take_exam(made, school, subject, score)
    return made


def take_exam(
    who: UUID, where: UUID, subject: str, score: float, assessment: str = "ent",
    on: date = date(2026, 6, 20),
) -> None:  # fmt: skip
    from bagdar.registry.rules.details import ResultDetails

    said = ResultDetails(
        organisation_id=where, assessment=assessment, subject=subject,
        score=Decimal(str(score)), most_score=Decimal(100),
    )  # fmt: skip
    put("RESULT", who, said, on_day(on))


def teach(
    where: UUID, code: str, field: str, level: str = "6", name: str = "Үлгі бағдарлама"
) -> None:
    from bagdar.registry.rules.details import StudyProgrammeDetails

    said = StudyProgrammeDetails(
        code=code, name_kk=name, name_ru="Пример", level=level, field=field, occupation="programmer"
    )
    put("STUDY_PROGRAMME", where, said)


def university(name: str, *codes: str, field: str = "0613", **more: Any) -> UUID:
    made = organisation(1, name_kk=name, type="university", region=REGION, **more)
    for code in codes:
        teach(made, code, field)
    return made


def live(who: UUID, territory: str) -> None:
    from bagdar.registry.rules.details import ResidenceDetails

    put("RESIDENCE", who, ResidenceDetails(territory=territory))


def village(code: str = "711", region: str = REGION) -> str:
    from bagdar.registry.rules.details import TerritoryDetails
    from bagdar.registry.rules.kinds import TERRITORY
    from bagdar.registry.services.facts import record_fact

    said = TerritoryDetails(
        code=code, kind="settlement", region=region, name_kk="Үлгі ауыл", name_ru="Село-пример",
        settlement="rural",
    )  # fmt: skip
    record_fact(TERRITORY, code, said, ALWAYS, origin=Origin.ILLUSTRATIVE, **given(2))
    return code


def opened(kind: str, territory: str, **more: Any) -> Any:
    """A draft of illustrative records for this year."""
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns import opening

    said = opening.Opened(**{
        "kind": CampaignKind(kind), "territory": territory, "year": 2026, "opens_at": NOW,
        "closes_at": NOW + timedelta(days=30), "origin": Origin.ILLUSTRATIVE, **more,
    })  # fmt: skip
    return opening.open_campaign(said, by=MINISTRY, at=NOW)


def grants(*seats: int, groups: tuple[str, ...] = ("061", "031"), **more: Any) -> Any:
    """A campaign of grants that takes applications, with its places by group."""
    from bagdar.admissions.services.campaigns import opening

    made = opened("grant", "KZ", **more)
    for group, many in zip(groups, seats, strict=False):
        said = opening.PlaceSaid(group, many, programme=group)
        opening.declare_place(made.pk, None, said, by=MINISTRY, at=NOW)
    return opening.begin(made.pk, by=MINISTRY, at=NOW)


def settled(campaign: Any, who: UUID, group: str = "061") -> Any:
    """An application that has a place for good, as a published campaign leaves it."""
    from bagdar.admissions import models

    models.Campaign.objects.filter(pk=campaign.pk).update(state="published")
    return models.CampaignApplication.objects.create(
        campaign=campaign, person_id=who, child=who.hex, state="settled", first_at=NOW,
        changed_at=NOW, place=campaign.places.get(code=group), block="open",
    )  # fmt: skip


def proven(application: Any, **claims: Any) -> None:
    """Claims that a clerk has proven."""
    from bagdar.admissions import models

    for fact, value in claims.items():
        models.CampaignClaim.objects.create(
            application=application, fact=fact, value=value, origin="claim", state="proven",
            claimed_at=NOW, decided_at=NOW, decided_by=CLERK.name,
        )  # fmt: skip


def conditional(name: str = "Асан") -> tuple[Any, Any]:
    """A grant that may be given before the paper has come, and one who holds it."""
    from bagdar.admissions.services.campaigns import opening

    campaign = opened("grant", "KZ")
    said = opening.PlaceSaid("061", 5, programme="061", tags=("conditional",))
    opening.declare_place(campaign.pk, None, said, by=MINISTRY, at=NOW)
    return campaign, settled(campaign, graduate(name, mathematics=90))
