"""Queues of kindergartens, campaigns and what belongs to them, and the laboratory in the API."""

from ninja import Router

from bagdar.admissions.api import (
    campaign_claims,
    campaign_conditions,
    campaign_offering,
    campaign_own,
    catchments,
    desk,
    draw,
    draw_annulling,
    draw_desk,
    draw_opening,
    laboratory,
    own,
    places,
    public,
    swaps,
    vouchers,
)

router = Router()
for part in (
    public, own, places, desk, campaign_own, campaign_offering, campaign_claims,
    campaign_conditions, draw_desk,
    draw_opening, draw_annulling, draw, catchments, swaps, vouchers, laboratory,
):  # fmt: skip
    router.add_router("", part.router)

__all__ = ["router"]
