"""A diploma that was entered from a paper: every verifier says so, and refuses one that hides it
or claims what no paper vouches for; and what makes two papers the same.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.config.environment import ROOT
from bagdar.core.catalogue import catalogue_of
from bagdar.core.languages import LANGUAGES
from bagdar.core.sheets.limits import LIMITS
from bagdar.credentials import printing
from bagdar.credentials.rules.credential import Form, Paper, document_of
from bagdar.credentials.rules.paper_file import COLUMNS, paper_columns, read_papers
from bagdar.credentials.rules.paper_given import given_of
from bagdar.credentials.rules.papers import paper_key
from bagdar.credentials.rules.signing import proved
from bagdar.credentials.rules.verify_diploma import FromPaper, check_diploma, parse_issuers
from bagdar.notary.rules.note import verify
from tests.diploma_tools import ISSUED, KEY, NOW, PLACE, WORDS, award, file_of, lists, sd_file_of
from tests.papers_entered import paper
from tests.rules.test_credentials_others import NOW as PRESENT
from tests.rules.test_credentials_others import accepts
from tests.rules.test_credentials_verify import TRUSTED, outcome, run, stranger

__all__ = ["stranger"]  # the folder of whoever has Python alone
WORDINGS = catalogue_of(ROOT / "data" / "words")
PAPER = Paper("Үлгі мемлекеттік институты", date(1998, 6, 30), date(2026, 6, 20))


def told(paper: Paper | None = PAPER, at: Any = ISSUED, **more: Any) -> dict[str, Any]:
    said = {
        "form": Form("6", "0101", WORDS, None, None), "marks": (), "awarded_on": date(1998, 6, 30),
        "with_distinction": False, **more,
    }  # fmt: skip
    return document_of(award(paper=paper, **said), PLACE, at)


def signed(change: Callable[[dict[str, Any]], object] = lambda _: None) -> bytes:
    """One that says something else, duly signed by its issuer."""
    made = json.loads(json.dumps(told()))
    change(made)
    return file_of(made, receipt=False)


def says(**more: Any) -> Callable[[dict[str, Any]], None]:
    return lambda made: made["enteredFromPaper"].update(more)


# What an issuer of good standing might sign, and no verifier takes.
WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "no object": lambda made: made.update(enteredFromPaper="1998"),
    "nothing said": lambda made: made.update(enteredFromPaper={}),
    "no institution": says(paperInstitution=""),
    "a number": says(paperInstitution=1),
    "more than is known": says(paperMarks="5"),
    "no such day": says(paperIssuedOn="1998-02-30"),
    "an instant": says(paperEnteredOn="2026-06-20T00:00:00Z"),
    "digits of another script": says(paperEnteredOn="٢٠٢٦-٠٦-٢٠"),
    "entered before it was issued": says(paperEnteredOn="1998-06-29"),
    "entered the day it was issued": says(paperEnteredOn="1998-06-30"),
    "entered after it was signed": says(paperEnteredOn="2026-07-02"),
    "awarded another day": lambda made: made.update(awardedDate="1998-07-01T00:00:00Z"),
    "a mark": lambda made: made["credentialSubject"].update(result=[]),
    "credits": lambda made: made["credentialSubject"].update(creditsEarned=240),
    "no subject": lambda made: made.update(credentialSubject=[]),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_that_claims_what_no_paper_vouches_for_is_refused(name: str):
    assert outcome(signed(WRONG[name])) == "paper_malformed"


def test_control_the_same_unchanged_holds_and_says_what_it_is():
    assert outcome(signed()) == outcome(signed(says(paperEnteredOn="2026-07-01"))) == "held"
    found = check_diploma(file_of(told()), parse_issuers(TRUSTED), lists(), NOW, verify)
    assert found.paper == FromPaper(PAPER.institution, "1998-06-30", "2026-06-20")
    plain = told(None)
    assert outcome(file_of(plain)) == "held" and "enteredFromPaper" not in plain
    assert set(told()["@context"][2]) > set(plain["@context"][2])


def test_a_part_of_one_says_it_however_much_is_hidden():
    found = check_diploma(
        sd_file_of((), told()), parse_issuers(TRUSTED), lists(), NOW, verify
    )  # fmt: skip
    assert found.is_part and found.paper is not None
    assert "licenseNumber" not in found.document["credentialSubject"]


def test_the_strangers_file_says_it_in_three_languages_before_what_the_diploma_says(stranger: Path):
    code, answer, sentence = run(stranger, file_of(told()), lists())
    assert code == 0
    assert answer["paper"] == {
        "institution": PAPER.institution, "issued": "1998-06-30", "entered": "2026-06-20",
    }  # fmt: skip
    parts = sentence.strip().split(" / ")
    assert len(parts) == 3 and all("1998-06-30" in one and "2026-06-20" in one for one in parts)
    assert "қағаз құжаттан" in parts[0] and "с бумажного документа" in parts[1]
    assert "No course or mark comes from the register" in parts[2]
    code, answer, sentence = run(stranger, file_of(told(None)), lists())
    assert (code, answer["paper"], sentence) == (0, None, "")


def test_the_pdf_says_it_in_each_of_its_languages_and_has_no_supplement():
    shown = printing._told(told(), "https://diplomas.example/", WORDINGS)
    assert [one["language"] for one in shown["parts"]] == list(LANGUAGES)
    assert all(PAPER.institution in one["paper"] for one in shown["parts"])
    assert len({one["paper"] for one in shown["parts"]}) == 3 and shown["marks"] == []
    data = file_of(told())
    assert printing.diploma_pdf(told(), data, "https://diplomas.example/", WORDINGS)
    plain = printing._told(told(None), "https://diplomas.example/", WORDINGS)
    assert {one["paper"] for one in plain["parts"]} == {""}


def test_a_verifier_that_others_wrote_accepts_one_and_refuses_it_without_its_mark():
    made = proved(told(at=PRESENT - timedelta(minutes=1)), KEY)
    assert accepts(made) is None
    del made["enteredFromPaper"]
    assert accepts(made) is not None


# --- the same paper -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "number"),
    [("АВ", "123"), ("ab", "00123"), ("А-В ", " №123"), ("AB", "No 0123"), ("Ａв", "１２３")],
)
def test_whoever_types_a_series_and_a_number_otherwise_means_the_same_paper(series, number):
    assert paper_key(series, number) == paper_key("AB", "123") == "AB/123"


@pytest.mark.parametrize(
    ("one", "other"),
    [(("A", "1"), ("A", "10")), (("A", "1"), ("B", "1")), (("A", "11"), ("A1", "1"))],
)
def test_papers_that_differ_are_told_apart(one, other):
    assert paper_key(*one) != paper_key(*other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_neither_case_nor_signs_around_it_make_another_paper_of_one(series: str, number: str):
    key = paper_key(series, number)
    assert key == paper_key(f" {series}", f" {number}-")
    assert key == "" or key.partition("/")[2] != ""


# --- a file -------------------------------------------------------------------------------------

ROW = {
    "family": "Үлгіева", "given": "Мысал", "patronymic": "", "born_on": "1975-03-02", "iin": "",
    "level": "6", "programme": "0101", "title_kk": "Математик", "title_ru": "Математик",
    "title_en": "Mathematician", "with_distinction": "иә",
    "institution": "Үлгі мемлекеттік институты", "series": "ЖБ", "number": "0012345",
    "issued_on": "30.06.1998", "checked": "graduation book 12, page 34", "is_another": "",
}  # fmt: skip


def csv(*rows: dict[str, str], header: list[str] | None = None) -> bytes:
    names = header or list(COLUMNS)
    lines = [names, *([row[name] for name in COLUMNS] for row in rows)]
    return "\n".join(";".join(one) for one in lines).encode()


def read(content: bytes) -> Any:
    columns = paper_columns(WORDINGS)
    return read_papers(columns, content, "papers.csv", limits=LIMITS, language="kk")


def test_a_file_gives_the_papers_that_a_form_gives_under_names_and_under_titles():
    [row] = read(csv(ROW))
    assert row.said == paper() and row.faults == ()
    titles = [one.title["ru"] for one in paper_columns(WORDINGS)]
    assert read(csv(ROW, header=titles))[0].said == paper()


def test_a_row_says_what_is_wrong_with_its_cells_and_the_others_stay():
    bad = {**ROW, "born_on": "the spring", "iin": "123"}
    rows = read(csv(ROW, bad, ROW))
    assert [one.line for one in rows] == [2, 3, 4]
    assert {one.column for one in rows[1].faults} == {"born_on", "iin"}
    assert rows[1].said is None and rows[2].said == paper()


def test_what_a_preview_hands_on_is_what_was_read():
    said = paper(iin="750302400003", is_another=True)
    assert given_of(said).said() == said
