"""What everybody may read of a queue: its rules, how many wait, the digests of its log."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import known_regions, page
from bagdar.admissions.presenters import shown
from bagdar.admissions.queries.counting import waiting_by_line
from bagdar.admissions.queries.reading import head_of, queue_of
from bagdar.admissions.queries.reading import queues as all_queues
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.views.own import origins
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t

LINE = "admissions.line"
SHOWN = 20  # last entries of a log


def _regions() -> dict[str, str]:
    language = current_language()
    return {code: one.name[language] for code, one in known_regions().items()}


@page(LINE)
@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    rows = all_queues()
    context = {
        "crumbs": [(t("queue.queues"), "")],
        **of_origins(*(Origin(row.origin) for row in rows)),
    }
    return answer(
        request, "admissions/queues.html", context, object=LINE,
        tables=[shown.queues_table(rows, _regions())],
    )  # fmt: skip


@page(LINE)
@require_safe
def queue(request: HttpRequest, queue_id: UUID) -> HttpResponse:
    """Raises NoSuchQueue."""
    row, declared, language = queue_of(queue_id), the_rules(), current_language()
    rules = head_of(row).rules
    names = shown.categories()
    context = {
        "crumbs": [(t("queue.queues"), reverse("queues")),
                   (_regions().get(row.territory, row.territory), "")],
        "title": _regions().get(row.territory, row.territory),
        "facts": [
            (t("queue.year"), str(row.year)),
            (t("queue.order"), ", ".join(names.get(code, code) for code in rules.categories)),
            (t("queue.mode"), t(f"queue.mode.{rules.mode.value}")),
            (t("queue.days"), str(rules.days_to_answer)),
            (t("queue.refusals"), str(rules.refusals_allowed)),
            (t("queue.refusal_cost"), t(f"queue.cost.{rules.refusal_cost.value}")),
            (t("queue.lapse_cost"), t(f"queue.cost.{rules.lapse_cost.value}")),
            (t("queue.source"), declared.source[language]),
            (t("queue.digest"), row.digest),
        ],
        "least": declared.figures.least,
        **origins(row),
    }  # fmt: skip
    last = row.entries.order_by("-number")[:SHOWN]
    tables = [
        shown.lines_table(waiting_by_line(row, declared.figures.least), declared.figures.least),
        shown.log_table(list(last)),
    ]
    return answer(request, "admissions/queue.html", context, object=LINE, tables=tables)


urlpatterns = [
    path("queue/", queues, name="queues"),
    path("queue/<uuid:queue_id>/", queue, name="queue"),
]
