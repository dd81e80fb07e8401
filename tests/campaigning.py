"""A campaign of made-up schools and children on a real database, with a log and two witnesses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from tests.notary_logs import Site
from tests.notary_tools import SECONDS
from tests.register import organisation, person

NOW = datetime.fromtimestamp(SECONDS, UTC)
OPERATOR, OTHER = Actor("operator-1", "ministry"), Actor("operator-2", "ministry")
SECRETS = {"ministry": "6d" * 32, "university": "75" * 32, "parents": "70" * 32}
SPEAKERS = {party: f"cli:{party}" for party in SECRETS}
REGION = "KZ-11"


def secret_of(party: str) -> str:
    return SECRETS.get(party, "73" * 32)


def site_of(folder: Path, settings: Any) -> Site:
    """A log that this installation writes into, with two witnesses that speak when it does."""
    made = Site(folder / "site")
    settings.VAR_DIR, settings.LOG_DIR = folder / "var", made.folder / "public"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "notary").symlink_to(made.folder / "home")
    return made


@dataclass
class Fair:
    """A campaign with its places by code; children by name; a clock that goes by minutes."""

    site: Site
    id: UUID
    places: dict[str, Any]
    children: dict[str, UUID] = field(default_factory=dict)
    at: datetime = NOW

    def now(self, **more: float) -> datetime:
        self.at += timedelta(**(more or {"minutes": 1}))
        self.site.now = int(self.at.timestamp())
        return self.at

    @property
    def campaign(self) -> Any:
        from bagdar.admissions.models import Campaign

        return Campaign.objects.get(pk=self.id)

    @property
    def speakers(self) -> dict[str, str]:
        """Of the parties that the kind declares."""
        from bagdar.admissions.queries.campaigns import rules_of

        return {party: f"cli:{party}" for party in rules_of(self.campaign).draw.parties}

    def row(self, name: str) -> Any:
        rows = self.campaign.applications.select_related("place")
        return rows.get(person=self.children[name])

    def stands(self, name: str) -> tuple[str, str]:
        """How an application stands, and at which place."""
        found = self.row(name)
        return found.state, found.place.code if found.place else ""

    def apply(self, name: str, *wishes: str, state: str = "applied") -> Any:
        from bagdar.admissions.models import CampaignApplication, CampaignWish
        from bagdar.admissions.rules.lottery import child_in

        row, at = self.campaign, self.now()
        self.children[name] = person(
            1, Origin.SIMULATED, given=name, born_on=date(row.year - 6, 3, 1)
        )
        child = child_in(bytes.fromhex(row.secret), row.namespace, str(self.children[name]))
        made = CampaignApplication.objects.create(
            campaign=row, person_id=self.children[name], child=child, state=state,
            first_at=at, changed_at=at,
        )  # fmt: skip
        for rank, code in enumerate(wishes, start=1):
            CampaignWish.objects.create(application=made, rank=rank, place=self.places[code])
        return made

    def prove(self, name: str, fact: str, value: Any, state: str = "proven") -> None:
        from bagdar.admissions.models import CampaignClaim

        CampaignClaim.objects.create(
            application=self.row(name), fact=fact, value=value, origin="claim", state=state,
            claimed_at=self.at, decided_at=None if state == "claimed" else self.at,
        )  # fmt: skip

    def log(self) -> None:
        """What was committed to gets into the log, and the witnesses cosign."""
        from bagdar.notary import public as notary

        self.now()
        notary.sequence(self.site.log())

    # --- the steps, each on time ---------------------------------------------------------------

    def begin(self) -> None:
        from bagdar.admissions.services.campaigns.opening import begin

        begin(self.id, by=OPERATOR, at=self.now())

    def close(self) -> Any:
        from bagdar.admissions.services.campaigns.closing import close

        return close(self.id, by=OPERATOR, at=self.now(days=31))

    def plan(self) -> Any:
        from bagdar.admissions.services.campaigns.drawing import plan

        made = plan(self.id, self.speakers, by=OPERATOR, at=self.now())
        self.log()
        return made

    def promise(self, *parties: str) -> None:
        from bagdar.admissions.queries.ceremonies import ceremony_in
        from bagdar.admissions.rules.seeding import promise_of
        from bagdar.admissions.services.campaigns.drawing import promise

        for party in parties or self.speakers:
            ceremony = ceremony_in(self.campaign)
            assert ceremony is not None
            told = promise_of(ceremony.plan, party, bytes.fromhex(secret_of(party)))
            promise(self.id, party, told, by=Actor(self.speakers[party], "operator"), at=self.now())

    def reveal(self, *parties: str) -> None:
        from bagdar.admissions.services.campaigns.drawing import reveal

        for party in parties or self.speakers:
            by = Actor(self.speakers[party], "operator")
            reveal(self.id, party, secret_of(party), by=by, at=self.now())

    def run(self) -> Any:
        from bagdar.admissions.services.campaigns.giving import run

        return run(self.id, by=OPERATOR, at=self.now())

    def drawn(self) -> None:
        """From open to the complete ceremony."""
        self.close()
        self.plan()
        self.promise()
        self.reveal()

    def held(self) -> None:
        self.drawn()
        self.run()
        self.log()

    def released(self) -> None:
        from bagdar.admissions.services.campaigns.giving import release

        self.held()
        release(self.id, by=OTHER, at=self.now())
        self.log()


def fair(
    folder: Path, settings: Any, seats: dict[str, int] | None = None,
    origin: Origin = Origin.SIMULATED, *, now: datetime = NOW,
) -> Fair:  # fmt: skip
    """A campaign that takes applications: a place for each code, with its seats."""
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns import opening

    site = site_of(folder, settings)
    said = opening.Opened(
        CampaignKind.SCHOOL, REGION, now.year, now, now + timedelta(days=30), origin
    )
    made = opening.open_campaign(said, by=OPERATOR, at=now)
    found = Fair(site, made.pk, {}, at=now)
    for code, many in (seats or {"a": 1, "b": 1}).items():
        school = organisation(1, origin, name_kk=f"Үлгі мектеп {code}")
        found.places[code] = opening.declare_place(
            made.pk, school, opening.PlaceSaid(code, many), by=OPERATOR, at=now
        )
    found.begin()
    found.log()
    return found


def planned_elsewhere(of: Fair, speakers: Mapping[str, str] = SPEAKERS) -> None:
    """Closed, with a plan of a program that is not here any more, committed to and cosigned."""
    from django.db import transaction

    from bagdar.admissions.queries.ceremonies import PLAN, plan_content
    from bagdar.admissions.services.campaigns import drawing
    from bagdar.notary import public as notary

    of.close()
    row = drawing.plan(of.id, speakers, by=OPERATOR, at=of.now())
    row.plan = {**row.plan, "code": "c" * 64}
    row.ceremony = {**row.ceremony, "plan": row.plan}
    with transaction.atomic():
        row.plan_receipt = notary.commit(PLAN, f"admissions.campaign:{of.id}", plan_content(row))
        row.save()
    of.log()


# --- campaigns without a log, one in each state ------------------------------------------------


def put_campaigns() -> None:
    """One in each state under the ids that the API's description gives, of its example years."""
    from bagdar.admissions.api import draw_schemas as ids

    known = (ids.DRAFT, ids.OPEN, ids.CLOSED, ids.DRAWN, ids.HELD, ids.CAMPAIGN)
    for number, id in enumerate(known):
        put_campaign(UUID(id), NOW.year - number, number)


