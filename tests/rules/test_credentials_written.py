"""What is written once for all signatures is what each of them would have written for itself."""

import hashlib
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from bagdar.credentials.rules.credential import Place, document_of
from bagdar.credentials.rules.selective import sd_jwt, sd_jwt_of
from bagdar.credentials.rules.signing import diploma_file, jwt, jwt_of, proved
from bagdar.credentials.rules.verify_forms import base58, parse_json, unbase58, unbase64url
from bagdar.credentials.rules.written import joined, written
from bagdar.notary.rules.commitments import canonical
from bagdar.notary.rules.verify_receipt import Refusal
from tests.diploma_tools import KEY, PLACE, award, document

# Of files that were made before anything was written once: nobody's diploma has changed by it.
AS_BEFORE = "7b29b0558655a54ddcfc99d01265752a7367e3ffa0a22eefdd146892ffb05e60"
AWARDS: list[dict[str, Any]] = [{}, {"marks": ()}, {"number": ""}]


def made(**more: Any) -> dict[str, Any]:
    return document_of(award(**more), Place(PLACE.base, 7), datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize("more", AWARDS)
def test_the_members_of_a_document_join_to_its_canonical_text(more):
    told = made(**more)
    assert joined(written(told).members) == canonical(told)


@pytest.mark.parametrize("more", AWARDS)
def test_a_token_of_texts_is_the_token_of_the_document(more):
    assert jwt_of(written(made(**more)), KEY) == jwt(made(**more), KEY)
    assert jwt_of(written(made(**more)), KEY) != jwt(made(holder="Басқа Мысал"), KEY)


@pytest.mark.parametrize("more", AWARDS)
def test_what_can_be_hidden_is_signed_in_its_only_form(more):
    token, *shown, _ = sd_jwt(made(**more), KEY, lambda: b"s" * 16).split("~")
    for text in [*token.split(".")[:2], *shown]:
        data = unbase64url(text, "sd_malformed")
        assert data == canonical(parse_json(data, "sd_malformed"))


def test_what_is_issued_is_byte_for_byte_what_it_was():
    draw, found = random.Random(3), hashlib.sha256()
    for more in AWARDS:
        told = made(**more)
        found.update(diploma_file(proved(told, KEY), jwt_of(written(told), KEY), None))
        found.update(sd_jwt_of(written(told), KEY, lambda: draw.randbytes(16)).encode())
    for length in range(70):
        found.update(base58(b"\0" * (length % 4) + draw.randbytes(length)).encode())
    assert found.hexdigest() == AS_BEFORE


@pytest.mark.parametrize("length", [0, 1, 7, 8, 32, 64])
def test_base58_gives_back_every_byte_with_its_zeroes(length):
    draw = random.Random(length)
    for zeroes in range(min(length, 3)):
        data = b"\0" * zeroes + draw.randbytes(length - zeroes)
        assert unbase58(f"z{base58(data)}", length, "proof_value") == data


@pytest.mark.parametrize("path", [(), ("credentialSubject",), ("credentialSubject", "achievement")])
def test_what_has_no_canonical_form_is_refused_at_every_level(path):
    told = parsed(document())
    place = told
    for name in path:
        place = place[name]
    place["weight"] = 0.5
    with pytest.raises(Refusal):
        written(told)
    place["weight"] = "0.5"
    assert joined(written(told).members) == canonical(told)
    del place["weight"]
    place["салмағы"] = "0.5"
    with pytest.raises(Refusal):
        written(told)


def parsed(told: dict[str, Any]) -> dict[str, Any]:
    """A copy that may be changed."""
    found: dict[str, Any] = parse_json(canonical(told), "file_malformed")
    return found


def test_a_text_that_stands_too_deep_is_refused_as_any_value_is():
    for value in ("x", 1, None):
        deep: Any = value
        for _ in range(32):
            deep = [deep]
        assert canonical(deep)
        with pytest.raises(Refusal):
            canonical([deep])
        with pytest.raises(Refusal):
            canonical({"a": deep})
