"""What an exchange of places refuses. Nothing is told of whoever holds the other place."""

from bagdar.core.errors import DomainError


class SwapsClosed(DomainError):
    """The kind knows no exchanges, or others may yet move up."""

    code = "swap.closed"
    status = 409


class SwapImpossible(DomainError):
    """One of the two holds no place for good, the places are one, or it does not suit the other."""

    code = "swap.impossible"
    status = 409


class NoSuchSwap(DomainError):
    """There is none that waits, or it is not for this person."""

    code = "swap.none"
    status = 404


class SwapAsked(DomainError):
    code = "swap.asked"
    status = 409
