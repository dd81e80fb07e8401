"""QR codes as somebody else's decoder reads them (ZXing), from pictures and from pages of a PDF."""

from typing import Any

import numpy as np
import pypdfium2
import zxingcpp

Picture = np.ndarray[Any, np.dtype[np.uint8]]


def codes_in(picture: Picture) -> list[str]:
    """What every QR code in a picture says; rows by columns, grey or with colours last."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def page_of(pdf: bytes, dots_per_inch: int = 150) -> Picture:
    """The first page of a PDF, as a printer with so many dots prints it."""
    document = pypdfium2.PdfDocument(pdf)
    made: Picture = document[0].render(scale=dots_per_inch / 72).to_numpy()
    return np.ascontiguousarray(made)
