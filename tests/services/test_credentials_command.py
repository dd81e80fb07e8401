"""`bagdar diplomas`: what an operator types, from the issuer to the verifier."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.credentials import models
from bagdar.credentials.presenters.files import pdf_of
from bagdar.credentials.queries.diplomas import file_of
from bagdar.credentials.rules.errors import NoSuchDiploma, SameEyes
from bagdar.credentials.rules.verify_diploma import parse_issuers
from tests.diplomas_issued import TITLE, graduate, issued, university
from tests.register import organisation
from tests.rules.test_credentials_papers import ROW, csv

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAYS = ("--since", "2020-01-01", "--before", "2021-01-01")


@pytest.fixture(autouse=True)
def _own_folder_and_kazakh_again(tmp_path: Path, settings) -> Any:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()
    yield
    console.choose("kk")


def typed(*words: object) -> Result:
    command = ["--language", "en", "diplomas", *map(str, words)]
    return CliRunner().invoke(bagdar, command, catch_exceptions=False)


@pytest.fixture
def issuer() -> models.Issuer:
    id = organisation(1, type="university")
    assert typed("register", id, "u1").output == "did:web:localhost%3A8000:issuers:u1\n"
    typed("accredit", "u1", "6", "--since", "2015-01-01", "--source", "illustrative")
    titles = [word for code, text in TITLE.items() for word in (f"--title-{code}", text)]
    typed("form", "u1", "6", "--programme", "6B061", "--nqf", 6, "--credits", 240, *titles)
    return models.Issuer.objects.get(code="u1")


def test_an_operator_brings_a_faculty_to_the_point_where_somebody_else_approves(issuer):
    number = graduate(issuer)
    [line] = json.loads(typed("preview", "u1", *DAYS).output)
    assert (line["graduation"], line["problems"]) == (number, [])
    told = json.loads(typed("propose", "u1", *DAYS).output)
    assert told["size"] == 1
    with pytest.raises(SameEyes):
        typed("approve", "u1", told["batch"])
    models.Batch.objects.update(state="approved", decided_by="dean", decided_at="2021-01-01T00:00Z")
    assert json.loads(typed("issue", told["batch"]).output)["state"] == "issued"
    assert json.loads(typed("issue", told["batch"]).output)["state"] == "issued"


def test_a_diploma_is_checked_and_ends_with_1_once_it_is_revoked(issuer, tmp_path: Path):
    [made] = issued(issuer, [graduate(issuer)])
    (tmp_path / "d.json").write_bytes(file_of(made))
    found = typed("verify", tmp_path / "d.json")
    assert found.exit_code == 0 and json.loads(found.stdout)["ok"]
    typed("revoke", "u1", made.pk, "--reason", "forged")
    found = typed("verify", tmp_path / "d.json")
    assert found.exit_code == 1 and json.loads(found.stdout)["code"] == "revoked"
    assert "was revoked" in found.stderr


def test_a_diploma_is_written_as_pdf_and_a_part_is_printed(issuer, tmp_path: Path):
    [made] = issued(issuer, [graduate(issuer)])
    pdf, part = tmp_path / "d.pdf", tmp_path / "part.json"
    assert typed("pdf", "u1", made.pk, pdf, "--link").exit_code == 0
    assert pdf.read_bytes() == pdf_of(made) and models.ShareLink.objects.get().is_printed
    part.write_text(typed("part", "u1", made.pk, "--show", "number").output)
    for path in (pdf, part):
        assert json.loads(typed("verify", path).stdout)["ok"]
    subject = json.loads(typed("verify", part).stdout)["diploma"]["credentialSubject"]
    assert subject["licenseNumber"] == "AB 0001" and "creditsEarned" not in subject
    university("u2")
    with pytest.raises(NoSuchDiploma):
        typed("pdf", "u2", made.pk, pdf)


def test_what_verifiers_need_is_printed(issuer):
    [made] = issued(issuer, [graduate(issuer)])
    assert issuer.did in parse_issuers(typed("issuers").output.encode()).issuers
    told = json.loads(typed("list", "u1", 1, "revocation").output)
    assert told["credentialSubject"]["statusPurpose"] == "revocation"
    assert "def check_diploma" in typed("verifier").output and made.place is not None


def test_keys_go_over_and_are_lost_by_one_command_each(issuer):
    keys = [typed(word, "u1").output.strip() for word in ("rotate-key", "lose-key")]
    assert len(set(keys)) == 2 and issuer.keys.count() == 3
    assert issuer.keys.filter(lost_size=0).count() == 1
    assert issuer.keys.get(until__isnull=True).key_id == keys[-1]


def test_a_file_of_papers_is_checked_and_proposed_where_every_row_is_good(issuer, tmp_path: Path):
    path = tmp_path / "papers.csv"
    path.write_bytes(csv(ROW, {**ROW, "number": "7", "born_on": "the spring"}))
    found = typed("paper", "u1", path, "--propose")
    told = json.loads(found.stdout)
    assert found.exit_code == 1 and set(told["refused"]) == {"3"} and "batch" not in told
    assert "Үлгіева" not in found.output and not models.Batch.objects.exists()
    path.write_bytes(csv(ROW, {**ROW, "number": "7", "family": "Басқаева"}))
    assert json.loads(typed("paper", "u1", path).stdout) == {"rows": 2, "refused": {}}
    assert not models.Batch.objects.exists()
    batch = json.loads(typed("paper", "u1", path, "--propose").stdout)["batch"]
    doubtful = models.Diploma.objects.get(paper__number="7")
    typed("doubt", "u1", batch, doubtful.pk, "--reason", "not in the book")
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.paper.doubt) == ("refused", "not in the book")
    models.Batch.objects.update(proposed_by="registrar")
    assert typed("approve", "u1", batch, "--checked", "book 12").exit_code == 0
    assert models.Batch.objects.get().checked == "book 12"
