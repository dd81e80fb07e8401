"""The verifier as strangers get it: the very files that the service checks with, in one."""

import json
from pathlib import Path
from types import ModuleType

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Language
from bagdar.credentials.rules import verify_diploma, verify_forms
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.notary.public import checks_text

NAME = "verify_diploma.py"
RECEIPTS = "from bagdar.notary.rules.verify_receipt import (\n"
FORMS = "from bagdar.credentials.rules.verify_forms import (\n"
SAYS = "diplomas.from_paper.says"
ENDS, HEAD = "\n)\n", "from __future__ import annotations\n"


def verifier_text(catalogue: Catalogue, language: Language) -> str:
    """verify_diploma.py with the forms and the checks of receipts where it imports them."""
    receipts = checks_text(UNVERIFIED, catalogue, language)
    _, head, forms = _text(verify_forms).partition(HEAD)
    if not head:
        raise RuntimeError(f"{verify_forms.__name__} has no head")
    text = _told(_text(verify_diploma), catalogue, language)
    text = _with(text, FORMS, _with(forms, RECEIPTS, "").strip() + "\n\n\n")
    return _with(text, RECEIPTS, receipts)


def _told(text: str, catalogue: Catalogue, language: Language) -> str:
    """What it says of a paper, in three languages."""
    order = [language, *(one for one in LANGUAGES if one != language)]
    blanks = {name: f"{{{name}}}" for name in catalogue.blanks(SAYS)}
    told = " / ".join(catalogue.say(SAYS, one, **blanks) for one in order)
    line = f"PAPER_SENTENCE = {verify_diploma.PAPER_SENTENCE!r}\n".replace("'", '"')
    if text.count(line) != 1:
        raise RuntimeError(f"{NAME} has no place for its sentence")
    return text.replace(line, f"PAPER_SENTENCE = {json.dumps(told)}\n")


def _text(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _with(text: str, begins: str, instead: str) -> str:
    """The text with something else where it imports."""
    before, found, after = text.partition(begins)
    _, ended, rest = after.partition(ENDS)
    if not found or not ended or begins in rest:
        raise RuntimeError(f"{NAME} has no place for {begins}")
    return before + instead + rest
