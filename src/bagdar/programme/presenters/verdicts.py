"""Findings of the check as pages tell them: severity in words, place with its address, sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from bagdar.core.text import skeleton
from bagdar.look.components import Piece, pieces
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.programme.presenters.narrowing import Choice
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check import (
    SEVERITIES,
    TABLES,
    Acknowledgement,
    Finding,
    message,
    remedy,
    title,
)

SIDE_BY_SIDE = 24  # letters from which two printed texts are set side by side, word against word


@dataclass(frozen=True)
class Told:
    """One finding. left, right: printed and expected where they are texts to compare."""

    code: str
    severity: str
    place: str
    href: str
    message: str
    printed: str
    expected: str
    left: Sequence[Piece] = ()
    right: Sequence[Piece] = ()
    acknowledgement: Acknowledgement | None = None

    @property
    def is_long(self) -> bool:
        return bool(self.left and self.right)


@dataclass(frozen=True)
class Class:
    """Findings of one code. title and remedy: said once for all of them."""

    code: str
    title: str
    remedy: str
    severity: str
    findings: list[Told]


@dataclass(frozen=True)
class Verdict:
    """What the check says of one edition and not of the one before, and the reverse."""

    new: list[Class]
    gone: list[Class]

    @property
    def new_count(self) -> int:
        return sum(len(one.findings) for one in self.new)

    @property
    def gone_count(self) -> int:
        return sum(len(one.findings) for one in self.gone)


def told(
    finding: Finding,
    edition: Edition,
    programme: str,
    acknowledgement: Acknowledgement | None = None,
) -> Told:
    left: Sequence[Piece] = ()
    right: Sequence[Piece] = ()
    if finding.printed and finding.expected and len(finding.printed) >= SIDE_BY_SIDE:
        left, right = pieces(finding.printed, finding.expected)
    where = finding.where
    table = t(f"check_page.where.{where.table}")
    return Told(
        code=finding.code,
        severity=finding.severity,
        place=table if where.row in ("-", "all") else f"{table}, {where.row}",
        href=address(finding, edition, programme),
        message=_message(finding),
        printed=finding.printed or "",
        expected=finding.expected or "",
        left=left,
        right=right,
        acknowledgement=acknowledgement,
    )


def _message(finding: Finding) -> str:
    return message(finding, words_catalogue(), current_language())


# The page of a table, for a row that has no page of its own.
PAGES = {
    "passport": "passport",
    "goals": "programme",
    "indicators.body": "indicators",
    "indicators.annex": "indicators",
    "measures": "measures",
    "totals": "finance",
    "section6": "finance",
    "abbreviations": "passport",
    "bodies": "bodies",
}


def address(finding: Finding, edition: Edition, programme: str) -> str:
    """The page of the row that a finding is about, or of its table."""
    table, row = finding.where.table, finding.where.row
    indicator, number = row.split("/")[0], row.removeprefix("m")
    if table.startswith("indicators") and indicator in edition.indicator_by_code:
        return reverse("indicator", args=[programme, indicator])
    if row != number and number.isdigit() and int(number) in edition.measure_by_number:
        return reverse("measure", args=[programme, number])
    if table == "bodies" and row in edition.body_by_code:
        return reverse("body", args=[programme, row])
    return reverse(PAGES[table], args=[programme])


def classes(
    findings: Iterable[Finding],
    edition: Edition,
    programme: str,
    reasons: Mapping[str, Acknowledgement],
) -> list[Class]:
    """Findings by code: errors first, then warnings, then notes; larger classes first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    order = sorted(
        groups, key=lambda code: (SEVERITIES.index(groups[code][0].severity), -len(groups[code]))
    )
    catalogue, language = words_catalogue(), current_language()
    return [
        Class(
            code=code,
            title=title(code, catalogue)[language],
            remedy=remedy(code, catalogue)[language],
            severity=groups[code][0].severity,
            findings=[
                told(finding, edition, programme, reasons.get(finding.key))
                for finding in groups[code]
            ],
        )
        for code in order
    ]


