"""Papers on the registrar's desk: a preview line by line, a batch of them, what a diploma says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from bagdar.core.languages import format_date, format_number
from bagdar.core.sheets.columns import CellFault
from bagdar.credentials import models
from bagdar.credentials.presenters.desk import state_mark
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.paper_file import PaperRow
from bagdar.credentials.rules.papers import PaperLine, PaperProblem
from bagdar.credentials.rules.verify_diploma import FromPaper
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

FIELDS: Mapping[PaperProblem, str] = {
    PaperProblem.EMPTY: "family",
    PaperProblem.LONG: "institution",
    PaperProblem.LEVEL: "level",
    PaperProblem.ACCREDITATION: "level",
    PaperProblem.IIN: "iin",
    PaperProblem.BIRTH: "born_on",
    PaperProblem.FUTURE: "issued_on",
    PaperProblem.RECENT: "issued_on",
    PaperProblem.NUMBER: "number",
    PaperProblem.TWICE: "number",
    PaperProblem.TAKEN_PAPER: "number",
    PaperProblem.TAKEN: "level",
    PaperProblem.REGISTERED: "issued_on",
    PaperProblem.OTHER_PERSON: "iin",
    PaperProblem.DOUBLE: "is_another",
}


def words_of(problem: PaperProblem) -> str:
    return t(f"diplomas.problem.{problem.value}")


def mark_words(paper: FromPaper) -> str:
    """What every face of such a diploma says of itself."""
    return t(
        "diplomas.from_paper.says",
        issued=_day(paper.issued),
        entered=_day(paper.entered),
        institution=paper.institution,
    )


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text), current_language())
    except ValueError:
        return text


@dataclass(frozen=True)
class Preview:
    """A file's rows: those that may be proposed, and what is wrong with the others."""

    rows: Sequence[PaperRow]
    lines: Sequence[PaperLine]

    @property
    def good(self) -> list[PaperLine]:
        return [one for one in self.lines if not one.problems]

    def answers(self) -> list[Answer]:
        language, good = current_language(), len(self.good)
        wrong = len(self.rows) - good
        return [
            Answer(t("diplomas.papers.rows"), format_number(len(self.rows), language)),
            Answer(t("diplomas.preview.good"), format_number(good, language), tone="gold"),
            Answer(t("diplomas.papers.wrong"), format_number(wrong, language)),
        ]

    def table(self) -> Table:
        """One line for each row, in the order of the file."""
        judged = {one.line: one for one in self.lines}
        return Table(
            name="papers",
            title=t("diplomas.papers"),
            columns=(
                Column("line", t("diplomas.papers.line"), "number"),
                Column("holder", t("diplomas.holder"), wide=True),
                Column("stands", t("diplomas.preview.stands"), wide=True),
                Column("number", t("diplomas.number"), "code"),
                Column("on", t("diplomas.paper.issued_on"), "date"),
            ),
            rows=[_row(one, judged.get(one.line)) for one in self.rows],
            empty=t("diplomas.papers.none"),
        )


def _row(row: PaperRow, line: PaperLine | None) -> dict[str, Any]:
    said = row.said
    return {
        "line": row.line,
        "holder": said.name.full if said else None,
        "stands": _stands(row, line),
        "number": said.printed_number if said else None,
        "on": said.issued_on if said else None,
    }


def _stands(row: PaperRow, line: PaperLine | None) -> Mark:
    told = [fault_words(one) for one in row.faults]
    told += [words_of(one) for one in (line.problems if line else ())]
    return Mark("; ".join(told), "bad") if told else Mark(t("diplomas.preview.ready"), "good")


def fault_words(one: CellFault) -> str:
    """What is wrong with a cell, with its column."""
    facts = {**one.facts}
    if isinstance(facts.get("known"), (list, tuple)):
        facts["known"] = ", ".join(map(str, facts["known"]))
    said = t(f"fault.{one.code}", **facts)
    return f"{t(f'diplomas.paper.{one.column}')}: {said}" if one.column else said


# --- a batch ------------------------------------------------------------------------------------


def papers_table(rows: Sequence[models.Diploma]) -> Table:
    """What whoever checks compares with the archive."""
    language = current_language()
    return Table(
        name="diplomas",
        title=t("diplomas.papers.batch"),
        columns=(
            Column("holder", t("diplomas.holder"), wide=True, link="href"),
            Column("state", t("diplomas.batch.state")),
            Column("number", t("diplomas.number"), "code"),
            Column("on", t("diplomas.paper.issued_on"), "date"),
            Column("title", t("diplomas.qualification"), wide=True),
            Column("institution", t("diplomas.paper.institution"), wide=True),
            Column("checked", t("diplomas.paper.checked"), wide=True),
            Column("problem", t("diplomas.batch.problem"), wide=True),
        ),
        rows=[
            {
                "holder": row.paper.holder,
                "href": reverse("diploma_issued", args=[row.pk]) if row.document else "",
                "state": state_mark(row.state),
                "number": f"{row.paper.series} {row.paper.number}".strip(),
                "on": row.paper.issued_on,
                "title": getattr(row.paper, f"title_{language}"),
                "institution": row.paper.institution,
                "checked": row.paper.checked,
                "problem": _problem(row),
            }
            for row in rows
            if row.paper is not None
        ],
    )


def _problem(row: models.Diploma) -> str | None:
    if not row.problem:
        return None
    said = t(f"diplomas.problem.{row.problem}")
    return f"{said}: {row.paper.doubt}" if row.paper and row.paper.doubt else said


def doubtable(rows: Sequence[models.Diploma]) -> list[tuple[str, str]]:
    """Papers that may still be refused, as a list to choose from."""
    return [
        (str(row.pk), f"{row.paper.holder}, {row.paper.series} {row.paper.number}".strip())
        for row in rows
        if row.paper is not None and row.state == DiplomaState.PROPOSED.value
    ]


def paper_facts(row: models.Diploma) -> list[tuple[str, Any]]:
    """Of an issued diploma, for its institution: what stood there, and who compared it with what.

    Nothing where it comes from the register.
    """
    paper, batch = row.paper, row.batch
    if paper is None:
        return []
    language = current_language()
    by = t("diplomas.paper.by", who=batch.proposed_by, what=paper.checked)
    confirmed = t("diplomas.paper.by", who=batch.decided_by, what=batch.checked)
    return [
        (t("diplomas.paper.number"), f"{paper.series} {paper.number}".strip()),
        (t("diplomas.paper.institution"), paper.institution),
        (t("diplomas.paper.issued_on"), format_date(paper.issued_on, language)),
        (t("diplomas.paper.entered_on"), format_date(paper.entered_on, language)),
        (t("diplomas.paper.entered_by"), by),
        (t("diplomas.paper.confirmed_by"), confirmed),
    ]
