"""Forms, their columns in words, and the code lists of this installation."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bagdar.core.sheets.columns import Column
from bagdar.intake.rules.columns import columns_of
from bagdar.intake.rules.errors import NoSuchForm
from bagdar.intake.rules.forms import FORMS, Form
from bagdar.intake.rules.reading import with_told
from bagdar.look.words import words_catalogue
from bagdar.registry.public import lists
from bagdar.warehouse.tables.contract import Table


def form(name: str) -> Form:
    """Raises NoSuchForm."""
    found = FORMS.get(name)
    if found is None:
        raise NoSuchForm(name=name[:40], known=list(FORMS))
    return found


def columns(one: Form) -> Sequence[Column]:
    """The columns of a form with their titles and choices."""
    return _columns(one.name, settings.DATA_DIR)


@lru_cache(maxsize=64)
def _columns(name: str, data_dir: Path) -> Sequence[Column]:
    """Worked out once a process, as the catalogue and the lists are read once."""
    return columns_of(FORMS[name], words_catalogue(), lists())


def columns_read(one: Form) -> Sequence[Column]:
    """The same and those that are told: what a file of the form may have."""
    return _columns_read(one.name, settings.DATA_DIR)


@lru_cache(maxsize=64)
def _columns_read(name: str, data_dir: Path) -> Sequence[Column]:
    return with_told(_columns(name, data_dir), words_catalogue())


def codes_of(table: Table) -> Mapping[str, Collection[str]]:
    """The codes of every list that a contract names."""
    return {name: tuple(lists()[name]) for name in table.code_lists()}
