"""A version of an educational programme as programs send it and as a file holds it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from bagdar.core.declared import Declared
from bagdar.core.languages import Words
from bagdar.credentials.rules.curricula import (
    LONGEST_CODE,
    MOST_CREDITS,
    MOST_MODULES,
    MOST_OUTCOMES,
    CurriculumSaid,
    ModuleSaid,
    Unit,
)

Code = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=LONGEST_CODE)]
Credits = Annotated[int, Field(ge=1, le=MOST_CREDITS)]
Nqf = Annotated[int, Field(ge=1, le=8)]
WORDS = {"kk": "Деректер қоры", "ru": "Базы данных", "en": "Databases"}
OUTCOME = {"kk": "Деректер қорын жобалайды", "ru": "Проектирует базы данных",
           "en": "Designs databases"}  # fmt: skip
EXAMPLE: Any = {
    "level": "6", "code": "6B062", "title": {"kk": "Ақпараттану бакалавры",
    "ru": "Бакалавр информатики", "en": "Bachelor of Informatics"}, "nqf_level": 6,
    "unit": "ects", "credits": 240, "valid_from": "2031-09-01", "source": "council, order 1",
    "field": "061", "modules": [{"code": "DB", "title": WORDS, "credits": 5, "nqf_level": 6,
                                 "subject": "", "outcomes": [OUTCOME]}],
}  # fmt: skip


class ModuleGiven(Declared):
    """One module. subject: of the register's list, by whose results it is earned; "": by none."""

    code: Code
    title: Words
    credits: Credits
    nqf_level: Nqf
    subject: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)] = ""
    outcomes: list[Words] = Field(min_length=1, max_length=MOST_OUTCOMES)


class CurriculumGiven(Declared):
    """A version. level: ISCED 2011; field: ISCED-F, or ""; valid_from: its first day.

    pass_share: by which own results earn modules; null: as is declared for all.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]}
    )

    level: Annotated[str, StringConstraints(pattern=r"^[3-8]$")]
    code: Code
    title: Words
    nqf_level: Nqf
    unit: Unit
    credits: Credits
    valid_from: date
    source: Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=200)]
    field: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=30)] = ""
    pass_share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)] | None = None
    modules: list[ModuleGiven] = Field(min_length=1, max_length=MOST_MODULES)

    def said(self) -> CurriculumSaid:
        modules = tuple(
            ModuleSaid(one.code, one.title, one.credits, one.nqf_level, tuple(one.outcomes),
                       one.subject)
            for one in self.modules
        )  # fmt: skip
        return CurriculumSaid(
            self.level, self.code, self.title, self.nqf_level, self.unit, self.credits,
            self.valid_from, self.source, modules, self.field, self.pass_share,
        )  # fmt: skip
