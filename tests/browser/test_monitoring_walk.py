"""An officer and a coordinator work through Bagdar in Kazakh, as new users would, in Chromium.

Both widths walk the same way over reports of their own. Every page is looked at on the way: axe,
the console, the right edge of the screen. Screenshots stay in var/screenshots. The tutorials name
pages and buttons in italics; each of them has to be seen on the way.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.looking import Look, context_of
from tests.browser.test_pages import told, wrong_with

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = ("reporting-on-the-programme.md", "accepting-reports.md")
HERE = "/kk/programme/kz-2020-2025"


@dataclass
class Walker:
    """One person in one tab. wrong: what was found on each page; seen: all that it said."""

    look: Look
    address: str
    pictures: Path
    name: str
    wrong: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @property
    def page(self) -> Any:
        return self.look.page

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}", wait_until="load")

    def click(self, text: str, kind: str = "button") -> None:
        """Press what is called exactly so."""
        self.remember()
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role(kind, name=text, exact=True).first.click()

    def follow(self, text: str) -> None:
        self.click(text, "link")

    def fill(self, label: str, text: str, place: int = 0) -> None:
        self.page.get_by_label(label, exact=False).nth(place).fill(text)

    def choose(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.select_option(label=text)

    def sees(self, *texts: str) -> None:
        shown = self.page.inner_text("main")
        assert [text for text in texts if text not in shown] == [], shown[:1500]

    def remember(self) -> None:
        self.seen += [self.page.inner_text("body"), self.page.locator("body").text_content()]

    def looks(self, name: str, axe: bool = True) -> None:
        """Take a picture of the page and keep what is wrong with it.

        axe  False where nothing stands that was not looked at on an earlier page
        """
        self.remember()
        self.page.screenshot(path=self.pictures / f"walk-{name}-{self.name}.png", full_page=True)
        found = wrong_with(self.look, axe)
        # A form that is refused is answered with a 4xx, which Chromium's console repeats.
        console = [one for one in found.pop("console", []) if "status of 4" not in one]
        self.wrong[name] = {**found, **({"console": console} if console else {})}
        self.look.complaints.clear()

    def sign_in(self, username: str, password: str) -> None:
        self.open("/kk/sign-in/")
        self.fill("Пайдаланушы аты", username)
        self.fill("Құпиясөз", password)
        self.page.locator("main").get_by_role("button", name="Кіру", exact=True).click()
        self.page.wait_for_load_state("load")


@contextmanager
def person(
    browser: Any, served: Any, pictures: Path, username: str, width: int
) -> Iterator[Walker]:
    scheme = "light" if width > 1000 else "dark"
    with context_of(browser, width, scheme) as visit:
        walker = Walker(visit("about:blank"), str(served), pictures, f"{width}-{scheme}")
        walker.sign_in(username, served.password)
        yield walker


@dataclass(frozen=True)
class Ways:
    """What one width reports on, so that the two do not meet."""

    width: int
    measure: int
    indicator: str
    year: int
    money: int
    in_file: Mapping[str, tuple[str, str]]  # sheet → what its row begins with


WIDE = Ways(
    1280, 1, "I1.3.3/school", 2021, 2,
    {"Кезеңдер": ("2", "1/2025-01"), "Көрсеткіштер": ("T1.2/math", "2025"),
     "Ақша": ("10", "2025")},
)  # fmt: skip
NARROW = Ways(
    360, 6, "I1.3.3/school", 2022, 10,
    {"Кезеңдер": ("173", "1/2025-02"), "Көрсеткіштер": ("T1.2/science", "2025"),
     "Ақша": ("11", "2025")},
)  # fmt: skip


@pytest.mark.parametrize(
    "ways",
    [pytest.param(WIDE, id="1280", marks=pytest.mark.thorough), pytest.param(NARROW, id="360")],
)
def test_an_officer_reports_and_a_coordinator_accepts(browser, served, screenshots, ways, tmp_path):
    with (
        person(browser, served, screenshots, "body-mes", ways.width) as officer,
        person(browser, served, screenshots, "coordinator", ways.width) as coordinator,
    ):
        reports_a_milestone(officer, ways, tmp_path)
        reports_an_indicator(officer, ways)
        reports_money(officer, ways)
        reports_by_file(officer, ways, tmp_path)
        returns_one_and_accepts_the_rest(coordinator, ways)
        mends_what_was_returned(officer, ways)
        accepts_one_from_its_page(coordinator, ways)
        finds_it_on_the_measure_and_in_the_trail(coordinator, ways)
        wrong = {
            f"{one.name} {page}": found
            for one in (officer, coordinator)
            for page, found in one.wrong.items()
        }
        assert told(wrong) == []
        assert said_in_tutorials((officer, coordinator)) == {}


def reports_a_milestone(officer: Walker, ways: Ways, folder: Path) -> None:
    """From the desk, with a file as evidence."""
    officer.sees("Жұмыс үстелі: БҒМ", "Мерзімі өткен")
    officer.looks("desk")
    officer.choose("Түрі", "Іс-шара кезеңі")
    officer.choose("Іс-шара немесе көрсеткіш", f"№ {ways.measure}")
    officer.click("Көрсету")
    officer.follow(f"№ {ways.measure}")
    officer.looks("report-new")
    officer.click("Сақтап, ұсыну")
    officer.sees("Бұл өрісті толтырыңыз.")
    officer.looks("report-new-wrong")
    officer.choose("Орындалу жай-күйі", "Орындалды")
    officer.fill("Аяқталған күні", "2020-06-25")
    officer.fill("Түсініктеме", "Бұйрық бекітілді.")
    officer.click("Жобаны сақтау")
    officer.sees("Жоба сақталды.", "Орындалды")
    officer.looks("report-draft")
    paper = folder / "бұйрық.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    officer.choose("Құжаттың түрі", "Бұйрық")
    officer.fill("Құжаттың атауы", "Бұйрық")
    officer.fill("Нөмірі", "254")
    officer.page.get_by_label("Файл").set_input_files(paper)
    officer.click("Құжатты қосу")
    officer.sees("Құжат қосылды.", "№ 254", "бұйрық.pdf")
    officer.click("Ұсыну")
    officer.sees("Есеп ұсынылды.", "шешім күтуде")
    officer.looks("report-submitted", axe=False)


def to_report(officer: Walker, subject: str) -> None:
    officer.open(f"{HERE}/reports/new/?subject={subject}")


def reports_an_indicator(officer: Walker, ways: Ways) -> None:
    """A share of one instead of per cent is asked about beside its field, and mended."""
    to_report(officer, f"indicator:{ways.indicator}@{ways.year}")
    officer.fill("Нақты мәні", "0,62")
    officer.fill("Дереккөз", "Әкімшілік деректер")
    officer.click("Сақтап, ұсыну")
    officer.sees("Иә, дұрыс")
    officer.looks("report-asked")
    officer.fill("Нақты мәні", "62")
    officer.click("Сақтап, ұсыну")
    officer.sees("Есеп ұсынылды.", "62 %")


def reports_money(officer: Walker, ways: Ways) -> None:
    to_report(officer, f"money:m{ways.money}@2021")
    officer.fill("Жұмсалды", "1")
    officer.click("Тағы бір жол қосу")
    officer.looks("report-money", axe=False)
    officer.click("Сақтап, ұсыну")
    for box in officer.page.get_by_label("Иә, дұрыс").all():
        box.check()
    officer.looks("report-money-asked")
    officer.click("Сақтап, ұсыну")
    officer.sees("Есеп ұсынылды.")


def reports_by_file(officer: Walker, ways: Ways, folder: Path) -> None:
    """With mistakes first: what is right is taken, the rest comes back to be mended."""
    officer.open(f"{HERE}/desk/")
    officer.remember()
    with officer.page.expect_download() as coming:
        officer.page.get_by_role("link", name="Үлгіні жүктеп алу").click()
    template = folder / "template.xlsx"
    coming.value.save_as(template)
    told = {
        "Кезеңдер": {"Орындалуы *": "Орындалды"},  # and no day
        "Көрсеткіштер": {"Мәні *": "көп"},  # and no figure
        "Ақша": {"Жұмсалғаны, млн теңге": 1000},
    }
    fill(template, {sheet: {ways.in_file[sheet]: cells} for sheet, cells in told.items()})
    hands_in(officer, template)
    officer.sees("Қайтарылған")
    officer.looks("delivery-with-mistakes")
    with officer.page.expect_download() as coming:
        officer.page.get_by_role("link", name="Қайтарылған жолдарды жүктеу (XLSX)").click()
    returned = folder / "returned.xlsx"
    coming.value.save_as(returned)
    mended = {
        "Кезеңдер": {"Аяқталған күні": "2025-01-15"},
        "Көрсеткіштер": {"Мәні *": 470},
    }
    fill(returned, {sheet: {ways.in_file[sheet]: cells} for sheet, cells in mended.items()})
    hands_in(officer, returned)
    officer.sees("Файлдың барлық толтырылған жолы алынды.")
    officer.looks("delivery-mended", axe=False)


def hands_in(officer: Walker, file: Path) -> None:
    officer.open(f"{HERE}/desk/")
    officer.follow("Файл тапсыру")
    officer.page.locator("input[type=file]").set_input_files(file)
    officer.looks("upload")
    officer.click("Тапсыру")


def fill(path: Path, told: Mapping[str, Mapping[tuple[str, str], Mapping[str, object]]]) -> None:
    """Type into the rows that begin so, under the columns of these titles."""
    book = openpyxl.load_workbook(path)
    for sheet, rows in told.items():
        titles = {cell.value: cell.column for cell in book[sheet][1]}
        for row in book[sheet].iter_rows(min_row=2):
            begins = tuple(str(cell.value) for cell in row[:2])
            for title, value in rows.get(begins, {}).items():
                book[sheet].cell(row[0].row, titles[title]).value = value
    book.save(path)


def returns_one_and_accepts_the_rest(coordinator: Walker, ways: Ways) -> None:
    coordinator.open(f"{HERE}/acceptance/")
    coordinator.looks("acceptance")
    coordinator.page.get_by_role("link", name=f"№ {ways.measure} ").first.click()
    coordinator.page.wait_for_load_state("load")
    coordinator.fill("Қайтару себебі", "Бұйрықтың соңғы редакциясын қосыңыз.")
    coordinator.looks("report-to-decide")
    coordinator.click("Қайтару")
    coordinator.sees("Есеп себебімен қайтарылды.")
    coordinator.open(f"{HERE}/acceptance/")
    coordinator.follow("Осы беттегінің бәрін таңдау")
    coordinator.click("Таңдалғандарды қабылдау…")
    coordinator.sees("Қабылдау: 5 есеп")
    coordinator.looks("acceptance-many")
    coordinator.click("Қабылдаймын: 5 есеп")
    coordinator.sees("Қабылданды: 5 есеп", "Шешім күткен есеп жоқ.", "Жақында шешілгендер")
    coordinator.looks("acceptance-done", axe=False)


def mends_what_was_returned(officer: Walker, ways: Ways) -> None:
    officer.open(f"{HERE}/desk/")
    officer.sees("Бұйрықтың соңғы редакциясын қосыңыз.")
    officer.follow(f"№ {ways.measure}")
    officer.sees("Қайтару себебі", "Бұйрықтың соңғы редакциясын қосыңыз.")
    officer.looks("report-returned", axe=False)
    officer.follow("Түзету")
    officer.fill("Түсініктеме", "Бұйрықтың соңғы редакциясы бекітілді.")
    officer.click("Сақтап, ұсыну")
    officer.sees("Есеп ұсынылды.", "Бұрын", "Енді")
    officer.looks("report-history")


def accepts_one_from_its_page(coordinator: Walker, ways: Ways) -> None:
    coordinator.open(f"{HERE}/acceptance/")
    coordinator.page.get_by_role("link", name=f"№ {ways.measure} ").first.click()
    coordinator.page.wait_for_load_state("load")
    coordinator.click("Қабылдау")
    coordinator.sees("Есеп қабылданды.", "Қайта ашу")
    coordinator.looks("report-accepted", axe=False)


def finds_it_on_the_measure_and_in_the_trail(coordinator: Walker, ways: Ways) -> None:
    report = re.search(r"/reports/([0-9a-f-]{36})/", coordinator.page.url)[1]  # type: ignore[index]
    coordinator.open(f"{HERE}/measures/{ways.measure}/")
    coordinator.sees("Бұйрық")
    coordinator.remember()
    coordinator.open(f"/kk/audit/?about=monitoring.report:{report}")
    coordinator.remember()
    rows = coordinator.page.locator("tbody tr").count()
    # Kept, a document, submitted, returned, kept, submitted, accepted.
    assert rows == 7, coordinator.page.inner_text("main")[:1500]


# --- the tutorials say what was walked -----------------------------------------------------------


def names_of(tutorial: str) -> set[str]:
    """The pages and buttons that a tutorial names in italics."""
    text = (ROOT / "docs" / "tutorials" / tutorial).read_text(encoding="utf-8")
    return set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text))


def said_in_tutorials(walkers: Iterable[Walker]) -> dict[str, list[str]]:
    """What the tutorials name and nobody saw on the way, by tutorial."""
    seen = " ".join(" ".join(text.split()) for one in walkers for text in one.seen)
    return {
        tutorial: missing
        for tutorial in TUTORIALS
        if (missing := sorted(name for name in names_of(tutorial) if name not in seen))
    }
