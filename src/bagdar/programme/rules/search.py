"""Search over one edition: every entry of the act, in three languages at once, and its codes.

Both sides of a search are reduced to `core.text.skeleton`, so that қ is found by k and by к.
A query is cut at spaces; every piece must be found in an entry, as a code or as the beginning
of a word; a piece of several words (әлеуметтік-экономикалық, 1.4.2) must stand together.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bagdar.core.languages import Language, Words
from bagdar.core.text import skeleton
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.findable import KINDS, Entry, Kind, Role, entries

MAX_QUERY = 200  # letters of a query that are read; nobody types more

WHOLE_CODE, BRANCH_OF_CODE, START_OF_CODE = 100, 60, 25
TITLE, TEXT = 24, 8
WHOLE_WORD = 1.5  # times as good as the beginning of a word
OTHER_LANGUAGE = 0.6
WHOLE_TITLE = 40


# --- letters ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A skeleton word of a text, and the letter of that text each of its letters came from.

    text       «жаһ» → zhah
    positions  0, 0, 1, 2: ж gives two letters; indexes into the text in normal form C
    """

    text: str
    positions: tuple[int, ...]

    def span(self, length: int) -> tuple[int, int]:
        """Start and end in the text of the first letters of the word."""
        return self.positions[0], self.positions[length - 1] + 1


@lru_cache(maxsize=4096)
def _reduced(letter: str) -> str:
    # Between two digits nothing composes with the letter, and a letter that reduces to nothing
    # (ь) stays apart from one that ends a word ("-", which leaves a space).
    return "".join(skeleton(f"0{one}0")[1:-1] for one in letter.lower())


def words_with_offsets(text: str) -> tuple[Word, ...]:
    """The words of `skeleton(text)`, each with the places of its letters in the NFC text."""
    words: list[Word] = []
    letters: list[str] = []
    positions: list[int] = []
    for index, letter in enumerate(unicodedata.normalize("NFC", text) + " "):
        for one in _reduced(letter):
            if one != " ":
                letters.append(one)
                positions.append(index)
            elif letters:
                words.append(Word("".join(letters), tuple(positions)))
                letters, positions = [], []
    return tuple(words)


def code_key(code: str) -> str:
    """How codes are compared: T1.4, т1.4 and «T1-4» are t1.4."""
    return ".".join(skeleton(code).split())


# --- the index --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A text of an entry in one language; shared texts (codes, dates) carry no language."""

    entry: int
    role: Role
    language: Language | None
    shown: str
    words: tuple[Word, ...]


@dataclass
class Index:
    """The words and codes of an edition, sorted, so that a beginning is one bisection."""

    entries: tuple[Entry, ...]
    texts: list[Text] = field(default_factory=list)
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    codes: list[tuple[str, int]] = field(default_factory=list)


def build(edition: Edition) -> Index:
    """The index of an edition; a few tenths of a second, so keep it by the edition's digest."""
    index = Index(entries(edition))
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, entry in enumerate(index.entries):
        for role, words in (("title", entry.title), *entry.texts):
            for language, shown in _languages_of(words):
                text = Text(number, role, language, shown, words_with_offsets(shown))
                index.texts.append(text)
                for place, word in enumerate(text.words):
                    places[word.text].append((len(index.texts) - 1, place))
        index.codes += [(key, number) for code in entry.codes if (key := code_key(code))]
    index.places = dict(places)
    index.words = sorted(places)
    index.codes.sort()
    return index


def _languages_of(words: Words) -> list[tuple[Language | None, str]]:
    """A wording that all languages share is one text of no language."""
    texts = [(language, unicodedata.normalize("NFC", text)) for language, text in words.items()]
    if len({text for _, text in texts}) == 1:
        return [(None, texts[0][1])]
    return list(texts)


# --- a search ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Marked:
    """A text and the parts of it that matched: half-open ranges, sorted, apart."""

    text: str
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text cut at its ranges: (part, whether it matched); joined, the text again."""
        parts, end = [], 0
        for start, stop in self.ranges:
            parts += [(self.text[end:start], False), (self.text[start:stop], True)]
            end = stop
        parts.append((self.text[end:], False))
        return [part for part in parts if part[0]]

    def excerpt(self, letters: int = 160) -> "Marked":
        """About so many letters round the first range, cut between words, … where cut."""
        if len(self.text) <= letters or not self.ranges:
            return self
        first, last = self.ranges[0]
        start = self.text.rfind(" ", 0, max(first - letters // 3, 0)) + 1
        end = self.text.find(" ", max(last, start + letters))
        end = len(self.text) if end < 0 else end
        before, after = "… " if start else "", " …" if end < len(self.text) else ""
        shift = len(before) - start
        ranges = tuple((a + shift, b + shift) for a, b in self.ranges if b <= end)
        return Marked(f"{before}{self.text[start:end]}{after}", ranges)


@dataclass(frozen=True)
class Passage:
    """Where else than in its title an entry matched. language: None where all share the text."""

    role: Role
    language: Language | None
    marked: Marked


@dataclass(frozen=True)
class Hit:
    """An entry that was found. title: in the reader's language; passages: at most two."""

    entry: Entry
    score: float
    title: Marked
    passages: tuple[Passage, ...] = ()

    @property
    def code(self) -> str:
        return self.entry.codes[0] if self.entry.codes else ""


@dataclass(frozen=True)
class Found:
    """Hits by kind, the kind with the best hit first; empty for a query without a letter."""

    query: str
    pieces: tuple[str, ...]
    groups: tuple[tuple[Kind, tuple[Hit, ...]], ...] = ()

    @property
    def count(self) -> int:
        return sum(len(hits) for _, hits in self.groups)


