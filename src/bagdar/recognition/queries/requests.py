"""Requests as their learner, their institution and an official get them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count

from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import BehindDatabase, NoSuchReceipt, ReceiptWaits
from bagdar.recognition import models
from bagdar.recognition.rules.deciding import (
    Achievement,
    Grant,
    Limits,
    Settled,
    Standing,
    cut_down,
    wished,
)
from bagdar.recognition.rules.errors import NoSuchEquivalence, NoSuchFile, NoSuchRequest
from bagdar.recognition.rules.nouns import WAITING

MOST = 200  # of one list


def request_of(id: UUID) -> models.Request:
    """Raises NoSuchRequest."""
    found = models.Request.objects.filter(pk=id).select_related("curriculum").first()
    if found is None:
        raise NoSuchRequest()
    return found


def of_people(people: Sequence[UUID]) -> list[models.Request]:
    """The latest first."""
    rows = models.Request.objects.filter(person_id__in=people).select_related("curriculum")
    return list(rows.order_by("-asked_at", "pk")[:MOST])


def queue_of(organisation_id: UUID) -> list[models.Request]:
    """What waits for the institution, the most urgent first."""
    rows = models.Request.objects.filter(
        organisation_id=organisation_id, state__in=[one.value for one in WAITING]
    )
    return list(rows.select_related("curriculum").order_by("due_on", "asked_at", "pk")[:MOST])


def decided_of(organisation_id: UUID) -> list[models.Request]:
    """What waits no more, the latest first."""
    rows = models.Request.objects.filter(organisation_id=organisation_id)
    rows = rows.exclude(state__in=[one.value for one in WAITING]).select_related("curriculum")
    return list(rows.order_by("-asked_at", "pk")[:MOST])


def claims_of(row: models.Request) -> list[models.Claim]:
    return list(row.claims.select_related("module").order_by("module__number"))


def decisions_of(row: models.Request) -> list[models.Decision]:
    """The latest first; that one alone may hold."""
    return list(row.decisions.order_by("-number"))


def standing_decision(row: models.Request) -> models.Decision | None:
    return row.decisions.filter(superseded_at__isnull=True).first()


def grants_of(decision: models.Decision) -> list[models.Grant]:
    return list(decision.grants.select_related("module").order_by("module__number"))


def appeal_of(row: models.Request) -> models.Appeal | None:
    return models.Appeal.objects.filter(request=row).first()


def evidence_of(row: models.Request) -> list[models.Evidence]:
    """As it came."""
    return list(row.evidence.order_by("added_at", "pk"))


def doubts_of(row: models.Request) -> list[str]:
    """Why its badge was not verified; nothing: it was, or there is none."""
    told = [one.told for one in evidence_of(row) if one.told]
    return [why for badge in told for why in badge["unverified"]]


def is_anothers(person_id: UUID, key: str, badge_id: str) -> bool:
    """Whether a request of somebody else stands on the same badge. key: of its achievement."""
    rows = models.Evidence.objects.filter(request__key=key, told__id=badge_id)
    return bool(badge_id) and rows.exclude(request__person_id=person_id).exists()


def file_of(row: models.Request, id: UUID) -> models.Evidence:
    """Raises NoSuchFile, of another request's as well."""
    found = row.evidence.filter(pk=id).first()
    if found is None:
        raise NoSuchFile()
    return found


def proposal(
    equivalences: Sequence, one: Achievement, claims: Sequence[str], standing: Standing,
    limits: Limits,
) -> Settled:  # fmt: skip
    """What declared equivalences would give, for whoever decides."""
    grants: Sequence[Grant] = wished(equivalences, one, claims)
    return cut_down(grants, one, standing, limits)


def receipt_text(decision: models.Decision, told: dict) -> str | None:
    """The receipt; None: the log does not have it yet, or there is no log."""
    try:
        return notary.receipt(decision.receipt, told).text
    except (ReceiptWaits, NoSuchReceipt, BehindDatabase, notary.LogAbsent):
        return None


def equivalences(organisation_id: UUID | None = None) -> list[models.Equivalence]:
    """All that were declared; of one institution or of all."""
    rows = models.Equivalence.objects.all()
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return list(rows.order_by("level", "programme", "module", "valid_from", "pk"))


def equivalence_of(organisation_id: UUID, id: UUID) -> models.Equivalence:
    """Raises NoSuchEquivalence, of another institution's as well."""
    found = models.Equivalence.objects.filter(organisation_id=organisation_id, pk=id).first()
    if found is None:
        raise NoSuchEquivalence()
    return found


def counts() -> dict[tuple[str, str], int]:
    """Requests of the whole country, by kind and by the verdict that holds; "": none yet."""
    found: dict[tuple[str, str], int] = {}
    decided = models.Decision.objects.filter(superseded_at__isnull=True)
    rows = decided.values_list("request__kind", "verdict").annotate(n=Count("pk"))
    for kind, verdict, many in rows:
        found[kind, verdict] = many
    open_ones = models.Request.objects.filter(decisions__isnull=True)
    for kind, many in open_ones.values_list("kind").annotate(n=Count("pk")):
        found[kind, ""] = many
    return found
