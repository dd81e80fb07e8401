"""Every page in Chromium: at phone and desk width, light and dark, in three languages.

Screenshots are left in var/screenshots for people to look at.
"""

import http.client
import re
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.looking import context_of
from tests.whole.pages import PAGES, Visit, address

pytestmark = pytest.mark.browser

# axe looks at each scheme and each width once; its rules do not depend on both together.
LOOKS = [
    (360, "light", True),
    pytest.param(1280, "dark", True, marks=pytest.mark.thorough),
    pytest.param(360, "dark", False, marks=pytest.mark.thorough),
    pytest.param(1280, "light", False, marks=pytest.mark.thorough),
]
SIGNED_IN = {"body": "body-mes", "coordinator": "coordinator", "auditor": "auditor"}


def visits_of(roles: tuple[str, ...]) -> list[tuple[str, int, Visit]]:
    return [
        (name, number, visit)
        for name, looks in PAGES.items()
        for number, visit in enumerate(looks)
        if visit.role in roles
    ]


def sign_in(service, username: str) -> list[dict[str, str]]:
    """Signs in as the demonstration account and gives its cookies."""
    place = urlsplit(str(service))
    with closing(http.client.HTTPConnection(place.hostname, place.port)) as line:
        cookies = _signed_in(line, username, service.password)
    assert "bagdar_session" in cookies, f"{username} could not sign in"
    return [{"name": name, "value": value, "url": str(service)} for name, value in cookies.items()]


def _signed_in(line: http.client.HTTPConnection, username: str, password: str) -> dict[str, str]:
    """The cookies after filling in the sign-in form."""
    line.request("GET", "/kk/sign-in/")
    answer = line.getresponse()
    form = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    cookies = _cookies(answer)
    body = urlencode({"csrfmiddlewaretoken": token, "username": username, "password": password})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    line.request("POST", "/kk/sign-in/", body, headers)
    answer = line.getresponse()
    answer.read()
    return cookies | _cookies(answer)


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    pairs = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie") or []]
    return dict(pair.split("=", 1) for pair in pairs)


def wrong_with(look, axe: bool = True) -> dict[str, list]:
    """Everything that these tests refuse, by kind; empty where the page is right."""
    found = {
        "console": list(look.complaints),
        "wider than the screen": look.wider_than_the_screen(),
        "over the next cell": look.spilling_cells(),
        "letters too small": look.letters_too_small(),
        "axe": look.faults() if axe else [],
    }
    return {kind: faults for kind, faults in found.items() if faults}


def told(wrong: dict[str, dict[str, list]]) -> list[str]:
    """One line for each fault, at most three of a kind and page."""
    return [
        f"{page}: {kind}: {fault}"
        for page, kinds in wrong.items()
        for kind, faults in kinds.items()
        for fault in faults[:3]
    ]


@pytest.mark.parametrize(("width", "scheme", "axe"), LOOKS)
def test_public_pages_look_right_in_kazakh(
    browser, served, screenshots, pytestconfig, width, scheme, axe
):
    """The everyday tier looks once at each page, the thorough one at each of its looks."""
    every_look = pytestconfig.getoption("--thorough")
    wrong = {}
    with context_of(browser, width, scheme) as visit:
        for name, number, one in visits_of(("public",)):
            if number and not every_look:
                continue
            look = visit(f"{served}{address(name, one)}")
            picture = screenshots / f"{name}-{number}-{width}-{scheme}.png"
            look.page.screenshot(path=picture, full_page=True)
            wrong[f"{name} {number}"] = wrong_with(look, axe)
    assert told(wrong) == []


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["en", "ru"])
def test_public_pages_look_right_in_russian_and_english(browser, served, language):
    wrong = {}
    with context_of(browser, 1280, "light") as visit:
        for name, number, one in visits_of(("public",)):
            if number == 0:
                look = visit(f"{served}{address(name, one, language)}")
                wrong[name] = wrong_with(look, axe=False)
    assert told(wrong) == []


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.thorough)])
def test_pages_for_people_who_are_signed_in_look_right(browser, served, screenshots, width):
    wrong = {}
    for role, username in SIGNED_IN.items():
        cookies = sign_in(served, username)
        with context_of(browser, width, "light", cookies) as visit:
            for name, _, one in visits_of((role,)):
                if name == "account":
                    one = Visit({"username": SIGNED_IN["body"]}, role=role)
                look = visit(f"{served}{address(name, one)}")
                picture = screenshots / f"{name}-{role}-{width}.png"
                look.page.screenshot(path=picture, full_page=True)
                wrong[f"{name} {role}"] = wrong_with(look)
    assert told(wrong) == []


