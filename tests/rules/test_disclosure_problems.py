"""S7: whoever checks our protection with a tool of their own agrees with us about what is safe."""

import json

import pytest

from bagdar.indicators.rules.disclosure.problems import files
from bagdar.indicators.rules.disclosure.protect import Protected, Why, audit, protect
from bagdar.indicators.rules.disclosure.tables import LeftOut
from tests.outside_check import findings, hidden
from tests.rules.disclosure_drawn import RULES, drawn, primary_only, table

ABOUT = {"metric": "drawn", "on": "2026-10-01"}
EVERY_DAY, THOROUGH = 6, 100
REGIONS = {f"a{at}": f"r{at // 2}" for at in range(4)}


def asked(seed: int):
    """By region, district and another dimension; every other one of shares."""
    one = drawn(seed, (4, 3), 60 if seed % 2 else 25, is_share=bool(seed % 2))
    counts = one.population.counts
    return table(counts, ("a", "b"), parents={"a": REGIONS}, place="a", is_share=bool(seed % 2))


def of(*tables: Protected) -> dict[str, bytes]:
    return files(tables, RULES, ABOUT)


def disagreements(seeds) -> list[int]:
    return [seed for seed in seeds if findings(of(*protect([asked(seed)]).tables))]


def test_s7_an_outside_attack_on_the_files_finds_nothing_that_ours_did_not():
    assert disagreements(range(EVERY_DAY)) == []
    told = [of(*protect([asked(seed)]).tables) for seed in range(EVERY_DAY)]
    assert sum(map(hidden, told)) > 10 * EVERY_DAY  # there is something to find


@pytest.mark.thorough
def test_s7_and_a_hundred_more():
    assert disagreements(range(EVERY_DAY, THOROUGH)) == []


def test_s7_control_what_our_attack_opens_the_outside_one_opens_too():
    for seed in range(EVERY_DAY):
        careless = primary_only(asked(seed))
        ours = any(not one.insider for one in audit([careless]))
        assert bool(findings(of(careless))) == ours
    assert any(findings(of(primary_only(asked(seed)))) for seed in range(EVERY_DAY))


def test_a_file_with_one_number_shown_too_many_is_opened():
    (safe,) = protect([asked(1)]).tables
    beside = next(cell for cell, why in safe.hidden.items() if why is Why.BESIDE)
    less = {cell: why for cell, why in safe.hidden.items() if cell != beside}
    assert findings(of(Protected(safe.table, less)))


def test_the_files_say_sums_levels_parts_and_what_is_hidden():
    (safe,) = protect([asked(1)]).tables
    told = of(safe)
    problem = json.loads(told["problem.json"])
    (one,) = problem["tables"]
    assert one["dimensions"] == {"a": "01-a.csv", "b": "01-b.csv", "part": "01-part.csv"}
    assert told["01-a.csv"].decode().splitlines()[:4] == ["level,code", "@,all", "@@,r0", "@@@,a0"]
    assert told["01-part.csv"] == b"level,code\n@,all\n@@,with\n@@,without\n"
    rows = told["01-cells.csv"].decode().splitlines()
    assert rows[0] == "a,b,part,count,status"
    assert {row.rsplit(",", 1)[1] for row in rows[1:]} == {"s", "z", "u", "x"}
    assert len(rows) == 1 + 3 * len(safe.table.cells)


def test_what_was_given_up_is_not_in_the_files_or_is_said_to_be_in_no_table():
    (safe,) = protect([asked(1)]).tables
    table_ = safe.table
    fewer = type(table_)(
        **{name: getattr(table_, name) for name in table_.__dataclass_fields__}
        | {"left_out": frozenset({LeftOut("r0", "a"), LeftOut("r1", "b")})}
    )
    told = of(Protected(fewer, safe.hidden))
    rows = told["01-cells.csv"].decode().splitlines()
    divided = [row for row in rows if row.startswith("a2,") and not row.startswith("a2,all")]
    assert divided and all(row.endswith(",n") for row in divided)
    assert not any(row.startswith(("a0,", "a1,")) for row in rows)
    assert b"a2" in told["01-a.csv"] and b"a0" not in told["01-a.csv"]
