"""Everything ever recorded of a person as one table: what, for which days, known when, by whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from bagdar.access.public import AccountInfo, accounts
from bagdar.core.languages import format_number
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.reading_words import (
    Names,
    described,
    last_day,
    organisation_names,
    region_words,
    role_words,
)
from bagdar.registry.rules.reading import Entry


def answers(entries: Sequence[Entry]) -> list[Answer]:
    """How many versions, how many of them stand, how many were corrections."""
    counts = {
        "versions": len(entries),
        "standing": sum(one.known.end is None for one in entries),
        "corrections": sum(one.corrects for one in entries),
    }
    language = current_language()
    return [
        Answer(t(f"reading.story.{name}"), format_number(count, language))
        for name, count in counts.items()
    ]


def table(entries: Sequence[Entry], *, shows_names: bool) -> Table:
    """shows_names: of whoever recorded and corrected, for those who may read them."""
    names, places = Names.of(entries), _places(entries)
    columns = [
        Column("kind", t("reading.column.kind")),
        Column("what", t("reading.column.what"), wide=True),
        Column("since", t("reading.column.since"), "date"),
        Column("until", t("reading.column.until"), "date"),
        Column("state", t("reading.column.state")),
        Column("recorded", t("reading.column.recorded"), "date"),
        Column("ended", t("reading.column.ended"), "date"),
        Column("who", t("reading.column.who")),
        *([Column("name", t("reading.column.name"), "code")] if shows_names else []),
        Column("source", t("reading.column.source")),
    ]
    return Table(
        "story",
        t("reading.story.table"),
        columns,
        [_row(one, names, places) for one in entries],
        note=t("reading.story.note"),
        empty=t("reading.story.empty"),
    )


def _row(one: Entry, names: Names, places: Mapping[str, str]) -> dict[str, Any]:
    who = role_words(one.recorded_role)
    place = places.get(one.recorded_by, "")
    return {
        "kind": t(f"reading.kind.{one.kind}"),
        "what": described(one, names),
        "since": one.valid.start,
        "until": last_day(one.valid),
        "state": state(one),
        "recorded": one.known.start,
        "ended": one.known.end,
        "who": f"{who} · {place}" if place else who,
        "name": one.recorded_by,
        "source": one.source,
    }


def state(one: Entry) -> Mark:
    if one.known.end is not None:
        return Mark(t("reading.state.superseded"), "plain")
    if one.corrects:
        return Mark(t("reading.state.correction"), "gold")
    return Mark(t("reading.state.stands"), "good")


def _places(entries: Sequence[Entry]) -> Mapping[str, str]:
    """For whom those who recorded speak, by account: an organisation or a region."""
    names = {one.recorded_by for one in entries}
    found = {one.username: one for name in sorted(names) for one in accounts(text=name)}
    speaking = {name: found[name] for name in names if name in found}
    ids = {one.organisation_id for one in speaking.values() if one.organisation_id}
    organisations = organisation_names(ids)
    return {name: _place(one, organisations) for name, one in speaking.items()}


def _place(one: AccountInfo, organisations: Mapping[Any, str]) -> str:
    if one.organisation_id:
        return organisations.get(one.organisation_id, "")
    return region_words(one.region_code) if one.region_code else ""
