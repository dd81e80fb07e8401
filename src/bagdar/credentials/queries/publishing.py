"""What is published: DID documents, the file of issuers, status lists signed at this moment."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bagdar.credentials import models
from bagdar.credentials.queries.issuers import all_issuers, described, issuer_called, open_key
from bagdar.credentials.rules.credential import Place
from bagdar.credentials.rules.errors import NoSuchList
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.issuers import (
    did_document,
    did_web,
    issuers_file,
    operator_document,
)
from bagdar.credentials.rules.signing import proved
from bagdar.credentials.rules.status import list_document
from bagdar.credentials.rules.verify_diploma import REVOCATION, SUSPENSION
from bagdar.notary import public as notary

STATE_OF = {REVOCATION: DiplomaState.REVOKED, SUSPENSION: DiplomaState.SUSPENDED}


def place_of(issuer: models.Issuer, number: int, index: int) -> Place:
    return Place(f"{issuer.base}/status/{issuer.code}/{number}", index)


def did_of(code: str) -> dict[str, Any]:
    """Raises NoSuchIssuer."""
    return did_document(described(issuer_called(code)))


def operator_did(base: str) -> dict[str, Any]:
    return operator_document(did_web(urlsplit(base).netloc), base)


def trusted() -> bytes:
    """The bagdar-issuers/v1 file of this installation."""
    try:
        policy = notary.standing().policy
    except notary.LogAbsent:
        policy = ""
    return json.dumps(issuers_file(all_issuers(), policy), ensure_ascii=False).encode("utf-8")


def status_list(code: str, number: int, purpose: str, now: datetime) -> bytes:
    """A list as it stands now. Raises NoSuchIssuer, NoSuchList, KeyAbsent."""
    issuer = issuer_called(code)
    found = issuer.status_lists.filter(number=number).first()
    if found is None or purpose not in STATE_OF:
        raise NoSuchList()
    rows = found.diplomas.filter(state=STATE_OF[purpose].value)
    address = place_of(issuer, number, 0).list_of(purpose)
    made = list_document(address, issuer.did, purpose, rows.values_list("place", flat=True), now)
    _, signer = open_key(issuer)
    return json.dumps(proved(made, signer)).encode("utf-8")


ADDRESS = re.compile(r".*/status/([a-z0-9-]{1,40})/([1-9]\d{0,3})/([a-z]{1,20})")


def list_at(address: str, now: datetime) -> bytes | None:
    """The list of an address of this installation; None: it is another's."""
    found = ADDRESS.fullmatch(address)
    issuer = found and models.Issuer.objects.filter(code=found[1]).first()
    if not found or issuer is None or not address.startswith(f"{issuer.base}/status/"):
        return None
    try:
        return status_list(found[1], int(found[2]), found[3], now)
    except NoSuchList:
        return None
