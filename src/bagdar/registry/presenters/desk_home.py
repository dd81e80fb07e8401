"""The first page of the desk: the answers, what waits, what is in doubt."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from bagdar.core.languages import show
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.desk_lists import name_of, number
from bagdar.registry.presenters.reading_words import region_words
from bagdar.registry.queries import desk as queries
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.desk_doubts import Doubts
from bagdar.registry.queries.named import organisations_named
from bagdar.registry.queries.transfers import Counts
from bagdar.registry.rules.classes import ClassOnDay
from bagdar.registry.rules.nouns import OrganisationDetails
from bagdar.registry.rules.transferring import Side, Transfer


def answers(classes: Sequence[ClassOnDay], waiting: Counts, doubts: Doubts) -> list[Answer]:
    learners = sum(one.learners for one in classes)
    named = sum(1 for one in classes if one.key.name)
    return [
        Answer(
            t("registry_desk.answer.learners_today"), number(learners), href=reverse("desk_classes")
        ),
        Answer(t("registry_desk.answer.classes"), number(named), href=reverse("desk_classes")),
        Answer(
            t("registry_desk.answer.transfers"),
            number(waiting.open),
            note=t("registry_desk.answer.transfers.note", count=waiting.ours)
            if waiting.ours
            else "",
            tone="gold" if waiting.ours else "",
            href=reverse("desk_transfers"),
        ),
        Answer(
            t("registry_desk.answer.doubtful"),
            number(doubts.people),
            tone="bad" if doubts.people else "",
            note=t("registry_desk.answer.doubtful.note") if doubts.people else "",
            href="#table-doubts" if doubts.people else "",
        ),
    ]


def class_answers(one: ClassOnDay) -> list[Answer]:
    opened, known = one.opened, lists()
    found = [Answer(t("registry_desk.column.learners"), number(one.learners))]
    if one.free_places is not None:
        tone = "bad" if one.free_places < 0 else ""
        label = t("registry_desk.answer.free")
        found.append(Answer(label, number(one.free_places), tone=tone))
    level = known.levels.get(one.key.level)
    if level:
        found.append(Answer(t("registry_desk.column.level"), one.key.level, note=level.name))
    if opened:
        value = name_of(known.languages, opened.language) or opened.language
        found.append(Answer(t("registry_desk.column.language"), show(value, current_language())))
    return found


def organisation_facts(details: OrganisationDetails | None) -> list[tuple[str, object]]:
    if details is None:
        return []
    known = lists()
    facts: list[tuple[str, object]] = [
        (t("registry_desk.fact.type"), name_of(known.types, details.type)),
        (t("registry_desk.fact.ownership"), name_of(known.ownership, details.ownership)),
        (t("registry_desk.fact.bin"), details.bin.number if details.bin else ""),
        (t("registry_desk.fact.region"), region_words(details.region)),
    ]
    return [(label, value) for label, value in facts if value]


def doubts_table(doubts: Doubts) -> Table:
    columns = [
        Column("what", t("registry_desk.column.doubt"), wide=True, link="href"),
        Column("people", t("registry_desk.column.people"), "number", link="href"),
        Column("remedy", t("registry_desk.column.remedy"), wide=True),
    ]
    rows = [
        {
            "what": t(f"registry_desk.doubt.{kind}"),
            "people": people,
            "remedy": t(f"registry_desk.doubt.{kind}.remedy"),
            "href": f"{reverse('desk_doubts')}?kind={kind}" if kind != "undecided"
            else reverse("desk_promote"),
        }
        for kind, people in doubts.kinds.items()
        if people
    ]  # fmt: skip
    return Table(
        "doubts", t("registry_desk.doubts.table"), columns, rows,
        empty=t("registry_desk.doubts.empty"), find=False,
    )  # fmt: skip


def doubt_links(
    kinds: Sequence[str], counted: Mapping[str, int], chosen: str
) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is the one shown) of every doubt that somebody has."""
    return [
        (
            f"{t(f'registry_desk.doubt.{kind}')}: {number(counted[kind])}",
            f"{reverse('desk_doubts')}?kind={kind}",
            kind == chosen,
        )
        for kind in kinds
    ]


# --- transfers -------------------------------------------------------------------------------

TONES = {
    "proposed": "gold", "confirmed": "good", "refused": "bad", "withdrawn": "plain",
    "lapsed": "plain",
}  # fmt: skip


def waiting_table(found: Sequence[Transfer], organisation_id: UUID, today: date) -> Table:
    return transfers_table(
        "waiting", t("registry_desk.transfers.open"), found, organisation_id, today
    )


def transfers_table(
    name: str,
    title: str,
    found: Sequence[Transfer],
    organisation_id: UUID,
    today: date,
    now: Mapping[UUID, str] | None = None,
) -> Table:
    """today: the day on which they stand so; now: beside it, how each stands today."""
    columns = [
        Column("pupil", t("registry_desk.column.name"), wide=True, link="href"),
        Column("direction", t("registry_desk.column.direction")),
        Column("other", t("registry_desk.column.other"), wide=True),
        Column("day", t("registry_desk.column.day"), "date"),
        Column("state", t("registry_desk.column.state")),
        Column("lapses", t("registry_desk.column.lapses"), "date"),
        *([Column("now", t("registry_desk.column.state_now"))] if now is not None else []),
    ]
    people = queries.names([one.person_id for one in found], today)
    others = organisations_named({_other(one, organisation_id) for one in found})
    rows = []
    for one in found:
        state = one.state_on(today).value
        side = one.side_of(organisation_id)
        person, other = people.get(one.person_id), others.get(_other(one, organisation_id))
        rows.append(
            {
                "pupil": (person.full if person else "") or t("registry_desk.no_name"),
                "href": reverse("desk_transfer", args=[one.id]),
                "direction": t(f"registry_desk.transfer.side.{side.value}") if side else "",
                "other": other.name if other else None,
                "day": one.day,
                "state": _state(state),
                "lapses": one.lapses_on if state == "proposed" else None,
                "now": _state(now[one.id]) if now else None,
            }
        )
    return Table(name, title, columns, rows, empty=t("registry_desk.transfers.empty"))


def _state(state: str) -> Mark:
    return Mark(t(f"registry_desk.transfer.state.{state}"), TONES[state])  # type: ignore[arg-type]


def _other(one: Transfer, organisation_id: UUID) -> UUID:
    return one.to_id if one.side_of(organisation_id) is Side.SENDING else one.from_id
