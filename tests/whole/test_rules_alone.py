"""Rules and core serve a notebook as well as a service: no Django, no settings."""

import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
MODULES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for pattern in ("bagdar/core/**/*.py", "bagdar/*/rules/**/*.py", "bagdar/simulate/**/*.py")
    for path in SOURCE.glob(pattern)
)
ALONE = """
import importlib, sys
for name in ("django", "ninja", "psycopg"):
    sys.modules[name] = None
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def imported(modules: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", ALONE, *modules]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(SOURCE)}
    )


def test_there_are_rules_to_look_at():
    assert "bagdar.programme.rules.act" in MODULES


def test_every_rule_is_imported_where_there_is_no_django():
    done = imported(MODULES)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", ["bagdar.programme.models", "bagdar.access.models"])
def test_what_does_need_django_is_noticed(module: str):
    assert (
        "ModuleNotFoundError" in imported([module]).stderr or "halted" in imported([module]).stderr
    )
