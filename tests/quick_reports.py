"""A builder of yearly reports that takes no time, for tests of what becomes of its file."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from bagdar.monitoring.reports.gathered import Asked
from bagdar.monitoring.reports.yearly import Built

KNOWN_AT = datetime(2024, 3, 1, 9, tzinfo=UTC)


def quick_build(asked: Asked, format: Any, progress: Any) -> Built:
    progress("file")
    document: Any = SimpleNamespace(known_at=KNOWN_AT)
    name = f"bagdar-{asked.programme}-1-report-{asked.year}-{asked.language}.{format}"
    return Built(document, f"{asked} {format}".encode(), name)
