"""The files that we hand out: a reporter's template of a year, and the rows that came back.

Both have the same columns, so that what came back is mended and sent again as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language
from bagdar.core.sheets.csv_out import csv_lines
from bagdar.core.sheets.printing import Book, Printed, Style
from bagdar.look.words import words_catalogue
from bagdar.monitoring.presenters.desk_words import about, target
from bagdar.monitoring.rules.declared import Document, Monitoring
from bagdar.monitoring.rules.dues import DutyStanding
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
    Subject,
)
from bagdar.monitoring.rules.plausibility import plan_of_the_act
from bagdar.monitoring.rules.templates import KINDS, Column, Kind, printed, sheet_title
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, sources_of

Line = Mapping[str, Any]
Rows = Mapping[Kind, Sequence[Line]]
OPEN = ("open", "due_soon", "overdue", "submitted", "returned")
LOCAL_BUDGET = "ЖБ"
WIDTHS = {"name": 60, "expected": 40, "text": 50, "reasons": 60, "document_link": 30}
_KIND_OF = {"milestone": "milestones", "indicator": "indicators", "money": "money"}


@dataclass(frozen=True)
class Heads:
    """What the instructions say first: (label, value), such as the programme and the reporter."""

    title: str
    lines: Sequence[tuple[str, str]]


# --- what a template holds --------------------------------------------------------------------


def years(standings: Iterable[DutyStanding]) -> list[int]:
    """The years in which something is open or not yet accepted, the latest first."""
    found = {one.duty.subject.year for one in standings if one.status in OPEN}
    return sorted(found, reverse=True)


def template_rows(
    standings: Iterable[DutyStanding],
    year: int | None,
    edition: Edition,
    monitoring: Monitoring,
    reader: Reader,
) -> Rows:
    """A row for each duty of a year that is open or not yet accepted, with what stands now.

    year  None: of every year
    """
    rows: dict[Kind, list[Line]] = {kind: [] for kind in KINDS}
    for one in standings:
        subject = one.duty.subject
        if (year and subject.year != year) or one.status not in OPEN:
            continue
        kind: Kind = _KIND_OF[subject.kind]  # type: ignore[assignment]
        given = {"milestones": _milestone, "indicators": _indicator, "money": _money}[kind](
            one, edition, monitoring, reader
        )
        state = reader.say(f"calendar.status.{one.status}")
        name = about(edition, subject, reader).name
        rows[kind] += [{"name": name, "state": state, **line} for line in given]
    return rows


def _milestone(
    one: DutyStanding, edition: Edition, monitoring: Monitoring, reader: Reader
) -> list[Line]:
    duty, content = one.duty, one.report.content if one.report else None
    line = {
        "measure": str(duty.subject.measure),
        "milestone": duty.subject.mark,
        "expected": reader.text(duty.evidence) if duty.evidence else "",
        "due_on": duty.due_on,
    }
    if duty.what:
        line["expected"] = f"{reader.text(duty.what)}: {line['expected']}"
    if isinstance(content, MilestoneContent):
        line |= {
            "status": reader.say(f"upload.choice.{content.status}"),
            "done_on": content.done_on,
            "text": content.text,
        }
    return [line]


def _indicator(
    one: DutyStanding, edition: Edition, monitoring: Monitoring, reader: Reader
) -> list[Line]:
    subject, content = one.duty.subject, one.report.content if one.report else None
    row = edition.row(subject.place)
    line = {
        "row": subject.place,
        "year": subject.year,
        "unit": _unit(subject, one.duty.reporter, row.printed.unit[reader.language], monitoring,
                      reader),
        "target": target(row, subject.year),
    }  # fmt: skip
    if isinstance(content, IndicatorContent):
        names = ("value", "weight", "document", "page", "published_on", "text")
        line |= {name: getattr(content, name) for name in names}
    return [line]


def _unit(
    subject: Subject, reporter: Reporter, unit: str, monitoring: Monitoring, reader: Reader
) -> str:
    """The unit, and for a region what the weight counts."""
    weight = monitoring.rollup(subject.place).weight
    if reporter.kind != "region" or weight is None:
        return unit
    return reader.say("upload.unit_weighed", unit=unit, weight=weight)


def _money(
    one: DutyStanding, edition: Edition, monitoring: Monitoring, reader: Reader
) -> list[Line]:
    """The lines that stand, then a row for each source of the act that none of them names."""
    subject, content = one.duty.subject, one.report.content if one.report else None
    measure = edition.measure_by_number[subject.measure or 0]
    keys = {"measure": str(measure.number), "year": subject.year}
    said: tuple[MoneyLine, ...] = content.lines if isinstance(content, MoneyContent) else ()
    lines: list[Line] = [
        {
            **keys,
            "planned": plan_of_the_act(measure, line.source, subject.year),
            **line.model_dump(exclude_none=True),
        }
        for line in said
    ]
    regional = one.duty.reporter.kind == "region"
    for money in measure.money:
        if subject.year not in money.amounts:
            continue
        source = LOCAL_BUDGET if regional else money.source
        if regional and LOCAL_BUDGET not in sources_of(money.source):
            continue
        if source in {line.source for line in said}:
            continue
        codes = money.budget_programmes
        lines.append(
            {
                **keys,
                "planned": money.amounts[subject.year],
                "source": source,
                "budget_programme": codes[0] if len(codes) == 1 and not regional else "",
            }
        )
    return lines


# --- as files ---------------------------------------------------------------------------------


def to_csv(kind: Kind, rows: Sequence[Line], *, with_reasons: bool = False) -> bytes:
    """One kind of rows under the columns' names, separated by semicolons, with a mark of UTF-8."""
    names = [one.name for one in printed(kind, with_reasons=with_reasons)]
    return b"".join(csv_lines(names, ([row.get(name) for name in names] for row in rows)))


