"""Kindergartens on a list and a map in Chromium: near, cheap, free; a point of one's own.

A telephone in the dark and a desk in light. The point that a parent gives stays in the browser:
everything that leaves it is read.
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bagdar.admissions.presenters.choosing import far_words
from bagdar.admissions.rules.queue.choosing import Seen, Sight, in_order
from bagdar.core.distance import Point, metres_between
from tests.browser.looking import context_of
from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled
from tests.people import PASSWORD
from tests.served import Service

pytestmark = pytest.mark.browser

FILL = """
from datetime import date
from decimal import Decimal
from random import Random
from django.utils import timezone
from bagdar.admissions.services.fees import state_fee
from bagdar.core.periods import Period
from bagdar.registry.public import record_fact
from bagdar.registry.rules.details import ResidenceDetails, SiteDetails
from bagdar.registry.rules.kinds import RESIDENCE, SITE
from tests.queueing import OPERATOR, yard
from tests.register import given, territory
from tests.web.test_queue_pages import account, family

draw, year = Random(11), timezone.now().year
of = yard(12, year=year, ownership="state")
towns = (("1", "Ұзынсарыоба қаласы", 53.2, 69.4), ("2", "Қарағайлыкөл ауылы", 52.6, 68.7))
for code, name, *_ in towns:
    territory(code, name_kk=name)
for n, id in enumerate(of.places[:-1]):
    code, _, north, east = towns[n % 2]
    at = [Decimal(str(round(one + draw.uniform(-.04, .04), 6))) for one in (north, east)]
    told = SiteDetails(number="1", address=f"Үлгі көше, {n}", territory=code, latitude=at[0],
                       longitude=at[1])
    record_fact(SITE, id, told, Period(date(2000, 1, 1)), **given(4))
    if n % 3:
        state_fee(id, n * 1000, date(year, 1, 1), by=OPERATOR, at=of.now())
    if n % 2:
        of.open(n % 4 + 1, n)
for number in range(10):
    _, child = family(of, f"W{number}", f"Ұзынесімгүл{number}")
    home = ResidenceDetails(territory="1")
    record_fact(RESIDENCE, child, home, Period(date(year - 2, 1, 1)), **given(5))
