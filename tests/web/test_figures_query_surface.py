"""S4: whatever somebody asks of the table builder, only tables of the catalogue are answered."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest
from django.test import Client

from bagdar.audit.rules import Actor
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.rules.building import in_order
from bagdar.indicators.rules.errors import NoSuchTable
from bagdar.indicators.views.table import breakdowns
from tests.figures_made import made
from tests.nation_snapshot import DAY, standing
from tests.often import often

NOISE = (
    "",
    "*",
    "region'",
    "REGION",
    "person_id",
    "school",
    "sex ",
    "age=7",
    "\u0430ge",
    "1",
    "..",
)
WORDS = sorted({one for metric in METRICS.values() for one in metric.by} | {"region", *NOISE})
EVERYDAY, THOROUGH = 5_000, 100_000
Asking = Callable[[Sequence[str], Sequence[str]], Sequence[str]]


def allowed(dimensions: Sequence[str]) -> set[frozenset[str]]:
    """The catalogue, said once more: the country, a place, any other one alone, by region, or two
    others for the country. Never a district with anything else, never three."""
    others = [one for one in dimensions if one != "district"]
    found = {frozenset[str](), *(frozenset({one}) for one in others)}
    found |= {frozenset(pair) for pair in combinations(others, 2)}
    if "district" in dimensions:
        found |= {frozenset({"region"}), frozenset({"district"})}
        found |= {frozenset({"region", one}) for one in others}
    return found


def asked(count: int) -> Iterator[tuple[str, list[str]]]:
    """A metric, and `by` as a question has it: repeated, with commas, in any order, made up."""
    drawn = random.Random(7)
    codes = sorted(METRICS)
    for _ in range(count):
        code = drawn.choice(codes)
        known = (*METRICS[code].by, "region")
        names = [
            drawn.choice(known if drawn.random() < 0.8 else WORDS)
            for _ in range(drawn.randrange(5))
        ]
        cut = drawn.randint(0, len(names))
        yield code, [",".join(names[:cut]), *names[cut:]]


def outside(count: int, asking: Asking) -> list[tuple[str, list[str]]]:
    """Questions that are answered with a table that the catalogue does not have."""
    found = []
    for code, given in asked(count):
        try:
            by = asking(breakdowns(given), METRICS[code].by)
        except NoSuchTable:
            continue
        if frozenset(by) not in allowed(METRICS[code].by) or len(set(by)) != len(by):
            found.append((code, given))
    return found


def test_no_combination_of_filters_is_answered_outside_the_catalogue(pytestconfig):
    assert outside(often(pytestconfig, EVERYDAY, THOROUGH, THOROUGH), in_order) == []


def test_a_form_that_takes_any_filter_is_noticed():
    """The control: whatever was asked for is answered."""
    assert len(outside(EVERYDAY, lambda by, dimensions: by)) > EVERYDAY // 10


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
def test_the_page_and_the_api_answer_the_same_of_any_question(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    code = "I1.3.4/cctv"
    told = {True: 0, False: 0}
    with standing(tmp_path, monkeypatch) as id:
        made(id, DAY, [code], by=Actor("test", "operator"), at=datetime(2026, 11, 1, tzinfo=UTC))
        for number, (_, given) in enumerate(asked(25)):
            by = breakdowns(given)
            who = {"REMOTE_ADDR": f"10.0.0.{number + 1}"}
            question = {"metric": code} | ({"by": ",".join(by)} if by else {})
            page = client.get("/en/figures/table/", question, **who).status_code
            answer = client.get("/api/v1/figures/table", question, **who)
            is_there = frozenset(by) in allowed(METRICS[code].by)
            assert (page == 200, answer.status_code == 200) == (is_there, is_there), by
            told[is_there] += 1
            if is_there:
                assert set(answer.json()["by"]) == set(by)
    assert min(told.values()) > 5
