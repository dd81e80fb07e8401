"""What a batch would hold, and how it stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from bagdar.core.origins import Origin
from bagdar.credentials import models
from bagdar.credentials.queries.curricula import forms_from
from bagdar.credentials.queries.issuers import accredited_of, forms_of
from bagdar.credentials.rules.errors import NoSuchBatch
from bagdar.credentials.rules.graduating import HOLDING, Candidate, DiplomaState, Line, line_of
from bagdar.credentials.rules.papers import paper_key
from bagdar.registry.public import Graduated, graduated, graduated_by_id

AT_ONCE = 500  # people in one question


@dataclass(frozen=True)
class Progress:
    """How many diplomas of a batch stand in each state."""

    batch: models.Batch
    counts: Mapping[DiplomaState, int]

    @property
    def done(self) -> int:
        return self.batch.size - self.counts.get(DiplomaState.PROPOSED, 0)


def candidate_of(told: Graduated) -> Candidate:
    return Candidate(
        told.id,
        told.person_id,
        told.name.full if told.name else "",
        told.level,
        told.programme,
        told.on,
        told.with_distinction,
        told.document_number,
        told.origin,
    )


def preview(issuer: models.Issuer, since: date, before: date, today: date) -> tuple[Line, ...]:
    """Everybody who graduated in those days, and what stands against a diploma."""
    return _lines(issuer, graduated(issuer.organisation_id, since, before), today)


def lines_of(
    issuer: models.Issuer, ids: Collection[int], today: date, *, are_held: bool = False
) -> tuple[Line, ...]:
    """The same for some graduations; those of others or that stand no more are left out.

    are_held: their diplomas wait to be signed, so nobody has to ask who has one
    """
    found = graduated_by_id(ids).values()
    own = [one for one in found if one.organisation_id == issuer.organisation_id]
    return _lines(issuer, own, today, are_held=are_held)


def _lines(
    issuer: models.Issuer, found: Collection[Graduated], today: date, *, are_held: bool = False
) -> tuple[Line, ...]:
    # What stands on the institution's own form goes before what its programme says.
    forms = {**forms_from(issuer.organisation_id, today), **forms_of(issuer)}
    accredited, origin = accredited_of(issuer), Origin(issuer.origin)
    asked = [candidate_of(one) for one in found]
    taken = frozenset() if are_held else _taken(issuer, asked)
    return tuple(line_of(one, forms, accredited, taken, origin, today) for one in asked)


def _taken(issuer: models.Issuer, asked: Sequence[Candidate]) -> frozenset[tuple[UUID, str, str]]:
    """For what some people have a diploma of this issuer, or are proposed for one.

    Also where it was entered from a paper under another programme: the same day, or the same
    number, tells that it is one graduation.
    """
    # Of any issuer: asked for this one's alone, SQLite reads through all that it ever issued.
    held = models.Diploma.objects.filter(state__in=[one.value for one in HOLDING])
    rows = held.values_list(
        "issuer_id", "person_id", "level", "programme", "paper__issued_on", "paper__series",
        "paper__number",
    )  # fmt: skip
    own: dict[tuple[UUID, str], list[Candidate]] = {}
    for one in asked:
        own.setdefault((one.person_id, one.level), []).append(one)
    people, found = [one.person_id for one in asked], set[tuple[UUID, str, str]]()
    for start in range(0, len(people), AT_ONCE):
        some = rows.filter(person_id__in=people[start : start + AT_ONCE])
        for whose, person, level, programme, on, series, number in some:
            if whose != issuer.pk:
                continue
            found.add((person, level, programme))
            if on is not None:
                known = paper_key("", f"{series}{number}")
                found.update(
                    one.key
                    for one in own.get((person, level), ())
                    if one.on == on or paper_key("", one.number) == known
                )
    return frozenset(found)


def batch_of(issuer: models.Issuer, id: UUID) -> models.Batch:
    """Raises NoSuchBatch, of another issuer's as well."""
    found = issuer.batches.filter(pk=id).first()
    if found is None:
        raise NoSuchBatch()
    return found


def progress(batch: models.Batch) -> Progress:
    rows = batch.diplomas.values_list("state").annotate(n=Count("pk"))
    return Progress(batch, {DiplomaState(state): count for state, count in rows})


def batches_of(issuer: models.Issuer, most: int = 50) -> tuple[Progress, ...]:
    """The latest ones first."""
    rows = issuer.batches.order_by("-proposed_at", "pk")[:most]
    counted = {
        state: Count("diplomas", filter=Q(diplomas__state=state.value)) for state in DiplomaState
    }
    rows = rows.annotate(**{f"n_{state.value}": count for state, count in counted.items()})
    return tuple(
        Progress(row, {state: getattr(row, f"n_{state.value}") for state in DiplomaState})
        for row in rows
    )


def holders_of(ids: Collection[int | None]) -> dict[UUID, str]:
    """By person, the names on graduations that still stand."""
    found = graduated_by_id([one for one in ids if one is not None]).values()
    return {one.person_id: one.name.full for one in found if one.name}
