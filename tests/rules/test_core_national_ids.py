"""RELIABILITY I6: what twelve digits prove, what they do not, and that they are never shown."""

import pickle
import random
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.core import national_ids as ids
from bagdar.core.sentences import error_sentence

ELEVEN_DIGITS = st.text("0123456789", min_size=11, max_size=11)


def whole(body: str) -> str:
    """A number that begins with these eleven digits."""
    digit = ids.check_digit(body)
    assert digit is not None
    return f"{body}{digit}"


def born(digits: str, seventh: int) -> str:
    """The first number of a person whose digits begin so; the serial is made up."""
    serials = (f"{digits}{seventh}{serial:04d}" for serial in range(10))
    return next(whole(body) for body in serials if ids.check_digit(body) is not None)


# --- the check digit --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        ("10000000000", 1),
        ("00000000001", 0),  # 11 · 1 leaves nothing
        ("00000000010", 1),  # 10 · 1 is a ten; the second weights give 1 · 1
        ("00000000015", 0),  # 10 · 1 + 11 · 5 leaves a ten; then 1 · 1 + 2 · 5 leaves nothing
        ("00000000281", None),  # 9 · 2 + 10 · 8 + 11 · 1 is a ten, 11 · 2 + 1 · 8 + 2 · 1 too
    ],
)
def test_the_check_digit_takes_two_rounds_of_weights(body: str, digit: int | None) -> None:
    assert ids.check_digit(body) == digit


def test_one_round_of_weights_takes_numbers_that_two_refuse() -> None:
    """Negative control: the common short cut, a ten written as zero."""

    def one_round(number: str) -> bool:
        weighted = sum(place * int(digit) for place, digit in enumerate(number[:11], 1))
        return weighted % 11 % 10 == int(number[11])

    refused = ["000000000100", "000000002810"]
    assert [one_round(number) for number in refused] == [True, True]
    assert [ids.read_iin(number).verdict for number in refused] == ["check_digit", "no_check_digit"]
    assert not one_round("000000000101")
    assert ids.read_iin("000000000101").verdict == "valid"


# --- what the check digit is worth, counted over all 100 000 000 000 bodies --------------------


def sums(*without: int) -> Counter[tuple[int, int]]:
    """How many bodies have each pair of weighted sums, places left out."""
    counted = Counter({(0, 0): 1})
    for place in set(range(11)) - set(without):
        steps = [weights[place] for weights in (ids.FIRST_WEIGHTS, ids.SECOND_WEIGHTS)]
        wider: Counter[tuple[int, int]] = Counter()
        for (first, second), count in counted.items():
            for digit in range(10):
                pair = (first + steps[0] * digit) % 11, (second + steps[1] * digit) % 11
                wider[pair] += count
        counted = wider
    return counted


def digit_of(first: int, second: int) -> int | None:
    return next((rest for rest in (first % 11, second % 11) if rest < 10), None)


VALID = sum(count for pair, count in sums().items() if digit_of(*pair) is not None)


def share_missed(place: int) -> Fraction:
    """Of all valid numbers with another digit at one place of the body, those still valid."""
    first, second = ids.FIRST_WEIGHTS[place], ids.SECOND_WEIGHTS[place]
    missed = 0
    for (one, two), count in sums(place).items():
        digits = [digit_of(one + first * digit, two + second * digit) for digit in range(10)]
        known = Counter(digit for digit in digits if digit is not None)
        missed += count * sum(many * (many - 1) for many in known.values())
    return Fraction(missed, VALID * 9)


def test_it_takes_a_tenth_of_random_numbers() -> None:
    assert VALID == 99_173_553_720
    assert Fraction(VALID, 10**12) == Fraction(2_479_338_843, 25_000_000_000)  # 9.917 %
    drawn = random.Random(4)
    numbers = [f"{drawn.randrange(10**12):012d}" for _ in range(100_000)]
    assert Counter(ids.verdicts(numbers)) == {
        "valid": 9_791,
        "check_digit": 89_359,
        "no_check_digit": 850,
    }


def test_it_misses_nine_single_errors_of_a_hundred_and_eleven_of_twelve_in_the_eleventh() -> None:
    """The eleventh digit weighs eleven, that is nothing: only the second round sees it."""
    shares = [share_missed(place) for place in range(11)]
    assert shares == [Fraction(1, 60)] * 10 + [Fraction(11, 12)]
    assert sum(shares) / 12 == Fraction(13, 144)  # 9.03 %; an error in the twelfth is never missed


def test_numbers_that_differ_in_the_eleventh_digit_alone_pass_side_by_side() -> None:
    one, other = whole("01010150001"), whole("01010150002")
    assert one[:10] == other[:10] and one[11] == other[11]
    assert list(ids.verdicts([one, other])) == ["valid", "valid"]


