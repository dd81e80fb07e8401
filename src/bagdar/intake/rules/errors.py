"""What intake refuses. The facts of an error never hold a personal value."""

from bagdar.core.errors import DomainError


class NoSuchDelivery(DomainError):
    """No such delivery, or none that this account may know of: the answer is the same."""

    code = "intake.no_such_delivery"
    status = 404


class NoSuchForm(DomainError):
    code = "intake.no_such_form"
    status = 404


class NotYours(DomainError):
    """An organisation for which this account may not deliver, or none: the answer is the same."""

    code = "intake.not_yours"
    status = 404


class NotOpen(DomainError):
    """A delivery that has ended cannot be cancelled."""

    code = "intake.not_open"
    status = 409


class NotLoaded(DomainError):
    """Nothing of the delivery went in, or it was withdrawn already."""

    code = "intake.not_loaded"
    status = 409


class ReasonNeeded(DomainError):
    code = "intake.reason_needed"
    status = 422


class NotOfRegion(DomainError):
    """A clerk of a region delivers organisations of that region."""

    code = "intake.not_of_region"
    status = 409


class UnknownOrganisation(DomainError):
    code = "intake.unknown_organisation"
    status = 404
