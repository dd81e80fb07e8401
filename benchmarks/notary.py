"""The log: trees beside a plain one and pymerkle, durable appends, receipts beside raw Ed25519.

NOTARY_SIZES="1000000 5500000" names the trees; NOTARY_PEERS a Python that has pymerkle (see
README.md), without which Bagdar runs beside the plain tree alone. All roots have to be equal.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bagdar.notary.asking import Answer
from bagdar.notary.keeping import Keeping
from bagdar.notary.log import Log
from bagdar.notary.rules.commitments import Opening, committed, entry_of
from bagdar.notary.rules.note import Signer, verify, vkey
from bagdar.notary.rules.policies import policy_text
from bagdar.notary.rules.receipt import check_receipt, receipt_text
from bagdar.notary.storage import Storage

CONTENDERS = Path(__file__).with_name("notary_contenders.py")
BATCHES = (1, 256, 10_000, 50_000)
SECONDS = 3.0
CONTENT = {"release": "2026-q1", "digest": "ab" * 32}


def measure() -> dict[str, Any]:
    sizes = [int(one) for one in os.environ.get("NOTARY_SIZES", "1000000 5500000").split()]
    return {
        "trees": {str(size): trees(size) for size in sizes},
        "appends": appends(),
        "receipts": receipts(),
    }


def trees(size: int) -> dict[str, Any]:
    peers = os.environ.get("NOTARY_PEERS", "")
    found = {}
    for name, python in (
        ("bagdar", sys.executable),
        ("opened", sys.executable),
        ("plain", sys.executable),
        *([("pymerkle", peers)] if peers else []),
    ):
        done = subprocess.run(
            [python, CONTENDERS, name, str(size)], capture_output=True, text=True, check=True
        )
        found[name] = json.loads(done.stdout)
        print(f"  {size} {name} {found[name]}", flush=True)
    assert len({one["root"] for name, one in found.items() if name != "pymerkle"}) == 1
    return found


def _site(folder: Path, witnesses: int) -> Log:
    """A log and witnesses on this disk, without a network between them."""
    keepings = {f"w{n}": Keeping(folder / f"w{n}") for n in range(witnesses)}
    keys = {
        name: (keeping.begin(f"witness.example/{name}").key, f"http://{name}")
        for name, keeping in keepings.items()
    }

    def ask(address: str, body: str) -> Answer:
        told = keepings[address.removeprefix("http://")].answer(body, lambda: int(time.time()))
        return Answer(told.status, told.body)

    log = Log(Storage(folder / "public"), folder / "home", ask)
    signer = log.begin("log.example", lambda own: policy_text(own.key, keys, witnesses))
    for keeping in keepings.values():
        keeping.watch(vkey(signer.key))
    return log


def appends() -> dict[str, Any]:
    """Entries a second that are on the disk, read back, signed, cosigned by two and published."""
    found = {}
    for batch in BATCHES:
        with tempfile.TemporaryDirectory() as folder:
            log, count = _site(Path(folder), 2), 0
            begun = time.perf_counter()
            while time.perf_counter() - begun < SECONDS:
                entries = [_entry(n) for n in range(count, count + batch)]
                with log.locked():
                    log.grow(lambda size, entries=entries, count=count: entries[size - count :])
                count += batch
            taken = time.perf_counter() - begun
        found[str(batch)] = {"entries_per_second": round(count / taken), "entries": count}
        print(f"  batches of {batch}: {found[str(batch)]}", flush=True)
    return found


def _entry(number: int) -> bytes:
    return entry_of("tests.fact", 1, committed("tests.fact", 1, b"s" * 32, {"n": number}))


def receipts() -> dict[str, Any]:
    """Whole receipts (three signatures each) beside three bare verifications of Ed25519."""
    with tempfile.TemporaryDirectory() as folder:
        log = _site(Path(folder), 2)
        entry = entry_of("tests.fact", 1, committed("tests.fact", 1, b"s" * 32, CONTENT))
        entries = [*(_entry(n) for n in range(99_999)), entry]
        with log.locked():
            for end in (50_000, 100_000):
                log.grow(lambda size, end=end: entries[size:end])
        state, policy = log.state(), log.policy_text()
        opening = Opening("tests.fact", 1, b"s" * 32, CONTENT)
        proof = log.inclusion(99_999, 100_000)
        text = receipt_text(opening, 99_999, proof, state.note)
        signer = Signer("log.example", 1, b"l" * 32)
        signature = signer.sign(b"x" * 100)
        draw = random.Random(1)
        places = [draw.randrange(100_000) for _ in range(5_000)]
        opened = Log(log.storage, log.home, log.ask)  # nothing of its growing is kept
        return {
            "proofs_at_random_per_second": _each(lambda n: log.inclusion(n, 100_000), places),
            "opened_at_random_per_second": _each(lambda n: opened.inclusion(n, 100_000), places),
            "proofs_in_order_per_second": _each(
                lambda n: log.inclusion(n, 100_000), range(100_000)
            ),
            "receipts_made_per_second": _each(
                lambda n: receipt_text(opening, n, log.inclusion(n, 100_000), state.note),
                range(50_000),
            ),
            "receipts_per_second": _rate(lambda: check_receipt(text, policy)),
            "three_signatures_per_second": _rate(
                lambda: [verify(signer.key.public, b"x" * 100, signature) for _ in range(3)]
            ),
        }


def _each(deed: Callable[[int], object], places: Sequence[int]) -> int:
    begun = time.process_time()
    for place in places:
        deed(place)
    return round(len(places) / (time.process_time() - begun))


def _rate(deed: Callable[[], object]) -> int:
    begun, count = time.process_time(), 0
    while time.process_time() - begun < 1:
        deed()
        count += 1
    return round(count / (time.process_time() - begun))
