"""Django's formats for our three languages; its Kazakh ones are missing.

What Django can only know as format strings stands here; the words themselves (months, weekdays)
come from bagdar.core.languages wherever a page writes a day in full.
"""

from bagdar.core.languages import THIN_SPACE, Language

THOUSAND_SEPARATOR = THIN_SPACE
NUMBER_GROUPING = 3
FIRST_DAY_OF_WEEK = 1  # Monday
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
TIME_FORMAT = "H:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


def long_dates(language: Language) -> tuple[str, str, str, str]:
    """Django's format strings of a day, an instant, a month of a year, a day of a month."""
    day = {"kk": r"Y ж\ы\л\ғ\ы j F", "ru": r"j E Y \г\о\д\а", "en": "j F Y"}[language]
    month = {"kk": r"Y ж\ы\л\ғ\ы F", "ru": "F Y", "en": "F Y"}[language]
    of_month = {"kk": "j F", "ru": "j E", "en": "j F"}[language]
    return day, f"{day}, H:i", month, of_month
