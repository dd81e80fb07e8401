"""What other apps may call: record and correct facts, read them as they were and were known."""

from bagdar.registry.bulk.folder import read as read_folder
from bagdar.registry.exports import RegisterSource
from bagdar.registry.queries.applying import (
    Home,
    Offered,
    Points,
    Schooled,
    Seats,
    homes_of,
    in_care,
    organisations_of_type,
    points_in,
    programmes_offered,
    schooling_of,
    seats_of_groups,
)
from bagdar.registry.queries.batches import (
    ages_on,
    beds_held,
    learners_counted,
    said_on,
    siblings_on,
    territories_of,
    territories_on,
)
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.delivered import (
    Ground,
    PersonMeant,
    facts_today,
    ground_of,
    held_elsewhere,
    names_of_groups,
    organisations_meant,
    people_meant,
    timelines_of,
)
from bagdar.registry.queries.desk import agreed, namesakes
from bagdar.registry.queries.examples import example_places
from bagdar.registry.queries.finding import MOST as MOST_FOUND
from bagdar.registry.queries.finding import organisations_like
from bagdar.registry.queries.graduated import (
    Graduated,
    Reached,
    graduated,
    graduated_by_id,
    graduation_standing,
    graduations_of,
    latest_graduation,
    reached,
)
from bagdar.registry.queries.named import organisations_named
from bagdar.registry.queries.organisations import enrolments_on, organisation_on
from bagdar.registry.queries.own import own_people, relation_to
from bagdar.registry.queries.people import find_people, is_empty, people_by_iin, person_on
from bagdar.registry.queries.rows import origin_of_person
from bagdar.registry.queries.sites import Building, Settled, buildings_of, settled_of
from bagdar.registry.queries.standing import (
    condition_on,
    groups_on,
    guardians_on,
    organisations_of_region,
    staff_on,
    wards_on,
)
from bagdar.registry.queries.studying import Score, Study, scores, studies_of
from bagdar.registry.services.counting import minutes_between_counts
from bagdar.registry.services.delivering import Delivered, write_delivered
from bagdar.registry.services.enrolments import (
    correct_enrolment,
    enrol,
    leave,
    transfer,
    withdraw_enrolment,
)
from bagdar.registry.services.facts import correct_fact, record_fact, withdraw_fact
from bagdar.registry.services.loading import load_folder
from bagdar.registry.services.looking import look_at_class_list, look_at_person
from bagdar.registry.services.newcomers import record_newcomer
from bagdar.registry.services.organisations import correct_organisation, record_organisation
from bagdar.registry.services.people import correct_person, record_person
from bagdar.registry.services.timelines import tells_when_busy
from bagdar.registry.services.undoing import undo_delivery

__all__ = [
    "MOST_FOUND",
    "Building",
    "Delivered",
    "Graduated",
    "Ground",
    "Home",
    "Offered",
    "PersonMeant",
    "Points",
    "Reached",
    "RegisterSource",
    "Schooled",
    "Score",
    "Seats",
    "Settled",
    "Study",
    "ages_on",
    "agreed",
    "beds_held",
    "buildings_of",
    "condition_on",
    "correct_enrolment",
    "correct_fact",
    "correct_organisation",
    "correct_person",
    "enrol",
    "enrolments_on",
    "example_places",
    "facts_today",
    "find_people",
    "graduated",
    "graduated_by_id",
    "graduation_standing",
    "graduations_of",
    "ground_of",
    "groups_on",
    "guardians_on",
    "held_elsewhere",
    "homes_of",
    "in_care",
    "is_empty",
    "latest_graduation",
    "learners_counted",
    "leave",
    "lists",
    "load_folder",
    "look_at_class_list",
    "look_at_person",
    "minutes_between_counts",
    "names_of_groups",
    "namesakes",
    "organisation_on",
    "organisations_like",
    "organisations_meant",
    "organisations_named",
    "organisations_of_region",
    "organisations_of_type",
    "origin_of_person",
    "own_people",
    "people_by_iin",
    "people_meant",
    "person_on",
    "points_in",
    "programmes_offered",
    "reached",
    "read_folder",
    "record_fact",
    "record_newcomer",
    "record_organisation",
    "record_person",
    "relation_to",
    "said_on",
    "schooling_of",
    "scores",
    "seats_of_groups",
    "settled_of",
    "siblings_on",
    "staff_on",
    "studies_of",
    "tells_when_busy",
    "territories_of",
    "territories_on",
    "timelines_of",
    "transfer",
    "undo_delivery",
    "wards_on",
    "withdraw_enrolment",
    "withdraw_fact",
    "write_delivered",
]