"""
FAMILIES = count()  # each test signs another one in: an account may try only so often a minute
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]
HERE = Point(52.987654, 69.123456)


@pytest.fixture(scope="module")
def town() -> Iterator[Service]:
    with filled(FILL) as running:
        yield running


@pytest.fixture
def parent(browser: Any, town: Service, screenshots: Path, request: Any) -> Iterator[Walker]:
    """On the page of applying, with everything that leaves the browser in `sent`."""
    width, number = getattr(request, "param", 360), next(FAMILIES)
    with context_of(browser, width, "dark" if width == 360 else "light") as visit:
        one = Walker(visit("about:blank"), town.address, screenshots, f"map-{width}")
        context, sent = one.page.context, []
        context.grant_permissions(["geolocation"], origin=town.address)
        context.set_geolocation({"latitude": HERE.latitude, "longitude": HERE.longitude})
        context.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
        one.sign_in(f"parent-w{number}", PASSWORD)
        one.open("/kk/queue/mine/")
        one.follow(f"Мысалова Ұзынесімгүл{number} Үлгіқызы")
        one.sent = sent
        yield one


CARDS = """() => [...document.querySelectorAll('[data-list] > li')].map(one => ({
  name: one.querySelector('label').textContent, at: one.dataset.at || '',
  free: Number(one.dataset.free), tenge: one.dataset.tenge ?? null,
  far: one.querySelector('[data-far]').textContent, value: one.querySelector('input').value,
  isHidden: one.hidden}))"""


def cards(parent: Walker) -> list[dict[str, Any]]:
    return list(parent.page.evaluate(CARDS))


def expected(shown: list[dict[str, Any]], sight: Sight, start: Point | None) -> list[str]:
    """As Python puts the same cards in order."""
    return in_order(sight, [
        (Seen(one["name"], one["free"], _metres(one, start),
              int(one["tenge"]) if one["tenge"] else None), one["name"])
        for one in shown
    ])  # fmt: skip


def _metres(one: dict[str, Any], start: Point | None) -> int | None:
    there = one["at"].split()
    return metres_between(start, Point(*map(float, there))) if there and start else None


@pytest.mark.parametrize("parent", WIDTHS, indirect=True, ids=["360", "1280"])
def test_a_parent_sees_what_is_near_to_a_point_that_never_leaves_the_browser(parent: Walker):
    page = parent.page
    parent.looks("settlement")
    before = cards(parent)
    assert len(before) == 12 and before[-1]["far"] == "координаттары белгісіз"
    page.get_by_role("button", name="Қазір тұрған жерімнен").click()
    page.get_by_text("Нүкте браузеріңізде ғана қалды").wait_for()
    near = cards(parent)
    assert [one["name"] for one in near] == expected(near, Sight.NEAR, HERE)
    assert [one["far"] for one in near[:-1]] == [
        far_words(_metres(one, HERE) or 0) for one in near[:-1]
    ]
    for sight in Sight:
        page.get_by_label("Алдымен").select_option(sight.value)
        seen = cards(parent)
        assert [one["name"] for one in seen] == expected(seen, sight, HERE)
    page.get_by_label("Атауынан іздеу").fill("балабақша 12")
    assert [one["name"] for one in cards(parent) if not one["isHidden"]] == ["Үлгі балабақша 12"]
    page.get_by_label("Атауынан іздеу").fill("")
    parent.looks("own-point")
    apply_with_two_wishes(parent)
    assert parent.wrong == {"settlement": {}, "own-point": {}, "wished": {}}
    assert any("queue/mine/new" in one for one in parent.sent)
    assert leaks(parent.sent) == []


def leaks(sent: list[str]) -> list[str]:
    """Whatever left the browser with the beginning of the point's figures in it."""
    return [one for one in sent if re.search(r"52[.,]98|69[.,]12", one)]


def test_a_point_that_is_sent_is_noticed(parent: Walker):
    """The negative control: a script that asks the service about the point."""
    asks = "at => fetch(`/kk/queue/?at=${at}`).then(told => told.status)"
    assert parent.page.evaluate(asks, f"{HERE.latitude},{HERE.longitude}") == 200
    assert len(leaks(parent.sent)) == 1


def apply_with_two_wishes(parent: Walker) -> None:
    """One from the list, one from the map's card; put in the other order, and sent."""
    page = parent.page
    first = page.get_by_role("button", name="Тізімге қосу: Үлгі балабақша 3", exact=True)
    first.click()
    tap_on(parent, "Үлгі балабақша 8")
    card = page.locator("[data-card]")
    assert "Үлгі балабақша 8" in card.inner_text() and "8-" not in card.inner_text()
    card.get_by_role("button", name="Тізімге қосу").click()
    page.get_by_role("button", name="Жоғары: Үлгі балабақша 8").click()
    typed = {one["name"]: one["value"] for one in cards(parent) if one["value"]}
    assert typed == {"Үлгі балабақша 8": "1", "Үлгі балабақша 3": "2"}
    parent.looks("wished")
    parent.click("Өтініш беру")
    parent.sees("Орныңыз")
    text = page.locator("main").inner_text()
    assert text.index("Үлгі балабақша 8") < text.index("Үлгі балабақша 3")


SPOT = """name => {
  const svg = document.querySelector('svg[data-map]');
  const one = [...document.querySelectorAll('[data-list] > li')]
    .find(li => li.querySelector('label').textContent === name);
  const [north, east] = one.dataset.at.split(' ').map(Number), told = svg.dataset;
  const x = (east - told.left) * told.squeeze * told.scale, y = (told.top - north) * told.scale;
  const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  return [at.x, at.y];
}"""


