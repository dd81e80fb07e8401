"""Which form a subject has, what it holds at first, and its fields with what is asked of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from bagdar.look.words import t
from bagdar.monitoring.presenters.desk_words import Matter
from bagdar.monitoring.presenters.report_page import Asking
from bagdar.monitoring.rules.content import ContentFault, known_sources
from bagdar.monitoring.rules.nouns import AnyContent
from bagdar.monitoring.views.forms import (
    ContentForm,
    IndicatorForm,
    LineForm,
    MilestoneForm,
    MoneyForm,
)
from bagdar.programme.public import source_name


def content_form(
    matter: Matter, data: Mapping[str, Any] | None, content: AnyContent | None = None
) -> ContentForm:
    """The form of a subject. data: what was typed; content: what stands, where nothing was."""
    kind = {"milestone": MilestoneForm, "indicator": IndicatorForm, "money": MoneyForm}
    form = kind[matter.subject.kind]
    initial = form.initial_of(content) if content else None
    return form(data, initial=initial, **_facts(matter))


def _facts(matter: Matter) -> dict[str, Any]:
    """What the form of this kind has to know of the act."""
    reader = matter.reader
    if matter.subject.kind == "milestone":
        return {}
    if matter.subject.kind == "indicator":
        unit = reader.text(matter.row.printed.unit) if matter.row else ""
        weight = reader.text(matter.weight) if matter.weight else ""
        outside = matter.monitoring.outside(matter.subject.place)
        source = reader.text(outside.name) if outside else ""
        return {"unit": unit, "weight": weight, "reporter": matter.reporter, "source": source}
    sources = [
        (source, source_name(matter.edition, source, reader))
        for source in known_sources(matter.edition, matter.measure)
    ]
    return {"sources": sources, "proposed": _proposed(matter)}


def _proposed(matter: Matter) -> list[dict[str, str]]:
    """A line for each source and budget programme that the act names for the measure."""
    money = matter.measure.money if matter.measure else ()
    return [
        {"source": one.source, "budget_programme": code}
        for one in money
        for code in one.budget_programmes or ("",)
    ]


# --- fields as the page shows them ---------------------------------------------------------------


@dataclass(frozen=True)
class ShownField:
    """A field with the questions about what was typed in it."""

    field: BoundField
    questions: Sequence[Asking]


@dataclass(frozen=True)
class Group:
    """Fields that belong together; a line of money has a title."""

    title: str
    fields: Sequence[ShownField]
    is_last_line: bool = False


def shown_fields(form: ContentForm, asked: Sequence[Asking]) -> list[Group]:
    """Every field of a form in groups: the lines of money one by one, then the rest."""
    groups = []
    told = form.told() if isinstance(form, MoneyForm) and form.is_bound else []
    lines = form.lines if isinstance(form, MoneyForm) else []
    for place, line in enumerate(lines, start=1):
        number = told.index(line) if line in told else None
        title = t("desk.form.line", number=place)
        shown = _shown(line, asked, f"lines.{number}.")
        groups.append(Group(title, shown, is_last_line=place == len(lines)))
    return [*groups, Group("", _shown(form, asked, ""))]


def _shown(form: ContentForm | LineForm, asked: Sequence[Asking], prefix: str) -> list[ShownField]:
    return [
        ShownField(field, [one for one in asked if one.field == f"{prefix}{field.name}"])
        for field in form
    ]


@dataclass(frozen=True)
class WrongField:
    """An error for the summary above the form. id: of its field; empty: of the whole form."""

    id: str
    text: str


def wrong_fields(form: ContentForm) -> list[WrongField]:
    """Every error in the order of the page."""
    if not form.is_bound:
        return []
    found = [WrongField("", str(error)) for error in form.non_field_errors()]
    for part in [*getattr(form, "lines", ()), form]:
        found += [
            WrongField(field.id_for_label, f"{field.label}: {error}")
            for field in part
            for error in field.errors
        ]
    return found


def faults_into(form: ContentForm, faults: Iterable[ContentFault]) -> None:
    """What a rule refuses, next to the field that it means."""
    for place, code, facts in faults:
        sentence = fault_words(code, facts)
        holder, name = _place(form, place)
        holder.add_error(name, sentence)


def fault_words(code: str, facts: Mapping[str, object]) -> str:
    """What is wrong, and what to do about it."""
    return f"{t(f'fault.{code}', **facts)} {t(f'fault.{code}.remedy', **facts)}"


def _place(form: ContentForm, place: str) -> tuple[Any, str | None]:
    """The form and field of a place such as lines.0.spent; no field where none is meant."""
    parts = place.split(".")
    if isinstance(form, MoneyForm) and len(parts) == 3 and parts[1].isdecimal():
        line = form.told()[int(parts[1])]
        return line, parts[2] if parts[2] in line.fields else None
    return form, place if place in form.fields else None
