"""A sheet of pixels on which charts place their shapes, and the arithmetic of axes and labels."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bagdar.core.languages import Language, format_number

LETTER = 7.0  # pixels that a 12-pixel letter takes on average, wide Cyrillic ones included


@dataclass
class Sheet:
    """Shapes placed by pixel, from the upper left, that become one Vega-Lite chart.

    The layers are written as dictionaries: through Altair's classes the same picture costs a
    second of copying and checking. A test holds every one of them to Altair's schema instead.
    """

    width: float
    height: float = 0
    layers: list[dict[str, Any]] = field(default_factory=list)

    def _add(self, kind: str, rows: Sequence[dict[str, Any]], look: Mapping[str, Any]) -> None:
        """Rows of a mark; a look that was just used takes them into its layer."""
        if not rows:
            return
        mark = {"type": kind, **look}
        for layer in reversed(self.layers):
            if layer["mark"] == mark:
                layer["data"]["values"].extend(rows)
                return
            if layer["mark"]["type"] != kind:
                break
        self.layers.append({"mark": mark, "data": {"values": list(rows)}})

    def boxes(self, values: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
        """(left, top, right, bottom) each."""
        rows = [dict(zip(("x", "y", "x2", "y2"), one, strict=True)) for one in values]
        self._add("rect", rows, look)

    def texts(
        self, values: Sequence[tuple[float, float, str]], halo: str = "", **look: Any
    ) -> None:
        """(x, middle y, text) each. halo: the ground's colour round letters that cross shapes."""
        rows = [{"x": x, "y": y, "text": text} for x, y, text in values if text]
        look = {"baseline": "middle", "align": "left", **look}
        if halo:
            around = {**look, "color": halo, "stroke": halo, "strokeWidth": 3, "opacity": 0.75}
            self._add("text", rows, around)
        self._add("text", rows, look)

    def rules(self, values: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
        """Lines (x, y, x2, y2) each."""
        rows = [dict(zip(("x", "y", "x2", "y2"), one, strict=True)) for one in values]
        self._add("rule", rows, look)

    def points(self, values: Sequence[tuple[float, float]], **look: Any) -> None:
        self._add("point", [{"x": x, "y": y} for x, y in values], look)

    def band(self, values: Sequence[tuple[float, float, float]], **look: Any) -> None:
        """A filled band through (x, upper y, lower y)."""
        name = self._next_name()
        self._add("area", [{"x": x, "y": y, "y2": y2, "of": name} for x, y, y2 in values], look)

    def line(self, values: Sequence[tuple[float, float]], **look: Any) -> None:
        name = self._next_name()
        self._add("line", [{"x": x, "y": y, "of": name} for x, y in values], look)

    def _next_name(self) -> int:
        """Tells the lines of one layer apart."""
        return sum(len(layer["data"]["values"]) for layer in self.layers)

    def chart(self) -> dict[str, Any]:
        """Vega-Lite with the plot exactly as large as the sheet."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": self.width,
            "height": self.height,
            "autosize": "none",
            "usermeta": {"placed": True},  # texts stand where their x and y say
            "padding": {"left": 4, "right": 4, "top": 4, "bottom": 4},
            "layer": [{**layer, "encoding": self._encoding(layer)} for layer in self.layers],
        }

    def _encoding(self, layer: Mapping[str, Any]) -> dict[str, Any]:
        domains = {"x": [0, self.width], "y": [self.height, 0]}
        encoding: dict[str, Any] = {
            name: {
                "field": name,
                "type": "quantitative",
                "scale": {"domain": domain, "nice": False, "zero": False},
                "axis": None,
            }
            for name, domain in domains.items()
        }
        present = layer["data"]["values"][0]
        encoding.update({name: {"field": name} for name in ("x2", "y2") if name in present})
        if "text" in present:
            encoding["text"] = {"field": "text", "type": "nominal"}
        if "of" in present:
            encoding["detail"] = {"field": "of", "type": "nominal"}
        return encoding


def length_of(text: str) -> float:
    """About how many pixels a text takes at 12 pixels."""
    return len(text) * LETTER


def letters_in(pixels: float) -> int:
    return max(8, int(pixels / LETTER))


# --- axes --------------------------------------------------------------------------------------


def steps(low: float, high: float, count: int) -> list[float]:
    """About count round numbers that enclose low and high, evenly spaced."""
    span = (high - low) or abs(high) or 1.0
    raw = span / max(count - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]


def tick_words(ticks: Sequence[float], language: Language) -> list[str]:
    return [format_number(Decimal(str(tick)), language) for tick in ticks]


def spread(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Places as near as may be to those wanted, at least so far apart, within low and high.

    The order is kept; where they cannot fit, they stay apart and pass the upper end.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed: list[float] = []
    for place in order:
        floor = placed[-1] + least if placed else low
        placed.append(max(wanted[place], floor))
    ceiling = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = max(min(placed[index], ceiling), low + index * least)
        ceiling = placed[index] - least
    result = [0.0] * len(wanted)
    for index, place in enumerate(order):
        result[place] = placed[index]
    return result


@dataclass(frozen=True)
class Frame:
    """Where years and figures fall on the sheet."""

    left: float
    top: float
    right: float
    bottom: float
    years: tuple[int, ...]
    ticks: Sequence[float]

    def x(self, year: float) -> float:
        span = (self.years[-1] - self.years[0]) or 1
        return self.left + (year - self.years[0]) / span * (self.right - self.left)

    def y(self, value: float | Decimal) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (float(value) - low) / (high - low) * (self.bottom - self.top)
