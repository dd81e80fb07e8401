"""Diplomas in the API."""

from ninja import Router

from bagdar.credentials.api import curricula, desk, own, papers, verifying

router = Router(tags=["diplomas"])
for part in (verifying, own, desk, papers, curricula):
    router.add_router("", part.router)

__all__ = ["router"]
