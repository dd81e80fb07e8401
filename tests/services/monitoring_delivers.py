"""Those who deliver reports: what a process of theirs runs (see tests/services/delivering.py)."""

from pathlib import Path

from tests.services.delivering import Who

PREPARE = """
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from bagdar.audit.rules import Actor
from bagdar.programme import public
import sys
public.load_folder(Path(sys.argv[1]), by=Actor("tests", "operator"), at=datetime.now(UTC))
"""
TAKES = """
from dataclasses import replace
from bagdar.monitoring.models import Delivery
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.services import intake

# What is tested is writing; a reader's process for each child would only cost time.
intake.LIMITS = replace(intake.LIMITS, memory_mib=0)
SAMPLE = "row;year;value;confirm\\nT1.4;2021;64;yes\\n".encode()

def take(content, name, **more):
    intake.deliver(
        "kz-2020-2025", Reporter("body", "mes"), content, name,
        origin=Origin.REAL, by=Actor("tests", "body"), at=datetime(2026, 3, 1, tzinfo=UTC), **more,
    )

def ask_nobody():
    intake.deliveries.find_delivery = lambda *key: None
    Delivery.objects.get_or_create = lambda defaults, **key: (
        Delivery.objects.create(**key, **defaults), True)

take(SAMPLE, "sample.csv", dry_run=True)  # what is read once is read
"""
READ = """
import json
import django
django.setup()
from bagdar.audit.models import Event
from bagdar.monitoring import models
told = {
    "deliveries": sorted(models.Delivery.objects.values_list("file_name", "taken", "refused")),
    "reports": sorted(models.Report.objects.values_list("subject", "state", "version")),
    "steps": sorted(models.Step.objects.values_list("report__subject", "version", "kind")),
    "spendings": sorted(
        (one.measure, one.year, one.source, f"{one.spent.normalize():f}", one.superseded_at is None)
        for one in models.Spending.objects.all()
    ),
    "figures": sorted(
        (one.row, one.year, f"{one.value.normalize():f}", one.superseded_at is None)
        for one in models.Figure.objects.all()
    ),
    "events": Event.objects.filter(action="monitoring.file_delivered").count(),
}
print(json.dumps(told))
"""
DROP_THE_KEY = """
import django
django.setup()
from django.db import connection
from bagdar.monitoring.models import Delivery
[key] = [one for one in Delivery._meta.constraints if one.name == "monitoring_delivery_once"]
Delivery._meta.constraints.remove(key)
with connection.schema_editor() as editor:
    editor.remove_constraint(Delivery, key)
"""


def reports(act: Path) -> Who:
    return Who(PREPARE, TAKES, READ, DROP_THE_KEY, str(act))
