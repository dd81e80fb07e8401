"""Looks at a page as a person with Chromium would, and says what is wrong with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python

Scheme = Literal["light", "dark"]
GRAVE = ("serious", "critical")
# Everything that reaches past the right edge without a scrolling place of its own around it.
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > room + 1 && !e.closest('.scroll, .sections'))
    .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40));
}"""
# A cell whose words lie over its neighbour's.
SPILLS = """() => [...document.querySelectorAll('th, td')]
  .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .slice(0, 5).map(e => e.className + ' ' + e.textContent.trim().slice(0, 40))"""
SMALL = """() => [...document.querySelectorAll('.picture svg text')]
  .filter(e => e.getClientRects().length)
  .map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)
  .filter(size => size < 11.9)"""

SHORTEN = """() => document.querySelectorAll('tbody tr:nth-child(n+31)')
  .forEach(row => row.remove())"""


@lru_cache(maxsize=1)
def _axe_script() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return next(folder.rglob("axe.min.js")).read_text(encoding="utf-8")


@dataclass
class Look:
    """One open page. complaints: what its console and its content security policy said."""

    page: Any
    complaints: list[str] = field(default_factory=list)

    def wider_than_the_screen(self) -> list[str]:
        return list(self.page.evaluate(WIDER))

    def spilling_cells(self) -> list[str]:
        return list(self.page.evaluate(SPILLS))

    def letters_too_small(self) -> list[float]:
        """Sizes below twelve pixels of the texts in the pictures that are shown."""
        return list(self.page.evaluate(SMALL))

    def faults(self) -> list[str]:
        """Serious and critical faults that axe finds.

        Handed over by the debugger, so that the page's own policy against foreign scripts holds.
        Rows of a table beyond the thirtieth repeat the rows before them and are left out.
        """
        self.page.evaluate(SHORTEN)
        self.page.evaluate(_axe_script())
        found = self.page.evaluate("() => axe.run({resultTypes: ['violations']})")
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
            for one in found["violations"]
            if one["impact"] in GRAVE
            for node in one["nodes"][:3]
        ]


@contextmanager
def context_of(
    browser: Any, width: int, scheme: Scheme, cookies: list[dict[str, Any]] | None = None
) -> Iterator[Callable[[str], Look]]:
    """Opens addresses at one width in one scheme, in one tab that is used again."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    if cookies:
        context.add_cookies(cookies)
    page = context.new_page()
    look = Look(page)
    page.on(
        "console",
        lambda message: (
            look.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: look.complaints.append(str(error)))

    def visit(address: str) -> Look:
        look.complaints.clear()
        page.goto(address, wait_until="load")
        return look

    try:
        yield visit
    finally:
        context.close()
