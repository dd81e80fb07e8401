"""Who works in an organisation: how many, and the list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.core.languages import format_number, show
from bagdar.core.names import Name
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.desk_lists import name_of, number
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.details import PostDetails
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


def post_words(said: PostDetails) -> str:
    """«мұғалім, физика, 1,25»"""
    known, language = lists(), current_language()
    named = (known["positions"].get(said.position), known["subjects"].get(said.subject))
    parts = [show(one.name, language) for one in named if one]
    return ", ".join([*parts, format_number(said.workload.normalize(), language)])
