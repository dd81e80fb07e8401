"""A text's encoding is guessed rightly, so that it can be refused with its name."""

from typing import Any

import pytest

from bagdar.core import encodings
from bagdar.core.errors import FaultyData


def test_kz_1048_is_told_from_1251_in_ninety_nine_files_of_a_hundred(edition: Any) -> None:
    """Negative control: read as windows-1251 the same bytes give names without any error."""
    names = [body.name.kk for body in edition.bodies] + [one.name.kk for one in edition.measures]
    names = [name.encode("kz1048", "ignore").decode("kz1048") for name in names]
    found = silent = files = 0
    for start in range(0, len(names) - 20):
        content = "\n".join(names[start : start + 20]).encode("kz1048")
        files += 1
        found += encodings.guess(content) == "kz-1048"
        try:
            silent += content.decode("cp1251") != content.decode("kz1048")
        except UnicodeDecodeError:
            continue
    assert files > 150
    assert found >= 0.99 * files
    assert silent >= 0.99 * files


def test_russian_text_is_not_taken_for_kz_1048(edition: Any) -> None:
    for one in edition.measures[:60]:
        content = one.name.ru.encode("cp1251", "ignore")
        assert encodings.guess(content) in ("windows-1251", "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_that_says_what_it_is_is_read(encoding: str) -> None:
    assert encodings.decoded("Әлия;Ұлан\n".encode(encoding), "a.csv", None) == "Әлия;Ұлан\n"


def test_a_one_byte_encoding_is_refused_with_its_name_until_the_sender_names_it() -> None:
    """Read as windows-1251, the same bytes are another name, and no error says so."""
    content = "Әлия;Ұлан\n".encode("kz1048")
    assert content.decode("cp1251") == "Јлия;Ўлан\n"
    with pytest.raises(FaultyData) as refused:
        encodings.decoded(content, "a.csv", None)
    assert [(one.code, one.facts) for one in refused.value.faults] == [
        ("upload_encoding", {"guess": "kz-1048"})
    ]
    with pytest.raises(FaultyData) as refused:
        encodings.decoded(content, "a.csv", "windows-1251")
    assert refused.value.faults[0].code == "upload_encoding_told"
    assert encodings.decoded(content, "a.csv", "kz-1048") == "Әлия;Ұлан\n"


def test_a_text_that_was_encoded_twice_is_refused_at_its_line() -> None:
    twice = "код\n" + "Сәуле Серікқызы".encode().decode("latin-1")
    with pytest.raises(FaultyData) as refused:
        encodings.decoded(twice.encode(), "a.csv", None)
    assert [(one.code, one.line) for one in refused.value.faults] == [("upload_twice_encoded", 2)]
