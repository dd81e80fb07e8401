"""OneRoster files become rows of our forms; what has no place among them is told."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.config.environment import ROOT
from bagdar.core.errors import FaultyData
from bagdar.core.sheets.limits import LIMITS
from bagdar.intake.rules import places
from bagdar.intake.rules.columns import needed
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.oneroster import lines_of, mapping, read

FILES = {
    "classes.csv": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
        "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods,metadata.kz.language,"
        "metadata.kz.subject\n"
        "c5,active,,5 Ә,05,,,homeroom,12,s1,t1,,,,kk,\n"
        "cm,active,,Math,05,,,scheduled,,s1,t1,,,,,mathematics\n"
        "c6,tobedeleted,,6 А,06,,,homeroom,,s1,t1,,,,kk,\n"
    ),
    "enrollments.csv": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
        "primary,beginDate,endDate\n"
        "e1,active,,c5,s1,u1,student,,,2025-06-01\n"
        "e2,active,,c5,s1,u2,teacher,true,,\n"
        "e3,active,,cm,s1,u1,student,,,\n"
        "e4,active,,cm,s1,u2,teacher,true,,\n"
    ),
    "users.csv": (
        "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
        "middleName,identifier,email\n"
        "u1,active,,true,u1,,Мысал,Үлгі,,A-17,u1@example.org\n"
        "u2,active,,true,u2,,Мысал,Мұғалім,,T-1,\n"
        "u3,active,,true,u3,,Мысал,Басшы,,T-2,\n"
    ),
    "roles.csv": (
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
        "orgSourcedId,userProfileSourcedId,metadata.kz.workload,metadata.kz.is_main\n"
        "r1,active,,u1,primary,student,,,s1,,,\n"
        "r2,active,,u2,primary,teacher,2015-09-01,,s1,,0.5,yes\n"
        "r3,tobedeleted,,u2,secondary,aide,2015-09-01,,s1,,,\n"
        "r4,active,,u3,primary,siteAdministrator,,,s1,,,\n"
        "r5,active,,u3,primary,principal,2020-08-15,2024-06-01,s2,,1,yes\n"
    ),
    "demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex\nu1,,,2013-04-02,female\n",
    "academicSessions.csv": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
        "t1,,,2024,schoolYear,2024-09-01,2025-06-01,,2025\n"
    ),
}
OF_USER = "local_number,iin,family,given,patronymic,citizenship,category,category_from,category_to"
CONTENTS = {name: text.encode() for name, text in FILES.items()}


def test_homeroom_classes_are_groups_and_their_students_pupils():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s1", LIMITS)
    assert roster.rows["groups"] == [
        {
            "kind": "class", "name": "5 Ә", "grade": 5, "level": "2", "language": "kk",
            "valid_from": "2024-09-01", "valid_to": "2025-06-01",
            "oneroster": "classes.csv:2 valid_from,valid_to=academicSessions.csv:2",
        }
    ]  # fmt: skip
    assert roster.rows["pupils"] == [
        {
            "form": "full_time", "local_number": "A-17", "family": "Үлгі", "given": "Мысал",
            "sex": "female", "born_on": "2013-04-02", "grade": 5, "level": "2", "group": "5 Ә",
            "language": "kk", "valid_from": "2024-09-01", "valid_to": "2025-06-01",
            "oneroster": "enrollments.csv:2 local_number,iin,family,given,patronymic,citizenship="
            "users.csv:2 sex,born_on=demographics.csv:2 grade,group,language,level=classes.csv:2 "
            "valid_from=academicSessions.csv:2",
        }
    ]  # fmt: skip


def test_what_has_no_mapping_and_what_was_left_out_is_told():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s1", LIMITS)
    assert roster.unmapped == (
        "users.csv: enabledUser", "users.csv: username", "users.csv: email",
        "roles.csv: roleType", "classes.csv: location", "enrollments.csv: primary",
        "academicSessions.csv: title", "academicSessions.csv: type",
        "academicSessions.csv: schoolYear",
    )  # fmt: skip
    # A class and a role that are deleted, and an enrolment in a subject's class.
    assert roster.left_out == 3


def test_another_school_gets_nothing():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s2", LIMITS)
    assert (roster.rows["groups"], roster.rows["pupils"]) == ([], [])
    assert [one["local_number"] for one in roster.rows["staff"]] == ["T-2"]


def test_roles_are_posts_and_what_nobody_says_is_left_empty():
    roster = read(CONTENTS, mapping(ROOT / "data"), "s1", LIMITS)
    assert roster.rows["staff"] == [
        {
            "local_number": "T-1", "family": "Мұғалім", "given": "Мысал", "position": "teacher",
            "subject": "mathematics", "workload": "0.5", "is_main": "yes",
            "valid_from": "2015-09-01", "oneroster": f"roles.csv:3 {OF_USER}=users.csv:3",
        },
        {
            "local_number": "T-2", "family": "Басшы", "given": "Мысал",
            "oneroster": f"roles.csv:5 {OF_USER}=users.csv:4",
        },
    ]  # fmt: skip
    lines = lines_of(FORMS["staff"], roster.rows["staff"], mapping(ROOT / "data")).decode()
    last = json.loads(lines.splitlines()[1])
    assert {name for name in needed(FORMS["staff"]) if last[name] is None} == {
        "position", "workload", "is_main", "valid_from",
    }  # fmt: skip


def test_a_teacher_of_two_subjects_has_a_post_without_one():
    more = CONTENTS["classes.csv"] + b"cp,active,,Physics,05,,,scheduled,,s1,t1,,,,,physics\n"
    taught = CONTENTS["enrollments.csv"] + b"e5,active,,cp,s1,u2,teacher,true,,\n"
    files = {**CONTENTS, "classes.csv": more, "enrollments.csv": taught}
    teacher, _ = read(files, mapping(ROOT / "data"), "s1", LIMITS).rows["staff"]
    assert "subject" not in teacher


def test_without_roles_csv_the_role_of_users_csv_counts_as_in_1_1():
    users = (
        b"sourcedId,status,orgSourcedIds,role,givenName,familyName,identifier\n"
        b'u1,active,s1,student,A,B,1\nu2,active,"s9,s1",teacher,A,C,2\nu3,active,s9,teacher,A,D,3\n'
    )
    files = {name: one for name, one in CONTENTS.items() if name != "roles.csv"}
    rows = read({**files, "users.csv": users}, mapping(ROOT / "data"), "s1", LIMITS).rows["staff"]
    assert [(one["local_number"], one["position"]) for one in rows] == [("2", "teacher")]


def test_a_line_is_counted_as_the_file_has_it_whatever_is_left_out():
    head, *rows = FILES["users.csv"].splitlines()
    more = "\n".join([head, '"un",active,,true,un,,"екі', 'жол",Басқа,,X-1,', "", *rows, ""])
    files = {**CONTENTS, "users.csv": more.encode()}
    [pupil] = read(files, mapping(ROOT / "data"), "s1", LIMITS).rows["pupils"]
    assert places.read(str(pupil["oneroster"]))["family"] == "users.csv:5"


PLACES = st.builds(
    "{}.csv:{}".format, st.sampled_from(["users", "roles", "classes"]), st.integers(2, 999_999)
)


@given(st.dictionaries(st.sampled_from(["family", "born_on", "level", "grade"]), PLACES), PLACES)
def test_places_are_read_as_they_were_written(told: dict[str, str], whole: str):
    found = places.read(places.written({places.WHOLE: whole, **told}))
    for column in ("family", "born_on", "level", "grade", "sex", ""):
        assert places.of_column(found, column) == told.get(column, whole)


@pytest.mark.parametrize(
    "text", ["", "users.csv", "=users.csv:1", "<b>=users.csv:1", "../users.csv:1", "a.csv:x"]
)
def test_what_is_no_place_says_nothing(text: str):
    assert places.read(text) == {}


def test_which_of_several_schools_is_meant_has_to_be_said():
    two = CONTENTS["classes.csv"] + "c9,active,,9 Б,09,,,homeroom,,s2,t1,,,,kk,\n".encode()
    with pytest.raises(FaultyData) as refused:
        read({**CONTENTS, "classes.csv": two}, mapping(ROOT / "data"), "", LIMITS)
    assert [one.code for one in refused.value.faults] == ["roster_schools"]
    read({**CONTENTS, "classes.csv": two}, mapping(ROOT / "data"), "s1", LIMITS)


def test_no_more_rows_come_out_than_a_form_may_have():
    with pytest.raises(FaultyData) as refused:
        read(CONTENTS, mapping(ROOT / "data"), "s1", replace(LIMITS, rows=1))
    assert [one.code for one in refused.value.faults] == ["upload_rows"]


@pytest.mark.parametrize("name", ["users.csv", "classes.csv", "enrollments.csv"])
def test_a_set_without_a_file_that_is_needed_is_refused(name: str):
    files = {one: content for one, content in CONTENTS.items() if one != name}
    with pytest.raises(FaultyData) as refused:
        read(files, mapping(ROOT / "data"), "", LIMITS)
    assert [(fault.code, fault.file) for fault in refused.value.faults] == [
        ("roster_file_missing", name)
    ]