def test_error_pages_look_right(browser, served):
    wrong = {}
    with context_of(browser, 360, "light") as visit:
        for path in ("/kk/nothing-here/", "/ru/programme/no-such/", "/en/programme/x@9/"):
            look = visit(f"{served}{path}")
            look.complaints[:] = [one for one in look.complaints if "404" not in one]
            wrong[path] = wrong_with(look)
    assert told(wrong) == []


# --- what the page does with scripts, and without ---------------------------------------------


def test_a_table_is_sorted_and_filtered_in_place(browser, served):
    """htmx swaps the table alone; the address says the same."""
    with context_of(browser, 1280, "light") as visit:
        look = visit(f"{served}{address('indicators', PAGES['indicators'][0])}")
        page = look.page
        page.evaluate("() => { window.stayed = true; }")
        column = page.locator("section.table thead th a").nth(1)
        column.click()
        page.wait_for_selector("section.table th[aria-sort='ascending']")
        assert page.evaluate("() => window.stayed") is True
        assert "sort=" in page.url
        field = page.locator("section.table input[type=search]").first
        field.fill("pisa")
        page.wait_for_function("() => location.search.includes('find.')")
        assert page.evaluate("() => window.stayed") is True
        assert "PISA" in page.locator("section.table tbody").first.inner_text()
        assert page.locator("section.table tbody tr").count() < 20
        assert look.complaints == []


def test_the_same_table_is_sorted_without_scripts(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}{address('indicators', PAGES['indicators'][0])}")
    page.locator("section.table thead th a").nth(1).click()
    assert "sort=" in page.url
    assert page.locator("section.table th[aria-sort='ascending']").count() == 1
    assert not page.locator("button.copy").first.is_visible()
    context.close()


def test_the_keyboard_reaches_the_content_first(browser, served):
    with context_of(browser, 1280, "light") as visit:
        page = visit(f"{served}/kk/").page
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"


def test_kazakh_letters_come_from_one_font(browser, served):
    """ә ғ қ ң ө ұ ү һ і have glyphs, in regular and bold: none is as wide as a missing one."""
    with context_of(browser, 1280, "light") as visit:
        page = visit(f"{served}/kk/").page
        missing = page.evaluate("""() => {
          const pen = document.createElement('canvas').getContext('2d');
          const family = getComputedStyle(document.body).fontFamily;
          const seen = (letter, weight) => {
            pen.font = `${weight} 40px ${family}`;
            pen.clearRect(0, 0, 300, 150); pen.fillText(letter, 10, 60);
            return pen.getImageData(0, 0, 100, 100).data.join();
          };
          return [400, 700].flatMap(weight => [...'әғқңөұүһіӘҒҚҢӨҰҮҺІ']
            .filter(letter => seen(letter, weight) === seen('\\uFFFE', weight)));
        }""")
        assert missing == []


# --- the judges are judged --------------------------------------------------------------------

BAD_PAGE = """<!doctype html><html lang="kk"><head><title>x</title><style>
  .pale { color: #bbb; background: #fff } .wide { width: 700px }
  table { table-layout: fixed; width: 60px } .narrow { width: 30px } </style></head>
  <body><main><h1>x</h1><p class="pale">Көрінбейтін мәтін</p><input type="text">
  <div class="wide">кең</div>
  <table><tr><td class="narrow">толықтырылады</td><td>x</td></tr></table>
  <div class="picture"><svg width="100" height="20"><text y="9" font-size="8">x</text></svg></div>
  </main><script>console.error("broken")</script></body></html>"""


def test_a_bad_page_is_noticed(browser):
    """Negative control: pale text, no label, a wide box, a narrow cell, small print."""
    with context_of(browser, 360, "light") as visit:
        look = visit("about:blank")
        look.page.set_content(BAD_PAGE)
        found = wrong_with(look)
    rules = {fault.split(":")[0] for fault in found["axe"]}
    assert {"color-contrast", "label"} <= rules
    assert found["console"] == ["broken"]
    assert any("wide" in one for one in found["wider than the screen"])
    assert found["over the next cell"] == ["narrow толықтырылады"]
    assert found["letters too small"] == [8]


def test_an_inline_style_is_refused_by_the_policy_and_noticed(browser, served):
    """Negative control: what the content security policy blocks reaches the console."""
    with context_of(browser, 1280, "light") as visit:
        look = visit(f"{served}/kk/")
        look.page.evaluate(
            "() => document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')"
        )
        look.page.wait_for_timeout(100)
        assert any("Content Security Policy" in one for one in look.complaints)
