"""Who issues: identifiers (did:web), the documents behind them, and the file of trusted issuers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.credentials.rules.credential import instant, titles
from bagdar.credentials.rules.signing import multikey
from bagdar.credentials.rules.verify_diploma import ISSUERS

DID_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


@dataclass(frozen=True)
class Key:
    """until: when the next one took over; lost_at, lost_size: when, and the log's size then."""

    id: str
    public: bytes
    since: datetime
    until: datetime | None = None
    lost_at: datetime | None = None
    lost_size: int | None = None


@dataclass(frozen=True)
class Accredited:
    """until: the first day on which it no longer holds."""

    level: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Issuer:
    id: str
    names: Words
    origin: Origin
    accredited: tuple[Accredited, ...]
    keys: tuple[Key, ...]


def did_web(host: str, *path: str) -> str:
    """did:web of a host, with its port where it has one, and a path below it."""
    return ":".join(["did:web", host.replace(":", "%3A"), *path])


def did_document(issuer: Issuer) -> dict[str, Any]:
    """Its keys with the days on which they hold (W3C Controlled Identifiers).

    A key that was followed by another stays, since old diplomas are still checked with it, and so
    does a lost one: `revoked` tells since when nobody may believe it without a receipt.
    """
    return {
        "@context": DID_CONTEXT,
        "id": issuer.id,
        "verificationMethod": [_method(issuer.id, one) for one in issuer.keys],
        "assertionMethod": [one.id for one in issuer.keys],
    }


def _method(owner: str, key: Key) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": key.id,
        "type": "Multikey",
        "controller": owner,
        "publicKeyMultibase": multikey(key.public),
    }
    if key.lost_at is not None:
        told["revoked"] = instant(key.lost_at)
    return told


def operator_document(did: str, base: str) -> dict[str, Any]:
    """The document of the installation: no key of its own, only where its issuers are listed."""
    listed = {
        "id": f"{did}#issuers",
        "type": "BagdarIssuers",
        "serviceEndpoint": f"{base}/issuers/issuers.json",
    }
    return {"@context": DID_CONTEXT[:1], "id": did, "service": [listed]}


def issuers_file(issuers: Sequence[Issuer], policy: str) -> dict[str, Any]:
    """What verify_diploma takes as the issuers who are believed."""
    return {
        "format": ISSUERS,
        "policy": policy,
        "issuers": [
            {
                "id": one.id,
                "names": titles(one.names),
                "origin": one.origin.value,
                "accredited": [
                    {
                        "level": at.level,
                        "from": at.since.isoformat(),
                        "until": at.until and at.until.isoformat(),
                    }
                    for at in one.accredited
                ],
                "keys": [
                    {
                        "id": key.id,
                        "public": multikey(key.public),
                        "from": instant(key.since),
                        "until": key.until and instant(key.until),
                        "lost_size": key.lost_size,
                    }
                    for key in one.keys
                ],
            }
            for one in issuers
        ],
    }
