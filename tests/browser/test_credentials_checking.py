"""T8 in a browser: what the page's script says of a diploma is what the file for strangers says."""

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bagdar.config.environment import ROOT
from tests.diploma_tools import NOW, pdf_of, sd_file_of
from tests.often import often
from tests.rules.test_credentials_forms import (
    FORM_CASES,
    MORE,
    ODD_PDF,
    PDF,
    SHOWN,
    form_mutants,
)
from tests.rules.test_credentials_papers import WRONG, signed
from tests.rules.test_credentials_papers import told as told_of_paper
from tests.rules.test_credentials_verify import CASES, FILE, TRUSTED, lists, mutants, outcome

pytestmark = pytest.mark.browser
SCRIPTS = (
    "notary/static/notary/verify_receipt.js",
    "credentials/static/credentials/verify_forms.js",
    "credentials/static/credentials/verify_diploma.js",
)
CHECK = """async (asked) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const found = [];
  for (const [diploma, issuers, lists, at] of asked) {
    try {
      const held = await Diplomas.check(bytes(diploma), bytes(issuers), lists.map(bytes), at);
      found.push(held.status.length === 2 ? "held" : "no status");
    } catch (error) {
      found.push(error instanceof Diplomas.Refusal ? error.code : String(error.stack));
    }
  }
  return found;
}"""
Asked = tuple[Any, ...]


@pytest.fixture(scope="module")
def check(browser: Any) -> Iterator[Callable[[list[Asked]], list[str]]]:
    """What the script says of (diploma, issuers, lists, instant), each as `outcome` takes them."""
    context = browser.new_context()
    page = context.new_page()
    page.route("https://diplomas.example/", lambda route: route.fulfill(body="<!doctype html>"))
    page.goto("https://diplomas.example/")
    for script in SCRIPTS:
        page.add_script_tag(path=ROOT / "src" / "bagdar" / script)

    def ask(asked: list[Asked]) -> list[str]:
        found: list[str] = page.evaluate(CHECK, [_whole(*one) for one in asked])
        return found

    yield ask
    context.close()


def _whole(
    data: bytes, issuers: bytes | None = None, some: list[bytes] | None = None, at: str = NOW
) -> list[Any]:
    told = [data, TRUSTED if issuers is None else issuers]
    listed = lists() if some is None else some
    return [*map(_text, told), [_text(one) for one in listed], at]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_diploma_holds_in_each_of_its_forms_and_every_refusal_has_its_own_reason(check):
    asked = {code: case() for code, case in {**CASES, **FORM_CASES}.items()}
    found = dict(zip(asked, check(list(asked.values())), strict=True))
    assert found == {code: code for code in asked}
    windows, bare = pdf_of(FILE, end=b"\r\n"), pdf_of(FILE, packed=False)
    asked = [(one,) for one in (FILE, PDF, ODD_PDF, windows, bare, SHOWN)]
    assert check(asked) == ["held"] * 6
    more = [(code, case()) for code, cases in MORE.items() for case in cases]
    told = check([case for _, case in more])
    assert [*zip((code for code, _ in more), told, strict=True)] == [(c, c) for c, _ in more]
    papers = [signed(change) for change in WRONG.values()]
    assert set(check([(one,) for one in papers])) == {"paper_malformed"}
    good = [signed(), sd_file_of((), told_of_paper())]
    assert check([(one,) for one in good]) == ["held", "held"]


def test_of_every_changed_byte_the_script_says_what_the_file_for_strangers_says(
    check, pytestconfig: pytest.Config
):
    some = list(mutants(often(pytestconfig, 400, 2_000, 10_000), 5))
    told, codes = check([(one,) for one in some]), Counter[str]()
    for mutant, code in zip(some, told, strict=True):
        assert code == outcome(mutant), mutant
        codes[code] += 1
    assert codes["held"] == 0 and len(codes) >= 8


def test_of_every_changed_byte_of_a_pdf_and_of_a_part_it_says_the_same(
    check, pytestconfig: pytest.Config
):
    some = list(form_mutants(often(pytestconfig, 400, 2_000, 10_000), 6))
    told = check([(one,) for one in some])
    for mutant, code in zip(some, told, strict=True):
        assert code == outcome(mutant), mutant
    assert "held" not in told and {"sd_unmatched", "pdf_empty", "proof_wrong"} <= set(told)


def test_control_a_script_that_ignores_signatures_lets_mutants_through(browser: Any):
    context = browser.new_context()
    page = context.new_page()
    page.route("https://diplomas.example/", lambda route: route.fulfill(body="<!doctype html>"))
    page.goto("https://diplomas.example/")
    page.add_script_tag(path=ROOT / "src" / "bagdar" / SCRIPTS[0])
    page.evaluate("() => { Receipts.verify = async () => true; }")
    for script in SCRIPTS[1:]:
        page.add_script_tag(path=ROOT / "src" / "bagdar" / script)
    found = page.evaluate(CHECK, [_whole(one) for one in mutants(100, 3)])
    context.close()
    assert "held" in found
