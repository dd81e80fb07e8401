"""OneRoster files become rows of our forms; what has no place among them is told."""

import pytest

from bagdar.config.environment import ROOT
from bagdar.core.errors import FaultyData
from bagdar.core.sheets.limits import LIMITS
from bagdar.intake.rules.oneroster import mapping, read

FILES = {
    "classes.csv": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
        "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods,metadata.kz.language\n"
        "c5,active,,5 Ә,05,,,homeroom,12,s1,t1,,,,kk\n"
        "cm,active,,Math,05,,,scheduled,,s1,t1,,,,\n"
        "c6,tobedeleted,,6 А,06,,,homeroom,,s1,t1,,,,kk\n"
    ),
    "enrollments.csv": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
        "primary,beginDate,endDate\n"
        "e1,active,,c5,s1,u1,student,,,2025-06-01\n"
        "e2,active,,c5,s1,u2,teacher,true,,\n"
        "e3,active,,cm,s1,u1,student,,,\n"
    ),
    "users.csv": (
        "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
        "middleName,identifier,email\n"
        "u1,active,,true,u1,,Мысал,Үлгі,,A-17,u1@example.org\n"
        "u2,active,,true,u2,,Мысал,Мұғалім,,T-1,\n"
    ),
    "demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex\nu1,,,2013-04-02,female\n",
    "academicSessions.csv": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
        "t1,,,2024,schoolYear,2024-09-01,2025-06-01,,2025\n"
    ),
}
CONTENTS = {name: text.encode() for name, text in FILES.items()}


def test_homeroom_classes_are_groups_and_their_students_pupils():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s1", LIMITS)
    assert roster.rows["groups"] == [
        {
            "kind": "class", "name": "5 Ә", "grade": 5, "level": "2", "language": "kk",
            "valid_from": "2024-09-01", "valid_to": "2025-06-01",
        }
    ]  # fmt: skip
    assert roster.rows["pupils"] == [
        {
            "form": "full_time", "local_number": "A-17", "family": "Үлгі", "given": "Мысал",
            "sex": "female", "born_on": "2013-04-02", "grade": 5, "level": "2", "group": "5 Ә",
            "language": "kk", "valid_from": "2024-09-01", "valid_to": "2025-06-01",
        }
    ]  # fmt: skip


def test_what_has_no_mapping_and_what_was_left_out_is_told():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s1", LIMITS)
    assert roster.unmapped == (
        "users.csv: enabledUser", "users.csv: username", "users.csv: email",
        "classes.csv: location", "enrollments.csv: primary", "academicSessions.csv: title",
        "academicSessions.csv: type", "academicSessions.csv: schoolYear",
    )  # fmt: skip
    assert roster.left_out == 2  # a class that is deleted, an enrolment in a subject's class


def test_another_school_gets_nothing():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s2", LIMITS)
    assert roster.rows == {"groups": [], "pupils": []}


@pytest.mark.parametrize("name", ["users.csv", "classes.csv", "enrollments.csv"])
def test_a_set_without_a_file_that_is_needed_is_refused(name: str):
    files = {one: content for one, content in CONTENTS.items() if one != name}
    with pytest.raises(FaultyData) as refused:
        read(files, mapping(ROOT / "data"), "", LIMITS)
    assert [(fault.code, fault.file) for fault in refused.value.faults] == [("missing_file", name)]
