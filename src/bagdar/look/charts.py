"""A chart as values, and its picture: Altair or Vega-Lite in, SVG or PNG out, kept on disk.

A chart is drawn for the width that it has, wide and narrow, and its colours are names: on a page
they are the page's own variables (light and dark), in a file they are fixed.
"""

import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from django.conf import settings

from bagdar.core.languages import Language, Words, show
from bagdar.look import svg
from bagdar.look.svg import FONT
from bagdar.look.tables import Table

Width = Literal["full", "wide", "narrow"]
PIXELS: Mapping[Width, int] = {"full": 980, "wide": 520, "narrow": 290}
MOST_FILES = 4_000  # about 60 MB; the oldest go first
MOST_IN_MEMORY = 256


@dataclass(frozen=True)
class Palette:
    """The colours of a chart by what they mean."""

    ink: str
    ink_2: str
    ink_3: str
    line: str
    panel: str
    sky: str
    gold: str
    gold_line: str
    bad: str
    good: str
    series: tuple[str, ...]


PAGE = Palette(
    "var(--ink)", "var(--ink-2)", "var(--ink-3)", "var(--line)", "var(--panel)", "var(--sky)",
    "var(--gold)", "var(--gold-line)", "var(--bad)", "var(--good)",
    tuple(f"var(--series-{number})" for number in range(1, 7)),
)  # fmt: skip
PRINT = Palette(
    "#16202a", "#4a5a68", "#5f6e7a", "#dfe4e6", "#ffffff", "#007a9c", "#8a5a00", "#e0a526",
    "#b3261e", "#1e7a46",
    ("#0b6e8f", "#e0a526", "#7b6db0", "#5b8a3c", "#b4653a", "#8a97a1"),
)  # fmt: skip

Draw = Callable[[Palette, Width, Language], Any]


@dataclass(frozen=True)
class Chart:
    """A picture with its sentence and its table.

    name     unique on its page, part of its addresses
    draw     (palette, width, language) → an Altair chart or a Vega-Lite dict; "full" is asked
             for only where full says that the chart is worth a whole desk's width
    table    the figures drawn, as a Table
    summary  one sentence that says what the picture shows; read out instead of it
    key      names what draw would draw, so that a kept picture needs no drawing; empty: the
             specification is made each time and is its own key
    """

    name: str
    title: str | Words
    draw: Draw
    table: Table
    summary: str | Words
    note: str | Words | None = None
    key: str = ""
    full: bool = False


def svg_for_page(chart: Chart, width: Width, language: Language) -> str:
    """The picture to stand inside a page: page colours, no names of its own, not read out."""
    return _kept(chart, width, language, "page")


def svg_file(chart: Chart, language: Language, source: str) -> bytes:
    """The picture as a file that stands alone: title above, source below."""
    return _for_print(chart, language, source).encode("utf-8")


def png_file(chart: Chart, language: Language, source: str) -> bytes:
    import vl_convert  # slow to load, and only needed where nothing is kept

    return bytes(vl_convert.svg_to_png(_for_print(chart, language, source), scale=2))


def _for_print(chart: Chart, language: Language, source: str) -> str:
    return _kept(chart, "full" if chart.full else "wide", language, "print", source)


# --- kept pictures ----------------------------------------------------------------------------

_memory: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def _kept(
    chart: Chart, width: Width, language: Language, use: Literal["page", "print"], source: str = ""
) -> str:
    palette = PAGE if use == "page" else PRINT
    titles = (show(chart.title, language), source) if use == "print" else ("", "")
    drawn: dict[str, Any] | None = None
    named = chart.key
    if not named:
        drawn = specification(chart, palette, width, language)
        named = json.dumps(drawn, sort_keys=True, ensure_ascii=False, default=str)
    parts = [CODE, named, asdict(palette), width, language, titles]
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
    kept = _recall(digest)
    if kept is None:
        drawn = drawn or specification(chart, palette, width, language)
        root = svg.draw(drawn, language)
        inks = (PRINT.ink, PRINT.ink_2)
        kept = (
            svg.for_page(root, prefix=f"c{digest[:10]}-")
            if use == "page"
            else svg.for_file(root, *titles, inks)
        )
        _keep(digest, kept)
    return kept


def _recall(digest: str) -> str | None:
    with _lock:
        if digest in _memory:
            _memory.move_to_end(digest)
            return _memory[digest]
    try:
        text = _path(digest).read_text(encoding="utf-8")
    except OSError:
        return None
    _remember(digest, text)
    return text


def _remember(digest: str, text: str) -> None:
    with _lock:
        _memory[digest] = text
        while len(_memory) > MOST_IN_MEMORY:
            _memory.popitem(last=False)


def _keep(digest: str, text: str) -> None:
    """Written beside and moved into place: a reader never sees half a picture."""
    _remember(digest, text)
    path = _path(digest)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
        _drop_oldest(path.parent)
    except OSError:
        return  # a full or read-only disk costs time, not the page


def _drop_oldest(folder: Path) -> None:
    files = list(folder.glob("*.svg"))
    if len(files) <= MOST_FILES:
        return
    for path in sorted(files, key=lambda file: file.stat().st_mtime)[: len(files) // 4]:
        path.unlink(missing_ok=True)


def _path(digest: str) -> Path:
    return Path(settings.VAR_DIR) / "charts" / f"{digest}.svg"


# --- drawing ----------------------------------------------------------------------------------


def specification(
    chart: Chart, palette: Palette, width: Width, language: Language
) -> dict[str, Any]:
    """The Vega-Lite of a chart at one width, with the house's configuration."""
    drawn = chart.draw(palette, width, language)
    spec = drawn if isinstance(drawn, dict) else drawn.to_dict(validate=False)
    house, own = configuration(palette), spec.get("config", {})
    config = {**own, **house, "view": {**own.get("view", {}), **house["view"]}}
    return {**spec, "config": config}


def configuration(palette: Palette) -> dict[str, Any]:
    """Hairlines, twelve-pixel labels, nothing round the plot."""
    text = {"font": FONT, "fontSize": 12}
    return {
        "background": "transparent",
        "font": FONT,
        "padding": {"left": 2, "right": 6, "top": 6, "bottom": 4},
        "view": {"stroke": None},
        "axis": {
            "labelFont": FONT, "labelFontSize": 12, "labelColor": palette.ink_2,
            "titleFont": FONT, "titleFontSize": 12, "titleFontWeight": "normal",
            "titleColor": palette.ink_3, "gridColor": palette.line, "domain": False,
            "ticks": False, "labelPadding": 6, "labelLimit": 400,
        },
        "text": {**text, "fill": palette.ink_2},
        "legend": {"disable": True},
    }  # fmt: skip


def _code() -> Iterator[bytes]:
    names = ("charts", "svg", "sheet", "paths", "drawing", "flows", "waterfall", "tiles")
    for name in (f"{name}.py" for name in names):
        path = Path(__file__).with_name(name)
        yield path.read_bytes() if path.exists() else b""


CODE = hashlib.sha256(b"".join(_code())).hexdigest()  # a picture drawn by other code is another