def tap_on(parent: Walker, name: str) -> None:
    """Nearer first, by the list's own button, so that no other point is under the finger."""
    parent.page.get_by_role("button", name=f"Картадан көру: {name}", exact=True).click()
    parent.page.locator("svg[data-map]").scroll_into_view_if_needed()
    parent.page.mouse.click(*parent.page.evaluate(SPOT, name))


def test_the_map_comes_nearer_moves_and_a_tap_sets_the_point(parent: Walker):
    page, svg = parent.page, parent.page.locator("svg[data-map]")
    whole = svg.get_attribute("viewBox")
    page.get_by_role("button", name="Жақындату").click()
    near = svg.get_attribute("viewBox")
    page.get_by_role("button", name="Оңға").click()
    moved = svg.get_attribute("viewBox")
    page.get_by_role("button", name="Бүкіл карта").click()
    assert len({whole, near, moved}) == 3 and svg.get_attribute("viewBox") == "0 0 360 300"
    page.get_by_role("button", name="Нүктені картадан көрсету").click()
    svg.scroll_into_view_if_needed()
    name = cards(parent)[3]["name"]
    page.mouse.click(*page.evaluate(SPOT, name))
    page.get_by_text("картадан көрсеткен нүктеңізден").wait_for()
    far = {one["name"]: one["far"] for one in cards(parent)}
    assert far[name].startswith("0,")  # a pixel of the whole map is some hundred metres
    assert not all(one.startswith("0,") for one in far.values())
    assert page.get_by_label("Қай жерден өлшейміз").input_value() == ""


def test_the_map_is_pinched_with_two_fingers(parent: Walker):
    page, svg = parent.page, parent.page.locator("svg[data-map]")
    svg.scroll_into_view_if_needed()
    page.evaluate(PINCH)
    assert float(str(svg.get_attribute("viewBox")).split()[2]) == pytest.approx(90, abs=1)


PINCH = """() => {
  const svg = document.querySelector('svg[data-map]'), box = svg.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  svg.setPointerCapture = () => {};  // fingers that a script makes cannot be captured
  const send = (kind, id, dx) => svg.dispatchEvent(new PointerEvent(kind, {
    pointerId: id, pointerType: 'touch', clientX: x + dx, clientY: y, bubbles: true}));
  send('pointerdown', 1, -20); send('pointerdown', 2, 20);
  send('pointermove', 1, -80); send('pointermove', 2, 80);
  send('pointerup', 1, -80); send('pointerup', 2, 80);
}"""


def test_the_script_and_the_service_measure_and_sort_alike(parent: Walker):
    draw = Random(5)
    pairs = [
        [[draw.uniform(40, 56), draw.uniform(46, 88)] for _ in range(2)] for _ in range(2000)
    ] + [[[51.1, 71.4], [51.1, 71.4]], [[0, 0], [0, 180]], [[51.1, 71.4], [51.100001, 71.4]]]
    told = parent.page.evaluate("pairs => pairs.map(([a, b]) => metresBetween(a, b))", pairs)
    assert told == [metres_between(Point(*one), Point(*other)) for one, other in pairs]
    metres = [0, 49, 50, 949, 950, 9_949, 9_950, 10_499, 10_500, 999_499, 1_234_567, 12_345_678]
    shown = parent.page.evaluate("some => some.map(one => `${kilometres(one, ',')} км`)", metres)
    assert shown == [far_words(one) for one in metres]


def test_where_the_reader_is_not_told_the_page_says_what_to_do(parent: Walker):
    parent.page.context.clear_permissions()
    parent.page.get_by_role("button", name="Қазір тұрған жерімнен").click()
    parent.page.get_by_text("Тұрған жеріңізді білу мүмкін болмады").wait_for()
    assert cards(parent)[0]["far"]  # the settlement still stands
