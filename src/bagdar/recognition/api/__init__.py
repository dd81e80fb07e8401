"""Recognition in the API."""

from ninja import Router

from bagdar.recognition.api import desk, own, public

router = Router(tags=["recognition"])
for part in (public, own, desk):
    router.add_router("", part.router)

__all__ = ["router"]
