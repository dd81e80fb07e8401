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
    """Shapes placed by pixel, from the upper left, that become one Altair chart."""

    width: float
    height: float = 0
    layers: list[Any] = field(default_factory=list)

    def _encode(self, mark: Any, **channels: str) -> Any:
        import altair

        across = altair.Scale(domain=[0, self.width], nice=False, zero=False)
        down = altair.Scale(domain=[self.height, 0], nice=False, zero=False)
        kinds = {
            "x": altair.X(channels["x"], type="quantitative", scale=across, axis=None),
            "y": altair.Y(channels["y"], type="quantitative", scale=down, axis=None),
        }
        if "x2" in channels:
            kinds["x2"] = altair.X2(channels["x2"])
        if "y2" in channels:
            kinds["y2"] = altair.Y2(channels["y2"])
        return mark.encode(**kinds)

    def _on(self, values: Sequence[Mapping[str, Any]]) -> Any:
        import altair

        return altair.Chart(altair.Data(values=list(values)))

    def boxes(self, values: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
        """(left, top, right, bottom) each."""
        rows = [dict(zip(("x", "y", "x2", "y2"), one, strict=True)) for one in values]
        if rows:
            self.layers.append(
                self._encode(self._on(rows).mark_rect(**look), x="x", y="y", x2="x2", y2="y2")
            )

    def texts(
        self, values: Sequence[tuple[float, float, str]], halo: str = "", **look: Any
    ) -> None:
        """(x, middle y, text) each. halo: the ground's colour round letters that cross shapes."""
        rows = [{"x": x, "y": y, "text": text} for x, y, text in values if text]
        if rows:
            look = {"baseline": "middle", "align": "left", **look}
            if halo:
                around = {**look, "color": halo, "stroke": halo, "strokeWidth": 3, "opacity": 0.75}
                under = self._encode(self._on(rows).mark_text(**around), x="x", y="y")
                self.layers.append(under.encode(text="text:N"))
            layer = self._encode(self._on(rows).mark_text(**look), x="x", y="y")
            self.layers.append(layer.encode(text="text:N"))

    def rules(self, values: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
        """Lines (x, y, x2, y2) each."""
        rows = [dict(zip(("x", "y", "x2", "y2"), one, strict=True)) for one in values]
        if rows:
            self.layers.append(
                self._encode(self._on(rows).mark_rule(**look), x="x", y="y", x2="x2", y2="y2")
            )

    def points(self, values: Sequence[tuple[float, float]], **look: Any) -> None:
        if values:
            rows = [{"x": x, "y": y} for x, y in values]
            self.layers.append(self._encode(self._on(rows).mark_point(**look), x="x", y="y"))

    def band(self, values: Sequence[tuple[float, float, float]], **look: Any) -> None:
        """A filled band through (x, upper y, lower y)."""
        rows = [{"x": x, "y": y, "y2": y2} for x, y, y2 in values]
        self.layers.append(self._encode(self._on(rows).mark_area(**look), x="x", y="y", y2="y2"))

    def line(self, values: Sequence[tuple[float, float]], **look: Any) -> None:
        rows = [{"x": x, "y": y} for x, y in values]
        self.layers.append(self._encode(self._on(rows).mark_line(**look), x="x", y="y"))

    def chart(self) -> dict[str, Any]:
        """Vega-Lite with the plot exactly as large as the sheet."""
        import altair

        drawn = altair.layer(*self.layers).properties(width=self.width, height=self.height)
        spec = drawn.to_dict(validate=False)
        return {
            **spec,
            "autosize": "none",
            "padding": {"left": 4, "right": 4, "top": 4, "bottom": 4},
        }


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
