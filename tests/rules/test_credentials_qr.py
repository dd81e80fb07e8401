"""The QR code of a printed diploma, read by a decoder that knows nothing of Bagdar (ZXing)."""

import numpy as np
import pytest
import zxingcpp

from bagdar.config.environment import ROOT
from bagdar.core.catalogue import catalogue_of
from bagdar.credentials.printing import diploma_pdf
from tests.codes_read import Picture, codes_in, page_of
from tests.diploma_tools import document, file_of

ADDRESS = "https://diplomas.example/kk/diplomas/shared/0123456789-abcdefghij_KLMNOPQRST/"
PDF = diploma_pdf(document(), file_of(), ADDRESS, catalogue_of(ROOT / "data" / "words"))


def corners(picture: Picture) -> tuple[slice, slice]:
    """Rows and columns of the code."""
    [found] = zxingcpp.read_barcodes(picture)
    at = found.position
    ends = [at.top_left, at.top_right, at.bottom_left, at.bottom_right]
    xs, ys = [one.x for one in ends], [one.y for one in ends]
    return slice(min(ys), max(ys)), slice(min(xs), max(xs))


@pytest.mark.parametrize("dots_per_inch", [72, 100, 150, 300])
def test_another_decoder_reads_the_link_from_the_page_as_printers_print_it(dots_per_inch: int):
    assert codes_in(page_of(PDF, dots_per_inch)) == [ADDRESS]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_it_is_read_however_the_paper_lies(turns: int):
    assert codes_in(np.ascontiguousarray(np.rot90(page_of(PDF), turns))) == [ADDRESS]


def test_it_is_read_with_a_stain_on_it_and_no_more_when_half_of_it_is_covered():
    """The control: what reads the code reads nothing else on the page."""
    page = page_of(PDF)
    rows, columns = corners(page)
    side, left = rows.stop - rows.start, columns.start
    middle = rows.start + side // 2
    stained, covered = page.copy(), page.copy()
    stained[middle : middle + side // 5, left + side // 2 : left + 7 * side // 10] = 0
    covered[rows, left : left + side // 2] = 255
    assert codes_in(stained) == [ADDRESS]
    assert codes_in(covered) == []
