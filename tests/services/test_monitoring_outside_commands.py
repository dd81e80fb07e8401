"""Figures from outside from a terminal: as on the page, in the trail under the operator's name."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bagdar.audit.models import Event
from bagdar.core.catalogue import Catalogue
from bagdar.monitoring import models
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.outside import FromRecords
from bagdar.monitoring.rules.workflow import ReasonNeeded
from tests.services.test_monitoring_outside import PISA, csv

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]
ENTER = ["enter", "T1.2/math", "2022"]
WHERE = ["--document", "PISA 2022 Results", "--published-on", "2023-12-05", "--confirm"]


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    from bagdar.monitoring.commands import monitoring

    def typed(*words: Any) -> Result:
        told = {"language": "en", "catalogue": catalogue, "data_dir": Path("data")}
        return CliRunner().invoke(monitoring, [str(word) for word in words], obj=told)

    return typed


def test_an_operator_enters_a_figure_corrects_it_and_reads_both(run: Any):
    assert run(*ENTER, "425", *WHERE).exit_code == 0
    refused = run(*ENTER, "427,5", *WHERE)
    assert isinstance(refused.exception, ReasonNeeded) and models.Figure.objects.count() == 1
    assert run(*ENTER, "427,5", *WHERE, "--reason", "The second edition").exit_code == 0
    told = json.loads(run("outside", "--row", "T1.2/math", "--all", "--json").output)
    assert [(float(one["value"]), one["superseded_at"] is None) for one in told] == [
        (427.5, True), (425.0, False),
    ]  # fmt: skip
    assert told[0]["publisher"] and told[0]["document"] == "PISA 2022 Results"
    assert "427.5" in run("outside").output
    names = Event.objects.filter(action="monitoring.outside_entered").values_list("actor")
    assert {name[0][:4] for name in names} == {"cli:"}


def test_what_records_give_is_refused_and_so_is_what_is_beyond_its_unit(run: Any):
    refused = run("enter", "I1.5.1", "2022", "80", *WHERE)
    assert isinstance(refused.exception, FromRecords)
    faulty = run(*ENTER, "4250", *WHERE)
    assert isinstance(faulty.exception, FaultyContent) and "beyond what this unit" in faulty.output
    assert not models.Report.objects.exists()


def test_a_file_is_tried_and_imported_and_what_came_back_is_an_exit_code(run: Any, tmp_path: Path):
    file = tmp_path / "pisa.csv"
    file.write_bytes(csv({**PISA, "confirm": "yes"}, {**PISA, "row": "T1.3", "value": 7}))
    assert run("import", file, "--dry-run").exit_code == 1
    assert not models.Delivery.objects.exists()
    told = run("import", file, "--json")
    assert (told.exit_code, json.loads(told.output)["taken"]) == (1, 1)
    assert models.Figure.objects.get().accepted_at is not None
