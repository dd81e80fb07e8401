"""Diplomas that stood on paper before: one by a form, many by a file with a preview."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import TypeAdapter, ValidationError

from bagdar.access.public import actor, looker_facts, page
from bagdar.core.errors import DomainError, FaultyData
from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.origins import Origin
from bagdar.core.sentences import error_sentence, fault_line
from bagdar.core.sheets.csv_out import csv_lines
from bagdar.credentials import models
from bagdar.credentials.presenters import papers as shown
from bagdar.credentials.presenters.desk import level_choices
from bagdar.credentials.presenters.opening import DESK, open_issuer
from bagdar.credentials.queries.papers import paper_lines
from bagdar.credentials.rules.graduating import day_of_issue
from bagdar.credentials.rules.paper_file import COLUMNS, OPTIONAL, paper_columns
from bagdar.credentials.rules.paper_given import PaperGiven, given_of
from bagdar.credentials.rules.papers import LONGEST, MOST_PAPERS, PaperSaid
from bagdar.credentials.services.looking import note_list
from bagdar.credentials.services.paper_files import papers_in, refuse_large
from bagdar.credentials.services.papers import propose_papers
from bagdar.look.exports import CSV_TYPE
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue

OWN, ROOT = "own", "diplomas/desk/papers"
FORM = require_http_methods(["GET", "HEAD", "POST"])
DAYS, YES_NO = ("born_on", "issued_on"), ("with_distinction", "is_another")
HINTS = ("born_on", "iin", "programme", "title_kk", "institution", "checked", "is_another")
GIVEN = TypeAdapter(list[PaperGiven])


class PaperForm(forms.Form):
    """One paper, as whoever holds it in hand types it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        for name in COLUMNS:
            self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.Field:
        needed = t("diplomas.paper.needed")
        told: dict[str, Any] = {
            "label": t(f"diplomas.paper.{name}"),
            "required": name not in OPTIONAL,
            "help_text": t(f"diplomas.paper.hint.{name}") if name in HINTS else "",
            "error_messages": {"required": needed, "invalid": needed},
        }
        if name in DAYS:
            widget = forms.DateInput({"type": "date"})
            return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **told)
        if name in YES_NO:
            return forms.BooleanField(**told)
        if name == "level":
            return forms.ChoiceField(choices=level_choices(), **told)
        return forms.CharField(max_length=LONGEST.get(name, 40), **told)

    def said(self) -> PaperSaid:
        given = {name: value for name, value in self.cleaned_data.items() if name in COLUMNS}
        titles = {language: given.pop(f"title_{language}") for language in LANGUAGES}
        born, issued = (given.pop(name) for name in DAYS)
        return PaperSaid(titles=Words(**titles), born_on=born, issued_on=issued, **given)


@page(DESK, "create")
@FORM
def diploma_paper_new(request: HttpRequest) -> HttpResponse:
    issuer = open_issuer(request)
    form, wrong, status = PaperForm(), "", 200
    if request.method == "POST":
        form, status = PaperForm(request.POST), 422
        try:
            if form.is_valid() and _is_good(issuer, form):
                return _proposed(request, issuer, [form.said()])
        except DomainError as error:
            wrong, status = _sentence(error), error.status
    context = _context(issuer, t("diplomas.paper"), form=form, wrong=wrong)
    return answer(
        request, "credentials/paper_new.html", context, object=DESK, relation=OWN, status=status
    )


def _is_good(issuer: models.Issuer, form: PaperForm) -> bool:
    """Tells each reason at the field that it is about."""
    [line] = paper_lines(issuer, [(1, form.said())], _today())
    for one in line.problems:
        form.add_error(shown.FIELDS[one], shown.words_of(one))
    return not line.problems


def _proposed(request: HttpRequest, issuer: models.Issuer, papers: list[PaperSaid]) -> HttpResponse:
    made = propose_papers(issuer, papers, by=actor(request), at=timezone.now())
    return HttpResponseRedirect(reverse("diploma_batch", args=[made.pk]))


@page(DESK, "create")
@FORM
def diploma_papers_file(request: HttpRequest) -> HttpResponse:
    """A file, then what each row would bring; what is good of it is proposed from there."""
    issuer, context, tables, status = open_issuer(request), {}, [], 200
    if request.method == "POST":
        try:
            if "papers" in request.POST:
                return _proposed(request, issuer, _handed_on(request.POST["papers"]))
            found = _preview(request, issuer)
            context = _of_preview(found)
            tables = [found.table()]
        except FaultyData as refused:
            told = [
                fault_line(one, words_catalogue(), current_language()) for one in refused.faults
            ]
            context, status = {"wrong": told}, 422
        except DomainError as error:
            context, status = {"wrong": [_sentence(error)]}, error.status
        except ValueError:
            context, status = {"wrong": [t("diplomas.papers.no_file")]}, 422
    columns = [t(f"diplomas.paper.{one}") for one in COLUMNS]
    context = _context(issuer, t("diplomas.papers"), columns=columns, most=MOST_PAPERS, **context)
    return answer(
        request, "credentials/papers_file.html", context, object=DESK, tables=tables,
        relation=OWN, status=status,
    )  # fmt: skip


def _preview(request: HttpRequest, issuer: models.Issuer) -> shown.Preview:
    """Raises FaultyData; ValueError: there is no file."""
    file = request.FILES.get("file")
    if file is None:
        raise ValueError
    refuse_large(file.size or 0, file.name or "")
    rows = papers_in(file.read(), file.name or "")
    told = [(one.line, one.said) for one in rows if one.said is not None]
    looker = looker_facts(request)
    note_list(issuer.organisation_id, "papers", by=actor(request), looker=looker)
    return shown.Preview(rows, paper_lines(issuer, told, _today()))


def _of_preview(found: shown.Preview) -> dict[str, Any]:
    good = [given_of(one.said) for one in found.good]
    return {
        "answers": found.answers(),
        "is_preview": True,
        "good": len(good),
        "papers": GIVEN.dump_json(good).decode("utf-8"),
    }


def _handed_on(text: str) -> list[PaperSaid]:
    """What the preview put into the page; whoever changes it is checked like anybody.

    Raises ValueError.
    """
    try:
        return [one.said() for one in GIVEN.validate_json(text)]
    except ValidationError:
        raise ValueError from None


@page(DESK, "create")
@require_safe
def diploma_papers_template(request: HttpRequest) -> HttpResponse:
    """The columns as CSV, under their titles in the reader's language."""
    open_issuer(request)
    header = [one.title[current_language()] for one in paper_columns(words_catalogue())]
    headers = {"Content-Disposition": 'attachment; filename="bagdar-papers.csv"'}
    return HttpResponse(b"".join(csv_lines(header, [])), content_type=CSV_TYPE, headers=headers)


def _today() -> date:
    return day_of_issue(timezone.now())


def _context(issuer: models.Issuer, title: str, **more: Any) -> dict[str, Any]:
    crumbs = [(t("diplomas.desk"), reverse("diploma_desk")), (title, "")]
    return {"crumbs": crumbs, **of_origins(Origin(issuer.origin)), **more}


def _sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


urlpatterns = [
    path(f"{ROOT}/new/", diploma_paper_new, name="diploma_paper_new"),
    path(f"{ROOT}/file/", diploma_papers_file, name="diploma_papers_file"),
    path(f"{ROOT}/template.csv", diploma_papers_template, name="diploma_papers_template"),
]
