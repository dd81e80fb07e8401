"""The queue of kindergartens and campaigns in the API."""

from ninja import Router

from bagdar.admissions.api import (
    campaign_claims,
    campaign_offering,
    campaign_own,
    desk,
    draw,
    draw_desk,
    own,
    places,
    public,
)

router = Router(tags=["kindergarten queue"])
for part in (
    public, own, places, desk, campaign_own, campaign_offering, campaign_claims, draw_desk, draw,
):  # fmt: skip
    router.add_router("", part.router)

__all__ = ["router"]
