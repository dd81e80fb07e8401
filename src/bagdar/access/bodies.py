"""The responsible bodies that an account can speak for, from the declared programmes.

Only their codes and names are read here: what they answer for is the programme app's subject,
which stands above this one.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bagdar.core.languages import LANGUAGES, Words

SPEAKING_KINDS = ("ministry", "local")  # the bodies of the passport; groups answer for nothing


@lru_cache(maxsize=4)
def bodies_of(folder: Path) -> Mapping[str, Words]:
    """Names by code, in the order of the files."""
    names: dict[str, Words] = {}
    for path in sorted((folder / "programme").glob("*/bodies.toml")):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        for body in tree.get("body", []):
            if body.get("kind") in SPEAKING_KINDS:
                words = {language: body["name"][language] for language in LANGUAGES}
                names.setdefault(body["code"], Words(**words))
    return names


def known_bodies() -> Mapping[str, Words]:
    """The bodies of every declared programme that stand in its passport."""
    return bodies_of(settings.DATA_DIR)
