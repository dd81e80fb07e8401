"""Every kind of fact, declared once: its contract, its details, its model, its timeline.

With a kind in hand, reading a row, writing one and correcting a timeline are the same for all.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from bagdar.core.names import Name
from bagdar.core.national_ids import Bin, Iin
from bagdar.registry.rules import details as d
from bagdar.registry.rules.nouns import (
    EnrolmentDetails,
    Form,
    OrganisationDetails,
    PersonDetails,
)
from bagdar.warehouse.tables import contract
from bagdar.warehouse.tables.contract import Column, Secrecy, Table
from bagdar.warehouse.tables.registry import TABLES

D = TypeVar("D")
MILLIONTH = Decimal("0.000001")  # how finely decimals are kept
WHOSE = {"person": "person_id", "organisation": "organisation_id"}
OF_TEXT = frozenset({
    contract.Kind.TEXT, contract.Kind.CODE, contract.Kind.IIN, contract.Kind.BIN,
    contract.Kind.COUNTRY,
})  # fmt: skip
OF_DECIMALS = frozenset({contract.Kind.DECIMAL, contract.Kind.SHARE})


@dataclass(frozen=True)
class Kind(Generic[D]):
    """One kind of fact.

    table    its contract
    details  what a row says, without whom or what it is about
    model    the name of its model in registry.models
    """

    table: Table
    details: type[D]
    model: str

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def whose(self) -> str:
        """The column of whom or what it is about; empty for territories."""
        return WHOSE.get(self.table.subject, "")

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those that the details say."""
        return tuple(one for one in self.table.own_columns if one.name != self.whose)

    @property
    def pointers(self) -> Mapping[str, str]:
        """Columns of the details that name a person or an organisation, and which of the two."""
        return {one.name: one.to for one in self.columns if one.to in WHOSE}

    @property
    def is_sensitive(self) -> bool:
        return any(one.secrecy is Secrecy.SENSITIVE for one in self.table.columns)

    def read(self, values: Mapping[str, Any]) -> D:
        """Details from the values of columns, as a row, a file or a form has them."""
        return self.details(**{one.name: _value(one, values.get(one.name)) for one in self.columns})

    def written(self, said: D) -> dict[str, Any]:
        """Values of columns as a row keeps them."""
        return {one.name: _kept(getattr(said, one.name)) for one in self.columns}

    def timeline(self, said: D) -> tuple[Hashable, ...]:
        """What the timeline is of, beside whom or what."""
        return tuple(self.narrow(said).values())

    def narrow(self, said: D) -> dict[str, Any]:
        """Columns by which rows of the same timeline are found, beside whom or what."""
        written = self.written(said)
        return {name: written[name] for name in self.table.timeline if name != self.whose}


def _value(column: Column, given: Any) -> Any:
    if column.kind is contract.Kind.CODES:
        return frozenset((given or "").split() if isinstance(given, str) else given or ())
    if given is None or given == "":
        is_text = column.kind in OF_TEXT or column.to == "territory"
        return "" if is_text else None
    if column.kind in OF_DECIMALS:
        return Decimal(str(given)).quantize(MILLIONTH)
    if column.to in WHOSE:
        return given if isinstance(given, UUID) else UUID(str(given))
    return given


def _kept(value: Any) -> Any:
    return " ".join(sorted(value)) if isinstance(value, frozenset) else value


class PersonKind(Kind[PersonDetails]):
    def read(self, values: Mapping[str, Any]) -> PersonDetails:
        given = {name: values.get(name) or "" for name in ("family", "given", "patronymic")}
        return PersonDetails(
            name=Name(**given),
            other_name=values.get("other_name") or "",
            sex=values.get("sex") or None,
            born_on=values.get("born_on"),
            died_on=values.get("died_on"),
            citizenship=values.get("citizenship") or "",
            iin=Iin(values["iin"]) if values.get("iin") else None,
        )

    def written(self, said: PersonDetails) -> dict[str, Any]:
        return {
            "family": said.name.family,
            "given": said.name.given,
            "patronymic": said.name.patronymic,
            "other_name": said.other_name,
            "sex": said.sex or "",
            "born_on": said.born_on,
            "died_on": said.died_on,
            "citizenship": said.citizenship,
            "iin": said.iin.number if said.iin else "",
        }


