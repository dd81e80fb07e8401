"""Statuses in words, and columns that several sections share."""

from bagdar.core.languages import EMPTY
from bagdar.look.tables import Column, Mark
from bagdar.monitoring.reports.gathered import Gathered
from bagdar.monitoring.rules.dues import DutyStanding

TONES = {
    "exceeded": "good", "reached": "good", "done": "good", "accepted": "good",
    "partly": "gold", "returned": "gold", "accepted_late": "gold",
    "not_reached": "bad", "not_done": "bad", "overdue": "bad",
    "very_likely": "good", "likely": "good", "unlikely": "bad", "very_unlikely": "bad",
}  # fmt: skip


def status(name: str, of: Gathered) -> Mark:
    """Of an indicator's row or of an indicator."""
    return _mark(of.say(f"yearly.status.{name}"), name)


def measure_status(name: str, of: Gathered) -> Mark:
    return _mark(of.say(f"yearly.measure_status.{name}"), name)


def duty_status(one: DutyStanding, of: Gathered) -> Mark:
    """With the days that it is late."""
    words = of.say(f"yearly.duty_status.{one.status}")
    if one.days_late:
        words = of.say("yearly.days_late", status=words, count=one.days_late)
    return _mark(words, one.status)


def likelihood(name: str, of: Gathered) -> Mark:
    return _mark(of.say(f"yearly.likelihood.{name}"), name)


def _mark(words: str, name: str) -> Mark:
    return Mark(words, TONES.get(name, "plain"))  # type: ignore[arg-type]


def code_column(of: Gathered) -> Column:
    return Column("code", of.say("column.code"), "code")


def indicator_columns(of: Gathered) -> tuple[Column, ...]:
    return (
        code_column(of),
        Column("name", of.say("column.indicator"), wide=True),
        Column("unit", of.say("column.unit")),
    )


def measure_columns(of: Gathered) -> tuple[Column, ...]:
    return (
        Column("number", of.say("column.number"), "code"),
        Column("name", of.say("column.of_measure"), wide=True),
    )


def listed(names: list[str], of: Gathered, most: int = 6) -> str:
    """A list in a cell; what does not fit is counted."""
    if len(names) <= most:
        return ", ".join(names) or EMPTY
    return of.say("yearly.and_more", names=", ".join(names[:most]), count=len(names) - most)
