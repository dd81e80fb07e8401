"""Forms of delivery: what the rows of a file look like, and which facts are made of a row.

Columns are those of the register's tables, so that a template, a check and a fact call the same
thing by one name. What becomes of a row is declared (`Makes`); code knows no form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bagdar.warehouse.tables.contract import (
    VALID_FROM,
    VALID_TO,
    Column,
    Kind,
    Rule,
    Secrecy,
    Severity,
    Table,
)
from bagdar.warehouse.tables.organisations import CONDITION, GROUP, WHAT
from bagdar.warehouse.tables.predicates import (
    AtLeastOne,
    Different,
    Later,
    NeededWhen,
    Once,
)
from bagdar.warehouse.tables.registry import (
    ACTIVITY,
    AGES_OF_ENROLMENT,
    DORMITORY,
    EMPLOYMENT,
    ENROLMENT,
    GRADUATION,
    GUARDIANSHIP,
    POST,
    QUALIFICATION,
    RESULT,
    SUPPORT,
    TABLES,
    WHO,
)

PERSONAL = Secrecy.PERSONAL
Days = Literal["period", "day", "known"]
How = Literal["truth", "end"]
Senders = Literal["organisation", "authority"]


@dataclass(frozen=True, kw_only=True)
class Makes:
    """One fact that a row makes.

    columns  table's column → the form's; a column of the same name needs no line
    fixed    table's column → what it always holds
    when     made only where one of these columns is filled; empty: always
    days     period: from `start` until `end`; day: of `start` alone; known: who a person is, which
             holds from the first day that the row speaks of
    how      truth: what holds on these days, whatever was known; end: what stands ends on `start`
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    days: Days = "period"
    start: str = "valid_from"
    end: str = "valid_to"
    how: How = "truth"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form of delivery.

    table      the contract of its rows
    makes      in the order in which they are made
    is_of_people  rows name a person, who is found or made; else they speak of an organisation
    may_make   an unknown person is made; not so where a row only says something of a known one
    sent_by    an organisation for itself, or an authority for many
    """

    name: str
    table: Table
    makes: tuple[Makes, ...]
    is_of_people: bool = True
    may_make: bool = False
    sent_by: Senders = "organisation"

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def main(self) -> Makes:
        """The fact that a row is about, beside whom it names."""
        return next(one for one in self.makes if one.table not in ("person", "guardianship"))

    @property
    def is_held(self) -> bool:
        """Whether what the register holds of an organisation can be told as rows of this form: the
        fact that a row makes names the organisation, and does not only end what stands.
        """
        main = self.main
        names_it = "organisation_id" in TABLES[main.table].by_name
        return self.sent_by == "organisation" and main.how == "truth" and names_it


LOCAL_NUMBER = Column(
    name="local_number", kind=Kind.TEXT, longest=40, secrecy=PERSONAL, example="2024-0157"
)
PERSON_ID = Column(name="person_id", kind=Kind.REFERENCE, to="person", secrecy=PERSONAL)
NUMBERS = (LOCAL_NUMBER, WHO["iin"], PERSON_ID)
NAMES = (WHO["family"], WHO["given"], WHO["patronymic"])
DETAILS = (*NAMES, WHO["sex"], WHO["born_on"], WHO["citizenship"])
# Who is told from whom, by names where there is no number.
WHOM = (*NUMBERS, *NAMES, WHO["born_on"])
GUARDIAN = (
    WHO["iin"].called("guardian_iin"),
    *(WHO[one].called(f"guardian_{one}") for one in ("family", "given", "patronymic")),
    GUARDIANSHIP["kind"].as_needed(False).called("guardian_kind"),
)

NAMED = Rule(
    code="numbered_or_named", column="local_number",
    test=AtLeastOne(("local_number", "iin", "person_id", "family", "given")),
)  # fmt: skip
ENDS_LATER = Rule(code="ends_later", column="valid_to", test=Later("valid_to", "valid_from"))


def _once(*columns: str) -> tuple[Rule, ...]:
    """A file says the same of the same person once, whatever number it names them by."""
    return tuple(
        Rule(code="once", column=number, test=Once((number, *columns)))
        for number in ("local_number", "iin", "person_id")
    )


def _named_once(*columns: str) -> Rule:
    """Two rows of one name and birth date without a number may be twins; it only warns."""
    names = ("family", "given", "patronymic", "born_on")
    return Rule(
        code="named_once", column="family", test=Once((*names, *columns)),
        severity=Severity.WARNS,
    )  # fmt: skip


def _of_person() -> tuple[Rule, ...]:
    return (NAMED, *(one for one in WHO.rules if one.code == "iin_agrees"))


def _own_rules(table: Table, *left_out: str) -> tuple[Rule, ...]:
    return tuple(one for one in table.rules if one.code not in left_out)


def _columns(table: Table, *left_out: str) -> tuple[Column, ...]:
    """A table's own columns without those by which it says of whom it speaks."""
    out = {"person_id", "organisation_id", *left_out}
    return tuple(one for one in table.own_columns if one.name not in out)


ON = VALID_FROM.called("on")


