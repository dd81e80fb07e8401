"""Search: everything in the act is found, by any of its words, in any script and language."""

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bagdar.core.languages import LANGUAGES
from bagdar.core.text import skeleton
from bagdar.programme.rules import findable, search
from bagdar.programme.rules.files import read_edition
from tests.drawn import examples

ACT = Path(__file__).resolve().parents[2] / "data" / "programme" / "kz-2020-2025"
KAZAKH_AS_TYPED = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")


patient = settings(deadline=None)  # the first search of a process builds the index


@cache
def the_index():
    return search.build(read_edition(ACT, "data/programme/kz-2020-2025"))


ENTRIES = the_index().entries
NAMES = [
    (place, language, word)
    for place, entry in enumerate(ENTRIES)
    for language in LANGUAGES
    for word in entry.title[language].split()
    if skeleton(word)
]


def find(query, language="kk"):
    return search.search(the_index(), query, language)


def codes(query, language="kk"):
    """Kind and code of every hit, best first within its kind."""
    found = find(query, language)
    return [(kind, hit.entry.code) for kind, hits in found.groups for hit in hits]


def first(query, language="kk"):
    return codes(query, language)[0]


def addresses(query, language="kk"):
    return {(hit.entry.kind, hit.entry.code) for _, hits in find(query, language).groups
            for hit in hits}  # fmt: skip


# --- what people type -------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["m139", "M139", "м139", "139", "№139", "№ 139", " 139 "])
def test_a_measure_is_found_by_its_number_however_it_is_typed(query):
    assert codes(query) == [("measure", "139")]


@pytest.mark.parametrize("query", ["T1.4", "t1.4", "Т1.4", "т1.4", "T1-4"])
def test_a_target_indicator_is_found_by_its_code_in_latin_or_cyrillic(query):
    assert first(query) == ("indicator", "T1.4")


def test_a_result_indicator_is_found_by_its_number_without_the_letter():
    assert codes("1.4.2") == [("indicator", "I1.4.2")]


def test_the_start_of_a_code_finds_what_it_is_the_start_of_after_the_code_itself():
    found = codes("1.4")
    assert found[0] == ("task", "1.4")
    indicators = [code for kind, code in found if kind == "indicator"]
    assert indicators[:5] == ["T1.4", "I1.4.1", "I1.4.2", "I1.4.3", "I1.4.4"]


def test_a_row_of_an_indicator_is_found_by_its_own_code():
    assert codes("T1.1/3-6") == [("indicator", "T1.1")]


def test_pisa_finds_its_indicator_first_and_the_measure_that_joins_its_test():
    found = codes("PISA")
    assert found[0] == ("indicator", "T1.2")
    assert ("measure", "80") in found


def test_a_budget_programme_is_found_with_every_measure_that_it_pays_for():
    found = codes("099")
    edition = read_edition(ACT)
    paid = [
        measure.number
        for measure in edition.measures
        if any("099" in row.budget_programmes for row in measure.money)
    ]
    assert found[0] == ("budget_programme", "099")
    assert [int(code) for kind, code in found if kind == "measure"] == paid
    assert len(paid) == 7


@pytest.mark.parametrize("query", ["БҒМ", "бгм", "МОН", "MES", "mes"])
def test_a_body_is_found_by_its_short_name_in_each_language(query):
    assert first(query) == ("body", "mes")


@pytest.mark.parametrize("query", ["жатақхана", "жатакхана", "ЖАТАҚХАНА", "zhatakhana"])
def test_dormitories_are_found_with_kazakh_letters_or_without(query):
    assert codes(query) == [("indicator", "I1.7.3"), ("measure", "139")]


def test_mektep_in_latin_letters_finds_what_мектеп_finds():
    assert codes("mektep") == codes("мектеп")
    assert len(codes("мектеп")) == 62


def test_a_reader_of_kazakh_finds_by_a_russian_word_and_is_shown_where_it_stands():
    hit = find("общежит", "kk").groups[0][1][0]
    assert hit.entry.code == "I1.7.3"
    assert hit.title.text.startswith("ТжКБ ұйымдары") and hit.title.ranges == ()
    assert [(one.role, one.language) for one in hit.passages] == [("title", "ru")]
    marked = hit.passages[0].marked
    assert [part for part, matched in marked.parts if matched] == ["общежит"]


def test_every_piece_of_a_query_must_be_found():
    assert ("measure", "139") in addresses("жатақхана тапсырыс")
    assert addresses("жатақхана космодром") == set()


def test_the_order_of_the_pieces_does_not_matter():
    assert addresses("педагог мәртебесі") == addresses("мәртебесі педагог")


def test_a_hyphenated_piece_must_stand_together():
    assert ("goal", "2") in addresses("әлеуметтік-экономикалық")
    assert ("goal", "2") not in addresses("экономикалық-әлеуметтік")


