"""What other apps may call: record and correct facts, read them as they were and were known."""

from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.organisations import enrolments_on, organisation_on
from bagdar.registry.queries.people import find_people, person_on
from bagdar.registry.services.enrolments import (
    correct_enrolment,
    enrol,
    leave,
    transfer,
    withdraw_enrolment,
)
from bagdar.registry.services.loading import load_folder
from bagdar.registry.services.looking import look_at_class_list, look_at_person
from bagdar.registry.services.organisations import correct_organisation, record_organisation
from bagdar.registry.services.people import correct_person, record_person

__all__ = [
    "correct_enrolment",
    "correct_organisation",
    "correct_person",
    "enrol",
    "enrolments_on",
    "find_people",
    "leave",
    "lists",
    "load_folder",
    "look_at_class_list",
    "look_at_person",
    "organisation_on",
    "person_on",
    "record_organisation",
    "record_person",
    "transfer",
    "withdraw_enrolment",
]
