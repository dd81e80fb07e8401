"""A queue of illustrative children and kindergartens on a real database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from tests.register import organisation, person

CLERK, OTHER = Actor("clerk-1", "region"), Actor("clerk-2", "region")
PARENT, OPERATOR = Actor("parent-1", "person"), Actor("kindergarten-1", "organisation")
SEED = b"\x07" * 32
REGION = "KZ-11"
YEAR = 2026
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


@dataclass
class Yard:
    """A queue with its kindergartens; children by name; a clock that goes by minutes."""

    queue: Any
    places: list[UUID]
    children: dict[str, UUID] = field(default_factory=dict)
    at: datetime = NOW

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def slot(self, place: int = 0, group: str = "3") -> Any:
        from bagdar.admissions.rules.queue.standing import Slot

        return Slot(str(self.places[place]), group, "kk", "general")

    def child(self, name: str, born_on: date = date(2023, 1, 10)) -> UUID:
        if name not in self.children:
            self.children[name] = person(1, given=name, born_on=born_on)
        return self.children[name]

    def apply(self, name: str, *wishes: int, **more: Any) -> Any:
        from bagdar.admissions.services.applying import Applied, apply_for

        wished = tuple(self.places[one] for one in wishes or (0,))
        said = Applied(**{"language": "kk", "need": "general", "wishes": wished, **more})
        return apply_for(self.queue.pk, self.child(name), said, by=PARENT, at=self.now())

    def open(self, many: int = 1, place: int = 0, group: str = "3") -> None:
        from bagdar.admissions.services.referring import change_places

        slot = self.slot(place, group)
        change_places(self.queue.pk, slot, many, "", by=OPERATOR, at=self.now())

    def round(self) -> int:
        from bagdar.admissions.services.referring import run_round

        return run_round(self.queue.pk, by=CLERK, at=self.now())

    def row(self, name: str) -> Any:
        from bagdar.admissions.models import QueueApplication

        return QueueApplication.objects.select_related("place").get(person=self.children[name])

    def prove(self, name: str, category: str = "A") -> Any:
        from bagdar.admissions.services.applying import claim
        from bagdar.admissions.services.deciding import prove

        claim(self.row(name).pk, category, by=PARENT, at=self.now())
        return prove(self.row(name).pk, category, "paper", by=CLERK, at=self.now())


def yard(places: int = 2, region: str = REGION, year: int = YEAR, **more: Any) -> Yard:
    from bagdar.admissions.services.opening import open_queue

    kindergartens = [
        organisation(1, name_kk=f"Үлгі балабақша {n}", type="kindergarten", region=region, **more)
        for n in range(1, places + 1)
    ]
    queue = open_queue(region, Origin.ILLUSTRATIVE, year, SEED, by=CLERK, at=NOW)
    return Yard(queue, kindergartens)
