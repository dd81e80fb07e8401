"""Evaluation of the whole Programme with six years of facts for all regions.

Rules alone: from values in memory. From the database: SQLite in a folder of its own, facts and
reports of milestones as accepted, nothing remembered from an earlier question.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TIMES = 7
WORK = """
import json
from benchmarks.evaluation import inside
print(json.dumps(inside()))
"""


def measure() -> dict[str, Any]:
    """In a process of its own, so that its settings and database touch nothing."""
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "BAGDAR_VAR_DIR": var, "PYTHONPATH": str(ROOT)}
        environment["BAGDAR_NATION"] = "0"
        environment.pop("BAGDAR_DATABASE_URL", None)
        bagdar = [sys.executable, "-m", "bagdar.config.cli"]
        subprocess.run([*bagdar, "setup"], env=environment, capture_output=True, check=True)
        told = subprocess.run(
            [sys.executable, "-c", WORK], env=environment, capture_output=True, check=True,
            cwd=ROOT,
        ).stdout  # fmt: skip
    return dict(json.loads(told.splitlines()[-1]))


def inside() -> dict[str, Any]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"
    import django

    django.setup()
    from bagdar.monitoring.queries import evaluation

    written = write()

    def ask() -> Any:
        evaluation._known.cache_clear()
        evaluation._standing.cache_clear()
        return evaluation.standing("kz-2020-2025", year=2025)

    began = time.perf_counter()
    found = ask()
    first = time.perf_counter() - began
    return {
        **written,
        "rows": len(found.rows),
        "known": found.effectiveness.known,
        "first_s": round(first, 3),
        "from_the_database": _seconds(ask),
        "remembered": _seconds(lambda: evaluation.standing("kz-2020-2025", year=2025)),
    }


def write() -> dict[str, int]:
    """Six years of figures for every row and region, and every milestone accepted."""
    from uuid import uuid4

    from django.utils import timezone

    from bagdar.monitoring import models
    from bagdar.monitoring.queries.duties import declared, duties_of
    from bagdar.monitoring.queries.evaluation import regions_of
    from bagdar.programme import public

    edition, now = public.edition("kz-2020-2025"), timezone.now()
    monitoring = declared("kz-2020-2025")
    reports, steps, figures = [], [], []

    def report(kind: str, place: str, mark: str, reporter: str, content: dict[str, Any]) -> Any:
        one = models.Report(
            id=uuid4(), programme="kz-2020-2025", edition=1, subject=f"{kind}:{place}@{mark}",
            kind=kind, place=place, year=int(mark.rpartition("/")[2][:4]), reporter=reporter,
            origin="simulated", state="accepted", content=content, created_at=now, updated_at=now,
            updated_by="bench", submitted_at=now, decided_at=now, decided_by="bench",
        )  # fmt: skip
        reports.append(one)
        steps.append(models.Step(report=one, version=1, kind="accepted", content=content, at=now,
                                 by="bench", role="coordinator"))  # fmt: skip
        return one

    for duty in duties_of("kz-2020-2025"):
        if duty.subject.kind == "milestone":
            subject = duty.subject
            content = {"kind": "milestone", "status": "done", "done_on": None, "text": ""}
            report("milestone", subject.place, subject.mark, str(duty.reporter), content)
    for _, row in edition.rows():
        regional = monitoring.rollup(row.code).is_regional
        for year in edition.period.years:
            value = row.targets().get(year, 50)
            for region in ("", *(regions_of(year) if regional else ())):
                reporter = f"region:{region}" if region else "body:mes"
                content = {"kind": "indicator", "value": str(value), "document": "", "text": ""}
                figures.append(models.Figure(
                    programme="kz-2020-2025", row=row.code, year=year, region=region, value=value,
                    weight=100 if region else None, origin="simulated", recorded_at=now,
                    report=report("indicator", row.code, str(year), reporter, content),
                    recorded_by="bench", recorded_role="body", accepted_at=now, accepted_by="bench",
                ))  # fmt: skip
    for model, rows in ((models.Report, reports), (models.Step, steps), (models.Figure, figures)):
        model.objects.bulk_create(rows, batch_size=500)
    return {"figures": len(figures), "reports": len(reports)}


def _seconds(work: Any) -> dict[str, float]:
    """processor_s: the processor's own time, which a busy machine does not stretch."""
    taken, worked = [], []
    for _ in range(TIMES):
        began, busy = time.perf_counter(), time.process_time()
        work()
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return {
        "median_s": round(sorted(taken)[TIMES // 2], 4),
        "slowest_s": round(max(taken), 4),
        "processor_s": round(sorted(worked)[TIMES // 2], 4),
    }
