"""A town of made-up schools and families for a walk through a whole year of first grades.

Two schools and two streets: the first school has two seats and Абай street, the second one and
Сәкен street. What people of the walk do not do themselves is done here, in a process of its own:
time passes, the log and its witnesses speak, other families and parties answer.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from tests.campaigning import SECRETS, SPEAKERS
from tests.notary_logs import Site
from tests.people import account
from tests.register import given, organisation, person, territory

MINISTRY, PARENT = Actor("ministry", "operator"), Actor("other-parent", "person")
CLERK = Actor("other-clerk", "region")
REGION, MADE_UP = "KZ-11", Origin.SIMULATED
ABAI, SAKEN = "Абай көшесі", "Сәкен көшесі"
NAMES = {1: "Бірінші", 2: "Екінші"}
OWN, SURE, LEAVING, LAST = "Ұзынесімгүл", "Асан", "Үсен", "Дана"


def now() -> datetime:
    return datetime.now(UTC)


def year_ahead() -> int:
    today = now().date()
    return today.year + (today >= date(today.year, 9, 1))


# --- the log and its witnesses ------------------------------------------------------------------


def begin_log() -> None:
    """In the place of the log that the service was set up with, which has no witnesses."""
    from django.conf import settings

    var = Path(settings.VAR_DIR)
    made = Site(var / "site")
    for here, there in ((var / "notary", "home"), (Path(settings.LOG_DIR), "public")):
        if here.exists():
            here.rename(var / f"{here.name}-before")
        here.symlink_to(made.folder / there)


def log() -> None:
    """What was committed to gets into the log, and the witnesses cosign."""
    from django.conf import settings

    from bagdar.notary import public as notary

    site = Site.again(Path(settings.VAR_DIR) / "site")
    site.now = int(now().timestamp())
    notary.sequence(site.log())


# --- who is there -------------------------------------------------------------------------------


def put(width: int) -> None:
    """A campaign of the id `width`, its schools, families and accounts."""
    from bagdar.admissions import models
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns import opening

    at, year = now() - timedelta(hours=1), year_ahead()
    said = opening.Opened(
        CampaignKind.SCHOOL, REGION, year, at, at + timedelta(days=30), MADE_UP,
        turn=1 if width == 360 else 3,
    )  # fmt: skip
    made = opening.open_campaign(said, by=MINISTRY, at=at)
    models.Campaign.objects.filter(pk=made.pk).update(id=UUID(int=width))
    for number, seats, street in ((1, 2, ABAI), (2, 1, SAKEN)):
        called = f"{NAMES[number]} мектеп {width}"
        school = organisation(1, MADE_UP, name_kk=called, region=REGION, territory="71")
        _catchment(school, street)
        place = opening.PlaceSaid(f"{school}.kk", seats, "kk", details={"grade": 1})
        opening.declare_place(UUID(int=width), school, place, by=MINISTRY, at=at)
        account(f"school-{number}-{width}", role="organisation", organisation_id=school)
    opening.begin(UUID(int=width), by=MINISTRY, at=at)
    for role, kind in (("party", "auditor"), ("first", "ministry"), ("second", "coordinator")):
        account(f"{role}-{width}", role=kind)
    _families(width)


def _catchment(school: UUID, street: str) -> None:
    from bagdar.admissions.rules.campaign.catchments import Area
    from bagdar.admissions.services.campaigns.catchments import CatchmentSaid, record_catchment

    said = CatchmentSaid(school, Area("71", street), date(2024, 1, 1), None, "simulated")
    record_catchment(said, by=CLERK, at=now())


def _families(width: int) -> None:
    """The parent of the walk has an account; three other children apply at once."""
    own = _child(f"{OWN}{width}")
    account(f"parent-{width}", role="person", person_id=_parent(own))
    for name, street, wishes in (
        (SURE, ABAI, (1,)), (LEAVING, ABAI, (1,)), (LAST, "", (2,)),
    ):  # fmt: skip
        _applies(width, _child(f"{name}{width}"), street, wishes)


def _child(name: str) -> UUID:
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import ResidenceDetails
    from bagdar.registry.rules.kinds import RESIDENCE

    born = date(year_ahead() - 6, 3, 1)
    made = person(1, MADE_UP, given=name, born_on=born)
    record_fact(RESIDENCE, made, ResidenceDetails(territory="71"), Period(born), **given(5))
    return made


def _parent(child: UUID) -> UUID:
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import GuardianshipDetails
    from bagdar.registry.rules.kinds import GUARDIANSHIP

    adult = person(1, MADE_UP, given="Ата-ана", born_on=date(1990, 1, 1))
    told = GuardianshipDetails(guardian_id=adult, kind="parent")
    since = Period(date(year_ahead() - 6, 4, 1))
    record_fact(GUARDIANSHIP, child, told, since, **given(6))
    return adult


def _applies(width: int, who: UUID, street: str, wishes: tuple[int, ...]) -> None:
    from bagdar.admissions.services.campaigns import addresses, applying

    named = {_name(one): one.pk for one in _campaign(width).places.all()}
    ids = [named[NAMES[one]] for one in wishes]
    made = applying.apply_for_places(UUID(int=width), who, ids, by=PARENT, at=now())
    if street:
        addresses.claim_address(made.pk, street, "7", "№1", by=PARENT, at=now())
        addresses.decide_address(made.pk, True, "№1", by=CLERK, at=now())


def _name(place: Any) -> str:
    from bagdar.registry.public import organisations_named

    named = organisations_named([place.organisation_id])[place.organisation_id]
    return named.name.kk.split()[0]


def _campaign(width: int) -> Any:
    from bagdar.admissions.models import Campaign

    return Campaign.objects.get(pk=UUID(int=width))


# --- what happens meanwhile ---------------------------------------------------------------------


def begin() -> None:
    begin_log()
    territory("71", origin=MADE_UP, region=REGION)
    account("clerk", role="region", region_code=REGION)
    for width in (360, 1280):
        put(width)
    log()


def days_pass(width: int) -> None:
    """Until applications close."""
    from bagdar.admissions.models import Campaign

    Campaign.objects.filter(pk=UUID(int=width)).update(closes_at=now())
    log()


def others_promise(width: int) -> None:
    from bagdar.admissions.queries.ceremonies import ceremony_in
    from bagdar.admissions.rules.seeding import promise_of
    from bagdar.admissions.services.campaigns.drawing import promise

    for party in ("ministry", "university"):
        ceremony = ceremony_in(_campaign(width))
        assert ceremony is not None
        told = promise_of(ceremony.plan, party, bytes.fromhex(SECRETS[party]))
        promise(UUID(int=width), party, told, by=Actor(SPEAKERS[party], "operator"), at=now())


def others_reveal(width: int) -> None:
    from bagdar.admissions.services.campaigns.drawing import reveal

    for party in ("ministry", "university"):
        by = Actor(SPEAKERS[party], "operator")
        reveal(UUID(int=width), party, SECRETS[party], by=by, at=now())


def answers(width: int, deed: str, name: str) -> None:
    """deed: settle, refuse; name: of a child, without the width."""
    from bagdar.admissions.services.campaigns import answering
    from bagdar.registry.public import person_on

    for row in _campaign(width).applications.all():
        told = person_on(row.person_id, now().date())
        if told and told.name.given == f"{name}{width}":
            getattr(answering, deed)(row.pk, by=PARENT, at=now())
    log()