def test_a_whole_title_comes_before_longer_ones():
    title = next(entry for entry in ENTRIES if entry.kind == "body" and entry.code == "moh").title
    assert first(title["kk"]) == ("body", "moh")
    assert first(title["ru"], "ru") == ("body", "moh")


def test_nothing_asked_finds_nothing():
    for query in ("", "   ", "—", "?!", "ь"):
        found = find(query)
        assert (found.pieces, found.groups, found.count) == ((), (), 0)


def test_nothing_found_still_says_what_was_looked_for():
    found = find("Космодром")
    assert (found.pieces, found.count) == (("kosmodrom",), 0)


def test_a_query_of_fifty_thousand_letters_is_read_up_to_two_hundred():
    assert find("мектеп " * 8000).count == find("мектеп").count


# --- marks ------------------------------------------------------------------------------------


def test_a_mark_covers_the_letters_as_printed():
    hit = next(hit for _, hits in find("жатакхана").groups for hit in hits)
    assert [part for part, matched in hit.title.parts if matched] == ["жатақхана"]


def test_a_letter_that_becomes_two_is_marked_whole():
    word = search.words_with_offsets("«Жаһан»")[0]
    assert word.text == "zhahan"
    assert word.span(1) == (1, 2)
    assert word.span(6) == (1, 6)


def test_letters_that_become_nothing_do_not_part_a_word():
    words = search.words_with_offsets("объект")
    assert [word.text for word in words] == ["obekt"]
    assert words[0].span(5) == (0, 6)


@patient
@given(st.text())
@example("İstanbul ﬁ ǅ")
@example("é é ͏")
def test_words_with_offsets_are_the_words_of_the_skeleton(text):
    words = search.words_with_offsets(text)
    assert " ".join(word.text for word in words) == skeleton(text)
    length = len(unicodedata.normalize("NFC", text))
    for word in words:
        assert list(word.positions) == sorted(word.positions)
        assert word.positions[0] >= 0 and word.positions[-1] < length


@patient
@given(st.sampled_from(NAMES), st.sampled_from(LANGUAGES))
def test_the_parts_of_a_marked_text_are_the_text(name, language):
    for _, hits in find(name[2], language).groups:
        for hit in hits:
            for marked in (hit.title, *(passage.marked for passage in hit.passages)):
                assert "".join(part for part, _ in marked.parts) == marked.text


@patient
@given(st.sampled_from(NAMES), st.sampled_from(LANGUAGES))
def test_whatever_is_found_shows_where_each_piece_of_the_query_stands(name, language):
    found = find(name[2], language)
    hits = [hit for _, hits in found.groups for hit in hits]
    for hit in hits:
        marks = hit.title.ranges or any(passage.marked.ranges for passage in hit.passages)
        key = search.code_key
        assert marks or any(key(code).startswith(found.pieces[0]) for code in hit.entry.codes)


# --- promises over everything -----------------------------------------------------------------


@settings(patient, max_examples=examples(60, in_full=300))
@given(st.sampled_from(NAMES), st.sampled_from(LANGUAGES))
def test_every_entry_is_found_by_any_word_of_its_name_in_any_language(name, language):
    place, _, word = name
    entry = ENTRIES[place]
    assert (entry.kind, entry.code) in addresses(word, language)


@patient
@given(st.sampled_from(NAMES), st.integers(1, 12))
def test_every_entry_is_found_by_the_beginning_of_any_word_of_its_name(name, length):
    place, _, word = name
    entry = ENTRIES[place]
    start = next(iter(skeleton(word).split()))[:length]
    assert (entry.kind, entry.code) in addresses(start)


@patient
@given(st.sampled_from(NAMES))
def test_case_and_script_do_not_matter(name):
    word = name[2]
    expected = codes(word)
    assert codes(word.upper()) == expected
    assert codes(word.lower()) == expected
    assert codes("-".join(skeleton(word).split())) == expected
    assert codes(word.translate(KAZAKH_AS_TYPED)) == expected


def test_every_entry_is_found_by_each_of_its_codes():
    for entry in ENTRIES:
        for code in entry.codes:
            assert (entry.kind, entry.code) in addresses(code), code


@settings(patient, max_examples=examples(60, in_full=300))
@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
@example("\x00", "kk")
@example("ДЖ‮­﻿", "ru")
def test_no_text_breaks_a_search(text, language):
    found = find(text, language)
    assert found.count == len(addresses(text, language))


def test_every_kind_of_entry_has_entries_in_the_act():
    assert {entry.kind for entry in ENTRIES} == set(findable.KINDS)


def test_without_the_skeleton_kazakh_letters_would_be_missed(monkeypatch):
    """Negative control: the promise falls when texts are only lowered."""
    monkeypatch.setattr(search, "skeleton", lambda text: text.lower())
    search._reduced.cache_clear()
    try:
        index = search.build(read_edition(ACT))
        assert search.search(index, "жатақхана", "kk").count == 2
        assert search.search(index, "жатакхана", "kk").count == 0
    finally:
        search._reduced.cache_clear()
