"""The queue of kindergartens and campaigns in the API."""

from ninja import Router

from bagdar.admissions.api import desk, draw, draw_desk, own, places, public

router = Router(tags=["kindergarten queue"])
for part in (public, own, places, desk, draw_desk, draw):
    router.add_router("", part.router)

__all__ = ["router"]
