"""When a result is good enough: the programme's own mark, its scale's, or the one for all."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.credentials.rules.errors import PassMarkAbsent
from bagdar.credentials.rules.pass_marks import OwnResult, PassMarks, pass_marks, passed

ROOT = Path(__file__).resolve().parents[2]
LINE = 'source = { kk = "x", ru = "x", en = "x" }\nchecked_on = 2026-01-01\n'
VALUE = f"[[value]]\nsince = 2000-01-01\nshare = 0.5\n{LINE}"
LATER = f"[[value]]\nsince = 2020-01-01\nshare = 0.6\n{LINE}"
SCALE = f"[[scale]]\nmost = 5\nsince = 2010-01-01\nshare = 0.8\n{LINE}"


def declared(folder: Path, *parts: str) -> PassMarks:
    (folder / "credentials").mkdir(exist_ok=True)
    file = folder / "credentials" / "pass_marks.toml"
    file.write_text("illustrative = true\n" + "".join(parts), encoding="utf-8")
    pass_marks.cache_clear()
    return pass_marks(folder)


def result(score: str, most: str = "100", on: date = date(2019, 6, 1)) -> list[OwnResult]:
    return [OwnResult("law", Decimal(score), Decimal(most), on)]


def test_a_result_is_held_against_the_mark_of_its_own_day(tmp_path: Path):
    marks = declared(tmp_path, VALUE, LATER)
    assert passed(result("50"), marks) == {"law"} and passed(result("49.99"), marks) == set()
    day = date(2020, 1, 1)
    assert passed(result("59.99", on=day), marks) == set()
    assert passed(result("60", on=day), marks) == {"law"}


def test_a_scale_goes_before_the_mark_for_all_from_its_first_day_on(tmp_path: Path):
    marks = declared(tmp_path, VALUE, SCALE)
    assert passed(result("3", "5"), marks) == set() and passed(result("4", "5"), marks) == {"law"}
    assert passed(result("3", "5", date(2009, 12, 31)), marks) == {"law"}
    assert passed(result("3", "6"), marks) == {"law"}  # another scale


def test_the_programmes_own_goes_before_both(tmp_path: Path):
    marks = declared(tmp_path, VALUE, SCALE)
    own = Decimal("0.3333")
    assert passed(result("2", "5"), marks, own) == {"law"}
    assert passed(result("33.33"), marks, own) == {"law"}
    assert passed(result("33.32"), marks, own) == set()


def test_nothing_of_nothing_is_not_passed(tmp_path: Path):
    assert passed(result("0", "0"), declared(tmp_path, VALUE)) == set()


def test_a_day_before_the_first_mark_is_an_error_and_no_zero(tmp_path: Path):
    marks = declared(tmp_path, VALUE)
    with pytest.raises(PassMarkAbsent):
        passed(result("0", on=date(1999, 12, 31)), marks)


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (VALUE, "name = 1\n"),
        (VALUE.replace("share = 0.5", "share = 0"),),
        (VALUE.replace("share = 0.5", "share = 1.5"),),
        (VALUE.replace(LINE, ""),),
        (LATER, VALUE),
        (VALUE, VALUE),
        (VALUE, SCALE, SCALE),
    ],
    ids=["none", "unknown key", "nothing", "too much", "no source", "order", "twice", "scale"],
)
def test_a_faulty_file_is_refused(tmp_path: Path, parts: tuple[str, ...]):
    with pytest.raises(FaultyData):
        declared(tmp_path, *parts)


def test_what_is_declared_says_of_itself_that_it_is_illustrative():
    pass_marks.cache_clear()
    marks = pass_marks(ROOT / "data")
    assert marks.illustrative and marks.on(Decimal(100), date(2026, 1, 1)).share == Decimal("0.5")
