"""The codes that the nation uses, list by list, as data/registry/ has them.

Written down here and not read, so that the place of a code never moves when a list gets a line. A
test holds each of them to the lists.
"""

from collections.abc import Mapping

CODES: Mapping[str, tuple[str, ...]] = {
    "activities": (
        "zhas_qyran", "zhas_ulan", "zhas_sarbaz", "robotics", "programming", "technical", "science",
        "ecology", "local_history", "arts", "music", "dombyra", "dance", "theatre", "languages",
        "athletics", "football", "basketball", "volleyball", "wrestling", "boxing", "swimming",
        "gymnastics", "skiing", "chess", "togyzqumalaq", "national_sports",
    ),
    "activity_kinds": ("club", "sport", "movement"),
    "assessments": ("external_monitoring", "ent", "final_exam", "school_readiness"),
    "building_states": ("sound", "overhaul", "emergency"),
    "care_statuses": ("orphan", "without_care"),
    "construction_kinds": ("new", "extension"),
    "development_topics": (
        "subject_teaching", "updated_content", "assessment", "inclusion", "digital", "language",
        "psychology", "management", "preschool", "small_school", "industry_practice",
    ),
    "dormitory_states": ("needed", "given"),
    "economic_activities": tuple("abcdefghijklmnopqrs"),
    "funding": ("state_order", "fee", "grant"),
    "group_kinds": ("group", "class", "stream"),
    "guardian_kinds": ("parent", "guardian", "foster_parent", "patron", "institution_head"),
    "isced_fields": ("0111", "0112", "0113", "0311", "0411", "0421", "0611", "0613", "0713",
                     "0716", "0721", "0724", "0732", "0811", "0911", "0913", "1013"),
    "isced_levels": ("01", "02", "1", "2", "3", "4", "5", "6", "7", "8"),
    "leaving_reasons": (
        "transferred", "graduated", "moved_abroad", "dropped_out", "health", "died", "other",
    ),
    "network_roles": ("hub", "satellite", "small"),
    "occupations": (
        "teacher_preschool", "teacher_primary", "teacher_secondary", "nurse", "doctor",
        "programmer", "electrician", "car_mechanic", "builder", "miner", "oil_operator",
        "agronomist", "cook", "accountant", "economist", "lawyer",
    ),
    "organisation_types": ("kindergarten", "school", "college", "university"),
    "origins": ("simulated",),
    "ownership": ("state", "private"),
    "pay_components": ("base", "category", "class_teacher", "rural"),
    "placements": ("institution", "guardianship", "foster", "patronage"),
    "positions": (
        "head", "deputy_head", "methodologist", "teacher", "educator", "assistant", "psychologist",
        "master_of_training", "lecturer", "senior_lecturer", "professor",
    ),
    "post_ends": (
        "own_wish", "other_organisation", "left_profession", "retired", "moved_abroad", "died",
    ),
    "qualification_kinds": ("category", "training_field", "degree"),
    "qualifications": (
        "teacher", "moderator", "expert", "researcher", "master", "preschool", "primary", "subject",
        "vocational", "other_pedagogical", "other", "bachelor", "master_degree", "candidate",
        "doctor_phd",
    ),
    "sanitations": ("indoor", "outdoor"),
    "settlements": ("urban", "rural"),
    "sexes": ("female", "male"),
    "special_needs": (
        "hearing", "seeing", "moving", "speaking", "learning_pace", "understanding",
        "communicating", "behaviour",
    ),
    "study_forms": ("full_time", "part_time", "distance"),
    "study_languages": ("kk", "ru", "ug", "uz", "tg", "en"),
    "subjects": (
        "mathematics", "reading_literacy", "mathematical_literacy", "science_literacy",
        "history_of_kazakhstan", "physics", "chemistry", "biology", "geography", "english",
        "informatics", "kazakh_language", "russian_language", "world_history", "music",
        "physical_education", "labour_art", "natural_science", "special_discipline", "overall",
    ),
    "succession_kinds": ("accession",),
    "support_measures": (
        "inclusive_class", "special_class", "home", "adapted_programme", "assistant",
        "speech_therapist", "psychologist", "correction_room",
    ),
    "territory_kinds": ("republic", "region", "city", "district", "settlement"),
    "water_supplies": ("central", "local", "delivered"),
}  # fmt: skip
