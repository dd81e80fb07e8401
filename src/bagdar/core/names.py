"""Personal names: kept as given, looked through for letters that deceive, found by a skeleton.

A name is never changed and never refused here. `flag` says which letters at which places are not
what they seem; `skeleton` is what a search compares, so that a name is found whether it was typed
in Kazakh, on a Russian keyboard or as in a passport. docs/explanation/identity.md says what the
skeleton takes for the same on purpose.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bagdar.core.errors import Phrase
from bagdar.core.text import is_cyrillic, words_of

Script = Literal["cyrillic", "latin", "mixed", "other", "none"]
FindingCode = Literal[
    "look_alike",  # Latin i in «Әлi»
    "mixed_script",  # a letter of another script that looks like none of this one
    "misread",  # Ќ where KZ-1048 has Қ
    "lost_letter",  # ? or U+FFFD
    "invisible", "direction", "control",
    "decomposed",  # и and its breve as two characters
    "unusual_form",  # a ligature, a full-width letter
    "digit", "symbol", "space",
]  # fmt: skip

# Letters that look alike, the strange one above, the one that is meant below it. Latin y looks
# like у and Latin Y like У and Ү; the commoner у is taken.
_SEEN_AS_CYRILLIC = dict(
    zip(
        "aceopxyiıkhəɵķABCEHIKMOPTXYƏƟĶαορχκιΑΒΕΗΙΚΜΟΡΤΧΥ",
        "асеорхуіікһәөқАВСЕНІКМОРТХУӘӨҚаорхкіАВЕНІКМОРТХУ",
        strict=True,
    )
)
_SEEN_AS_LATIN = dict(
    zip(
        "асеорхуікһәөАВСЕНІКМОРТХУҮӘӨαορχκιΑΒΕΗΙΚΜΟΡΤΧΥ",
        "aceopxyikhəɵABCEHIKMOPTXYYƏƟaopxkiABEHIKMOPTXY",
        strict=True,
    )
)
# What a byte of KZ-1048 becomes when it is read as windows-1251, and what it was. The four
# that Ukrainian writes are left out: they are letters of names.
_MISREAD = dict(zip("ЌЋќћЎўЈјЅѕ", "ҚҺқһҰұӘәҢң", strict=True))

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_APOSTROPHES = "'\u2019\u2018\u02bc\u02bb\u02b9\u2032`\u00b4"
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_EMPTY_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters of Hangul that draw nothing
# Names of one script without anything to look for: nearly all of them.
_ORDINARY_CYRILLIC, _ORDINARY_LATIN = (
    re.compile(f"[{letters}]+([ -][{letters}]+)*")
    for letters in ("а-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ", "a-zA-Z")
)
_ALLOWED = frozenset(" -'.\u2019\u02bc\u2010\u2011")


@dataclass(frozen=True)
class NameFinding:
    """A place in a name that is not what it seems.

    position  0-based, in the name as given
    meant     the letter that seems to be meant; None where there is none to guess
    """

    code: FindingCode
    position: int
    letter: str
    meant: str | None = None

    @property
    def phrase(self) -> Phrase:
        """The finding as a phrase of the catalogue: one letter and its place, never the name."""
        facts: dict[str, object] = {
            "place": self.position + 1,
            "letter": self.letter if self.letter.isprintable() else "",
            "point": _point(self.letter),
        }
        if self.meant is not None:
            facts |= {"meant": self.meant, "meant_point": _point(self.meant)}
        return Phrase(f"identity.name.{self.code}", facts)


def _point(letter: str) -> str:
    return f"U+{ord(letter):04X}"


# --- what is not what it seems ----------------------------------------------------------------


def flag(name: str) -> tuple[NameFinding, ...]:
    """Every place in a name that deceives the eye or a comparison, in the order of the places.

    Nothing for a name in Kazakh, Russian, Uyghur or a Latin script, of any number of words.
    """
    if _is_ordinary(name):
        return ()
    found = {one.position: one for one in _odd_characters(name)}
    for one in _strange_letters(name):
        found.setdefault(one.position, one)
    return tuple(found[position] for position in sorted(found))


def _is_ordinary(name: str) -> bool:
    """Cyrillic of Kazakh and Russian alone, or plain Latin letters alone; nothing else to see."""
    return bool(_ORDINARY_CYRILLIC.fullmatch(name) or _ORDINARY_LATIN.fullmatch(name))


def _odd_characters(name: str) -> Iterator[NameFinding]:
    for position, letter in enumerate(name):
        code = _oddity(name, position)
        if code is not None:
            yield NameFinding(code, position, letter, _MISREAD.get(letter))


def _oddity(name: str, position: int) -> FindingCode | None:
    """What is odd about one character by itself."""
    letter = name[position]
    if letter == " ":
        is_extra = position in (0, len(name) - 1) or name[position - 1].isspace()
        return "space" if is_extra else None
    if letter in _ALLOWED:
        return None
    if letter in _DIRECTION:
        return "direction"
    if letter in _MISREAD:
        return "misread"
    if letter in "?\ufffd":
        return "lost_letter"
    return _oddity_of_kind(letter)


def _is_invisible(letter: str) -> bool:
    selects_form = "\ufe00" <= letter <= "\ufe0f"
    return letter in _EMPTY_LETTERS or selects_form or unicodedata.category(letter) == "Cf"


def _oddity_of_kind(letter: str) -> FindingCode | None:
    kind = unicodedata.category(letter)
    if _is_invisible(letter):
        return "invisible"
    if kind.startswith("L"):
        return None if unicodedata.normalize("NFKC", letter) == letter else "unusual_form"
    if kind.startswith("M"):
        is_for_any_script = "\u0300" <= letter <= "\u036f" or "\u1ab0" <= letter <= "\u1aff"
        return "decomposed" if is_for_any_script else None  # Arabic and Indian vowels are names
    if kind.startswith("N"):
        return "digit"
    if kind.startswith("Z") or letter in "\t\n\r\v\f":
        return "space"
    return "control" if kind == "Cc" else "symbol"


def _strange_letters(name: str) -> Iterator[NameFinding]:
    """Letters of another script than the rest of their word."""
    scripts = _scripts_of_words(name)
    for start, word in words_of(name):
        script = scripts[start]
        twins = _twins_of(script)
        for position, letter in enumerate(word, start):
            if _script_of(letter) != script:
                meant = twins.get(letter)
                code: FindingCode = "mixed_script" if meant is None else "look_alike"
                yield NameFinding(code, position, letter, meant)


def _twins_of(script: str) -> Mapping[str, str]:
    if script == "cyrillic":
        return _SEEN_AS_CYRILLIC
    return _SEEN_AS_LATIN if script == "latin" else {}


def _script_of(letter: str) -> str:
    """cyrillic, latin, or the first word of the letter's name: greek, arabic, hangul."""
    if is_cyrillic(letter):
        return "cyrillic"
    return unicodedata.name(letter, "unknown").split(" ")[0].lower()


