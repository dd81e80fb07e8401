"""Enumerations as Django names the choices of a field."""

from collections.abc import Iterable
from enum import StrEnum


def choices(kind: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]
