"""A verifier that others wrote accepts our diplomas and refuses the forged ones: T8.

openvc-core knows nothing of Bagdar: it reads the issuer's DID document and the status lists from
the addresses that the diploma names. A VC-JWT it knows only as version 1.1 of the data model had it
(below a claim `vc`, which version 2.0 forbids), so PyJWT checks ours.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jwt import InvalidSignatureError, PyJWK, decode, get_unverified_header
from openvc import OpenvcError, VerificationPolicy, verify_credential
from openvc.did.base import DidResolverRegistry, parse_did_document
from openvc.did.did_web import DidWebResolver
from openvc.proof._jcs import canonicalize
from openvc.resolvers import default_status_list_resolver
from openvc.status import CredentialRevoked, CredentialSuspended

from bagdar.credentials.rules.credential import document_of
from bagdar.credentials.rules.issuers import did_document
from bagdar.credentials.rules.selective import DiplomaPart, showing
from bagdar.credentials.rules.signing import jwt, proved
from bagdar.credentials.rules.verify_diploma import REVOCATION, SD_TYPE, SUSPENSION
from bagdar.notary.rules.commitments import canonical
from tests.diploma_tools import (
    DID,
    KEY,
    OTHER_KEY,
    PLACE,
    a_list,
    award,
    document,
    issuer,
    sd_of,
)

# The other verifier reads the clock for a VC-JWT.
NOW = datetime.now(UTC).replace(microsecond=0)
TOLD = document_of(award(), PLACE, NOW - timedelta(minutes=1))
DID_DOCUMENT = did_document(issuer())


def accepts(credential: Any, **bits: tuple[int, ...]) -> str | None:
    """None: it does; else the name of its refusal."""
    try:
        verified(credential, **bits)
    except OpenvcError as refusal:
        return type(refusal).__name__
    return None


def verified(
    credential: Any, revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = ()
) -> Any:
    at = NOW - timedelta(minutes=1)
    kept = {
        PLACE.list_of(REVOCATION): a_list(REVOCATION, revoked, at=at).decode(),
        PLACE.list_of(SUSPENSION): a_list(SUSPENSION, suspended, at=at).decode(),
    }

    def fetch(address: str) -> dict[str, Any]:
        assert address == "https://diplomas.example/issuers/u1/did.json"
        return DID_DOCUMENT

    whose = DidResolverRegistry([DidWebResolver(fetch)])
    lists = default_status_list_resolver(resolver=whose, fetch=kept.__getitem__)
    types = None if isinstance(credential, str) else ["OpenBadgeCredential"]
    policy = VerificationPolicy(
        expected_types=types,
        expected_vct=SD_TYPE if types is None else None,
        require_status_issuer_binding=True,
    )
    return verify_credential(credential, resolver=whose, policy=policy, resolve_status_list=lists)


def test_another_verifier_accepts_ours():
    assert accepts(proved(TOLD, KEY)) is None


def test_another_verifier_reads_our_status_lists():
    made = proved(TOLD, KEY)
    assert accepts(made, revoked=(PLACE.index,)) == CredentialRevoked.__name__
    assert accepts(made, suspended=(PLACE.index,)) == CredentialSuspended.__name__
    assert accepts(made, revoked=(PLACE.index + 1,), suspended=(PLACE.index - 1,)) is None


def with_holder(told: dict[str, Any]) -> None:
    told["credentialSubject"]["identifier"][0]["identityHash"] = "Басқа Біреу"


FORGERIES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another holder": with_holder,
    "more credits": lambda told: told["credentialSubject"].update(creditsEarned=300),
    "another level": lambda told: told["credentialSubject"]["achievement"]["alignment"][0].update(
        targetCode="8"
    ),
    "another place in the list": lambda told: told["credentialStatus"][0].update(
        statusListIndex="7"
    ),
    "no status": lambda told: told.pop("credentialStatus"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_another_verifier_refuses_the_forged(name: str):
    told = json.loads(json.dumps(proved(TOLD, KEY)))
    FORGERIES[name](told)
    assert accepts(told) == "SignatureInvalid"


def test_a_reader_of_jwt_that_others_wrote_accepts_ours_and_refuses_the_forged():
    method = parse_did_document(DID_DOCUMENT).verification_methods[0]
    key = PyJWK(method.public_key_jwk).key
    token = jwt(TOLD, KEY)
    assert get_unverified_header(token) == {"alg": "EdDSA", "typ": "vc+jwt", "kid": method.id}
    claims = decode(token, key, algorithms=["EdDSA"], issuer=DID)
    assert {name: claims[name] for name in TOLD} == TOLD
    assert set(claims) - set(TOLD) == {"iss", "jti", "nbf"}
    head, _, value = token.split(".")
    other = jwt({**TOLD, "name": "x"}, KEY).split(".")[1]
    with pytest.raises(InvalidSignatureError):
        decode(f"{head}.{other}.{value}", key, algorithms=["EdDSA"])


def test_our_canonical_json_is_that_of_another_implementation_of_rfc_8785():
    odd = {"b": ['\u2028"\\\n\t\u0007é😀Ә'], "a": {"z": -5, "é": None}, "A": True, "": 2**53 - 1}
    for one in (document(), DID_DOCUMENT, {k: v for k, v in odd.items() if k != "a"}):
        assert canonical(one) == canonicalize(one)


# --- a part of a diploma (SD-JWT VC) --------------------------------------------------------------


def test_another_verifier_reads_a_part_with_its_status_and_nothing_else_of_it():
    part = showing(sd_of(TOLD), [DiplomaPart.CREDITS])
    found = verified(part)
    assert found.format == "sd-jwt-vc" and found.issuer == DID
    subject = found.credential["credentialSubject"]
    assert subject["creditsEarned"] == 240
    assert not {"result", "licenseNumber"} & set(subject)
    assert (
        verified(showing(sd_of(TOLD), list(DiplomaPart))).credential["credentialSubject"]
        == (TOLD["credentialSubject"])
    )
    assert accepts(part, revoked=(PLACE.index,)) == CredentialRevoked.__name__
    assert accepts(part, suspended=(PLACE.index,)) == CredentialSuspended.__name__


def test_another_verifier_refuses_a_forged_part():
    issued, shown, _ = showing(sd_of(TOLD), [DiplomaPart.NUMBER]).split("~")
    head, body, value = issued.split(".")
    other = sd_of({**TOLD, "name": "x"}).split("~")[0].split(".")[1]
    foreign = sd_of(document_of(award(number="AB 0002"), PLACE, NOW))
    of_another = showing(foreign, [DiplomaPart.NUMBER]).split("~")[1]
    for forged in (
        f"{head}.{other}.{value}~{shown}~",
        f"{issued}~{of_another}~",
        f"{issued}~{shown}~{shown}~",
        showing(sd_of(TOLD, OTHER_KEY), []),
    ):
        assert accepts(forged) is not None
    assert accepts(f"{issued}~{shown}~") is None