def _scripts_of_words(name: str) -> dict[int, str]:
    """The script that each word is meant in, by the place where the word starts.

    Letters without a twin decide; «Cepік» is Cyrillic by its «і», though most of it is Latin.
    A word of twins alone, such as a Latin "Capa", takes the script of the other words; by itself
    it is Cyrillic as soon as one of its letters is, since most names here are.
    """
    words = dict(words_of(name))
    sure = {start: _sure_script(word) for start, word in words.items()}
    of_name = _most([script for script in sure.values() if script is not None])
    return {
        start: sure[start] or of_name or ("cyrillic" if any(map(is_cyrillic, word)) else "latin")
        for start, word in words.items()
    }


def _sure_script(word: str) -> str | None:
    return _most(
        [
            _script_of(letter)
            for letter in word
            if letter not in _SEEN_AS_CYRILLIC and letter not in _SEEN_AS_LATIN
        ]
    )


def _most(scripts: list[str]) -> str | None:
    """The commonest, Cyrillic before the others where as many; None of none."""
    order = sorted(set(scripts), key=lambda one: (-scripts.count(one), one != "cyrillic", one))
    return order[0] if order else None


def script_of(name: str) -> Script:
    """The script in which a name is written; mixed where its words or letters differ."""
    scripts = set(_scripts_of_words(name).values())
    if not scripts:
        return "none"
    if len(scripts) > 1 or any(True for _ in _strange_letters(name)):
        return "mixed"
    [script] = scripts
    return "cyrillic" if script == "cyrillic" else "latin" if script == "latin" else "other"


# --- the skeleton -----------------------------------------------------------------------------

_LETTERS = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
    "ж": "zh", "җ": "zh", "з": "z", "и": "i", "й": "i", "і": "i", "ы": "i", "к": "k", "қ": "k",
    "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "є": "e", "ґ": "g", "ҳ": "h", "ҷ": "zh", "ҡ": "k", "ҙ": "z", "ҫ": "s",
    "ı": "i", "ə": "a", "ɵ": "o", "ŋ": "n", "ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh",
    "æ": "e", "œ": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
    "q": "k", "w": "v", "y": "i", "j": "zh", "x": "ks",
}  # fmt: skip

