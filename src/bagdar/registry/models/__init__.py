"""Identities, and the timelines of facts about them; one model for each table of the contracts.

Facts are never overwritten: a correction sets superseded_at and adds rows. Migrations 0004
and 0011 make the database itself refuse anything else, two current rows of a timeline on one day,
and facts of another origin than that of whom and what they are about.
"""

from bagdar.registry.models.base import CURRENT, ORIGINS, Fact, Identity, Organisation, Person
from bagdar.registry.models.counts import Count
from bagdar.registry.models.desk import Transfer
from bagdar.registry.models.learning import FORMS, Activity, Enrolment, Graduation, Result
from bagdar.registry.models.loads import TableLoad
from bagdar.registry.models.organisations import (
    Condition,
    Construction,
    Group,
    OrganisationFact,
    Site,
    StudyProgramme,
    Succession,
    Territory,
)
from bagdar.registry.models.people import (
    KEY_LENGTH,
    Guardianship,
    PersonFact,
    PersonKey,
    Residence,
)
from bagdar.registry.models.requests import CorrectionRequest
from bagdar.registry.models.support import Care, Dormitory, Support
from bagdar.registry.models.work import Development, Employment, Pay, Post, Qualification

__all__ = [
    "CURRENT", "FORMS", "KEY_LENGTH", "ORIGINS", "Activity", "Care", "Condition", "Construction",
    "CorrectionRequest", "Count", "Development", "Dormitory", "Employment", "Enrolment", "Fact",
    "Graduation", "Group", "Guardianship", "Identity", "Organisation", "OrganisationFact", "Pay",
    "Person", "PersonFact",
    "PersonKey", "Post", "Qualification", "Residence", "Result", "Site", "StudyProgramme",
    "Succession", "Support", "TableLoad", "Territory", "Transfer",
]  # fmt: skip
