"""The register's tables: what is recorded of people.

Of organisations: `organisations`. A stay, a post, a place is one row for the days on which it
holds; what happens on a day (a result, a graduation) is a row that holds for that day alone.
"""

from decimal import Decimal

from bagdar.warehouse.tables.contract import (
    PROVENANCE,
    TIMES,
    Column,
    Kind,
    Rule,
    Secrecy,
    Severity,
    Table,
)
from bagdar.warehouse.tables.organisations import ORGANISATION, TABLES_OF_ORGANISATIONS
from bagdar.warehouse.tables.predicates import (
    AgeBetween,
    AgeWhen,
    AtLeastOne,
    AtMost,
    Different,
    EmptyUnless,
    IinAgrees,
    InRangeWhen,
    Later,
    NeededWhen,
)

PERSONAL, SENSITIVE = Secrecy.PERSONAL, Secrecy.SENSITIVE
ENDS_LATER = Rule(code="ends_later", column="valid_to", test=Later("valid_to", "valid_from"))

PERSON = Column(name="person_id", kind=Kind.REFERENCE, to="person", needed=True, secrecy=PERSONAL)
AT = ORGANISATION.as_needed()
LEVEL = Column(name="level", kind=Kind.CODE, codes="isced_levels", needed=True, example="2")
SUBJECT = Column(name="subject", kind=Kind.CODE, codes="subjects", example="mathematics")
PROGRAMME = Column(name="programme", kind=Kind.TEXT, longest=40, example="07130100")
HOURS = Column(
    name="hours_per_week", kind=Kind.DECIMAL, least=Decimal(0), most=Decimal(60), example="18"
)


def of_person(
    name: str, *columns: Column, timeline: tuple[str, ...] = (), rules: tuple[Rule, ...] = ()
) -> Table:
    """A table of facts about a person."""
    return Table(
        name=name,
        columns=(PERSON, *columns, *TIMES, *PROVENANCE),
        rules=(ENDS_LATER, *rules),
        subject="person",
        timeline=("person_id", *timeline),
    )


