"""Where monitoring's pages stand, below the language. Each module of views lists its own."""

from django.urls import URLPattern

from bagdar.monitoring.views import (
    acceptance,
    calendar,
    deliveries,
    desk,
    evaluation,
    evidence,
    execution,
    outside,
    regions,
    reports,
    yearly,
)

PARTS: tuple[list[URLPattern], ...] = (
    acceptance.urlpatterns,
    calendar.urlpatterns,
    deliveries.urlpatterns,
    desk.urlpatterns,
    evaluation.urlpatterns,
    evidence.urlpatterns,
    execution.urlpatterns,
    outside.urlpatterns,
    yearly.urlpatterns,
    regions.urlpatterns,
    reports.urlpatterns,
)

urlpatterns = [pattern for part in PARTS for pattern in part]
