"""A receipt holds, and any change of it is refused with a reason: T2 for receipts.

The self-contained file is run as a stranger runs it: a bare interpreter, nothing installed.
"""

import ast
import base64
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.config.environment import ROOT
from bagdar.core.catalogue import catalogue_of
from bagdar.notary.rules.commitments import Opening, canonical, committed, entry_of, parse_opening
from bagdar.notary.rules.merkle import inclusion_proof
from bagdar.notary.rules.note import verify
from bagdar.notary.rules.receipt import check_receipt, receipt_text
from bagdar.notary.rules.refusals import (
    UNVERIFIED,
    ContentMalformed,
    OpeningKind,
    OpeningMissing,
    OpeningSalt,
    ProofRoot,
    Unverified,
)
from bagdar.notary.rules.tiles import reader
from bagdar.notary.rules.verify_receipt import Refusal, check, opening_text
from bagdar.notary.standalone import verifier_text
from tests.notary_tools import POLICY, WITNESSES, cosigned, tiles_over
from tests.often import often

CONTENT = {"release": "2026-q1", "digest": "ab" * 32, "rows": 17, "parts": [True, None, "Ә"]}
OPENING = Opening("indicators.release", 1, b"s" * 32, CONTENT)
PLACE, SIZE = 700, 1_000


def made(opening: Opening | None = OPENING, place: int = PLACE) -> str:
    """A receipt of a log of a thousand entries."""
    kind, version, salt, content = "indicators.release", 1, b"s" * 32, CONTENT
    entry = entry_of(kind, version, committed(kind, version, salt, content))
    entries = [entry if n == place else str(n).encode() for n in range(SIZE)]
    edge, files = tiles_over(entries)
    proof = inclusion_proof(place, SIZE, reader(SIZE, files.__getitem__))
    return receipt_text(opening, place, proof, cosigned(SIZE, edge.root))


def entry() -> bytes:
    return entry_of("indicators.release", 1, committed("indicators.release", 1, b"s" * 32, CONTENT))


RECEIPT = made()


def test_a_receipt_holds_and_says_what_where_and_who_saw_it():
    found = check_receipt(RECEIPT, POLICY)
    assert found.opening == OPENING and found.index == PLACE
    assert found.checkpoint.size == SIZE and set(found.witnesses) == {"w1", "w2"}


def test_a_receipt_without_its_content_holds_for_the_entry_and_tells_nothing_else():
    closed = made(None)
    assert check_receipt(closed, POLICY, entry=entry()).index == PLACE
    with pytest.raises(OpeningMissing):
        check_receipt(closed, POLICY)
    with pytest.raises(ProofRoot):
        check_receipt(closed, POLICY, entry=b"another")
    assert (
        b"2026-q1" not in closed.encode()
        and base64.b64encode(b"s" * 32)[:40].decode() not in closed
    )


def mutants(count: int, seed: int):
    """Receipts with one byte changed, taken out or put in."""
    draw, data = random.Random(seed), RECEIPT.encode()
    for _ in range(count):
        at, mask = draw.randrange(len(data)), draw.randrange(1, 256)
        yield draw.choice(
            (
                data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :],
                data[:at] + data[at + 1 :],
                data[:at] + bytes([mask]) + data[at:],
            )
        )


def outcome(data: bytes, verify=verify) -> str:
    try:
        check(data.decode("utf-8", "replace"), POLICY, verify)
    except Refusal as refusal:
        return refusal.code
    return "held"


def test_every_byte_of_a_receipt_counts(pytestconfig: pytest.Config):
    codes = Counter[str]()
    data = RECEIPT.encode()
    for mask in (0x01, 0x20, 0x80)[: often(pytestconfig, 1, 3, 3)]:
        for at in range(len(data)):
            codes[outcome(data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :], verify)] += 1
    for mutant in mutants(often(pytestconfig, 300, 2_000, 20_000), 1):
        codes[outcome(mutant, verify)] += 1
    # A signature line of a witness whose name was changed is a stranger's: then too few are left.
    assert codes["held"] == 0
    assert set(codes) <= set(UNVERIFIED) and len(codes) >= 7


