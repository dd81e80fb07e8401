"""People that a search gives, as little as tells them apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from bagdar.look.words import t
from bagdar.registry.presenters.reading_words import region_words
from bagdar.registry.rules.reading import Sought


@dataclass(frozen=True)
class Line:
    """One of the people found. opens: where its record is opened."""

    name: str
    about: str
    opens: str


def lines(found: Sequence[Sought]) -> list[Line]:
    return [
        Line(one.name.full, _about(one), reverse("person_open", args=[one.person_id]))
        for one in found
    ]


def _about(one: Sought) -> str:
    parts = (
        t("reading.search.born_in", year=one.born_in) if one.born_in else "",
        one.iin,
        ", ".join(region_words(code) for code in one.regions),
    )
    return " · ".join(part for part in parts if part)


def links(is_of_the_family: bool, person_id: UUID, here: str) -> list[tuple[str, str]]:
    """From one page of a person to the others; who looked is for the family."""
    pages = ["person_story", "person_trajectory", *(["person_looks"] if is_of_the_family else [])]
    return [
        (t(f"reading.link.{page}"), reverse(page, args=[person_id]))
        for page in pages
        if page != here
    ]
