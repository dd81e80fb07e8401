"""A diploma of which the holder shows a part: SD-JWT VC (RFC 9901), made when it is signed.

What may be hidden is taken out of the credential; in its place stand digests under salts, as many
for every diploma: who sees one cannot tell from their number whether there are marks, or a
distinction. The rest, status and issuer among it, is always shown.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from bagdar.credentials.rules.signing import Signer, base64url, registered, signed_text
from bagdar.credentials.rules.verify_diploma import SD_TYPE
from bagdar.credentials.rules.verify_forms import (
    SD_ALGORITHM,
    parse_json,
    sd_digest,
    split_sd_jwt,
    unbase64url,
)
from bagdar.credentials.rules.written import Texts, Written, joined, texts, written
from bagdar.notary.rules.commitments import canonical

SALT_BYTES = 16
Salt = Callable[[], bytes]  # new ones, that nobody can foresee


class DiplomaPart(StrEnum):
    """What a holder shows or hides."""

    MARKS = "marks"
    CREDITS = "credits"
    DISTINCTION = "distinction"
    NUMBER = "number"


# In which object of the credential each claim stands, and of which part it is.
SUBJECT: Mapping[str, DiplomaPart] = {
    "creditsEarned": DiplomaPart.CREDITS,
    "licenseNumber": DiplomaPart.NUMBER,
    "result": DiplomaPart.MARKS,
}
ACHIEVEMENT: Mapping[str, DiplomaPart] = {
    "creditsAvailable": DiplomaPart.CREDITS,
    "resultDescription": DiplomaPart.MARKS,
    "tag": DiplomaPart.DISTINCTION,
}
PART_OF: Mapping[str, DiplomaPart] = {**SUBJECT, **ACHIEVEMENT}
SALTS = len(PART_OF)  # of one diploma, whatever it says


def sd_jwt(document: Mapping[str, Any], signer: Signer, salt: Salt) -> str:
    """The token of the issuer with everything that can be shown: `token~shown~…~`."""
    return sd_jwt_of(written(document), signer, salt)


def sd_jwt_of(told: Written, signer: Signer, salt: Salt) -> str:
    """The same of a document that is written already."""
    achievement, of_achievement = _hidden(told.achievement, ACHIEVEMENT, salt)
    subject, of_subject = _hidden(told.subject, SUBJECT, salt)
    claims = {
        **told.members,
        **texts({**registered(told.document), "vct": SD_TYPE, "_sd_alg": SD_ALGORITHM}),
        "credentialSubject": joined({**subject, "achievement": joined(achievement)}),
    }
    made = signed_text("dc+sd-jwt", joined(claims), signer)
    return "~".join([made, *of_subject, *of_achievement, ""])


def _hidden(told: Texts, names: Collection[str], salt: Salt) -> tuple[dict[str, bytes], list[str]]:
    """An object without some members but with their digests; and what shows each."""
    shown = [_shown(name, told[name], salt) for name in names if name in told]
    absent = len(names) - len(shown)
    decoys = [sd_digest(_shown("", b"null", salt)) for _ in range(absent)]
    left = {name: value for name, value in told.items() if name not in names}
    return {**left, "_sd": canonical(sorted([*map(sd_digest, shown), *decoys]))}, shown


def _shown(name: str, value: bytes, salt: Salt) -> str:
    """value: as `canonical` writes it."""
    return base64url(b'["%s",%s,%s]' % (base64url(salt()).encode(), canonical(name), value))


def parts_of(text: str) -> tuple[DiplomaPart, ...]:
    """What a diploma has that can be hidden, in the order of DiplomaPart."""
    found = {PART_OF[_name(one)] for one in split_sd_jwt(text)[1]}
    return tuple(one for one in DiplomaPart if one in found)


def showing(text: str, parts: Collection[DiplomaPart]) -> str:
    """The same token with some parts alone."""
    issued, shown = split_sd_jwt(text)
    return "~".join([issued, *(one for one in shown if PART_OF[_name(one)] in parts), ""])


def token_of(text: str) -> str:
    """What the issuer signed, without what is shown."""
    return split_sd_jwt(text)[0]


def _name(shown: str) -> str:
    told: Sequence[Any] = parse_json(unbase64url(shown, "sd_malformed"), "sd_malformed")
    return str(told[1])
