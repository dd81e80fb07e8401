"""Pages with the whole demonstration behind them: on a phone, on a desk, in the dark, on paper."""

from collections.abc import Iterator

import pytest

from tests.browser.looking import context_of
from tests.browser.test_pages import SIGNED_IN, sign_in, told, wrong_with
from tests.served import service
from tests.whole.pages import PROGRAMME, Visit, address

pytestmark = pytest.mark.browser

SHOWN = {
    "home": Visit(),
    "programme": Visit(PROGRAMME),
    "indicator": Visit({**PROGRAMME, "code": "T1.1"}),
    "measure": Visit({**PROGRAMME, "number": 25}),
    "body": Visit({**PROGRAMME, "code": "mes"}),
    "finance": Visit(PROGRAMME),
    "evaluation": Visit(PROGRAMME),
    "execution": Visit(PROGRAMME),
    "due": Visit(PROGRAMME),
    "calendar": Visit(PROGRAMME),
    "workload": Visit(PROGRAMME),
    "regions": Visit(PROGRAMME),
    "region": Visit({**PROGRAMME, "code": "KZ-10"}),
}
ON_PAPER = ("home", "indicator", "measure", "evaluation", "regions", "region")


@pytest.fixture(scope="module")
def shown() -> Iterator[object]:
    with service(demonstrated=True) as running:
        yield running


# axe looks at the same templates on both widths and in the dark in test_pages.py.
LOOKS = [
    (360, "light", True),
    pytest.param(1280, "dark", True, marks=pytest.mark.thorough),
]


@pytest.mark.thorough  # loads the whole demonstration, of which other tests have a part
@pytest.mark.parametrize(("width", "scheme", "axe"), LOOKS)
def test_pages_full_of_reports_look_right(browser, shown, screenshots, width, scheme, axe):
    wrong = {}
    with context_of(browser, width, scheme) as visit:
        for name, one in SHOWN.items():
            look = visit(f"{shown}{address(name, one)}")
            picture = screenshots / f"demonstrated-{name}-{width}-{scheme}.png"
            look.page.screenshot(path=picture, full_page=True)
            wrong[name] = wrong_with(look, axe)
    assert told(wrong) == []


# A sheet of A4 between Chromium's margins, upright and turned; wide tables get turned sheets.
CUT_OFF = """() => [...document.querySelectorAll('.scroll table')]
  .filter(table => table.getClientRects().length)
  .filter(table => table.offsetWidth > (table.tHead.rows[0].cells.length < 8 ? 718 : 1047))
  .map(table => table.closest('section, figure').id)"""


@pytest.mark.thorough
def test_on_paper_a_page_keeps_its_marks_and_leaves_out_what_is_pressed(
    browser, shown, screenshots
):
    """The bar, filters and downloads are for screens; the band and the source are for everybody."""
    with context_of(browser, 718, "light") as visit:
        for name in ON_PAPER:
            look = visit(f"{shown}{address(name, SHOWN[name])}")
            look.page.emulate_media(media="print")
            for hidden in ("header.bar", ".table-tools", ".downloads", ".front-search", "form"):
                places = look.page.locator(hidden)
                assert not any(places.nth(at).is_visible() for at in range(places.count())), hidden
            assert look.page.locator("p.band").first.is_visible(), name
            assert look.page.locator("footer.foot").is_visible()
            assert look.page.evaluate(CUT_OFF) == [], name
            look.page.pdf(path=screenshots / f"printed-{name}.pdf", format="A4")


BAR = """() => {
  const tops = [...document.querySelectorAll('.bar > div > *, .bar .tools > *')]
    .filter(one => one.getClientRects().length)
    .map(one => one.getBoundingClientRect());
  const row = document.querySelector('.bar > div').getBoundingClientRect();
  const sections = [...document.querySelectorAll('.sections a')]
    .map(one => Math.round(one.getBoundingClientRect().top));
  return {height: row.height, tallest: Math.max(...tops.map(one => one.height)),
          lines: new Set(sections).size};
}"""


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", ["public", *SIGNED_IN])
def test_the_bar_stands_on_one_line_at_a_desk_and_its_sections_on_another(
    browser, served, role, language
):
    cookies = sign_in(served, SIGNED_IN[role]) if role in SIGNED_IN else None
    with context_of(browser, 1280, "light", cookies) as visit:
        page = visit(f"{served}{address('home', Visit(), language)}").page
        found = page.evaluate(BAR)
    assert found["height"] < 1.5 * found["tallest"], found
    assert found["lines"] == 1


def test_every_section_is_reached_on_a_phone_by_keyboard_and_without_scripts(browser, served):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 720})
    page = context.new_page()
    page.goto(f"{served}{address('home', Visit())}")
    page.locator(".groups a").nth(1).click()
    assert page.url.endswith("/evaluation/")
    last = page.locator(".sections a").last
    last.focus()
    box = last.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360  # scrolled into view
    page.keyboard.press("Enter")
    page.wait_for_url("**/yearly/**")
    context.close()
