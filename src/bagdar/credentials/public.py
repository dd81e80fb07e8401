"""What other apps may call."""

from bagdar.credentials.queries.curricula import (
    CurriculumInfo,
    ModuleInfo,
    credits_given,
    curricula_by_id,
    curricula_on,
    curriculum,
    curriculum_on,
    modules_of,
    studied,
    transcript_of,
)
from bagdar.credentials.services.crediting import Learnt, end_credits, give_credits
from bagdar.credentials.services.demonstration import demonstrate

__all__ = [
    "CurriculumInfo",
    "Learnt",
    "ModuleInfo",
    "credits_given",
    "curricula_by_id",
    "curricula_on",
    "curriculum",
    "curriculum_on",
    "demonstrate",
    "end_credits",
    "give_credits",
    "modules_of",
    "studied",
    "transcript_of",
]
