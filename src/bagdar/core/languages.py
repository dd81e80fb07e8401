"""The three languages, and how Kazakh, Russian and English write figures and days.

Django's Kazakh formats are missing and its Kazakh catalogue is half full, so the formats that
pages, files and messages use are declared here once, without Django.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, field_validator

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
OWN_NAMES: Mapping[Language, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
# The pinned package and not the machine's own table, which may not know of 1 March 2024.
with files("tzdata.zoneinfo.Asia").joinpath("Almaty").open("rb") as _zone:
    TIME_ZONE = ZoneInfo.from_file(_zone, key="Asia/Almaty")

THIN_SPACE = "\u202f"
MINUS = "\u2212"
EMPTY = "–"


class Words(BaseModel):
    """One wording in all three languages; none of them may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kk: str
    ru: str
    en: str

    @field_validator("kk", "ru", "en")
    @classmethod
    def _is_not_empty(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("empty wording")
        return text

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language))

    def items(self) -> Iterator[tuple[Language, str]]:
        return ((language, self[language]) for language in LANGUAGES)

    @classmethod
    def same(cls, text: str) -> Self:
        """A wording that all three languages share, such as a code."""
        return cls(kk=text, ru=text, en=text)


MONTHS: Mapping[Language, tuple[str, ...]] = {
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ),
    "ru": (
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
MONTHS_OF_DAY_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def plural(count: int | Decimal, language: Language) -> Literal["one", "few", "many", "other"]:
    """The plural form that CLDR names for a count: Russian has three, the others two.

    A Kazakh noun stays singular after a numeral, so most Kazakh wordings give "other" only.
    A fraction takes "other" in every language (Russian: 1,5 года).
    """
    if count != int(count):
        return "other"
    whole = abs(int(count))
    if language != "ru":
        return "one" if whole == 1 else "other"
    if whole % 10 == 1 and whole % 100 != 11:
        return "one"
    if whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14):
        return "few"
    return "many"


def format_number(number: int | Decimal, language: Language, places: int | None = None) -> str:
    """A number as people write it: thin spaces from four digits, a comma outside English.

    places: digits after the mark; None keeps those that the number has, without trailing zeros.
    """
    value = Decimal(number)
    text = f"{abs(value):.{places}f}" if places is not None else f"{abs(value).normalize():f}"
    whole, _, fraction = text.partition(".")
    whole = f"{int(whole):,}".replace(",", THIN_SPACE)
    mark = "." if language == "en" else ","
    sign = MINUS if value < 0 and Decimal(text) != 0 else ""
    return f"{sign}{whole}{mark}{fraction}" if fraction else f"{sign}{whole}"


def format_date(day: date, language: Language) -> str:
    """A day in full: 2019 жылғы 27 желтоқсан · 27 декабря 2019 года · 27 December 2019."""
    if language == "kk":
        return f"{day.year} жылғы {day.day} {MONTHS['kk'][day.month - 1]}"
    if language == "ru":
        return f"{day.day} {MONTHS_OF_DAY_RU[day.month - 1]} {day.year} года"
    return f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"


def format_day(day: date) -> str:
    """A day in figures, the same in all three languages: 27.12.2019."""
    return f"{day:%d.%m.%Y}"


def format_instant(instant: datetime, language: Language) -> str:
    """An instant on Almaty's clock, to the minute. Raises ValueError without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = instant.astimezone(TIME_ZONE)
    return f"{format_date(local.date(), language)}, {local:%H:%M}"


def format_weekday(day: date, language: Language) -> str:
    """The day's name; weeks begin on Monday in all three languages here."""
    return WEEKDAYS[language][day.weekday()]


def show(value: object, language: Language) -> str:
    """Any fact as a reader of this language sees it inside a sentence."""
    if value is None:
        return EMPTY
    if isinstance(value, Words):
        return value[language]
    if isinstance(value, bool):
        return {"kk": ("жоқ", "иә"), "ru": ("нет", "да"), "en": ("no", "yes")}[language][value]
    if isinstance(value, Decimal):
        return format_number(value, language)
    if isinstance(value, datetime):
        return format_instant(value, language)
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item, language) for item in value)
    return str(value)
