"""What a table of a release says of itself: enough to show it, to write its files and to attack it
again, whatever was computed, kept or declared since.

The content of a table is what is approved and what is out. What of it is hidden is therefore read
from the content, never from what protection would give today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bagdar.core.errors import DomainError
from bagdar.indicators.rules import building
from bagdar.indicators.rules.adding import BASES, BRIDGED, DISTRICT, NOW, THEN, Cube
from bagdar.indicators.rules.building import Answer, Counted, Kept, Line
from bagdar.indicators.rules.disclosure.protect import Protected, Why
from bagdar.indicators.rules.disclosure.tables import LeftOut, Part
from bagdar.indicators.rules.union import part_of

Content = Mapping[str, Any]
NUMBERS = ("units", "numerator", "denominator", "value")
COUNTED = ("of", "scale", "is_share", "is_count", "is_sensitive")


class OutDiffers(DomainError):
    """The counts of a computation are not those that a release shows of it."""

    code = "indicators.release_out_differs"
    status = 409


def counted_of(about: Mapping[str, Any], metric: str, on: str) -> Counted:
    """about: as a kept protection or a content has it."""
    return Counted(f"{metric} {on}", *(about[name] for name in COUNTED))


def protection(
    asked: Sequence[str], borders: str, cube: Cube, counted: Counted, kept: Kept
) -> dict[str, Any]:
    """What of a catalogue's protection belongs to one table of it, as its content keeps it.

    hidden  cells and parts, without a reason: a content tells none
    """
    whole = building.protected(tuple(asked), borders, cube, counted, kept)
    part = part_of(whole, asked, whole.table.code)
    return {
        "table": whole.table.code,
        "counted": {"of": counted.unit, "scale": counted.scale, "is_share": counted.is_share,
                    "is_count": counted.is_count, "is_sensitive": counted.is_sensitive},
        "borders": _borders(cube, kept),
        "left_out": sorted(
            [one.under, one.column] for one in kept.left_out.get(whole.table.code, ())
        ),
        "hidden": sorted([*key, part.value] for key, part in part.hidden),
    }  # fmt: skip


def again(content: Content, cube: Cube) -> Protected:
    """The protected table as it went out, of the counts that stood behind it.

    Raises OutDiffers where those counts do not give the numbers that it shows.
    """
    told = content["protection"]
    counted = counted_of(told["counted"], content["metric"], content["on"])
    by, borders, kept = tuple(content["by"]), content["borders"], _kept(told)
    _same_counts(content, building.read(by, borders, cube, counted, replace(kept, hidden={
        told["table"]: {},
    })))  # fmt: skip
    whole = building.protected(by, borders, cube, counted, kept)
    return part_of(whole, by, whole.table.code)


def answer_of(content: Content) -> Answer:
    """What a reader is shown, out of the content alone."""
    lines, hidden = lines_of(content), len(content["protection"]["hidden"])
    numbers = len(lines) * (3 if content["protection"]["counted"]["is_share"] else 1)
    return Answer(
        tuple(content["by"]), content["borders"], lines,
        tuple(LeftOut(*one) for one in content["given_up"]),
        log={"shown": numbers - hidden, "hidden": hidden},
    )  # fmt: skip


def lines_of(content: Content) -> tuple[Line, ...]:
    return tuple(
        Line(
            tuple(one["codes"]), one["units"], one["numerator"], one["denominator"],
            None if one["value"] is None else Decimal(one["value"]), one["hidden"],
            one.get("estimated", False),
        )
        for one in content["lines"]
    )  # fmt: skip


def _same_counts(content: Content, counts: Answer) -> None:
    """Raises OutDiffers. counts: with nothing hidden."""
    known = {one.codes: one for one in counts.lines}
    for shown in lines_of(content):
        if shown.estimated:  # dealt out by shares: no count stands behind it
            continue
        real = known.get(shown.codes)
        if real is None or any(
            getattr(shown, name) not in (None, getattr(real, name)) for name in NUMBERS
        ):
            raise OutDiffers(metric=content["metric"], on=content["on"])


def _borders(cube: Cube, kept: Kept) -> dict[str, dict[str, str]]:
    """Districts by region; those of now, and bridged ones, only where they differ. Empty where no
    place is counted."""
    if DISTRICT not in cube.dimensions:
        return {}
    found: dict[str, dict[str, str]] = {}
    for name in BASES:
        regions = dict(sorted(kept.borders.get(name, {}).items()))
        if name in kept.borders and regions not in found.values():
            found[name] = regions
    return found


def _kept(told: Mapping[str, Any]) -> Kept:
    then = told["borders"].get(THEN, {})
    now = told["borders"].get(NOW, then)
    # Why a number is hidden is not kept, and the attack does not ask.
    hidden = {(tuple(key), Part(part)): Why.BESIDE for *key, part in told["hidden"]}
    return Kept(
        borders={THEN: then, NOW: now, BRIDGED: told["borders"].get(BRIDGED, now)},
        hidden={told["table"]: hidden},
        left_out={told["table"]: frozenset(LeftOut(*one) for one in told["left_out"])},
    )
