"""The queue of kindergartens and the grants in the API."""

from ninja import Router

from bagdar.admissions.api import desk, own, places, public, vouchers

router = Router(tags=["kindergarten queue"])
for part in (public, own, places, desk, vouchers):
    router.add_router("", part.router)

__all__ = ["router"]