# --- as typed ---------------------------------------------------------------------------------

IIN = born("101225", 5)
EARLY = born("050307", 6)  # loses one zero to a spreadsheet
MILLENNIUM = born("000105", 5)  # loses three

TYPED = [
    (IIN, "valid"),
    (f" {IIN[:6]} {IIN[6:]}\t", "valid"),
    (f"{IIN[:6]}\u00a0{IIN[6:]}\u202f", "valid"),
    (f"'{IIN}", "valid"),
    (f"\ufeff{IIN[:4]}\u200b{IIN[4:]}", "valid"),
    (f"{IIN[:6]}-{IIN[6:]}", "valid"),
    ("", "empty"),
    (" \u00a0 ", "empty"),
    (EARLY[1:], "zeros_lost"),
    (MILLENNIUM[3:], "zeros_lost"),
    (f"{EARLY[1:]}.0", "zeros_lost"),
    (f"{IIN}.0", "decimal"),
    (f"{IIN},00", "decimal"),
    ("1.2E+11", "float"),
    ("1,01225E+11", "float"),
    ("1e11", "float"),
    ("1,2Е+11", "float"),  # a Cyrillic Е
    (IIN.replace("0", "O"), "letters"),
    (f"ЖСН {IIN}", "letters"),
    (IIN.translate({ord(digit): 0x0660 + int(digit) for digit in "0123456789"}), "letters"),
    (f"{IIN}.5", "letters"),
    (IIN[:-1], "length"),
    (f"{IIN}0", "length"),
    ("000000000000", "placeholder"),
    ("000000002810", "no_check_digit"),
    (f"{IIN[:-1]}{(int(IIN[-1]) + 1) % 10}", "check_digit"),
]


@pytest.mark.parametrize(("text", "verdict"), TYPED)
def test_a_text_is_judged_as_typed_alone_and_in_a_column(text: str, verdict: str) -> None:
    assert ids.read_iin(text).verdict == ids.read_bin(text).verdict == verdict
    assert list(ids.verdicts([IIN, text, IIN])) == ["valid", verdict, "valid"]


def test_every_verdict_is_reached_and_said_in_three_languages(catalogue: Any) -> None:
    assert {verdict for _, verdict in TYPED} == set(ids.VERDICTS)
    for verdict in ids.VERDICTS:
        assert all(
            catalogue.say(ids.verdict_phrase(verdict).key, one) for one in ("kk", "ru", "en")
        )


@pytest.mark.parametrize(
    ("text", "meant"),
    [(EARLY[1:], EARLY), (MILLENNIUM[3:], MILLENNIUM), (f"{IIN}.0", IIN)],
)
def test_what_a_spreadsheet_did_is_asked_about_and_never_taken_silently(
    text: str, meant: str
) -> None:
    reading = ids.read_iin(text)
    assert reading.verdict in ids.QUESTIONS
    assert reading.number is None
    assert reading.offered == ids.Iin(meant)
    with pytest.raises(ids.FaultyNumber):
        ids.iin(text)


def test_a_short_number_is_offered_only_where_its_zeros_could_have_been_lost() -> None:
    """Ten digits that pass with two zeros and make no date are mistyped, not a question."""
    undated = next(whole(f"00{body:09d}") for body in range(990_000_001, 990_000_100))
    assert ids.check_digit(undated[:-1]) == int(undated[-1])
    assert ids.read_iin(undated[2:]).verdict == "length"


@given(ELEVEN_DIGITS)
def test_a_number_with_its_own_check_digit_is_taken_and_with_any_other_refused(body: str) -> None:
    right = ids.check_digit(body)
    taken = [digit for digit in range(10) if ids.read_iin(f"{body}{digit}").verdict == "valid"]
    assert taken == ([] if right is None or body == "0" * 11 else [right])


@given(st.text("0123456789 .,-+eEО\u00a0\u0663", max_size=16))
def test_no_text_breaks_the_reading_and_a_column_says_what_one_says(text: str) -> None:
    assert list(ids.verdicts([text])) == [ids.read_iin(text).verdict]


# --- what the digits say ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "seventh", "born_on", "sex"),
    [
        ("990401", 1, date(1899, 4, 1), "male"),
        ("990401", 2, date(1899, 4, 1), "female"),
        ("990401", 3, date(1999, 4, 1), "male"),
        ("990401", 4, date(1999, 4, 1), "female"),
        ("120229", 5, date(2012, 2, 29), "male"),
        ("120229", 6, date(2012, 2, 29), "female"),
        ("130229", 6, None, "female"),  # no such day
        ("991301", 3, None, "male"),
        ("990401", 0, None, None),  # a foreigner's
        ("990401", 7, None, None),
    ],
)
def test_an_iin_encodes_a_day_and_a_sex_or_nothing(
    digits: str, seventh: int, born_on: date | None, sex: str | None
) -> None:
    number = ids.iin(born(digits, seventh))
    assert (number.born_on, number.sex) == (born_on, sex)
    assert number.is_foreigners == (seventh == 0)


