"""A path in words and as a picture: both from the same segments and turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from bagdar.core.national_ids import masked
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.registry.presenters import trajectory_drawing as drawing
from bagdar.registry.presenters.reading_words import (
    code_words,
    days_words,
    organisation_names,
    region_words,
)
from bagdar.registry.rules.trajectory import Doing, Segment, Trajectory, Turn, TurnKind

BAD, GOOD = (TurnKind.GAP, TurnKind.OVERLAP), (TurnKind.GRADUATION, TurnKind.ONWARD)


@dataclass(frozen=True)
class Step:
    """One line of the path in words. tone: of its tag; days: first to last."""

    tag: str
    tone: str
    text: str
    days: str
    is_turn: bool


def answers(found: Trajectory) -> list[Answer]:
    strip = [
        ("places", len(found.segments)),
        ("transfers", len(found.named(TurnKind.TRANSFER))),
        ("gaps", len(found.named(TurnKind.GAP))),
        ("overlaps", len(found.named(TurnKind.OVERLAP))),
    ]
    return [Answer(t(f"reading.path.{name}"), str(count)) for name, count in strip]


def steps(found: Trajectory) -> list[Step]:
    """Segments and turns by their first days; a turn stands before what it leads to."""
    names = _names(found)
    lines: list[tuple[date, int, Step]] = []
    for one in found.segments:
        lines.append((one.valid.start, 1, _segment(one, names)))
    for turn in found.turns:
        order = 2 if turn.kind in (TurnKind.OVERLAP, TurnKind.GRADUATION) else 0
        lines.append((turn.days.start, order, _turn(turn, found, names)))
    return [step for _, _, step in sorted(lines, key=lambda line: line[:2])]


def _names(found: Trajectory) -> dict[str, str]:
    places = {one.place for one in found.segments if one.doing is not Doing.WORKS}
    named = organisation_names({UUID(place) for place in places})
    return {str(id): name for id, name in named.items()}


def place_words(one: Segment, names: dict[str, str]) -> str:
    if one.doing is Doing.WORKS:
        return t("reading.path.employer", bin=masked(one.place))
    return names.get(one.place, one.place)


def _segment(one: Segment, names: dict[str, str]) -> Step:
    parts = [
        place_words(one, names),
        region_words(one.region) if one.region else "",
        ", ".join(code_words("isced_levels", level) for level in one.levels),
        grades_words(one.grades),
    ]
    text = " · ".join(part for part in parts if part)
    tag = t(f"reading.doing.{one.doing.value}")
    return Step(tag, "sky", text, days_words(one.valid), is_turn=False)


def grades_words(grades: Sequence[int]) -> str:
    if not grades:
        return ""
    first, last = grades[0], grades[-1]
    if first == last:
        return t("reading.grade", grade=first)
    return t("reading.grades", first=first, last=last)


def _turn(turn: Turn, found: Trajectory, names: dict[str, str]) -> Step:
    tone = "bad" if turn.kind in BAD else "good" if turn.kind in GOOD else "gold"
    return Step(
        t(f"reading.turn.{turn.kind.value}"),
        tone,
        _turn_text(turn, found, names),
        days_words(turn.days),
        is_turn=True,
    )


def _turn_text(turn: Turn, found: Trajectory, names: dict[str, str]) -> str:
    def place(at: int | None) -> str:
        return "" if at is None else place_words(found.segments[at], names)

    if turn.kind is TurnKind.GAP:
        return t("reading.path.gap_days", count=turn.days.days())
    if turn.kind is TurnKind.OVERLAP:
        return t("reading.path.both", one=place(turn.before), other=place(turn.after))
    if turn.kind is TurnKind.GRADUATION:
        level = code_words("isced_levels", turn.level)
        return " · ".join(part for part in (level, place(turn.before)) if part)
    if turn.kind is TurnKind.REGION and turn.before is not None and turn.after is not None:
        before, after = (found.segments[at].region for at in (turn.before, turn.after))
        return t("reading.path.to", one=region_words(before), other=region_words(after))
    return t("reading.path.to", one=place(turn.before), other=place(turn.after))


def table(found: Trajectory) -> Table:
    columns = [
        Column("days", t("reading.column.days")),
        Column("tag", t("reading.column.kind")),
        Column("text", t("reading.column.what"), wide=True),
    ]
    rows = [{"days": one.days, "tag": one.tag, "text": one.text} for one in steps(found)]
    return Table("path", t("reading.path.table"), columns, rows, find=False)


def chart(found: Trajectory, today: date) -> Chart | None:
    """Bars by place from the first day to the last or to today; None for an empty path."""
    if not found.segments:
        return None
    names = _names(found)
    bars = tuple(
        drawing.Line(
            place_words(one, names),
            tuple((stay.valid.start, stay.valid.end) for stay in one.stays),
            one.doing.value,
        )
        for one in found.segments
    )
    gaps = tuple((one.days.start, one.days.end or today) for one in found.named(TurnKind.GAP))
    data = (bars, gaps, today)
    told = [f"{one.tag}: {one.text} ({one.days})" for one in steps(found)]
    return Chart(
        "path-picture",
        t("reading.path.chart"),
        partial(drawing.draw, data),
        _chart_table(found, names),
        t("reading.path.summary", path="; ".join(told)),
        t("reading.path.chart_note"),
        key=f"{drawing.__name__} {data!r}",
        full=True,
    )


def _chart_table(found: Trajectory, names: dict[str, str]) -> Table:
    columns = [
        Column("place", t("reading.column.what"), wide=True),
        Column("since", t("reading.column.since"), "date"),
        Column("until", t("reading.column.ended_on"), "date"),
    ]
    rows: list[dict[str, Any]] = [
        {"place": place_words(one, names), "since": one.valid.start, "until": one.valid.end}
        for one in found.segments
    ]
    return Table("path-picture-data", t("reading.path.chart"), columns, rows, find=False)
