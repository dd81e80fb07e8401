"""Bitstring Status Lists (W3C): which places are free, and the list as it is published."""

import base64
import gzip
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from bagdar.credentials.rules.credential import VC, instant
from bagdar.credentials.rules.verify_diploma import CREDENTIAL, LEAST_ENTRIES, LIST_TYPE

ENTRIES = LEAST_ENTRIES
FILL = ENTRIES // 2  # a list takes so many diplomas, then another is begun: draws stay quick
VALID_FOR = timedelta(hours=24)  # whoever is offline may use a list for so long
FRESH_FOR = timedelta(minutes=5)  # T9: whoever is online asks again after so long


def draw_places(count: int, taken: Collection[int], draw: Callable[[int], int]) -> list[int]:
    """Places that tell nothing of the order in which diplomas were given. draw: n → 0…n-1."""
    seen, found = set(taken), list[int]()
    while len(found) < count:
        place = draw(ENTRIES)
        if place not in seen:
            seen.add(place)
            found.append(place)
    return found


def encoded(places: Iterable[int]) -> str:
    """The encodedList in which the bits of these places are set."""
    bits = bytearray(ENTRIES // 8)
    for place in places:
        bits[place // 8] |= 1 << (7 - place % 8)
    told = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def list_document(
    address: str, issuer_id: str, purpose: str, places: Iterable[int], at: datetime
) -> dict[str, Any]:
    """The list of one purpose, not signed yet."""
    return {
        "@context": [VC],
        "id": address,
        "type": [CREDENTIAL, LIST_TYPE],
        "issuer": issuer_id,
        "validFrom": instant(at),
        "validUntil": instant(at + VALID_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(places),
            "ttl": FRESH_FOR // timedelta(milliseconds=1),
        },
    }
