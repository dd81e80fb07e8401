"""What the check found about one indicator or one measure, worst first."""

from collections.abc import Iterable

from bagdar.programme.presenters.reader import Reader
from bagdar.programme.presenters.verdicts import Told, told
from bagdar.programme.rules.act import Edition, Indicator, Measure
from bagdar.programme.rules.check import SEVERITIES, Finding


def of_indicator(
    findings: Iterable[Finding], edition: Edition, indicator: Indicator, reader: Reader
) -> list[Told]:
    """Findings about the indicator or one of its rows, in whichever table they stand."""
    return _told(findings, {indicator.code, *(row.code for row in indicator.rows)}, edition, reader)


def of_measure(
    findings: Iterable[Finding], edition: Edition, measure: Measure, reader: Reader
) -> list[Told]:
    return _told(findings, {measure.code}, edition, reader)


def _told(
    findings: Iterable[Finding], rows: set[str], edition: Edition, reader: Reader
) -> list[Told]:
    found = [finding for finding in findings if finding.where.row in rows]
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return [told(finding, edition, reader.programme) for finding in found]
