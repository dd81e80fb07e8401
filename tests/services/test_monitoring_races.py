"""Two people at the same instant, in real processes: one wins, the other is told, nothing is lost.

And a service that dies between the effect of a command and its answer: the answer is still there.
"""

import json
from typing import Any

import pytest

from tests.many_processes import Workers, database_of_its_own

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROUNDS = 6
NAMES = ("a", "bb")

WORKER = """
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
from bagdar.access import once
from bagdar.access.models import Account, Command
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.rules import workflow
from bagdar.monitoring.rules.nouns import IndicatorContent, Origin, Reporter, State, Subject
from bagdar.monitoring.rules.workflow import NotNow, ReportChanged
from bagdar.monitoring.services import intake, reporting
from bagdar.programme import public

name, mode = sys.argv[1], sys.argv[2]
ME, CHIEF = Actor(name, "body"), Actor(name, "coordinator")
MES = Reporter("body", "mes")
if mode == "unguarded":
    workflow.expect = lambda *given: None
    workflow.after = lambda state, step: State(workflow.DEEDS[step].to.get(state, "accepted"))

def now():
    return datetime.now(UTC)

def save(year, value, version):
    return reporting.save_report(
        "kz-2020-2025", Subject("indicator", "T1.4", year), MES, IndicatorContent(value=value),
        origin=Origin.REAL, by=ME, at=now(), expect_version=version,
    )

def deed(verb, *more):
    try:
        done = verb(*more)
    except (ReportChanged, NotNow) as error:
        return type(error).__name__
    return str(done.version)

def command(key, after=None):
    client = Client()
    client.force_login(Account.objects.get(username="officer"))
    report = models.Report.objects.get(subject="indicator:T1.4@2020")
    if after:
        kept = once.RepeatableOperation.run
        once.RepeatableOperation.run = lambda *a, **k: after(kept(*a, **k))
    answer = client.post(
        f"/api/v1/reports/{report.pk}/evidence",
        {"kind": "order", "title": key, "number": "1"},
        headers={"Idempotency-Key": key},
    )
    return f"{answer.status_code} {answer.json().get('id')}"

for line in sys.stdin:
    word, *given = line.split()
    if word == "make":
        if public.first_programme() is None:
            public.load_folder(Path(settings.DATA_DIR) / "programme/kz-2020-2025", by=ME, at=now())
            Account.objects.create(username="officer", role="body", body_code="mes", password="!")
        save("2020", 60, 0)
        told = "made"
    elif word == "first":
        told = deed(save, given[0], 50 + len(name), 0)
    elif word == "save":
        told = deed(save, given[0], 60 + 2 * int(given[1]) + len(name), int(given[1]))
    elif word == "submit":
        one = models.Report.objects.get(subject=f"indicator:T1.4@{given[0]}")
        told = deed(lambda: reporting.submit_report(
            one.pk, by=ME, at=now(), expect_version=one.version))
    elif word == "decide":
        one = models.Report.objects.get(subject=f"indicator:T1.4@{given[0]}")
        version = int(given[1])
        if name == "a":
            told = deed(lambda: reporting.accept_report(
                one.pk, by=CHIEF, at=now(), expect_version=version))
        else:
            told = deed(lambda: reporting.return_report(
                one.pk, "why", by=CHIEF, at=now(), expect_version=version))
    elif word == "stands":
        one = models.Report.objects.get(subject=f"indicator:T1.4@{given[0]}")
        facts = models.Figure.objects.filter(report=one, superseded_at=None)
        told = json.dumps([
            one.state, one.version, one.steps.count(),
            len([row for row in facts if row.accepted_at]),
            len([row for row in facts if not row.accepted_at]),
        ])
    elif word == "deliver":
        one = intake.deliver(
            "kz-2020-2025", MES, f"row;year;value\\nT1.4;{given[0]};64\\n".encode(), "a.csv",
            origin=Origin.REAL, by=ME, at=now())
        told = f"{one.id} {one.again}"
    elif word == "delivered":
        told = json.dumps([models.Delivery.objects.count(), models.Report.objects.filter(
            subject=f"indicator:T1.4@{given[0]}").count()])
    elif word == "command":
        told = command(given[0])
    elif word == "die":
        command(given[0], after=lambda answer: os._exit(9))
    elif word == "kept":
        told = json.dumps([models.Evidence.objects.filter(title=given[0]).count(),
                           Command.objects.filter(key=given[0]).count()])
    print(told, flush=True)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


@pytest.fixture(scope="module")
def pair(database: str, tmp_path_factory: Any) -> Any:
    with Workers(WORKER, database, tmp_path_factory.mktemp("guarded"), names=NAMES) as running:
        assert running.tell("make", 0) == ["made"]
        assert running.tell("stands 2020", 1) == ['["draft", 1, 1, 0, 0]']
        yield running


def test_of_two_who_begin_a_report_at_once_one_begins_it(pair: Workers):
    for year in ("2021", "2022", "2023"):
        assert sorted(pair.tell(f"first {year}")) == ["1", "ReportChanged"]
        assert pair.tell(f"stands {year}", 0) == ['["draft", 1, 1, 0, 0]']


def test_of_two_who_save_the_same_version_one_saves_and_the_other_is_told(pair: Workers):
    for version in range(1, ROUNDS + 1):
        assert sorted(pair.tell(f"save 2021 {version}")) == [str(version + 1), "ReportChanged"]
        state, now, kept, *_ = json.loads(pair.tell("stands 2021", 0)[0])
        assert (state, now, kept) == ("draft", version + 1, version + 1)


def test_of_two_coordinators_one_decides(pair: Workers):
    for year in ("2022", "2023"):
        assert pair.tell(f"submit {year}", 0) == ["2"]
        assert sorted(pair.tell(f"decide {year} 2")) == ["3", "ReportChanged"]
        state, *rest = json.loads(pair.tell(f"stands {year}", 0)[0])
        assert rest == ([3, 3, 1, 0] if state == "accepted" else [3, 3, 0, 0])


def test_decisions_that_look_at_no_version_trample_on_each_other(
    database: str, pair: Workers, tmp_path: Any
):
    """The negative control: the second decision overrules the first without being told."""
    pair.tell("first 2024", 0)
    pair.tell("submit 2024", 0)
    with Workers(WORKER, database, tmp_path, "unguarded", names=NAMES) as careless:
        assert "ReportChanged" not in careless.tell("decide 2024 2")
        assert json.loads(careless.tell("stands 2024", 0)[0])[1] == 4


def test_of_two_who_send_the_same_file_at_once_one_delivers_it(pair: Workers):
    (one, again), (other, again_too) = (told.split() for told in pair.tell("deliver 2025"))
    assert one == other
    assert sorted([again, again_too]) == ["False", "True"]
    assert pair.tell("delivered 2025", 0) == ["[1, 1]"]


def test_a_command_sent_by_two_at_once_takes_effect_once(pair: Workers):
    for number in range(ROUNDS):
        one, other = pair.tell(f"command both-{number}")
        assert one == other
        assert one.startswith("201 ")
        assert pair.tell(f"kept both-{number}", 0) == ["[1, 1]"]


def test_an_answer_that_a_crash_has_swallowed_is_given_when_asked_again(pair: Workers):
    """kill -9 after the commit and before the answer."""
    for number in range(2):
        assert pair.tell(f"die crash-{number}", 1) == [""]
        assert pair.restart(1) == 9
        assert pair.tell(f"kept crash-{number}", 0) == ["[1, 1]"]
        first, again = pair.tell(f"command crash-{number}", 0) + pair.tell(
            f"command crash-{number}", 1
        )
        assert first == again
        assert first.startswith("201 ")
        assert pair.tell(f"kept crash-{number}", 0) == ["[1, 1]"]
