"""Where a fact comes from. Every fact carries it, and facts of two origins never meet."""

from enum import StrEnum


class Origin(StrEnum):
    """Real: recorded where it happened. Illustrative: made up to show something. Simulated: of a
    synthetic nation.
    """

    REAL = "real"
    ILLUSTRATIVE = "illustrative"
    SIMULATED = "simulated"
