"""Where the pages of an organisation's desk stand, below the language."""

from django.urls import URLPattern

from bagdar.registry.views import (
    desk,
    desk_classes,
    desk_condition,
    desk_facts,
    desk_people,
    desk_promote,
    desk_staff,
    desk_transfers,
)

PARTS: tuple[list[URLPattern], ...] = (
    desk.urlpatterns,
    desk_classes.urlpatterns,
    desk_condition.urlpatterns,
    desk_facts.urlpatterns,
    desk_people.urlpatterns,
    desk_promote.urlpatterns,
    desk_staff.urlpatterns,
    desk_transfers.urlpatterns,
)

urlpatterns = [pattern for part in PARTS for pattern in part]
