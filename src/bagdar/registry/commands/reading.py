"""`bagdar registry trajectory · flow`: one person's path, and a cohort's, for the operator."""

from datetime import datetime
from typing import Any
from uuid import UUID

import click

from bagdar.core.origins import Origin
from bagdar.programme import terminal
from bagdar.registry.rules.flows import Hidden
from bagdar.registry.rules.trajectory import Doing, Segment, Trajectory, Turn


def print_path(person_id: UUID, found: Trajectory, *, as_json: bool) -> None:
    """Segments, then turns, each with its days; an employer's number is masked."""
    if as_json:
        terminal.print_json(
            {
                "person": str(person_id),
                "segments": [_segment(one) for one in found.segments],
                "turns": [_turn(one) for one in found.turns],
            }
        )
        return
    for one in found.segments:
        grades = "–".join(str(grade) for grade in sorted({*one.grades[:1], *one.grades[-1:]}))
        parts = (one.doing.value, _place(one), one.region, " ".join(one.levels), grades)
        click.echo(f"{one.valid}  {' · '.join(part for part in parts if part)}")
    for turn in found.turns:
        click.echo(f"{turn.days}  {turn.kind.value}")


def _place(one: Segment) -> str:
    from bagdar.core.national_ids import masked

    return masked(one.place) if one.doing is Doing.WORKS else one.place


def _segment(one: Segment) -> dict[str, Any]:
    return {
        "doing": one.doing.value,
        "place": _place(one),
        "region": one.region,
        "levels": list(one.levels),
        "grades": list(one.grades),
        "valid": str(one.valid),
    }


def _turn(one: Turn) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "days": str(one.days),
        "before": one.before,
        "after": one.after,
        "level": one.level,
    }


def print_flow(
    grade: int, region: str, on: datetime, years: int, origin: str | None, *, as_json: bool
) -> None:
    """Counts by fate, small ones hidden as on the page."""
    from bagdar.registry.queries.cohorts import cohort_flow
    from bagdar.registry.queries.reading import origins, rule
    from bagdar.registry.rules.flows import disclose

    meant, least = Origin(origin) if origin else origins()[0], rule().flow.least_shown
    counts = cohort_flow(grade=grade, region=region, on=on.date(), years=years, origin=meant)
    found = disclose(counts, least)
    shown = {fate.value: _shown(count, least) for fate, count in found.cells.items()}
    shown["total"] = _shown(found.total, least)
    if as_json:
        terminal.print_json({"origin": meant.value, "people": shown})
        return
    for name, count in shown.items():
        click.echo(f"{count!s:>10}  {name}")


def _shown(count: int | Hidden, least: int) -> int | str:
    if isinstance(count, Hidden):
        return f"<{least}" if count is Hidden.SMALL else "hidden"
    return count
