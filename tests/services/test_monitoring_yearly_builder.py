"""The builder of yearly reports is a process of its own: killed, its report is finished by another.

In an installation of its own, since two processes share no test's transaction.
"""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import prepare

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = """
import sys, time
from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from bagdar.audit.rules import Actor
from bagdar.monitoring.queries import yearly as queries
from bagdar.monitoring.reports import jobs
from bagdar.core.beats import SILENT_FOR
from bagdar.monitoring.services import yearly as services

def ask(at):
    return services.ask_for_yearly_report(
        "kz-2020-2025", 1, 2021, "", "kk", "xlsx", by=Actor("asker", "coordinator"), at=at)

def stall():
    ask(timezone.now())
    jobs.build = lambda *_: (print("building", flush=True), time.sleep(600))
    jobs.build_waiting()

def relieve():
    now = timezone.now()
    assert ask(now).status == "building"  # nobody has been told yet
    later = now + SILENT_FOR + timedelta(seconds=10)
    found = queries.yearly_reports("kz-2020-2025")[0]
    assert not found.is_stuck(now) and found.is_stuck(later)
    assert ask(later).status == "queued"

{"stall": stall, "relieve": relieve}[sys.argv[1]]()
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("builder")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAGDAR_")},
        "BAGDAR_VAR_DIR": str(home / "var"),
        "BAGDAR_LANGUAGE": "en",
        "BAGDAR_NATION": "0",
    }
    (home / "people.py").write_text(PEOPLE, encoding="utf-8")
    environment["PEOPLE"] = str(home / "people.py")
    prepare(environment, "setup")
    return environment


def bagdar(environment: dict[str, str], *said: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bagdar.config.cli", *said]
    return subprocess.run(command, env=environment, check=True, capture_output=True, cwd=ROOT)


def test_a_builder_that_is_killed_leaves_a_report_that_another_finishes(
    installation: dict[str, str],
):
    people = [sys.executable, installation["PEOPLE"]]
    with subprocess.Popen(
        [*people, "stall"], env=installation, stdout=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == b"building\n"
        child.send_signal(signal.SIGKILL)
    subprocess.run([*people, "relieve"], env=installation, check=True, cwd=ROOT)
    told = bagdar(installation, "report", "--queued")
    assert b"Reports built from the queue: 1" in told.stderr
    files = list((Path(installation["BAGDAR_VAR_DIR"]) / "yearly-reports").iterdir())
    assert [hashlib.sha256(one.read_bytes()).hexdigest() for one in files] == [files[0].name]


def test_the_command_writes_a_report_and_says_how_far_it_is(installation, tmp_path):
    target = tmp_path / "report.html"
    said = ("report", "--year", "2021", "--region", "KZ-11", "--language", "en", "--format", "html")
    told = bagdar(installation, *said, "--to", str(target))
    assert b"Reading the facts" in told.stderr and told.stdout == b""
    assert "The region has no accepted report of 2021" in target.read_text(encoding="utf-8")


def test_the_command_refuses_a_year_that_the_programme_does_not_have(installation, tmp_path):
    target = tmp_path / "report.pdf"
    with pytest.raises(subprocess.CalledProcessError) as refused:
        bagdar(installation, "report", "--year", "2030", "--to", str(target))
    assert refused.value.returncode == 2
    assert b"The programme has no year 2030: it runs from 2020 to 2025" in refused.value.stderr
    assert not target.exists()
