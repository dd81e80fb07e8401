"""C3: sixteen clients put the same few people into places at once; nobody is ever in two.

In real processes, each with several threads and a connection for every one of them.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.many_processes import database_of_its_own, environment
from tests.register import IIN, OTHER_IIN

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CLIENTS = 16
WORKER = """
import importlib, json, sys, threading, time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from random import Random
from uuid import UUID
import django
django.setup()
from django.apps import apps
from django.db import IntegrityError, OperationalError, connection
from django.db.models import Q
from bagdar.audit.rules import Actor
from bagdar.core.names import Name
from bagdar.core.national_ids import Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, overlaps
from bagdar.registry import models, public
from bagdar.registry.rules.kinds import ENROLMENT
from bagdar.registry.rules.errors import AlreadyEnrolled, IinTaken, RegisterBusy
from bagdar.registry.rules.nouns import EnrolmentDetails, OrganisationDetails, PersonDetails

BY = Actor("racer", "body")

def how():
    return {"source": "a race", "by": BY, "at": datetime.now(UTC)}

def make(people):
    # Ids of new people and of two schools: whom and where the next races are about.
    since, origin = Period(date(2000, 1, 1)), Origin.SIMULATED
    school = OrganisationDetails("Мысал", "Пример", "school", "KZ-11")
    schools = [
        public.record_organisation(school, since, origin=origin, **how()).id for _ in range(2)
    ]
    said = [PersonDetails(Name("Мысал", str(number))) for number in range(people)]
    made = [public.record_person(one, since, origin=origin, **how()).id for one in said]
    return [[str(id) for id in made], [str(id) for id in schools]]

def guarded(person, said, days):
    try:
        return "taken", public.enrol(person, said, days, **how()).added
    except (AlreadyEnrolled, RegisterBusy) as error:
        # SQLite lets one write and the others ask again; who is never lucky is told so.
        return type(error).__name__, 0

def in_two_steps(person, said, days):
    # What a program does that knows neither lock nor rule: it looks, and then it writes.
    taken = models.Enrolment.objects.filter(
        Q(valid_to__gt=days.start), person_id=person, valid_from__lt=days.end)
    if taken.exists():
        return "AlreadyEnrolled", 0
    time.sleep(0.01)
    try:
        models.Enrolment.objects.create(
            person_id=person, origin="simulated", valid_from=days.start, valid_to=days.end,
            recorded_at=datetime.now(UTC), recorded_by="racer", recorded_role="body", source="x",
            **ENROLMENT.written(said))
    except (IntegrityError, OperationalError) as error:
        return type(error).__name__, 0  # of two who wait for each other's row PostgreSQL ends one
    return "taken", 1

def race(verb, number, tries, people, schools, told):
    random = Random(number)
    for _ in range(tries):
        begins = date(2020, 1, 1) + timedelta(days=random.randrange(100))
        days = Period(begins, begins + timedelta(days=random.randint(1, 9)))
        said = EnrolmentDetails(UUID(random.choice(schools)), "2", grade=5, group=str(number))
        outcome, added = verb(random.choice(people), said, days)
        told.update({outcome: 1, "rows": added})
    connection.close()

def exchange(person, mine, others, tries, told, together):
    # Each wants the number of the other and then its own again; both at once.
    for number in [others, mine] * tries:
        said = PersonDetails(Name("Мысал", "Үлгі"), iin=Iin(number))
        together.wait()
        try:
            public.correct_person(person, said, Period(date(2000, 1, 1)), **how())
            outcome = "taken"
        except (IinTaken, RegisterBusy) as error:
            outcome = type(error).__name__
        told.update([outcome])
    connection.close()

