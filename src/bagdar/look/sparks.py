"""A line's height of path for a table cell or a list: plain SVG, no chart engine."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, MARGIN = 88, 22, 3


def spark(points: Mapping[int, Decimal] | Sequence[Decimal | None], label: str = "") -> SafeString:
    """The path as inline SVG, the last point marked; nothing where there is no point.

    points  by year, or one a year with None for a gap: a gap breaks the line
    label   the words read out for it; without any it is decoration and is not read
    """
    runs = _runs(_placed(points))
    if not runs:
        return mark_safe("")
    lines = "".join(f"M{' L'.join(run)}" if len(run) > 1 else f"M{run[0]}h0" for run in runs)
    end_x, end_y = runs[-1][-1].split(",")
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="spark" width="{}" height="{}" viewBox="0 0 {} {}" {}>'
        '<path d="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, mark_safe(role), lines, end_x, end_y,
    )  # fmt: skip


def _placed(points: Mapping[int, Decimal] | Sequence[Decimal | None]) -> dict[int, float]:
    pairs = points.items() if isinstance(points, Mapping) else enumerate(points)
    return {int(place): float(value) for place, value in pairs if value is not None}


def _runs(values: dict[int, float]) -> list[list[str]]:
    """Neighbouring points together, as "x,y" in the picture's own units."""
    if not values:
        return []
    first, last = min(values), max(values)
    low, high = min(values.values()), max(values.values())
    wide = (WIDTH - 2 * MARGIN) / max(last - first, 1)
    tall = (HEIGHT - 2 * MARGIN) / (high - low) if high > low else 0
    middle = 0 if high > low else (HEIGHT - 2 * MARGIN) / 2
    runs: list[list[str]] = []
    before = None
    for place in sorted(values):
        x = MARGIN + (place - first) * wide
        y = HEIGHT - MARGIN - middle - (values[place] - low) * tall
        if before is None or place - before > 1:
            runs.append([])
        runs[-1].append(f"{x:.1f},{y:.1f}")
        before = place
    return runs
