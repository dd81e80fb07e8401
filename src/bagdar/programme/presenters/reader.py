"""For whom a page is drawn: the language, and the programme as the address names it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse
from django.utils import translation

from bagdar.core.languages import EMPTY, Language, Words, format_number
from bagdar.look.components import Link
from bagdar.look.words import words_catalogue
from bagdar.programme.rules.act import Edition, TotalRow, is_by_agreement, sources_of


@dataclass(frozen=True)
class Reader:
    """language: of the page. programme: as in the address, kz-2020-2025 or kz-2020-2025@1."""

    language: Language
    programme: str

    def say(self, key: str, /, **facts: object) -> str:
        return words_catalogue().say(key, self.language, **facts)

    def text(self, words: Words | None) -> str:
        return EMPTY if words is None else words[self.language]

    def number(self, value: Decimal | int | None, places: int | None = None) -> str:
        return EMPTY if value is None else format_number(value, self.language, places)

    def link(self, name: str, *codes: object, **query: object) -> str:
        """The address of a page of this programme. query: what a list is narrowed to."""
        path = address(name, self.language, self.programme, *(str(code) for code in codes))
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        return f"{path}?{asked}" if asked else path


@lru_cache(maxsize=8192)
def address(name: str, language: Language, *parts: str) -> str:
    """Where a page stands under a language's prefix; parts in the order of the pattern."""
    with translation.override(language):
        return reverse(name, args=parts)


@dataclass(frozen=True)
class Executor:
    """An executor of a row. printed: only where the act spells the body in another way."""

    name: str
    full: str
    link: str
    by_agreement: bool
    printed: str = ""


def billions(million: Decimal) -> Decimal:
    """Million tenge as billions; the page rounds them to one digit."""
    return million / 1000


def source_name(edition: Edition, source: str, reader: Reader) -> str:
    """A source in words; one that names several stays together and says so."""
    parts = sources_of(source)
    if len(parts) > 1:
        names = " + ".join(_single_source(edition, part, reader) for part in parts)
        return reader.say("finance.as_one_sum", names=names, printed=source)
    return _single_source(edition, source, reader)


def _single_source(edition: Edition, source: str, reader: Reader) -> str:
    key = SOURCE_WORDS.get(source)
    if key:
        return reader.say(key)
    for abbreviation in edition.abbreviations:
        if abbreviation.printed == source:
            return abbreviation.meaning[reader.language]
    return source


def row_name(row: TotalRow, reader: Reader) -> str:
    """A row of printed totals: our name for its source, else the row's own label."""
    key = SOURCE_WORDS.get(row.source)
    return reader.say(key) if key else row.label[reader.language]


# The act's own short names of sources; another programme's are found in its abbreviations.
SOURCE_WORDS = {
    "РБ": "finance.source.republican",
    "ЖБ": "finance.source.local",
    "ДБ": "finance.source.world_bank",
    "other": "finance.source.other",
    "private": "finance.source.private",
    "all": "finance.source.all",
}


def executor(edition: Edition, printed: str, reader: Reader) -> Executor:
    """A printed executor as a linked name; one that nobody explains stays as printed."""
    body = edition.body_of(printed)
    if body is None:
        return Executor(printed, printed, "", is_by_agreement(printed))
    is_other_spelling = printed != body.printed and not is_by_agreement(printed)
    is_other_spelling |= is_by_agreement(printed) and body.printed not in printed
    return Executor(
        name=body.short[reader.language],
        full=body.name[reader.language],
        link=reader.link("body", body.code),
        by_agreement=is_by_agreement(printed),
        printed=printed if is_other_spelling else "",
    )


def executors(edition: Edition, printed: Iterable[str], reader: Reader) -> list[Executor]:
    return [executor(edition, name, reader) for name in printed]


def names(edition: Edition, printed: Iterable[str], reader: Reader) -> str:
    """Executors in one cell, short and separated by commas."""
    return ", ".join(executor(edition, name, reader).name for name in printed)


def chain(edition: Edition, reader: Reader) -> list[Link]:
    """Act and edition: where every figure of a page begins."""
    act = edition.act
    return [
        Link(
            reader.say("chain.act"),
            reader.say("chain.act_text", citation=act.citation, day=act.adopted_on),
            href=reader.link("passport"),
        ),
        Link(
            reader.say("chain.edition"),
            reader.say("chain.edition_text", number=edition.number, day=act.in_force_on),
            edition.code,
            reader.link("editions"),
        ),
    ]
