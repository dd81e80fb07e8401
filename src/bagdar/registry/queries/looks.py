"""Who looked at a record, and what its family asked to have corrected."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from bagdar.audit.public import LookPage, looks_at
from bagdar.registry import models
from bagdar.registry.queries.rows import origin_of_person, valid
from bagdar.registry.queries.written import When, facts
from bagdar.registry.rules.corrections import NoSuchRequest, RequestInfo, State
from bagdar.registry.rules.nouns import Form

LOOKED = "registry.person_looked_at"
PAGE_SIZE = 50


def looks(person_id: UUID, page: int = 1) -> LookPage:
    """One page of the looks of others at a person's record, newest first. No name is in it."""
    return looks_at(f"registry.person:{person_id}", LOOKED, page, PAGE_SIZE)


def who_answers(person_id: UUID, on: date) -> UUID | None:
    """The organisation in which a person learns on a day, full-time first; else the last one.

    None: they never learnt anywhere. Raises NoSuchPerson.
    """
    origin_of_person(person_id)
    rows = models.Enrolment.objects.filter(
        models.CURRENT, person_id=person_id, valid_from__lte=on
    ).order_by("-valid_from", "pk")
    best = max(rows, key=lambda row: _nearness(row, on), default=None)
    return best.organisation_id if best else None


def _nearness(row: models.Enrolment, on: date) -> tuple[bool, bool, date]:
    return valid(row).contains(on), row.form == Form.FULL_TIME.value, row.valid_from


def request_info(row: models.CorrectionRequest) -> RequestInfo:
    return RequestInfo(
        id=row.pk,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        field=row.field,
        said=row.said,
        document=row.document,
        state=State(row.state),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )


def request(request_id: UUID) -> RequestInfo:
    """Raises NoSuchRequest."""
    row = models.CorrectionRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise NoSuchRequest()
    return request_info(row)


def requests_about(people: Iterable[UUID]) -> tuple[RequestInfo, ...]:
    """Every request about some people, the latest first."""
    rows = facts(models.CorrectionRequest, "person_id", list(people), When.EVER)
    latest_first = sorted(rows, key=lambda row: (-row.asked_at.timestamp(), row.pk))
    return tuple(map(request_info, latest_first))


def requests_to(organisation_id: UUID) -> tuple[RequestInfo, ...]:
    """Every request that an organisation has to answer or has answered: open ones first, the
    longest waiting at the head of them.
    """
    rows = models.CorrectionRequest.objects.filter(organisation_id=organisation_id)
    waiting = rows.filter(state=State.ASKED.value).order_by("asked_at", "pk")
    decided = rows.exclude(state=State.ASKED.value).order_by("-decided_at", "pk")[:200]
    return tuple(request_info(row) for row in (*waiting, *decided))
