"""How many requests there were in the country, by kind; a small number is not told."""

from collections.abc import Mapping
from dataclasses import dataclass

from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.recognition.queries.requests import counts
from bagdar.recognition.queries.rules_of import the_rule
from bagdar.recognition.rules.figures import Line, shown_lines
from bagdar.recognition.rules.nouns import Kind

COLUMNS = ("full", "partial", "refused", "waits")


@dataclass(frozen=True)
class Figures:
    """lines: kinds that may be shown; hidden: how many kinds may not."""

    lines: tuple[Line, ...]
    hidden: int
    least: int


def figures() -> Figures:
    least = the_rule().least
    lines = shown_lines(counts(), [one.value for one in Kind], least)
    return Figures(lines, len(Kind) - len(lines), least)


def table(found: Figures) -> Table:
    return Table(
        name="figures",
        title=t("recognition.figures"),
        columns=(
            Column("kind", t("recognition.kind"), wide=True),
            *(Column(one, t(f"recognition.count.{one}"), "number", total=True) for one in COLUMNS),
            Column("all", t("recognition.count.all"), "number", total=True),
        ),
        rows=[_row(one) for one in found.lines],
        empty=t("recognition.figures.none"),
    )


def _row(one: Line) -> Mapping[str, object]:
    return {
        "kind": t(f"recognition.kind.{one.kind}"),
        **{name: one.counts[name] for name in COLUMNS},
        "all": sum(one.counts.values()),
    }
