"""Applications, positions, offers and lines in words and tables."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.admissions import models
from bagdar.admissions.queries.counting import Waiting
from bagdar.admissions.queries.desk import Given
from bagdar.admissions.queries.family import free_at, line_at
from bagdar.admissions.queries.reading import entry_of
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.order import Moved, Position
from bagdar.admissions.rules.queue.standing import Line
from bagdar.core.languages import Words, format_date, format_instant
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import BehindDatabase
from bagdar.registry.public import lists, organisations_named

TONES: Mapping[str, Any] = {
    "waiting": "sky", "offered": "gold", "placed": "good", "out": "bad", "withdrawn": "plain",
}  # fmt: skip


def _titles(some: Sequence[Any]) -> dict[str, str]:
    language = current_language()
    return {one.code: one.title[language] for one in some}


def groups() -> dict[str, str]:
    return _titles(the_rules().group)


def needs() -> dict[str, str]:
    return _titles(the_rules().need)


def categories() -> dict[str, str]:
    return _titles(the_rules().category)


def languages() -> dict[str, str]:
    language = current_language()
    return {code: one.name[language] for code, one in lists().languages.items()}


def ownership(code: str) -> str:
    """Public or private, as the register calls it; "": it does not say."""
    known = lists()["ownership"]
    return known[code].name[current_language()] if code in known else ""


def names_of(ids: Sequence[UUID]) -> dict[UUID, Words]:
    known = organisations_named(ids)
    return {id: known[id].name if id in known else Words.same(str(id)) for id in ids}


def mark(state: str) -> Mark:
    return Mark(t(f"queue.state.{state}"), TONES[state])


def line_words(line: Line) -> str:
    return t(
        "queue.line.words",
        group=groups().get(line.group, line.group),
        language=languages().get(line.language, line.language),
        need=needs().get(line.need, line.need),
    )


def because(found: Position) -> list[str]:
    """Why so many stand before the child; nothing where none do."""
    counts = (("category", found.by_category), ("date", found.by_date),
              ("lottery", found.by_lottery))  # fmt: skip
    return [t(f"queue.before.{name}", count=count) for name, count in counts if count]


def moved(found: Sequence[Moved]) -> list[str]:
    told = []
    for one in found:
        word, _, kind = one.code.partition("_")
        numbers = ", ".join(str(number) for number in one.numbers[:5])
        why = t(f"queue.kind.{kind}")
        told.append(t(f"queue.moved.{word}", count=one.count, why=why, numbers=numbers))
    return told


def application_facts(row: models.QueueApplication) -> list[tuple[str, Any]]:
    language = current_language()
    names = categories()
    line = line_at(row)
    facts: list[tuple[str, Any]] = [
        (t("queue.state"), t(f"queue.state.{row.state}")),
        (t("queue.line"), line_words(line) if line else t("queue.line.none")),
        (t("queue.since"), format_instant(row.since, language)),
        (t("queue.category"), names.get(row.category, row.category) or t("queue.category.none")),
        (t("queue.lottery"), row.lottery[:12]),
        (t("queue.number"), str(row.pk)),
    ]
    if row.claimed:
        facts.insert(4, (t("queue.claimed"), names.get(row.claimed, row.claimed)))
    if row.place:
        name = names_of([row.place.organisation_id])[row.place.organisation_id]
        facts.insert(1, (t("queue.place"), name))
    if row.until:
        facts.insert(2, (t("queue.until"), format_date(row.until, language)))
    return facts


def wishes_table(
    row: models.QueueApplication, wishes: Sequence[str], found: Position | None
) -> Table:
    ids = [UUID(one) for one in wishes]
    names, language = names_of(ids), current_language()
    before = dict(found.wished) if found else {}
    free = free_at(row)
    return Table(
        name="wishes",
        title=t("queue.wishes"),
        columns=(
            Column("rank", t("queue.rank"), "number"),
            Column("name", t("queue.kindergarten"), wide=True),
            Column("free", t("queue.free"), "number"),
            Column("before", t("queue.before"), "number"),
        ),
        rows=[
            {"rank": rank, "name": names[id][language], "free": free.get(id, 0),
             "before": before.get(str(id))}
            for rank, id in enumerate(ids, start=1)
        ],
        empty=t("queue.wishes.none"),
    )  # fmt: skip


def own_table(rows: Sequence[tuple[models.QueueApplication, str]]) -> Table:
    """(application, name of the child)."""
    return Table(
        name="applications",
        title=t("queue.applications"),
        columns=(
            Column("child", t("queue.child"), wide=True, link="href"),
            Column("state", t("queue.state")),
            Column("since", t("queue.since"), "date"),
            Column("until", t("queue.until"), "date"),
        ),
        rows=[
            {"child": name, "href": reverse("own_application", args=[row.pk]),
             "state": mark(row.state), "since": row.since, "until": row.until}
            for row, name in rows
        ],
        empty=t("queue.applications.none"),
    )  # fmt: skip


def cases_table(name: str, title: str, rows: Sequence[models.QueueApplication]) -> Table:
    """No names: they stand on the page of the application, and each look leaves a trace."""
    known = categories()
    return Table(
        name=name,
        title=title,
        columns=(
            Column("id", t("queue.number"), wide=True, link="href"),
            Column("state", t("queue.state")),
            Column("line", t("queue.line"), wide=True),
            Column("claimed", t("queue.claimed")),
            Column("since", t("queue.since"), "date"),
        ),
        rows=[
            {"id": str(row.pk), "href": reverse("queue_case", args=[row.pk]),
             "state": mark(row.state), "line": line_words(line) if (line := line_at(row)) else "",
             "claimed": known.get(row.claimed, row.claimed), "since": row.since}
            for row in rows
        ],
        empty=t("queue.cases.none"),
    )  # fmt: skip


def places_table(rows: Sequence[Given]) -> Table:
    return Table(
        name="places",
        title=t("queue.places"),
        columns=(
            Column("group", t("queue.group")),
            Column("language", t("queue.language")),
            Column("need", t("queue.need")),
            Column("free", t("queue.free"), "number"),
            Column("offered", t("queue.state.offered"), "number"),
            Column("placed", t("queue.state.placed"), "number"),
        ),
        rows=[
            {
                "group": groups().get(row.group, row.group),
                "language": languages().get(row.language, row.language),
                "need": needs().get(row.need, row.need),
                "free": row.free,
                "offered": row.offered,
                "placed": row.placed,
            }
            for row in rows
        ],
        empty=t("queue.places.none"),
    )


def fees_table(rows: Sequence[models.KindergartenFee]) -> Table:
    """All that was stated, the latest first; what stands above for one day counts."""
    return Table(
        name="fees",
        title=t("queue.fees"),
        columns=(
            Column("since", t("queue.fee.since"), "date"),
            Column("tenge", t("queue.fee.tenge"), "number"),
            Column("at", t("queue.at"), "date"),
            Column("by", t("queue.fee.by")),
        ),
        rows=[
            {"since": row.since, "tenge": row.tenge, "at": row.recorded_at,
             "by": row.recorded_by}
            for row in rows
        ],
        empty=t("wish.fee.none"),
    )  # fmt: skip


def lines_table(found: Sequence[Waiting], least: int) -> Table:
    return Table(
        name="lines",
        title=t("queue.lines"),
        columns=(
            Column("group", t("queue.group")),
            Column("language", t("queue.language")),
            Column("need", t("queue.need")),
            Column("waiting", t("queue.waiting")),
            Column("free", t("queue.free"), "number"),
        ),
        rows=[
            {
                "group": groups().get(one.line.group, one.line.group),
                "language": languages().get(one.line.language, one.line.language),
                "need": needs().get(one.line.need, one.line.need),
                "waiting": str(one.count) if one.count is not None
                else t("queue.fewer", least=least),
                "free": one.free,
            }
            for one in found
        ],
        empty=t("queue.lines.none"),
    )  # fmt: skip


def queues_table(rows: Sequence[models.Queue], regions: Mapping[str, str]) -> Table:
    return Table(
        name="queues",
        title=t("queue.queues"),
        columns=(
            Column("territory", t("queue.territory"), wide=True, link="href"),
            Column("year", t("queue.year"), "text"),
            Column("rounds", t("queue.rounds"), "number"),
            Column("entries", t("queue.entries"), "number"),
        ),
        rows=[
            {"territory": regions.get(row.territory, row.territory),
             "href": reverse("queue", args=[row.pk]), "year": str(row.year),
             "rounds": row.rounds, "entries": row.number}
            for row in rows
        ],
        empty=t("queue.queues.none"),
    )  # fmt: skip


def log_table(rows: Sequence[models.QueueEntry]) -> Table:
    """What everybody may see of a log: that something was done, and its digest.

    Not what: whoever counts who came and left learns the small counts that are not shown.
    """
    return Table(
        name="log",
        title=t("queue.log"),
        columns=(
            Column("number", t("queue.entry"), "number"),
            Column("at", t("queue.at"), "date"),
            Column("digest", t("queue.digest")),
        ),
        rows=[
            {"number": row.number, "at": row.at, "digest": row.digest[:16]}
            for row in rows
        ],
        empty=t("queue.log.none"),
    )  # fmt: skip


def receipt_of(row: models.QueueEntry) -> str:
    """The receipt; "": the log of the notary does not have it yet, or there is none."""
    try:
        return notary.receipt(row.receipt, entry_of(row).commitment()).text
    except (notary.ReceiptWaits, notary.NoSuchReceipt, BehindDatabase, notary.LogAbsent):
        return ""