def put_campaign(id: UUID, year: int, steps: int) -> None:
    """steps: how many of them are behind it."""
    from bagdar.admissions import models
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns import opening

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    school = organisation(1, Origin.SIMULATED)
    said = opening.Opened(
        CampaignKind.SCHOOL, REGION, year, long_ago, long_ago + timedelta(days=9), Origin.SIMULATED
    )
    made = opening.open_campaign(said, by=OPERATOR, at=long_ago)
    models.Campaign.objects.filter(pk=made.pk).update(id=id)
    place = opening.PlaceSaid("a", 2, "kk")
    opening.declare_place(id, school, place, by=OPERATOR, at=long_ago)
    for step in _steps()[:steps]:
        step(id, long_ago + timedelta(days=10))


def _steps() -> list[Any]:
    from bagdar.admissions.services.campaigns import closing, giving, opening

    return [
        lambda id, at: opening.begin(id, by=OPERATOR, at=at),
        lambda id, at: closing.close(id, by=OPERATOR, at=at),
        _draw,
        lambda id, at: giving.run(id, by=OPERATOR, at=at),
        _publish,
    ]


def _draw(id: UUID, at: datetime) -> None:
    """A complete ceremony; its witnesses are said to have cosigned."""
    from bagdar.admissions.models import Campaign
    from bagdar.admissions.queries.ceremonies import ceremony_in
    from bagdar.admissions.rules.seeding import promise_of
    from bagdar.admissions.services.campaigns.drawing import plan, promise, reveal

    plan(id, SPEAKERS, by=OPERATOR, at=at)
    row = Campaign.objects.get(pk=id)
    now = int(at.timestamp())
    row.ceremony["witnessed"] = {"w1": now, "w2": now}
    row.save()
    for do in (promise, reveal):
        for party, secret in SECRETS.items():
            ceremony = ceremony_in(row)
            assert ceremony is not None
            told = promise_of(ceremony.plan, party, bytes.fromhex(secret))
            said = told if do is promise else secret
            do(id, party, said, by=Actor(SPEAKERS[party], "operator"), at=at)


def _publish(id: UUID, at: datetime) -> None:
    """As release does, which needs a log."""
    from bagdar.admissions.models import Campaign
    from bagdar.admissions.queries.held import ran
    from bagdar.admissions.rules.campaign.nouns import DecisionKind
    from bagdar.admissions.services.campaigns.telling import decide

    row = Campaign.objects.get(pk=id)
    decide(row, 1, DecisionKind.MAIN, ran(row).files, by=OTHER, at=at)
    Campaign.objects.filter(pk=id).update(state="published", published_at=at)
