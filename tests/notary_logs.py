"""Logs and witnesses in folders of a test, speaking with each other without a network."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bagdar.notary.asking import Answer, Silent
from bagdar.notary.keeping import Keeping
from bagdar.notary.log import Log
from bagdar.notary.rules.commitments import committed, entry_of
from bagdar.notary.rules.note import vkey
from bagdar.notary.rules.policies import policy_text
from bagdar.notary.storage import Storage
from tests.notary_tools import ORIGIN, SECONDS


def entries(count: int, first: int = 0) -> list[bytes]:
    """Entries as commitments make them, each time the same."""
    return [
        entry_of("tests.fact", 1, committed("tests.fact", 1, b"s" * 32, {"n": n}))
        for n in range(first, first + count)
    ]


def after(all_entries: Sequence[bytes]) -> Callable[[int], list[bytes]]:
    return lambda size: list(all_entries[size:])


class Site:
    """A log and its witnesses. silent: witnesses that do not answer; now: their clock."""

    def __init__(self, folder: Path, witnesses: int = 2, least: int = 2) -> None:
        self.folder, self.silent, self.now = folder, set[str](), SECONDS
        self.keepings = {f"w{n}": Keeping(folder / f"w{n}") for n in range(1, witnesses + 1)}
        signers = {
            name: keeping.begin(f"witness.example/{name}")
            for name, keeping in self.keepings.items()
        }
        keys = {name: (one.key, f"http://{name}") for name, one in signers.items()}
        log = self.log().begin(ORIGIN, lambda log: policy_text(log.key, keys, least))
        for keeping in self.keepings.values():
            keeping.watch(vkey(log.key))

    @classmethod
    def again(cls, folder: Path) -> "Site":
        """One that was begun, perhaps by another process."""
        made = cls.__new__(cls)
        made.folder, made.silent, made.now = folder, set[str](), SECONDS
        made.keepings = {one.name: Keeping(one) for one in sorted(folder.glob("w[0-9]*"))}
        return made

    def ask(self, address: str, body: str) -> Answer:
        name = address.removeprefix("http://")
        if name in self.silent:
            raise Silent(name)
        verdict = self.keepings[name].answer(body, lambda: self.now)
        return Answer(verdict.status, verdict.body)

    def log(self, kind: type[Log] = Log, storage: type[Storage] = Storage) -> Log:
        return kind(storage(self.folder / "public"), self.folder / "home", self.ask)

    def grow(self, found: Sequence[bytes], log: Log | None = None) -> int:
        """How many entries are published after it was let grow."""
        log = log or self.log()
        with log.locked():
            return log.grow(after(found)).checkpoint.size
