"""A row's plan in gold, its facts in sky, its forecast dashed with its bounds shaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from bagdar.core.languages import Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Chart, Palette, Width
from bagdar.look.paths import neighbours
from bagdar.look.sheet import Frame, Sheet, length_of, steps, tick_words
from bagdar.look.tables import Column, Table
from bagdar.monitoring.rules.evaluation import Target, shown
from bagdar.monitoring.rules.forecast import Forecast, Interval, NoForecast
from bagdar.programme.public import Reader

Text = str | Words


@dataclass(frozen=True)
class Drawn:
    """What the picture shows. labels: plan, fact, forecast, in the reader's language."""

    plan: Mapping[int, Decimal]
    facts: Mapping[int, Decimal]
    ahead: tuple[Interval, ...]
    places: int
    baseline_year: int
    unit: Text
    labels: tuple[str, str, str]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({*self.plan, *self.facts, *(one.year for one in self.ahead)}))

    @property
    def lead(self) -> tuple[int, Decimal] | None:
        """The point from which the forecast sets out."""
        if not self.ahead:
            return None
        known = {**{y: v for y, v in self.plan.items() if y == self.baseline_year}, **self.facts}
        return max(known.items()) if known else None


def picture(
    name: str,
    plan: Mapping[int, Target],
    facts: Mapping[int, Decimal],
    seen: Forecast | NoForecast | None,
    *,
    baseline_year: int,
    unit: Text,
    reader: Reader,
    title: str = "",
) -> Chart | None:
    """plan: the targets by year, the baseline among them. None where there is nothing to draw."""
    if not plan and not facts:
        return None
    last = plan[max(plan)] if plan else None
    drawn = Drawn(
        {year: one.value for year, one in plan.items()},
        {year: shown(value, plan.get(year, last)) or Decimal(0) for year, value in facts.items()},
        seen.years if isinstance(seen, Forecast) else (),
        last.places if last else 1,
        baseline_year,
        unit,
        (
            reader.say("evaluation.series.plan"),
            reader.say("evaluation.series.fact"),
            reader.say("evaluation.series.forecast"),
        ),
    )
    title = title or reader.say("evaluation.chart")
    table = Table(f"{name}-data", title, _columns(unit, reader), _rows(drawn), find=False)
    note = reader.say("evaluation.chart_note") if drawn.ahead else None
    summary = " ".join(_sentences(drawn, seen, reader))
    return Chart(name, title, partial(draw, drawn), table, summary, note)


def _columns(unit: Text, reader: Reader) -> list[Column]:
    named = [(one, reader.say(f"evaluation.series.{one}")) for one in ("plan", "fact", "forecast")]
    bounds = [
        (one, reader.say(f"evaluation.column.{one}"))
        for one in ("low_80", "high_80", "low_95", "high_95")
    ]
    return [
        Column("year", reader.say("common.year"), "year"),
        *(Column(key, title, "number", unit=unit) for key, title in [*named, *bounds]),
    ]


def _rows(drawn: Drawn) -> list[dict[str, Any]]:
    ahead = {one.year: one for one in drawn.ahead}
    return [
        {
            "year": year,
            "plan": drawn.plan.get(year),
            "fact": drawn.facts.get(year),
            **(_interval(ahead[year], drawn.places) if year in ahead else {}),
        }
        for year in drawn.years
    ]


def _interval(one: Interval, places: int) -> dict[str, Decimal]:
    keys = {"forecast": "middle", **{k: k for k in ("low_80", "high_80", "low_95", "high_95")}}
    return {key: rounded(getattr(one, name), places) for key, name in keys.items()}


def rounded(value: float, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places))


