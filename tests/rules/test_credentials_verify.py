"""A diploma holds offline, and whatever is wrong with one is refused with its own reason: T8.

The self-contained file is run as a stranger runs it: a bare interpreter, nothing installed.
"""

import ast
import base64
import gzip
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bagdar.config.environment import ROOT
from bagdar.core.catalogue import catalogue_of
from bagdar.credentials.rules.credential import Form, Place, document_of
from bagdar.credentials.rules.issuers import Accredited, Key
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.credentials.rules.signing import diploma_file, jwt, proved
from bagdar.credentials.rules.verify_diploma import (
    LEAST_ENTRIES,
    MOST_BYTES,
    REVOCATION,
    STEPS,
    SUSPENSION,
    check_diploma,
    parse_issuers,
    step_of,
)
from bagdar.credentials.standalone import verifier_text
from bagdar.notary.rules.note import verify
from bagdar.notary.rules.verify_receipt import Refusal
from tests.diploma_tools import (
    DID,
    ISSUED,
    KEY,
    LEAF,
    NEXT_KEY,
    NOW,
    OTHER_DID,
    OTHER_KEY,
    PLACE,
    WORDS,
    a_list,
    award,
    document,
    file_of,
    issuer,
    lists,
    receipt_of,
    trusted,
)
from tests.often import often

FILE, TRUSTED = file_of(), trusted()


def outcome(
    data: bytes,
    issuers: bytes = TRUSTED,
    some: list[bytes] | None = None,
    at: str = NOW,
    check: Callable[[bytes, bytes, bytes], bool] = verify,
) -> str:
    try:
        check_diploma(data, parse_issuers(issuers), lists() if some is None else some, at, check)
    except Refusal as refusal:
        return refusal.code
    return "held"


def test_a_diploma_holds_in_each_of_its_forms():
    told = json.loads(FILE)
    assert outcome(FILE) == "held"
    assert outcome(json.dumps(told["credential"]).encode()) == "held"
    assert outcome(told["jwt"].encode()) == "held"
    found = check_diploma(FILE, parse_issuers(TRUSTED), lists(), NOW, verify)
    assert found.document == document() and found.status == [REVOCATION, SUSPENSION]
    assert found.receipt is not None and found.receipt.index == LEAF


def test_nothing_of_the_person_but_the_name_is_in_a_diploma():
    subject = document()["credentialSubject"]
    assert [one["identityType"] for one in subject["identifier"]] == ["name"]
    assert not {"id", "birthDate", "email"} & set(subject)


# --- each reason --------------------------------------------------------------------------------


def changed(change: Callable[[dict[str, Any]], None], **more: Any) -> bytes:
    """A diploma that says something else, duly signed."""
    told = json.loads(json.dumps(document()))
    change(told)
    return file_of(told, receipt=False, **more)


def proof_with(**members: Any) -> bytes:
    told = json.loads(FILE)["credential"]
    told["proof"] |= members
    return json.dumps(told).encode()


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data)).rstrip(b"=").decode()


def without_proof(data: bytes) -> bytes:
    return json.dumps({k: v for k, v in json.loads(data).items() if k != "proof"}).encode()


def forged(data: bytes) -> bytes:
    told = json.loads(data)
    told["credentialSubject"]["ttl"] = 1
    return json.dumps(told).encode()


def keys(*some: Key) -> bytes:
    return trusted(issuer(keys=some), issuer(OTHER_DID, OTHER_KEY))


