"""A diploma as PDF, in three languages, with its QR code and with the file that is checked.

The page is only what people look at: anybody can draw one like it. What counts is the file that is
attached (PDF/A-3), the same that the graduate downloads as JSON. typst reads a fixed template and
document.json; nothing of a diploma can be taken for typst. The same diploma with the same link
gives the same bytes.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Language, format_date
from bagdar.core.origins import Origin
from bagdar.credentials.rules.credential import NQF
from bagdar.credentials.rules.verify_diploma import from_paper
from bagdar.look.letters import printable

TEMPLATE = Path(__file__).with_name("diploma.typ")
STANDARDS = ["a-3a", "ua-1"]
FILE = "diploma.json"


def diploma_pdf(document: Mapping[str, Any], file: bytes, address: str, words: Catalogue) -> bytes:
    """The PDF's bytes.

    document: the credential; file: what is attached; address: what the QR code says
    """
    import typst  # 80 MB of machine code: loaded by who builds a PDF

    with tempfile.TemporaryDirectory(prefix="bagdar-diploma-") as name:
        folder = Path(name)
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        (folder / FILE).write_bytes(file)
        (folder / "qr.svg").write_bytes(qr_code(address))
        told = json.dumps(_told(document, address, words), ensure_ascii=False)
        (folder / "document.json").write_text(printable(told), encoding="utf-8")
        made: bytes = typst.compile(
            str(folder / TEMPLATE.name), root=name, format="pdf", ignore_system_fonts=True,
            pdf_standards=STANDARDS,
        )  # fmt: skip
        return made


def qr_code(address: str) -> bytes:
    """An SVG; a quarter of it may be dirty before it cannot be read any more."""
    import segno  # slow to load

    rows = [list(row) for row in segno.make(address, error="q", micro=False).matrix_iter(border=2)]
    size = len(rows)
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    told = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{dark}"/></svg>'
    )
    return told.encode("ascii")


# --- the diploma as the template reads it ---------------------------------------------------------


def _told(document: Mapping[str, Any], address: str, words: Catalogue) -> dict[str, Any]:
    since = datetime.fromisoformat(document["validFrom"])
    subject = document["credentialSubject"]
    holder = subject["identifier"][0]["identityHash"]
    return {
        "name": f"{words.say('diplomas.diploma', 'kk')}: {holder}",
        "author": document["issuer"]["name"],
        "date": [since.year, since.month, since.day, since.hour, since.minute, since.second],
        "holder": holder,
        "address": address,
        "id": document["id"],
        "file": FILE,
        "parts": [_part(document, one, words) for one in LANGUAGES],
        "marks": _marks(subject),
        "warns": Origin(document["origin"]) is not Origin.REAL,
    }


def _part(document: Mapping[str, Any], language: Language, words: Catalogue) -> dict[str, Any]:
    def t(key: str) -> str:
        return words.say(key, language)

    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    rows = [(t("diplomas.awarded_on"), format_date(_day(document["awardedDate"]), language))]
    for aligned in achievement["alignment"]:
        is_nqf = aligned["targetFramework"] == NQF
        label = t("diplomas.nqf") if is_nqf else t("diplomas.isced")
        rows.append((label, aligned["targetCode"]))
    if "creditsEarned" in subject:
        rows.append((t("diplomas.credits"), str(subject["creditsEarned"])))
    if "licenseNumber" in subject:
        rows.append((t("diplomas.number"), subject["licenseNumber"]))
    is_honoured = "with_distinction" in achievement.get("tag", ())
    return {
        "language": language,
        "title": t("diplomas.diploma"),
        "issuer": document["issuer"]["titles"][language],
        "qualification": achievement["titles"][language],
        "distinction": t("diplomas.distinction") if is_honoured else "",
        "rows": rows,
        "paper": _from_paper(document, language, words),
        "supplement": t("diplomas.marks"),
        "what": t("diplomas.mark.what"),
        "score": t("diplomas.mark.score"),
        "most": t("diplomas.mark.most"),
        "scan": t("diplomas.pdf.scan"),
        "counts": t("diplomas.pdf.counts"),
        "origin": t(f"diplomas.origin.{document['origin']}"),
        "qr": t("diplomas.pdf.qr"),
        "attached": t("diplomas.pdf.attached"),
    }


def _from_paper(document: Mapping[str, Any], language: Language, words: Catalogue) -> str:
    """That it was entered later; empty: it comes from the register."""
    paper = from_paper(dict(document))
    if paper is None:
        return ""
    return words.say(
        "diplomas.from_paper.says", language, institution=paper.institution,
        issued=format_date(_day(paper.issued), language),
        entered=format_date(_day(paper.entered), language),
    )  # fmt: skip


def _marks(subject: Mapping[str, Any]) -> list[dict[str, Any]]:
    described = {one["id"]: one for one in subject["achievement"].get("resultDescription", ())}
    found = []
    for one in subject.get("result", ()):
        about = described[one["resultDescription"]]
        names = list(dict.fromkeys(about["titles"][language] for language in LANGUAGES))
        found.append({"names": names, "score": one["value"], "most": about["valueMax"]})
    return found


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
