"""A text that no spreadsheet runs, and the same text again when it is read back.

A cell that begins with = + - @ or a control character is run as a formula by spreadsheet programs
when it arrives as CSV; an apostrophe before it makes it text. Numbers stay numbers.
"""

import unicodedata

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SPACES = " \u00a0\u202f"


def harmless(text: str) -> str:
    """A text that no spreadsheet runs; control characters go, an apostrophe comes first."""
    if text.isalnum():
        return text
    clean = "".join(letter for letter in text if letter in "\n\t\r" or not is_control(letter))
    risky = any(one.startswith(RUNS) for one in (text, clean, clean.lstrip(_SPACES)))
    return f"'{clean}" if risky else clean


def is_control(letter: str) -> bool:
    """Control, format, surrogate, private and unassigned characters: nobody can see them."""
    return unicodedata.category(letter).startswith("C")


def without_apostrophe(text: str) -> str:
    """The text that an apostrophe kept from running."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(_SPACES).startswith(RUNS) else text
