"""Findings that somebody has read and lets stand, with a reason, in declared data.

    [[acknowledged]]
    key    = "deadline_at_once measures m2 deadline"
    by     = "the name of the office"
    on     = 2020-01-15
    reason = { kk = "…", ru = "…", en = "…" }

An acknowledgement whose finding is gone is a fault: the act or the rule has changed, and what was
explained then may hide something else now.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.programme.rules.check.finding import Acknowledgement, Finding

Pair = tuple[Finding, Acknowledgement | None]


class AcknowledgedFile(Declared):
    """A whole acknowledged.toml."""

    acknowledged: tuple[Acknowledgement, ...] = ()


def acknowledge(
    findings: Iterable[Finding], acknowledgements: Sequence[Acknowledgement]
) -> tuple[tuple[Pair, ...], tuple[Acknowledgement, ...]]:
    """Each finding with its acknowledgement or None, and the acknowledgements that are stale."""
    by_key = {one.key: one for one in acknowledgements}
    pairs = tuple((finding, by_key.get(finding.key)) for finding in findings)
    keys = {finding.key for finding, _ in pairs}
    return pairs, tuple(one for one in acknowledgements if one.key not in keys)


def read_acknowledgements(
    path: Path, findings: Iterable[Finding], shown: str | None = None
) -> tuple[Pair, ...]:
    """Findings with the acknowledgements that a file declares; no file means none.

    Raises FaultyData, with line and field: for a file that cannot be read, for a key that stands
    twice, and for an acknowledgement whose finding is gone (`stale_acknowledgement`).
    """
    if not path.exists():
        return acknowledge(findings, ())[0]
    shown = shown or path.name
    text, faults = declared.read_file(path, shown)
    if text is None:
        raise FaultyData(faults)
    return parse_acknowledgements(text, findings, shown)


def parse_acknowledgements(text: str, findings: Iterable[Finding], shown: str) -> tuple[Pair, ...]:
    """As read_acknowledgements, for a text that has been read already; an empty one means none."""
    tree, faults = declared.parse_toml(text, shown)
    if tree is None:
        raise FaultyData(faults)
    reading = declared.validate(tree, AcknowledgedFile, text, shown)
    if reading.faults:
        raise FaultyData(reading.faults)
    return _checked(reading.records[0][1].acknowledged, tuple(findings), text, shown)


def _checked(
    acknowledgements: Sequence[Acknowledgement],
    findings: tuple[Finding, ...],
    text: str,
    shown: str,
) -> tuple[Pair, ...]:
    lines = {
        index: declared.line_of(text, ("acknowledged", index, "key"))
        for index in range(len(acknowledgements))
    }
    keys = [(lines[index], one.key) for index, one in enumerate(acknowledgements)]
    faults = declared.duplicates(keys, shown, "acknowledged.key")
    pairs, stale = acknowledge(findings, acknowledgements)
    for index, one in enumerate(acknowledgements):
        if one in stale:
            facts: dict[str, object] = {"value": declared.safe(one.key, length=120)}
            field = f"acknowledged[{index + 1}].key"
            faults.append(Fault("stale_acknowledgement", shown, lines[index], field, facts))
    if faults:
        raise FaultyData(faults)
    return pairs
