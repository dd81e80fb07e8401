"""A diploma as Open Badges 3.0 has it: an AchievementCredential of W3C VC 2.0, not signed yet.

What the standards have no place for stands under terms of our own, declared in the credential's
own `@context`: names in three languages, whether anything of it is simulated, and that it was
entered later from a paper. No number of a person, no birth date and no id of the register is in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.credentials.rules.verify_diploma import (
    BADGE,
    CREDENTIAL,
    ENTRY_TYPE,
    FROM_PAPER,
    ISCED,
    REVOCATION,
    SUSPENSION,
)

VC, OB = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/"
TERMS: Mapping[str, Any] = {
    "titles": {"@id": "urn:bagdar:terms#titles", "@container": "@language"},
    "origin": "urn:bagdar:terms#origin",
}
CONTEXT: Sequence[Any] = (VC, f"{OB}context-3.0.3.json", TERMS)
# Of a diploma that was entered from a paper, besides; the others say nothing of papers.
PAPER_TERMS: Mapping[str, Any] = {
    FROM_PAPER: f"urn:bagdar:terms#{FROM_PAPER}",
    **{
        name: f"urn:bagdar:terms#{name}"
        for name in ("paperInstitution", "paperIssuedOn", "paperEnteredOn")
    },
}
NQF, CREDIT = "NQF", "credit_"
# Which of Open Badges' kinds of achievement completes a level of ISCED 2011.
KINDS = {
    "3": "SecondarySchoolDiploma",
    "4": "Diploma",
    "5": "Diploma",
    "6": "BachelorDegree",
    "7": "MasterDegree",
    "8": "DoctoralDegree",
}
LEVELS = tuple(KINDS)  # a diploma is given for these


@dataclass(frozen=True)
class Mark:
    """One line of the supplement: what was assessed, what was reached, of how much.

    code  of the assessment; CREDIT and how they were earned: the line says credits of a module
    """

    code: str
    title: Words
    score: str
    most: str


@dataclass(frozen=True)
class Form:
    """What the institution says of a programme on its own form.

    titles         the qualification, such as "Bachelor of Informatics"
    nqf_level      1 to 8; None: not said, of a paper alone
    credits        whole ECTS credits; None: the programme does not count in them
    field          ISCED-F code; "": not said
    """

    level: str
    programme: str
    titles: Words
    nqf_level: int | None
    credits: int | None
    field: str = ""


@dataclass(frozen=True)
class Paper:
    """That a diploma stood on paper before: what its institution was called, when it was issued
    there, and when it was entered here.
    """

    institution: str
    issued_on: date
    entered_on: date


@dataclass(frozen=True)
class Award:
    """All that one diploma says. id: a URN. paper: None: it comes from the register."""

    id: str
    issuer_id: str
    issuer_names: Words
    holder: str
    form: Form
    awarded_on: date
    with_distinction: bool
    number: str
    marks: tuple[Mark, ...]
    origin: Origin
    paper: Paper | None = None


@dataclass(frozen=True)
class Place:
    """Where the status of a diploma is found: the address of its lists, and its index in both."""

    base: str
    index: int

    def list_of(self, purpose: str) -> str:
        return f"{self.base}/{purpose}"


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def titles(words: Words) -> dict[str, str]:
    return dict(words.items())


def document_of(award: Award, place: Place, issued_at: datetime) -> dict[str, Any]:
    """The credential without a proof."""
    context = list(CONTEXT) if award.paper is None else [*CONTEXT[:2], {**TERMS, **PAPER_TERMS}]
    return {
        "@context": context,
        "id": award.id,
        "type": [CREDENTIAL, BADGE],
        "name": award.form.titles["kk"],
        "issuer": {
            "id": award.issuer_id,
            "type": ["Profile"],
            "name": award.issuer_names["kk"],
            "titles": titles(award.issuer_names),
        },
        "validFrom": instant(issued_at),
        "awardedDate": f"{award.awarded_on.isoformat()}T00:00:00Z",
        "origin": award.origin.value,
        **({FROM_PAPER: _paper(award.paper)} if award.paper else {}),
        "credentialSubject": _subject(award),
        "credentialStatus": [_status(place, one) for one in (REVOCATION, SUSPENSION)],
    }


def _paper(paper: Paper) -> dict[str, str]:
    # Not in what a holder may hide: a part of such a diploma says it too.
    return {
        "paperInstitution": paper.institution,
        "paperIssuedOn": paper.issued_on.isoformat(),
        "paperEnteredOn": paper.entered_on.isoformat(),
    }


def _subject(award: Award) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": award.holder,
                "identityType": "name",
            }
        ],
        "achievement": _achievement(award),
    }
    if award.number:
        subject["licenseNumber"] = award.number
    if award.form.credits is not None:
        subject["creditsEarned"] = award.form.credits
    if award.marks:
        subject["result"] = [
            {
                "type": ["Result"],
                "resultDescription": _mark_id(award, number),
                "value": one.score,
            }
            for number, one in enumerate(award.marks, 1)
        ]
    return subject


def _achievement(award: Award) -> dict[str, Any]:
    form = award.form
    levels = [(ISCED, "isced-2011", form.level)]
    if form.nqf_level is not None:
        levels.append((NQF, "nqf", str(form.nqf_level)))
    found: dict[str, Any] = {
        "id": f"{award.id}#achievement",
        "type": ["Achievement"],
        "achievementType": KINDS[form.level],
        "name": form.titles["kk"],
        "titles": titles(form.titles),
        "inLanguage": "kk",
        "description": form.titles["en"],
        "criteria": {"narrative": form.titles["en"]},
        "alignment": [_alignment(*one) for one in levels],
    }
    if form.programme:
        found["humanCode"] = form.programme
    if form.field:
        found["fieldOfStudy"] = form.field
    if form.credits is not None:
        found["creditsAvailable"] = form.credits
    if award.with_distinction:
        found["tag"] = ["with_distinction"]
    if award.marks:
        found["resultDescription"] = [
            {
                "id": _mark_id(award, number),
                "type": ["ResultDescription"],
                "name": one.title["kk"],
                "titles": titles(one.title),
                "resultType": "ext:Credits" if one.code.startswith(CREDIT) else "RawScore",
                "valueMin": "0",
                "valueMax": one.most,
            }
            for number, one in enumerate(award.marks, 1)
        ]
    return found


def _mark_id(award: Award, number: int) -> str:
    return f"{award.id}#result-{number}"


def _alignment(framework: str, name: str, code: str) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetFramework": framework,
        "targetCode": code,
        "targetName": f"{framework} {code}",
        "targetUrl": f"urn:bagdar:{name}:{code}",
    }


def _status(place: Place, purpose: str) -> dict[str, Any]:
    address = place.list_of(purpose)
    return {
        "id": f"{address}#{place.index}",
        "type": ENTRY_TYPE,
        "statusPurpose": purpose,
        "statusListIndex": str(place.index),
        "statusListCredential": address,
    }
