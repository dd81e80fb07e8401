"""Letters: look-alikes are told apart, and Kazakh words are found however they are typed."""

from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.text import look_alikes, skeleton


def test_a_kazakh_word_is_found_with_russian_or_latin_letters():
    assert skeleton("жатақхана") == skeleton("жатакхана") == skeleton("Zhatakhana")
    assert skeleton("Қаржымині") == skeleton("каржымини") == skeleton("karzhymini")
    assert skeleton("ӘЛ-АУҚАТ") == skeleton("ал аукат")


def test_a_latin_letter_in_a_cyrillic_word_is_named_with_its_place():
    found = look_alikes("Білім және ғылым министрлiгi")
    assert [(one.letter_point, one.meant_point, one.position) for one in found] == [
        ("U+0069", "U+0456", 25),
        ("U+0069", "U+0456", 27),
    ]


def test_words_of_one_script_are_never_reported():
    assert look_alikes("WorldSkills стандарттары, Web of Science және QS-WUR топ-200") == []
    assert look_alikes("əліпби") != []


@given(st.text())
def test_no_text_breaks_the_skeleton(text):
    once = skeleton(text)
    assert once.isascii()
    assert skeleton(once) == once
