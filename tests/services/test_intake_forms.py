"""Every form makes the facts that it declares: staff, leavings, groups, condition and the rest."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bagdar.core.origins import Origin
from bagdar.intake.queries.senders import Sender, unnamed
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.services.loading import load
from bagdar.intake.services.receiving import receive
from bagdar.registry import models as register
from tests.pupils import number_for, pupils, tidy, to_csv
from tests.services.intake_tools import counted, delivered, file, handed, school, told

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def csv(*rows: Mapping[str, Any]) -> bytes:
    return to_csv(rows, columns=list(dict.fromkeys(name for row in rows for name in row)))


@pytest.fixture
def where() -> UUID:
    """A school with two pupils."""
    found = school()
    delivered(to_csv(tidy(pupils(2))), found)
    return found


def test_staff_have_their_post_and_their_category(where: UUID):
    born = date(1980, 5, 5)
    row = {
        "local_number": "T-1", "iin": number_for(born, "female", 5), "family": "Үлгіова",
        "given": "Гүлнар", "sex": "female", "born_on": "05.05.1980", "position": "teacher",
        "subject": "mathematics", "workload": "1,5", "is_main": "иә", "valid_from": "2020-09-01",
        "category": "moderator", "category_from": "2023-05-20", "category_to": "2028-05-20",
    }  # fmt: skip
    found = delivered(csv(row), where, "staff")
    assert (found.counts.taken, told(found)) == (1, [])
    [post] = register.Post.objects.filter(register.CURRENT)
    assert (post.position, post.workload, post.is_main) == ("teacher", Decimal("1.5"), True)
    [category] = register.Qualification.objects.filter(register.CURRENT)
    assert (category.kind, category.value, category.valid_from) == (
        "category", "moderator", date(2023, 5, 20),
    )  # fmt: skip
    assert delivered(csv(row), where, "staff", day=1).counts.unchanged == 1


def test_who_leaves_is_found_by_number_or_by_name_and_birth_date(where: UUID):
    first, second = pupils(2)
    rows = [
        {"local_number": first.number, "level": first.level, "left_on": "2025-01-15",
         "leaving_reason": "moved"},
        {"family": second.family, "given": second.given, "born_on": second.born_on.isoformat(),
         "level": second.level, "left_on": "2025-02-01", "leaving_reason": "moved"},
    ]  # fmt: skip
    reasons = tuple(_codes("leaving_reasons"))
    rows = [{**row, "leaving_reason": reasons[0]} for row in rows]
    found = delivered(csv(*rows), where, "leavings")
    assert (found.counts.taken, found.counts.ended_stays) == (2, 2), told(found)
    ends = register.Enrolment.objects.filter(register.CURRENT).order_by("valid_to")
    assert [(one.valid_to, one.leaving_reason) for one in ends] == [
        (date(2025, 1, 15), reasons[0]), (date(2025, 2, 1), reasons[0]),
    ]  # fmt: skip
    assert delivered(csv(*rows), where, "leavings", day=1).counts.unchanged == 2


def test_who_is_not_there_cannot_leave(where: UUID):
    pupil = pupils(1)[0]
    row = {"local_number": pupil.number, "level": "3", "left_on": "2025-01-15",
           "leaving_reason": next(iter(_codes("leaving_reasons")))}  # fmt: skip
    found = delivered(csv(row), where, "leavings")
    assert [key for _, _, key in told(found)] == ["error.registry.not_enrolled"]
    unknown = delivered(csv({**row, "local_number": "no such"}), where, "leavings", day=1)
    assert [key for _, _, key in told(unknown)] == ["intake.doubt.unknown_number"]


def test_groups_are_told_and_told_anew(where: UUID):
    row = {"name": "5 Ә", "level": "2", "grade": "5", "language": "kk", "kind": "class",
           "places": "25", "valid_from": "2024-09-01"}  # fmt: skip
    assert delivered(csv(row), where, "groups").counts.taken == 1
    assert delivered(csv({**row, "places": "28"}), where, "groups", day=1).counts.taken == 1
    assert [one.places for one in register.Group.objects.filter(register.CURRENT)] == [28]


def test_results_and_graduations_hold_for_their_day(where: UUID):
    pupil = pupils(1)[0]
    assessment = next(iter(_codes("assessments")))
    result = {"iin": pupil.iin, "assessment": assessment, "subject": "mathematics",
              "score": "17", "most_score": "20", "on": "2025-05-20"}  # fmt: skip
    found = delivered(csv(result), where, "results")
    assert (found.counts.taken, told(found)) == (1, [])
    [one] = register.Result.objects.filter(register.CURRENT)
    assert one.valid_to - one.valid_from == timedelta(days=1)
    high = delivered(csv({**result, "score": "21"}), where, "results", day=1)
    assert told(high) == [(2, "score", "rule.score_within")]
    graduation = {"iin": pupil.iin, "level": "1", "on": "2025-05-25"}
    assert delivered(csv(graduation), where, "graduations").counts.taken == 1


def test_stays_of_other_kinds_are_made(where: UUID):
    pupil = pupils(1)[0]
    whom = {"iin": pupil.iin, "valid_from": "2024-09-01"}
    rows = {
        "support": {"need": next(iter(_codes("special_needs")))},
        "activities": {"kind": next(iter(_codes("activity_kinds"))),
                       "direction": next(iter(_codes("activities")))},
        "dormitory": {"state": "given"},
    }  # fmt: skip
    for form, row in rows.items():
        found = delivered(csv({**whom, **row}), where, form)
        assert (found.counts.taken, told(found)) == (1, []), form
    assert register.Dormitory.objects.get().organisation_id == where


def test_organisations_are_delivered_by_a_region_for_its_own():
    clerk = Sender(None, "KZ-11", Origin.ILLUSTRATIVE, unnamed("KZ-11"))
    row = {"name_kk": "Үлгі мектеп", "name_ru": "Образцовая школа", "type": "school",
           "region": "KZ-11", "valid_from": "2020-09-01"}  # fmt: skip
    content = csv(row, {**row, "region": "KZ-75"})
    received = receive(FORMS["organisations"], clerk, file(content), handed())
    assert received.delivery.id is not None
    found = load(received.delivery.id)
    assert told(found) == [(3, "", "error.intake.not_of_region")]
    assert register.Organisation.objects.count() == 1
    assert register.OrganisationFact.objects.get().name_kk == "Үлгі мектеп"


def test_a_form_that_makes_nobody_makes_nobody(where: UUID):
    before = counted()["registry.Person"]
    row = {"iin": number_for(date(2010, 1, 1), "male", 3), "level": "1", "on": "2025-05-25"}
    found = delivered(csv(row), where, "graduations")
    assert [key for _, _, key in told(found)] == ["intake.doubt.unknown_number"]
    assert counted()["registry.Person"] == before


def _codes(name: str) -> Mapping[str, object]:
    from bagdar.registry.public import lists

    return lists()[name]


@pytest.mark.parametrize("form", ["support", "results", "activities", "dormitory"])
def test_nothing_is_said_of_somebody_of_another_organisation_whose_number_is_known(
    where: UUID, form: str
):
    elsewhere = school()
    pupil = pupils(1)[0]
    row = {
        "support": {"need": next(iter(_codes("special_needs"))), "valid_from": "2024-10-01"},
        "results": {
            "assessment": next(iter(_codes("assessments"))), "subject": "mathematics",
            "score": "7", "most_score": "10", "on": "2024-10-01",
        },
        "activities": {
            "kind": "sport", "direction": next(iter(_codes("activities"))),
            "valid_from": "2024-10-01",
        },
        "dormitory": {"state": "given", "valid_from": "2024-10-01"},
    }[form]  # fmt: skip
    before = counted()
    found = delivered(csv({"iin": pupil.iin, **row}), elsewhere, form)
    assert [key for _, _, key in told(found)] == ["intake.doubt.unknown_number"]
    after = counted()
    assert {name for name in after if after[name] != before[name]} <= {
        "intake.Delivery", "intake.ReportedRow", "audit.Event",
    }  # fmt: skip
    ours = delivered(csv({"iin": pupil.iin, **row}), where, form)
    assert (ours.counts.taken, told(ours)) == (1, [])


def test_what_only_ends_or_names_no_organisation_is_not_handed_out_as_rows_of_today():
    assert {name for name, form in FORMS.items() if not form.is_held} == {
        "leavings", "support", "employment", "organisations",
    }  # fmt: skip
