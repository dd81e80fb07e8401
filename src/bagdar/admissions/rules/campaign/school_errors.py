"""What catchments, and addresses that families claim, refuse."""

from bagdar.admissions.rules.campaign.nouns import ClaimState
from bagdar.core.errors import DomainError, Phrase


class NoSuchCatchment(DomainError):
    """There is none, or it has been superseded, or it is another region's."""

    code = "catchment.none"
    status = 404


class CatchmentFaulty(DomainError):
    """fields: what cannot be, all at once; a phrase `catchment.field.…` for each."""

    code = "catchment.faulty"
    status = 422

    def __init__(self, *fields: str) -> None:
        self.fields = fields
        super().__init__(fields=tuple(Phrase(f"catchment.field.{one}") for one in fields))


class CatchmentThere(DomainError):
    """The school has an area on some of these days that shares a house with it."""

    code = "catchment.there"
    status = 409


class AddressFaulty(DomainError):
    """Nothing written, or the campaign or the register knows no territory for it."""

    code = "catchment.address_faulty"
    status = 422


class AddressStateWrong(DomainError):
    """It was decided, or there is none to decide."""

    code = "catchment.address_state_wrong"
    status = 409

    def __init__(self, state: ClaimState) -> None:
        super().__init__(state=Phrase(f"catchment.address.state.{state}"))
