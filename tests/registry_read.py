"""A few illustrative people, schools and accounts for tests of those who read the register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.core.names import Name
from bagdar.core.national_ids import Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.rules.nouns import PersonDetails
from tests.people import PASSWORD
from tests.register import BY, given, learning, school

TODAY = datetime.now(UTC).date()
IIN, OTHER_IIN = "050901550006", "100215650015"
CHILD_BORN = date(TODAY.year - 10, 2, 15)
RECORDED = datetime(2024, 9, 2, 4, tzinfo=UTC)
PURPOSE = {"purpose": "inspection", "why": "case 7"}


@dataclass(frozen=True)
class World:
    """ids by name: school, far_school, mother, child, stranger_child, learner, teacher."""

    ids: Mapping[str, UUID]
    accounts: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> UUID:
        return self.ids[name]

    def client(self, role: str) -> Any:
        from django.test import Client

        client = Client()
        client.force_login(self.accounts[role])
        return client

    def opened(self, role: str, name: str) -> Any:
        """A client of a role that has said for what it opens somebody's record."""
        client = self.client(role)
        answer = client.post(f"/kk/register/people/{self[name]}/open/", PURPOSE)
        assert answer.status_code == 302, answer.status_code
        return client


def world() -> World:
    ids = {**_organisations(), **_people()}
    _enrol(ids)
    _facts(ids)
    return World(ids, accounts(ids))


def _organisations() -> dict[str, UUID]:
    from bagdar.registry.public import record_organisation

    valid = Period(date(2000, 1, 1))
    said = {
        "school": school(),
        "far_school": school(name_kk="Алыс мектеп", name_ru="Дальняя школа", region="KZ-75"),
        "empty_school": school(name_kk="Бос мектеп", name_ru="Пустая школа"),
    }
    return {
        name: record_organisation(one, valid, origin=Origin.ILLUSTRATIVE, **given(at)).id
        for at, (name, one) in enumerate(said.items())
    }


def _people() -> dict[str, UUID]:
    said = {
        "mother": person("Мысалова", "Ана", born_on=date(1985, 3, 1)),
        "child": person("Мысалова", "Бала", born_on=CHILD_BORN, iin=Iin(OTHER_IIN)),
        "stranger_child": person("Бөтенов", "Бала", born_on=CHILD_BORN),
        "far_child": person("Алысов", "Бала", born_on=CHILD_BORN),
        "learner": person("Ересеков", "Оқушы", born_on=date(2000, 5, 5), iin=Iin(IIN)),
        "teacher": person("Ұстазова", "Мұғалім", born_on=date(1990, 1, 1)),
    }
    return {name: recorded(one, at) for at, (name, one) in enumerate(said.items())}


def person(family: str, given_name: str, **more: Any) -> PersonDetails:
    return PersonDetails(Name(family, given_name), citizenship="KZ", **more)


def recorded(said: PersonDetails, minute: int = 0) -> UUID:
    from bagdar.registry.public import record_person

    valid = Period(said.born_on or date(2000, 1, 1))
    return record_person(said, valid, origin=Origin.ILLUSTRATIVE, **given(minute)).id


def _enrol(ids: dict[str, UUID]) -> None:
    from bagdar.registry.public import enrol

    first = Period(date(2023, 9, 1), date(2024, 6, 1))
    since = Period(date(2024, 9, 1))
    for name, at in (("child", "school"), ("stranger_child", "school"), ("far_child", "far_school"),
                     ("learner", "school")):  # fmt: skip
        said = learning(ids[at], level="1", grade=3)
        enrol(ids[name], said, first, **given(10))
        enrol(ids[name], learning(ids[at], level="1", grade=4), since, **given(11))


def fact(model: str, person_id: UUID, **more: Any) -> Any:
    """One row of any table, recorded by the tests' secretary."""
    from django.apps import apps

    said = {
        "origin": "illustrative",
        "valid_from": date(2024, 9, 1),
        "recorded_at": RECORDED,
        "recorded_by": BY.name,
        "recorded_role": BY.role,
        "source": "order 9",
        "person_id": person_id,
        **more,
    }
    kind = apps.get_model("registry", model)
    return kind.objects.create(**said)


def _facts(ids: dict[str, UUID]) -> None:
    child, school_id = ids["child"], ids["school"]
    fact("Guardianship", child, guardian_id=ids["mother"], kind="parent")
    fact("Support", child, need="hearing", measure="", conclusion="№ 12")
    fact("Care", child, status="orphan", placement="guardianship")
    fact("Post", ids["teacher"], organisation_id=school_id, position="teacher", workload=1,
         is_main=True)  # fmt: skip
    fact("Pay", ids["teacher"], organisation_id=school_id, component="base", amount_tenge=250000)
    fact("Result", child, organisation_id=school_id, assessment="year_mark", subject="mathematics",
         grade=4, score=15, most_score=20, valid_from=date(2025, 4, 1),
         valid_to=date(2025, 4, 2))  # fmt: skip


def accounts(ids: Mapping[str, UUID]) -> dict[str, Any]:
    """One account of each role that the register knows, and of both sides of own and other."""
    from bagdar.access.models import Account

    places: dict[str, dict[str, Any]] = {
        "region": {"role": "region", "region_code": "KZ-11"},
        "far_region": {"role": "region", "region_code": "KZ-75"},
        "ministry": {"role": "ministry"},
        "auditor": {"role": "auditor"},
        "coordinator": {"role": "coordinator"},
        "body": {"role": "body", "body_code": "mes"},
        "organisation": {"role": "organisation", "organisation_id": ids["school"]},
        "far_organisation": {"role": "organisation", "organisation_id": ids["far_school"]},
        "mother": {"role": "person", "person_id": ids["mother"]},
        "learner": {"role": "person", "person_id": ids["learner"]},
        "child": {"role": "person", "person_id": ids["child"]},
        "teacher": {"role": "person", "person_id": ids["teacher"]},
    }
    made = {}
    for name, place in places.items():
        account = Account(username=f"read-{name}".replace("_", "-"), **place)
        account.set_password(PASSWORD)
        account.save()
        made[name] = account
    return made


def minutes_later(count: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=count)
