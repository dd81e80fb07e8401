"""Which campaigns somebody may see, carry out, or draw the seed of.

Pages and operations of the API begin here alike.
"""

from uuid import UUID

from django.http import HttpRequest

from bagdar.access.public import actor, note_hidden, permits, place_of
from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import campaign_of, campaigns
from bagdar.admissions.queries.ceremonies import part_of
from bagdar.admissions.rules.campaign.draw_errors import NoSuchPart
from bagdar.admissions.rules.campaign.errors import NoSuchCampaign
from bagdar.admissions.rules.campaign.nouns import CampaignState

DESK, PART = "admissions.draw_desk", "admissions.draw_part"
OWN = "own"


def public_campaign(id: UUID) -> models.Campaign:
    """Raises NoSuchCampaign: there is none, or it is being prepared."""
    row = campaign_of(id)
    if row.state == CampaignState.DRAFT.value:
        raise NoSuchCampaign()
    return row


def desk_relation(request: HttpRequest, row: models.Campaign) -> str:
    """Whether the campaign is that of the territory for which the account works."""
    return territory_relation(request, row.territory)


def territory_relation(request: HttpRequest, territory: str) -> str:
    code = place_of(request).region_code
    return OWN if code and code == territory else "other"


def desk_campaigns(request: HttpRequest) -> list[models.Campaign]:
    return [
        row for row in campaigns()
        if permits(request, DESK, "read", desk_relation(request, row))
    ]  # fmt: skip


def desk_campaign(request: HttpRequest, id: UUID, operation: str = "read") -> models.Campaign:
    """Raises NoSuchCampaign: it is another territory's."""
    row = campaign_of(id)
    if not permits(request, DESK, operation, desk_relation(request, row)):
        note_hidden(request, DESK, operation)
        raise NoSuchCampaign()
    return row


def own_part(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> tuple[models.Campaign, str]:
    """The campaign, and the party for which the account speaks in it. Raises NoSuchPart."""
    row = campaign_of(id)
    try:
        return row, part_of(row, actor(request).name)
    except NoSuchPart:
        note_hidden(request, PART, operation)
        raise
