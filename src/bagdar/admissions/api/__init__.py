"""The queue of kindergartens in the API."""

from ninja import Router

from bagdar.admissions.api import desk, own, places, public

router = Router(tags=["kindergarten queue"])
for part in (public, own, places, desk):
    router.add_router("", part.router)

__all__ = ["router"]
