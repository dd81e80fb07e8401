"""Everything that people read: said in three languages, and nothing said that nobody asks for."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import bagdar
from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import DomainError

SOURCE = Path(bagdar.__file__).parent
SAYING = {"t", "say", "_say", "tell", "refuse"}
# Faults whose code is chosen by a table instead of standing in the call.
CHOSEN_FAULTS = {"unknown_key", "missing_key", "value"}
TAG = re.compile(r"{%\s*t\s+(?:'([^']+)'|\"([^\"]+)\")(.*?)%}", re.DOTALL)


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


@cache
def templates() -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("templates/**/*.*"))
    ]


def asked_in_code() -> Iterator[tuple[str, str, set[str] | None]]:
    """(where, key, names of the facts given; None where they are given as a mapping)."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in SAYING and node.args:
                key = node.args[0]
                if (
                    isinstance(key, ast.Constant)
                    and isinstance(key.value, str)
                    and "." in key.value
                ):
                    given = {word.arg for word in node.keywords}
                    yield name, key.value, None if None in given else given


def asked_in_templates() -> Iterator[tuple[str, str, set[str] | None]]:
    for name, text in templates():
        for tag in TAG.finditer(text):
            if "|" not in tag[3].split("=")[0]:
                yield name, tag[1] or tag[2], set(re.findall(r"(\w+)=", tag[3]))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def asked() -> list[tuple[str, str, set[str] | None]]:
    return [*asked_in_code(), *asked_in_templates()]


def test_every_key_that_is_asked_for_stands_in_the_catalogue(catalogue: Catalogue):
    assert len(asked()) > 50
    missing = sorted({(key, where) for where, key, _ in asked() if key not in catalogue})
    assert missing == []


def test_every_wording_is_given_what_its_blanks_need(catalogue: Catalogue):
    hungry = sorted(
        (where, key, sorted(catalogue.blanks(key) - given))
        for where, key, given in asked()
        if given is not None and key in catalogue and catalogue.blanks(key) - given
    )
    assert hungry == []


# --- nothing said that nobody asks for --------------------------------------------------------


@cache
def literals() -> set[str]:
    """Every text that stands in code or in quotes in a template, and could be a key."""
    found: set[str] = set()
    for _, tree in modules():
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    for _, text in templates():
        found |= {one or other for one, other in re.findall(r"'([^'\s]+)'|\"([^\"\s]+)\"", text)}
    return found


def patterns() -> list[re.Pattern[str]]:
    """Keys that are put together: f"finding.{code}" in code, "role."|add:role in a template."""
    found = []
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                text = "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.\-]+"
                    for part in node.values
                )
                if re.match(r"[a-z_]{3,}\\\.", text):
                    found.append(re.compile(text))
    for literal in literals():
        if re.fullmatch(r"[a-z_]{3,}(\.[a-z_]+)*\.", literal):
            found.append(re.compile(re.escape(literal) + r"[\w.\-]+"))
    return found


def domain_errors() -> dict[str, type[DomainError]]:
    """Every subclass of DomainError in the package, by its full name."""
    for module in pkgutil.walk_packages(bagdar.__path__, "bagdar."):
        if ".migrations" not in module.name and not module.name.endswith(".wsgi"):
            importlib.import_module(module.name)
    found, waiting = {}, [DomainError]
    while waiting:
        for error in waiting.pop().__subclasses__():
            if error.__module__.startswith("bagdar."):
                found[f"{error.__module__}.{error.__name__}"] = error
                waiting.append(error)
    return found


def fault_codes() -> set[str]:
    found = set(CHOSEN_FAULTS)
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ("Fault", "fault") and node.args:
                found |= {code.value for code in node.args[:1] if isinstance(code, ast.Constant)}
    return found


def test_every_wording_is_asked_for(catalogue: Catalogue):
    spoken, put_together = literals(), patterns()
    silent = [
        key
        for key in catalogue
        if key not in spoken and not any(one.fullmatch(key) for one in put_together)
    ]
    assert silent == []


def test_every_error_has_its_sentence_and_every_sentence_its_error(catalogue: Catalogue):
    codes = {error.code for error in domain_errors().values()} | {DomainError.code}
    worded = {key.removeprefix("error.") for key in catalogue if key.startswith("error.")}
    used = {node for node in worded if f"error.{node}" in literals()}
    assert {"without a sentence": codes - worded, "without an error": worded - codes - used} == {
        "without a sentence": set(),
        "without an error": set(),
    }


def test_no_two_errors_share_a_code():
    codes = [error.code for error in domain_errors().values() if "code" in vars(error)]
    assert sorted(code for code in set(codes) if codes.count(code) > 1) == []


def test_every_fault_has_its_sentence_and_its_remedy(catalogue: Catalogue):
    needed = {f"fault.{code}{end}" for code in fault_codes() for end in ("", ".remedy")}
    worded = {key for key in catalogue if key.startswith("fault.")}
    assert {"without words": needed - worded, "without a fault": worded - needed} == {
        "without words": set(),
        "without a fault": set(),
    }


def test_kazakh_wordings_are_in_kazakh(catalogue: Catalogue):
    """A sentence without one letter that Russian lacks, or equal to the Russian, was forgotten."""
    suspicious = []
    for key in catalogue:
        facts: dict[str, object] = dict.fromkeys(catalogue.blanks(key), "") | {"count": 1}
        told, russian = (catalogue.say(key, one, **facts).lower() for one in ("kk", "ru"))
        words = re.findall(r"[а-яёәғқңөұүһі]{2,}", told)
        same = told == russian and len(words) >= 2
        if same or (len(words) >= 8 and not set("әғқңөұүһі") & set(told)):
            suspicious.append(key)
    assert suspicious == []


def test_a_wording_formats_only_by_name(catalogue: Catalogue):
    odd = [
        key for key in catalogue if any(not name.isidentifier() for name in catalogue.blanks(key))
    ]
    assert odd == []