def to_xlsx(
    rows: Rows,
    reader: Reader,
    documents: Sequence[Document],
    heads: Heads,
    *,
    with_reasons: bool = False,
) -> bytes:
    """A sheet for each kind that has rows, and one that says how to fill them in."""
    book, words, language = Book(), words_catalogue(), reader.language
    kinds = [kind for kind in KINDS if rows.get(kind)] or list(KINDS)
    for kind in kinds:
        told = printed(kind, with_reasons=with_reasons)
        columns = [_printed(one, words, language, documents) for one in told]
        keys = sum(1 for one in told if one.key) if kind != "money" else 2
        book.table(sheet_title(kind, words, language), columns, rows.get(kind, ()), frozen=keys)
    listed = [words.say("upload.column.document_kind", language)]
    book.pages(
        sheet_title("instructions", words, language),
        _instructions(kinds, heads, words, reader),
        [*listed, *(one.name[language] for one in documents)],
    )
    return book.content()


def _printed(
    column: Column, words: Catalogue, language: Language, documents: Sequence[Document]
) -> Printed:
    listed = ""
    if column.name == "document_kind":
        sheet = sheet_title("instructions", words, language)
        listed = f"='{sheet}'!$D$2:$D${len(documents) + 1}"
    return Printed(
        column.name,
        column.title(words, language),
        _style(column),
        required=column.required,
        width=WIDTHS.get(column.name, 0),
        labels=tuple(column.choice(words, code, language) for code in column.choices),
        listed=listed,
        least=column.least,
        first_day=date(1990, 1, 1),
    )


def _style(column: Column) -> Style:
    if column.name == "reasons":
        return "wrong"
    return STYLES.get(column.type, "text")


def _instructions(
    kinds: Sequence[Kind], heads: Heads, words: Catalogue, reader: Reader
) -> list[tuple[str, str]]:
    language, say = reader.language, reader.say
    lines: list[tuple[str, str]] = [(heads.title, ""), *heads.lines, ("", "")]
    lines += [("", say(f"upload.how.{step}")) for step in STEPS]
    for kind in kinds:
        lines += [("", ""), (sheet_title(kind, words, language), "")]
        lines += [(one.title(words, language), one.about(words, language)) for one in printed(kind)]
    return lines


STEPS = ("fill", "leave", "numbers", "formulas", "send")
STYLES: Mapping[str, Style] = {"number": "number", "year": "year", "day": "day", "told": "told"}


# --- rows that came back ----------------------------------------------------------------------


def handed_back(
    returned: Iterable[tuple[Kind, Mapping[str, Any], str]],
) -> Rows:
    """Rows as they stood in the file, each with its reasons. returned: (kind, cells, reasons)."""
    rows: dict[Kind, list[Line]] = {}
    for kind, cells, reasons in returned:
        rows.setdefault(kind, []).append({**cells, "reasons": reasons})
    return rows
