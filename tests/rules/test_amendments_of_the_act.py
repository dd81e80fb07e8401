"""Any change of targets of the real act is found by the comparison, and can be taken back."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.programme.rules.amendments import amend
from bagdar.programme.rules.compare import compare

ACT = """
[act]
number = "{number}"
adopted_on = 2021-06-0{number}
in_force_on = 2021-06-0{number}
title = {{ kk = "Мысал", ru = "Пример", en = "Example" }}
citation = {{ kk = "Мысал", ru = "Пример", en = "Example" }}
issuer = {{ kk = "Мысал", ru = "Пример", en = "Example" }}
"""


def overlay(number, changes):
    """An illustrative amendment: (row, year) → (was, value)."""
    text = f"number = {number}\nillustrative = true\n{ACT.format(number=number)}"
    for (row, year), (was, value) in changes.items():
        text += f'\n[[target]]\nrow = "{row}"\ntable = "body"\nyear = {year}\n'
        text += "" if was is None else f"was = {was}\n"
        text += "" if value is None else f"value = {value}\n"
    return text.encode()


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_comparison_finds_exactly_what_an_amendment_changed(edition, data):
    rows = [row.code for _, row in edition.rows()]
    places = st.tuples(st.sampled_from(rows), st.integers(2020, 2025))
    values = st.none() | st.decimals(min_value=0, max_value=500, places=2)
    drawn = data.draw(st.dictionaries(places, values, min_size=1, max_size=6))
    targets = {code: edition.row(code).targets("body") for code, _ in drawn}
    changes = {
        (code, year): (targets[code].get(year), value) for (code, year), value in drawn.items()
    }
    second = amend(edition, overlay(2, changes), "2.toml")
    found = {(d.code, d.field): (d.old, d.new) for d in compare(edition, second)}
    assert found == {
        (code, f"body {year}"): (was, value)
        for (code, year), (was, value) in changes.items()
        if was != value
    }
    back = {place: (value, was) for place, (was, value) in changes.items()}
    assert compare(edition, amend(second, overlay(3, back), "3.toml")) == ()


def test_decimals_are_compared_as_numbers_and_not_as_they_are_written(edition):
    changes = {("T1.1/1-6", 2020): (Decimal("81.00"), Decimal("81.0"))}
    assert compare(edition, amend(edition, overlay(2, changes), "2.toml")) == ()
