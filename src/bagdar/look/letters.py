"""Letters that a PDF can show: typst brings one face, and a PDF for keeping may hold no others."""

import re
import tempfile
from functools import lru_cache
from pathlib import Path

# What the face surely has: Latin, Cyrillic with the Kazakh letters, and usual signs.
_USUAL = re.compile(r"[\n\x20-\x7e\xa0-\xff\u0400-\u045f\u0490-\u04e9\u2009-\u203a−№→≥≤±\u00ad]")


def printable(text: str) -> str:
    """The text with each letter that the face lacks as its number, [U+1F600].

    A PDF for keeping may not hold a letter that cannot be shown; a blank box would hide that
    something stood there.
    """
    unusual = {one for one in text if not _USUAL.match(one)}
    lacking = [one for one in sorted(unusual) if not has_letter(one)]
    for one in lacking:
        text = text.replace(one, f"[U+{ord(one):04X}]")
    return text


@lru_cache(maxsize=4096)
def has_letter(letter: str) -> bool:
    """Whether typst can show it in a PDF for keeping: asked of typst itself."""
    import typst  # 80 MB of machine code: loaded by who builds a PDF

    with tempfile.TemporaryDirectory(prefix="bagdar-letter-") as name:
        path = Path(name) / "letter.typ"
        path.write_text(
            '#set document(title: "a", date: datetime(year: 2000, month: 1, day: 1))\n'
            '#set text(font: "Libertinus Serif")\n#read("letter.txt")\n',
            encoding="utf-8",
        )
        (Path(name) / "letter.txt").write_text(letter, encoding="utf-8")
        standards = ["a-2a", "ua-1"]
        try:
            typst.compile(
                str(path), root=name, format="pdf", ignore_system_fonts=True,
                pdf_standards=standards,
            )  # fmt: skip
        except typst.TypstError:
            return False
    return True
