"""Which tests a tier has: pure questions about the marks of a test.

every day   `make test`: each promise once, and on PostgreSQL what PostgreSQL can decide
the rest    `make test-rest`: what the everyday tier leaves out, and once more what counts more
thorough    both together, each test once
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

# Tests that write, lock, race and are refused by the database.
OF_THE_DATABASE = "services"


@dataclass(frozen=True)
class Marked:
    """What selection looks at. asks: names of the fixtures that it uses, through others as well."""

    path: PurePath
    marks: Collection[str]
    asks: Collection[str] = ()

    def is_decided_by_postgresql(self) -> bool:
        """Whether PostgreSQL could answer otherwise than SQLite."""
        if "once" in self.marks:
            return False
        return "engine" in self.marks or self.path.parent.name == OF_THE_DATABASE

    def is_everyday(self, *, postgresql: bool) -> bool:
        if "thorough" in self.marks:
            return False
        return self.is_decided_by_postgresql() if postgresql else True

    def counts_more(self) -> bool:
        """Whether it looks at the tier and tries more of the same outside the everyday one."""
        return "fuller" in self.marks or "pytestconfig" in self.asks


def is_chosen(test: Marked, tier: str, *, postgresql: bool) -> bool:
    """tier: "everyday", "rest" or "thorough"."""
    if tier == "thorough":
        return True
    is_everyday = test.is_everyday(postgresql=postgresql)
    return is_everyday if tier == "everyday" else not is_everyday or test.counts_more()
