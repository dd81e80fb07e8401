"""What can be wrong with a request for figures."""

from bagdar.core.errors import DomainError


class UnknownMetric(DomainError):
    code = "indicators.unknown_metric"
    status = 404


class NoSuchFigure(DomainError):
    code = "indicators.no_such_figure"
    status = 404


class OutsideMissing(DomainError):
    """A figure that no record gives has no value for the year."""

    code = "indicators.outside_missing"


class CubeDamaged(DomainError):
    """The cells are gone, or are not those that were computed."""

    code = "indicators.cube_damaged"


class NoSuchTable(DomainError):
    """Not in the catalogue of the metric's tables."""

    code = "indicators.no_such_table"
    status = 404


class NotProtected(DomainError):
    """Computed, but what of it may be shown was not decided yet."""

    code = "indicators.not_protected"
    status = 404


class NoSuchDay(DomainError):
    """The metric has not been computed for the day."""

    code = "indicators.no_such_day"
    status = 404


class NotBridged(DomainError):
    """A place was divided, and nothing says how its figures are to be put to today's regions."""

    code = "indicators.not_bridged"
    status = 409
