"""What an edition can be taken along as: four formats that other tools read."""

from typing import Literal, get_args

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.exports.fiscal import UnknownMoneyUnit, fiscal
from bagdar.programme.rules.exports.own_format import own_files, own_format
from bagdar.programme.rules.exports.stratml import stratml
from bagdar.programme.rules.exports.tables import csv_zip

Format = Literal["bagdar", "stratml", "fiscal", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

__all__ = [
    "FORMATS",
    "Format",
    "UnknownMoneyUnit",
    "csv_zip",
    "export",
    "fiscal",
    "own_files",
    "own_format",
    "stratml",
]


def export(edition: Edition, form: Format, language: Language, catalogue: Catalogue) -> bytes:
    """The edition in a format. StratML is written in one language; the others hold all three.

    Raises UnknownMoneyUnit for a fiscal package in a unit that is not tenge.
    """
    if form == "stratml":
        return stratml(edition, language, catalogue)
    return {"bagdar": own_format, "fiscal": fiscal, "csv": csv_zip}[form](edition)
