"""Whose grants somebody may see: the own ones, those that stand at the own university.

Pages and operations of the API begin here alike.
"""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, note_hidden, permits, place_of
from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import application_of
from bagdar.admissions.queries.vouchers import request_of, stay_of, voucher_of
from bagdar.admissions.rules.campaign.errors import NoSuchApplicationHere
from bagdar.admissions.rules.campaign.vouchers import NoSuchVoucher, NoSuchVoucherRequest
from bagdar.core.periods import local_date
from bagdar.registry.public import own_people, person_on, relation_to

OWN, DESK = "admissions.voucher", "admissions.voucher_desk"


def own_holders(request: HttpRequest) -> list[UUID]:
    """Themselves where of age, and the children they answer for."""
    found = own_people(place_of(request), local_date(timezone.now()))
    return [person for person, relation in found if permits(request, OWN, "read", relation)]


def own_voucher_of(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> tuple[models.Voucher, str]:
    """With the relation. Raises NoSuchVoucher: it is a stranger's."""
    row = voucher_of(id)
    if relation := _relation(request, row.person_id, operation):
        return row, relation
    raise NoSuchVoucher()


def own_request_of(request: HttpRequest, id: UUID, operation: str) -> models.VoucherRequest:
    """Raises NoSuchVoucherRequest: it is a stranger's."""
    row = request_of(id)
    if _relation(request, row.voucher.person_id, operation):
        return row
    raise NoSuchVoucherRequest()


def own_grant_of(request: HttpRequest, application_id: UUID) -> models.CampaignApplication:
    """Raises NoSuchApplicationHere: it is a stranger's."""
    row = application_of(application_id)
    if _relation(request, row.person_id, "create"):
        return row
    raise NoSuchApplicationHere()


def _relation(request: HttpRequest, person_id: UUID, operation: str) -> str:
    """ "": a stranger, whose rows are not told from none; the attempt is."""
    found = relation_to(place_of(request), person_id, local_date(timezone.now()))
    if found and permits(request, OWN, operation, found):
        return found
    note_hidden(request, OWN, operation)
    return ""


def own_university(request: HttpRequest) -> UUID:
    """Raises Forbidden."""
    found = place_of(request).organisation_id
    if found is None:
        raise Forbidden()
    return found


def university_request(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> models.VoucherRequest:
    """Raises Forbidden, NoSuchVoucherRequest: another university was asked."""
    mine, row = own_university(request), request_of(id)
    if row.organisation_id != mine:
        note_hidden(request, DESK, operation)
        raise NoSuchVoucherRequest()
    return row


def university_voucher(request: HttpRequest, id: UUID, operation: str = "read") -> models.Voucher:
    """Raises Forbidden, NoSuchVoucher: it stands elsewhere."""
    mine, row = own_university(request), voucher_of(id)
    stay = stay_of(row)
    if stay is None or stay.organisation_id != mine:
        note_hidden(request, DESK, operation)
        raise NoSuchVoucher()
    return row


def holder_name(row: models.Voucher) -> str:
    """ "": the register has none today."""
    told = person_on(row.person_id, local_date(timezone.now()))
    return told.name.full if told else ""
