"""What the check of an act against itself says: one finding, its place, its sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from bagdar.core.catalogue import Catalogue
from bagdar.core.declared import Declared
from bagdar.core.languages import LANGUAGES, Language, Words

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Table = Literal[
    "passport",
    "goals",
    "indicators.body",
    "indicators.annex",
    "measures",
    "totals",
    "section6",
    "abbreviations",
    "bodies",
]
TABLES: tuple[Table, ...] = get_args(Table)


@dataclass(frozen=True)
class Where:
    """A place in the act: a table, a row by our code (m139, T1.1/3-6, РБ), a column."""

    table: Table
    row: str
    column: str


@dataclass(frozen=True)
class Finding:
    """One thing that the act says and that something else in the act contradicts or lacks.

    severity  error: figures or words contradict each other; warning: very likely a slip or a
              gap; note: spelling, wording, rounding, or a reading is needed
    printed   what stands there, expected: what it was compared with; both as a reader compares
              them, None where there is nothing to show
    facts     fill the blanks of the sentence `finding.<code>`
    """

    code: str
    severity: Severity
    where: Where
    printed: str | None = None
    expected: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """The same for as long as the finding stands; acknowledgements and links use it."""
        return f"{self.code} {self.where.table} {self.where.row} {self.where.column}"


class Acknowledgement(Declared):
    """Somebody has read a finding and says why it may stand."""

    key: str
    reason: Words
    by: str
    on: date


@dataclass(frozen=True)
class Summary:
    """How many findings there are: every severity (0 included), and the codes that occur."""

    total: int
    by_severity: Mapping[Severity, int]
    by_code: Mapping[str, int]


def summary(findings: Iterable[Finding]) -> Summary:
    findings = tuple(findings)
    severities = Counter(finding.severity for finding in findings)
    codes = Counter(finding.code for finding in findings)
    return Summary(
        total=len(findings),
        by_severity={severity: severities[severity] for severity in SEVERITIES},
        by_code=dict(sorted(codes.items())),
    )


def message(finding: Finding, catalogue: Catalogue, language: Language) -> str:
    """The sentence of a finding in one language."""
    facts = {
        "row": finding.where.row,
        "column": finding.where.column,
        "printed": finding.printed,
        "expected": finding.expected,
        **finding.facts,
    }
    return catalogue.say(f"finding.{finding.code}", language, **facts)


def messages(finding: Finding, catalogue: Catalogue) -> Words:
    """The sentence of a finding in the three languages."""
    said = {language: message(finding, catalogue, language) for language in LANGUAGES}
    return Words(**said)


def title(code: str, catalogue: Catalogue) -> Words:
    """The name of a class of findings."""
    return _plain_words(f"finding.{code}.title", catalogue)


def remedy(code: str, catalogue: Catalogue) -> Words:
    """What an editor should do about a class of findings."""
    return _plain_words(f"finding.{code}.remedy", catalogue)


def _plain_words(key: str, catalogue: Catalogue) -> Words:
    return Words(**{language: catalogue.say(key, language) for language in LANGUAGES})


def as_json(finding: Finding, catalogue: Catalogue) -> dict[str, object]:
    """A finding as `bagdar programme check --json` and the API print it: these six keys."""
    where = finding.where
    said = messages(finding, catalogue)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "where": {"table": where.table, "row": where.row, "column": where.column},
        "printed": finding.printed,
        "expected": finding.expected,
        "message": {language: said[language] for language in LANGUAGES},
    }


def plain(value: Decimal | int | None) -> str:
    """A number as a reader compares it: no grouping, no trailing zeros, a dash for none."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    return f"{Decimal(value).normalize():f}"
