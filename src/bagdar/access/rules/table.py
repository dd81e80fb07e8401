"""The access table: which role may do what to which object, and to whose.

One declared file, data/access/table.csv, says it all; what is not in it may not be done.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from bagdar.access.rules.roles import Role
from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData

ANY = "any"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
ObjectName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$")]


def _split(cell: object) -> object:
    return tuple(cell.split()) if isinstance(cell, str) else cell


class Row(declared.Declared):
    """One line of the table.

    relation  whose object it is: "any", or "own" and the like, which the code must then check
    roles     those that may; PUBLIC means everybody
    """

    object: ObjectName
    operation: Name
    relation: Name
    roles: Annotated[tuple[Role, ...], BeforeValidator(_split)]


class Undeclared(LookupError):
    """Code asks about an object and operation of which the table says nothing."""


class AccessTable:
    """The table as it answers questions. Built from rows that have no faults."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self._roles = {(row.object, row.operation, row.relation): set(row.roles) for row in rows}
        self.pairs = frozenset((row.object, row.operation) for row in rows)
        self._some: dict[tuple[str, str], set[Role]] = {}
        for row in rows:
            self._some.setdefault((row.object, row.operation), set()).update(row.roles)

    @classmethod
    def load(cls, path: Path, shown: str) -> "AccessTable":
        """Read the file. Raises FaultyData with every fault at once."""
        reading = declared.read_csv(path, Row, shown)
        faults = [*reading.faults, *table_faults(reading.records, shown)]
        if faults:
            raise FaultyData(faults)
        return cls([row for _, row in reading.records])

    def permits(self, role: str, object: str, operation: str, relation: str = ANY) -> bool:
        """Whether a role may, for an object that stands in this relation to it.

        A line for any object covers every relation. Raises Undeclared.
        """
        self._known(object, operation)
        return any(
            self._has(role, (object, operation, one)) for one in dict.fromkeys((ANY, relation))
        )

    def permits_some(self, role: str, object: str, operation: str) -> bool:
        """Whether a role may for at least some such objects: the question at a page's door."""
        self._known(object, operation)
        roles = self._some[object, operation]
        return Role.PUBLIC in roles or role in roles

    def _has(self, role: str, key: tuple[str, str, str]) -> bool:
        roles = self._roles.get(key, set())
        return Role.PUBLIC in roles or role in roles

    def _known(self, object: str, operation: str) -> None:
        if (object, operation) not in self.pairs:
            raise Undeclared(f"data/access/table.csv has no line for {object} {operation}")


def table_faults(records: Sequence[tuple[int, Row]], shown: str) -> Iterator[Fault]:
    """A line that stands twice, a role named twice in a line, a line for nobody."""
    keys: list[tuple[int | None, str]] = [
        (line, f"{row.object} {row.operation} {row.relation}") for line, row in records
    ]
    yield from declared.duplicates(keys, shown, "object")
    for line, row in records:
        for role in dict.fromkeys(row.roles):
            if row.roles.count(role) > 1:
                facts: dict[str, object] = {"value": role.value, "first_line": line}
                yield Fault("duplicate", shown, line, "roles", facts)
