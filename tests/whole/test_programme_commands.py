"""`bagdar programme` as an editor and an auditor use it, on files and on what is loaded."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.core.errors import DomainError

FOLDER = Path(__file__).parents[1] / "data" / "programmes" / "oblast-2024-2026"
ACT = Path(__file__).parents[2] / "data" / "programme" / "kz-2020-2025"
CODE = "oblast-2024-2026"


@pytest.fixture(autouse=True)
def language_of_one_command():
    """A language chosen on one command line is not the next one's."""
    yield
    console.choose("kk")


def typed(*words):
    """What a command prints. A refusal comes out as the error that the entry point words."""
    return CliRunner().invoke(bagdar, list(words), catch_exceptions=False).output


def from_files(*words, path=FOLDER):
    return typed("--language", "en", "programme", *words, "--path", str(path))


def test_an_auditor_checks_the_act_from_its_files_without_a_database():
    found = json.loads(from_files("check", "--json", path=ACT))
    assert {"code", "severity", "where", "printed", "expected", "message"} <= set(found[0])
    places = {(one["code"], one["where"]["row"]) for one in found}
    assert ("money_outside_deadline", "m139") in places
    assert set(found[0]["message"]) == {"kk", "ru", "en"}


def test_the_summary_of_a_check_counts_all_findings_whatever_is_shown():
    whole = from_files("check", path=ACT).splitlines()
    errors = from_files("check", "--severity", "error", path=ACT).splitlines()
    assert whole[-1] == errors[-1]
    assert errors[-1].startswith("kz-2020-2025@1: 10 errors, ")
    assert sum(line.startswith("ERROR") for line in errors) == 10


def test_two_editions_differ_in_words():
    assert from_files("diff", "1", "2").splitlines() == [
        "- Indicator T1.1, target for 2026 (section 4): 92 % became 90.5 %",
        "- Measure m1, money for 2026, ЖБ: 120 million tenge became 140 million tenge",
        "- Measure m1, money in total, ЖБ: 330 million tenge became 350 million tenge",
        f"{CODE}@1 → {CODE}@2: 3 differences",
    ]


@pytest.mark.parametrize(("day", "known"), [("2025-03-09", 92), ("2025-03-10", 90.5)])
def test_a_target_as_known_on_a_day(day, known):
    told = from_files("known", CODE, "T1.1", "2026", "--on", day, "--json")
    assert json.loads(told)["value"] == known


def test_a_record_is_shown_by_its_code():
    told = from_files("show", "kz-2020-2025", "m139", "--json", path=ACT)
    assert json.loads(told)["money"][0]["total"] == "126430"
    assert "I1.7.3" in from_files("show", "kz-2020-2025", path=ACT)


@pytest.mark.parametrize("form", ["json", "bagdar", "stratml", "fiscal", "csv"])
def test_every_export_writes_a_file(form, tmp_path):
    target = tmp_path / "out"
    from_files("export", "kz-2020-2025", "--format", form, "--output", str(target), path=ACT)
    assert target.stat().st_size > 1_000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", CODE, "m99"), "programme.no_such_record"),
        (("show", "nothing"), "programme.no_such_programme"),
        (("diff", "1", "9"), "programme.no_such_edition"),
        (("known", CODE, "T9", "2026", "--on", "2025-01-01"), "programme.no_such_record"),
        (("known", CODE, "T1.1", "2026", "--on", "2020-01-01"), "programme.no_edition_known_on"),
    ],
)
def test_what_is_not_there_is_refused_with_its_reason(words, code):
    with pytest.raises(DomainError) as refused:
        from_files(*words)
    assert refused.value.code == code


@pytest.mark.database
@pytest.mark.django_db
def test_an_editor_loads_a_folder_and_an_amendment_and_sees_what_changes(tmp_path):
    folder = Path(shutil.copytree(FOLDER, tmp_path / CODE))
    overlay = folder / "amendments" / "2.toml"
    moved = overlay.rename(tmp_path / "second.toml")
    loaded = json.loads(typed("programme", "load", str(folder), "--json"))
    assert [one["edition"] for one in loaded] == [f"{CODE}@1"]
    trial = ("programme", "load", str(moved), "--programme", CODE, "--dry-run", "--json")
    assert len(json.loads(typed(*trial))) == 3
    assert len(json.loads(typed("programme", "list", "--json"))) == 1
    typed("programme", "load", str(moved), "--programme", CODE)
    assert len(json.loads(typed("programme", "list", "--json"))) == 2
    assert len(json.loads(typed("programme", "diff", f"{CODE}@1", f"{CODE}@2", "--json"))) == 3


@pytest.mark.database
@pytest.mark.django_db
def test_an_empty_register_says_what_to_type():
    with pytest.raises(DomainError) as refused:
        typed("programme", "check")
    assert refused.value.code == "programme.nothing_loaded"


def test_an_acknowledged_finding_is_printed_with_its_reason(tmp_path):
    folder = Path(shutil.copytree(FOLDER, tmp_path / CODE))
    first = json.loads(from_files("check", "--json", path=folder))[0]
    key = " ".join([first["code"], *first["where"].values()])
    (folder / "acknowledged.toml").write_text(
        f'[[acknowledged]]\nkey = "{key}"\nby = "programme office"\non = 2024-02-01\n'
        'reason = { kk = "Мысал", ru = "Пример", en = "Example" }\n'
    )
    told = from_files("check", path=folder)
    assert "acknowledged (programme office): Example" in told
