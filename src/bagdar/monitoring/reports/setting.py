"""How texts and tables are set on paper: where Kazakh words may break, how wide columns are."""

import re
from collections.abc import Sequence

from bagdar.core.languages import Language

SOFT_HYPHEN = "\u00ad"
VOWELS = "аәеёиоөуұүыіэюяАӘЕЁИОӨУҰҮЫІЭЮЯ"
SIGNS = "ьъЬЪ"
LEAST_WORD = 8  # letters from which a word may be broken
LEAST_PART = 3  # letters on either side of a break
LETTERS = {"portrait": 104, "landscape": 162}  # that a page's width holds in a table's size
BOLD = 1.1  # a bold letter's width; and a little air
LINE_POINTS, ROW_POINTS = 12.0, 8.0
LONGEST_TOKEN = 13  # letters that a column must hold in one line; longer words break
_WORD = re.compile(rf"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]{{{LEAST_WORD},}}")


def hyphenated(text: str, language: Language) -> str:
    """A Kazakh text with soft hyphens between syllables; typst knows the rules of the others.

    A Kazakh syllable has one vowel and takes the consonant before it: ұйым-дас-ты-ру-шы-лық.
    """
    if language != "kk":
        return text
    return _WORD.sub(lambda found: SOFT_HYPHEN.join(syllables(found[0])), text)


def syllables(word: str) -> list[str]:
    """Where a Kazakh word may be broken; parts shorter than three letters stay with the next."""
    vowels = [place for place in range(len(word)) if _is_vowel(word, place)]
    cuts = []
    for first, second in zip(vowels, vowels[1:], strict=False):
        cut = second if second - first == 1 else second - 1
        while word[cut] in SIGNS:
            cut += 1
        cuts.append(cut)
    parts, start = [], 0
    for cut in cuts:
        if cut - start >= LEAST_PART and len(word) - cut >= LEAST_PART:
            parts.append(word[start:cut])
            start = cut
    return [*parts, word[start:]]


def _is_vowel(word: str, place: int) -> bool:
    """«у» beside a vowel is a consonant: қа-уым, жа-уап; alone it is a vowel: оқу."""
    letter = word[place]
    if letter not in VOWELS:
        return False
    if letter not in "уУ":
        return True
    before = word[place - 1] if place else ""
    after = word[place + 1] if place + 1 < len(word) else ""
    return not ((before and before in VOWELS) or (after and after in VOWELS))


def column_widths(
    rows: Sequence[Sequence[str]], titles: Sequence[str], abreast: int
) -> list[float]:
    """Shares of the width, adding up to 1: each column its longest word, long texts the rest.

    abreast  letters that the whole width holds, see LETTERS
    """
    least, wanted = [], []
    for place, title in enumerate(titles):
        texts = [row[place] for row in rows]
        longest = max((_token(text) for text in texts), default=0)
        least.append(max(longest, _token(title) * BOLD, 2.0) * BOLD + 2)
        average = sum(len(text) for text in texts) / max(len(texts), 1)
        wanted.append(max(0.0, min(average, 160.0) - least[-1]) ** 0.75)
    shares = wanted if sum(wanted) else least
    room = max(sum(least) * 0.1, abreast - sum(least))
    widths = [one + room * share / sum(shares) for one, share in zip(least, shares, strict=True)]
    return [width / sum(widths) for width in widths]


def points_high(rows: Sequence[Sequence[str]], widths: Sequence[float], abreast: int) -> float:
    """About how high the rows will stand, rather too high than too low."""
    room = [max(1.0, width * abreast - 2) for width in widths]
    lines = (
        max(_lines(text, letters) for text, letters in zip(row, room, strict=True)) for row in rows
    )
    return sum(count * LINE_POINTS + ROW_POINTS for count in lines)


def _lines(text: str, letters: float) -> int:
    return sum(int(len(part) * 1.2 / letters) + 1 for part in text.split("\n"))


def _token(text: str) -> int:
    """The longest run of letters that stays in one line."""
    runs = re.split(r"[ \n]|/(?=[^\W\d])|(?<=\w\w)-(?=\w\w)", text)
    return max((min(len(run), LONGEST_TOKEN) for run in runs), default=0)
