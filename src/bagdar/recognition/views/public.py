"""What everybody may read: declared equivalences; and officials, how many requests there were."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.recognition.presenters import figures as counted
from bagdar.recognition.presenters import shown
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.queries.rules_of import the_rule

EQUIVALENCE, FIGURE = "recognition.equivalence", "recognition.figure"


@page(EQUIVALENCE)
@require_safe
def equivalences(request: HttpRequest) -> HttpResponse:
    rows = queries.equivalences()
    rule = the_rule()
    shares = [
        (t("recognition.share_of", level=level), f"{share:.0%}".replace("%", "\u202f%"))
        for level, share in rule.most_share.items()
    ]
    context = {
        "crumbs": [(t("curricula.title"), reverse("curricula")),
                   (t("recognition.equivalences"), "")],
        "facts": shares,
        "source": rule.source,
        **of_origins(*(Origin(row.origin) for row in rows),
                     *([Origin.ILLUSTRATIVE] if rule.illustrative else [])),
    }  # fmt: skip
    return answer(
        request, "recognition/equivalences.html", context, object=EQUIVALENCE,
        tables=[shown.equivalences_table(rows)],
    )  # fmt: skip


@page(FIGURE)
@require_safe
def recognition_figures(request: HttpRequest) -> HttpResponse:
    found = counted.figures()
    context = {
        "crumbs": [(t("recognition.figures"), "")],
        "hidden": found.hidden,
        "least": found.least,
    }
    return answer(
        request, "recognition/figures.html", context, object=FIGURE,
        tables=[counted.table(found)],
    )  # fmt: skip


urlpatterns = [
    path("recognition/equivalences/", equivalences, name="equivalences"),
    path("recognition/figures/", recognition_figures, name="recognition_figures"),
]
