"""How the rules read Kazakh wordings: figures, words, abbreviations, and where each text stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache

from bagdar.core.languages import Words
from bagdar.core.text import is_cyrillic
from bagdar.programme.rules.act import (
    BY_AGREEMENT,
    ActReference,
    Edition,
    Indicator,
    IndicatorRow,
    TableName,
)
from bagdar.programme.rules.check.finding import Table

FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
ROMAN = frozenset("ІIVХXivx")
WORD = re.compile(r"[^\W\d_]+")
ENDING_OF_ABBREVIATION = re.compile(r"(?<=[А-ЯӘІҢҒҮҰҚӨҺA-Z])-[а-яәіңғүұқөһ]+")
FILLERS = frozenset({"олардың", "және", "мен", "бойынша"})
ENDING = 3  # letters that two forms of one Kazakh word must share at least at the start
KIN = 0.57  # share of letters in common from which two words count as forms of one


@dataclass(frozen=True)
class Text:
    """A wording of the act with its place. ru: None where the act's own text has no Russian."""

    table: Table
    row: str
    column: str
    kk: str
    ru: str | None = None


def own_act(edition: Edition) -> ActReference | None:
    """The act that adopted the text as a whole; None for an amended edition, whose act is the
    amendment's and says nothing about deadlines and stamps that stood before it."""
    return edition.act if edition.number == 1 else None


def indicator_table(table: TableName) -> Table:
    return "indicators.body" if table == "body" else "indicators.annex"


def main_table(row: IndicatorRow) -> TableName:
    """The table whose figures a rule about one path reads: the body, else the annex."""
    return "body" if row.body else "annex"


def place_of(indicator: Indicator) -> Table:
    """The table in which an indicator stands first: the body, else the annex."""
    return indicator_table(main_table(indicator.rows[0])) if indicator.rows else "indicators.body"


def figures(text: str) -> list[Decimal]:
    """Every number in a wording: «4 873» and «4873» are one number, «3,8» is 3.8."""
    return [
        Decimal(re.sub(r"[ \u00a0]", "", found).replace(",", ".")) for found in FIGURE.findall(text)
    ]


@lru_cache(maxsize=8192)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a wording as printed, without punctuation and figures."""
    return tuple(WORD.findall(text))


@lru_cache(maxsize=8192)
def word_list(text: str) -> tuple[str, ...]:
    """The words of a wording in small letters, without punctuation and figures."""
    return tuple(word.lower() for word in words_in(text))


def in_full(text: str, edition: Edition) -> str:
    """A wording with the list's abbreviations spelled out and their endings dropped.

    «ЖОО-ның» becomes «жоғары оқу орны», so that it compares with a table that spells it out.
    """
    meanings = {entry.printed: entry.meaning.kk for entry in edition.abbreviations}
    text = ENDING_OF_ABBREVIATION.sub("", text)
    return WORD.sub(lambda found: meanings.get(found[0], found[0]), text)


@lru_cache(maxsize=65536)
def akin(one: str, other: str) -> bool:
    """Whether two words look like forms of the same: a shared start, or mostly the same letters."""
    shortest = min(len(one), len(other))
    shared = next((i for i in range(shortest) if one[i] != other[i]), shortest)
    if shared >= max(ENDING, shortest * KIN):
        return True
    return SequenceMatcher(None, one, other).ratio() >= KIN


def strangers(text: str, other: str) -> list[str]:
    """Words of a text that have no form of themselves in the other, in order, each once."""
    others = word_list(other)
    return [
        word
        for word in dict.fromkeys(word_list(text))
        if len(word) >= ENDING
        and word not in FILLERS
        and not any(akin(word, one) for one in others)
    ]


def year_span(years: Iterable[int]) -> str:
    """Years as people write them: 2020–2022, 2025."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def squeezed(text: str) -> str:
    """A wording without case, spaces and punctuation: what is left is letters and figures."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def unnumbered(text: str) -> str:
    """A heading or target without its number: «1-міндет. Педагог…» and «1. Педагог…» agree."""
    text = re.sub(r"^\s*\d+(?:\.\d+)*[.\s-]*(?:мақсат|міндет)?\s*[.:]?\s*", "", text)
    return text.strip().rstrip(".;:")


def is_abbreviation(word: str) -> bool:
    """A Cyrillic word with two capitals or more, Roman numerals apart: БҒМ, ТжКБ, КеАҚ."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and all(map(is_cyrillic, word)) and not set(word) <= ROMAN


