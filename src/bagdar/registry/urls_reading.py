"""Where the pages of those who read the register stand, below the language."""

from django.urls import URLPattern

from bagdar.registry.views import (
    reading_own,
    reading_paths,
    reading_people,
    reading_regions,
    reading_requests,
)

PARTS: tuple[list[URLPattern], ...] = (
    reading_own.urlpatterns,
    reading_people.urlpatterns,
    reading_paths.urlpatterns,
    reading_regions.urlpatterns,
    reading_requests.urlpatterns,
)

urlpatterns = [pattern for part in PARTS for pattern in part]
