"""A process that issues diplomas to made-up graduates: COUNT, and a file for the first as PDF."""

import json
import os
import random
import resource
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"
sys.path.insert(0, str(Path(__file__).parents[1]))

import django

django.setup()

from bagdar.credentials.presenters.files import pdf_of  # noqa: E402
from bagdar.credentials.services import batches  # noqa: E402
from bagdar.registry.models import Graduation, Person, PersonFact  # noqa: E402
from benchmarks.diplomas_alone import signed_alone  # noqa: E402
from tests.diplomas_issued import DEAN, REGISTRAR, now, university  # noqa: E402

ON, BEGAN = date(2020, 6, 30), datetime(2020, 7, 1, tzinfo=UTC)
SAID = {
    "origin": "illustrative", "recorded_at": BEGAN, "recorded_by": "x", "recorded_role": "x",
    "source": "x",
}  # fmt: skip


def graduates(organisation_id: UUID, count: int) -> list[int]:
    """Numbers of the graduations of so many people.

    Made by and by: the most memory is to be that of issuing, not of making a country up.
    """
    found: list[int] = []
    for start in range(0, count, batches.MOST):
        found += _graduates(organisation_id, range(start, min(count, start + batches.MOST)))
    return found


def _graduates(organisation_id: UUID, numbers: range) -> list[int]:
    people = [Person(origin="illustrative", recorded_at=BEGAN) for _ in numbers]
    Person.objects.bulk_create(people, batch_size=2_000)
    PersonFact.objects.bulk_create(
        (
            PersonFact(person=one, family="Үлгібаев", given=f"Мысал{number}",
                       valid_from=date(2000, 1, 1), **SAID)
            for number, one in zip(numbers, people, strict=True)
        ),
        batch_size=2_000,
    )  # fmt: skip
    made = Graduation.objects.bulk_create(
        (
            Graduation(person=one, organisation_id=organisation_id, level="6", programme="6B061",
                       valid_from=ON, valid_to=date(2020, 7, 1), **SAID)
            for one in people
        ),
        batch_size=2_000,
    )  # fmt: skip
    return [one.pk for one in made]


def main() -> None:
    count, draw = int(sys.argv[1]), random.Random(1).randrange
    issuer = university()
    numbers = graduates(issuer.organisation_id, count)
    spent = taken = alone = 0.0
    for start in range(0, count, batches.MOST):
        some = numbers[start : start + batches.MOST]
        begun, clock = time.process_time(), time.perf_counter()
        batch = batches.propose(issuer, some, by=REGISTRAR, at=now())
        batch.state, batch.decided_by, batch.decided_at = "approved", DEAN.name, now()
        batch.save()  # without the process that `approve` starts beside
        batches.issue(batch.pk, by=DEAN, now=now, draw=draw)
        spent, taken = spent + time.process_time() - begun, taken + time.perf_counter() - clock
        tenth = -(-len(some) // 10)
        alone += signed_alone(tenth) * len(some) / tenth
        done = start + len(some)
        print(f"  {done} of {count}: {spent / alone:.2f} times", file=sys.stderr, flush=True)
    told = {
        "diplomas": issuer.diplomas.filter(state="valid").count(),
        "processor_s": round(spent, 1),
        "seconds": round(taken, 1),
        "signed_alone_s": round(alone, 1),
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    assert told["diplomas"] == count
    if sys.argv[2:]:
        Path(sys.argv[2]).write_bytes(pdf_of(issuer.diplomas.earliest("pk")))
    print(json.dumps(told))


main()
