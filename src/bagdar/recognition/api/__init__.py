"""Recognition in the API."""

from ninja import Router

from bagdar.recognition.api import desk, keys, own, public

router = Router(tags=["recognition"])
for part in (public, own, desk, keys):
    router.add_router("", part.router)

__all__ = ["router"]
