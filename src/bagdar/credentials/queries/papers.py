"""What is known elsewhere of papers that somebody typed."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.credentials import models
from bagdar.credentials.queries.issuers import accredited_of
from bagdar.credentials.rules.graduating import HOLDING
from bagdar.credentials.rules.papers import (
    Known,
    PaperLine,
    PaperSaid,
    line_of_paper,
    marks_of,
    paper_key,
)
from bagdar.registry.public import agreed, graduations_of, namesakes, people_by_iin

IS_HOLDING = [one.value for one in HOLDING]


def paper_lines(
    issuer: models.Issuer, papers: Sequence[tuple[int, PaperSaid]], today: date
) -> tuple[PaperLine, ...]:
    """Each paper with what stands against it. papers: with the line of each in its file."""
    said = [one for _, one in papers]
    known = known_of(issuer, said)
    accredited, began = accredited_of(issuer), local_date(issuer.registered_at)
    found: list[PaperLine] = []
    before: set[tuple[object, ...]] = set()
    for (line, one), told in zip(papers, known, strict=True):
        found.append(line_of_paper(line, one, told, accredited, began, today, before))
        before.update(marks_of(one))
    return tuple(found)


def known_of(issuer: models.Issuer, papers: Sequence[PaperSaid]) -> tuple[Known, ...]:
    origin = Origin(issuer.origin)
    people = [_person(one, origin) for one in papers]
    ids = {one for one in people if one is not None}
    numbers = {one.known_iin.number for one in papers if one.known_iin}
    holders = people_by_iin(numbers, origin)
    held = issuer.diplomas.filter(state__in=IS_HOLDING)
    keys = {one.key for one in papers}
    taken = set(held.filter(paper_key__in=keys).values_list("paper_key", flat=True))
    diplomas = set(held.filter(person_id__in=ids).values_list("person_id", "level", "programme"))
    registered = _registered(issuer, ids)
    found = []
    for said, person in zip(papers, people, strict=True):
        told = (person, said.level, said.programme.strip())
        has_number = said.known_iin is not None and said.known_iin.number in holders
        found.append(
            Known(
                person_id=person,
                differs=person is None and has_number,
                is_double=person is None and _is_double(said, origin),
                is_taken=said.key in taken,
                has_diploma=told in diplomas,
                is_registered=any(
                    _is_same(said, *one) for one in registered.get(person, ()) if person
                ),
            )
        )
    return tuple(found)


def _person(said: PaperSaid, origin: Origin) -> UUID | None:
    return agreed(said.known_iin, said.born_on, origin) if said.known_iin else None


def _is_double(said: PaperSaid, origin: Origin) -> bool:
    return namesakes(said.name, said.born_on, origin)


Graduation = tuple[str, str, date, str]  # level, programme, day, what names its document


def _registered(issuer: models.Issuer, people: set[UUID]) -> Mapping[UUID | None, list[Graduation]]:
    found: dict[UUID | None, list[Graduation]] = {}
    for one in graduations_of(issuer.organisation_id, people):
        told = one.level, one.programme, one.on, paper_key("", one.document_number)
        found.setdefault(one.person_id, []).append(told)
    return found


def _is_same(said: PaperSaid, level: str, programme: str, on: date, document: str) -> bool:
    """A graduation of the register: of the same programme, the same day or the same document."""
    if level != said.level:
        return False
    number = paper_key("", said.printed_number)
    return programme == said.programme.strip() or on == said.issued_on or document == number != ""


def registered_since(issuer: models.Issuer, diplomas: Sequence[models.Diploma]) -> frozenset[UUID]:
    """People of proposed papers whose graduation the register has by now."""
    found = _registered(issuer, {one.person_id for one in diplomas})
    return frozenset(
        one.person_id
        for one in diplomas
        if any(
            level == one.level and (programme == one.programme or on == one.paper.issued_on)
            for level, programme, on, _ in found.get(one.person_id, ())
        )
    )
