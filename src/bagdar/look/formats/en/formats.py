"""How forms and template filters of Django write days and figures, from our own tables."""

from bagdar.look.formats import *  # noqa: F403
from bagdar.look.formats import long_dates

DECIMAL_SEPARATOR = "."
DATE_FORMAT, DATETIME_FORMAT, YEAR_MONTH_FORMAT, MONTH_DAY_FORMAT = long_dates("en")
