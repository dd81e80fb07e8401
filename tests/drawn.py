"""How many examples a property draws: few every day, in the rest as many as it promises."""

import hypothesis

# Of a property that names no number of its own; tests/conftest.py hands one to Hypothesis.
EVERYDAY, THOROUGH = 30, 200


def examples(everyday: int, in_full: int) -> int:
    """Of a property that names its numbers; asked when its module is read."""
    return in_full if hypothesis.settings().max_examples >= THOROUGH else everyday
