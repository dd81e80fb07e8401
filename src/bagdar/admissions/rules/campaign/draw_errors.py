"""What a campaign refuses between closing and its end. No fact holds a name of a person."""

from datetime import datetime

from bagdar.core.errors import DomainError


class ClosesLater(DomainError):
    """Applications are taken until an instant; nobody closes before."""

    code = "campaign.closes_later"
    status = 409

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at=closes_at)


class PartiesFaulty(DomainError):
    """Each declared party needs one account, each account speaks for one party."""

    code = "campaign.parties_faulty"
    status = 422


class NotYourParty(DomainError):
    """Another account speaks for this party, or there is none such."""

    code = "campaign.not_your_party"
    status = 403


class PromiseMalformed(DomainError):
    """A promise is 64 hexadecimal digits, a secret 64 as well."""

    code = "campaign.promise_malformed"
    status = 422


class HeldDiffers(DomainError):
    """What would be published is not what was held: nothing is let out."""

    code = "campaign.held_differs"
    status = 409


class NobodyMovesUp(DomainError):
    """The rules of the campaign say that what is left stays."""

    code = "campaign.nobody_moves_up"
    status = 409


class NothingLeft(DomainError):
    """Since the last decision nobody left and nobody took a place for good."""

    code = "campaign.nothing_left"
    status = 409


class OffersOpen(DomainError):
    """Offers are still to be answered."""

    code = "campaign.offers_open"
    status = 409


class NoSuchCampaignFile(DomainError):
    code = "campaign.no_such_file"
    status = 404


class NoSuchPart(DomainError):
    """No campaign in which this account promises and reveals."""

    code = "campaign.no_such_part"
    status = 404


class PlanStands(DomainError):
    """Somebody has revealed, and the program that was planned runs here: nothing is drawn anew."""

    code = "campaign.plan_stands"
    status = 409


class OtherAnnuls(DomainError):
    """Who asks that a plan be annulled does not annul it."""

    code = "campaign.other_annuls"
    status = 403


class PlanGivenUp(DomainError):
    """Every party agreed that a plan be annulled: it does not run any more."""

    code = "campaign.plan_given_up"
    status = 409


class AgreementMissing(DomainError):
    """After a reveal no plan is annulled without every one of its parties. parties: by code."""

    code = "campaign.agreement_missing"
    status = 409

    def __init__(self, parties: tuple[str, ...]) -> None:
        super().__init__(parties=", ".join(parties))


class AgreementUnneeded(DomainError):
    """Nobody has revealed, or the party has agreed already."""

    code = "campaign.agreement_unneeded"
    status = 409


class NoAnnulmentAsked(DomainError):
    """One official asks that a plan be annulled, and another one annuls it."""

    code = "campaign.no_annulment_asked"
    status = 409


class SecretSpent(DomainError):
    """The promised secret was revealed under a plan that was annulled."""

    code = "campaign.secret_spent"
    status = 422
