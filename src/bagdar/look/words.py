"""The catalogue in the reader's language: where pages and messages get their words."""

from functools import cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.utils.translation import get_language

from bagdar.core.catalogue import Catalogue, catalogue_of
from bagdar.core.languages import LANGUAGES, Language


def words_catalogue() -> Catalogue:
    """The wordings of this installation."""
    return _catalogue_in(settings.DATA_DIR)


@cache  # a page has a hundred words, and making the path anew took longer than each of them
def _catalogue_in(data_dir: Path) -> Catalogue:
    return catalogue_of(data_dir / "words")


def current_language() -> Language:
    """The language of the page being answered; the installation's own outside of one."""
    code = (get_language() or settings.LANGUAGE_CODE)[:2]
    return cast(Language, code) if code in LANGUAGES else "kk"


def t(key: str, /, **facts: object) -> str:
    """A wording in the reader's language. Raises KeyError for an unknown key or missing fact."""
    return words_catalogue().say(key, current_language(), **facts)


def known(key: str) -> bool:
    return key in words_catalogue()
