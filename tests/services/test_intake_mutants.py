"""RELIABILITY I1: files of the corpus with a few bytes turned, lost, doubled or swapped.

Whatever comes of it, it is read or refused in words, within the bounds of the process that reads
it. A mutant is known by its number: MUTANT=17 tries that one alone.
"""

import io
import os
import random
import zipfile
from collections.abc import Callable, Sequence

import pytest

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.core.sheets.limits import LIMITS
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.services.receiving import File, sheet_of
from tests.often import often
from tests.rules.form_corpus import Case, of_books, of_cells, of_texts
from tests.services.test_intake_corpus import LANGUAGES, told_badly

COUNTS = (60, 1000, 100_000)
KEPT = 24  # files that are made once, and mutated again and again
Turn = Callable[[random.Random, bytearray], None]


def flipped(dice: random.Random, content: bytearray) -> None:
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def lost(dice: random.Random, content: bytearray) -> None:
    at = dice.randrange(len(content))
    del content[at : at + dice.randint(1, 40)]


def doubled(dice: random.Random, content: bytearray) -> None:
    at = dice.randrange(len(content))
    content[at:at] = content[at : at + dice.randint(1, 400)] * dice.choice((1, 1, 50))


def sown(dice: random.Random, content: bytearray) -> None:
    at = dice.randrange(len(content) + 1)
    content[at:at] = dice.choice(
        (b"\x00", b"\xff\xfe", b'"', b";", b"\r", b"\n", b"=1+1", b"</row>", b"<c/>", b"&amp;",
         b"&x;", b"<!DOCTYPE x>", "ә".encode(), b"9" * 40, b"\xed\xa0\x80")
    )  # fmt: skip


TURNS: Sequence[Turn] = (flipped, lost, doubled, sown)


def mutant(number: int, files: Sequence[tuple[Case, bytes]]) -> tuple[Case, bytes]:
    """The same for the same number. A book is turned as bytes, or in one part and packed again."""
    dice = random.Random(number)
    case, content = dice.choice(files)
    if content.startswith(b"PK") and dice.random() < 0.7:
        return case, repacked(dice, content)
    return case, turned(dice, content)


def turned(dice: random.Random, content: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        dice.choice(TURNS)(dice, found)
        found = found or bytearray(b"\n")
    return bytes(found)


def repacked(dice: random.Random, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = [name for name in old.namelist() if old.getinfo(name).file_size]
        chosen = dice.choice(names)
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, turned(dice, part) if name == chosen else part)
    return out.getvalue()


def files() -> list[tuple[Case, bytes]]:
    """Small files of every form, texts and books, good and bad."""
    dice, found = random.Random(1), []
    for form in FORMS:
        texts = [one for one in (*of_cells(form), *of_texts(form)) if not one.told]
        found += [(one, one.build()) for one in dice.sample(texts, KEPT)]
        book = next(one for one in of_books(form) if not one.whole)
        found += [(book, book.build())] * KEPT
    return [(case, content) for case, content in found if 0 < len(content) < 200_000]


def wrong_with(case: Case, content: bytes, words: Catalogue) -> str:
    try:
        sheet = sheet_of(FORMS[case.form], File(content, "тізім"), LIMITS)
    except FaultyData as error:
        for fault in error.faults:
            for language in LANGUAGES:
                assert fault_message(fault, words, language)
                assert fault_remedy(fault, words, language)
        return ""
    assert len(sheet.rows) <= LIMITS.rows
    return told_badly([one for row in sheet.rows for one in row.findings], words)


def test_a_mutant_is_read_or_refused_in_words(
    catalogue: Catalogue, pytestconfig: pytest.Config
) -> None:
    given = files()
    alone = os.environ.get("MUTANT")
    numbers = [int(alone)] if alone else range(often(pytestconfig, *COUNTS))
    for number in numbers:
        case, content = mutant(number, given)
        try:
            found = wrong_with(case, content, catalogue)
        except Exception as error:
            raise AssertionError(f"MUTANT={number}: {case.name}") from error
        assert not found, f"MUTANT={number}: {case.name}: {found}"


def test_mutants_are_many_and_each_is_known_by_its_number() -> None:
    """Negative control: a mutator that turned nothing would try nothing."""
    given = files()
    made = [mutant(number, given)[1] for number in range(60)]
    assert made == [mutant(number, given)[1] for number in range(60)]
    assert len(set(made)) > 55
    assert not {content for _, content in given} & set(made)
