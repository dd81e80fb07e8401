"""Which tests a tier has: pure questions about the marks of a test.

every day   `make test`: each promise once, and on PostgreSQL what PostgreSQL can decide
walks       `make test-walks`, before a change lands: pages in Chromium and the API's contract, once
the rest    `make test-rest`: what these two leave out, and once more what counts more
thorough    both together, each test once
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

# Tests that write, lock, race and are refused by the database.
OF_THE_DATABASE = "services"
TIERS = ("rest", "thorough", "walks", "everyday")  # whoever asks for the first means it alone
UNASKED = "everyday and walks"  # somebody types pytest and a file
# Tests that take minutes: in a real browser, and thousands of drawn requests.
WALKS, CONTRACT = "browser", "test_contract.py"


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

    def is_walk(self) -> bool:
        return self.path.parent.name == WALKS or self.path.name == CONTRACT

    def is_before_landing(self, *, postgresql: bool) -> bool:
        """Whether it runs every day or among the walks."""
        if "thorough" in self.marks:
            return False
        return self.is_decided_by_postgresql() if postgresql else True

    def counts_more(self) -> bool:
        """Whether it looks at the tier and tries more of the same outside the everyday one."""
        return "fuller" in self.marks or "pytestconfig" in self.asks


def is_chosen(test: Marked, tier: str, *, postgresql: bool) -> bool:
    """tier: one of TIERS, or UNASKED."""
    if tier == "thorough":
        return True
    is_before_landing = test.is_before_landing(postgresql=postgresql)
    if tier == "rest":
        return not is_before_landing or test.counts_more()
    return is_before_landing and (tier == UNASKED or test.is_walk() == (tier == "walks"))
