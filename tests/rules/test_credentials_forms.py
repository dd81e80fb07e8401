"""A diploma inside a PDF, and a diploma of which the holder shows a part (SD-JWT VC)."""

import json
import random
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bagdar.credentials.rules.credential import document_of
from bagdar.credentials.rules.issuers import Key
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.credentials.rules.selective import DiplomaPart, parts_of, showing, token_of
from bagdar.credentials.rules.signing import base64url, registered, selective_file, signed_token
from bagdar.credentials.rules.verify_diploma import (
    SD_TYPE,
    STEPS,
    check_diploma,
    parse_issuers,
    step_of,
)
from bagdar.credentials.rules.verify_forms import (
    MOST_ATTACHED,
    MOST_ATTACHED_BYTES,
    read_diploma,
    sd_digest,
    split_sd_jwt,
)
from bagdar.notary.rules.note import verify
from tests.diploma_tools import (
    ISSUED,
    KEY,
    LEAF,
    NOW,
    OTHER_KEY,
    PLACE,
    a_list,
    award,
    document,
    file_of,
    lists,
    pdf_of,
    receipt_of,
    sd_file_of,
    sd_of,
)
from tests.often import often
from tests.rules.test_credentials_verify import FILE, SINCE, TRUSTED, keys, outcome

PDF, SHOWN = pdf_of(FILE), sd_file_of()


def packed_like_a_line() -> bytes:
    """A PDF whose packed file ends with 0x0D before the 0x0A of the line: one of 256 does."""
    told = FILE
    while zlib.compress(told)[-1:] != b"\r":
        told += b" "
    return pdf_of(told)


ODD_PDF = packed_like_a_line()
LATER = ISSUED.replace(day=2)


def claims(**more: Any) -> dict[str, Any]:
    return {**document(), **registered(document()), "vct": SD_TYPE, "_sd_alg": "sha-256", **more}


def signed(*shown: str, typ: str = "dc+sd-jwt", **more: Any) -> bytes:
    """An SD-JWT of the issuer's that says what its rules would never say."""
    return "~".join([signed_token(typ, claims(**more), KEY), *shown, ""]).encode()


def shows(name: Any = "x", value: Any = 1) -> str:
    return base64url(json.dumps(["salt", name, value]).encode())


def raw(parts: Any = (), **more: Any) -> bytes:
    return showing(sd_of(**more), parts).encode()


ANOTHER = document_of(award(number="AB 0002"), PLACE, ISSUED)
FORM_CASES: dict[str, Callable[[], tuple[Any, ...]]] = {
    "pdf_empty": lambda: (pdf_of(b"{}", FILE[1:]),),
    "pdf_several": lambda: (pdf_of(FILE, file_of(ANOTHER, receipt=False)),),
    "pdf_bomb": lambda: (pdf_of(FILE + b" " * MOST_ATTACHED_BYTES),),
    "sd_malformed": lambda: (raw()[:-1] + b"~e30.e30.AA",),
    "sd_type": lambda: (signed(vct="urn:example:ticket"),),
    "sd_repeated": lambda: (signed(shows(), shows(), _sd=[sd_digest(shows())]),),
    "sd_unmatched": lambda: (raw() + shows().encode() + b"~",),
}
# Other ways to the same refusals, and older refusals of the new forms.
MORE: dict[str, list[Callable[[], tuple[Any, ...]]]] = {
    "pdf_empty": [
        lambda: (b"%PDF-",),
        lambda: (PDF.replace(b"/EmbeddedFile/", b"/EmbeddedFill/"),),
        lambda: (PDF.replace(b"endstream", b"endstreem"),),
        lambda: (PDF.replace(b"/FlateDecode", b"/LZWDecode"),),
        lambda: (pdf_of(FILE, packed=False).replace(b'{"format"', b'{ "format"'),),
        lambda: (_with_rubbish(),),
    ],
    "pdf_bomb": [lambda: (pdf_of(*[FILE] * (MOST_ATTACHED + 1)),)],
    "sd_malformed": [
        lambda: (raw()[:-1] + b"~x",),
        lambda: (raw() + b"AA~",),
        lambda: (raw() + base64url(b'["salt","_sd",[]]').encode() + b"~",),
        lambda: (raw() + base64url(b'["salt",1]').encode() + b"~",),
        lambda: (signed(_sd_alg="sha-512"),),
        lambda: (signed(_sd=["x", "x"]),),
        lambda: (signed(_sd="x"),),
        lambda: (signed(titles=[{"...": "x"}]),),
        lambda: (signed(shows("name"), _sd=[sd_digest(shows("name"))]),),
        lambda: (json.dumps({**json.loads(SHOWN), "sd_jwt": "ә~"}).encode(),),
        lambda: (json.dumps({**json.loads(SHOWN), "sd_jwt": sd_of().split("~")[0]}).encode(),),
    ],
    "sd_unmatched": [
        # what is hidden inside what is shown stays hidden
        lambda: (
            signed(
                shows("x", {"_sd": [sd_digest(shows("y"))]}),
                shows("y"),
                _sd=[sd_digest(shows("x", {"_sd": [sd_digest(shows("y"))]}))],
            ),
        ),
    ],
    "jwt_header": [lambda: (signed(typ="vc+jwt"),), lambda: (token_of(sd_of()).encode(),)],
    "jwt_claims": [lambda: (signed(nbf=1),)],
    "jwt_malformed": [lambda: (b"e.e.e~",)],
    "proof_wrong": [lambda: (_with_altered_claims(),)],
    "key_unknown": [lambda: (showing(sd_of(by=OTHER_KEY), ()).encode(),)],
    "diploma_malformed": [
        lambda: (pdf_of(FILE[:-1]),),
        lambda: (json.dumps({**json.loads(SHOWN), "jwt": "x"}).encode(),),
        lambda: (json.dumps({**json.loads(SHOWN), "sd_jwt": None}).encode(),),
        lambda: (b'{"format":"bagdar-diploma/v1"}',),
    ],
    "receipt_other": [
        lambda: (selective_file(showing(sd_of(), ()), receipt_of(document())),),
        lambda: (json.dumps({**json.loads(FILE), "receipt": _sd_receipt()}).encode(),),
    ],
    "key_lost": [
        lambda: (sd_file_of(leaf=None), keys(Key(KEY.id, KEY.public, SINCE, None, LATER, 90))),
    ],
    "revoked": [
        lambda: (SHOWN, TRUSTED, lists(revoked=(PLACE.index,))),
        lambda: (PDF, TRUSTED, lists(revoked=(PLACE.index,))),
    ],
}


