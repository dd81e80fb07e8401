"""Faults of an uploaded file as its page tells them: place, sentence, remedy, the line itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from bagdar.core.declared import safe
from bagdar.core.errors import Fault
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.look.words import current_language, words_catalogue


@dataclass(frozen=True)
class Told:
    """excerpt: the line of the file in which the fault stands; empty where it has none."""

    file: str
    line: int | None
    field: str
    message: str
    remedy: str
    excerpt: str


def told(faults: Iterable[Fault], text: str) -> list[Told]:
    """Every fault, with its line out of the text of the file."""
    lines = text.replace("\r\n", "\n").split("\n")
    catalogue, language = words_catalogue(), current_language()
    return [
        Told(
            file=fault.file,
            line=fault.line,
            field=fault.field or "",
            message=fault_message(fault, catalogue, language),
            remedy=fault_remedy(fault, catalogue, language),
            excerpt=_line(lines, fault.line),
        )
        for fault in faults
    ]


def _line(lines: list[str], number: int | None) -> str:
    if number is None or not 0 < number <= len(lines):
        return ""
    return safe(lines[number - 1].strip(), 160)
