"""Diplomas in the API."""

from ninja import Router

from bagdar.credentials.api import curricula, desk, holdings, issuers, own, papers, verifying

router = Router(tags=["diplomas"])
for part in (verifying, own, desk, papers, holdings, issuers, curricula):
    router.add_router("", part.router)

__all__ = ["router"]