Spans = dict[int, list[tuple[int, int]]]  # text number → matched ranges


def search(index: Index, query: str, language: Language) -> Found:
    """What an edition holds for a query. Never raises; only the first 200 letters are read."""
    pieces = _pieces(query)
    if not pieces:
        return Found(query, ())
    results = [_piece(index, piece, language) for piece in pieces]
    common = set(results[0]).intersection(*results[1:])
    hits = [
        _hit(index, number, [r[number] for r in results], pieces, language) for number in common
    ]
    return Found(query, tuple(pieces), _grouped(hits, index))


def _pieces(query: str) -> list[str]:
    pieces = (code_key(piece) for piece in query[:MAX_QUERY].split())
    return list(dict.fromkeys(piece for piece in pieces if piece))


def _piece(index: Index, piece: str, language: Language) -> dict[int, tuple[float, Spans]]:
    """Entry number → how well it matches one piece, and where."""
    found: dict[int, tuple[float, Spans]] = {}
    for number, spans in _by_words(index, piece.split(".")).items():
        scores = [
            _score(index.texts[text], end_is_whole, language)
            for text, (_, end_is_whole) in spans.items()
        ]
        found[number] = (max(scores), {text: ranges for text, (ranges, _) in spans.items()})
    for number, score in _by_code(index, piece).items():
        before, spans_before = found.get(number, (0.0, {}))
        found[number] = (max(before, score), spans_before)
    return found


def _by_code(index: Index, piece: str) -> dict[int, float]:
    scores: dict[int, float] = {}
    for place in range(bisect_left(index.codes, (piece, -1)), len(index.codes)):
        key, number = index.codes[place]
        if not key.startswith(piece):
            break
        rest = key[len(piece) :]
        score = WHOLE_CODE if not rest else BRANCH_OF_CODE if rest[0] == "." else START_OF_CODE
        scores[number] = max(scores.get(number, 0), score)
    return scores


def _by_words(
    index: Index, parts: Sequence[str]
) -> dict[int, dict[int, tuple[list[tuple[int, int]], bool]]]:
    """Entry → text → its matched ranges, and whether the last part was a whole word.

    All parts but the last must be whole words, one after the other.
    """
    found: dict[int, dict[int, tuple[list[tuple[int, int]], bool]]] = defaultdict(dict)
    last = parts[-1]
    for place in range(bisect_left(index.words, last), len(index.words)):
        word = index.words[place]
        if not word.startswith(last):
            break
        for text_number, position in index.places[word]:
            text = index.texts[text_number]
            first = position - len(parts) + 1
            if first < 0 or [w.text for w in text.words[first:position]] != list(parts[:-1]):
                continue
            start = text.words[first].positions[0]
            end = text.words[position].span(len(last))[1]
            ranges, whole = found[text.entry].setdefault(text_number, ([], False))
            ranges.append((start, end))
            found[text.entry][text_number] = (ranges, whole or word == last)
    return found


def _score(text: Text, whole: bool, language: Language) -> float:
    score: float = TITLE if text.role == "title" else TEXT
    if text.language not in (None, language):
        score *= OTHER_LANGUAGE
    return score * WHOLE_WORD if whole else score


def _hit(
    index: Index,
    number: int,
    matches: Sequence[tuple[float, Spans]],
    pieces: Sequence[str],
    language: Language,
) -> Hit:
    entry = index.entries[number]
    spans: Spans = defaultdict(list)
    for _, places in matches:
        for place, ranges in places.items():
            spans[place] += ranges
    title = Marked(unicodedata.normalize("NFC", entry.title[language]))
    others: list[tuple[float, int]] = []
    in_title: set[int] = set()
    score = sum(score for score, _ in matches)
    for place, ranges in spans.items():
        text = index.texts[place]
        if text.role == "title" and text.language in (None, language):
            title = Marked(text.shown, _joined(ranges))
            in_title = {piece for piece, match in enumerate(matches) if place in match[1]}
            if ".".join(word.text for word in text.words) == ".".join(pieces):
                score += WHOLE_TITLE
        else:
            others.append((_score(text, False, language), place))
    return Hit(entry, score, title, _passages(index, others, spans, matches, in_title))


def _passages(
    index: Index,
    others: Sequence[tuple[float, int]],
    spans: Spans,
    matches: Sequence[tuple[float, Spans]],
    explained: set[int],
) -> tuple[Passage, ...]:
    """The best texts that show pieces which the title does not show; at most two."""
    passages: list[Passage] = []
    for _, number in sorted(others, key=lambda other: (-other[0], other[1])):
        shows = {place for place, match in enumerate(matches) if number in match[1]}
        if shows <= explained or len(passages) == 2:
            continue
        explained = explained | shows
        text = index.texts[number]
        marked = Marked(text.shown, _joined(spans[number]))
        passages.append(Passage(text.role, text.language, marked))
    return tuple(passages)


def _joined(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges sorted, those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _grouped(hits: Iterable[Hit], index: Index) -> tuple[tuple[Kind, tuple[Hit, ...]], ...]:
    order = {(entry.kind, entry.code): place for place, entry in enumerate(index.entries)}
    groups: dict[Kind, list[Hit]] = defaultdict(list)
    for hit in sorted(hits, key=lambda h: (-h.score, order[h.entry.kind, h.entry.code])):
        groups[hit.entry.kind].append(hit)
    best = sorted(groups, key=lambda kind: (-groups[kind][0].score, KINDS.index(kind)))
    return tuple((kind, tuple(groups[kind])) for kind in best)