def exchange_numbers(people, numbers, tries):
    told, together = Counter(), threading.Barrier(2)
    pairs = zip(people, numbers, reversed(numbers))
    threads = [
        threading.Thread(target=exchange, args=(*one, tries, told, together)) for one in pairs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = models.PersonKey.objects.filter(kind="iin").values_list("key", "person_id")
    return {"told": told, "keys": sorted(number for number, _ in found)}

def run(mode, people, schools, first, clients, tries):
    verb = {"guarded": guarded, "two_steps": in_two_steps}[mode]
    told = [Counter() for _ in range(clients)]
    threads = [
        threading.Thread(target=race, args=(verb, first + n, tries, people, schools, told[n]))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(sum(told, Counter()))

def stands(people):
    found = models.Enrolment.objects.filter(models.CURRENT, person_id__in=people)
    rows = found.order_by("person_id", "pk")
    pairs = count = 0
    for _, mine in groupby(rows, key=lambda row: row.person_id):
        periods = [Period(row.valid_from, row.valid_to) for row in mine]
        count, pairs = count + len(periods), pairs + len(overlaps(periods))
    return {"rows": count, "overlaps": pairs}

def unguard():
    every = importlib.import_module("bagdar.registry.migrations.0004_guards_of_every_table")
    guards = importlib.import_module("bagdar.registry.migrations.0011_one_a_day_by_lock")
    with connection.cursor() as cursor:
        for statement in guards.UNGUARDS[connection.vendor](every.by_table(apps)):
            cursor.execute(statement)
    return "unguarded"

deeds = {"make": make, "run": run, "stands": stands, "unguard": unguard}
deeds["exchange"] = exchange_numbers
for line in sys.stdin:
    word, *given = json.loads(line)
    print(json.dumps(deeds[word](*given)), flush=True)
"""


class Processes:
    """Workers that are told what to do before any of them is waited for."""

    def __init__(self, url: str, folder: str, count: int) -> None:
        self.workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER],
                env=environment(url, folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]

    def tell(self, *orders: Any) -> list[Any]:
        """orders: one for each of the first workers."""
        chosen = list(zip(self.workers, orders, strict=False))
        for worker, order in chosen:
            worker.stdin.write(f"{json.dumps(order)}\n")
            worker.stdin.flush()
        return [json.loads(worker.stdout.readline()) for worker, _ in chosen]

    def race(self, mode: str, tries: int) -> tuple[Counter[str], dict[str, int]]:
        """All clients try to enrol four new people. What their tries came to, by outcome, and the
        rows and overlaps that stand.
        """
        people, schools = self.tell(["make", 4])[0]
        each = CLIENTS // len(self.workers)
        told: Counter[str] = Counter()
        for one in self.tell(
            *(
                ["run", mode, people, schools, n * each, each, tries]
                for n in range(len(self.workers))
            )
        ):
            told.update(one)
        rows = told.pop("rows")
        assert sum(told.values()) == CLIENTS * tries, told
        stands = self.tell(["stands", people])[0]
        assert stands["rows"] == rows
        return told, stands

    def end(self) -> None:
        for worker in self.workers:
            worker.communicate(timeout=300)


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


@contextmanager
def racing(url: str, folder: Any, count: int) -> Iterator[Processes]:
    running = Processes(url, str(folder), count)
    try:
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def pair(database: str, tmp_path_factory: Any) -> Iterator[Processes]:
    """Two processes of eight clients each."""
    with racing(database, tmp_path_factory.mktemp("pair"), 2) as running:
        yield running


def one_place_each(running: Processes, tries: int) -> None:
    told, stands = running.race("guarded", tries)
    assert stands["overlaps"] == 0
    assert stands["rows"] > CLIENTS and told["AlreadyEnrolled"] > CLIENTS


def test_nobody_gets_two_full_time_places_from_sixteen_clients_at_once(pair: Processes):
    one_place_each(pair, tries=8)


def test_two_who_want_each_others_number_do_not_wait_in_a_ring(pair: Processes):
    """On PostgreSQL both would hold the own key and wait for the other's; SQLite lets one write."""
    [people, _] = pair.tell(["make", 2])[0]
    tries = 25
    [done] = pair.tell(["exchange", people, [IIN, OTHER_IIN], tries])
    assert set(done["told"]) <= {"taken", "IinTaken"}
    assert sum(done["told"].values()) == 4 * tries and done["told"]["taken"] > 0
    assert len(done["keys"]) == len(set(done["keys"]))


@pytest.mark.thorough
def test_nobody_gets_two_full_time_places_from_sixteen_processes_in_ten_thousand_tries(
    database: str, tmp_path: Any
):
    with racing(database, tmp_path, CLIENTS) as running:
        one_place_each(running, tries=10_000 // CLIENTS)


def test_the_database_refuses_the_second_place_to_a_program_that_only_looks_before(
    pair: Processes,
):
    """And the negative control: the same program on the same tables, the guard gone."""
    told, stands = pair.race("two_steps", 5)
    assert stands["overlaps"] == 0
    assert told["IntegrityError"] + told["OperationalError"] > 0
    assert pair.tell(["unguard"]) == ["unguarded"]
    found = (pair.race("two_steps", 5)[1]["overlaps"] for _ in range(10))
    assert any(found), connection.vendor
