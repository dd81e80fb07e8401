"""Keys, notes, checkpoints, cosignatures, policies: what others write we read, and the reverse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.notary.rules import verify_receipt as alone
from bagdar.notary.rules.checkpoint import (
    checkpoint_text,
    opened,
    read_policy,
    signed,
    text_of,
    with_lines,
)
from bagdar.notary.rules.cosignature import believed, cosignature
from bagdar.notary.rules.note import Signer, parse_secret, public_key, verify, vkey
from bagdar.notary.rules.refusals import (
    CheckpointMalformed,
    CosignatureWrong,
    KeyMalformed,
    LogUnknown,
    NoteMalformed,
    PolicyMalformed,
    QuorumMissing,
    SignatureWrong,
)
from bagdar.notary.rules.verify_receipt import LOG_KEY, WITNESS_KEY, Checkpoint
from tests.notary_tools import LOG, ORIGIN, POLICY, SECONDS, WITNESSES, cosigned, vectors

ROOT = bytes(range(32))


def test_keys_and_signed_checkpoints_are_those_of_another_implementation():
    told = vectors()["note"]
    ours = Signer("log.example/vectors", LOG_KEY, bytes.fromhex(told["seed"]))
    assert (vkey(ours.key), ours.secret) == (told["vkey"], told["skey"])
    assert parse_secret(told["skey"]) == ours and public_key(told["vkey"]) == ours.key
    policy = read_policy(f"log {told['vkey']}\nquorum none\n")
    for note in told["checkpoints"]:
        checkpoint, witnesses = opened(note, policy)
        assert witnesses == {}
        assert signed(checkpoint_text(checkpoint), ours) == note


def test_a_cosignature_is_what_the_specification_says_byte_by_byte():
    told = vectors()["cosignature"]
    seed = bytes.fromhex(vectors()["note"]["seed"])
    ours = Signer("witness.example/vectors", WITNESS_KEY, seed)
    note = vectors()["note"]["checkpoints"][2]
    assert vkey(ours.key) == told["vkey"]
    assert cosignature(text_of(note), ours, told["seconds"]) == told["line"]
    assert believed(text_of(note), told["line"], [ours.key]) == [told["line"]]


def test_a_secret_is_never_shown():
    assert LOG.seed.decode() not in repr(LOG) and LOG.secret not in repr(LOG)


@pytest.mark.parametrize(
    ("note", "error"),
    [
        ("", NoteMalformed),
        ("text\n", NoteMalformed),
        (cosigned(4, ROOT)[:-1], NoteMalformed),
        (cosigned(4, ROOT).replace("— ", "- "), NoteMalformed),
        (cosigned(4, ROOT).replace("\n4\n", "\n4\t\n"), NoteMalformed),
        (cosigned(4, ROOT).replace("\n4\n", "\n04\n"), CheckpointMalformed),
        (cosigned(4, ROOT).replace("\n4\n", "\n+4\n"), CheckpointMalformed),
        (cosigned(4, ROOT).replace("\n4\n", "\n٤\n"), CheckpointMalformed),
        (cosigned(4, ROOT).replace("\n4\n", "\n5\n"), SignatureWrong),
        (cosigned(4, ROOT).replace(ORIGIN, "log.example/other"), LogUnknown),
        (signed(checkpoint_text(Checkpoint(ORIGIN, 4, ROOT)), LOG), QuorumMissing),
        (cosigned(4, ROOT, WITNESSES[:1]), QuorumMissing),
        (cosigned(4, ROOT, [WITNESSES[0], WITNESSES[0]]), QuorumMissing),
    ],
)
def test_each_reason_has_an_error_of_its_own(note: str, error: type[Exception]):
    with pytest.raises(error):
        opened(note, read_policy(POLICY))


def test_enough_witnesses_are_enough_and_their_times_are_told():
    checkpoint, found = opened(cosigned(4, ROOT, WITNESSES[1:]), read_policy(POLICY))
    assert checkpoint == Checkpoint(ORIGIN, 4, ROOT)
    assert found == {"w2": SECONDS, "w3": SECONDS}


def test_a_cosignature_for_another_text_or_time_is_refused_and_a_strangers_is_ignored():
    text = checkpoint_text(Checkpoint(ORIGIN, 4, ROOT))
    other = checkpoint_text(Checkpoint(ORIGIN, 5, ROOT))
    note = with_lines(signed(text, LOG), [cosignature(other, WITNESSES[0], SECONDS)])
    with pytest.raises(CosignatureWrong):
        opened(note, read_policy(POLICY))
    with pytest.raises(CosignatureWrong):
        believed(text, cosignature(other, WITNESSES[0], SECONDS), [WITNESSES[0].key])
    stranger = Signer("stranger.example/w", WITNESS_KEY, bytes(32))
    assert believed(text, cosignature(text, stranger, SECONDS), [WITNESSES[0].key]) == []
    opened(
        with_lines(cosigned(4, ROOT), [cosignature(text, stranger, SECONDS)]), read_policy(POLICY)
    )


@pytest.mark.parametrize(
    "key",
    ["", "a+b", f"x{vkey(LOG.key)}", vkey(LOG.key)[:-1], vkey(LOG.key).replace("+", " "),
     vkey(LOG.key)[:-2] + "B="],
)  # fmt: skip
def test_a_key_that_is_not_exactly_one_is_refused(key: str):
    with pytest.raises(KeyMalformed):
        public_key(key)


@pytest.mark.parametrize(
    "change",
    [
        ("quorum enough", ""),
        ("quorum enough", "quorum nobody"),
        ("quorum enough", "quorum enough\nquorum enough"),
        ("group enough 2 w1", "group enough 4 w1"),
        ("group enough 2 w1", "group enough 0 w1"),
        ("group enough 2 w1", "group enough 2 w1 w1"),
        ("group enough 2 w1", "group enough 2 w9"),
        ("group enough", "group none"),
        ("witness w2", "witness w1"),
        ("log ", "log x"),
        ("log ", "blog "),
        (vkey(WITNESSES[1].key), vkey(WITNESSES[0].key)),
        (vkey(WITNESSES[1].key), vkey(LOG.key)),
    ],
)
def test_a_policy_that_says_anything_unclear_is_refused(change: tuple[str, str]):
    with pytest.raises(PolicyMalformed):
        read_policy(POLICY.replace(*change))


@settings(deadline=None, max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.data())
def test_the_slow_ed25519_agrees_with_the_quick_one(seed: bytes, message: bytes, data):
    signer = Signer("a", LOG_KEY, seed)
    signature = bytearray(signer.sign(message))
    assert alone.ed25519(signer.key.public, message, bytes(signature))
    at, bit = data.draw(st.integers(0, 63)), data.draw(st.integers(0, 7))
    signature[at] ^= 1 << bit
    assert not alone.ed25519(signer.key.public, message, bytes(signature))
    assert not verify(signer.key.public, message, bytes(signature))
    public = bytearray(signer.key.public)
    public[at % 32] ^= 1 << bit
    signature[at] ^= 1 << bit
    assert not alone.ed25519(bytes(public), message, bytes(signature))
    assert not verify(bytes(public), message, bytes(signature))


def test_a_signature_whose_scalar_is_not_reduced_is_refused():
    signature = LOG.sign(b"x")
    scalar = int.from_bytes(signature[32:], "little") + alone.ORDER
    grown = signature[:32] + scalar.to_bytes(32, "little")
    assert not alone.ed25519(LOG.key.public, b"x", grown)
    assert not verify(LOG.key.public, b"x", grown)
