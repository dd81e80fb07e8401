"""The queue of kindergartens, catchments of schools and exchanges of beds in the API."""

from ninja import Router

from bagdar.admissions.api import catchments, desk, own, places, public, swaps

router = Router()
for part in (public, own, places, desk, catchments, swaps):
    router.add_router("", part.router)

__all__ = ["router"]
