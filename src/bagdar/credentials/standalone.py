"""The verifier as strangers get it: the very files that the service checks with, in one."""

from pathlib import Path
from types import ModuleType

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language
from bagdar.credentials.rules import verify_diploma, verify_forms
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.notary.public import checks_text

NAME = "verify_diploma.py"
RECEIPTS = "from bagdar.notary.rules.verify_receipt import (\n"
FORMS = "from bagdar.credentials.rules.verify_forms import (\n"
ENDS, HEAD = "\n)\n", "from __future__ import annotations\n"


def verifier_text(catalogue: Catalogue, language: Language) -> str:
    """verify_diploma.py with the forms and the checks of receipts where it imports them."""
    receipts = checks_text(UNVERIFIED, catalogue, language)
    _, head, forms = _text(verify_forms).partition(HEAD)
    if not head:
        raise RuntimeError(f"{verify_forms.__name__} has no head")
    text = _with(_text(verify_diploma), FORMS, _with(forms, RECEIPTS, "").strip() + "\n\n\n")
    return _with(text, RECEIPTS, receipts)


def _text(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _with(text: str, begins: str, instead: str) -> str:
    """The text with something else where it imports."""
    before, found, after = text.partition(begins)
    _, ended, rest = after.partition(ENDS)
    if not found or not ended or begins in rest:
        raise RuntimeError(f"{NAME} has no place for {begins}")
    return before + instead + rest
