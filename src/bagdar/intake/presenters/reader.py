"""For whom words are chosen: the language, and what stands in the catalogue."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bagdar.core.languages import Language, Words, format_instant, format_number
from bagdar.look.words import current_language, known, words_catalogue


@dataclass(frozen=True)
class Reader:
    language: Language

    def say(self, key: str, /, **facts: object) -> str:
        return words_catalogue().say(key, self.language, **facts)

    def maybe(self, key: str, /, **facts: object) -> str:
        """A wording that need not be there."""
        return self.say(key, **facts) if key and known(key) else ""

    def number(self, value: int | Decimal) -> str:
        return format_number(value, self.language)

    def text(self, words: Words) -> str:
        return words[self.language]

    def instant(self, at: datetime | date) -> str:
        return format_instant(at, self.language) if isinstance(at, datetime) else str(at)


def reader() -> Reader:
    """Of the page that is being answered."""
    return Reader(current_language())