def compared(
    before: tuple[Edition, Sequence[Finding]], after: tuple[Edition, Sequence[Finding]]
) -> Verdict:
    """The findings that an amendment brings and takes away; each edition with its findings."""
    (old, olds), (new, news) = before, after
    old_keys, new_keys = {one.key for one in olds}, {one.key for one in news}
    brought = [one for one in news if one.key not in old_keys]
    gone = [one for one in olds if one.key not in new_keys]
    return Verdict(new=classes(brought, new, old.code, {}), gone=classes(gone, old, old.code, {}))


# --- filters --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; a value that is no choice narrows nothing."""

    severity: str = ""
    code: str = ""
    where: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.severity or self.code or self.where or self.text)

    @classmethod
    def of(cls, asked: Mapping[str, str], findings: Iterable[Finding]) -> "Filter":
        known: dict[str, set[str]] = {"severity": set(SEVERITIES), "where": set(TABLES)}
        known["code"] = {finding.code for finding in findings}
        chosen = {name: value for name in known if (value := asked.get(name, "")) in known[name]}
        return cls(**chosen, text=asked.get("text", "").strip()[:100])

    def holds(self, finding: Finding) -> bool:
        return (
            self.severity in ("", finding.severity)
            and self.code in ("", finding.code)
            and self.where in ("", finding.where.table)
            and self._has_text(finding)
        )

    def _has_text(self, finding: Finding) -> bool:
        wanted = skeleton(self.text).split()
        if not wanted:
            return True
        parts = (
            _message(finding), finding.where.row, finding.printed or "", finding.expected or "",
        )  # fmt: skip
        text = skeleton(" ".join(parts))
        return all(word in text for word in wanted)


def choices(findings: Sequence[Finding], chosen: Filter) -> dict[str, list[Choice]]:
    """The options of the three selects, each with how many findings it has."""
    catalogue, language = words_catalogue(), current_language()
    names = {
        "severity": {one: t(f"check_page.severities.{one}") for one in SEVERITIES},
        "where": {one: t(f"check_page.where.{one}") for one in TABLES},
        "code": {one.code: title(one.code, catalogue)[language] for one in findings},
    }
    values = {
        "severity": [one.severity for one in findings],
        "where": [one.where.table for one in findings],
        "code": [one.code for one in findings],
    }
    return {
        name: [
            Choice(value, f"{text} ({values[name].count(value)})", getattr(chosen, name) == value)
            for value, text in texts.items()
            if value in values[name]
        ]
        for name, texts in names.items()
    }


# --- the table ------------------------------------------------------------------------------------


def table(findings: Iterable[Finding], edition: Edition, programme: str) -> Table:
    """One row a finding, under the keys that `bagdar programme check --json` prints."""
    rows = [
        {
            "code": finding.code,
            "severity": _severity(finding),
            "table": t(f"check_page.where.{finding.where.table}"),
            "row": finding.where.row,
            "href": address(finding, edition, programme),
            "column": finding.where.column,
            "printed": finding.printed,
            "expected": finding.expected,
            "message": _message(finding),
        }
        for finding in findings
    ]
    return Table(
        name="findings",
        title=t("check_page.table"),
        columns=(
            Column("code", t("check_page.column.code"), "code"),
            Column("severity", t("check_page.column.severity")),
            Column("table", t("check_page.column.table")),
            Column("row", t("check_page.column.row"), "code", link="href"),
            Column("column", t("check_page.column.column"), "code"),
            Column("printed", t("check_page.column.printed")),
            Column("expected", t("check_page.column.expected")),
            Column("message", t("check_page.column.message"), wide=True),
        ),
        rows=rows,
        empty=t("check_page.none"),
        note=t("check_page.note", command=f"bagdar programme check {edition.code} --json"),
    )


def _severity(finding: Finding) -> Mark:
    word = t(f"check_page.severity.{finding.severity}")
    if finding.severity == "error":
        return Mark(word, "bad")
    return Mark(word, "gold" if finding.severity == "warning" else "plain")