def _sentences(drawn: Drawn, seen: Forecast | NoForecast | None, reader: Reader) -> list[str]:
    said = []
    if drawn.plan:
        first, last = min(drawn.plan), max(drawn.plan)
        said.append(
            reader.say(
                "evaluation.chart_plan",
                first_year=first,
                first=drawn.plan[first],
                last_year=last,
                last=drawn.plan[last],
            )
        )
    if drawn.facts:
        year = max(drawn.facts)
        said.append(reader.say("evaluation.chart_facts", value=drawn.facts[year], year=year))
    if isinstance(seen, Forecast):
        low, middle, high = (
            rounded(value, drawn.places)
            for value in (seen.last.low_80, seen.last.middle, seen.last.high_80)
        )
        said.append(
            reader.say(
                "evaluation.chart_forecast",
                year=seen.last.year,
                middle=middle,
                low=low,
                high=high,
                target=seen.target.value,
            )
        )
    return said


# --- the drawing ----------------------------------------------------------------------------------


def draw(drawn: Drawn, palette: Palette, width: Width, language: Language) -> dict[str, Any]:
    sheet = Sheet(PIXELS[width], 260 if width == "narrow" else 310)
    ticks = axis(drawn)
    words = tick_words(ticks, language)
    left = max(map(length_of, words), default=0) + 12
    place = Frame(left + 14, 40, sheet.width - 40, sheet.height - 34, drawn.years, ticks)
    sheet.texts([(0, 8, show(drawn.unit, language))], color=palette.ink_3)
    sheet.rules(
        [(left, place.y(tick), sheet.width, place.y(tick)) for tick in ticks], color=palette.line
    )
    sheet.texts(
        [(left - 8, place.y(tick), word) for tick, word in zip(ticks, words, strict=True)],
        align="right", color=palette.ink_2,
    )  # fmt: skip
    _years(sheet, place, drawn, palette)
    _shade(sheet, place, drawn, palette)
    _line(sheet, place, drawn.plan, palette.gold_line)
    facts = dict(drawn.facts)
    _line(sheet, place, facts, palette.sky)
    _dots(sheet, place, drawn, palette)
    _labels(sheet, place, drawn, palette, language)
    return sheet.chart()


def axis(drawn: Drawn) -> list[float]:
    """Round numbers round the plan, the facts and the bounds of 80 cases.

    The wider bounds are cut at the frame: five cases in a hundred must not flatten the rest.
    """
    values = [float(value) for value in (*drawn.plan.values(), *drawn.facts.values())]
    values += [value for one in drawn.ahead for value in (one.low_80, one.high_80)]
    low, high = min(values), max(values)
    if 0 <= low <= 0.45 * high:
        low = 0
    if high == low:
        low, high = (0, high or 1) if low <= 10 else (low * 0.98, high * 1.02)
    return steps(low, high, 5)


def _years(sheet: Sheet, place: Frame, drawn: Drawn, palette: Palette) -> None:
    room = (place.right - place.left) / max(place.years[-1] - place.years[0], 1)
    kept = [
        year
        for year in drawn.years
        if room >= 34 or (drawn.years[-1] - year) % 2 == 0 or year == drawn.baseline_year
    ]
    y = sheet.height - 12
    sheet.texts([(place.x(one), y, str(one)) for one in kept], align="center", color=palette.ink_2)


def _shade(sheet: Sheet, place: Frame, drawn: Drawn, palette: Palette) -> None:
    """Both intervals as bands that open from the last point, and the dashed middle."""
    if drawn.lead is None:
        return
    year, value = drawn.lead
    start = (place.x(year), place.y(value))

    def inside(figure: float) -> float:
        return place.y(min(max(figure, place.ticks[0]), place.ticks[-1]))

    for share, opacity in ((95, 0.12), (80, 0.2)):
        band = [
            (place.x(one.year), inside(getattr(one, f"high_{share}")),
             inside(getattr(one, f"low_{share}")))
            for one in drawn.ahead
        ]  # fmt: skip
        points = [(start[0], start[1], start[1]), *band]
        sheet.band(points, color=palette.sky, opacity=opacity)
    middle = [start, *((place.x(one.year), inside(one.middle)) for one in drawn.ahead)]
    sheet.line(middle, color=palette.sky, strokeWidth=2, strokeDash=[6, 4])


