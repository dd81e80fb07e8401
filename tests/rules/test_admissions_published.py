"""What is published can be checked by anybody, and whatever is changed in it is refused.

RELIABILITY A1 (the independent checker), A3 (a third implementation), A6, A7.
"""

import ast
import hashlib
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.market import Block, Market, Order, Place, Seat
from bagdar.admissions.rules.publishing import (
    CUTOFFS,
    EXPLANATIONS,
    FORMAT,
    MANIFEST,
    MARKET,
    RESULT,
    SEED,
    VERSION,
    allocated,
    explanations_file,
    published,
    result_file,
)
from bagdar.admissions.rules.reading import canonical
from bagdar.admissions.rules.refusals import UNVERIFIED, Unverified, check_published
from bagdar.admissions.rules.seeding import seed_of
from bagdar.admissions.standalone import verifier_text
from tests import ceremonies, markets
from tests.ceremonies import files_of, plan_for, whole
from tests.markets import drawn, plain_market, pupil
from tests.often import often

Files = dict[str, bytes]


def example() -> tuple[Market, list[Any]]:
    """Forty children, six places, every kind of reason."""
    draw = random.Random(11)
    market = markets.drawn_market(draw, 6)
    return market, markets.drawn_applicants(draw, market, 40)


MARKET_OF, APPLICANTS_OF = example()
FILES = files_of(MARKET_OF, APPLICANTS_OF)


def resealed(files: Files) -> Files:
    """With a manifest of its own: what somebody would do who changes a file on purpose."""
    names = [name for name in files if name != MANIFEST]
    told = {
        "format": FORMAT,
        "rules": VERSION,
        "files": {
            name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            for name in names
        },
    }
    return {**files, MANIFEST: f"{canonical(told)}\n".encode()}


def changed(name: str, change: Callable[[list[Any]], Any]) -> Files:
    """The example with the lines of a file changed, and everything else as it was."""
    rows = [json.loads(line) for line in FILES[name].decode().splitlines()]
    rows = change(rows) or rows
    data = "".join(f"{canonical(row)}\n" for row in rows).encode()
    assert data != FILES[name]
    return resealed({**FILES, name: data})


def refusal(files: Files) -> str:
    with pytest.raises(Unverified) as found:
        check_published(files)
    return found.value.code.removeprefix("admissions.published_")


# --- what is right is accepted -----------------------------------------------------------------


def test_what_we_publish_is_confirmed(pytestconfig: pytest.Config):
    for number in range(often(pytestconfig, 60, 1_000, 1_000)):
        market, applicants = drawn(number)
        checked = check_published(files_of(market, applicants))
        ceremony = whole(plan_for(market, applicants))
        outcome = allocate(market, applicants, seed_of(ceremony))
        assert checked.children == len(applicants)
        assert checked.seated == sum(seat is not None for seat in outcome.values())
        assert checked.seed == seed_of(ceremony).hex()


def test_the_example_has_every_kind_of_reason():
    rows = [json.loads(line) for line in FILES[EXPLANATIONS].decode().splitlines()]
    kinds = {why["why"] for row in rows for one in row["refused"] for why in one["reasons"]}
    assert kinds >= {"cutoff", "ceiling", "reserve", "no_seats"}


# --- the file as strangers get it --------------------------------------------------------------


def test_a_stranger_checks_with_one_file_and_python_alone(tmp_path: Path, catalogue: Any):
    script = tmp_path / "verify_allocation.py"
    script.write_text(verifier_text(catalogue, "kk"), encoding="utf-8")
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-I", "-S", str(script), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] and told["children"] == len(APPLICANTS_OF)

    name = APPLICANTS_OF[3].child
    done = subprocess.run([*command, name], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)[EXPLANATIONS]["child"] == name

    (folder / RESULT).write_bytes(FILES[RESULT].replace(b"c000", b"c00x", 1))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and json.loads(done.stdout)["code"] == "file_differs"
    said = [catalogue.say("error.admissions.published_file_differs", one) for one in ("kk", "ru")]
    assert done.stderr.startswith(" / ".join(said))