SINCE = datetime(2025, 1, 1, tzinfo=UTC)
LATER = ISSUED + timedelta(days=1)
AT_OF_PLACE = (PLACE.index,)
CASES: dict[str, Callable[[], tuple[Any, ...]]] = {
    "diploma_malformed": lambda: (b"{",),
    "paper_malformed": lambda: (changed(lambda told: told.update(enteredFromPaper="1998")),),
    "jwt_malformed": lambda: (b"e.e.e",),
    "jwt_header": lambda: (_jwt_with({"alg": "none", "typ": "vc+jwt", "kid": KEY.id}),),
    "jwt_claims": lambda: (_jwt_with(None, nbf=1),),
    "proof_absent": lambda: (json.dumps(document()).encode(),),
    "proof_suite": lambda: (proof_with(cryptosuite="eddsa-rdfc-2022"),),
    "proof_purpose": lambda: (proof_with(proofPurpose="authentication"),),
    "proof_value": lambda: (proof_with(proofValue="z0OIl"),),
    "proof_wrong": lambda: (FILE.replace(b'"AB 0001"', b'"AB 0002"'),),
    "issuer_unknown": lambda: (FILE, trusted(issuer(OTHER_DID, OTHER_KEY))),
    "key_unknown": lambda: (file_of(by=NEXT_KEY),),
    "key_other": lambda: (proof_with(**_by_another()),),
    "key_dates": lambda: (FILE, keys(Key(KEY.id, KEY.public, LATER))),
    "key_lost": lambda: (FILE, keys(Key(KEY.id, KEY.public, SINCE, None, LATER, LEAF))),
    "forms_differ": lambda: (_two_forms(),),
    "dates_malformed": lambda: (_only(lambda told: told.update(validFrom="2026-02-30T00:00:00Z")),),
    "not_yet_valid": lambda: (FILE, TRUSTED, None, "2026-06-30T00:00:00Z"),
    "expired": lambda: (changed(lambda told: told.update(validUntil="2026-07-01T10:00:00Z")),),
    "not_accredited": lambda: (
        FILE,
        trusted(issuer(accredited=(Accredited("6", date(2020, 1, 1), date(2026, 7, 1)),))),
    ),
    "receipt_policy": lambda: (FILE, trusted(policy="")),
    "receipt_other": lambda: (_with_receipt(receipt_of({**document(), "name": "x"})),),
    "quorum_missing": lambda: (_with_receipt(_without_witness(receipt_of(document()))),),
    "status_absent": lambda: (changed(lambda told: told.pop("credentialStatus")),),
    "status_malformed": lambda: (
        changed(lambda told: told["credentialStatus"][0].update(statusListIndex="-1")),
    ),
    "list_absent": lambda: (FILE, TRUSTED, []),
    "list_malformed": lambda: (FILE, TRUSTED, [a_list(encodedList="u!")]),
    "list_unsigned": lambda: (FILE, TRUSTED, [without_proof(a_list())]),
    "list_signature": lambda: (FILE, TRUSTED, [forged(a_list())]),
    "list_early": lambda: (FILE, TRUSTED, [a_list(at=LATER)]),
    "list_stale": lambda: (FILE, TRUSTED, lists(), "2026-07-02T10:00:01Z"),
    "list_issuer": lambda: (FILE, TRUSTED, [a_list(by=OTHER_KEY, did=OTHER_DID)]),
    "list_purpose": lambda: (FILE, TRUSTED, [a_list(statusPurpose=SUSPENSION)]),
    "list_bomb": lambda: (FILE, TRUSTED, [a_list(encodedList=packed(bytes(MOST_BYTES + 1)))]),
    "list_short": lambda: (
        FILE, TRUSTED, [a_list(encodedList=packed(bytes(LEAST_ENTRIES // 8 - 1)))]
    ),
    "list_index": lambda: (
        file_of(document_of(award(), Place(PLACE.base, LEAST_ENTRIES), ISSUED)),
    ),
    "revoked": lambda: (FILE, TRUSTED, lists(revoked=AT_OF_PLACE)),
    "suspended": lambda: (FILE, TRUSTED, lists(suspended=AT_OF_PLACE)),
}  # fmt: skip


def _jwt_with(header: dict[str, str] | None, **claims: Any) -> bytes:
    def text(told: Any) -> str:
        data = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head, body, _ = jwt(document(), KEY).split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "==")) | claims
    signed = f"{text(header) if header else head}.{text(told)}"
    value = base64.urlsafe_b64encode(KEY.sign(signed.encode())).rstrip(b"=").decode()
    return f"{signed}.{value}".encode()


def _by_another() -> dict[str, str]:
    """The proof that another key makes under this one's name."""
    named = type(OTHER_KEY)(KEY.id, OTHER_KEY.seed)
    made: dict[str, str] = proved(document(), named)["proof"]
    return made


def _two_forms() -> bytes:
    other = {**document(), "name": "x"}
    return diploma_file(proved(document(), KEY), jwt(other, KEY), None)


def _only(change: Callable[[dict[str, Any]], None]) -> bytes:
    told = json.loads(json.dumps(document()))
    change(told)
    return json.dumps(proved(told, KEY)).encode()


def _with_receipt(receipt: str) -> bytes:
    return json.dumps(json.loads(FILE) | {"receipt": receipt}).encode()


def _without_witness(receipt: str) -> str:
    return receipt[: receipt.rstrip("\n").rindex("\n") + 1]


@pytest.mark.parametrize("code", CASES)
def test_each_reason_is_told_apart(code: str):
    assert outcome(*CASES[code]()) == code
    assert code in UNVERIFIED and step_of(code) in STEPS


def test_control_what_the_cases_change_holds_unchanged():
    assert outcome(changed(lambda told: told.update(name="x"))) == "held"
    assert outcome(FILE, keys(Key(KEY.id, KEY.public, SINCE))) == "held"
    assert outcome(FILE, TRUSTED, lists(revoked=(PLACE.index + 1, PLACE.index - 1))) == "held"
    assert outcome(FILE, TRUSTED, lists(), "2026-07-02T09:59:59Z") == "held"
    assert outcome(_jwt_with(None)) == "held"


def test_a_diploma_of_another_level_needs_accreditation_for_that_level():
    master = award(form=Form("7", "7M061", WORDS, 7, 120))
    assert outcome(file_of(document_of(master, PLACE, ISSUED))) == "not_accredited"


# --- rotation, and a lost key (T9) --------------------------------------------------------------


def test_after_a_rotation_old_and_new_diplomas_hold_and_neither_key_signs_for_the_others_days():
    both = keys(Key(KEY.id, KEY.public, SINCE, LATER), Key(NEXT_KEY.id, NEXT_KEY.public, LATER))
    after = document_of(award(), PLACE, LATER)
    fresh = [a_list(one, by=NEXT_KEY, at=LATER) for one in (REVOCATION, SUSPENSION)]
    at = "2026-07-02T12:00:00Z"
    assert outcome(FILE, both, fresh, at) == "held"
    assert outcome(file_of(after, NEXT_KEY), both, fresh, at) == "held"
    assert outcome(file_of(after, KEY), both, fresh, at) == "key_dates"
    assert outcome(file_of(by=NEXT_KEY), both, fresh, at) == "key_dates"


def test_after_a_loss_only_what_the_log_held_before_holds_whatever_date_a_finder_writes():
    lost = keys(
        Key(KEY.id, KEY.public, SINCE, LATER, LATER, LEAF + 1),
        Key(NEXT_KEY.id, NEXT_KEY.public, LATER),
    )
    fresh = [a_list(one, by=NEXT_KEY, at=LATER) for one in (REVOCATION, SUSPENSION)]
    at = "2026-07-02T12:00:00Z"
    assert outcome(FILE, lost, fresh, at) == "held"
    assert outcome(file_of(receipt=False), lost, fresh, at) == "key_lost"
    back_dated = document_of(award(holder="Басқа Біреу"), PLACE, ISSUED)
    assert outcome(file_of(back_dated, receipt=False), lost, fresh, at) == "key_lost"
    late = diploma_file(
        proved(back_dated, KEY), jwt(back_dated, KEY), receipt_of(back_dated, LEAF + 1)
    )
    assert outcome(late, lost, fresh, at) == "key_lost"
    assert outcome(FILE, lost, lists(), NOW) == "list_signature"  # nor may it sign lists any more


# --- mutants ------------------------------------------------------------------------------------


def mutants(count: int, seed: int):
    """Files with one byte changed, taken out or put in, that say something else than before."""
    draw, made = random.Random(seed), 0
    forms = [FILE, json.dumps(json.loads(FILE)["credential"]).encode(), FILE_JWT]
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


FILE_JWT = json.loads(FILE)["jwt"].encode()


def _meaning(data: bytes) -> Any:
    """JSON has many texts: a space between two names says nothing."""
    try:
        return json.loads(data)
    except ValueError:
        return data.rstrip()


def test_every_byte_of_a_diploma_counts(pytestconfig: pytest.Config):
    codes = Counter[str]()
    for mutant in mutants(often(pytestconfig, 2_000, 10_000, 50_000), 1):
        codes[outcome(mutant)] += 1
    assert codes["held"] == 0
    assert set(codes) <= set(UNVERIFIED) and len(codes) >= 10


def test_every_byte_of_a_status_list_counts():
    draw, codes = random.Random(2), Counter[str]()
    one, other = lists()
    for _ in range(500):
        at = draw.randrange(len(one))
        mutant = one[:at] + bytes([one[at] ^ draw.randrange(1, 256)]) + one[at + 1 :]
        if _meaning(mutant) != _meaning(one):
            codes[outcome(FILE, TRUSTED, [mutant, other])] += 1
    assert codes["held"] == 0 and set(codes) <= set(UNVERIFIED) and len(codes) >= 4


def test_control_a_verifier_that_ignores_signatures_lets_mutants_through():
    assert any(outcome(one, check=lambda *_: True) == "held" for one in mutants(400, 3))


# --- the file that a stranger runs --------------------------------------------------------------


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stranger")
    text = verifier_text(catalogue_of(ROOT / "data" / "words"), "kk")
    (folder / "verify_diploma.py").write_text(text, encoding="utf-8")
    (folder / "issuers").write_bytes(TRUSTED)
    return folder


def run(folder: Path, data: bytes, some: list[bytes], *more: str) -> tuple[int, dict, str]:
    (folder / "diploma").write_bytes(data)
    for number, one in enumerate(some):
        (folder / f"list{number}").write_bytes(one)
    names = ["diploma", "issuers", *(f"list{number}" for number in range(len(some)))]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify_diploma.py", *names, "--at", NOW, *more],
        capture_output=True,
        check=False,
        cwd=folder,
        env={"PATH": "", "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, json.loads(done.stdout), done.stderr.decode("utf-8", "replace")


def test_a_stranger_with_python_alone_reads_the_diploma(stranger: Path):
    code, told, _ = run(stranger, FILE, lists())
    assert code == 0 and told["diploma"] == document() and told["receipt"] == LEAF
    assert told["origin"] == "illustrative" and told["status"] == [REVOCATION, SUSPENSION]
    code, told, _ = run(stranger, FILE, [], "--no-status")
    assert code == 0 and told["status"] == []


@pytest.mark.parametrize("code", ["proof_wrong", "revoked", "key_lost", "quorum_missing"])
def test_the_strangers_file_refuses_what_the_service_refuses_for_the_same_reason(
    stranger: Path, code: str
):
    data, issuers, some = (*CASES[code](), None, None)[:3]
    (stranger / "issuers").write_bytes(issuers or TRUSTED)
    try:
        exit_code, told, sentence = run(stranger, data, some or lists())
    finally:
        (stranger / "issuers").write_bytes(TRUSTED)
    assert exit_code == 1 and told["code"] == code and told["step"] == step_of(code)
    assert sentence.strip() and sentence.strip() != code


def test_the_strangers_file_imports_the_standard_library_alone_and_names_nothing_twice(
    stranger: Path,
):
    tree = ast.parse((stranger / "verify_diploma.py").read_text(encoding="utf-8"))
    named, defined = set(), Counter[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or "bagdar")
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            defined[node.name] += 1
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                defined.update(one.id for one in ast.walk(target) if isinstance(one, ast.Name))
    assert {one.split(".")[0] for one in named if one} <= set(sys.stdlib_module_names)
    assert [name for name, times in defined.items() if times > 1] == []
    assert DID.startswith("did:web:")
