"""The verifier as strangers get it: the very file that the service checks with, and its words."""

import json
from pathlib import Path

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Language
from bagdar.notary.rules import verify_receipt
from bagdar.notary.rules.refusals import UNVERIFIED

NAME = "verify_receipt.py"
PLACE = "SENTENCES: dict[str, str] = {}"


def verifier_text(catalogue: Catalogue, language: Language) -> str:
    """verify_receipt.py with its refusals in three languages, the reader's own first."""
    order = [language, *(one for one in LANGUAGES if one != language)]
    told = {
        code: " / ".join(catalogue.say(f"error.{error.code}", one) for one in order)
        for code, error in UNVERIFIED.items()
    }
    text = Path(verify_receipt.__file__).read_text(encoding="utf-8")
    if text.count(PLACE) != 1:
        raise RuntimeError(f"{NAME} has no place for its sentences")
    filled = json.dumps(told, ensure_ascii=True, indent=4)
    return text.replace(PLACE, f"SENTENCES: dict[str, str] = {filled}")
