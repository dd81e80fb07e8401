"""Two sides answer a transfer at once: one of them decides it, and the pupil is where that says.

In real processes, each with a connection of its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment

pytestmark = pytest.mark.database  # in no transaction: PostgreSQL makes no database within one

TRANSFERS = 12
WORKER = """
import json, sys, time
from datetime import UTC, date, datetime
from uuid import UUID
import django
django.setup()
from django.db import OperationalError
from bagdar.audit.rules import Actor
from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.public import enrol, record_organisation, record_person
from bagdar.registry.rules.errors import RegisterBusy
from bagdar.registry.rules.nouns import EnrolmentDetails, OrganisationDetails, PersonDetails
from bagdar.registry.rules.transferring import TransferDecided, TransferStep
from bagdar.registry.services.transfers import answer_transfer, propose_transfer

BY, DAY = Actor("racer", "organisation"), date(2021, 1, 11)

def how():
    return {"source": "a race", "by": BY, "at": datetime.now(UTC)}

def make(count):
    since, origin = Period(date(2000, 1, 1)), Origin.SIMULATED
    said = OrganisationDetails("Мысал", "Пример", "school", "KZ-11")
    schools = [record_organisation(said, since, origin=origin, **how()).id for _ in range(2)]
    found = []
    for number in range(count):
        one = PersonDetails(Name("Мысал", str(number)))
        pupil = record_person(one, since, origin=origin, **how()).id
        there = EnrolmentDetails(schools[0], "2", grade=5, group="5 А")
        enrol(pupil, there, Period(date(2020, 9, 1)), **how())
        found.append(str(propose_transfer(pupil, *schools, DAY, **how()).id))
    return [found, [str(one) for one in schools]]

def answer(transfers, school, step):
    told = []
    for one in transfers:
        while True:
            try:
                answer_transfer(
                    UUID(one), UUID(school), TransferStep(step), by=BY, at=datetime.now(UTC))
                told.append("did")
            except TransferDecided:
                told.append("decided")
            except (OperationalError, RegisterBusy):  # SQLite lets one write: ask again
                time.sleep(0.005)
                continue
            break
    return told

def stands(transfers, schools):
    told = []
    for row in models.Transfer.objects.filter(pk__in=transfers).order_by("pk"):
        stays = models.Enrolment.objects.filter(models.CURRENT, person_id=row.person_id)
        here = [one for one in stays if one.valid_to is None]
        told.append([row.state, len(here), schools.index(str(here[0].organisation_id))])
    return told

deeds = {"make": make, "answer": answer, "stands": stands}
for line in sys.stdin:
    word, *given = json.loads(line)
    print(json.dumps(deeds[word](*given)), flush=True)
"""


class Worker:
    def __init__(self, url: str, folder: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=environment(url, folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, *order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()

    def told(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def does(self, *order: Any) -> Any:
        self.begin(*order)
        return self.told()


@pytest.fixture
def pair(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[list[Worker]]:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        folder = str(tmp_path_factory.mktemp("sides"))
        workers = [Worker(url, folder) for _ in range(2)]
        yield workers
        for one in workers:
            one.process.communicate(timeout=60)


def test_of_two_sides_that_answer_at_once_one_decides_and_the_pupil_is_there(pair):
    transfers, schools = pair[0].does("make", TRANSFERS)
    pair[0].begin("answer", transfers, schools[0], "withdraw")
    pair[1].begin("answer", list(reversed(transfers)), schools[1], "confirm")
    withdrawn, confirmed = pair[0].told(), list(reversed(pair[1].told()))
    assert [{*both} for both in zip(withdrawn, confirmed, strict=True)] == [
        {"did", "decided"}
    ] * TRANSFERS
    told = pair[0].does("stands", transfers, schools)
    assert len(told) == TRANSFERS
    for state, places, where in told:
        assert (state, places, where) in {("withdrawn", 1, 0), ("confirmed", 1, 1)}
