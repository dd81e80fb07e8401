"""What merit and need give together: one whole number, and how it came about line by line.

    score = merit × reached + need × points

merit and need are weights in hundredths, together 100; reached and points are at most 10 000. More
of either never gives less, and a certificate never takes anything away: the better one counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from bagdar.admissions.rules.campaign.certificates import Certificate, best_certificate
from bagdar.admissions.rules.campaign.declared import Code, Source
from bagdar.admissions.rules.campaign.exams import WHOLE, Sitting
from bagdar.core.declared import Declared
from bagdar.core.errors import Phrase

Weight = Annotated[int, Field(ge=0, le=100)]


class DeclaredNeed(Declared):
    """What a class of the family's standing gives."""

    code: Code
    points: Annotated[int, Field(ge=0, le=WHOLE)]
    source: Source


class DeclaredFormula(Declared):
    """merit, need: weights, together 100. by: the fact whose classes `DeclaredNeed` names."""

    merit: Weight
    need: Weight
    by: Code
    source: Source

    @model_validator(mode="after")
    def _is_whole(self) -> "DeclaredFormula":
        if self.merit + self.need != 100:
            raise ValueError("the weights are not a hundred together")
        return self


@dataclass(frozen=True)
class Known:
    """Of one person, at one place: the best sitting, proven certificates, the class of need.

    direct: that somebody is admitted without a least result
    """

    sitting: Sitting | None
    certificates: Mapping[str, int]
    need: str = ""
    direct: bool = False


@dataclass(frozen=True)
class Merit:
    """reached: what counts, of WHOLE; by: a certificate's code, "exam", or "": nothing counts."""

    reached: int
    by: str


@dataclass(frozen=True)
class Scored:
    """Parts of a score; points of need; passes: whether somebody may have a place at all."""

    merit: Merit
    merit_weight: int
    need: str
    points: int
    need_weight: int
    least: int
    passes: bool

    @property
    def score(self) -> int:
        return self.merit_weight * self.merit.reached + self.need_weight * self.points


def merit_of(known: Known, bands: Sequence[Certificate], on: date) -> Merit:
    """The exam where it gives as much as the best certificate."""
    sat = known.sitting.reached if known.sitting else 0
    code, given = best_certificate(bands, known.certificates, on)
    if given > sat:
        return Merit(given, code)
    return Merit(sat, "exam" if known.sitting else "")


def scored(
    known: Known, formula: DeclaredFormula, needs: Sequence[DeclaredNeed],
    bands: Sequence[Certificate], least: int, on: date,
) -> Scored:  # fmt: skip
    """least: the least merit without which nobody passes who is not admitted directly."""
    merit = merit_of(known, bands, on)
    points = next((one.points for one in needs if one.code == known.need), 0)
    passes = known.direct or merit.reached >= least
    return Scored(
        merit, formula.merit, known.need if points else "", points, formula.need, least, passes
    )


def explained(one: Scored) -> tuple[Phrase, ...]:
    """Line by line: what counts as merit, what need gives, the sum, whether the bound is met."""
    merit, need = one.merit_weight * one.merit.reached, one.need_weight * one.points
    facts: dict[str, object] = {
        "reached": one.merit.reached,
        "weight": one.merit_weight,
        "gives": merit,
    }
    by = one.merit.by if one.merit.by in ("", "exam") else "certificate"
    if by == "certificate":
        facts |= {"exam": one.merit.by}
    told = {"points": one.points, "weight": one.need_weight, "gives": need}
    lines = [
        Phrase(f"campaign.formula.merit.{by or 'none'}", facts),
        Phrase(f"campaign.formula.need.{'proven' if one.need else 'none'}", told),
        Phrase("campaign.formula.sum", {"merit": merit, "need": need, "score": one.score}),
        Phrase(
            f"campaign.formula.bound.{'met' if one.passes else 'missed'}",
            {"least": one.least, "reached": one.merit.reached},
        ),
    ]
    return tuple(lines)
