"""Intake's part of the API: rows and files in, what came of them out."""

from ninja import Router

from bagdar.intake.api import delivering, forms, reading, rosters

router = Router()
for part in (forms, delivering, rosters, reading):
    router.add_router("", part.router)

__all__ = ["router"]
