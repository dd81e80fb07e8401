"""Who has settled for a place is enrolled into the register, by the organisation that gives it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.admissions.queries.campaigns import application_of, check_state
from bagdar.admissions.rules.campaign.errors import (
    ApplicationStateWrong,
    EnrolledAlready,
    NotEnrolledHere,
)
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState, Stands
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import Period
from bagdar.registry.public import enrol
from bagdar.registry.rules.nouns import EnrolmentDetails

FIRST_GRADE, PRIMARY = 1, "1"  # of ISCED 2011


@transaction.atomic
def enrol_settled(
    application_id: UUID, first_day: date, *, by: Actor, at: datetime
) -> models.CampaignApplication:
    """From a day on the register has the person there; the application remembers it.

    Raises NoSuchApplicationHere, CampaignStateWrong, ApplicationStateWrong, EnrolledAlready,
    NotEnrolledHere, and what registry.enrol raises: such as a place elsewhere that was not left.
    """
    row = locked(application_of(application_id).campaign_id)
    check_state(row, CampaignState.PUBLISHED, CampaignState.ENDED)
    made = application_of(application_id)
    if made.enrolled is not None:
        raise EnrolledAlready()
    if made.state != Stands.SETTLED.value or made.place is None:
        raise ApplicationStateWrong(Stands(made.state))
    source = f"{row.namespace} {made.child}"
    said, valid = _details(made.place, CampaignKind(row.kind)), Period(first_day)
    enrol(made.person_id, said, valid, source=source, by=by, at=at)
    made.enrolled = first_day
    made.save(update_fields=["enrolled"])
    record("admissions.campaign_enrolled", about=about(made), by=by, facts={})
    return application_of(made.pk)


def _details(place: models.CampaignPlace, kind: CampaignKind) -> EnrolmentDetails:
    told = place.details
    if kind is CampaignKind.SCHOOL:
        level, grade = PRIMARY, int(told.get("grade", FIRST_GRADE))
    elif kind is CampaignKind.COLLEGE and told.get("level"):
        level, grade = str(told["level"]), FIRST_GRADE
    else:
        raise NotEnrolledHere()
    return EnrolmentDetails(
        place.organisation_id, level, grade=grade, language=place.language,
        programme=place.programme,
    )  # fmt: skip
