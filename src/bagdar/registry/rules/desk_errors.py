"""What the desk refuses. The facts of an error never hold a personal value."""

from bagdar.core.errors import DomainError


class NotAgreed(DomainError):
    """No person of the register has this IIN and this birth date; which of the two is not said."""

    code = "registry.person_not_agreed"
    status = 404


class AlreadyHere(DomainError):
    code = "registry.already_here"
    status = 409


class LearnsElsewhere(DomainError):
    """Full-time in another organisation on the day. Which one is not among the facts."""

    code = "registry.learns_elsewhere"
    status = 409


class DescribedElsewhere(DomainError):
    """Another organisation has the person full-time and says who that is (rules/differing)."""

    code = "registry.described_elsewhere"
    status = 409


class PossibleDouble(DomainError):
    """The register has a person of this name and birth date."""

    code = "registry.possible_double"
    status = 409


class PlanChanged(DomainError):
    """What a preview showed is not what would be done now."""

    code = "registry.plan_changed"
    status = 409


class NothingToPromote(DomainError):
    code = "registry.nothing_to_promote"
    status = 409


class NotOwn(DomainError):
    """A person who does not learn or work here: as if there were none."""

    code = "registry.not_own"
    status = 404
