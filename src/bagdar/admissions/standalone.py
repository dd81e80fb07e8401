"""The checker as strangers get it: the very files that the service checks with, in one."""

import json
from pathlib import Path
from types import ModuleType

from bagdar.admissions.rules import verify_allocation, verify_input
from bagdar.admissions.rules.refusals import UNVERIFIED
from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Language

NAME = "verify_allocation.py"
PARTS = "from bagdar.admissions.rules.verify_input import (\n"
ENDS, HEAD = "\n)\n", "from __future__ import annotations\n"
PLACE = "SENTENCES: dict[str, str] = {}"


def verifier_text(catalogue: Catalogue, language: Language) -> str:
    """verify_allocation.py whole, its refusals in three languages, the reader's own first."""
    _, head, parts = _text(verify_input).partition(HEAD)
    before, begins, rest = _text(verify_allocation).partition(PARTS)
    _, ends, after = rest.partition(ENDS)
    if not head or not begins or not ends or after.count(PLACE) != 1:
        raise RuntimeError(f"{NAME} has no place for its parts")
    order = [language, *(one for one in LANGUAGES if one != language)]
    told = {
        code: " / ".join(catalogue.say(f"error.{error.code}", one) for one in order)
        for code, error in UNVERIFIED.items()
    }
    filled = json.dumps(told, ensure_ascii=True, indent=4)
    whole = before + parts.strip() + "\n\n\n" + after.lstrip()
    return whole.replace(PLACE, f"SENTENCES: dict[str, str] = {filled}")


def _text(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")
