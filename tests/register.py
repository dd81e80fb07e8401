"""An illustrative person and school for tests of the register, and a clock that goes by minutes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.names import Name
from bagdar.core.national_ids import Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, parse_days
from bagdar.registry.rules.nouns import EnrolmentDetails, OrganisationDetails, PersonDetails

BY = Actor("secretary", "body")
BEGAN = datetime(2020, 9, 1, 4, tzinfo=UTC)
IIN, OTHER_IIN = "050901550006", "100215650015"
SCHOOL_YEAR = parse_days("2020-09-01/2021-06-01")


def said(iin: str | None = None, **more: Any) -> PersonDetails:
    name = Name(more.pop("family", "Мысалова"), more.pop("given", "Әсел"), "Үлгіқызы")
    return PersonDetails(name, iin=Iin(iin) if iin else None, citizenship="KZ", **more)


def school(**more: Any) -> OrganisationDetails:
    given = {"name_kk": "Мысал мектебі", "name_ru": "Школа-пример", "type": "school"}
    return OrganisationDetails(**{**given, "region": "KZ-11", **more})


def learning(organisation_id: UUID, group: str = "5 А", **more: Any) -> EnrolmentDetails:
    return EnrolmentDetails(organisation_id, **{"level": "2", "grade": 5, "group": group, **more})


def given(minute: int, **more: Any) -> dict[str, Any]:
    """source, by and at of the n-th deed."""
    at = BEGAN + timedelta(minutes=minute)
    return {"source": f"order {minute}", "by": BY, "at": at, **more}


def person(minute: int = 1, origin: Origin = Origin.ILLUSTRATIVE, **more: Any) -> UUID:
    from bagdar.registry.public import record_person

    valid = Period(date(2005, 9, 1))
    return record_person(said(**more), valid, origin=origin, **given(minute)).id


def organisation(minute: int = 1, origin: Origin = Origin.ILLUSTRATIVE, **more: Any) -> UUID:
    from bagdar.registry.public import record_organisation

    valid = Period(date(2000, 1, 1))
    return record_organisation(school(**more), valid, origin=origin, **given(minute)).id


def territory(code: str, parent: str = "", region: str = "KZ-11", **more: Any) -> None:
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import TerritoryDetails
    from bagdar.registry.rules.kinds import TERRITORY

    origin = more.pop("origin", Origin.ILLUSTRATIVE)
    called = {"name_kk": f"Үлгі {code}", "name_ru": f"Пример {code}", "kind": "district", **more}
    said = TerritoryDetails(code=code, parent=parent, region=region, **called)
    record_fact(TERRITORY, None, said, Period(date(2000, 1, 1)), origin=origin, **given(1))