def _events(name: str, table: Table) -> Form:
    """Things of one day, said of people whom the register knows."""
    return Form(
        name=name,
        table=Table(
            name=name,
            columns=(*WHOM, *_columns(table), ON),
            rules=(NAMED, *_own_rules(table, "ends_later")),
        ),
        makes=(Makes(table=table.name, days="day", start="on"),),
    )


def _stays(name: str, table: Table, *once: str) -> Form:
    """Things that last, said of people whom the register knows."""
    return Form(
        name=name,
        table=Table(
            name=name,
            columns=(*WHOM, *_columns(table), VALID_FROM, VALID_TO),
            rules=(NAMED, *_own_rules(table), *_once(*once, "valid_from")),
        ),
        makes=(Makes(table=table.name),),
    )


PUPILS = Form(
    name="pupils",
    table=Table(
        name="pupils",
        columns=(
            *NUMBERS, *DETAILS, *_columns(ENROLMENT, "is_dual", "leaving_reason"),
            Column(name="is_dual", kind=Kind.YES_NO), VALID_FROM, VALID_TO,
            ENROLMENT["leaving_reason"], *GUARDIAN,
        ),
        rules=(
            *_of_person(), *_own_rules(ENROLMENT), *AGES_OF_ENROLMENT,
            Rule(
                code="guardian_kind_told", column="guardian_kind",
                test=NeededWhen("guardian_kind", "guardian_iin"),
            ),
            Rule(
                code="not_ones_own_guardian", column="guardian_iin",
                test=Different("guardian_iin", "iin"),
            ),
            *_once("level", "valid_from"), _named_once("level", "valid_from"),
        ),
    ),
    makes=(
        Makes(table="person", days="known"),
        Makes(table="enrolment"),
        Makes(
            table="guardianship", when=("guardian_iin",), columns={"kind": "guardian_kind"},
            end="",
        ),
    ),
    may_make=True,
)  # fmt: skip
STAFF = Form(
    name="staff",
    table=Table(
        name="staff",
        columns=(
            *NUMBERS, *DETAILS, *_columns(POST, "leaving_reason"), VALID_FROM, VALID_TO,
            POST["leaving_reason"],
            QUALIFICATION["value"].as_needed(False).called("category"),
            VALID_FROM.as_needed(False).called("category_from"),
            VALID_TO.called("category_to"),
        ),
        rules=(
            *_of_person(), *_own_rules(POST),
            Rule(
                code="category_dated", column="category_from",
                test=NeededWhen("category_from", "category"),
            ),
            Rule(
                code="category_ends_later", column="category_to",
                test=Later("category_to", "category_from"),
            ),
            *_once("position", "subject", "valid_from"),
        ),
    ),
    makes=(
        Makes(table="person", days="known"),
        Makes(table="post"),
        Makes(
            table="qualification", when=("category",), columns={"value": "category"},
            fixed={"kind": "category", "issuer": ""}, start="category_from", end="category_to",
        ),
    ),
    may_make=True,
)  # fmt: skip
LEAVINGS = Form(
    name="leavings",
    table=Table(
        name="leavings",
        columns=(
            *WHOM,
            ENROLMENT["level"],
            VALID_FROM.called("left_on"),
            ENROLMENT["leaving_reason"].as_needed(),
        ),
        rules=(NAMED, *_once("level")),
    ),
    makes=(Makes(table="enrolment", how="end", start="left_on"),),
)
GROUPS = Form(
    name="groups",
    table=Table(
        name="groups",
        columns=(*_columns(GROUP), VALID_FROM, VALID_TO),
        rules=(
            *_own_rules(GROUP),
            Rule(code="once", column="name", test=Once(("name", "valid_from"))),
        ),
    ),
    makes=(Makes(table="group"),),
    is_of_people=False,
)
CONDITIONS = Form(
    name="condition",
    table=Table(
        name="condition",
        columns=(*_columns(CONDITION), VALID_FROM, VALID_TO),
        rules=(
            *_own_rules(CONDITION),
            Rule(code="once", column="valid_from", test=Once(("valid_from",))),
        ),
    ),
    makes=(Makes(table="condition"),),
    is_of_people=False,
)
ORGANISATIONS = Form(
    name="organisations",
    table=Table(
        name="organisations",
        columns=(
            WHAT["organisation_id"].as_needed(False), *_columns(WHAT, "parent_id"),
            VALID_FROM, VALID_TO,
        ),
        rules=(
            *_own_rules(WHAT, "not_its_own_part"),
            Rule(code="once", column="bin", test=Once(("bin", "valid_from"))),
        ),
    ),
    makes=(Makes(table="organisation"),),
    is_of_people=False,
    may_make=True,
    sent_by="authority",
)  # fmt: skip

FORMS: Mapping[str, Form] = {
    one.name: one
    for one in (
        PUPILS,
        STAFF,
        LEAVINGS,
        GROUPS,
        CONDITIONS,
        _events("results", RESULT),
        _events("graduations", GRADUATION),
        _stays("support", SUPPORT, "need"),
        _stays("activities", ACTIVITY, "kind", "direction"),
        _stays("dormitory", DORMITORY),
        _stays("employment", EMPLOYMENT, "employer_bin"),
        ORGANISATIONS,
    )
}
