"""Deliveries in words: how far each is, what it brought, who sent it and when."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.intake.presenters.reader import Reader
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.rules.nouns import State
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table

TONES: Mapping[State, Any] = {
    State.RECEIVED: "sky",
    State.CHECKED: "sky",
    State.LOADING: "sky",
    State.LOADED: "good",
    State.WITHDRAWN: "plain",
    State.CANCELLED: "plain",
}


def answers(one: DeliveryInfo, reader: Reader) -> list[Answer]:
    """How many rows came in, were known already, and came back."""
    return [
        Answer(reader.say(f"intake.count.{name}"), reader.number(getattr(one.counts, name)))
        for name in ("rows", "taken", "unchanged", "refused")
    ]


def changes(one: DeliveryInfo, reader: Reader) -> list[tuple[str, object]]:
    """What it changed in the register: (label, how many), without what is nothing."""
    names = ("new_people", "new_stays", "ended_stays", "added", "ended", "warned")
    return [
        (reader.say(f"intake.count.{name}"), reader.number(getattr(one.counts, name)))
        for name in names
        if getattr(one.counts, name)
    ]


def progress(one: DeliveryInfo, reader: Reader) -> str:
    return reader.say("intake.progress", done=one.rows_done, rows=one.counts.rows)


def state(one: DeliveryInfo, reader: Reader) -> Mark:
    return Mark(reader.say(f"intake.state.{one.state.value}"), TONES[one.state])


def particulars(
    one: DeliveryInfo, names: Mapping[UUID, Words], reader: Reader
) -> list[tuple[str, object]]:
    """Who, when, for whom, which file: (label, value)."""
    say = reader.say
    lines: list[tuple[str, object]] = [
        (say("intake.label.form"), say(f"intake.form.{one.form}")),
        (say("intake.label.for"), whose(one, names, reader)),
        (say("intake.label.by"), one.by),
        (say("intake.label.at"), one.at),
        (say("intake.label.channel"), say(f"intake.channel.{one.channel.value}")),
        (say("intake.label.file"), one.file_name),
        (say("intake.label.size"), say("intake.bytes", count=one.size)),
        (say("intake.label.sha256"), one.sha256),
    ]
    if one.encoding:
        lines.append((say("intake.label.encoding"), one.encoding))
    if one.ended_at:
        lines.append((say("intake.label.ended_at"), one.ended_at))
    if one.reason:
        kept = f" {say('intake.withdrawn.kept', count=one.kept)}" if one.kept else ""
        lines.append((say("intake.label.reason"), f"{one.reason}{kept}"))
    return lines


def whose(one: DeliveryInfo, names: Mapping[UUID, Words], reader: Reader) -> str:
    if one.organisation_id is None:
        return one.region or reader.say("intake.whole_country")
    found = names.get(one.organisation_id)
    return reader.text(found) if found else str(one.organisation_id)


def table(
    found: Sequence[DeliveryInfo],
    names: Mapping[UUID, Words],
    links: Mapping[UUID, str],
    reader: Reader,
) -> Table:
    say = reader.say
    return Table(
        name="deliveries",
        title=say("intake.deliveries"),
        columns=[
            Column("at", say("intake.label.at"), "date", link="link"),
            Column("form", say("intake.label.form")),
            Column("whose", say("intake.label.for"), wide=True),
            Column("by", say("intake.label.by")),
            Column("rows", say("intake.count.rows"), "number"),
            Column("taken", say("intake.count.taken"), "number"),
            Column("refused", say("intake.count.refused"), "number"),
            Column("state", say("intake.label.state")),
        ],
        rows=[
            {
                "at": one.at,
                "link": links[one.id] if one.id else "",
                "form": say(f"intake.form.{one.form}"),
                "whose": whose(one, names, reader),
                "by": one.by,
                "rows": one.counts.rows,
                "taken": one.counts.taken,
                "refused": one.counts.refused,
                "state": state(one, reader),
            }
            for one in found
        ],
        empty=say("intake.deliveries.none"),
    )
