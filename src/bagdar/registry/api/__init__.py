"""The register's part of the API."""

from ninja import Router

from bagdar.registry.api import (
    desk,
    desk_facts,
    desk_going,
    desk_staff,
    reading,
    reading_groups,
)

router = Router()
for part in (desk, desk_facts, desk_going, desk_staff, reading, reading_groups):
    router.add_router("", part.router)

__all__ = ["router"]
