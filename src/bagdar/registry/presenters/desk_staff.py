"""Staff as tables: who works here, and one of them with posts, qualifications, courses and pay."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.core.names import Name
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import t
from bagdar.registry.presenters.desk_lists import name_of, number
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.nouns import Standing

Categories = Mapping[UUID, tuple[str, Any]]


def answers(posts: Sequence[Standing[Any]], categories: Categories) -> list[Answer]:
    people = {one.whose for one in posts}
    with_category = len(people & set(categories))
    return [
        Answer(t("registry_desk.answer.staff"), number(len(people))),
        Answer(t("registry_desk.answer.posts"), number(len(posts))),
        Answer(
            t("registry_desk.answer.with_category"),
            number(with_category),
            note=t("registry_desk.answer.with_category.note"),
        ),
    ]


def staff_table(
    posts: Iterable[Standing[Any]],
    names: Mapping[UUID, Name],
    categories: Categories,
    *,
    with_links: bool,
) -> Table:
    known = lists()
    columns = [
        Column("name", t("registry_desk.column.name"), wide=True, link="href"),
        Column("position", t("registry_desk.column.position")),
        Column("subject", t("registry_desk.column.subject")),
        Column("workload", t("registry_desk.column.workload"), "number", places=2, total=True),
        Column("category", t("registry_desk.column.category")),
        Column("until", t("registry_desk.column.category_until"), "date"),
        Column("since", t("registry_desk.column.since"), "date"),
    ]
    rows = []
    for one in posts:
        said, category = one.details, categories.get(one.whose)
        rows.append(
            {
                "name": person_name(one.whose, names),
                "href": reverse("desk_member", args=[one.whose]) if with_links else "",
                "position": name_of(known["positions"], said.position),
                "subject": name_of(known["subjects"], said.subject),
                "workload": said.workload,
                "category": name_of(known["qualifications"], category[0]) if category else None,
                "until": category[1] if category else None,
                "since": one.valid.start,
            }
        )
    title = t("registry_desk.staff.table", count=len(rows))
    return Table("staff", title, columns, rows, empty=t("registry_desk.staff.empty"), sort="name")


def person_name(person_id: UUID, names: Mapping[UUID, Name]) -> str:
    name = names.get(person_id)
    return (name.full if name else "") or t("registry_desk.no_name")


SINCE_UNTIL = ("since", "until")


def _days(one: Standing[Any]) -> dict[str, Any]:
    return {"since": one.valid.start, "until": one.valid.end}


def _day_columns() -> list[Column]:
    return [Column(name, t(f"registry_desk.column.{name}"), "date") for name in SINCE_UNTIL]


def posts_table(posts: Iterable[Standing[Any]], links: Mapping[int, str]) -> Table:
    """links: place in the list → where the post is changed; other posts cannot be."""
    known = lists()
    columns = [
        Column("position", t("registry_desk.column.position"), link="href"),
        Column("subject", t("registry_desk.column.subject")),
        Column("workload", t("registry_desk.column.workload"), "number", places=2),
        Column("hours", t("registry_desk.column.hours"), "number"),
        Column("main", t("registry_desk.column.main")),
        *_day_columns(),
        Column("reason", t("registry_desk.column.end_reason")),
    ]
    rows = [
        {
            "position": name_of(known["positions"], one.details.position),
            "href": links.get(place, ""),
            "subject": name_of(known["subjects"], one.details.subject),
            "workload": one.details.workload,
            "hours": one.details.hours_per_week,
            "main": Mark(t("registry_desk.yes"), "sky") if one.details.is_main else None,
            "reason": name_of(known["post_ends"], one.details.leaving_reason),
            **_days(one),
        }
        for place, one in enumerate(posts)
    ]
    return Table("posts", t("registry_desk.member.posts"), columns, rows, find=False)


def qualifications_table(found: Iterable[Standing[Any]]) -> Table:
    known = lists()
    columns = [
        Column("kind", t("registry_desk.column.kind")),
        Column("value", t("registry_desk.column.value"), wide=True),
        Column("issuer", t("registry_desk.column.issuer")),
        *_day_columns(),
    ]
    rows = [
        {
            "kind": name_of(known["qualification_kinds"], one.details.kind),
            "value": name_of(known["qualifications"], one.details.value),
            "issuer": one.details.issuer or None,
            **_days(one),
        }
        for one in found
    ]
    return Table(
        "qualifications", t("registry_desk.member.qualifications"), columns, rows,
        empty=t("registry_desk.member.nothing"), find=False,
    )  # fmt: skip


def courses_table(found: Iterable[Standing[Any]]) -> Table:
    columns = [
        Column("topic", t("registry_desk.column.topic"), wide=True),
        Column("provider", t("registry_desk.column.provider")),
        Column("hours", t("registry_desk.column.course_hours"), "number", total=True),
        *_day_columns(),
    ]
    rows = [
        {
            "topic": name_of(lists()["development_topics"], one.details.topic),
            "provider": one.details.provider or None,
            "hours": one.details.hours,
            **_days(one),
        }
        for one in found
    ]
    return Table(
        "courses", t("registry_desk.member.courses"), columns, rows,
        empty=t("registry_desk.member.nothing"), find=False,
    )  # fmt: skip


def pay_table(found: Iterable[Standing[Any]]) -> Table:
    columns = [
        Column("component", t("registry_desk.column.component"), wide=True),
        Column("amount", t("registry_desk.column.amount"), "number",
               unit=t("registry_desk.unit.tenge")),
        *_day_columns(),
    ]  # fmt: skip
    rows = [
        {
            "component": name_of(lists()["pay_components"], one.details.component),
            "amount": one.details.amount_tenge,
            **_days(one),
        }
        for one in found
    ]
    return Table(
        "pay", t("registry_desk.member.pay"), columns, rows,
        empty=t("registry_desk.member.nothing"), find=False,
    )  # fmt: skip
