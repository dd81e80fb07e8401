"""The programme's part of the API: everything that its pages show, as JSON and as files."""

from ninja import Router

from bagdar.programme.api import contents, editions, readings

router = Router()
for part in (editions, contents, readings):
    router.add_router("", part.router)

__all__ = ["router"]
