"""The registrar's desk: issuer, batches, previews, diplomas as tables and facts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from bagdar.core.languages import Words, format_date, format_instant, format_number
from bagdar.credentials import models
from bagdar.credentials.queries.batches import Progress
from bagdar.credentials.queries.diplomas import holder_of
from bagdar.credentials.rules.credential import LEVELS
from bagdar.credentials.rules.graduating import BatchState, DiplomaState, Line, Obstacle
from bagdar.credentials.rules.issuers import Issuer
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.public import lists

BATCH_TONES = {"proposed": "gold", "approved": "sky", "issued": "good", "refused": "plain"}
TONES = {"proposed": "gold", "valid": "good", "suspended": "gold", "revoked": "bad",
         "refused": "plain"}  # fmt: skip


def batch_mark(state: str) -> Mark:
    return Mark(t(f"diplomas.batch.state.{state}"), BATCH_TONES[state])  # type: ignore[arg-type]


def state_mark(state: str) -> Mark:
    return Mark(t(f"diplomas.state.{state}"), TONES[state])  # type: ignore[arg-type]


def level_choices() -> list[tuple[str, str]]:
    """Levels to choose from, by their digit and in words."""
    language = current_language()
    found = [(one, level_words(one)) for one in LEVELS]
    return [
        (one, f"{one} – {told[language] if isinstance(told, Words) else told}")
        for one, told in found
    ]


def level_words(level: str) -> Any:
    found = lists().levels.get(level)
    return found.name if found else level


def issuer_facts(one: Issuer) -> list[tuple[str, Any]]:
    language = current_language()
    rows: list[tuple[str, Any]] = [(t("diplomas.desk.did"), one.id)]
    for at in one.accredited:
        until = format_date(at.until, language) if at.until else t("diplomas.desk.open")
        days = f"{format_date(at.since, language)} – {until}"
        rows.append((t("diplomas.desk.accredited", level=at.level), days))
    for key in one.keys:
        held = t("diplomas.desk.key.open")
        if key.until is not None:
            held = t("diplomas.desk.key.until", until=format_instant(key.until, language))
        if key.lost_at is not None:
            held = t("diplomas.desk.key.lost", at=format_instant(key.lost_at, language))
        rows.append((t("diplomas.desk.key", key=key.id.partition("#")[2]), held))
    return rows


def forms_table(rows: Iterable[models.DiplomaForm]) -> Table:
    return Table(
        name="forms",
        title=t("diplomas.desk.forms"),
        columns=(
            Column("programme", t("diplomas.programme"), "code"),
            Column("level", t("diplomas.isced"), "code"),
            Column("title", t("diplomas.qualification"), wide=True, link="href"),
            Column("nqf", t("diplomas.nqf"), "number"),
            Column("credits", t("diplomas.credits"), "number"),
        ),
        rows=[
            {
                "programme": row.programme or None,
                "level": row.level,
                "title": getattr(row, f"title_{current_language()}"),
                "href": f"{reverse('diploma_form')}?form={row.pk}",
                "nqf": row.nqf_level,
                "credits": row.credits,
            }
            for row in rows
        ],
        empty=t("diplomas.desk.forms.none"),
    )


def batches_table(found: Sequence[Progress]) -> Table:
    return Table(
        name="batches",
        title=t("diplomas.desk.batches"),
        columns=(
            Column("at", t("diplomas.batch.proposed_at"), "date", link="href"),
            Column("size", t("diplomas.batch.size"), "number"),
            Column("done", t("diplomas.batch.done"), "number"),
            Column("state", t("diplomas.batch.state")),
            Column("by", t("diplomas.batch.proposed_by"), "code"),
        ),
        rows=[
            {
                "at": one.batch.proposed_at,
                "href": reverse("diploma_batch", args=[one.batch.pk]),
                "size": one.batch.size,
                "done": one.done,
                "state": batch_mark(one.batch.state),
                "by": one.batch.proposed_by,
            }
            for one in found
        ],
        empty=t("diplomas.desk.batches.none"),
    )


def preview_answers(lines: Sequence[Line]) -> list[Answer]:
    language, good = current_language(), sum(not one.problems for one in lines)
    return [
        Answer(t("diplomas.preview.found"), format_number(len(lines), language)),
        Answer(t("diplomas.preview.good"), format_number(good, language), tone="gold"),
        Answer(t("diplomas.preview.wrong"), format_number(len(lines) - good, language)),
    ]


def preview_table(lines: Sequence[Line]) -> Table:
    language = current_language()
    return Table(
        name="preview",
        title=t("diplomas.preview.title"),
        columns=(
            Column("holder", t("diplomas.holder"), wide=True),
            Column("stands", t("diplomas.preview.stands")),
            Column("title", t("diplomas.qualification"), wide=True),
            Column("on", t("diplomas.awarded_on"), "date"),
        ),
        rows=[
            {
                "holder": one.candidate.holder or None,
                "title": one.form.titles[language] if one.form
                else f"{one.candidate.level} {one.candidate.programme}".strip(),
                "on": one.candidate.on,
                "stands": problems_mark(one.problems),
            }
            for one in lines
        ],
        empty=t("diplomas.preview.none"),
    )  # fmt: skip


def problems_mark(problems: Sequence[Obstacle]) -> Mark:
    if not problems:
        return Mark(t("diplomas.preview.ready"), "good")
    said = "; ".join(t(f"diplomas.problem.{one.value}") for one in problems)
    return Mark(said, "plain" if problems == (Obstacle.TAKEN,) else "bad")


def batch_facts(one: Progress) -> list[tuple[str, Any]]:
    language, batch = current_language(), one.batch
    rows: list[tuple[str, Any]] = [
        (t("diplomas.batch.state"), t(f"diplomas.batch.state.{batch.state}")),
        (t("diplomas.batch.size"), format_number(batch.size, language)),
        (t("diplomas.batch.proposed_by"), batch.proposed_by),
        (t("diplomas.batch.proposed_at"), format_instant(batch.proposed_at, language)),
    ]
    if batch.decided_by:
        rows.append((t("diplomas.batch.decided_by"), batch.decided_by))
    if batch.is_of_papers:
        rows.append((t("diplomas.batch.kind"), t("diplomas.batch.of_papers")))
    if batch.checked:
        rows.append((t("diplomas.papers.checked"), batch.checked))
    if batch.reason:
        rows.append((t("diplomas.reason"), batch.reason))
    return rows


def progress_words(one: Progress) -> str:
    """How far it is; empty where there is nothing to wait for."""
    if one.batch.state != BatchState.APPROVED.value:
        return ""
    return t("diplomas.batch.progress", done=one.done, size=one.batch.size)


def diplomas_table(rows: Sequence[models.Diploma], names: dict[Any, str]) -> Table:
    """names: of people whose diplomas are not signed yet."""
    return Table(
        name="diplomas",
        title=t("diplomas.batch.diplomas"),
        columns=(
            Column("holder", t("diplomas.holder"), wide=True, link="href"),
            Column("programme", t("diplomas.programme"), "code"),
            Column("state", t("diplomas.batch.state")),
            Column("problem", t("diplomas.batch.problem")),
        ),
        rows=[
            {
                "holder": holder_of(row.document) if row.document else names.get(row.person_id),
                "href": reverse("diploma_issued", args=[row.pk]) if row.document else "",
                "programme": row.programme or None,
                "state": state_mark(row.state),
                "problem": t(f"diplomas.problem.{row.problem}") if row.problem else None,
            }
            for row in rows
        ],
    )


def changes_table(rows: Iterable[models.StatusChange]) -> Table:
    return Table(
        name="changes",
        title=t("diplomas.changes"),
        columns=(
            Column("at", t("diplomas.change.at"), "date"),
            Column("state", t("diplomas.batch.state")),
            Column("reason", t("diplomas.reason"), wide=True),
            Column("by", t("diplomas.change.by"), "code"),
        ),
        rows=[
            {"at": row.at, "state": state_mark(row.state), "reason": row.reason, "by": row.by}
            for row in rows
        ],
        empty=t("diplomas.changes.none"),
    )


def diploma_facts(row: models.Diploma) -> list[tuple[str, Any]]:
    language, told = current_language(), row.document
    return [
        (t("diplomas.holder"), holder_of(told)),
        (t("diplomas.qualification"),
         told["credentialSubject"]["achievement"]["titles"][language]),
        (t("diplomas.batch.state"), t(f"diplomas.state.{row.state}")),
        (t("diplomas.issued_at"), format_instant(row.issued_at, language)),
        (t("diplomas.id"), told["id"]),
        (t("diplomas.checks"), format_number(row.checks, language)),
    ]  # fmt: skip


# What may be done to a diploma, by its state.
DEEDS = {
    DiplomaState.VALID: ("suspend", "revoke", "replace"),
    DiplomaState.SUSPENDED: ("restore", "revoke", "replace"),
}


def deeds(row: models.Diploma) -> list[tuple[str, str]]:
    """One that was entered from a paper is not replaced: revoked, and the paper entered anew."""
    found = DEEDS.get(DiplomaState(row.state), ())
    return [
        (one, t(f"diplomas.do.{one}"))
        for one in found
        if one != "replace" or row.graduation_id is not None
    ]