_LETTERS_BY_POINT = str.maketrans(_LETTERS)
# After a consonant Russian writes е; an э there is what a Russian keyboard gave for ә.
_TYPED_FOR_SCHWA = re.compile("(?<=[бвгғджҗзкқлмнңпрстфхһцчшщ])э")

# On the whole word, in this order, until nothing changes.
_REWRITES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"shch|sch", "sh"),
        (r"c(?!h)", "k"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"dzh", "zh"),
        (r"ie", "e"),  # Yerlan, Aliyev
        (r"(?<=[bcdfghklmnprstvz])io", "e"),  # Artyom, Fyodor
        (r"(.)\1+", r"\1"),
    )
)
_SON_OR_DAUGHTER = ("uli", "kizi")


def skeleton(name: str) -> str:
    """A name reduced to what a search compares: small Latin letters and single spaces.

    «Мұхаметқали», «Мухаметкали» and "Mukhametkali" meet at "muhametkali"; «Серік ұлы»,
    «Серикулы» and "Serikuly" at "serikuli". Letters of scripts other than Cyrillic and Latin
    stay as they are. The skeleton of a skeleton is itself.
    """
    return " ".join(_words(_plain(name)))


def order_free(name: str) -> str:
    """The skeleton with its words in order, so that «Сәуле Ахмет» and «Ахмет Сәуле» meet."""
    return " ".join(sorted(_words(_plain(name))))


def search_keys(name: str) -> frozenset[str]:
    """Every key under which a name is kept and looked for; two names match where one is shared.

    One key for most names. A name with э or ә has more, since ә is typed as а, э and е on a
    Russian keyboard: «Эсел», «Асел» and «Есел» are all found under «Әсел».
    """
    plain = _plain(name)
    if "э" not in plain and "ә" not in plain:
        return frozenset((" ".join(sorted(_words(plain))),))
    readings = (plain, *(plain.replace("ә", one).replace("э", one) for one in "ае"))
    return frozenset(" ".join(sorted(_words(one))) for one in readings)


def _words(plain: str) -> list[str]:
    words: list[str] = []
    for word in plain.split():
        reduced = _reduced(word)
        if reduced in _SON_OR_DAUGHTER and words:
            words[-1] = _reduced(words[-1] + reduced)
        elif reduced:
            words.append(reduced)
    return words


def _plain(name: str) -> str:
    """Look-alikes read as meant, forms and cases levelled, marks and joiners gone."""
    if _is_ordinary(name):
        return name.lower().replace("-", "")
    given = re.sub(rf"\s*[{_HYPHENS}]\s*|[{_APOSTROPHES}]", "", _as_meant(_visible(name)))
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", given).casefold())
    letters: list[str] = []
    for letter in folded:
        parts = letter if letter in _LETTERS else unicodedata.normalize("NFD", letter)
        for part in parts:
            if not unicodedata.category(part).startswith("M"):
                letters.append(part if part.isalnum() else " ")
    return "".join(letters)


def _visible(name: str) -> str:
    return "".join(letter for letter in name if not _is_invisible(letter))


def _as_meant(name: str) -> str:
    """The name with every look-alike in its word's own script, and what was misread put right."""
    letters = [_MISREAD.get(letter, letter) for letter in name]
    for one in _strange_letters(name):
        if one.meant is not None:
            letters[one.position] = one.meant
    return "".join(letters)


@lru_cache(maxsize=50_000)
def _reduced(word: str) -> str:
    """One plain word reduced. Given names repeat, so a column of them is mostly remembered."""
    text = _TYPED_FOR_SCHWA.sub("ә", word).translate(_LETTERS_BY_POINT)
    while True:
        once = text
        for pattern, by in _REWRITES:
            text = pattern.sub(by, text)
        if text == once:
            return text


# --- the value --------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Name:
    """A person's name, exactly as given. A name is personal: `repr` shows none of it."""

    family: str
    given: str
    patronymic: str = ""

    def __repr__(self) -> str:
        return f"Name(script={self.script})"

    __str__ = __repr__

    @property
    def full(self) -> str:
        """Family name, given name, patronymic, as documents of Kazakhstan order them."""
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)

    @property
    def script(self) -> Script:
        return script_of(self.full)

    @property
    def keys(self) -> frozenset[str]:
        """The search keys of family and given name, in whichever order they were given."""
        return search_keys(f"{self.family} {self.given}")

    @property
    def findings(self) -> Mapping[str, tuple[NameFinding, ...]]:
        """The findings of each part that has some."""
        parts = {"family": self.family, "given": self.given, "patronymic": self.patronymic}
        return {part: found for part, text in parts.items() if (found := flag(text))}
