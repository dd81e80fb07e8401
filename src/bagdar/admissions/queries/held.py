"""What has run and was not let out: the same again from what is frozen, and what it changes."""

from dataclasses import dataclass

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import frozen_input
from bagdar.admissions.queries.campaigns import offerings, places_of_campaign, rules_of
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.campaign.building import market_of_campaign
from bagdar.admissions.rules.campaign.outcomes import Preview, by_lottery, seats_in
from bagdar.admissions.rules.errors import Faulty
from bagdar.admissions.rules.laboratory import Change, change, standing
from bagdar.admissions.rules.lines import sha
from bagdar.admissions.rules.market import Applicant, Market
from bagdar.admissions.rules.publishing import MANIFEST, Allocation, published, run
from bagdar.admissions.rules.seeding import Ceremony, seed_of


@dataclass(frozen=True)
class Ran:
    """An allocation with its files, as the frozen input and the ceremony give it."""

    market: Market
    applicants: list[Applicant]
    ceremony: Ceremony
    allocation: Allocation
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest, which names every other file."""
        return sha(self.files[MANIFEST])


def ran(row: models.Campaign) -> Ran:
    """Raises InputChanged, RulesChanged, CodeChanged, and what seed_of raises."""
    market, applicants = frozen_input(row)
    ceremony = ceremony_in(row)
    assert ceremony is not None  # whoever planned has begun it
    found = run(market, applicants, ceremony)
    return Ran(market, applicants, ceremony, found, published(market, applicants, ceremony, found))


def preview_of(row: models.Campaign) -> Preview:
    """Of a campaign that is held. It is computed anew: seconds for a hundred thousand children."""
    found = ran(row)
    outcome, seed = found.allocation.outcome, seed_of(found.ceremony)
    lottery = allocate(by_lottery(found.market), found.applicants, seed)
    return Preview(
        seats=seats_in(found.market),
        standing=standing(found.applicants, outcome),
        lottery=change(found.applicants, lottery, outcome),
        before=_against_year_before(row, found, seed),
    )


def _against_year_before(row: models.Campaign, found: Ran, seed: bytes) -> Change | None:
    earlier = models.Campaign.objects.filter(
        kind=row.kind, territory=row.territory, origin=row.origin, year=row.year - 1, turn=1
    ).first()
    if earlier is None:
        return None
    places = offerings(places_of_campaign(row))
    other = market_of_campaign(rules_of(earlier), row.namespace, places)
    try:
        outcome = allocate(other, found.applicants, seed)
    except Faulty:  # these children lack facts by which it ordered
        return None
    return change(found.applicants, outcome, found.allocation.outcome)