@pytest.mark.parametrize(
    ("digits", "seventh", "born_on", "sex", "warned"),
    [
        ("120229", 5, date(2012, 2, 29), "male", ()),
        ("120229", 5, None, None, ()),
        ("120229", 5, date(2012, 3, 1), "male", ("birth_date_differs",)),
        ("120229", 3, date(2012, 2, 29), "male", ("birth_date_differs",)),  # 1912
        ("120229", 5, date(2012, 2, 29), "female", ("sex_differs",)),
        ("120229", 5, date(2013, 2, 28), "female", ("birth_date_differs", "sex_differs")),
        ("120229", 0, date(2012, 2, 29), "female", ()),
        ("120229", 0, date(2012, 2, 28), None, ("birth_date_differs",)),
        ("120440", 5, date(2012, 2, 29), None, ("looks_like_bin",)),
        ("121301", 5, date(2012, 2, 29), None, ("no_date",)),
        ("120229", 9, date(2012, 2, 29), "male", ("unknown_seventh_digit",)),
    ],
)
def test_digits_that_disagree_warn_and_never_refuse(
    digits: str, seventh: int, born_on: date | None, sex: Any, warned: tuple[str, ...]
) -> None:
    reading = ids.read_iin(born(digits, seventh))
    assert reading.number is not None
    assert reading.number.warnings(born_on, sex) == warned


@pytest.mark.parametrize(
    ("digits", "holder", "division", "month", "warned"),
    [
        ("040640", "resident", "head", (2004, 6), ()),
        ("991251", "non_resident", "branch", (1999, 12), ()),
        ("260162", "sole_proprietor", "representation", (2026, 1), ()),
        ("260243", "resident", "farm", (1926, 2), ()),  # not yet February 2026
        ("041440", "resident", "head", None, ("no_date",)),
        ("040649", "resident", None, (2004, 6), ("unknown_division",)),
        ("040615", None, None, (2004, 6), ("looks_like_iin",)),
        ("040690", None, "head", (2004, 6), ("unknown_holder",)),
    ],
)
def test_a_bin_says_who_was_registered_and_when(
    digits: str,
    holder: str | None,
    division: str | None,
    month: tuple[int, int] | None,
    warned: tuple[str, ...],
) -> None:
    number = ids.bin_(born(digits, 0))
    assert (number.holder, number.division) == (holder, division)
    assert number.registered_in(date(2026, 1, 31)) == month
    assert number.warnings() == warned


def test_every_warning_is_said_in_three_languages(catalogue: Any) -> None:
    for code in get_args(ids.WarningCode):
        assert all(catalogue.say(ids.warning_phrase(code).key, one) for one in ("kk", "ru", "en"))


# --- never shown whole ------------------------------------------------------------------------


def test_a_number_is_masked_wherever_it_could_be_printed(catalogue: Any) -> None:
    number = ids.iin(IIN)
    assert ids.masked("010100000012") == "0101••••••12"
    wrong = f"{IIN[:-1]}{(int(IIN[-1]) + 1) % 10}"
    printed = [repr(number), str(number), f"{number}", f"{number!r:>40}", repr(ids.bin_(IIN))]
    printed += [repr(ids.read_iin(text)) for text in (IIN, wrong, EARLY[1:], f"{IIN}.0", IIN + "1")]
    for kind in (ids.iin, ids.Iin, ids.bin_, ids.Bin):
        with pytest.raises(ids.FaultyNumber) as refused:
            kind(wrong)
        printed += [str(refused.value), repr(refused.value)]
        printed += [error_sentence(refused.value, catalogue, one) for one in ("kk", "ru", "en")]
    hidden = (IIN[4:10], wrong[4:10], EARLY[4:10])
    assert [text for text in printed if any(part in text for part in hidden)] == []
    assert printed[0] == f"Iin({IIN[:4]}••••••{IIN[-2:]})"
    assert "БИН" in printed[-2] and "контрольная цифра" in printed[-2]


def test_of_a_text_that_is_no_number_only_the_length_is_shown() -> None:
    assert ids.read_iin("Сәуле Ахмет").shown == "•" * 11
    assert len(ids.read_iin("x" * 1000).shown) == 24


def test_a_value_holds_twelve_right_digits_and_nothing_else() -> None:
    assert pickle.loads(pickle.dumps(ids.Iin(IIN))).number == IIN
    for text in (f" {IIN}", EARLY[1:], "1.2E+11", "", "000000000000"):
        with pytest.raises(ids.FaultyNumber):
            ids.Iin(text)
