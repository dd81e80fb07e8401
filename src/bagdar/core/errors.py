"""Errors carry a code and facts; the edge writes the sentence in the reader's language."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn


class DomainError(Exception):
    """Something that a rule or a service refuses.

    A subclass names its code; the catalogue holds `error.<code>` in three languages, and the
    facts given here fill its blanks. Facts never hold a personal value.
    """

    code = "core.refused"
    status = 400  # what HTTP answers
    retry_after: int | None = None  # seconds after which the same may succeed

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.code, facts)


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence that has a key of its own; the catalogue says it where it stands."""

    key: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One fault in a declared file: what, where, and what to do.

    code    key of the sentence: `fault.<code>` and `fault.<code>.remedy` in the catalogue
    file    path as the reader knows it
    line    1-based; None where the fault has no line, such as a missing file
    field   dotted path or column; None where the whole file is meant
    """

    code: str
    file: str
    line: int | None = None
    field: str | None = None
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


class FaultyData(DomainError):
    """Declared files that cannot be accepted; every fault at once, nothing loaded."""

    code = "core.faulty_data"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults), file=faults[0].file if faults else "")

    def __reduce__(self) -> tuple[type["FaultyData"], tuple[object, ...]]:
        return type(self), (self.faults,)  # readers run in processes of their own


def fault(code: str, shown: str, line: int | None = None, **facts: object) -> Fault:
    """A fault of a whole file or of one of its lines."""
    return Fault(code, shown, line, None, facts)


def refuse(found: Fault) -> NoReturn:
    """Raises FaultyData for a file that cannot be read at all."""
    raise FaultyData([found])
