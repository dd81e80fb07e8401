"""What other apps may call."""

from bagdar.credentials.presenters.opening import own_people, relation_to
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
from bagdar.credentials.rules.curriculum_file import CurriculumGiven
from bagdar.credentials.services.crediting import Learnt, end_credits, give_credits
from bagdar.credentials.services.curricula import close_curriculum, write_curriculum
from bagdar.credentials.services.demonstration import demonstrate

__all__ = [
    "CurriculumGiven",
    "CurriculumInfo",
    "Learnt",
    "ModuleInfo",
    "close_curriculum",
    "credits_given",
    "curricula_by_id",
    "curricula_on",
    "curriculum",
    "curriculum_on",
    "demonstrate",
    "end_credits",
    "give_credits",
    "modules_of",
    "own_people",
    "relation_to",
    "studied",
    "transcript_of",
    "write_curriculum",
]
