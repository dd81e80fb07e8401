"""The words that people read: one TOML table a key, three languages side by side.

    [error.programme.no_such_edition]
    kk = "{programme}: {number}-редакция жоқ"
    ru = "{programme}: редакции {number} нет"
    en = "{programme} has no edition {number}"

A wording that depends on a count gives plural forms instead of one text and is asked for with
`count=`:  ru = { one = "{count} мера", few = "{count} меры", many = "{count} мер" }.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bagdar.core.errors import Phrase
from bagdar.core.languages import LANGUAGES, Language, plural, show

FORMS = {"kk": ("other",), "ru": ("one", "few", "many"), "en": ("one", "other")}


class BrokenCatalogue(Exception):
    """A catalogue that cannot be used; the text names file and key."""


class Catalogue:
    """All wordings of the project, checked complete on loading."""

    def __init__(self, wordings: Mapping[str, Mapping[str, Any]]) -> None:
        self._wordings = dict(wordings)

    @classmethod
    def load(cls, folder: Path) -> "Catalogue":
        """Read every *.toml in a folder. Raises BrokenCatalogue with all faults at once."""
        wordings: dict[str, Mapping[str, Any]] = {}
        faults: list[str] = []
        for path in sorted(folder.glob("*.toml")):
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
            for key, wording in _leaves(tree):
                if key in wordings:
                    faults.append(f"{path.name}: {key} is declared twice")
                faults.extend(f"{path.name}: {key}: {fault}" for fault in _faults(wording))
                wordings[key] = wording
        if faults:
            raise BrokenCatalogue("\n".join(faults))
        return cls(wordings)

    def __contains__(self, key: str) -> bool:
        return key in self._wordings

    def __iter__(self) -> Iterator[str]:
        return iter(self._wordings)

    def blanks(self, key: str) -> set[str]:
        """The names that a wording expects to be given."""
        return _blanks(self._wordings[key]["en"])

    def say(self, key: str, language: Language, /, **facts: object) -> str:
        """The wording of a key, filled. Raises KeyError for an unknown key or a missing fact."""
        text = self._wordings[key][language]
        if isinstance(text, Mapping):
            count = facts["count"]
            if not isinstance(count, int):
                raise TypeError(f"{key} needs a whole count")
            form = plural(count, language)
            text = text[form] if form in text else text["other"]
        if "{" not in text:
            return str(text)
        return str(text).format_map(
            {name: self._show(fact, language) for name, fact in facts.items()}
        )

    def _show(self, fact: object, language: Language) -> str:
        if isinstance(fact, Phrase):
            return self.say(fact.key, language, **fact.facts)
        if isinstance(fact, (list, tuple)):
            return ", ".join(self._show(one, language) for one in fact)
        return show(fact, language)


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A table that holds a language is a wording; it may hold deeper wordings as well."""
    own: dict[str, Any] = {name: value for name, value in tree.items() if name in LANGUAGES}
    if own:
        yield prefix, own
    for name, value in tree.items():
        if name in LANGUAGES:
            continue
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, Mapping):
            yield from _leaves(value, key)
        else:
            yield key, {"": value}


def _faults(wording: Mapping[str, Any]) -> Iterator[str]:
    missing = [language for language in LANGUAGES if not wording.get(language)]
    if missing:
        yield f"no wording in {', '.join(missing)}"
        return
    for language in LANGUAGES:
        text = wording[language]
        if isinstance(text, Mapping) and set(text) != set(FORMS[language]):
            yield f"{language} needs the plural forms {', '.join(FORMS[language])}"
    has_forms = any(isinstance(wording[language], Mapping) for language in LANGUAGES)
    if not has_forms and len({frozenset(_blanks(wording[name])) for name in LANGUAGES}) > 1:
        yield "the three languages have different blanks"


def _blanks(text: Any) -> set[str]:
    texts = text.values() if isinstance(text, Mapping) else [text]
    return {
        name for one in texts for _, name, _, _ in string.Formatter().parse(one) if name is not None
    }


@lru_cache(maxsize=4)
def catalogue_of(folder: Path) -> Catalogue:
    """The catalogue of a folder, read once a process."""
    return Catalogue.load(folder)
