"""An input is read strictly even where a seed was drawn over it: the checker names what is wrong.

RELIABILITY A1 (the independent checker): whoever commits to an input commits to its faults too.
"""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bagdar.admissions.rules.market import Applicant
from bagdar.admissions.rules.publishing import (
    APPLICANTS,
    MANIFEST,
    MARKET,
    SEED,
    input_root,
    sealed,
)
from bagdar.admissions.rules.reading import canonical
from bagdar.admissions.rules.seeding import transcript_told
from bagdar.admissions.rules.verify_allocation import check
from bagdar.admissions.rules.verify_input import Refusal, lines_of
from tests import ceremonies, markets

Files = dict[str, bytes]

DRAW = random.Random(11)
MARKET_OF = markets.drawn_market(DRAW, 6)
APPLICANTS_OF = markets.drawn_applicants(DRAW, MARKET_OF, 40)
FILES = ceremonies.files_of(MARKET_OF, APPLICANTS_OF)
# A child and a wish of it at a place that asks for a score and looks at what is reserved.
ROWS = [json.loads(line) for line in FILES[APPLICANTS].decode().splitlines()]
AT = next(n for n, row in enumerate(ROWS) if n > 5 and len(row["wishes"]) == 6)


def drawn_over(files: Files) -> Files:
    """A ceremony and a manifest over this input: all that comes before it is in order."""
    rest = {name: data for name, data in files.items() if name != MANIFEST}
    plan = replace(ceremonies.plan_for(MARKET_OF, APPLICANTS_OF), input_root=input_root(rest))
    told = transcript_told(ceremonies.whole(plan))
    return sealed({**rest, SEED: f"{canonical(told)}\n".encode()})


def with_rows(name: str, change: Callable[[list[Any]], Any]) -> Files:
    rows = [json.loads(line) for line in FILES[name].decode().splitlines()]
    change(rows)
    data = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
                   for row in rows)  # fmt: skip
    return drawn_over({**FILES, name: data.encode()})


def refusal(files: Files) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refusal) as found:
        check(files)
    return found.value.code, found.value.facts


def test_the_input_as_it_was_is_confirmed():
    """The control: drawing over it anew changes nothing that could be refused."""
    assert check(drawn_over(FILES)).children == len(ROWS)


def test_what_a_place_asks_may_be_told_at_each_wish_alone():
    """As a distance is, which is another to each place."""

    def told_at_wishes(one: Applicant) -> Applicant:
        score = {"score": one.facts["score"]}
        facts = {name: value for name, value in one.facts.items() if name not in score}
        wishes = [replace(wish, facts={**score, **wish.facts}) for wish in one.wishes]
        return replace(one, facts=facts, wishes=tuple(wishes))

    asking = [told_at_wishes(one) for one in APPLICANTS_OF]
    assert check(ceremonies.files_of(MARKET_OF, asking)).children == len(asking)


def own(name: str, value: Any) -> Callable[[list[Any]], Any]:
    return lambda rows: rows[AT]["facts"].__setitem__(name, value)


def at_a_wish(name: str, value: Any) -> Callable[[list[Any]], Any]:
    return lambda rows: rows[AT]["wishes"][-1].setdefault("facts", {}).__setitem__(name, value)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[AT]["facts"].pop("score"),
        *(own("score", value) for value in ("9", 1.5, True, None, [9], 2**53, -(2**53))),
        *(own("distance", value) for value in ("9", False)),
        *(own("benefit", value) for value in ("third", 0, 1.5)),
        *(own(name, value) for name in ("rural", "orphan", "sibling") for value in (2, -1, "1")),
        *(at_a_wish("sibling", value) for value in (2, "1", True, None, [1])),
        *(at_a_wish("score", value) for value in ("9", 2**53)),
        at_a_wish("not a name", 1),
        own("not a name", 1),
        lambda rows: rows[AT]["wishes"].append({"place": "elsewhere"}),
        lambda rows: rows[AT]["wishes"].append(rows[AT]["wishes"][0]),
        lambda rows: rows[AT]["wishes"][0].update(rank=1),
        lambda rows: rows[AT]["wishes"][0].update(place=["p0"]),
        lambda rows: rows[AT].update(wishes=None),
        lambda rows: rows[AT].update(more=1),
        lambda rows: rows[AT].update(child="c000"),
        lambda rows: rows[AT].update(child=1),
        lambda rows: rows.insert(AT, "text"),
    ],
)
def test_a_child_whose_line_says_what_nobody_asks_is_named(change: Callable[[list[Any]], Any]):
    """By its line, and the first of two."""
    found = refusal(with_rows(APPLICANTS, change))
    assert found == ("applicants_malformed", {"line": AT + 1})

    def both(rows: list[Any]) -> None:
        change(rows)
        rows[-1]["facts"].pop("score")

    assert refusal(with_rows(APPLICANTS, both)) == found


@pytest.mark.parametrize("value", [1, None, ["b0"], {}])
def test_a_block_without_a_name_is_refused(value: Any):
    def change(rows: list[Any]) -> None:
        rows[0]["places"]["p0"][0]["code"] = value

    assert refusal(with_rows(MARKET, change))[0] == "market_malformed"


@pytest.mark.parametrize("value", ["rural", [1], [None], [["rural"]], {"rural": 1}])
def test_a_reserve_for_what_is_no_fact_is_refused(value: Any):
    def change(rows: list[Any]) -> None:
        rows[0]["places"]["p0"][0]["needs"] = value

    assert refusal(with_rows(MARKET, change)) == ("market_malformed", {"at": "p0"})


# --- every line by itself ----------------------------------------------------------------------


def read(text: str) -> list[Any]:
    return list(lines_of({"file": text.encode()}, "file", "malformed"))


def test_lines_are_read_one_value_each():
    assert read("".join(f'{{"n":{n}}}\n' for n in range(1_203))) == [{"n": n} for n in range(1_203)]
    assert read("") == []


@pytest.mark.parametrize(
    "wrong",
    [
        '{"n":1},{"n":2}\n',  # two of them
        '{"n":[1\n2]}\n',  # one on two lines, as it would be with a comma between
        '[1\n2],3\n',  # as many as there are lines, but elsewhere
        '"a\n"\n',
        '{"n": 1}\n',
        ' {"n":1}\n',
        '{"n":1} \n',
        '{"b":1,"a":1}\n',
        '{"a":1,"a":1}\n',
        '{"n":"\\u0061"}\n',
        '{"n":1e0}\n',
        '{"n":-0}\n',
        "\n",
        '{"n":1}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", [0, 3, 499, 500, 501])
def test_a_line_that_is_not_written_as_it_has_to_be_is_named(wrong: str, before: int):
    """Lines are looked at many at a time; which of them is wrong is found all the same."""
    right = '{"n":0}\n'
    for after in (0, 1, 600) if wrong.endswith("\n") else (0,):
        with pytest.raises(Refusal) as found:
            read(right * before + wrong + right * after)
        assert found.value.facts["line"] == before + 1
