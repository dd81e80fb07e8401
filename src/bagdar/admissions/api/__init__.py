"""The queue of kindergartens and the laboratory of rules in the API."""

from ninja import Router

from bagdar.admissions.api import desk, laboratory, own, places, public

router = Router(tags=["kindergarten queue"])
for part in (public, own, places, desk, laboratory):
    router.add_router("", part.router)

__all__ = ["router"]
