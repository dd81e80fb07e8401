"""Letters and words: look-alikes, words split in two, likely slips, measures said twice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from bagdar.core.text import look_alikes
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.reading import Text, squeezed, texts, word_list
from bagdar.programme.rules.check.rule import Hit, hit, rule

SAME_ENDING = 6  # words in which two measures' names end alike
CONJUNCTIONS = ("мен", "бен", "пен")
VOWELS = frozenset("аәеёиіоөуұүыэюяй")
# A Latin letter beside a Cyrillic one; texts without it have no look-alikes to search for.
MIXED = re.compile(r"[A-Za-zƏə][\u0400-\u052f]|[\u0400-\u052f][A-Za-zƏə]")


@rule("look_alike", "note")
def look_alike(edition: Edition) -> Iterator[Hit]:
    """A Cyrillic word has no Latin letters: a search for it would not find it. One a wording."""
    for text in texts(edition):
        for language in ("kk", "ru"):
            wording = text.kk if language == "kk" else text.ru or ""
            found = look_alikes(wording) if MIXED.search(wording) else []
            if found and (language == "kk" or text.ru != text.kk):
                yield hit(
                    text.table,
                    text.row,
                    text.column if language == "kk" else f"{text.column} {language}",
                    printed=", ".join(dict.fromkeys(one.word for one in found)),
                    letters=list(
                        dict.fromkeys(f"{one.letter} {one.letter_point}" for one in found)
                    ),
                    meant=list(dict.fromkeys(f"{one.meant} {one.meant_point}" for one in found)),
                    words=list(dict.fromkeys(one.word for one in found)),
                )


def _readable(edition: Edition) -> list[Text]:
    return [text for text in texts(edition) if text.column != "executors"]


@rule("split_word", "note")
def split_word(edition: Edition) -> Iterator[Hit]:
    """A word that the act writes as one is not split in two elsewhere («Дүние жүзілік»)."""
    solid = Counter(word for text in _readable(edition) for word in word_list(text.kk))
    for text in _readable(edition):
        for one, other in pairwise(word_list(text.kk)):
            whole = one + other
            if not solid[whole] or other in CONJUNCTIONS or len(one) < 3 or len(other) < 3:
                continue
            if f"{one} {other}" in text.kk.lower():
                yield hit(
                    text.table, text.row, text.column, printed=f"{one} {other}", expected=whole
                )


@rule("likely_slip", "note")
def likely_slip(edition: Edition) -> Iterator[Hit]:
    """A word that occurs once is not a commoner word with one consonant left out of its middle.

    Other differences of one letter are left alone: Kazakh words and endings differ by one letter
    all the time («тарту», «тарату»), and a left-out consonant hardly ever makes another word.
    """
    counts = Counter(word for text in _readable(edition) for word in word_list(text.kk))
    without: dict[str, list[str]] = defaultdict(list)
    for word, count in counts.items():
        for shorter in _without_a_consonant(word) if count > 1 else ():
            without[shorter].append(word)
    for text in _readable(edition):
        for word in dict.fromkeys(word_list(text.kk)):
            better = without[word] if counts[word] == 1 and len(word) > 5 else []
            if better:
                expected = max(better, key=lambda other: (counts[other], other))
                yield hit(
                    text.table,
                    text.row,
                    text.column,
                    printed=word,
                    expected=expected,
                    count=counts[expected],
                )


def _without_a_consonant(word: str) -> set[str]:
    """The word without each one of its consonants, but for the first three and last two letters."""
    return {word[:i] + word[i + 1 :] for i in range(3, len(word) - 2) if word[i] not in VOWELS}


# --- measures said twice ------------------------------------------------------------------------


@rule("measure_twice", "error")
def measure_twice(edition: Edition) -> Iterator[Hit]:
    """No two measures have the same name."""
    first: dict[str, str] = {}
    for measure in edition.measures:
        other = first.setdefault(squeezed(measure.name.kk), measure.code)
        if other != measure.code:
            yield hit("measures", measure.code, "name", printed=measure.name.kk, other=other)


@rule("measure_alike", "warning")
def measure_alike(edition: Edition) -> Iterator[Hit]:
    """No measure does what another one already does.

    A Kazakh name ends with what is done to what: two names that end in the same SAME_ENDING
    words do the same thing, whatever stands before. Whether they are one is the editor's call.
    """
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    for measure in edition.measures:
        name = measure.name.kk
        ending = word_list(name)[-SAME_ENDING:]
        other, other_name = first.setdefault(ending, (measure.code, name))
        if len(ending) == SAME_ENDING and squeezed(name) != squeezed(other_name):
            yield hit(
                "measures",
                measure.code,
                "name",
                printed=name,
                expected=other_name,
                other=other,
                ending=" ".join(ending),
            )


# --- data sources -------------------------------------------------------------------------------


def _sources(edition: Edition) -> dict[str, list[str]]:
    """Printed data source → rows that name it, in the act's order."""
    found: dict[str, list[str]] = {}
    for _, row in edition.rows():
        if row.body and row.body.source:
            found.setdefault(row.body.source.kk, []).append(row.code)
    return found


def _letters(word: str) -> str:
    return "".join(sorted(word))


@rule("source_letters", "warning")
def source_letters(edition: Edition) -> Iterator[Hit]:
    """An abbreviation in the column of data sources has its letters in one order («СК», «КС»)."""
    rows: dict[str, list[str]] = {}
    for source, codes in _sources(edition).items():
        for word in source.split():
            if word.isupper() and 2 <= len(word) <= 5:
                rows.setdefault(word, []).extend(codes)
    for one, other in combinations(rows, 2):
        if _letters(one) == _letters(other):
            yield hit(
                "indicators.body",
                rows[other][0],
                "source",
                printed=other,
                expected=one,
                rows=rows[other],
                other_rows=rows[one],
            )


@rule("source_wording", "note")
def source_wording(edition: Edition) -> Iterator[Hit]:
    """One data source has one wording, to the last letter of it."""
    sources = _sources(edition)
    for one, other in combinations(sources, 2):
        short, long = sorted((squeezed(one), squeezed(other)), key=len)
        if long.startswith(short) and len(long) - len(short) <= 2 and len(short) > 8:
            usual, rare = (one, other) if len(sources[one]) >= len(sources[other]) else (other, one)
            yield hit(
                "indicators.body",
                sources[rare][0],
                "source",
                printed=rare,
                expected=usual,
                rows=sources[rare],
            )
