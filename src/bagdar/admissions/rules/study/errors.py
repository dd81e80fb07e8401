"""What the laboratory refuses."""

from datetime import date

from bagdar.core.errors import DomainError


class OnlySimulated(DomainError):
    """Wishes are drawn, so only a simulated nation is studied: nobody's child is in it."""

    code = "study.only_simulated"
    status = 409


class NothingToStudy(DomainError):
    """The snapshot has no first-grader whose school has a place on the map."""

    code = "study.nothing"
    status = 409

    def __init__(self, on: date) -> None:
        super().__init__(on=on)


class NoSuchVariant(DomainError):
    code = "study.no_such_variant"
    status = 404


class VariantFaulty(DomainError):
    """The rules would not hold together: an unknown fact, shares that are more than a whole."""

    code = "study.variant_faulty"
    status = 422


class NoSuchStudy(DomainError):
    code = "study.no_such_study"
    status = 404


class StudyTaken(DomainError):
    """It is done, or somebody does it."""

    code = "study.taken"
    status = 409


class StudyBroken(DomainError):
    """It ended with an error that nobody foresaw."""

    code = "study.broken"
    status = 500
