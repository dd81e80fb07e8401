"""Figures of a row one by one: the way back, what they rest on, those before, those beside.

links  whether the way back from a computed figure is open to the reader
"""

from collections.abc import Sequence
from typing import Any

from bagdar.core.languages import format_instant
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.presenters import standing_words as words
from bagdar.monitoring.presenters.desk_words import reporter_name
from bagdar.monitoring.queries.evaluation import PastFigure
from bagdar.monitoring.rules.nouns import Figure, Reporter
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.programme.public import Reader, address
from bagdar.programme.rules.act import Edition


def way_back(figure: Figure | PastFigure | None, reader: Reader, links: bool) -> str:
    """The page of a computed figure, where that is open, or of one that somebody reported."""
    if figure is None:
        return ""
    if figure.lineage is None:
        accepted = isinstance(figure, PastFigure) or figure.accepted
        return reader.link("reported_figure", figure.id) if accepted and figure.id else ""
    return address("figure", reader.language, str(figure.lineage.figure)) if links else ""


def document(figure: Figure | PastFigure) -> str | None:
    """What a figure rests on: the document, or the definition and the snapshot."""
    if figure.lineage is None:
        return figure.document or None
    return f"{figure.lineage.metric} {figure.lineage.version} · {figure.lineage.snapshot[:12]}"


# --- history ----------------------------------------------------------------------------------


def history_table(
    edition: Edition, history: Sequence[PastFigure], names: bool, reader: Reader, links: bool
) -> Table:
    """Every figure that was ever accepted: who reported it, on what document, when it was accepted.

    names  also the accounts that recorded and accepted it, for those who read every report
    """
    say = reader.say
    return Table(
        name="history",
        title=say("evaluation.history"),
        columns=(
            Column("year", say("common.year"), "year"),
            Column("region", say("evaluation.column.region")),
            Column("value", say("evaluation.column.value"), "number", link="way_back"),
            Column("reporter", say("evaluation.column.reporter")),
            Column("document", say("evaluation.column.document"), wide=True),
            *((Column("by", say("evaluation.column.recorded")),) if names else ()),
            Column("accepted", say("evaluation.column.accepted")),
            *((Column("accepted_by", say("evaluation.column.accepted_by")),) if names else ()),
            Column("superseded", say("evaluation.column.superseded")),
        ),
        rows=[_past(edition, one, reader, links) for one in history],
        note=say("evaluation.history_note"),
    )


def _past(edition: Edition, one: PastFigure, reader: Reader, links: bool) -> dict[str, Any]:
    language = reader.language
    return {
        "year": one.year,
        "region": words.region_name(one.region, reader)
        if one.region else reader.say("evaluation.country"),
        "value": one.value,
        "way_back": way_back(one, reader, links),
        "reporter": reporter_name(edition, Reporter.parse(one.reporter), reader)
        if one.reporter else reader.say("evaluation.from_records"),
        "document": document(one),
        "by": one.recorded_by,
        "accepted": format_instant(one.accepted_at, language),
        "accepted_by": one.accepted_by,
        "superseded": format_instant(one.superseded_at, language)
        if one.superseded_at else Mark(reader.say("evaluation.stands"), "good"),
    }  # fmt: skip


# --- typed and computed -----------------------------------------------------------------------


def figures_of_both(found: Evaluation, row: str) -> list[Figure]:
    """Figures beside which another one stands, of every year up to this one."""
    nationals = [one for (code, _), one in found.nationals.items() if code == row]
    every = [one.reported for one in nationals]
    every += [part.figure for one in nationals for part in one.regions]
    return [one for one in every if one is not None and one.other is not None]


def both_table(both: Sequence[Figure], links: bool, reader: Reader) -> Table:
    """A typed figure and a computed one of the same year and place, with their difference."""
    say = reader.say
    return Table(
        name="both",
        title=say("evaluation.both"),
        columns=(
            Column("year", say("common.year"), "year"),
            Column("region", say("evaluation.column.region")),
            Column("computed", say("evaluation.column.computed"), "number", link="way_back"),
            Column("typed", say("evaluation.column.typed"), "number"),
            Column("difference", say("evaluation.column.difference"), "number"),
            Column("counts", say("evaluation.column.counts")),
        ),
        rows=[_pair(one, links, reader) for one in both],
        note=say("evaluation.both_note"),
    )  # fmt: skip


def _pair(one: Figure, links: bool, reader: Reader) -> dict[str, Any]:
    computed, typed = (one, one.other) if one.lineage else (one.other, one)
    if computed is None or typed is None:  # for the types: both stand
        return {}
    return {
        "year": one.year,
        "region": words.region_name(one.region, reader)
        if one.region else reader.say("evaluation.country"),
        "computed": computed.value,
        "way_back": way_back(computed, reader, links),
        "typed": typed.value,
        "difference": typed.value - computed.value,
        "counts": reader.say(f"evaluation.counts_{'computed' if one.lineage else 'typed'}"),
    }  # fmt: skip
