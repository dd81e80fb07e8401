"""Families of an opening day: accounts, children, a queue and a campaign, requests written out.

    python -m benchmarks.opening_day_asked FILE < {"wanted": how many applications in all}

Runs with the settings of the service that is measured, in a database of the measurement's own. No
limit is switched off. The people are made up, and so they are marked.
"""

import json
import secrets
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.load_asked import QUICK_HASHERS, Session, signed_in

REGION = "KZ-11"
EACH = 4  # children of a family for each kind: an account is costlier to make than a child
GARDENS, SCHOOLS = 20, 20
WISHES = 3


def main() -> None:
    import django

    django.setup()
    from django.test.utils import override_settings

    given, file = json.load(sys.stdin), Path(sys.argv[1])
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        found = asked(given["wanted"])
    file.write_text(json.dumps(found), encoding="utf-8")


def asked(wanted: int) -> dict[str, Any]:
    """requests: by kind. about: where they go, and whose each Idempotency-Key is."""
    now = datetime.now(UTC)
    queue, gardens = _queue(now)
    campaign, places = _campaign(now)
    requests: dict[str, list[Any]] = {"queue": [], "campaign": []}
    children: dict[str, str] = {}
    for family in range(1 + wanted // (2 * EACH)):
        session, young, grown = _family(family, now)
        for number, (small, tall) in enumerate(zip(young, grown, strict=True)):
            first = family * EACH + number
            told = {"queue": str(queue), "person": str(small), "language": "kk",
                    "need": "general", "wishes": _some(gardens, first)}  # fmt: skip
            asks = {"campaign": str(campaign), "person": str(tall), "wishes": _some(places, first)}
            for kind, path, said in (
                ("queue", "/api/v1/queue/applications", told),
                ("campaign", "/api/v1/campaigns/own/applications", asks),
            ):
                method, where, headers, body = session.post(path, said)
                key = secrets.token_hex(12)
                children[key] = said["person"]
                requests[kind].append([method, where, {**headers, "Idempotency-Key": key}, body])
    about = {"queue": str(queue), "campaign": str(campaign), "children": children}
    return {"requests": requests, "about": about}


def _some(ids: list[UUID], first: int) -> list[str]:
    return [str(ids[(first + number) % len(ids)]) for number in range(WISHES)]


def _queue(now: datetime) -> tuple[UUID, list[UUID]]:
    from bagdar.admissions.services.opening import open_queue
    from bagdar.audit.rules import Actor
    from bagdar.core.origins import Origin
    from tests.register import organisation

    gardens = [
        organisation(1, Origin.SIMULATED, type="kindergarten", region=REGION)
        for _ in range(GARDENS)
    ]
    by = Actor("benchmark", "operator")
    seed = secrets.token_bytes(32)
    made = open_queue(REGION, Origin.SIMULATED, now.year, seed, by=by, at=now)
    return made.pk, gardens


def _campaign(now: datetime) -> tuple[UUID, list[UUID]]:
    from bagdar.core.origins import Origin
    from tests.campaign_field import campaign, coming_year

    began = now - timedelta(hours=1)
    made = campaign(
        [30] * SCHOOLS, facts=(), territory=REGION, origin=Origin.SIMULATED, at=began,
        year=coming_year(now),
    )  # fmt: skip
    return made.campaign.pk, [one.pk for one in made.places]


def _family(number: int, now: datetime) -> tuple[Session, list[UUID], list[UUID]]:
    """Its account; its children of an age for a kindergarten, and for a first grade."""
    from bagdar.core.origins import Origin
    from bagdar.registry.models import Guardianship
    from tests.campaign_field import coming_year
    from tests.register import BEGAN, person

    parent = person(1, Origin.SIMULATED, born_on=date(now.year - 35, 1, 1))
    young = [
        person(1, Origin.SIMULATED, born_on=date(now.year - 3, 1, 10)) for _ in range(EACH)
    ]  # fmt: skip
    grown = [
        person(1, Origin.SIMULATED, born_on=date(coming_year(now) - 7, 5, 10))
        for _ in range(EACH)
    ]  # fmt: skip
    Guardianship.objects.bulk_create(
        Guardianship(
            person_id=child, guardian_id=parent, kind="parent", origin=Origin.SIMULATED.value,
            valid_from=date(now.year - 2, 1, 1), recorded_at=BEGAN, recorded_by="benchmark",
            recorded_role="operator", source="a measurement",
        )
        for child in (*young, *grown)
    )  # fmt: skip
    return signed_in(f"opening-{number}", "person", person_id=parent), young, grown


if __name__ == "__main__":
    main()
