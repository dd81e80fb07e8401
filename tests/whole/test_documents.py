"""What the README and the guides tell people to type can be typed; what they link to exists."""

import re
from pathlib import Path

import pytest

from bagdar.config.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "src/**/*.md", "benchmarks/*.md", "deploy/*.md")
    for path in ROOT.glob(pattern)
)


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def code_of(text: str) -> str:
    """What stands in code blocks, fenced or indented, and between backticks."""
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    blocks += re.findall(r"^    .+$", text, re.MULTILINE)
    return "\n".join([*blocks, *re.findall(r"`[^`\n]+`", text)])


def test_the_first_pages_exist():
    names = {str(path.relative_to(ROOT)) for path in PAGES}
    assert {"README.md", "CONTRIBUTING.md", "docs/README.md"} <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path):
    code = code_of(page.read_text(encoding="utf-8"))
    make = set(re.findall(r"(?:^\s*|[`;&]\s*|=\S+ )make ((?!PYTHON)[a-z-]+)", code, re.M))
    ours = set(re.findall(r"(?:`|\.venv/bin/)bagdar(?: --language \w+)? ([a-z-]+)\b", code))
    assert make - targets() == set()
    assert ours - set(COMMANDS) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    broken = [
        link
        for link in links
        if not link.startswith(("http://", "https://", "mailto:", "/"))
        and not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_target_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    silent = re.findall(r"^([a-z][a-z-]*):(?![^\n]*##)", makefile, re.MULTILINE)
    assert silent == []


def test_every_page_of_the_documentation_can_be_reached():
    reached = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)", text):
            reached.add((page.parent / link).resolve())
    docs = set((ROOT / "docs").rglob("*.md"))
    lonely = sorted(str(page.relative_to(ROOT)) for page in docs - reached)
    assert lonely == []
