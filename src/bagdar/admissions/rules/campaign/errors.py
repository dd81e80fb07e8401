"""What a campaign refuses. The facts of an error never hold a name or what somebody wrote."""

from datetime import datetime

from bagdar.admissions.rules.campaign.nouns import CampaignState, Stands
from bagdar.core.errors import DomainError, Phrase


class NoSuchCampaign(DomainError):
    code = "campaign.no_such_campaign"
    status = 404


class NoSuchApplicationHere(DomainError):
    """There is none, or it is a stranger's: one is not told from the other."""

    code = "campaign.no_such_application"
    status = 404


class NoSuchCampaignPlace(DomainError):
    code = "campaign.no_such_place"
    status = 404


class CampaignThere(DomainError):
    """Its kind, territory, year and round are taken."""

    code = "campaign.there"
    status = 409


class CampaignStateWrong(DomainError):
    """The campaign is not where this can be done. needed: where it would have to be."""

    code = "campaign.state_wrong"
    status = 409

    def __init__(self, state: str, needed: CampaignState) -> None:
        super().__init__(
            state=Phrase(f"campaign.state.{state}"), needed=Phrase(f"campaign.state.{needed}")
        )


class ApplicationStateWrong(DomainError):
    code = "campaign.application_state_wrong"
    status = 409

    def __init__(self, state: Stands) -> None:
        super().__init__(state=Phrase(f"campaign.stands.{state}"))


class TermsFaulty(DomainError):
    """Instants, year or territory that a campaign cannot have."""

    code = "campaign.terms_faulty"
    status = 422


class PlaceFaulty(DomainError):
    code = "campaign.place_faulty"
    status = 422


class NoPlaces(DomainError):
    """A campaign without a seat cannot be opened."""

    code = "campaign.no_places"
    status = 409


class NotOpenNow(DomainError):
    """Applications are taken from one instant to another."""

    code = "campaign.not_open_now"
    status = 409

    def __init__(self, opens_at: datetime, closes_at: datetime) -> None:
        super().__init__(opens_at=opens_at, closes_at=closes_at)


class AppliedAlready(DomainError):
    code = "campaign.applied_already"
    status = 409


class WishesWrong(DomainError):
    """None, one twice, or a place that the campaign has not."""

    code = "campaign.wishes_wrong"
    status = 422


class NotEligible(DomainError):
    """why: a phrase `campaign.not_eligible.…`."""

    code = "campaign.not_eligible_for"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why=Phrase(f"campaign.not_eligible.{why}"))


class FactMissing(DomainError):
    """A place orders by a number that nobody has recorded of this child, such as an exam."""

    code = "campaign.fact_missing"
    status = 422


class ClaimFaulty(DomainError):
    """Nothing that can be claimed, or nothing claimed."""

    code = "campaign.claim_faulty"
    status = 422


class OtherEyesNeeded(DomainError):
    """Whoever claims a fact does not prove it, and no family's account proves one."""

    code = "campaign.other_eyes_needed"
    status = 403


class EvidenceUnfit(DomainError):
    """A file that is empty or neither PDF nor a picture."""

    code = "campaign.evidence_unfit"
    status = 415


class EvidenceLarge(DomainError):
    code = "campaign.evidence_large"
    status = 413


class EvidenceLost(DomainError):
    """The file is gone from the disk or is not what was kept: only a backup brings it back."""

    code = "campaign.evidence_lost"
    status = 503


class NoSuchClaim(DomainError):
    """There is none, or it is a stranger's: one is not told from the other."""

    code = "campaign.no_such_claim"
    status = 404


class EnrolledAlready(DomainError):
    """Who learns there already leaves by the register."""

    code = "campaign.enrolled_already"
    status = 409


class NotEnrolledHere(DomainError):
    """What a campaign of this kind gives is no enrolment: a bed, a grant."""

    code = "campaign.not_enrolled_here"
    status = 409


class ReasonNeeded(DomainError):
    code = "campaign.reason_needed"
    status = 422


class AnswerLate(DomainError):
    code = "campaign.answer_late"
    status = 409


class OtherPersonNeeded(DomainError):
    """What one account ran, another lets out."""

    code = "campaign.other_person_needed"
    status = 403