WHO = of_person(
    "person",
    Column(name="family", kind=Kind.TEXT, longest=100, secrecy=PERSONAL, example="Үлгі"),
    Column(name="given", kind=Kind.TEXT, longest=100, secrecy=PERSONAL, example="Мысал"),
    Column(name="patronymic", kind=Kind.TEXT, longest=100, secrecy=PERSONAL),
    # the same name in another script, as a passport has it
    Column(name="other_name", kind=Kind.TEXT, longest=200, secrecy=PERSONAL, example="Ulgi Mysal"),
    Column(name="sex", kind=Kind.CODE, codes="sexes", secrecy=PERSONAL, example="female"),
    Column(name="born_on", kind=Kind.DAY, secrecy=PERSONAL, example="2012-03-14"),
    Column(name="died_on", kind=Kind.DAY, secrecy=PERSONAL),
    Column(name="citizenship", kind=Kind.COUNTRY, secrecy=PERSONAL, example="KZ"),
    Column(name="iin", kind=Kind.IIN, secrecy=PERSONAL, example=""),
    rules=(
        Rule(code="named", column="given", test=AtLeastOne(("family", "given"))),
        Rule(
            code="iin_agrees", column="iin", test=IinAgrees("iin", "born_on", "sex"),
            severity=Severity.WARNS,
        ),
        Rule(code="dies_later", column="died_on", test=Later("died_on", "born_on", or_same=True)),
    ),
)  # fmt: skip
RESIDENCE = of_person(
    "residence",
    Column(
        name="territory", kind=Kind.REFERENCE, to="territory", needed=True, longest=20,
        secrecy=PERSONAL, example="751000000",
    ),
)  # fmt: skip
GUARDIANSHIP = of_person(
    "guardianship",
    Column(
        name="guardian_id", kind=Kind.REFERENCE, to="person", needed=True, secrecy=PERSONAL
    ),
    Column(
        name="kind", kind=Kind.CODE, codes="guardian_kinds", needed=True, secrecy=PERSONAL,
        example="parent",
    ),
    timeline=("guardian_id",),
    rules=(
        Rule(code="not_oneself", column="guardian_id", test=Different("guardian_id", "person_id")),
    ),
)  # fmt: skip
ENROLMENT = of_person(
    "enrolment",
    AT,
    LEVEL,
    Column(name="form", kind=Kind.CODE, codes="study_forms", needed=True, example="full_time"),
    Column(name="grade", kind=Kind.WHOLE, least=Decimal(0), most=Decimal(12), example="5"),
    Column(name="group", kind=Kind.TEXT, longest=60, example="5 Ә"),
    Column(name="language", kind=Kind.CODE, codes="study_languages", example="kk"),
    Column(name="funding", kind=Kind.CODE, codes="funding", example="state_order"),
    PROGRAMME,
    Column(name="is_dual", kind=Kind.YES_NO),
    Column(name="leaving_reason", kind=Kind.CODE, codes="leaving_reasons"),
    # full-time places are one timeline of a person whatever the organisation: see registry
    timeline=("organisation_id", "level"),
    rules=(
        Rule(
            code="grade_of_primary", column="grade",
            test=InRangeWhen("grade", 0, 4, "level", ("1",)),
        ),
        Rule(
            code="grade_of_lower_secondary", column="grade",
            test=InRangeWhen("grade", 5, 9, "level", ("2",)),
        ),
        Rule(
            code="left_on_a_day", column="valid_to", test=NeededWhen("valid_to", "leaving_reason")
        ),
        Rule(
            code="dual_in_college", column="is_dual",
            test=EmptyUnless("is_dual", "level", ("3", "4", "5"), or_no=True),
        ),
    ),
)  # fmt: skip
POST = of_person(
    "post",
    AT,
    Column(name="position", kind=Kind.CODE, codes="positions", needed=True, example="teacher"),
    SUBJECT,
    Column(
        name="workload", kind=Kind.DECIMAL, needed=True, least=Decimal("0.05"), most=Decimal("2"),
        example="1",
    ),
    HOURS,
    Column(name="is_main", kind=Kind.YES_NO, needed=True, example="yes"),
    Column(name="leaving_reason", kind=Kind.CODE, codes="post_ends"),
    timeline=("organisation_id", "position", "subject"),
)  # fmt: skip
PAY = of_person(
    "pay",
    AT,
    Column(name="component", kind=Kind.CODE, codes="pay_components", needed=True, example="base"),
    Column(
        name="amount_tenge", kind=Kind.AMOUNT, needed=True, least=Decimal(0),
        most=Decimal(100_000_000), secrecy=SENSITIVE, example="250000",
    ),
    timeline=("organisation_id", "component"),
)  # fmt: skip
QUALIFICATION = of_person(
    "qualification",
    Column(
        name="kind", kind=Kind.CODE, codes="qualification_kinds", needed=True, example="category"
    ),
    Column(name="value", kind=Kind.CODE, codes="qualifications", needed=True, example="moderator"),
    SUBJECT,
    Column(name="issuer", kind=Kind.TEXT, longest=200),
    timeline=("kind", "subject"),
)
DEVELOPMENT = of_person(
    "development",
    Column(name="topic", kind=Kind.CODE, codes="development_topics", needed=True),
    Column(name="provider", kind=Kind.TEXT, longest=200),
    Column(name="hours", kind=Kind.WHOLE, needed=True, least=Decimal(1), most=Decimal(2000)),
    timeline=("topic", "provider"),
    rules=(Rule(code="development_ends", column="valid_to", test=NeededWhen("valid_to", "topic")),),
)
RESULT = of_person(
    "result",
    AT,
    Column(name="assessment", kind=Kind.CODE, codes="assessments", needed=True),
    SUBJECT.as_needed(),
    Column(name="grade", kind=Kind.WHOLE, least=Decimal(0), most=Decimal(12)),
    Column(
        name="score",
        kind=Kind.DECIMAL,
        needed=True,
        least=Decimal(0),
        most=Decimal(100_000),
        secrecy=PERSONAL,
    ),
    Column(
        name="most_score", kind=Kind.DECIMAL, needed=True, least=Decimal(1), most=Decimal(100_000)
    ),
    timeline=("assessment", "subject"),
    rules=(Rule(code="score_within", column="score", test=AtMost("score", "most_score")),),
)
GRADUATION = of_person(
    "graduation",
    AT,
    LEVEL,
    PROGRAMME,
    Column(name="funding", kind=Kind.CODE, codes="funding", example="state_order"),
    Column(name="with_distinction", kind=Kind.YES_NO),
    Column(name="document_number", kind=Kind.TEXT, longest=40, secrecy=PERSONAL),
    timeline=("level", "programme"),
)
EMPLOYMENT = of_person(
    "employment",
    Column(name="employer_bin", kind=Kind.BIN, needed=True, secrecy=PERSONAL),
    Column(name="activity", kind=Kind.CODE, codes="economic_activities"),
    Column(name="months_paid", kind=Kind.WHOLE, least=Decimal(0), most=Decimal(1200)),
    timeline=("employer_bin",),
)
SUPPORT = of_person(
    "support",
    Column(name="need", kind=Kind.CODE, codes="special_needs", needed=True, secrecy=SENSITIVE),
    Column(name="measure", kind=Kind.CODE, codes="support_measures", secrecy=SENSITIVE),
    Column(name="conclusion", kind=Kind.TEXT, longest=60, secrecy=SENSITIVE),
    timeline=("need",),
)
CARE = of_person(
    "care",
    Column(name="status", kind=Kind.CODE, codes="care_statuses", needed=True, secrecy=SENSITIVE),
    Column(name="placement", kind=Kind.CODE, codes="placements", needed=True, secrecy=SENSITIVE),
    ORGANISATION,
    rules=(
        Rule(
            code="care_institution_named", column="organisation_id",
            test=NeededWhen("organisation_id", "placement", ("institution",)),
        ),
    ),
)  # fmt: skip
DORMITORY = of_person(
    "dormitory",
    AT,
    Column(name="state", kind=Kind.CODE, codes="dormitory_states", needed=True, example="given"),
)
ACTIVITY = of_person(
    "activity",
    ORGANISATION,
    Column(name="kind", kind=Kind.CODE, codes="activity_kinds", needed=True, example="sport"),
    Column(name="direction", kind=Kind.CODE, codes="activities", needed=True, example="athletics"),
    HOURS,
    timeline=("organisation_id", "kind", "direction"),
)

TABLES_OF_PEOPLE = (
    WHO, RESIDENCE, GUARDIANSHIP, ENROLMENT, POST, PAY, QUALIFICATION, DEVELOPMENT, RESULT,
    GRADUATION, EMPLOYMENT, SUPPORT, CARE, DORMITORY, ACTIVITY,
)  # fmt: skip
TABLES = {one.name: one for one in (*TABLES_OF_ORGANISATIONS, *TABLES_OF_PEOPLE)}

# Ages that a form which names a birth date can hold an enrolment to. Bounds are wide: they find
# slips of a keyboard, they are no norm of admission.
AGES_OF_ENROLMENT = (
    Rule(code="age_plausible", column="born_on", test=AgeBetween("born_on", "valid_from", 0, 80)),
    *(
        Rule(
            code="age_of_level", column="born_on", severity=Severity.WARNS,
            test=AgeWhen("born_on", "valid_from", least, most, "level", levels),
        )
        for least, most, levels in (
            (0, 7, ("01", "02")), (5, 12, ("1",)), (9, 18, ("2",)), (14, 60, ("3", "4", "5")),
            (15, 80, ("6", "7", "8")),
        )
    ),
)  # fmt: skip
