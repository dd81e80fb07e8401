"""Sixty-four families, one place, round after round over HTTP: exactly one is offered it (C2)."""

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.many_processes import database_of_its_own, environment
from tests.postgres import free_port
from tests.served import wait_for

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FAMILIES, ROUNDS, EVERY_DAY = 64, 200, 2

FAMILIES_MADE = """
import json, sys
from datetime import date
import django
django.setup()
from django.test.utils import override_settings
from bagdar.access.sessions import SessionStore
from bagdar.access import services as accounts
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.nouns import ReferralMode
from bagdar.admissions.services import opening
from bagdar.core.periods import Period
from bagdar.registry.public import record_fact
from bagdar.registry.rules.details import GuardianshipDetails
from bagdar.registry.rules.kinds import GUARDIANSHIP
from django.utils import timezone
from tests.queueing import CLERK, yard
from tests.register import given, person

year = timezone.now().year
declared = the_rules()
terms = declared.terms.model_copy(update={"mode": ReferralMode.AT_ONCE})
opening.the_rules = lambda: declared.model_copy(update={"terms": terms})
families, region = int(sys.argv[1]), sys.argv[2]
of = yard(1, region, year=year)
of.open()
told = {"queue": str(of.queue.pk), "place": str(of.places[0]), "families": []}
hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
with override_settings(PASSWORD_HASHERS=hasher):
    for number in range(families):
        parent = person(1, given=f"Ата-ана {number}", born_on=date(1990, 1, 1))
        child = person(1, given=f"Бала {number}", born_on=date(year - 3, 1, 10))
        guardian = GuardianshipDetails(guardian_id=parent, kind="parent")
        record_fact(GUARDIANSHIP, child, guardian, Period(date(year - 2, 1, 1)), **given(3))
        name, password = f"{region.lower()}-{number}", "a long password of a test"
        accounts.create_account(name, "person", password=password, person_id=parent, by=CLERK)
        session = SessionStore()
        accounts.sign_in(session, name, password)
        told["families"].append({"child": str(child), "session": session.session_key})
print(json.dumps(told))
"""


class Family:
    """One parent with one connection that is kept open."""

    def __init__(self, port: int, told: dict[str, str], queue: str, place: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        token = uuid4().hex
        self._headers = {
            "Cookie": f"bagdar_session={told['session']}; bagdar_csrf={token}",
            "X-CSRFToken": token, "Content-Type": "application/json",
        }  # fmt: skip
        self._said = {"person": told["child"], "queue": queue, "language": "kk",
                      "need": "general", "wishes": [place]}  # fmt: skip
        self.application = ""

    def __enter__(self) -> "Family":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def apply(self, gate: threading.Barrier) -> str:
        gate.wait()
        told = self._post("/api/v1/queue/applications", self._said, 201)
        self.application = str(told["id"])
        return str(told["state"])

    def withdraw(self) -> None:
        self._post(f"/api/v1/queue/applications/{self.application}/withdrawal", {}, 200)

    def _post(self, path: str, said: dict[str, Any], expected: int) -> Any:
        headers = {**self._headers, "Idempotency-Key": uuid4().hex}
        self._connection.request("POST", path, json.dumps(said), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == expected, body
        return json.loads(body)


@contextmanager
def served(target: str, url: str, folder: Path, place: str) -> Iterator[int]:
    """The service as it is deployed, in two processes."""
    port = free_port()
    around = {**environment(url, str(folder)), "UNGUARDED_PLACE": place, "BAGDAR_DEMO": "0"}
    log = folder / "served.txt"
    with log.open("w") as file:
        running = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2",
             "--blocking-threads", str(FAMILIES + 4), "--port", str(port), target],
            env=around, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt", running, log)
        yield port
    finally:
        running.terminate()
        running.wait(60)


def rounds(
    target: str, url: str, folder: Path, many: int, families: int, region: str
) -> tuple[list[int], int, str]:
    """How many were offered the one place in each round; what a check of the whole log says."""
    around = environment(url, str(folder))
    made = subprocess.run(
        [sys.executable, "-c", FAMILIES_MADE, str(families), region], env=around,
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    queue, place, offered = told["queue"], told["place"], []
    with (
        served(target, url, folder, place) as port,
        ExitStack() as open_,
        ThreadPoolExecutor(families) as people,
    ):
        all_of_them = [
            open_.enter_context(Family(port, one, queue, place)) for one in told["families"]
        ]
        for _ in range(many):
            gate = threading.Barrier(families)
            states = list(people.map(lambda one, at=gate: one.apply(at), all_of_them))
            offered.append(states.count("offered"))
            with_the_place = [one for one, state in zip(all_of_them, states, strict=True)
                              if state == "offered"]  # fmt: skip
            others = [one for one in all_of_them if one not in with_the_place]
            list(people.map(Family.withdraw, others))  # nobody waits when the place is free
            list(people.map(Family.withdraw, with_the_place))
    checked = subprocess.run(
        [sys.executable, "-m", "bagdar.config.cli", "admissions", "verify-queue", queue],
        env=around, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    return offered, checked.returncode, checked.stdout + checked.stderr


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def test_of_sixty_four_families_exactly_one_is_offered_the_place_every_time(
    database: str, tmp_path: Path, pytestconfig: pytest.Config
):
    many = ROUNDS if pytestconfig.getoption("--thorough") else EVERY_DAY
    offered, code, said = rounds(
        "bagdar.config.wsgi:application", database, tmp_path, many, FAMILIES, "KZ-11"
    )
    assert offered == [1] * many
    assert code == 0, said


def test_where_nothing_is_taken_more_than_one_is_offered_it_over_http(
    database: str, tmp_path: Path
):
    """The negative control."""
    offered, code, _ = rounds(
        "tests.unguarded_queue:application", database, tmp_path, 1, 8, "KZ-59"
    )
    assert offered[0] > 1 and code != 0