def test_control_a_verifier_that_ignores_signatures_lets_mutants_through():
    assert any(outcome(one, lambda *_: True) == "held" for one in mutants(1_500, 2))


# --- the file that a stranger runs --------------------------------------------------------------


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stranger") / "verify_receipt.py"
    path.write_text(verifier_text(catalogue_of(ROOT / "data" / "words"), "kk"), encoding="utf-8")
    (path.parent / "policy").write_text(POLICY, encoding="utf-8")
    return path


def run(verifier: Path, receipt: bytes) -> tuple[int, dict, str]:
    """Exit code, what it says on one stream and on the other."""
    (verifier.parent / "receipt").write_bytes(receipt)
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            verifier,
            verifier.parent / "receipt",
            verifier.parent / "policy",
        ],
        capture_output=True,
        check=False,
        env={"PATH": "", "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, json.loads(done.stdout), done.stderr.decode("utf-8", "replace")


def test_a_stranger_with_python_alone_reads_what_was_committed_to(verifier: Path):
    code, told, _ = run(verifier, RECEIPT.encode())
    assert code == 0 and told["ok"] and told["content"] == CONTENT
    assert told["index"] == PLACE and sorted(told["witnesses"]) == ["w1", "w2"]


def test_the_strangers_file_refuses_what_the_service_refuses_for_the_same_reason(
    verifier: Path, pytestconfig: pytest.Config
):
    for mutant in mutants(often(pytestconfig, 8, 60, 400), 3):
        code, told, sentence = run(verifier, mutant)
        assert code == 1 and not told["ok"]
        assert told["code"] == outcome(mutant, verify)
        assert sentence.strip() and sentence.strip() != told["code"]


def test_the_strangers_file_imports_nothing_but_the_standard_library(verifier: Path):
    tree = ast.parse(verifier.read_text(encoding="utf-8"))
    named = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or "bagdar")
    assert {one.split(".")[0] for one in named if one} <= set(sys.stdlib_module_names)


# --- what can be committed to -------------------------------------------------------------------

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdefghij_", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(plain)
def test_a_content_has_one_text_and_opens_to_itself(content):
    try:
        data = canonical(content)
    except Refusal as refusal:
        assert refusal.code == "content_malformed"  # half a surrogate pair
        return
    assert json.loads(data) == content and canonical(json.loads(data)) == data
    opening = Opening("tests.fact", 1, b"s" * 32, content)
    assert parse_opening(opening_text(opening)) == opening


@pytest.mark.parametrize(
    "content", [1.5, {"a": 2**53}, {"ә": 1}, {1: 2}, b"x", {"a": "\ud800"}, float("nan"), (1, 2)]
)
def test_what_two_readers_could_read_differently_is_refused(content):
    with pytest.raises(ContentMalformed):
        committed("tests.fact", 1, b"s" * 32, content)


def test_deep_content_is_refused():
    deep: list = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(ContentMalformed):
        committed("tests.fact", 1, b"s" * 32, deep)


@pytest.mark.parametrize(
    "kind", ["", "fact", "a.B", "a.870101300123", "tests.fact\n", "a.b-c", "a..b"]
)
def test_a_kind_is_made_of_words_and_holds_no_number(kind: str):
    with pytest.raises(OpeningKind):
        committed(kind, 1, b"s" * 32, {})


@pytest.mark.parametrize("salt", [b"", b"s" * 15, b"s" * 33])
def test_a_salt_that_is_too_short_or_ambiguous_is_refused(salt: bytes):
    with pytest.raises(OpeningSalt):
        committed("tests.fact", 1, salt, {})


@given(st.binary(max_size=400))
def test_whatever_is_no_receipt_is_refused_with_a_reason(data: bytes):
    with pytest.raises(Unverified):
        check_receipt(data.decode("utf-8", "replace"), POLICY)


def test_a_witness_that_is_not_in_the_policy_does_not_count():
    lines = POLICY.replace("group enough 2 w1 w2 w3", "group enough 2 w2 w3")
    with pytest.raises(Unverified) as refused:
        check_receipt(RECEIPT, lines)
    assert refused.value.code == "notary.quorum_missing" and len(WITNESSES) == 3
