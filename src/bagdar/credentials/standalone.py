"""The verifier as strangers get it: the very files that the service checks with, in one."""

from pathlib import Path

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language
from bagdar.credentials.rules import verify_diploma
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.notary.public import checks_text

NAME = "verify_diploma.py"
BEGINS, ENDS = "from bagdar.notary.rules.verify_receipt import (\n", "\n)\n"


def verifier_text(catalogue: Catalogue, language: Language) -> str:
    """verify_diploma.py with the checks of receipts in the place where it imports them."""
    text = Path(verify_diploma.__file__).read_text(encoding="utf-8")
    before, found, after = text.partition(BEGINS)
    _, ended, rest = after.partition(ENDS)
    if not found or not ended or BEGINS in rest:
        raise RuntimeError(f"{NAME} has no place for the checks of receipts")
    return before + checks_text(UNVERIFIED, catalogue, language) + rest
