"""A check as a page shows it: each step in words, and what the diploma says."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from bagdar.core.languages import Words, format_date, format_number
from bagdar.core.origins import Origin
from bagdar.credentials.presenters.papers import mark_words
from bagdar.credentials.queries.diplomas import holder_of
from bagdar.credentials.queries.verifying import OUTCOMES, Outcome
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.credentials.rules.verify_diploma import STEP_OF, STEPS, Verified, isced_level
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t, words_catalogue

TONES = {"passed": "good", "failed": "bad"}


@dataclass(frozen=True)
class Step:
    """One step: what is asked, how it went, in which tone."""

    what: str
    outcome: str
    tone: str


def steps(found: Outcome) -> list[Step]:
    return [
        Step(t(f"diplomas.step.{name}"), t(f"diplomas.outcome.{how}"), TONES.get(how, "plain"))
        for name, how in found.steps
    ]


def sentence(found: Outcome) -> str:
    """What came of it, in one sentence."""
    if found.verified is not None:
        return t("diplomas.verified")
    return t(f"error.{UNVERIFIED[found.code].code}", **found.facts)


def facts(found: Verified) -> list[tuple[str, Any]]:
    """What a diploma says, without its marks."""
    told, language = found.document, current_language()
    subject = told["credentialSubject"]
    achievement = subject["achievement"]
    rows: list[tuple[str, Any]] = [
        (t("diplomas.holder"), holder_of(told)),
        (t("diplomas.qualification"), _words(achievement["titles"])),
        (t("diplomas.issuer"), _words(told["issuer"]["titles"])),
        (t("diplomas.awarded_on"), _day(told["awardedDate"])),
        (t("diplomas.isced"), isced_level(told)),
    ]
    for aligned in achievement["alignment"]:
        if aligned["targetFramework"] == "NQF":
            rows.append((t("diplomas.nqf"), aligned["targetCode"]))
    if "creditsEarned" in subject:
        rows.append((t("diplomas.credits"), format_number(subject["creditsEarned"], language)))
    if "with_distinction" in achievement.get("tag", ()):
        rows.append((t("diplomas.distinction"), t("diplomas.yes")))
    if "licenseNumber" in subject:
        rows.append((t("diplomas.number"), subject["licenseNumber"]))
    if found.paper is not None:
        rows.append((t("diplomas.from_paper"), mark_words(found.paper)))
    rows.append((t("diplomas.origin"), t(f"diplomas.origin.{found.issuer.origin}")))
    if found.is_part:
        rows.append((t("diplomas.part"), t("diplomas.part.chosen")))
    return rows


LABELS = (
    "holder", "qualification", "issuer", "awarded_on", "isced", "nqf", "credits", "distinction",
    "number", "origin", "part",
)  # fmt: skip


def script_words(limit: int) -> dict[str, Any]:
    """What the page's script says of a check that it makes itself. limit: KiB of a file."""
    labels = {one: t(f"diplomas.{one}") for one in LABELS}
    labels["paper"] = t("diplomas.from_paper")
    return {
        "language": current_language(),
        "limit": limit,
        "steps": [{"name": one, "text": t(f"diplomas.step.{one}")} for one in STEPS],
        "step_of": STEP_OF,
        "outcomes": {one: t(f"diplomas.outcome.{one}") for one in OUTCOMES},
        "sentences": {code: _unfilled(f"error.{one.code}") for code, one in UNVERIFIED.items()},
        "labels": labels,
        "origins": {one.value: t(f"diplomas.origin.{one.value}") for one in Origin},
        "marks_title": t("diplomas.marks"),
        "marks": [t("diplomas.mark.what"), t("diplomas.mark.score"), t("diplomas.mark.most")],
        "verified": t("diplomas.verified"),
        "says": t("diplomas.says"),
        "steps_title": t("diplomas.steps"),
        "who": t("diplomas.verify.who"),
        "yes": t("diplomas.yes"),
        "part": t("diplomas.part.chosen"),
        "from_paper": _unfilled("diplomas.from_paper.says"),
        "here": t("diplomas.verify.here"),
        "nothing": t("diplomas.verify.nothing"),
        "large": t("diplomas.verify.large", limit=limit),
        "unreachable": t("diplomas.verify.unreachable"),
        **{one: t(f"diplomas.scan.{one}") for one in ("able", "none", "refused", "file")},
        "other": _unfilled("diplomas.scan.other"),
    }


LINK = re.compile(r"https?://\S{1,300}", re.ASCII)
SHARED = re.compile(r"/(kk|ru|en)/diplomas/shared/[A-Za-z0-9_-]{1,100}/")


def is_link(text: str) -> bool:
    return LINK.fullmatch(text) is not None


def followed(address: str, host: str) -> tuple[str, str]:
    """Where a typed link leads on this installation, or what is wrong with it.

    Another's is never followed: whoever forges a diploma prints the address of a page of their own.
    """
    try:
        told = urlsplit(address)
    except ValueError:
        return "", t("diplomas.scan.none")
    if told.netloc != host:
        return "", t("diplomas.scan.other", host=told.netloc)
    if not SHARED.fullmatch(told.path):
        return "", t("diplomas.scan.file")
    return told.path, ""


def _unfilled(key: str) -> str:
    """A wording with its blanks as they stand."""
    return t(key, **{name: f"{{{name}}}" for name in words_catalogue().blanks(key)})


def marks(found: Verified) -> Table | None:
    """The supplement; None: the diploma has none."""
    subject = found.document["credentialSubject"]
    named = {one["id"]: one for one in subject["achievement"].get("resultDescription", ())}
    rows = []
    for one in subject.get("result", ()):
        described = named.get(one["resultDescription"])  # a holder may hide what a mark is of
        rows.append(
            {
                "what": _words(described["titles"]) if described else None,
                "mark": one["value"],
                "most": described["valueMax"] if described else None,
            }
        )
    if not rows:
        return None
    return Table(
        name="marks",
        title=t("diplomas.marks"),
        columns=(
            Column("what", t("diplomas.mark.what"), wide=True),
            Column("mark", t("diplomas.mark.score")),
            Column("most", t("diplomas.mark.most")),
        ),
        rows=rows,
    )


def origin_of(found: Verified) -> Origin:
    return Origin(found.issuer.origin)


def lists_of(found: Verified) -> list[str]:
    """The addresses of the status lists that a diploma names."""
    return [one["statusListCredential"] for one in found.document["credentialStatus"]]


def _day(text: str) -> str:
    """In words; as it stands where it is no day: the diploma is an issuer's, perhaps not ours."""
    try:
        return format_date(date.fromisoformat(text[:10]), current_language())
    except ValueError:
        return text


def _words(told: dict[str, str]) -> Words:
    return Words(**told)
