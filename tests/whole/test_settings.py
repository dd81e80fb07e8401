"""Every setting is documented, every one is used, and the generated pages are fresh."""

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from bagdar.config import reference
from bagdar.config.environment import PREFIX, ROOT, Environment

REFERENCE = ROOT / "docs" / "reference"


def test_the_generated_pages_are_fresh():
    assert reference.stale(REFERENCE) == []


def test_a_stale_page_is_noticed(tmp_path: Path):
    shutil.copytree(REFERENCE, tmp_path / "reference")
    page = tmp_path / "reference" / "settings.md"
    page.write_text(page.read_text(encoding="utf-8").replace("8000", "9000"), encoding="utf-8")
    assert reference.stale(tmp_path / "reference") == ["settings.md"]


@pytest.mark.parametrize("info", fields(Environment), ids=lambda info: info.name)
def test_a_setting_says_what_it_means_and_changes_something(info):
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    assert f"`{PREFIX}{info.name.upper()}`" in page
    assert len(info.metadata["about"].split()) >= 4
    used = [
        path
        for path in (ROOT / "src").rglob("*.py")
        if re.search(
            rf"\b(?:env|environment|self|read\(\))\.{info.name}\b", path.read_text("utf-8")
        )
    ]
    assert used or info.name == "secret_key"


def test_no_variable_of_ours_is_read_behind_the_list():
    known = {f"{PREFIX}{info.name.upper()}" for info in fields(Environment)}
    named = {
        (str(path.relative_to(ROOT)), name)
        for folder in ("src", "deploy", "benchmarks", "docs", ".ci", "requirements")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix in (".py", ".sh", ".md", ".service", ".env", ".example", "")
        for name in re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8"))
    }
    assert {(path, name) for path, name in named if name not in known} == set()