def _with_rubbish() -> bytes:
    """The stream goes on behind what was packed."""
    return PDF.replace(b"\nendstream", b"\0\nendstream")


def _with_altered_claims() -> bytes:
    head, body, value = token_of(sd_of()).split(".")
    other = signed_token("dc+sd-jwt", claims(name="x"), KEY).split(".")[1]
    assert other != body
    return f"{head}.{other}.{value}~".encode()


def _sd_receipt() -> str:
    told: str = json.loads(SHOWN)["receipt"]
    return told


# --- what holds ----------------------------------------------------------------------------------


def held(data: bytes) -> dict[str, Any]:
    return check_diploma(data, parse_issuers(TRUSTED), lists(), NOW, verify).document


def test_a_pdf_holds_as_the_file_in_it_holds_however_it_is_packed():
    bare, windows, twice = (
        pdf_of(FILE, packed=False), pdf_of(FILE, end=b"\r\n"), pdf_of(FILE, FILE),
    )  # fmt: skip
    for pdf in (PDF, ODD_PDF, bare, windows, twice):
        found = check_diploma(pdf, parse_issuers(TRUSTED), lists(), NOW, verify)
        assert found.document == document()
        assert found.receipt is not None and found.receipt.index == LEAF
    assert held(pdf_of(b"something else", FILE)) == document()
    assert held(pdf_of(SHOWN)) == held(SHOWN)


def test_whoever_shows_everything_shows_the_very_credential():
    assert held(sd_file_of(list(DiplomaPart))) == document()
    assert held(raw(list(DiplomaPart))) == document() == held(raw(list(DiplomaPart)) + b"\n")


def test_a_degree_is_shown_without_its_marks_and_nothing_of_them_is_in_the_file():
    found = held(SHOWN)
    subject = found["credentialSubject"]
    assert subject["identifier"] == document()["credentialSubject"]["identifier"]
    assert not {"result", "creditsEarned", "licenseNumber"} & set(subject)
    assert not {"resultDescription", "tag", "creditsAvailable"} & set(subject["achievement"])
    assert found["credentialStatus"] == document()["credentialStatus"]
    told = read_diploma(SHOWN).sd_jwt or ""
    assert split_sd_jwt(told)[1] == []


@pytest.mark.parametrize("part", DiplomaPart)
def test_each_part_is_shown_by_itself(part: DiplomaPart):
    names = {
        DiplomaPart.MARKS: {"result", "resultDescription"},
        DiplomaPart.CREDITS: {"creditsEarned", "creditsAvailable"},
        DiplomaPart.DISTINCTION: {"tag"},
        DiplomaPart.NUMBER: {"licenseNumber"},
    }
    subject = held(raw([part]))["credentialSubject"]
    shown = (set(subject) | set(subject["achievement"])) & set().union(*names.values())
    assert shown == names[part]
    assert parts_of(showing(sd_of(), [part])) == (part,)