def abbreviations_in(text: str) -> list[str]:
    return [word for word in words_in(text) if is_abbreviation(word)]


def introduced(edition: Edition) -> set[str]:
    """Abbreviations that the passport introduces with «бұдан әрі – …» (hereinafter)."""
    passport = edition.passport
    texts = [target.text.kk for target in passport.targets]
    texts += [passport.finance.text.kk] if passport.finance else []
    texts += [clause.text.kk for clause in passport.clauses]
    found = re.findall(r"бұдан әрі\s*[–-]\s*([^()]+?)\)", " ".join(texts))
    return {word for text in found for word in text.split()}


def without_mark(text: str) -> str:
    """A text without «(by agreement)», in either of its wordings."""
    for mark in BY_AGREEMENT:
        text = text.replace(mark, "")
    return text


def _text(table: Table, row: str, column: str, words: Words) -> Text:
    return Text(table, row, column, words.kk, words.ru)


def texts(edition: Edition) -> Iterator[Text]:
    """Every wording of the act that an edition holds, in the act's order."""
    yield from _passport_texts(edition)
    yield from _heading_texts(edition)
    yield from _indicator_texts(edition)
    for measure in edition.measures:
        yield _text("measures", measure.code, "name", measure.name)
        yield _text("measures", measure.code, "form", measure.form)
        yield _text("measures", measure.code, "deadline", measure.deadline.printed)
        if measure.executors_printed.strip():
            yield Text("measures", measure.code, "executors", measure.executors_printed)
        if measure.note:
            yield _text("measures", measure.code, "note", measure.note)
    for entry in edition.abbreviations:
        yield Text("abbreviations", entry.printed, "printed", entry.printed)
        yield _text("abbreviations", entry.printed, "meaning", entry.meaning)
    if edition.section6:
        yield _text("section6", "-", "intro", edition.section6.intro)
        yield _text("section6", "-", "closing", edition.section6.closing)


def _passport_texts(edition: Edition) -> Iterator[Text]:
    passport = edition.passport
    single = {
        "name": passport.name,
        "approval_stamp": passport.approval_stamp,
        "enacting_formula": passport.enacting_formula,
        "signatory": passport.signatory,
        "developer": passport.developer_printed,
        "finance_clause": passport.finance_clause,
        "finance": passport.finance.text if passport.finance else None,
    }
    for column, words in single.items():
        if words:
            yield _text("passport", "-", column, words)
    for clause in passport.clauses:
        yield _text("passport", f"clause {clause.number}", "text", clause.text)
    for number, basis in enumerate(passport.legal_bases, start=1):
        yield _text("passport", f"legal basis {number}", "title", basis.title)
    for target in passport.targets:
        yield _text("passport", target.indicator, "target", target.text)


def _heading_texts(edition: Edition) -> Iterator[Text]:
    for heading in (*edition.goals, *edition.tasks, *edition.subtasks):
        for column in ("passport", "body", "annex"):
            words = getattr(heading, column)
            if words:
                yield _text("goals", heading.code, column, words)


def _indicator_texts(edition: Edition) -> Iterator[Text]:
    for table in ("body", "annex"):
        for _, row in edition.rows():
            wording = getattr(row, table)
            if wording is None:
                continue
            place = indicator_table(table)
            yield _text(place, row.code, "name", wording.name)
            yield _text(place, row.code, "unit", wording.unit)
            executors = ", ".join(wording.executors)
            if executors.strip():
                yield Text(place, row.code, "executors", executors)
            if wording.source:
                yield _text(place, row.code, "source", wording.source)