def test_the_checker_imports_the_standard_library_alone(catalogue: Any):
    tree = ast.parse(verifier_text(catalogue, "en"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= set(sys.stdlib_module_names) | {"__future__"}


def test_every_reason_to_refuse_has_a_code_of_its_own_and_a_sentence():
    folder = Path(__file__).resolve().parents[2] / "src/bagdar/admissions/rules"
    raised = set()
    for name in ("verify_input.py", "verify_allocation.py"):
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                raised |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "lines_of",
                "one_of",
            ):
                raised |= {node.args[2].value} if isinstance(node.args[2], ast.Constant) else set()
    assert raised == set(UNVERIFIED)


# --- what is changed is refused ----------------------------------------------------------------


def seats(rows: list[Any]) -> list[int]:
    return [n for n, row in enumerate(rows) if row["place"]]


def swapped(rows: list[Any]) -> None:
    """The first two children who each wished what the other has."""
    wished = {one.child: [wish.place for wish in one.wishes] for one in APPLICANTS_OF}
    for n in seats(rows):
        for m in seats(rows):
            one, other = rows[n], rows[m]
            if (
                n < m
                and one["place"] != other["place"]
                and other["place"] in wished[one["child"]]
                and one["place"] in wished[other["child"]]
            ):
                for name in ("place", "block"):
                    one[name], other[name] = other[name], one[name]
                return


def test_two_swapped_placements_are_found():
    assert refusal(changed(RESULT, swapped)) in {"blocking_pair", "not_entitled"}


def emptied(rows: list[Any]) -> None:
    rows[seats(rows)[0]].update(place=None, block=None)


def test_a_child_that_lost_its_seat_is_found():
    assert refusal(changed(RESULT, emptied)) == "blocking_pair"


def test_a_child_that_stands_twice_or_nowhere_or_came_from_nowhere_is_found():
    assert refusal(changed(RESULT, lambda rows: [*rows, rows[0]])) == "child_twice"
    assert refusal(changed(RESULT, lambda rows: rows[1:])) == "child_missing"
    stranger = {"child": "zz", "place": None, "block": None}
    assert refusal(changed(RESULT, lambda rows: [*rows, stranger])) == "child_unknown"
    assert refusal(changed(RESULT, lambda rows: rows[::-1])) == "result_malformed"


def test_a_seat_beyond_the_seats_or_beyond_the_wishes_is_found():
    applicants = [pupil("a", 9, "p"), pupil("b", 8, "p"), pupil("c", 7)]
    market = plain_market(Place("p", (Block("open", 1, "exam"),)))
    files = files_of(market, applicants)

    def with_seats(*children: str) -> Files:
        outcome = {c: Seat("p", "open") if c in children else None for c in "abc"}
        return resealed({**files, RESULT: result_file(outcome)})

    assert refusal(with_seats("a", "b")) == "too_many"
    assert refusal(with_seats("c")) == "not_wished"
    assert refusal(with_seats("b")) == "blocking_pair"
    assert check_published(with_seats("a")).seated == 1


def test_a_stable_outcome_that_is_not_the_childrens_best_is_found():
    """Two children who each stand first where the other wishes most: places' best is stable too."""
    orders = (markets.ORDERS[1],)
    places = tuple(Place(code, (Block("all", 1, "school"),)) for code in ("p", "q"))
    market = Market("tests.market", orders, places)

    def child(name: str, first: str, second: str) -> Any:
        one = pupil(name, 0, first, second, distance=1)
        near = replace(one.wishes[1], facts={"sibling": 1})
        return replace(one, wishes=(one.wishes[0], near))

    applicants = [child("a", "p", "q"), child("b", "q", "p")]
    files = files_of(market, applicants)
    other = {"a": Seat("q", "all"), "b": Seat("p", "all")}
    assert refusal(resealed({**files, RESULT: result_file(other)})) == "outcome_other"


def nudged(rows: list[Any]) -> None:
    row = next(row for row in rows if row["cutoff"])
    row["cutoff"][-1] = "0" * 32


def test_another_cutoff_is_found():
    assert refusal(changed(CUTOFFS, nudged)) == "cutoffs_other"


@pytest.mark.parametrize("field", ["theirs", "cutoff", "step", "why", "block"])
def test_a_tampered_reason_is_found(field: str):
    def tampered(rows: list[Any]) -> None:
        each = (why for row in rows for one in row["refused"] for why in one["reasons"])
        why = next(why for why in each if why["why"] == "cutoff")
        why[field] = 99 if field in ("theirs", "cutoff") else "bound"

    assert refusal(changed(EXPLANATIONS, tampered)) == "reason_false"


def test_a_reason_too_few_or_too_many_is_found():
    def fewer(rows: list[Any]) -> None:
        next(row for row in rows if row["refused"])["refused"].pop()

    assert refusal(changed(EXPLANATIONS, fewer)) == "reason_false"
    assert refusal(changed(EXPLANATIONS, lambda rows: rows[1:])) == "explanations_malformed"


def test_a_change_of_any_byte_of_any_file_is_refused(pytestconfig: pytest.Config):
    draw = random.Random(2)
    codes: Counter[str] = Counter()
    for _ in range(often(pytestconfig, 120, 1_500, 5_000)):
        name = draw.choice(sorted(FILES))
        data = bytearray(FILES[name])
        at = draw.randrange(len(data))
        data[at] ^= 1 << draw.randrange(8)
        codes[refusal({**FILES, name: bytes(data)})] += 1
    assert set(codes) <= {"file_differs", "manifest_malformed", "rules_other", "file_missing"}


def test_a_change_that_is_sealed_anew_is_refused_too(pytestconfig: pytest.Config):
    """Whoever changes a byte and makes the manifest fit is found by what follows from the rest."""
    draw = random.Random(3)
    for _ in range(often(pytestconfig, 120, 1_500, 5_000)):
        name = draw.choice(sorted(set(FILES) - {MANIFEST}))
        data = bytearray(FILES[name])
        at = draw.randrange(len(data))
        data[at] = draw.choice(b'0123456789abcdefxyz"{}[],:\n ')
        if bytes(data) == FILES[name]:
            continue
        files = resealed({**FILES, name: bytes(data)})
        try:
            check_published(files)
        except Unverified:
            continue
        assert name == SEED and _only_a_time(FILES[SEED], bytes(data)), (name, at)


def _only_a_time(before: bytes, after: bytes) -> bool:
    """When somebody spoke, or the names of witnesses: claims that receipts of the log confirm."""
    told = [json.loads(data) for data in (before, after)]
    for one in told:
        one["witnessed"] = len(one["witnessed"])
        for what in ("promises", "reveals"):
            one[what] = {party: said["told"] for party, said in one[what].items()}
    return told[0] == told[1]


# --- A6: what went wrong elsewhere, as it was told in public ------------------------------------


def market_with_zones() -> tuple[Market, list[Any]]:
    """Forty children who rank three schools, each with some seats and a catchment."""
    draw = random.Random(4)
    order = Order("zone", (markets.ORDERS[1].components[0], markets.ORDERS[1].components[-1]))
    places = tuple(Place(f"p{n}", (Block("all", 8, "zone"),)) for n in range(3))
    market = Market("tests.market", (order,), places)
    applicants = []
    for n in range(40):
        wishes = draw.sample(["p0", "p1", "p2"], 3)
        one = pupil(f"c{n:02}", 0, *wishes)
        near = f"p{n % 3}"
        facts = [
            replace(wish, facts={"catchment": 1}) if wish.place == near else wish
            for wish in one.wishes
        ]
        applicants.append(replace(one, wishes=tuple(facts)))
    return market, applicants


def test_offers_of_several_places_to_one_child_are_not_let_out():
    """Nashville, January 2015: lower wishes were not struck out, so 539 children had offers of
    several schools, and others waited for seats that nobody would take.
    """
    market, applicants = market_with_zones()
    files = files_of(market, applicants)
    rows = [json.loads(line) for line in files[RESULT].decode().splitlines()]
    own = {one.child: one for one in applicants}
    several = []
    for row in rows:
        several.append(row)
        if row["place"]:
            places = [wish.place for wish in own[row["child"]].wishes]
            lower = places[places.index(row["place"]) + 1 :]
            several += [{**row, "place": code} for code in lower[:1]]
    data = "".join(f"{canonical(row)}\n" for row in several).encode()
    assert refusal(resealed({**files, RESULT: data})) == "child_twice"


def test_offers_made_without_a_declared_priority_are_not_let_out():
    """Savannah, April 2018: the priority of the zone was not set when the lottery ran, and the
    offers went out before anybody had compared them with the rules.
    """
    market, applicants = market_with_zones()
    ceremony = whole(plan_for(market, applicants))
    unset = Order("zone", market.orders[0].components[1:])
    wrong = allocated(replace(market, orders=(unset,)), applicants, seed_of(ceremony))
    files = files_of(market, applicants)
    assert refusal(resealed({**files, RESULT: result_file(wrong.outcome)})) == "blocking_pair"


# --- A7: nobody else's data --------------------------------------------------------------------


def test_an_explanation_names_nobody_else_and_shows_one_value_of_a_cutoff():
    children = {one.child for one in APPLICANTS_OF}
    for line in FILES[EXPLANATIONS].decode().splitlines():
        row = json.loads(line)
        others = children - {row["child"]}
        assert not [name for name in others if f'"{name}"' in line]
        for one in row["refused"]:
            for why in one["reasons"]:
                assert set(why) <= {"block", "why", "step", "cutoff", "theirs"}


def test_an_explanation_that_named_another_child_would_be_found():
    def gossip(rows: list[Any]) -> None:
        each = (why for row in rows for one in row["refused"] for why in one["reasons"])
        next(each)["instead"] = "c001"

    assert refusal(changed(EXPLANATIONS, gossip)) == "reason_false"


def test_every_reason_is_said_in_three_languages(catalogue: Any):
    found = allocated(MARKET_OF, APPLICANTS_OF, markets.SEED)
    whys = [why for each in found.refused.values() for one in each for why in one.reasons]
    for why in whys:
        for language in ("kk", "ru", "en"):
            facts = {name: str(fact) for name, fact in why.phrase.facts.items()}
            assert catalogue.say(why.phrase.key, language, **facts)
    assert explanations_file(found.refused).count(b"\n") == len(APPLICANTS_OF)


def test_the_same_allocation_has_the_same_bytes():
    ceremony = whole(plan_for(MARKET_OF, APPLICANTS_OF))
    seed = seed_of(ceremony)
    again = allocated(MARKET_OF, APPLICANTS_OF[::-1], seed)
    assert published(MARKET_OF, APPLICANTS_OF[::-1], ceremony, again) == FILES
    assert FILES[MARKET].startswith(b'{"format":"bagdar-market/v1"')
    assert set(ceremonies.PARTIES) == set(json.loads(FILES[SEED])["reveals"])
