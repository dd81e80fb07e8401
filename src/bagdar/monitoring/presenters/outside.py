"""Figures from outside in words: the sources, the figures that stand, one figure's way back."""

from collections.abc import Sequence
from typing import Any

from bagdar.core.languages import EMPTY, format_date, format_instant
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.presenters.desk_words import reporter_name, row_name, row_of
from bagdar.monitoring.presenters.standing_words import region_name
from bagdar.monitoring.queries.outside import ReportedFigure
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition

Facts = list[tuple[str, object] | tuple[str, object, str]]


def published(one: ReportedFigure, reader: Reader) -> str:
    """Where it was published: the edition, the page, the day; "" where nothing was told."""
    parts = [one.document] if one.document else []
    if one.page:
        parts.append(reader.say("outside.page_of", page=one.page))
    if one.published_on:
        parts.append(format_date(one.published_on, reader.language))
    return ", ".join(parts)


def sources_table(
    monitoring: Monitoring, figures: Sequence[ReportedFigure], reader: Reader
) -> Table:
    """Every source that is declared, with whom the act means, and how many figures stand."""
    declared = monitoring.sources.outside if monitoring.sources else ()
    say = reader.say
    return Table(
        name="sources",
        title=say("outside.sources"),
        columns=(
            Column("name", say("sources.from"), link="url"),
            Column("publisher", say("sources.publisher")),
            Column("document", say("sources.document")),
            Column("rows", say("outside.column.rows")),
            Column("figures", say("outside.column.figures"), "number"),
        ),
        rows=[
            {
                "name": reader.text(one.name),
                "url": one.url,
                "publisher": reader.text(one.publisher),
                "document": reader.text(one.document),
                "rows": ", ".join(one.rows),
                "figures": sum(figure.row in one.rows for figure in figures),
            }
            for one in declared
        ],
    )


def figures_table(
    edition: Edition, monitoring: Monitoring, figures: Sequence[ReportedFigure], reader: Reader
) -> Table:
    """What stands, with its source, where it was published, and the way back."""
    say = reader.say
    return Table(
        name="outside",
        title=say("outside.figures"),
        columns=(
            Column("row", say("outside.column.row"), "code", link="indicator"),
            Column("name", say("outside.column.name"), wide=True),
            Column("year", say("common.year"), "year"),
            Column("value", say("evaluation.column.value"), "number", link="way_back"),
            Column("source", say("sources.from")),
            Column("published", say("outside.column.published"), wide=True),
        ),
        rows=[_line(edition, monitoring, one, reader) for one in figures],
        empty=say("outside.none"),
        note=say("outside.figures_note"),
    )


def _line(
    edition: Edition, monitoring: Monitoring, one: ReportedFigure, reader: Reader
) -> dict[str, Any]:
    found, source = row_of(edition, one.row), monitoring.outside(one.row)
    return {
        "row": one.row,
        "indicator": reader.link("indicator", found[0].code) if found else "",
        "name": row_name(found[1], reader) if found else one.row,
        "year": one.year,
        "value": one.value,
        "way_back": reader.link("reported_figure", one.id),
        "source": reader.text(source.name) if source else "",
        "published": published(one, reader) or None,
    }


# --- one figure -------------------------------------------------------------------------------


def answers(edition: Edition, one: ReportedFigure, reader: Reader) -> list[Answer]:
    found = row_of(edition, one.row)
    unit = found[1].printed.unit if found else ""
    place = region_name(one.region, reader) if one.region else reader.say("evaluation.country")
    stands = "outside.replaced" if one.superseded_at else "evaluation.stands"
    return [
        Answer(reader.say("evaluation.fact_of", year=one.year), reader.number(one.value),
               unit=unit, note=place, tone="sky"),
        Answer(reader.say("evaluation.status_of"), reader.say(stands)),
    ]  # fmt: skip


def facts(
    edition: Edition, monitoring: Monitoring, one: ReportedFigure, names: bool, reader: Reader
) -> Facts:
    """From which publication, for whom, by whom, since when. names: the accounts as well."""
    say, source = reader.say, monitoring.outside(one.row)
    lines: Facts = []
    if source:
        lines += [
            (say("sources.from"), reader.text(source.name), source.url),
            (say("sources.publisher"), reader.text(source.publisher)),
        ]
    lines += [
        (say("outside.edition"), one.document or EMPTY),
        (say("outside.page"), one.page or EMPTY),
        (say("outside.published_on"),
         format_date(one.published_on, reader.language) if one.published_on else EMPTY),
        (say("evaluation.column.reporter"), reporter_name(edition, one.reporter, reader)),
        (say("outside.entered_by"), say(f"outside.role.{_role(one.recorded_role)}")),
        (say("outside.recorded_at"), format_instant(one.recorded_at, reader.language)),
        (say("evaluation.column.accepted"), format_instant(one.accepted_at, reader.language)),
    ]  # fmt: skip
    if names:
        lines += [
            (say("evaluation.column.recorded"), one.recorded_by,
             reader.link("report", one.report_id)),
            (say("evaluation.column.accepted_by"), one.accepted_by),
        ]  # fmt: skip
    return lines


def _role(role: str) -> str:
    return role if role in ("coordinator", "operator") else "reporter"


def revisions(
    figures: Sequence[ReportedFigure], now: ReportedFigure, names: bool, reader: Reader
) -> Table:
    """Every figure that ever stood for the same row, year and place."""
    say = reader.say
    return Table(
        name="revisions",
        title=say("outside.revisions"),
        columns=(
            Column("accepted", say("evaluation.column.accepted"), link="way_back"),
            Column("value", say("evaluation.column.value"), "number"),
            Column("published", say("outside.column.published"), wide=True),
            *((Column("by", say("evaluation.column.recorded")),) if names else ()),
            Column("superseded", say("evaluation.column.superseded")),
        ),
        rows=[
            {
                "accepted": format_instant(one.accepted_at, reader.language),
                "way_back": "" if one.id == now.id else reader.link("reported_figure", one.id),
                "value": one.value,
                "published": published(one, reader) or None,
                "by": one.recorded_by,
                "superseded": format_instant(one.superseded_at, reader.language)
                if one.superseded_at else Mark(say("evaluation.stands"), "good"),
            }
            for one in figures
        ],
        note=say("evaluation.history_note"),
    )  # fmt: skip
