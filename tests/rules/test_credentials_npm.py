"""Verifiers from npm accept our diplomas and refuse the forged ones: T8.

`jose` reads a VC-JWT, `@sd-jwt/sd-jwt-vc` (OpenWallet Foundation) an SD-JWT VC. Both are installed
from the committed lock, with the digest of every file, into `var/` where npm and its registry are
within reach; elsewhere these tests say that they did not run.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bagdar.config.environment import ROOT
from bagdar.credentials.rules.credential import document_of
from bagdar.credentials.rules.issuers import did_document
from bagdar.credentials.rules.selective import DiplomaPart, showing
from bagdar.credentials.rules.signing import jwt
from bagdar.credentials.rules.verify_diploma import SD_TYPE
from tests.diploma_tools import DID, KEY, NEXT_KEY, PLACE, award, file_of, issuer, sd_of
from tests.needs import NO_NPM, npm
from tests.rules.test_credentials_papers import told as of_paper
from tests.rules.test_credentials_verify import outcome

HERE = ROOT / "tests" / "npm"
FILES, SCRIPT = ("package.json", "package-lock.json"), "verify.mjs"
# The other verifiers read the clock.
AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
TOLD = document_of(award(), PLACE, AT)
OLD = of_paper(at=AT)
Ask = Callable[[list[tuple[str, str]]], list[dict[str, Any]]]


def installed() -> Path:
    """Where the packages of the lock are; they are fetched once for each lock."""
    path = npm()
    if path is None:
        pytest.skip(NO_NPM)
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()
    place = ROOT / "var" / "npm" / digest[:16]
    if place.exists():
        return place
    making = place.with_name(f"{place.name}-{os.getpid()}")
    making.mkdir(parents=True)
    for name in FILES:
        shutil.copy(HERE / name, making)
    command = [path, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=3"]
    done = subprocess.run(command, cwd=making, capture_output=True, text=True, timeout=120)
    if done.returncode:
        shutil.rmtree(making)
        if os.environ.get("CI") == "true":
            pytest.fail(done.stderr)
        pytest.skip("npm could not fetch the packages of tests/npm/package-lock.json")
    making.rename(place)
    return place


@pytest.fixture(scope="module")
def ask() -> Ask:
    place = installed()
    shutil.copy(HERE / SCRIPT, place)  # it finds packages beside itself

    def answers(asked: list[tuple[str, str]]) -> list[dict[str, Any]]:
        told = {
            "did": did_document(issuer()),
            "asked": [{"kind": kind, "text": text} for kind, text in asked],
        }
        done = subprocess.run(
            ["node", SCRIPT], cwd=place, input=json.dumps(told), capture_output=True,
            text=True, check=True, timeout=60,
        )  # fmt: skip
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return answers


def test_verifiers_from_npm_read_what_ours_says(ask: Ask):
    some = showing(sd_of(TOLD), [DiplomaPart.CREDITS])
    whole, part, everything = found = ask(
        [("jwt", jwt(TOLD, KEY)), ("sd", some), ("sd", showing(sd_of(TOLD), list(DiplomaPart)))]
    )
    assert not any("refused" in one for one in found), found
    assert {name: whole["claims"][name] for name in TOLD} == TOLD
    assert part["claims"]["vct"] == SD_TYPE and part["claims"]["iss"] == DID
    subject = part["claims"]["credentialSubject"]
    assert subject["creditsEarned"] == 240 and not {"result", "licenseNumber"} & set(subject)
    assert everything["claims"]["credentialSubject"] == TOLD["credentialSubject"]


def test_verifiers_from_npm_read_that_a_diploma_stands_for_a_paper(ask: Ask):
    part, everything = (showing(sd_of(OLD), some) for some in ([], list(DiplomaPart)))
    whole, *parts = found = ask([("jwt", jwt(OLD, KEY)), ("sd", part), ("sd", everything)])
    assert not any("refused" in one for one in found), found
    assert {name: whole["claims"][name] for name in OLD} == OLD
    assert "result" not in whole["claims"]["credentialSubject"]
    # However much the holder hides, a part says that it comes from a paper.
    assert [one["claims"]["enteredFromPaper"] for one in parts] == [OLD["enteredFromPaper"]] * 2
    assert "licenseNumber" not in parts[0]["claims"]["credentialSubject"]


def forgeries(told: dict[str, Any], change: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Each is what an honest one is, but for what its name says."""
    head, body, value = jwt(told, KEY).split(".")
    other = jwt(change, KEY).split(".")[1]
    issued, *shown = showing(sd_of(told), [DiplomaPart.NUMBER]).split("~")
    sd_head, sd_body, sd_value = issued.split(".")
    sd_other = sd_of(change).split("~")[0].split(".")[1]
    return {
        "another payload": ("jwt", f"{head}.{other}.{value}"),
        "an unknown key": ("jwt", jwt(told, NEXT_KEY)),
        "the key of another under this name": (
            "jwt", jwt(told, type(NEXT_KEY)(KEY.id, NEXT_KEY.seed)),
        ),
        "a part as a whole": ("jwt", issued),
        "another payload of a part": ("sd", f"{sd_head}.{sd_other}.{sd_value}~{'~'.join(shown)}"),
        "an unknown key of a part": ("sd", showing(sd_of(told, NEXT_KEY), [])),
        "a whole as a part": ("sd", f"{jwt(told, KEY)}~"),
    }  # fmt: skip


def without_paper() -> dict[str, Any]:
    """A diploma of the register is what somebody would make of a paper."""
    return {name: value for name, value in OLD.items() if name != "enteredFromPaper"}


CHANGED: dict[str, Callable[[], tuple[dict[str, Any], dict[str, Any]]]] = {
    "of the register": lambda: (TOLD, {**TOLD, "name": "x"}),
    "of a paper": lambda: (OLD, {**OLD, "name": "x"}),
    "of a paper, that says nothing of it": lambda: (OLD, without_paper()),
    "of a paper, that was older": lambda: (
        OLD, {**OLD, "enteredFromPaper": {**OLD["enteredFromPaper"], "paperIssuedOn": "1968-06-30"}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", CHANGED)
def test_verifiers_from_npm_refuse_the_forged(ask: Ask, which: str):
    asked = forgeries(*CHANGED[which]())
    told = dict(zip(asked, ask(list(asked.values())), strict=True))
    assert [name for name, one in told.items() if "refused" not in one] == []


def test_they_check_who_signed_and_only_ours_that_a_paper_vouches_for_no_marks(ask: Ask):
    """What an issuer of good standing might sign: no forgery to whoever knows nothing of papers."""
    subject = {**OLD["credentialSubject"], "creditsEarned": 240}
    made = {**OLD, "credentialSubject": subject}
    [found] = ask([("jwt", jwt(made, KEY))])
    assert found["claims"]["credentialSubject"]["creditsEarned"] == 240
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert outcome(file_of(made, receipt=False), at=now) == "paper_malformed"


def test_what_belongs_to_another_diploma_is_not_read_into_this_one(ask: Ask):
    """RFC 9901 would have it refused; this verifier leaves it out, which is no forgery either."""
    issued = sd_of(TOLD).split("~")[0]
    other = document_of(award(number="AB 0002"), PLACE, datetime.now(UTC))
    shown = showing(sd_of(other), [DiplomaPart.NUMBER]).split("~")[1]
    [found] = ask([("sd", f"{issued}~{shown}~")])
    assert "licenseNumber" not in found["claims"]["credentialSubject"]
