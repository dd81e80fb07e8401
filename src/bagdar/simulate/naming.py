"""Names by place in lists that are made of the declared ones: one list each for family names, given
names, patronymics and the same name in Latin letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bagdar.simulate.arrays import Array, Integers
from bagdar.simulate.declared import NamesFile, Tradition
from bagdar.simulate.draws import Draws
from bagdar.simulate.people import GUARDIAN

# What a Russian keyboard makes of Kazakh letters: how a double's name differs.
TYPED = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
LATIN = {"а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo",
         "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n",
         "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
         "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ш": "sh", "ы": "y", "і": "i", "ь": "", "э": "e",
         "ю": "yu", "я": "ya"}  # fmt: skip


@dataclass
class List:
    """Texts of every tradition and sex one after the other, and where each part begins."""

    texts: list[str]
    start: Array  # (tradition, is male)
    length: Array


def _list(parts: Sequence[tuple[Sequence[str], Sequence[str]]]) -> List:
    """parts: for each tradition, what women and what men are called."""
    texts: list[str] = []
    start, length = np.zeros((len(parts), 2), int), np.zeros((len(parts), 2), int)
    for row, both in enumerate(parts):
        for column, several in enumerate(both):
            start[row, column], length[row, column] = len(texts), len(several)
            texts += several
    return List(texts, start, length)


@dataclass
class Namer:
    """Deals names out. A place past the end of a list is the same name as a Russian keyboard has
    it, or nothing for a patronymic that there is none of.
    """

    draws: Draws
    family: List
    given: List
    patronymic: List
    latin_given: Sequence[str]

    @classmethod
    def of(cls, file: NamesFile, draws: Draws) -> "Namer":
        lines = file.tradition
        return cls(
            draws,
            _list([(_families(one, one.family_female), _families(one, one.family_male))
                   for one in lines]),
            _list([(one.female, one.male) for one in lines]),
            _list([(_fathers(one, one.patronymic_female), _fathers(one, one.patronymic_male))
                   for one in lines]),
            [name for one in lines for name in (*one.latin_female, *one.latin_male)],
        )  # fmt: skip

    def families(self, root: Integers, tradition: Array, is_male: Array) -> Array:
        return self._dealt(self.family, "family name", root, tradition, is_male)

    def givens(self, key: Integers, tradition: Array, is_male: Array) -> Array:
        return self._dealt(self.given, "given name", key, tradition, is_male)

    def patronymics(self, root: Integers, tradition: Array, is_male: Array) -> Array:
        """Made of the given name of the family's father."""
        father = np.uint64(GUARDIAN) + ((root & np.uint64((1 << 52) - 1)) << np.uint64(1))
        male = np.ones(len(root), bool)
        place = self.givens(father + np.uint64(1), tradition, male) - self.given.start[tradition, 1]
        return self.patronymic.start[tradition, is_male.astype(int)] + place

    def _dealt(
        self, one: List, purpose: str, key: Integers, tradition: Array, is_male: Array
    ) -> Array:
        sex = is_male.astype(int)
        return one.start[tradition, sex] + self.draws.whole(
            one.length[tradition, sex], purpose, key
        )

    # --- texts ----------------------------------------------------------------------------------

    def family_texts(self) -> list[str]:
        return [*self.family.texts, *(one.translate(TYPED) for one in self.family.texts)]

    def given_texts(self) -> list[str]:
        return [*self.given.texts, *(one.translate(TYPED) for one in self.given.texts)]

    def latin_texts(self) -> tuple[list[str], list[str]]:
        """Family and given names in Latin letters, by the places of the others."""
        return [_latin(one) for one in self.family.texts], list(self.latin_given)


def _families(one: Tradition, endings: Sequence[str]) -> list[str]:
    """Each ending for each man's name; both sexes of a family have one place in their lists."""
    return [_joined(name, ending) for name in one.male for ending in endings]


def _fathers(one: Tradition, ending: str) -> list[str]:
    return [_joined(name, ending) if ending else "" for name in one.male]


def _joined(name: str, ending: str) -> str:
    """A name and an ending; a vowel at the end of the name gives way to that of the ending."""
    if ending in ("", "ұлы", "қызы"):
        return name + ending
    stem = name.rstrip("аяй") if name[-1] in "аяй" else name
    return stem + ending


def _latin(name: str) -> str:
    letters = [LATIN.get(letter.lower(), letter.lower()) for letter in name]
    return "".join(letters).capitalize()
