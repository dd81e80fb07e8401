"""Values that the small templates print: an answer, a link of a chain, a branch, a difference."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bagdar.core.languages import Words

Text = str | Words


@dataclass(frozen=True)
class Answer:
    """One cell of the answer strip: `{% include "look/answer.html" with answers=answers %}`.

    value      written out, in the reader's language
    tone       gold for what was promised; good and bad only for a judgement that note words
    note_tone  the same for the note
    """

    label: Text
    value: str
    unit: Text = ""
    note: Text = ""
    tone: str = ""
    note_tone: str = ""
    href: str = ""


@dataclass(frozen=True)
class Link:
    """One link of "where does this figure come from?": `look/chain.html with chain=links`."""

    what: Text
    text: Text
    code: str = ""
    href: str = ""


@dataclass(frozen=True)
class Branch:
    """A node of `look/tree.html with branches=branches`; opens without JavaScript."""

    text: Text
    href: str = ""
    code: str = ""
    note: Text = ""
    branches: Sequence["Branch"] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Piece:
    text: str
    differs: bool


def pieces(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Two printed texts cut at words into what they share and where they differ.

    Joined again, each list gives its text to the last character; an empty text gives no piece.
    """
    words_left, words_right = _words(left), _words(right)
    matcher = difflib.SequenceMatcher(None, words_left, words_right, autojunk=False)
    cut_left: list[Piece] = []
    cut_right: list[Piece] = []
    for kind, start_left, end_left, start_right, end_right in matcher.get_opcodes():
        differs = kind != "equal"
        if end_left > start_left:
            cut_left.append(Piece("".join(words_left[start_left:end_left]), differs))
        if end_right > start_right:
            cut_right.append(Piece("".join(words_right[start_right:end_right]), differs))
    return cut_left, cut_right


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
