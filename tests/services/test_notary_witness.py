"""T4: a witness answers as the protocol says, and never cosigns what does not follow.

The witnesses are processes with folders of their own, started as people start them.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bagdar.notary.asking import Answer, Silent, ask
from bagdar.notary.keeping import Keeping
from bagdar.notary.rules.checkpoint import checkpoint_text, signed, text_of
from bagdar.notary.rules.cosignature import believed
from bagdar.notary.rules.merkle import consistency_proof, leaf_hash, root
from bagdar.notary.rules.note import Signer, vkey
from bagdar.notary.rules.refusals import KeyMalformed, WitnessBusy, WitnessPresent
from bagdar.notary.rules.verify_receipt import LOG_KEY, Checkpoint
from bagdar.notary.rules.witnessing import SIZE_TYPE, judge, submission_text
from tests.notary_tools import LOG, ORIGIN, SECONDS, reader_over
from tests.often import often

COMMAND = [sys.executable, "-m", "bagdar.config.cli", "--language", "en", "witness", "run"]


class Tree:
    """A history of a log, all in memory. fork: from which leaf on it is another one."""

    def __init__(self, size: int, fork: int | None = None) -> None:
        place = size if fork is None else fork
        self.leaves = [leaf_hash(f"{n}{'*' if n >= place else ''}".encode()) for n in range(size)]
        self.read = reader_over(self.leaves)

    def root(self, size: int) -> bytes:
        return root(size, self.read)

    def note(self, size: int, by: Signer = LOG, origin: str = ORIGIN) -> str:
        return signed(checkpoint_text(Checkpoint(origin, size, self.root(size))), by)

    def submission(self, old: int, size: int) -> str:
        proof = consistency_proof(old, size, self.read) if old <= size else []
        return submission_text(old, proof, self.note(size))


TREE, OTHER = Tree(64), Tree(64, fork=10)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    found = Keeping(tmp_path / "witness")
    found.begin("witness.example/1")
    found.watch(vkey(LOG.key))
    return found


def answer(keeping: Keeping, body: str) -> Answer:
    verdict = keeping.answer(body, lambda: SECONDS)
    return Answer(verdict.status, verdict.body)


# --- the codes of the protocol ------------------------------------------------------------------


def test_each_code_of_the_protocol_has_its_reason(keeping: Keeping):
    def told(body: str) -> int:
        return answer(keeping, body).status

    assert told(TREE.submission(0, 10)) == 200
    assert told(TREE.submission(0, 20)) == 409  # it has cosigned 10
    assert answer(keeping, TREE.submission(0, 20)).text == "10\n"
    assert told(TREE.submission(10, 20)) == 200
    assert told(TREE.submission(20, 20)) == 200  # the same again
    assert told(OTHER.submission(20, 20)) == 409  # another root
    assert told(OTHER.submission(20, 30)) == 422  # another history
    assert told(submission_text(20, [], TREE.note(30))) == 422
    assert told(submission_text(31, [], TREE.note(30))) == 400
    assert told(TREE.submission(20, 30).replace("old 20", "old 020")) == 400
    assert told("") == told("old 1\n") == told("old 1\n\nnothing") == 400
    stranger = Signer(ORIGIN, LOG_KEY, bytes(32))
    assert told(submission_text(20, [], TREE.note(30, by=stranger))) == 403
    unknown = TREE.note(30, by=Signer("log.example/x", LOG_KEY, bytes(32)), origin="log.example/x")
    assert told(submission_text(20, [], unknown)) == 404
    kept = keeping.latest(ORIGIN)
    assert kept == Checkpoint(ORIGIN, 20, TREE.root(20))


def test_an_answer_of_409_says_in_its_type_that_it_is_a_size(keeping: Keeping):
    answer(keeping, TREE.submission(0, 10))
    verdict = judge(TREE.submission(0, 20), keeping.logs(), keeping.latest)
    assert verdict.media_type == SIZE_TYPE


def test_a_proof_for_a_log_that_was_never_seen_is_refused(keeping: Keeping):
    assert answer(keeping, submission_text(0, [bytes(32)], TREE.note(30))).status == 422


def test_a_witness_is_begun_once_served_once_and_watches_logs_only(keeping: Keeping):
    with pytest.raises(WitnessPresent):
        keeping.begin("witness.example/again")
    with pytest.raises(KeyMalformed):
        keeping.watch(vkey(keeping.signer().key))
    with keeping.alone(), pytest.raises(WitnessBusy), Keeping(keeping.folder).alone():
        pass


# --- as a process -------------------------------------------------------------------------------


@contextmanager
def running(keeping: Keeping) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A witness in a process of its own, and its address."""
    process = subprocess.Popen(
        [*COMMAND, str(keeping.folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "BAGDAR_LANGUAGE": "en"},
    )
    assert process.stdout
    try:
        yield process.stdout.readline().split()[-1], process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def raced(address: str, old: int, size: int, beyond: int) -> list[tuple[int, Answer]]:
    """Two requests from the same size at once, for a size and for one beyond."""
    told: list[tuple[int, Answer]] = []
    gate = threading.Barrier(2)

    def submit(wanted: int) -> None:
        body = RACING.submission(old, wanted)
        gate.wait()
        told.append((wanted, ask(address, body)))

    threads = [threading.Thread(target=submit, args=[wanted]) for wanted in (size, beyond)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


RACING = Tree(3_100)


def test_two_sizes_at_once_never_roll_the_witness_back(
    keeping: Keeping, pytestconfig: pytest.Config
):
    rounds, at, won = often(pytestconfig, 25, 1_000, 1_000), 0, set()
    with running(keeping) as (address, _):
        for _ in range(rounds):
            told = raced(address, at, at + 1, at + 3)
            given = [wanted for wanted, one in told if one.status == 200]
            assert len(given) == 1 and {one.status for _, one in told} == {200, 409}
            won.add(given[0] - at)
            at = given[0]
            kept = keeping.latest(ORIGIN)
            assert kept and kept.size == at
    assert won <= {1, 3}


class Late(Keeping):
    """The control: looks, then answers, then keeps; nothing holds the two together."""

    def answer(self, body, now):
        verdict = judge(body, self.logs(), self.latest)
        time.sleep(0.01)
        if verdict.checkpoint is not None and verdict.text is not None:
            self._keep(verdict.checkpoint, verdict.text)
        return verdict


def test_control_a_witness_that_looks_and_keeps_apart_is_rolled_back(keeping: Keeping):
    late = Late(keeping.folder)
    statuses: list[int] = []

    def submit(size: int) -> None:
        statuses.append(late.answer(TREE.submission(0, size), lambda: SECONDS).status)

    threads = [threading.Thread(target=submit, args=[size]) for size in (10, 20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200, 200]


def test_a_witness_that_is_killed_has_not_forgotten_what_it_said(
    keeping: Keeping, pytestconfig: pytest.Config
):
    """Two histories are offered to it all the while; all it ever cosigned belongs to one."""
    draw, key = random.Random(4), keeping.signer().key
    said: dict[int, bytes] = {}
    histories = [RACING, Tree(3_100, fork=1)]
    for _ in range(often(pytestconfig, 4, 200, 200)):
        with running(keeping) as (address, process):
            kept = keeping.latest(ORIGIN)
            size = kept.size if kept else 0
            assert size >= max(said, default=0)  # it never shrinks
            timer = threading.Timer(draw.uniform(0, 0.1), process.send_signal, [signal.SIGKILL])
            for step in range(10_000):
                tree = draw.choice(histories)
                wanted = min(size + 1 + step % 2, 3_100)
                try:
                    told = ask(address, tree.submission(size, wanted))
                except Silent:
                    break
                if told.status == 200:
                    assert believed(text_of(tree.note(wanted)), told.text, [key])
                    assert said.setdefault(wanted, tree.root(wanted)) == tree.root(wanted)
                    size = wanted
                    if timer.ident is None:  # the first answer of a round is waited for
                        timer.start()
            timer.join()
    belongs = [all(tree.root(n) == told for n, told in said.items()) for tree in histories]
    assert len(said) > 2 and any(belongs)


class Hasty(Keeping):
    """The control: answers first, and the power goes before it has kept anything."""

    def _keep(self, checkpoint, text):
        return None


def test_control_a_witness_that_answers_before_it_keeps_cosigns_two_histories(keeping: Keeping):
    for tree in (TREE, OTHER):
        told = answer(Hasty(keeping.folder), tree.submission(0, 20))
        assert told.status == 200
    assert TREE.root(20) != OTHER.root(20)
    assert answer(Keeping(keeping.folder), TREE.submission(0, 20)).status == 200
    assert answer(Keeping(keeping.folder), OTHER.submission(0, 20)).status == 409


def test_what_is_no_question_is_answered_and_does_no_harm(keeping: Keeping):
    with running(keeping) as (address, _):
        assert ask(f"{address}/elsewhere", TREE.submission(0, 10)).status == 404
        assert ask(address, "x" * 70_000).status == 413
        assert ask(address, "").status == 400
        told = ask(address, TREE.submission(0, 10))
        assert told.status == 200
        line = believed(text_of(TREE.note(10)), told.text, [keeping.signer().key])
        assert line == [told.text]
    with pytest.raises(Silent):
        ask(address, TREE.submission(10, 20))
