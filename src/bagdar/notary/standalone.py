"""The verifier as strangers get it: the very file that the service checks with, and its words."""

import json
from collections.abc import Mapping
from pathlib import Path

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES, Language
from bagdar.notary.rules import verify_receipt
from bagdar.notary.rules.refusals import UNVERIFIED

NAME = "verify_receipt.py"
PLACE = "SENTENCES: dict[str, str] = {}"
HEAD = "from __future__ import annotations\n"
COMMAND = "# --- the command "


def verifier_text(catalogue: Catalogue, language: Language) -> str:
    """verify_receipt.py with its refusals in three languages, the reader's own first."""
    return _filled(_text(), UNVERIFIED, catalogue, language)


def checks_text(
    errors: Mapping[str, type[DomainError]], catalogue: Catalogue, language: Language
) -> str:
    """Its checks without its head and its command, for a file of another app that needs them.

    errors: the refusals of both, by the code that the file has for each
    """
    _, head, text = _text().partition(HEAD)
    checks, command, _ = text.partition(COMMAND)
    if not head or not command:
        raise RuntimeError(f"{NAME} has no head or no command")
    return _filled(checks.strip() + "\n", errors, catalogue, language)


def _text() -> str:
    return Path(verify_receipt.__file__).read_text(encoding="utf-8")


def _filled(
    text: str, errors: Mapping[str, type[DomainError]], catalogue: Catalogue, language: Language
) -> str:
    order = [language, *(one for one in LANGUAGES if one != language)]
    told = {
        code: " / ".join(catalogue.say(f"error.{error.code}", one) for one in order)
        for code, error in errors.items()
    }
    if text.count(PLACE) != 1:
        raise RuntimeError(f"{NAME} has no place for its sentences")
    filled = json.dumps(told, ensure_ascii=True, indent=4)
    return text.replace(PLACE, f"SENTENCES: dict[str, str] = {filled}")
