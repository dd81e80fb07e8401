"""The queue of kindergartens, catchments of schools and exchanges of beds, the laboratory."""

from ninja import Router

from bagdar.admissions.api import catchments, desk, laboratory, own, places, public, swaps

router = Router()
for part in (public, own, places, desk, catchments, swaps, laboratory):
    router.add_router("", part.router)

__all__ = ["router"]
