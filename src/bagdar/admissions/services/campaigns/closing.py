"""Closing: facts are read anew, the input is frozen, and its root is known from then on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import INPUT, file_rows
from bagdar.admissions.queries.campaigns import (
    check_state,
    offerings,
    places_of_campaign,
    rules_of,
)
from bagdar.admissions.queries.frozen import Read, taking_part
from bagdar.admissions.rules.campaign.building import (
    applicant_of,
    compulsory,
    market_of_campaign,
)
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.draw_errors import ClosesLater
from bagdar.admissions.rules.campaign.freezing import frozen
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.declaring import check_applications
from bagdar.admissions.rules.market import Applicant
from bagdar.admissions.rules.publishing import input_files, input_root
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date

BATCH = 500


@transaction.atomic
def close(campaign_id: UUID, *, by: Actor, at: datetime) -> models.Campaign:
    """Nobody applies any more, and nothing of the input changes.

    Facts are read from the register as of this moment; proven claims go before them. A wish whose
    place orders by a number that nobody has recorded is left out, and the application says so.
    Raises NoSuchCampaign, CampaignStateWrong, ClosesLater, ApplicationsFaulty.
    """
    row = locked(campaign_id)
    check_state(row, CampaignState.OPEN)
    if at < row.closes_at:
        raise ClosesLater(row.closes_at)
    rules, places = rules_of(row), offerings(places_of_campaign(row))
    needed = {one.code: compulsory(rules, one) for one in places}
    market = market_of_campaign(rules, row.namespace, places)
    read = list(taking_part(row, local_date(at)))
    applicants = [_kept(rules, one, needed) for one in read]
    check_applications(market, applicants)
    files = input_files(market, applicants)
    _write_facts(read, at)
    models.CampaignFile.objects.bulk_create(file_rows(row, INPUT, files))
    row.input_root, row.state = input_root(files), CampaignState.CLOSED.value
    row.save(update_fields=["input_root", "state"])
    left_out = sum(len(one.row.why) for one in read)
    record(
        "admissions.campaign_closed", about=f"admissions.campaign:{row.pk}", by=by,
        facts={"applications": len(read), "input_root": row.input_root, "left_out": left_out},
    )  # fmt: skip
    return row


def _kept(rules: CampaignRules, one: Read, needed: dict[str, Sequence[str]]) -> Applicant:
    """What takes part of an application; its row is told what does not, and its facts."""
    asking, missing = frozen(one.asking, needed)
    made = applicant_of(rules, asking)
    one.row.why = [each.told() for each in missing]
    one.row.facts = dict(made.facts)
    facts = {wish.place: dict(wish.facts) for wish in made.wishes}
    for wish in one.wishes:
        wish.facts = facts.get(wish.place.code, {})
    return made


def _write_facts(read: Sequence[Read], at: datetime) -> None:
    rows = [one.row for one in read]
    for row in rows:
        row.changed_at = at
    models.CampaignApplication.objects.bulk_update(
        rows, ["facts", "why", "changed_at"], batch_size=BATCH
    )
    wishes = [wish for one in read for wish in one.wishes if wish.facts]
    models.CampaignWish.objects.bulk_update(wishes, ["facts"], batch_size=BATCH)
