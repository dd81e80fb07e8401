"""Educational programmes, their modules, and what somebody has earned, as tables."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bagdar.core.languages import format_date, format_number
from bagdar.core.periods import local_date
from bagdar.credentials.queries.curricula import CurriculumInfo, ModuleInfo, the_pass_marks
from bagdar.credentials.rules.transcript import Earned, Transcript, TranscriptLine
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t


def catalogue_table(found: Sequence[CurriculumInfo]) -> Table:
    language = current_language()
    return Table(
        name="programmes",
        title=t("curricula.table"),
        columns=(
            Column("title", t("curricula.qualification"), wide=True, link="href"),
            Column("code", t("curricula.code"), "code"),
            Column("organisation", t("curricula.organisation"), wide=True),
            Column("level", t("curricula.level"), "code"),
            Column("nqf", t("curricula.nqf"), "number"),
            Column("credits", t("curricula.credits"), "number"),
            Column("unit", t("curricula.unit")),
            Column("since", t("curricula.since"), "date"),
        ),
        rows=[
            {
                "title": one.title[language],
                "href": reverse("curriculum", args=[one.id]),
                "code": one.code,
                "organisation": one.organisation[language],
                "level": one.level,
                "nqf": one.nqf_level,
                "credits": one.credits,
                "unit": t(f"curricula.unit.{one.unit.value}"),
                "since": one.valid_from,
            }
            for one in found
        ],
        empty=t("curricula.none"),
    )


def facts(one: CurriculumInfo) -> list[tuple[str, Any]]:
    language = current_language()
    until = format_date(one.valid_to, language) if one.valid_to else t("curricula.open")
    rows: list[tuple[str, Any]] = [
        (t("curricula.organisation"), one.organisation),
        (t("curricula.code"), one.code),
        (t("curricula.level"), one.level),
        (t("curricula.nqf"), str(one.nqf_level)),
        (t("curricula.credits"), credits_text(one.credits, one.unit.value)),
        (t("curricula.since"), format_date(one.valid_from, language)),
        (t("curricula.until"), until),
        (t("curricula.version"), str(one.version)),
        (t("curricula.pass_share"), pass_text(one)),
        (t("curricula.source"), one.source),
    ]
    if one.closed_by:
        rows.append((t("curricula.closed_by"), one.closed_by))
    if one.field:
        rows.insert(4, (t("curricula.field"), one.field))
    return rows


def pass_text(one: CurriculumInfo) -> str:
    """The programme's own pass mark, or the one that is declared for all today."""
    own, marks = one.pass_share, the_pass_marks()
    share = marks.for_all(local_date(timezone.now())).share if own is None else own
    text = f"{format_number(share * 100, current_language())}\u202f%"
    if own is not None:
        return text
    kind = "illustrative" if marks.illustrative else "declared"
    return t(f"curricula.pass_share.{kind}", share=text)


def credits_text(credits: int, unit: str) -> str:
    return f"{format_number(credits, current_language())} {t(f'curricula.unit.{unit}')}"


def modules_table(one: CurriculumInfo, modules: Sequence[ModuleInfo]) -> Table:
    language = current_language()
    return Table(
        name="modules",
        title=t("curricula.modules"),
        columns=(
            Column("title", t("curricula.module"), wide=True),
            Column("code", t("curricula.code"), "code"),
            Column("credits", t(f"curricula.unit.{one.unit.value}"), "number", total=True),
            Column("nqf", t("curricula.nqf"), "number"),
            Column("outcomes", t("curricula.outcomes"), wide=True),
        ),
        rows=[
            {
                "title": module.title[language],
                "code": module.code,
                "credits": module.credits,
                "nqf": module.nqf_level,
                "outcomes": "; ".join(text[language] for text in module.outcomes),
            }
            for module in modules
        ],
    )


def versions_table(found: Sequence[CurriculumInfo]) -> Table:
    return Table(
        name="versions",
        title=t("curricula.versions"),
        columns=(
            Column("version", t("curricula.version"), "code", link="href"),
            Column("since", t("curricula.since"), "date"),
            Column("until", t("curricula.until"), "date"),
            Column("source", t("curricula.source"), wide=True),
        ),
        rows=[
            {
                "version": str(one.version),
                "href": reverse("curriculum", args=[one.id]),
                "since": one.valid_from,
                "until": one.valid_to,
                "source": one.source,
            }
            for one in found
        ],
    )


def transcript_table(name: str, one: CurriculumInfo, told: Transcript) -> Table:
    language = current_language()
    return Table(
        name=name,
        title=t(
            "transcript.of",
            title=one.title,
            earned=told.earned,
            recognised=told.credits_of(Earned.RECOGNISED),
            total=told.total,
        ),
        columns=(
            Column("module", t("curricula.module"), wide=True),
            Column("how", t("transcript.how")),
            Column("credits", t(f"curricula.unit.{one.unit.value}"), "number", total=True),
            Column("what", t("transcript.what"), wide=True),
        ),
        rows=[
            {
                "module": line.title[language],
                "credits": line.credits,
                "how": how_mark(line),
                "what": f"{line.given.title} ({line.given.provider})" if line.given else None,
            }
            for line in told.lines
        ],
        empty=t("transcript.none"),
    )


def how_mark(line: TranscriptLine) -> Mark:
    tone = "gold" if line.how is Earned.RECOGNISED else "good"
    return Mark(t(f"transcript.how.{line.how.value}"), tone)
