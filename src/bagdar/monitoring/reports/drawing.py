"""Charts of a report: the pictures of the pages on white paper, without title and source."""

import re
from typing import Literal

from bagdar.core.languages import Language
from bagdar.look import charts, svg
from bagdar.look.charts import PRINT, Chart

Width = Literal["wide", "narrow"]
SERIF = "Libertinus Serif"  # the face that typst brings along; it has every Kazakh letter
_FONT = re.compile(r'font-family="[^"]*"')


def picture(chart: Chart, width: Width, language: Language) -> str:
    """The SVG with the page's own faces."""
    specification = charts.specification(chart, PRINT, width, language)
    root = svg.draw(specification, language)
    return svg.for_file(root, "", "", (PRINT.ink, PRINT.ink_2))


def picture_in_serif(chart: Chart, width: Width, language: Language) -> str:
    """The SVG for typst, which reads no fonts of the machine."""
    return _FONT.sub(f'font-family="{SERIF}"', picture(chart, width, language))


def picture_as_png(chart: Chart, width: Width, language: Language) -> bytes:
    import vl_convert  # slow to load

    return bytes(vl_convert.svg_to_png(picture(chart, width, language), scale=2.5))
