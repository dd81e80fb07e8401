"""What a witness keeps: its key, the logs it watches, and of each the checkpoint it cosigned last.

A folder of its own; no database, no Django:

    key        its secret key          logs         one verifier key a line
    lock       held while it serves    latest/…     a checkpoint's text for each log
"""

import fcntl
import hashlib
import os
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bagdar.notary.rules.cosignature import cosignature
from bagdar.notary.rules.note import Signer, parse_secret, public_key, vkey
from bagdar.notary.rules.refusals import KeyMalformed, WitnessBusy, WitnessPresent, refusing
from bagdar.notary.rules.verify_receipt import (
    LOG_KEY,
    WITNESS_KEY,
    Checkpoint,
    Key,
    parse_checkpoint,
)
from bagdar.notary.rules.witnessing import TEXT_TYPE, Logs, Verdict, judge
from bagdar.notary.storage import put


class Keeping:
    """A witness's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one_at_a_time = threading.Lock()

    def begin(self, name: str) -> Signer:
        """A new witness. Raises WitnessPresent, KeyMalformed."""
        signer = Signer(name, WITNESS_KEY, secrets.token_bytes(32))
        if (self.folder / "key").exists():
            raise WitnessPresent()
        (self.folder / "latest").mkdir(mode=0o700, parents=True, exist_ok=True)
        put(self.folder / "key", f"{signer.secret}\n".encode(), mode=0o600)
        return signer

    def signer(self) -> Signer:
        return parse_secret((self.folder / "key").read_text(encoding="utf-8"))

    def watch(self, log: str) -> None:
        """Believe a log's key from now on. Raises KeyMalformed."""
        key = public_key(log)
        if key.kind != LOG_KEY:
            raise KeyMalformed()
        known = [vkey(one) for keys in self.logs().values() for one in keys]
        lines = [*known, *([log] if log not in known else [])]
        put(self.folder / "logs", "".join(f"{one}\n" for one in lines).encode())

    def logs(self) -> Logs:
        found: dict[str, list[Key]] = defaultdict(list)
        path = self.folder / "logs"
        for line in path.read_text(encoding="utf-8").split() if path.exists() else []:
            key = public_key(line)
            found[key.name].append(key)
        return dict(found)

    def latest(self, origin: str) -> Checkpoint | None:
        """What was cosigned last; None: nothing yet."""
        try:
            text = self._path(origin).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        with refusing():
            return parse_checkpoint(text)

    def _path(self, origin: str) -> Path:
        return self.folder / "latest" / hashlib.sha256(origin.encode("utf-8")).hexdigest()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No second process on this folder: two would cosign past each other. Raises WitnessBusy"""
        descriptor = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise WitnessBusy() from None
        try:
            yield
        finally:
            os.close(descriptor)

    def answer(self, body: str, now: Callable[[], int]) -> Verdict:
        """Judge, keep, then answer; looking and keeping are one step.

        What is cosigned is on the disk before anybody has the cosignature, so a crash in between
        costs the log one question more and never lets the witness forget what it has said.
        """
        with self._one_at_a_time:
            verdict = judge(body, self.logs(), self.latest)
            if verdict.checkpoint is None or verdict.text is None:
                return verdict
            self._keep(verdict.checkpoint, verdict.text)
            return Verdict(200, cosignature(verdict.text, self.signer(), now()), TEXT_TYPE)

    def _keep(self, checkpoint: Checkpoint, text: str) -> None:
        put(self._path(checkpoint.origin), text.encode("utf-8"))
