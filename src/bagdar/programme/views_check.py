"""The findings of the act checked against itself."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.core.languages import format_number
from bagdar.look.components import Answer
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t
from bagdar.programme import queries
from bagdar.programme.presenters import verdicts
from bagdar.programme.rules.check import SEVERITIES, Acknowledgement, Finding
from bagdar.programme.views_editions import crumbs
from bagdar.programme.views_opening import context_of, opened


@page("programme.check")
@require_safe
def check(request: HttpRequest, programme: str) -> HttpResponse:
    page_of = opened(programme)
    edition, found = page_of.edition, page_of.findings
    chosen = verdicts.Filter.of(request.GET, found)
    shown = [finding for finding in found if chosen.holds(finding)]
    reasons = queries.acknowledgements(edition.programme)
    context = context_of(
        request,
        page_of,
        crumbs=crumbs(programme, t("check_page.title")),
        answers=answers(found, reasons),
        chosen=chosen,
        choices=verdicts.choices(found, chosen),
        as_table=request.GET.get("view") == "table",
        count=len(shown),
        of=len(found),
        classes=verdicts.classes(shown, edition, programme, reasons),
    )
    tables = [verdicts.table(shown, edition, programme)]
    return answer(request, "programme/check.html", context, object="programme.check", tables=tables)


def answers(found: Sequence[Finding], reasons: Mapping[str, Acknowledgement]) -> list[Answer]:
    """How many findings there are, of each severity, and how many are acknowledged."""
    severities = [finding.severity for finding in found]
    cells = [
        Answer(
            t("check_page.total"),
            _figure(len(found)),
            note=t("check_page.total.classes", count=len({finding.code for finding in found})),
        )
    ]
    for severity in SEVERITIES:
        cells.append(
            Answer(
                t(f"check_page.severities.{severity}"),
                _figure(severities.count(severity)),
                note=t(f"check_page.severity.{severity}.means"),
                tone="bad" if severity == "error" and severity in severities else "",
                href=f"?severity={severity}",
            )
        )
    acknowledged = sum(finding.key in reasons for finding in found)
    note = t("check_page.acknowledged.note")
    return [*cells, Answer(t("check_page.acknowledged"), _figure(acknowledged), note=note)]


def _figure(count: int) -> str:
    return format_number(count, current_language())
