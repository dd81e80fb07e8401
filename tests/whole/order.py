"""The order of the apps, read from the one place where it is declared: .importlinter."""

import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _order() -> list[list[str]]:
    """Top to bottom; neighbours stand in one line."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    lines = parser["importlinter:contract:order"]["layers"].split("\n")
    return [[app.strip() for app in line.split("|")] for line in lines if line.strip()]


ORDER = _order()


def level(app: str) -> int:
    """How high an app stands; core is 0, and so is whatever is not ours."""
    for height, line in enumerate(reversed(ORDER)):
        if app in line:
            return height
    return 0
