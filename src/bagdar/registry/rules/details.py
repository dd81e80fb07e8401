"""What is said of a person, an organisation or a territory for some days, kind by kind.

Frozen values with the columns of their contract but for whom or what they are about; what they
mean, the contract says. A text that nobody gave is empty, anything else is None. Of people,
organisations and enrolments, which are older and richer, `nouns` has the details. What is said of
a person is personal: `repr` shows the kind alone.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


class Private:
    """Details that no log may show."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


@dataclass(frozen=True, kw_only=True)
class TerritoryDetails:
    code: str
    parent: str = ""
    kind: str
    region: str = ""
    name_kk: str
    name_ru: str
    name_en: str = ""
    settlement: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteDetails:
    number: str
    address: str
    territory: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class SuccessionDetails:
    successor_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class StudyProgrammeDetails:
    code: str
    name_kk: str
    name_ru: str
    name_en: str = ""
    level: str
    field: str = ""
    occupation: str = ""
    form: str = ""
    months: int | None = None
    is_joint: bool | None = None
    on_professional_standard: bool | None = None


@dataclass(frozen=True, kw_only=True)
class GroupDetails:
    name: str
    level: str
    grade: int | None = None
    language: str
    kind: str
    shift: int | None = None
    places: int | None = None
    programme: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionDetails:
    capacity: int | None = None
    shifts: int | None = None
    built_in: int | None = None
    building_state: str = ""
    wear_share: Decimal | None = None
    water: str = ""
    sanitation: str = ""
    is_accessible: bool | None = None
    has_inclusive_conditions: bool | None = None
    has_cameras: bool | None = None
    has_turnstiles: bool | None = None
    rooms: int | None = None
    equipped_rooms: int | None = None
    computers: int | None = None
    internet_mbit: Decimal | None = None
    has_canteen: bool | None = None
    has_gym: bool | None = None
    boarding_places: int | None = None
    dormitory_beds: int | None = None
    has_transport: bool | None = None
    has_modern_equipment: bool | None = None
    has_twelve_year_model: bool | None = None
    has_demonstration_exams: bool | None = None
    has_per_capita_funding: bool | None = None
    has_academic_exchanges: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ConstructionDetails:
    project: str
    kind: str
    places_created: int | None = None
    beds_created: int | None = None
    jobs_created: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class ResidenceDetails(Private):
    territory: str


@dataclass(frozen=True, kw_only=True, repr=False)
class GuardianshipDetails(Private):
    guardian_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True, repr=False)
class PostDetails(Private):
    organisation_id: UUID
    position: str
    subject: str = ""
    workload: Decimal
    hours_per_week: Decimal | None = None
    is_main: bool
    leaving_reason: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class PayDetails(Private):
    organisation_id: UUID
    component: str
    amount_tenge: int


@dataclass(frozen=True, kw_only=True, repr=False)
class QualificationDetails(Private):
    kind: str
    value: str
    subject: str = ""
    issuer: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class DevelopmentDetails(Private):
    topic: str
    provider: str = ""
    hours: int


@dataclass(frozen=True, kw_only=True, repr=False)
class ResultDetails(Private):
    organisation_id: UUID
    assessment: str
    subject: str
    grade: int | None = None
    score: Decimal
    most_score: Decimal


@dataclass(frozen=True, kw_only=True, repr=False)
class GraduationDetails(Private):
    organisation_id: UUID
    level: str
    programme: str = ""
    funding: str = ""
    with_distinction: bool | None = None
    document_number: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class EmploymentDetails(Private):
    employer_bin: str
    activity: str = ""
    months_paid: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class SupportDetails(Private):
    need: str
    measure: str = ""
    conclusion: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class CareDetails(Private):
    status: str
    placement: str
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class DormitoryDetails(Private):
    organisation_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True, repr=False)
class ActivityDetails(Private):
    organisation_id: UUID | None = None
    kind: str
    direction: str
    hours_per_week: Decimal | None = None
