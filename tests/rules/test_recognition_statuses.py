"""A list of statuses beside a badge is asked under its issuer's key; else nobody is asked."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from bagdar.credentials.rules.signing import Signer, proved
from bagdar.credentials.rules.status import list_document
from bagdar.recognition.rules.badge_errors import WHY, BadgeRefused
from bagdar.recognition.rules.badge_status import Lists
from bagdar.recognition.rules.badges import Badge, check_badge
from tests.rules.test_recognition_badges import (
    MAIL,
    NOW,
    SIGNER,
    WEB,
    believed,
    junk,
    jws,
    ob3,
    whole,
)

DID, PLACE = "did:web:badges.example", "https://badges.example/status/1"
WEEK = timedelta(days=7)


def entry(purpose: str = "revocation", number: Any = "94567", **more: Any) -> dict[str, Any]:
    return {
        "type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListIndex": number,
        "statusListCredential": PLACE, **more,
    }  # fmt: skip


def badge(*entries: Any) -> bytes:
    told = ob3(credentialStatus=list(entries)) | {"credentialSubject": whole()}
    return json.dumps(proved(told, SIGNER)).encode()


def listed(
    *places: int, purpose: str = "revocation", at: datetime = NOW, signer: Signer = SIGNER,
    **more: Any,
) -> bytes:  # fmt: skip
    told = list_document(PLACE, DID, purpose, places, at - timedelta(hours=1))
    return json.dumps(proved({**told, **more}, signer)).encode()


def check(data: bytes, *files: bytes) -> Badge:
    return check_badge(data, WEB, MAIL, (), NOW, lists=Lists(files, WEEK))


def why(data: bytes, *files: bytes) -> str:
    with pytest.raises(BadgeRefused) as refused:
        check(data, *files)
    return refused.value.why


def test_a_list_that_is_clear_leaves_nothing_open_and_none_leaves_the_badge_read():
    assert check(badge(entry()), listed(1, 94566, 94568)).is_verified
    assert check(badge(entry(number=94567)), listed()).is_verified
    assert check(badge(entry())).unverified == ("status_not_asked",)


def test_a_badge_whose_bit_is_set_is_refused_and_its_neighbour_is_not():
    assert why(badge(entry()), listed(94567)) == "revoked"
    assert why(badge(entry("suspension")), listed(94567, purpose="suspension")) == "suspended"


def test_a_list_as_a_token_is_asked_as_well():
    told = list_document(PLACE, DID, "revocation", [7], NOW)
    some = believed(issuer=DID)
    token = jws(ob3(credentialStatus=entry(number="7")))
    lists = Lists((jws(told),), WEEK)
    with pytest.raises(BadgeRefused) as refused:
        check_badge(token, some, MAIL, (), NOW, lists=lists)
    assert refused.value.why == "revoked"
    clear = jws(ob3(credentialStatus=entry(number="8")))
    assert check_badge(clear, some, MAIL, (), NOW, lists=lists).is_verified


def test_every_entry_has_to_be_clear():
    two = badge(entry(), entry("suspension"))
    assert check(two, listed()).unverified == ("status_not_asked",)
    assert check(two, listed(), listed(purpose="suspension")).is_verified
    assert why(two, listed(), listed(94567, purpose="suspension")) == "suspended"


def test_an_old_list_tells_nothing_of_what_was_revoked_since():
    made = NOW - WEEK
    forever = "2027-01-01T00:00:00Z"
    assert check(badge(entry()), listed(at=made)).unverified == ("status_old",)
    assert check(badge(entry()), listed(at=made, validUntil=forever)).unverified == ("status_old",)
    young = NOW - WEEK + timedelta(hours=2)
    assert check(badge(entry()), listed(at=young, validUntil=forever)).is_verified
    past = "2026-05-31T23:59:59Z"
    assert check(badge(entry()), listed(validUntil=past)).unverified == ("status_old",)
    assert check(badge(entry()), listed(validFrom=forever)).unverified == ("status_old",)
    assert why(badge(entry()), listed(94567, at=made)) == "revoked"  # an old no is a no


def test_a_list_is_believed_under_a_key_of_the_same_issuer_alone():
    forged = listed(signer=Signer(SIGNER.id, b"f" * 32))
    assert why(badge(entry()), forged) == "signature"
    unsigned = json.loads(listed())
    del unsigned["proof"]
    assert check(badge(entry()), json.dumps(unsigned).encode()).unverified == ("unsigned",)
    assert why(badge(entry()), listed(issuer="did:web:other.example")) == "list_other"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"id": "https://badges.example/status/2"}, "list_other"),
        ({"type": ["VerifiableCredential"]}, "list"),
        ({"credentialSubject": "x"}, "list"),
    ],
)
def test_a_list_of_something_else_is_refused(more: dict[str, Any], reason: str):
    assert why(badge(entry()), listed(**more)) == reason


def test_a_list_for_a_badge_that_names_none_and_a_place_beyond_its_end_are_refused():
    assert why(badge(), listed()) == "list_other"
    assert why(badge(entry(number="131072")), listed()) == "list"
    assert why(badge(entry(number="-1")), listed()) == "list"


@pytest.mark.parametrize(
    "one",
    [entry("message"), entry(statusSize=2), {"type": "1EdTechRevocationList", "id": "x"}, "x"],
    ids=["purpose", "size", "kind", "text"],
)
def test_a_status_of_a_kind_that_is_not_known_here_is_not_asked(one: Any):
    assert check(badge(one)).unverified == ("status_not_asked",)


@given(junk)
def test_a_status_and_a_list_of_any_shape_are_read_or_refused(one: Any):
    file = json.dumps({**json.loads(listed()), "credentialSubject": one}).encode()
    for entries, files in ((one, ()), ([one], ()), ([entry()], (file,)), ([one], (file,))):
        data = json.dumps(ob3(credentialStatus=entries)).encode()
        try:
            assert not check(data, *files).is_verified
        except BadgeRefused as refused:
            assert refused.why in WHY


def test_a_list_whose_bits_nobody_looks_at_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control."""
    from bagdar.recognition.rules import badge_status

    monkeypatch.setattr(badge_status, "_is_set", lambda *_: False)
    assert check(badge(entry()), listed(94567)).is_verified
