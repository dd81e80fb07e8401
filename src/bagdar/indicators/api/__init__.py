"""Figures that records give, by program."""

from ninja import Router

from bagdar.indicators.api import figures, releases

router = Router()
for part in (figures, releases):
    router.add_router("", part.router)

__all__ = ["router"]