def _line(sheet: Sheet, place: Frame, points: Mapping[int, Decimal], colour: str) -> None:
    """Solid between neighbouring years, dotted over years without a figure."""
    for year, later in neighbours(points):
        ends = [(place.x(one), place.y(points[one])) for one in (year, later)]
        look: dict[str, Any] = {"strokeDash": [2, 4]} if later - year > 1 else {}
        sheet.line(ends, color=colour, strokeWidth=1.5 if look else 2.4, **look)


def _dots(sheet: Sheet, place: Frame, drawn: Drawn, palette: Palette) -> None:
    spots = {year: (place.x(year), place.y(value)) for year, value in drawn.plan.items()}
    base = [spots.pop(drawn.baseline_year)] if drawn.baseline_year in spots else []
    look: dict[str, Any] = {"shape": "circle", "strokeWidth": 2.2, "opacity": 1, "filled": True}
    gold = palette.gold_line
    sheet.points(list(spots.values()), fill=gold, stroke=gold, size=40, **look)
    sheet.points(base, fill=palette.panel, stroke=gold, size=60, **look)
    facts = [(place.x(year), place.y(value)) for year, value in drawn.facts.items()]
    sheet.points(facts, fill=palette.sky, stroke=palette.sky, size=52, **look)


def _labels(sheet: Sheet, place: Frame, drawn: Drawn, palette: Palette, language: Language) -> None:
    """The last figure of each of the three lines, with its name, kept apart.

    What lies below the plan is labelled below, where the plan's line does not run; so is a plan
    below its forecast.
    """
    said = _ends(drawn)
    above = [one for one in said if not _is_below(drawn, one)]
    heights = _apart([place.y(value) - 16 for _, _, value, _ in above], 30)
    placed = {one[0]: y for one, y in zip(above, heights, strict=True)}
    for one in said:
        kind, year, value, label = one
        colour = palette.gold if kind == "plan" else palette.sky
        text = format_number(value, language)
        half = max(length_of(text), length_of(label)) / 2
        x = min(max(place.x(year), half), sheet.width - half)
        y = placed.get(kind, place.y(value) + 18)
        name = y - 13 if kind in placed else y + 13
        ground = palette.panel
        sheet.texts([(x, y, text)], halo=ground, align="center", color=colour, fontWeight=600)
        sheet.texts([(x, name, label)], halo=ground, align="center", color=colour)


def _is_below(drawn: Drawn, one: tuple[str, int, Decimal, str]) -> bool:
    kind, year, value, _ = one
    if kind != "plan":
        return drawn.plan.get(year, value) > value
    ahead = {one.year: rounded(one.middle, drawn.places) for one in drawn.ahead}
    return ahead.get(year, value) > value


def _ends(drawn: Drawn) -> list[tuple[str, int, Decimal, str]]:
    plan, fact, forecast = drawn.labels
    found: list[tuple[str, int, Decimal, str]] = []
    if drawn.plan:
        found.append(("plan", max(drawn.plan), drawn.plan[max(drawn.plan)], plan))
    if drawn.facts:
        found.append(("fact", max(drawn.facts), drawn.facts[max(drawn.facts)], fact))
    if drawn.ahead:
        last = drawn.ahead[-1]
        found.append(("forecast", last.year, rounded(last.middle, drawn.places), forecast))
    return found


def _apart(wanted: Sequence[float], least: float) -> list[float]:
    """Labels no nearer to each other than `least`, the upper ones moved up."""
    order = sorted(range(len(wanted)), key=lambda index: -wanted[index])
    placed = list(wanted)
    for before, index in zip(order, order[1:], strict=False):
        placed[index] = min(placed[index], placed[before] - least)
    low = min(placed, default=20)
    return [one + max(0.0, 18 - low) for one in placed]
