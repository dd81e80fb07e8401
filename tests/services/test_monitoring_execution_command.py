"""`bagdar monitoring execution` and `bagdar demo`, as people type them."""

import json

import pytest
from click.testing import CliRunner

from bagdar.config.cli import bagdar
from bagdar.monitoring import models
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.rules.nouns import Origin

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME = "kz-2020-2025"


def typed(*words: str) -> str:
    done = CliRunner().invoke(bagdar, ["--language", "en", *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_the_execution_is_printed_and_says_that_it_is_illustrative(demonstrated):
    told = typed("monitoring", "execution", "--year", "2023")
    assert told.startswith("Illustrative data: not taken from reality")
    assert "2023" in told and "2022" not in told


def test_as_json_the_cuts_add_up_to_what_the_query_says(demonstrated):
    told = json.loads(typed("monitoring", "execution", "--json"))
    found = execution(PROGRAMME)
    assert told["origin"] == "illustrative"
    assert told["total"]["spent"] == float(found.total.spent)
    for cut in ("by_year", "by_source", "by_goal", "by_task", "by_body", "by_budget_programmes"):
        parts = sum(one["spent"] or 0 for one in told[cut])
        assert parts == pytest.approx(told["total"]["spent"], rel=1e-12)


def test_the_demonstration_does_not_come_beside_real_reports_unasked(demonstrated):
    row = models.Report.objects.order_by("pk")[0]
    row.pk, row.origin = None, Origin.REAL.value
    row.save(force_insert=True)
    before = models.Report.objects.count()
    done = CliRunner().invoke(bagdar, ["--language", "en", "demo", "--json"])
    assert done.exception is not None
    assert done.exception.code == "monitoring.real_reports_stand"
    assert models.Report.objects.count() == before
