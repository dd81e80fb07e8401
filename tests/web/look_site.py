"""A site of a few pages that only the design system's own tests know."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path

from bagdar.core.errors import DomainError, Fault, FaultyData
from bagdar.core.languages import Words
from bagdar.look import charting
from bagdar.look.pages import answer
from bagdar.look.tables import Column, Mark, Table

HOSTILE = "<script>alert('x')</script>"
WORDING = Words(kk="Әкімдік", ru="Акимат", en="Akimat")
UNSAID = "tulip-4711"
visits: list[str] = []


class TooLate(DomainError):
    code = "core.refused"
    status = 409


class Question(forms.Form):
    name = forms.CharField(label="Атауы", help_text="Толық жазыңыз")


def rows() -> list[dict]:
    made = [
        {"code": f"T1.{number}", "name": WORDING, "href": f"/kk/x/{number}/", "amount": number}
        for number in range(1, 12)
    ]
    return [*made, {"code": "T1.12", "name": HOSTILE, "amount": None, "mark": Mark("төмен", "bad")}]


def tables() -> list[Table]:
    columns = [
        Column("code", "Коды", "code", link="href"),
        Column("name", WORDING),
        Column("amount", "Сомасы", "number", unit="теңге", total=True),
        Column("mark", "Күйі"),
    ]
    empty = Table("none", "Бос", columns, [], empty="Мұнда редакция жүктелгенде жол шығады.")
    return [Table("rows", "Кесте", columns, rows(), note=HOSTILE), empty]


def page(request):
    visits.append(request.get_full_path())
    context = {
        "name": HOSTILE,
        "amount": Decimal("12345.678"),
        "nothing": None,
        "day": date(2019, 12, 27),
        "instant": datetime(2019, 12, 27, 4, 5, tzinfo=UTC),
        "wording": WORDING,
        "points": {2020: Decimal(1), 2021: Decimal(2)},
        "source": "№ 988 қаулы",
        "illustrative": "made-up" in request.GET,
    }
    chart = charting.bars("most", HOSTILE, [charting.Bar(HOSTILE, Decimal(3))], unit="дана")
    return answer(
        request, "look_site/page.html", context, object="site.page", tables=tables(), charts=[chart]
    )


def form(request):
    visits.append(request.get_full_path())
    asked = Question(request.POST or None)
    status = 422 if asked.errors else 200
    return answer(
        request, "look_site/page.html", {"form": asked, "name": "Пішін"}, object="site.page",
        status=status,
    )  # fmt: skip


def plain(request):
    visits.append(request.get_full_path())
    return HttpResponse("a" * 1000, content_type="text/plain")


def with_cookie(request):
    visits.append(request.get_full_path())
    response = HttpResponse("a")
    response.set_cookie("x", "y")
    return response


def failing(what: str):
    def view(request, **kwargs):
        raise {
            "missing": Http404(UNSAID),
            "forbidden": PermissionDenied(UNSAID),
            "suspicious": SuspiciousOperation(UNSAID),
            "late": TooLate(),
            "unexpected": RuntimeError(f"{UNSAID}\nforged line"),
            "faulty": FaultyData([Fault("missing_key", "a.toml", 3, "act.number"),
                                  Fault("missing_file", "b.csv")]),
        }[what]  # fmt: skip

    return view


KINDS = ("missing", "forbidden", "suspicious", "late", "unexpected", "faulty")
urlpatterns = [
    *i18n_patterns(
        path("", page, name="home"),
        path("form/", form),
        path("plain/", plain),
        path("cookie/", with_cookie),
        path("search/", plain, name="search"),
        *[path(f"{kind}/", failing(kind)) for kind in KINDS],
    ),
    *[path(f"api/{kind}/", failing(kind)) for kind in KINDS],
]
handler400 = "bagdar.look.problems.bad_request"
handler403 = "bagdar.look.problems.forbidden"
handler404 = "bagdar.look.problems.not_found"
handler500 = "bagdar.look.problems.failed"
