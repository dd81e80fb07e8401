"""Evidence of a claim, as pages and the API give it."""

import base64

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from bagdar.admissions import models
from bagdar.admissions.keeping import read
from bagdar.admissions.rules.campaign.errors import NoSuchClaim
from bagdar.core.file_names import safe_name


def evidence_answer(row: models.CampaignApplication, fact: str) -> HttpResponse:
    """As it was kept; it is always taken down and never shown as a page of ours.

    Raises NoSuchClaim, EvidenceLost.
    """
    found = row.claims.filter(fact=fact).exclude(evidence="").first()
    if found is None:
        raise NoSuchClaim()
    data, ending, media = read(found.evidence)
    digest = base64.b64encode(bytes.fromhex(found.evidence)).decode()
    name = safe_name(f"{found.document}.{ending}", ending)
    return HttpResponse(
        data,
        content_type=media,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "",
            "Repr-Digest": f"sha-256=:{digest}:",
        },
    )
