"""Every command and group explains itself in the language asked for."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.core.languages import LANGUAGES
from bagdar.helped import Helped

OUTSIDE = {("django",)}  # whose help is the framework's own


def tree(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, (*path, name)
        yield (*path, name)
        if isinstance(found, click.Group):
            yield from tree(found, (*path, name))


def command(path: tuple[str, ...]) -> click.Command:
    found: click.Command = bagdar
    for name in path:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), name)
        assert inner is not None
        found = inner
    return found


ALL = [path for path in tree(bagdar) if path not in OUTSIDE]


def test_every_command_is_found():
    assert len(ALL) > 100 and ("admissions", "seed", "promise") in ALL


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_stands_in_the_catalogue_in_three_languages(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(console, "_chosen", [])
    assert isinstance(command(path), Helped)
    told = set()
    for language in LANGUAGES:
        asked = CliRunner().invoke(bagdar, ["--language", language, *path, "--help"])
        assert asked.exit_code == 0, asked.exception
        told.add(asked.output)
    assert len(told) == len(LANGUAGES)
