"""How often a tier tries what is killed, mutated or raced for."""

import os

import pytest

NIGHTLY = "TESTS_NIGHTLY"  # tests/tier.py sets it


def often(config: pytest.Config, every_day: int, thorough: int, nightly: int) -> int:
    """The count of the tier that runs."""
    if os.environ.get(NIGHTLY):
        return nightly
    return thorough if config.getoption("--thorough") else every_day
