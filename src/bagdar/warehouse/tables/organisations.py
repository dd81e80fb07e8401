"""The register's tables: what is recorded of organisations and of territories."""

from decimal import Decimal

from bagdar.warehouse.tables.contract import PROVENANCE, TIMES, Column, Kind, Rule, Table
from bagdar.warehouse.tables.predicates import AtMost, Different, Later

ENDS_LATER = Rule(code="ends_later", column="valid_to", test=Later("valid_to", "valid_from"))
ORGANISATION = Column(name="organisation_id", kind=Kind.REFERENCE, to="organisation")
TERRITORY = Column(
    name="territory", kind=Kind.REFERENCE, to="territory", longest=20, example="751000000"
)


def text(name: str, longest: int, *, needed: bool = False, example: str = "") -> Column:
    return Column(name=name, kind=Kind.TEXT, longest=longest, needed=needed, example=example)


def code(name: str, codes: str, *, needed: bool = False, example: str = "") -> Column:
    return Column(name=name, kind=Kind.CODE, codes=codes, needed=needed, example=example)


def count(name: str, most: int, *, needed: bool = False, example: str = "") -> Column:
    return Column(
        name=name, kind=Kind.WHOLE, least=Decimal(0), most=Decimal(most), needed=needed,
        example=example,
    )  # fmt: skip


def yes_no(name: str) -> Column:
    return Column(name=name, kind=Kind.YES_NO, example="yes")


def of_organisation(
    name: str, *columns: Column, timeline: tuple[str, ...] = (), rules: tuple[Rule, ...] = ()
) -> Table:
    """A table of facts about an organisation."""
    return Table(
        name=name,
        columns=(ORGANISATION.as_needed(), *columns, *TIMES, *PROVENANCE),
        rules=(ENDS_LATER, *rules),
        subject="organisation",
        timeline=("organisation_id", *timeline),
    )


TERRITORIES = Table(
    name="territory",
    columns=(
        text("code", 20, needed=True, example="751000000"),
        TERRITORY.called("parent"),
        code("kind", "territory_kinds", needed=True, example="district"),
        text("region", 10, example="KZ-75"),
        text("name_kk", 200, needed=True),
        text("name_ru", 200, needed=True),
        text("name_en", 200),
        code("settlement", "settlements", example="rural"),
        *TIMES,
        *PROVENANCE,
    ),
    rules=(
        ENDS_LATER,
        Rule(code="not_its_own_part", column="parent", test=Different("parent", "code")),
    ),
    timeline=("code",),
)
WHAT = of_organisation(
    "organisation",
    text("name_kk", 300, needed=True, example="Үлгі мектеп"),
    text("name_ru", 300, needed=True, example="Образцовая школа"),
    text("name_en", 300),
    Column(name="bin", kind=Kind.BIN),
    code("type", "organisation_types", needed=True, example="school"),
    code("ownership", "ownership", example="state"),
    Column(name="languages", kind=Kind.CODES, codes="study_languages", example="kk ru"),
    text("region", 10, needed=True, example="KZ-75"),
    TERRITORY,
    code("settlement", "settlements", example="urban"),
    code("network_role", "network_roles", example="hub"),
    ORGANISATION.called("parent_id"),
    rules=(
        Rule(
            code="not_its_own_part",
            column="parent_id",
            test=Different("parent_id", "organisation_id"),
        ),
    ),
)
SITE = of_organisation(
    "site",
    text("number", 10, needed=True, example="1"),
    text("address", 300, needed=True),
    TERRITORY,
    Column(name="latitude", kind=Kind.DECIMAL, least=Decimal(40), most=Decimal(56), example="51.1"),
    Column(
        name="longitude", kind=Kind.DECIMAL, least=Decimal(46), most=Decimal(88), example="71.4"
    ),
    timeline=("number",),
)
SUCCESSION = of_organisation(
    "succession",
    ORGANISATION.called("successor_id").as_needed(),
    code("kind", "succession_kinds", needed=True, example="merger"),
    timeline=("successor_id",),
    rules=(
        Rule(
            code="not_its_own_part", column="successor_id",
            test=Different("successor_id", "organisation_id"),
        ),
    ),
)  # fmt: skip
STUDY_PROGRAMME = of_organisation(
    "study_programme",
    text("code", 40, needed=True, example="07130100"),
    text("name_kk", 300, needed=True),
    text("name_ru", 300, needed=True),
    text("name_en", 300),
    code("level", "isced_levels", needed=True, example="4"),
    code("field", "isced_fields", example="0713"),
    code("occupation", "occupations"),
    code("form", "study_forms", example="full_time"),
    count("months", 120, example="34"),
    yes_no("is_joint"),
    yes_no("on_professional_standard"),
    timeline=("code",),
)
GROUP = of_organisation(
    "group",
    text("name", 60, needed=True, example="5 Ә"),
    code("level", "isced_levels", needed=True, example="2"),
    count("grade", 12, example="5"),
    code("language", "study_languages", needed=True, example="kk"),
    code("kind", "group_kinds", needed=True, example="class"),
    count("shift", 3, example="1"),
    count("places", 500, example="25"),
    text("programme", 40),
    timeline=("name",),
)
CONDITION = of_organisation(
    "condition",
    count("capacity", 50_000, example="600"),
    count("shifts", 3, example="2"),
    count("built_in", 2100, example="1974"),
    code("building_state", "building_states", example="sound"),
    Column(name="wear_share", kind=Kind.SHARE, least=Decimal(0), most=Decimal(1), example="0.45"),
    code("water", "water_supplies", example="central"),
    code("sanitation", "sanitations", example="indoor"),
    yes_no("is_accessible"),
    yes_no("has_inclusive_conditions"),
    yes_no("has_cameras"),
    yes_no("has_turnstiles"),
    count("rooms", 5000, example="24"),
    count("equipped_rooms", 5000, example="8"),
    count("computers", 20_000, example="90"),
    Column(
        name="internet_mbit", kind=Kind.DECIMAL, least=Decimal(0), most=Decimal(100_000),
        example="20",
    ),
    yes_no("has_canteen"),
    yes_no("has_gym"),
    count("boarding_places", 5000, example="0"),
    count("dormitory_beds", 20_000, example="0"),
    yes_no("has_transport"),
    yes_no("has_modern_equipment"),
    yes_no("has_twelve_year_model"),
    yes_no("has_demonstration_exams"),
    yes_no("has_per_capita_funding"),
    yes_no("has_academic_exchanges"),
    rules=(
        Rule(
            code="equipped_within", column="equipped_rooms", test=AtMost("equipped_rooms", "rooms")
        ),
    ),
)  # fmt: skip
CONSTRUCTION = of_organisation(
    "construction",
    text("project", 40, needed=True),
    code("kind", "construction_kinds", needed=True, example="new"),
    count("places_created", 50_000),
    count("beds_created", 20_000),
    count("jobs_created", 5000),
    timeline=("project",),
)

TABLES_OF_ORGANISATIONS = (
    TERRITORIES, WHAT, SITE, SUCCESSION, STUDY_PROGRAMME, GROUP, CONDITION, CONSTRUCTION,
)  # fmt: skip