class OrganisationKind(Kind[OrganisationDetails]):
    def read(self, values: Mapping[str, Any]) -> OrganisationDetails:
        given = {one.name: _value(one, values.get(one.name)) for one in self.columns}
        return OrganisationDetails(**{**given, "bin": Bin(given["bin"]) if given["bin"] else None})

    def written(self, said: OrganisationDetails) -> dict[str, Any]:
        return {**super().written(said), "bin": said.bin.number if said.bin else ""}


class EnrolmentKind(Kind[EnrolmentDetails]):
    """All full-time places of a person are one timeline, every other place is one of its own."""

    def read(self, values: Mapping[str, Any]) -> EnrolmentDetails:
        given = {one.name: _value(one, values.get(one.name)) for one in self.columns}
        return EnrolmentDetails(**{**given, "form": Form(given["form"])})

    def written(self, said: EnrolmentDetails) -> dict[str, Any]:
        return {**super().written(said), "form": said.form.value}

    def timeline(self, said: EnrolmentDetails) -> tuple[Hashable, ...]:
        return (said.place.timeline,)

    def narrow(self, said: EnrolmentDetails) -> dict[str, Any]:
        return {"form": said.form.value} if said.place.is_full_time else {"level": said.level}


PERSON = PersonKind(TABLES["person"], PersonDetails, "PersonFact")
ORGANISATION = OrganisationKind(TABLES["organisation"], OrganisationDetails, "OrganisationFact")
ENROLMENT = EnrolmentKind(TABLES["enrolment"], EnrolmentDetails, "Enrolment")
TERRITORY = Kind(TABLES["territory"], d.TerritoryDetails, "Territory")
SITE = Kind(TABLES["site"], d.SiteDetails, "Site")
SUCCESSION = Kind(TABLES["succession"], d.SuccessionDetails, "Succession")
STUDY_PROGRAMME = Kind(TABLES["study_programme"], d.StudyProgrammeDetails, "StudyProgramme")
GROUP = Kind(TABLES["group"], d.GroupDetails, "Group")
CONDITION = Kind(TABLES["condition"], d.ConditionDetails, "Condition")
CONSTRUCTION = Kind(TABLES["construction"], d.ConstructionDetails, "Construction")
RESIDENCE = Kind(TABLES["residence"], d.ResidenceDetails, "Residence")
GUARDIANSHIP = Kind(TABLES["guardianship"], d.GuardianshipDetails, "Guardianship")
POST = Kind(TABLES["post"], d.PostDetails, "Post")
PAY = Kind(TABLES["pay"], d.PayDetails, "Pay")
QUALIFICATION = Kind(TABLES["qualification"], d.QualificationDetails, "Qualification")
DEVELOPMENT = Kind(TABLES["development"], d.DevelopmentDetails, "Development")
RESULT = Kind(TABLES["result"], d.ResultDetails, "Result")
GRADUATION = Kind(TABLES["graduation"], d.GraduationDetails, "Graduation")
EMPLOYMENT = Kind(TABLES["employment"], d.EmploymentDetails, "Employment")
SUPPORT = Kind(TABLES["support"], d.SupportDetails, "Support")
CARE = Kind(TABLES["care"], d.CareDetails, "Care")
DORMITORY = Kind(TABLES["dormitory"], d.DormitoryDetails, "Dormitory")
ACTIVITY = Kind(TABLES["activity"], d.ActivityDetails, "Activity")

KINDS: Mapping[str, Kind[Any]] = {
    one.name: one
    for one in (
        TERRITORY,
        ORGANISATION,
        SITE,
        SUCCESSION,
        STUDY_PROGRAMME,
        GROUP,
        CONDITION,
        CONSTRUCTION,
        PERSON,
        RESIDENCE,
        GUARDIANSHIP,
        ENROLMENT,
        POST,
        PAY,
        QUALIFICATION,
        DEVELOPMENT,
        RESULT,
        GRADUATION,
        EMPLOYMENT,
        SUPPORT,
        CARE,
        DORMITORY,
        ACTIVITY,
    )
}
