"""Letters: look-alikes between scripts, and the skeleton by which a search finds Kazakh words."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What each Cyrillic letter is reduced to for searching. Kazakh letters fall together with the
# Russian ones that people type instead, and both with Latin: қ is found by k or к, ә by a or а.
_SKELETON = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
    "ж": "zh", "з": "z", "и": "i", "й": "i", "і": "i", "ы": "i", "к": "k", "қ": "k", "л": "l",
    "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "c", "ч": "ch", "ш": "sh",
    "щ": "sh", "ъ": "", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ı": "i", "ə": "a",
}  # fmt: skip

# Letters that look alike and are not the same: Latin on the left, Cyrillic on the right.
_TWINS = dict(
    zip(
        "aceopxyiABCEHIKMOPTXYəƏh",
        "асеорхуіАВСЕНІКМОРТХУәӘһ",
        strict=True,
    )
)
_TWINS_BACK = {cyrillic: latin for latin, cyrillic in _TWINS.items()}


@dataclass(frozen=True)
class LookAlike:
    """A letter from another script inside a word.

    position  0-based index in the text
    """

    letter: str
    meant: str
    position: int
    word: str

    @property
    def letter_point(self) -> str:
        return f"U+{ord(self.letter):04X}"

    @property
    def meant_point(self) -> str:
        return f"U+{ord(self.meant):04X}"


def skeleton(text: str) -> str:
    """Text reduced to Latin letters, digits and single spaces, as both sides of a search.

    «Қаржымині» and "karzhymini" meet at "karzhimini"; й, ы, і and y at i; everything else goes.
    """
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text).lower():
        if letter in _SKELETON:
            letters.append(_SKELETON[letter])
            continue
        plain = unicodedata.normalize("NFD", letter)[0]
        if plain.isascii() and plain.isalnum():
            letters.append("i" if plain == "y" else plain)
        else:
            letters.append(" ")
    return " ".join("".join(letters).split())


def words_of(text: str) -> Iterator[tuple[int, str]]:
    """Each run of letters with the index at which it starts."""
    start = None
    for index, letter in enumerate(text + " "):
        if letter.isalpha():
            start = index if start is None else start
        elif start is not None:
            yield start, text[start:index]
            start = None


def is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN")


def look_alikes(text: str) -> list[LookAlike]:
    """Letters that stand in a word of the other script: Latin i in «министрлiгi».

    A word counts for the script of most of its letters; a tie counts as Cyrillic, since the
    act and its codes are Cyrillic. Whole words of one script are never reported.
    """
    found: list[LookAlike] = []
    for start, word in words_of(text):
        cyrillic = sum(map(is_cyrillic, word))
        latin = sum(map(is_latin, word))
        if not cyrillic or not latin:
            continue
        foreign, twins = (is_latin, _TWINS) if cyrillic >= latin else (is_cyrillic, _TWINS_BACK)
        found.extend(
            LookAlike(letter, twins[letter], start + offset, word)
            for offset, letter in enumerate(word)
            if foreign(letter) and letter in twins
        )
    return found


def cyrillic_twin(text: str) -> str:
    """The same text with every Latin look-alike read as Cyrillic."""
    return "".join(_TWINS.get(letter, letter) for letter in text)


def latin_twin(text: str) -> str:
    """The same text with every Cyrillic look-alike read as Latin."""
    return "".join(_TWINS_BACK.get(letter, letter) for letter in text)
