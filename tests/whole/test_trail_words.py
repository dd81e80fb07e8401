"""Every event of the trail has a wording: those that stand in the code here, and whatever any test
records when it is recorded (tests/conftest.py)."""

import ast

import pytest

from bagdar.audit.public import record
from bagdar.core.catalogue import Catalogue
from tests.whole.test_words import modules

RECORDING = {"record", "_record", "_note"}


def named_in_code() -> set[str]:
    """Whole names that are given to the trail; those put together are seen when they happen."""
    return {
        text.value
        for _, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and call.args and _name(call.func) in RECORDING
        for text in ast.walk(call.args[0])
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if "." in text.value and not text.value.endswith(("_", ".")) and " " not in text.value
    }


def _name(called: ast.expr) -> str:
    return getattr(called, "id", "") or getattr(called, "attr", "")


def unsaid(names: set[str], catalogue: Catalogue) -> list[str]:
    return sorted(one for one in names if f"audit.does.{one}" not in catalogue)


def test_every_event_that_is_named_in_the_code_is_said(catalogue: Catalogue):
    found = named_in_code()
    assert {"indicators.computed", "intake.received", "access.signed_in"} <= found
    assert unsaid(found, catalogue) == []


def test_an_event_without_a_wording_is_noticed(catalogue: Catalogue):
    assert unsaid({"indicators.computed", "indicators.eaten"}, catalogue) == ["indicators.eaten"]


@pytest.mark.django_db
def test_an_event_whose_name_was_put_together_is_noticed_when_it_is_recorded():
    verb = "eaten"
    with pytest.raises(AssertionError, match=r"audit\.does\.indicators\.release_eaten"):
        record(f"indicators.release_{verb}", about="indicators.release:x", by=None, facts={})
