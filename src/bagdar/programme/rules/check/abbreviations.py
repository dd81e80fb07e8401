"""The list of abbreviations against what the tables print."""

import re
from collections.abc import Iterator

from bagdar.core.text import latin_twin
from bagdar.programme.rules.act import Abbreviation, Edition
from bagdar.programme.rules.check.reading import (
    Text,
    abbreviations_in,
    introduced,
    is_abbreviation,
    texts,
    words_in,
)
from bagdar.programme.rules.check.rule import Hit, hit, rule


def _tables(edition: Edition) -> list[Text]:
    """What stands in tables and headings: the decree's formulas are set in capitals anyway."""
    return [text for text in texts(edition) if text.table in TABLES_READ or text.column == "target"]


TABLES_READ = ("goals", "indicators.body", "indicators.annex", "measures")


def _known(edition: Edition) -> set[str]:
    """Abbreviations that the list or the passport explains, and misspellings reported elsewhere."""
    known = {word for entry in edition.abbreviations for word in abbreviations_in(entry.printed)}
    known |= {word for text in introduced(edition) for word in abbreviations_in(text)}
    spellings = [spelling for body in edition.bodies for spelling in body.spellings]
    return known | {word for text in spellings for word in abbreviations_in(text)}


@rule("abbreviation_unexplained", "warning")
def abbreviation_unexplained(edition: Edition) -> Iterator[Hit]:
    """An abbreviation in the tables stands in the list, or the passport introduces it.

    An abbreviation is a Cyrillic word with two capitals or more; one finding each. Latin ones
    (PISA, STEM) are international names and are left out.
    """
    if not edition.abbreviations:
        return
    known = _known(edition)
    used: dict[str, list[str]] = {}
    for text in _tables(edition):
        latin = set(_latin_names(text.kk))
        for word in abbreviations_in(text.kk):
            if word not in known and word not in latin:
                used.setdefault(word, []).append(text.row)
    for word, rows in used.items():
        places = list(dict.fromkeys(rows))
        yield hit("abbreviations", word, "printed", printed=word, rows=places, count=len(places))


def _name(entry: Abbreviation) -> str:
    """What a reader would look for: the quoted name of an organisation, or the whole entry."""
    quoted = re.match(r'"([^"]+)"', entry.printed)
    return quoted[1] if quoted else entry.printed


@rule("abbreviation_unused", "note")
def abbreviation_unused(edition: Edition) -> Iterator[Hit]:
    """An abbreviation of the list occurs in the tables or the passport.

    The act's prose is not part of the data, so this says only that the tables do not use it.
    """
    printed = [text.kk for text in texts(edition) if text.table != "abbreviations"]
    printed += [money.source for measure in edition.measures for money in measure.money]
    everything = " ".join(printed)
    words, folded = set(words_in(everything)), everything.casefold()
    for entry in edition.abbreviations:
        name = _name(entry)
        named = not is_abbreviation(name) and name.casefold() in folded
        if not named and name not in words:
            yield hit(
                "abbreviations",
                entry.printed,
                "printed",
                printed=entry.printed,
                meaning=entry.meaning,
            )


@rule("abbreviation_twice", "error")
def abbreviation_twice(edition: Edition) -> Iterator[Hit]:
    """The list gives each abbreviation once."""
    seen: dict[str, Abbreviation] = {}
    for entry in edition.abbreviations:
        first = seen.setdefault(entry.printed, entry)
        if first is not entry:
            yield hit(
                "abbreviations",
                entry.printed,
                "meaning",
                printed=entry.meaning.kk,
                expected=first.meaning.kk,
            )


def _fits(letters: str, meaning: str) -> bool:
    """Whether the letters are initials of words of the meaning, in their order."""
    initials = iter(word[0].casefold() for word in words_in(meaning))
    return all(letter in initials for letter in letters.casefold())


@rule("abbreviation_letters", "warning")
def abbreviation_letters(edition: Edition) -> Iterator[Hit]:
    """The letters of an abbreviation are initials of its meaning, in the same order.

    Asked of abbreviations in capitals; names such as Еңбекмині are clipped words.
    """
    for entry in edition.abbreviations:
        for word in abbreviations_in(entry.printed):
            initials = "".join(w[0] for w in words_in(entry.meaning.kk)).upper()
            if is_abbreviation(word) and not _fits(word, entry.meaning.kk):
                yield hit(
                    "abbreviations",
                    entry.printed,
                    "meaning",
                    printed=word,
                    expected=initials,
                    meaning=entry.meaning.kk,
                )


LATIN_NAME = re.compile(r"\b([\u0400-\u052f]{2,6})\s+\(([A-Z][A-Za-z ]+)\)")


def _latin_names(text: str) -> list[str]:
    """Cyrillic look-alikes of Latin abbreviations: «РСТ (Patent Cooperation Treaty)»."""
    found = []
    for word, meaning in LATIN_NAME.findall(text):
        initials = "".join(part[0] for part in meaning.split())
        if is_abbreviation(word) and latin_twin(word) == initials:
            found.append(word)
    return found


@rule("latin_name_in_cyrillic", "note")
def latin_name_in_cyrillic(edition: Edition) -> Iterator[Hit]:
    """A Latin abbreviation whose meaning stands beside it in Latin is written in Latin letters."""
    for text in texts(edition):
        for word in _latin_names(text.kk):
            yield hit(
                text.table,
                text.row,
                text.column,
                printed=word,
                expected=latin_twin(word),
                points=[f"U+{ord(letter):04X}" for letter in word],
            )
