"""A diploma's document as canonical JSON, of which each value is written once.

Three signatures say nearly the same: the document, the document under JOSE's names, and the one of
which a part can be hidden. They are put together here from the same texts.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from bagdar.notary.rules.commitments import canonical

Texts = Mapping[str, bytes]  # of an object: the canonical JSON of each member


class Written(NamedTuple):
    """members: of the document, subject: of its subject, achievement: of what that has achieved.

    Each holds those below it as well; `joined` of the members is `canonical` of the document.
    """

    document: Mapping[str, Any]
    members: Texts
    subject: Texts
    achievement: Texts


def written(document: Mapping[str, Any]) -> Written:
    """Raises Refusal content_malformed, as `canonical` does; depth counts from each member on."""
    rest, told = dict(document), dict(document["credentialSubject"])
    del rest["credentialSubject"]
    achievement = texts(told.pop("achievement"))
    subject = {**texts(told), "achievement": joined(achievement)}
    members = {**texts(rest), "credentialSubject": joined(subject)}
    return Written(document, members, subject, achievement)


def texts(told: Mapping[str, Any]) -> dict[str, bytes]:
    # The names are looked at here as well: a text that is never joined stands in no document.
    return {name: canonical(value) for name, value in told.items() if _named(name)}


def joined(members: Texts) -> bytes:
    """The object of these members as `canonical` writes it."""
    told = b",".join([_named(name) + members[name] for name in sorted(members)])
    return b"{" + told + b"}"


@lru_cache(maxsize=256)  # names are words of the code
def _named(name: str) -> bytes:
    return canonical({name: 0})[1:-2]
