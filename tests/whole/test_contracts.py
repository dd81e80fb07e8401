"""The order of the house holds, and each contract notices when it does not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract → (file, line that breaks it)
OFFENCES = {
    "Rules are plain Python": (
        "programme/rules/act.py",
        "from django.db import models",
    ),
    "Apps stand in one order": (
        "audit/queries.py",
        "from bagdar.access.rules import roles",
    ),
    "Inside an app, imports point down": (
        "programme/models.py",
        "from bagdar.programme import services",
    ),
    "Inside access, imports point down": (
        "access/queries.py",
        "from bagdar.access import services",
    ),
    "Inside registry, imports point down": (
        "registry/queries/rows.py",
        "from bagdar.registry.services import people",
    ),
    "The synthetic nation is made without a service, a database or the network": (
        "simulate/lives.py",
        "from django.utils import timezone",
    ),
    "An app is entered by its front door": (
        "portal/views.py",
        "from bagdar.programme.models import Programme",
    ),
}


def lint(source: Path) -> str:
    """What import-linter says about a copy of the package that stands in source/bagdar."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{ROOT}", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "src" / "bagdar",
        tmp_path / "bagdar",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_contract_holds(copy: Path):
    told = lint(copy)
    assert "0 broken" in told, told
    assert [name for name in OFFENCES if f"{name} KEPT" not in told] == []


def offend(copy: Path, contract: str) -> None:
    file, line = OFFENCES[contract]
    path = copy / "bagdar" / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


def test_every_contract_notices_its_offence_among_all_of_them(copy: Path):
    """One look where each offence alone would take one: reading the package is what costs."""
    for contract in OFFENCES:
        offend(copy, contract)
    told = lint(copy)
    assert [name for name in OFFENCES if f"{name} BROKEN" not in told] == [], told


@pytest.mark.thorough
@pytest.mark.parametrize("contract", OFFENCES)
def test_a_contract_notices_an_offence(copy: Path, contract: str):
    offend(copy, contract)
    told = lint(copy)
    assert f"{contract} BROKEN" in told, told
