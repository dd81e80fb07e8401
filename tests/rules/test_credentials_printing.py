"""A diploma as PDF: for keeping, with its file inside, the same bytes each time."""

import re

import pytest

from bagdar.config.environment import ROOT
from bagdar.core.catalogue import catalogue_of
from bagdar.core.origins import Origin
from bagdar.credentials.printing import diploma_pdf, qr_code
from bagdar.credentials.rules.credential import Mark, document_of
from bagdar.credentials.rules.verify_forms import attached
from tests.diploma_tools import ISSUED, PLACE, WORDS, award, document, file_of

ADDRESS = "https://diplomas.example/kk/diplomas/shared/0123456789-abcdefghij_KLMNOPQRST/"
WORDINGS = catalogue_of(ROOT / "data" / "words")
FILE = file_of()


def test_the_pdf_carries_the_file_and_is_tagged_and_fit_for_keeping():
    made = diploma_pdf(document(), FILE, ADDRESS, WORDINGS)
    assert attached(made) == FILE
    assert b"<pdfaid:part>3</pdfaid:part>" in made and b"pdfuaid:part" in made
    assert b"/StructTreeRoot" in made and b"/AFRelationship" in made


def test_the_same_diploma_with_the_same_link_gives_the_same_bytes():
    made = [diploma_pdf(document(), FILE, ADDRESS, WORDINGS) for _ in range(2)]
    assert made[0] == made[1]
    assert diploma_pdf(document(), FILE, f"{ADDRESS}x/", WORDINGS) != made[0]


@pytest.mark.parametrize(
    "change",
    [
        {"holder": "#import \"x\" $a$ <b> \\ 中😀"},  # neither typst's, nor in the face
        {"marks": ()},
        {"marks": tuple(Mark("year_mark", WORDS, str(n), "100") for n in range(80))},
        {"number": "", "with_distinction": False, "origin": Origin.REAL},
    ],
)  # fmt: skip
def test_whatever_a_diploma_says_is_laid_out(change: dict):
    told = document_of(award(**change), PLACE, ISSUED)
    made = diploma_pdf(told, file_of(told), ADDRESS, WORDINGS)
    assert attached(made) == file_of(told)
    assert len(made) < 512 * 1024  # what the page of checking takes


def test_the_code_has_a_quiet_border_and_three_corners():
    told = qr_code(ADDRESS).decode()
    size = int(re.findall(r'viewBox="0 0 (\d+)', told)[0])
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1", told)}
    assert all(2 <= x < size - 2 and 2 <= y < size - 2 for x, y in dark)
    ring = [(n, 0) for n in range(7)] + [(n, 6) for n in range(7)]
    for left, top in ((2, 2), (size - 9, 2), (2, size - 9)):
        assert {(left + x, top + y) for x, y in ring} <= dark
