"""What colleges and grants declare beside orders, blocks and terms."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from bagdar.admissions.rules.campaign.certificates import SHOWN, Certificate, read_certificates
from bagdar.admissions.rules.campaign.declared import (
    COMPLETED,
    MODELS,
    CampaignRules,
    Code,
    Source,
)
from bagdar.admissions.rules.campaign.exams import WHOLE, DeclaredBase, DeclaredExam
from bagdar.admissions.rules.campaign.formula import DeclaredFormula, DeclaredNeed
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault

Share = Annotated[int, Field(ge=0, le=WHOLE)]


class CollegeRules(CampaignRules):
    """base: what has to be completed, the lowest first."""

    exam: DeclaredExam
    base: tuple[DeclaredBase, ...] = Field(min_length=1)


class DeclaredBound(Declared):
    """least: merit, of a whole, without which nobody passes; direct: facts that pass without it."""

    least: Share
    direct: tuple[Code, ...] = ()
    source: Source


class GrantRules(CollegeRules):
    """certificate: the table of that day; adopted with everything else."""

    formula: DeclaredFormula
    need: tuple[DeclaredNeed, ...]
    bound: DeclaredBound
    certificate: tuple[Certificate, ...] = ()

    @model_validator(mode="after")
    def _names_what_there_is(self) -> "GrantRules":
        facts = {one.code: one for one in self.fact}
        classes = facts[self.formula.by].classes if self.formula.by in facts else ()
        if {one.code for one in self.need} != {one.code for one in classes}:
            raise ValueError("every class of need has its points, and nothing else has")
        if not set(self.bound.direct) <= set(facts):
            raise ValueError("whoever passes directly has a declared fact")
        if not {one.exam for one in self.certificate} <= set(facts):
            raise ValueError("a certificate is claimed by a declared fact")
        return self


def with_certificates(rules: GrantRules, data_dir: Path) -> tuple[GrantRules, list[Fault]]:
    """The rules with today's table, and the faults of it."""
    bands, faults = read_certificates(data_dir)
    lost = sorted({one.exam for one in bands} - {one.code for one in rules.fact})
    found = [
        *faults,
        *(Fault("reference", SHOWN, field="exam", facts={"value": exam}) for exam in lost),
    ]
    return (rules if found else rules.model_copy(update={"certificate": bands})), found


MODELS.update({CampaignKind.COLLEGE: CollegeRules, CampaignKind.GRANT: GrantRules})
COMPLETED[CampaignKind.GRANT] = with_certificates