def test_how_much_is_hidden_cannot_be_counted():
    bare = document_of(award(marks=(), number="", with_distinction=False), PLACE, ISSUED)
    assert parts_of(sd_of()) == tuple(DiplomaPart) and parts_of(sd_of(bare)) == (
        DiplomaPart.CREDITS,
    )

    def counted(told: dict[str, Any]) -> list[int]:
        body = token_of(sd_of(told)).split(".")[1]
        subject = read_claims(body)["credentialSubject"]
        return [len(one["_sd"]) for one in (subject, subject["achievement"])]

    assert counted(document()) == counted(bare) == [3, 3]


def read_claims(body: str) -> dict[str, Any]:
    import base64

    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=="))
    return found


def test_the_receipt_of_a_part_holds_and_does_not_say_the_digest_of_the_whole():
    found = check_diploma(SHOWN, parse_issuers(TRUSTED), lists(), NOW, verify)
    assert found.receipt is not None and found.receipt.index == LEAF
    import hashlib

    from bagdar.notary.rules.commitments import canonical

    whole = hashlib.sha256(canonical(document())).hexdigest()
    assert whole not in json.loads(SHOWN)["receipt"] and found.receipt.opening is not None
    assert found.receipt.opening.content["digest"] != whole


def test_after_a_loss_a_part_holds_by_its_receipt_alone():
    lost = keys(
        Key(KEY.id, KEY.public, SINCE, LATER, LATER, LEAF + 1),
        Key("did:web:diplomas.example:issuers:u1#key-2", OTHER_KEY.public, LATER),
    )
    by = type(OTHER_KEY)("did:web:diplomas.example:issuers:u1#key-2", OTHER_KEY.seed)
    fresh = [a_list(one, by=by, at=LATER) for one in ("revocation", "suspension")]
    at = "2026-07-02T12:00:00Z"
    assert outcome(SHOWN, lost, fresh, at) == "held"
    assert outcome(sd_file_of(leaf=None), lost, fresh, at) == "key_lost"
    assert outcome(sd_file_of(leaf=LEAF + 1), lost, fresh, at) == "key_lost"


# --- what does not -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FORM_CASES)
def test_each_reason_is_told_apart(code: str):
    assert outcome(*FORM_CASES[code]()) == code
    assert code in UNVERIFIED and step_of(code) in STEPS


@pytest.mark.parametrize(("code", "number"), [(c, n) for c in MORE for n in range(len(MORE[c]))])
def test_every_way_to_a_reason_leads_to_it(code: str, number: int):
    assert outcome(*MORE[code][number]()) == code


def test_control_what_the_cases_change_holds_unchanged():
    assert outcome(signed()) == outcome(signed(shows(), _sd=[sd_digest(shows())])) == "held"
    assert outcome(sd_file_of(), keys(Key(KEY.id, KEY.public, SINCE))) == "held"


def form_mutants(count: int, seed: int):
    """Changed bytes that say something else: of a file that shows a part, an SD-JWT, a PDF."""
    draw, made = random.Random(seed), 0
    whole = sd_file_of([DiplomaPart.MARKS, DiplomaPart.NUMBER])
    forms = [whole, raw([DiplomaPart.MARKS]), pdf_of(FILE, packed=False), PDF]
    while made < count:
        data = draw.choice(forms)
        at, mask = draw.randrange(len(data)), draw.randrange(1, 256)
        mutant = draw.choice(
            (
                data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :],
                data[:at] + data[at + 1 :],
                data[:at] + bytes([mask]) + data[at:],
            )
        )
        if _meaning(mutant) != _meaning(data):
            made += 1
            yield mutant


def _meaning(data: bytes) -> Any:
    """A PDF says what it carries, JSON has many texts."""
    from bagdar.notary.rules.verify_receipt import Refusal

    if data.startswith(b"%PDF-"):
        try:
            return read_diploma(data)
        except Refusal:
            return data
    try:
        return json.loads(data)
    except ValueError:
        return data.rstrip()


def test_every_byte_of_a_part_and_of_what_a_pdf_carries_counts(pytestconfig: pytest.Config):
    codes = Counter[str]()
    for mutant in form_mutants(often(pytestconfig, 400, 4_000, 25_000), 4):
        codes[outcome(mutant)] += 1
    assert codes["held"] == 0, codes
    assert set(codes) <= set(UNVERIFIED) and {"sd_unmatched", "pdf_empty"} <= set(codes)


def test_control_a_reader_that_does_not_match_what_is_shown_lets_forgeries_through(
    monkeypatch: pytest.MonkeyPatch,
):
    """Marks of another diploma are shown with this one."""
    other = document_of(award(marks=()), PLACE, ISSUED)
    foreign = split_sd_jwt(showing(sd_of(), [DiplomaPart.MARKS]))[1]
    mixed = "~".join([token_of(sd_of(other)), *foreign, ""]).encode()
    assert outcome(mixed) == "sd_unmatched"
    from bagdar.credentials.rules import verify_diploma

    real = verify_diploma.sd_filled
    monkeypatch.setattr(
        verify_diploma, "sd_filled", lambda told, shown: {**real(told, []), "shown": shown}
    )
    assert outcome(mixed) == "held"
