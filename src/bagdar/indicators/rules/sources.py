"""data/indicators/sources.toml: where the figure of each row of a programme comes from."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words
from bagdar.programme.rules.act import Code

SHOWN = "data/indicators/sources.toml"
Cycle = Literal["survey", "yearly"]


class Bounds(Declared):
    """What a figure of a unit may be: a value beyond is a slip of the pen."""

    least: Decimal
    most: Decimal

    def holds(self, value: Decimal) -> bool:
        return self.least <= value <= self.most


class Outside(Declared):
    """A source of figures that no record gives.

    publisher  whom the act means, in full; where it names nobody, the words say so
    document   as the act names it
    cycle     survey: of each round of a survey; yearly: of each year with a target
    unit      key of the file's units
    regional  whether regions have a figure of their own
    url       the publisher's site; empty where no publisher is named
    """

    code: str
    name: Words
    publisher: Words
    document: Words
    cycle: Cycle
    unit: str
    regional: bool
    url: str = Field("", pattern=r"^(https://[^\s]+)?$")
    rows: tuple[Code, ...] = Field(min_length=1)


class Sources(Declared):
    """computed: row → metric. Of the programme that is named, and of no other."""

    programme: str
    unit: Mapping[str, Bounds]
    outside: tuple[Outside, ...]
    computed: Mapping[str, str]

    def outside_of(self, row: str) -> Outside | None:
        return next((one for one in self.outside if row in one.rows), None)

    def bounds(self, row: str) -> Bounds | None:
        """Of an outside figure; None of a row that is computed, or of none of ours."""
        found = self.outside_of(row)
        return self.unit[found.unit] if found else None


@lru_cache(maxsize=4)
def sources(data_dir: Path) -> Sources:
    """The declared file. Raises FaultyData with every fault at once."""
    found, faults = declared.read_toml(data_dir / "indicators" / "sources.toml", Sources, SHOWN)
    if found is not None:
        faults = [*faults, *_own_faults(found)]
    if faults or found is None:
        raise FaultyData(faults)
    return found


def _own_faults(found: Sources) -> Iterator[Fault]:
    """A row with two sources, a unit that is not declared."""
    told: list[tuple[int | None, str]] = [(None, row) for row in found.computed]
    told += [(None, row) for one in found.outside for row in one.rows]
    yield from declared.duplicates(told, SHOWN, "rows")
    codes: list[tuple[int | None, str]] = [(None, one.code) for one in found.outside]
    yield from declared.duplicates(codes, SHOWN, "code")
    for one in found.outside:
        if one.unit not in found.unit:
            yield Fault("reference", SHOWN, None, "unit", {"value": one.unit})


def row_faults(found: Sources, rows: Collection[str]) -> list[Fault]:
    """Rows without a source, and sources of rows that the programme has not."""
    known = {*found.computed, *(row for one in found.outside for row in one.rows)}
    return [
        Fault("reference", SHOWN, None, "rows", {"value": code})
        for code in sorted(known ^ set(rows))
    ]


# --- the page of the reference ----------------------------------------------------------------


def page(found: Sources, names: Mapping[str, str], units: Mapping[str, str]) -> str:
    """docs/reference/indicator-sources.md, less its first line. names, units: by row."""
    lines = [
        "# Sources of the indicators",
        "",
        f"Of each row of {found.programme} exactly one: the definition over records that gives it,",
        "or the source outside whose figure is entered. The document is as the act names it.",
        "Source: `data/indicators/sources.toml`.",
        "",
        "| Row | Name | Unit | Source | Publisher | Document | Cycle | Regions |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row, name in names.items():
        cells = [f"`{row}`", name, units[row], *_cells(found, row)]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| Unit | Least | Most |", "| --- | --- | --- |"]
    lines += [f"| {code} | {one.least} | {one.most} |" for code, one in found.unit.items()]
    return "\n".join(lines) + "\n"


def _cells(found: Sources, row: str) -> tuple[str, ...]:
    one = found.outside_of(row)
    if one is None:
        return f"records: [`{found.computed[row]}`](metrics.md)", "", "", "", ""
    name = f"[{one.name.en}]({one.url})" if one.url else one.name.en
    named = f"{name} (`{one.code}`, {one.unit})"
    regions = "yes" if one.regional else "no"
    return named, one.publisher.en, one.document.en, one.cycle, regions
