"""S1 over every public address of figures: none of the numbers of regions that are hidden is there.

The regions' raw figures stand in the database; what protection hides of them is looked for in
pages, files, charts and the API, beside the name or the code of its region.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bagdar.access.public import known_regions
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure
from bagdar.indicators.queries import figures as queries
from bagdar.indicators.rules.adding import Sums, value_of
from bagdar.indicators.rules.disclosure.scan import Record, records_of
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# Learners and organisations; shares and a ratio of rooms: many regions of few in each.
SOME = ("I1.3.3/tvet", "I1.3.4/cctv", "I1.5.2", "I1.7.1", "I1.7.2", "I1.7.4", "I1.7.5", "T1.1/3-6")
PROGRAMME = "kz-2020-2025"
DAY = date(2022, 10, 1)
BY, AT = Actor("test", "operator"), datetime(2026, 11, 1, tzinfo=UTC)
Secrets = Mapping[tuple[str, str], frozenset[float]]  # metric, region → numbers


@pytest.fixture
def computed(loaded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing(tmp_path, monkeypatch) as id:
        made(id, DAY, SOME, by=BY, at=AT)
        yield


def secrets() -> Secrets:
    """What of each region is hidden: the sums, the value, and the value as pages print it."""
    found: dict[tuple[str, str], frozenset[float]] = {}
    rows = models.Figure.objects.exclude(place="").select_related("computation", "protected")
    for one in rows:
        metric = METRICS[one.computation.metric]
        sums = Sums(one.numerator, one.denominator, one.units)
        told = {one.protected.units, one.protected.numerator, one.protected.denominator}
        numbers = {sums.numerator, sums.denominator, sums.units} - told
        if one.protected.numerator is None and metric.measure is not Measure.COUNT:
            value = value_of(sums, metric.scale, is_count=False)
            numbers |= {value, value and round(value, 1)}
        # 0 and 1 stand on every page, and so do numbers of the metric's own code.
        own = {int(each) for each in re.findall(r"\d+", metric.code)}
        kept = {float(each) for each in numbers if each is not None and each not in own | {0, 1}}
        if kept:
            found[metric.code, one.place] = frozenset(kept) | found.get(
                (metric.code, one.place), frozenset()
            )
    return found


def addresses() -> Iterator[tuple[str, str, str]]:
    """metric, kind of file, address: every one of which the figures of a metric are told."""
    for code in SOME:
        row = METRICS[code].row
        group = row.split("/")[0]
        for borders in ("then", "now"):
            asked = f"metric={code}&by=region&on={DAY}&borders={borders}"
            for language in ("kk", "ru", "en"):
                yield code, "p.html", f"/{language}/figures/table/?{asked}"
            yield code, "p.csv", f"/en/figures/table/?{asked}&table=figure-table&as=csv"
            yield code, "p.xlsx", f"/en/figures/table/?{asked}&table=figure-table&as=xlsx"
            yield code, "p.json", f"/api/v1/figures/table?{asked}"
        page = f"/en/programme/{PROGRAMME}/indicators/{group}/"
        yield code, "p.html", page
        for name in ("records", "records_regions") if row == group else ():
            yield code, "p.csv", f"{page}?table={name}&as=csv"
        for region in known_regions():
            yield code, "p.json", f"/api/v1/figures?row={row}&place={region}"
    for one in (
        models.Figure.objects.exclude(place="").filter(borders="then").select_related("computation")
    ):
        code = one.computation.metric
        yield code, "p.json", f"/api/v1/figures/{one.pk}"
        yield code, "trace.html", f"/en/figures/{one.pk}/"
        yield code, "p.csv", f"/en/figures/{one.pk}/?table=revisions&as=csv"


_asked = count(1)


def elsewhere() -> dict[str, Any]:
    """Each question from another address: how many one may ask is not what is tested here."""
    number = next(_asked)
    return {"REMOTE_ADDR": f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"}


def leaks(client: Client, of: Secrets) -> Iterator[tuple[str, str, str]]:
    names = {
        code: {code.casefold(), *(str(text).casefold() for _, text in one.name.items())}
        for code, one in known_regions().items()
    }
    places = {str(one.pk): one.place for one in models.Figure.objects.all()}
    for code, kind, address in addresses():
        answer = client.get(address, **elsewhere())
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        about = re.search(r"/figures/(\d+)", address)
        if about:  # all of it is of one region
            place = places[about.group(1)]
            numbers = of.get((code, place), frozenset())
            for number in numbers & set(_of_one(kind, content)):
                yield address, place, f"{number}"
            continue
        for record in records_of(kind, content):
            for place, known in names.items():
                if _tells(record, known) and _plain(record) & of.get((code, place), frozenset()):
                    yield address, place, record.text[:90]


def _plain(record: Record) -> set[float]:
    """Numbers that stand by themselves: those of a day or of a digest say nothing of a region."""
    told = (re.sub(r"\s", "", word).replace(",", ".") for word in record.words)
    return {float(one) for one in told if re.fullmatch(r"\d+(\.\d+)?", one)}


def _tells(record: Record, known: set[str]) -> bool:
    return bool(record.words & known)


def _of_one(kind: str, content: bytes) -> Iterator[float]:
    """Numbers of a page or an answer about one figure: what stands by itself in its elements."""
    if kind != "trace.html":
        for record in records_of(kind, content):
            for word in record.words:
                if re.fullmatch(r"\d+(\.\d+)?", word):
                    yield float(word)
        return
    text = content.decode()
    text = unescape(text[text.index("<main") : text.index("</main>")])
    text = re.sub(r"<pre.*?</pre>", "", text, flags=re.S)
    for found in re.findall(r">\s*([\d\u00a0\u202f ]+(?:[.,]\d+)?)\s*<", text):
        plain = re.sub(r"\s", "", found).replace(",", ".")
        if plain:
            yield float(plain)


@pytest.mark.usefixtures("computed")
def test_s1_none_of_150_hidden_numbers_is_at_any_address(client: Client):
    hidden = secrets()
    assert sum(map(len, hidden.values())) > 150 and len({code for code, _ in hidden}) >= 6
    assert list(leaks(client, hidden)) == []


@pytest.mark.usefixtures("computed")
def test_s1_control_who_sees_raw_figures_is_found_to_see_them(
    client_as: Callable[[str], Client],
):
    """The same addresses and the same scan, by an account that may see what is not released."""
    found = list(leaks(client_as("ministry"), secrets()))
    kinds = {re.sub(r"\d+|[?].*", "", address) for address, _, _ in found}
    assert {"/api/v/figures/", "/en/figures//", "/api/v/figures"} <= kinds
    assert any("indicators" in kind for kind in kinds)


@pytest.mark.usefixtures("computed")
def test_who_may_see_raw_figures_sees_them_and_the_country_s_are_everybody_s(
    client: Client, client_as: Callable[[str], Client]
):
    for one in models.Figure.objects.filter(borders="then").select_related("protected"):
        own = client.get(f"/api/v1/figures/{one.pk}", **elsewhere()).json()["figure"]
        if not one.place or one.protected.numerator is not None:
            assert own["numerator"] == one.numerator and own["hidden"] is None
        else:
            assert (own["numerator"], own["value"], own["hidden"]) == (None, None, "few")
    hidden = models.Figure.objects.filter(protected__numerator=None).exclude(place="").first()
    raw = client_as("ministry").get(f"/api/v1/figures/{hidden.pk}").json()["figure"]
    assert (raw["numerator"], raw["units"], raw["hidden"]) == (hidden.numerator, hidden.units, None)


@pytest.mark.usefixtures("computed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_hidden_figure_says_why(client: Client, language: str):
    one = next(each for each in queries.figures_of("I1.7.4", real=False) if each.hidden is not None)
    page = client.get(f"/{language}/figures/{one.id}/").content.decode()
    assert f"{one.least}" in page and one.least == 5
    said = {"kk": "Жасырылған", "ru": "Скрыто", "en": "Hidden: fewer than 5"}[language]
    assert said in page
