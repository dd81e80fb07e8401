"""Rows that are delivered: good ones go in once, bad ones come back, what is known adds nothing."""

from dataclasses import replace
from datetime import date

import pytest

from bagdar.audit.models import Event
from bagdar.core.errors import FaultyData
from bagdar.core.origins import Origin
from bagdar.intake import models
from bagdar.intake.queries.deliveries import reported
from bagdar.intake.rules.nouns import State
from bagdar.intake.services import loading
from bagdar.registry import models as register
from tests.pupils import COLUMNS, number_for, pupils, tidy, to_csv, to_xlsx
from tests.register import organisation, person
from tests.services.intake_tools import counted, delivered, received, school, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def one(**changed: object) -> dict[str, object]:
    return {**pupils(1)[0].cells, **changed}


def stays() -> list[tuple[object, ...]]:
    rows = register.Enrolment.objects.filter(register.CURRENT).order_by("valid_from", "grade")
    return list(rows.values_list("grade", "group", "valid_from", "valid_to", "leaving_reason"))


def test_every_good_row_goes_in_and_the_counts_add_up():
    where = school()
    found = delivered(to_csv(tidy(pupils(30))), where)
    assert found.state is State.LOADED
    assert (found.counts.rows, found.counts.taken, found.counts.refused) == (30, 30, 0)
    assert (found.counts.new_people, found.counts.new_stays) == (30, 30)
    facts = register.PersonFact.objects.filter(delivery_id=found.id)
    assert (facts.count(), register.Enrolment.objects.filter(delivery_id=found.id).count()) == (
        30, 30,
    )  # fmt: skip
    assert set(facts.values_list("source", flat=True)) == {f"intake.delivery:{found.id}"}
    assert models.LocalNumber.objects.filter(organisation_id=where).count() == 30


def test_the_same_file_on_the_same_day_is_the_same_delivery_and_writes_nothing():
    where, content = school(), to_csv(tidy(pupils(5)))
    first = delivered(content, where)
    before = counted()
    again = received(content, where)
    assert (again.delivery.id, again.delivery.again, again.sheet) == (first.id, True, None)
    assert counted() == before


def test_the_same_rows_on_another_day_are_known_and_add_no_version():
    where, content = school(), to_csv(tidy(pupils(5)))
    delivered(content, where)
    before = counted()
    again = delivered(content, where, day=1)
    assert (again.counts.taken, again.counts.unchanged) == (0, 5)
    after = counted()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"intake.Delivery", "audit.Event"}


def test_a_bad_row_comes_back_with_its_cells_and_the_others_go_in():
    rows = tidy(pupils(3))
    rows[1] |= {"born_on": "31.02.2013", "level": "middle school"}
    found = delivered(to_csv(rows), school())
    assert (found.counts.taken, found.counts.refused) == (2, 1)
    [back] = reported(found.id, refused=True)
    assert back.line == 3 and back.cells[COLUMNS.index("born_on")] == "31.02.2013"
    assert told(found) == [(3, "born_on", "fault.cell_day"), (3, "level", "fault.cell_choice")]


def test_names_of_codes_are_taken_for_their_codes():
    found = delivered(to_csv([one(form="күндізгі", language="қазақ тілі")]), school())
    if found.counts.refused:  # the list calls the language otherwise
        assert told(found) == [(2, "language", "fault.cell_choice")]
    assert {column for _, column, _ in told(found)} <= {"language"}


def test_a_number_with_a_wrong_check_digit_is_refused_and_one_that_disagrees_only_warned_of():
    good = pupils(1)[0]
    wrong = good.iin[:-1] + str((int(good.iin[-1]) + 1) % 10)
    refused = delivered(to_csv([one(iin=wrong)]), school())
    assert told(refused) == [(2, "iin", "identity.verdict.check_digit")]
    other = number_for(date(2011, 5, 5), good.sex, 77)
    warned = delivered(to_csv([one(iin=other)]), school())
    assert (warned.counts.taken, warned.counts.warned) == (1, 1)
    assert told(warned, refused=False) == [(2, "iin", "rule.iin_agrees")]


def test_a_number_that_lost_its_zeros_in_a_spreadsheet_is_handed_back():
    born = date(2005, 1, 9)
    pupil = replace(pupils(1)[0], born_on=born, grade=11, iin=number_for(born, "female", 4))
    assert pupil.iin.startswith("05")
    cells = {**pupil.cells, "sex": "female", "iin": int(pupil.iin)}
    found = delivered(to_xlsx([cells]), school())
    assert told(found) == [(2, "iin", "fault.cell_zeros")]


# --- whom a row means -----------------------------------------------------------------------------


def test_a_person_is_found_by_the_iin_by_the_schools_number_and_by_the_registers():
    where, pupil = school(), pupils(1)[0]
    delivered(to_csv([pupil.cells]), where)
    [known] = register.Person.objects.values_list("pk", flat=True)
    by_iin = {**pupil.cells, "local_number": "", "grade": "2"}
    by_number = {**pupil.cells, "iin": "", "grade": "3"}
    by_id = {**pupil.cells, "iin": "", "local_number": "", "person_id": str(known), "grade": "4"}
    for day, row in enumerate((by_iin, by_number, by_id), start=1):
        found = delivered(to_csv([row], columns=[*COLUMNS, "person_id"]), where, day=day)
        assert (found.counts.taken, found.counts.new_people) == (1, 0), told(found)
    assert register.Person.objects.count() == 1
    assert [grade for grade, *_ in stays()] == [4]


def test_a_namesake_without_a_number_is_doubtful_and_somebody_else_is_new():
    where, pupil = school(), pupils(1)[0]
    delivered(to_csv([pupil.cells]), where)
    unnumbered = {**pupil.cells, "iin": "", "local_number": ""}
    found = delivered(to_csv([unnumbered]), where, day=1)
    assert told(found) == [(2, "family", "intake.doubt.looks_like")]
    other = {**unnumbered, "born_on": "2017-06-07"}
    assert delivered(to_csv([other]), where, day=2).counts.new_people == 1


def test_the_name_in_another_script_is_the_same_name():
    where, pupil = school(), replace(pupils(1)[0], family="Мұхаметқали", given="Ерлан")
    delivered(to_csv([pupil.cells]), where)
    row = {
        **pupil.cells, "family": "Mukhametkali", "given": "Yerlan", "iin": "", "local_number": "",
    }  # fmt: skip
    assert told(delivered(to_csv([row]), where, day=1)) == [
        (2, "family", "intake.doubt.looks_like")
    ]


def test_a_taken_number_with_quite_another_name_and_birth_date_is_refused():
    where, (first, second) = school(), pupils(2)
    delivered(to_csv([first.cells]), where)
    row = {**second.cells, "iin": first.iin, "local_number": ""}
    found = delivered(to_csv([row]), where, day=1)
    assert (2, "iin", "intake.doubt.number_of_another") in told(found)
    assert register.Person.objects.count() == 1


def test_numbers_that_point_at_two_people_are_refused():
    where, (first, second) = school(), pupils(2)
    delivered(to_csv([first.cells, second.cells]), where)
    row = {**first.cells, "local_number": second.number}
    found = delivered(to_csv([row]), where, day=1)
    assert [key for _, _, key in told(found)] == ["intake.doubt.numbers_disagree"]


def test_two_rows_of_one_file_that_say_the_same_of_one_number_are_not_both_taken():
    rows = [one(), one(grade="2")]
    found = delivered(to_csv(rows), school())
    assert (found.counts.taken, found.counts.refused) == (1, 1)
    assert {(line, key) for line, _, key in told(found)} == {(3, "rule.once")}


# --- what a row does ------------------------------------------------------------------------------


def test_an_empty_cell_says_nothing():
    where = school()
    delivered(to_csv([one()]), where)
    found = delivered(to_csv([one(funding="", language="", citizenship="", sex="")]), where, day=1)
    assert found.counts.unchanged == 1


def test_a_stay_that_ends_is_cut_and_a_new_year_goes_on():
    where = school()
    delivered(to_csv([one(grade="1", group="1 А")]), where)
    delivered(to_csv([one(grade="2", group="2 А", valid_from="2025-09-01")]), where, day=1)
    assert stays() == [
        (1, "1 А", date(2024, 9, 1), date(2025, 9, 1), ""),
        (2, "2 А", date(2025, 9, 1), None, ""),
    ]
    left = one(grade="2", group="2 А", valid_from="2025-09-01", valid_to="2026-01-12")
    found = delivered(to_csv([left], columns=[*COLUMNS, "valid_to"]), where, day=2)
    assert (found.counts.taken, found.counts.ended_stays) == (1, 1)
    assert stays()[-1] == (2, "2 А", date(2025, 9, 1), date(2026, 1, 12), "")


def test_another_schools_pupil_comes_back_without_saying_where_the_pupil_is():
    pupil = pupils(1)[0]
    delivered(to_csv([pupil.cells]), school())
    found = delivered(to_csv([{**pupil.cells, "local_number": ""}]), organisation(minute=2))
    [back] = reported(found.id)
    assert told(found) == [(2, "valid_from", "error.registry.already_enrolled")]
    assert set(back.findings[0].facts) == {"day"}


def test_a_level_that_the_organisation_does_not_offer_is_refused():
    found = delivered(to_csv([one(level="6", grade="")]), school())
    assert ("level", "error.registry.level_not_offered") in {key[1:] for key in told(found)}


def test_a_correction_of_a_birth_date_holds_for_all_days():
    where = school()
    delivered(to_csv([one()]), where)
    delivered(to_csv([one(born_on="2017-02-02")]), where, day=1)
    facts = register.PersonFact.objects.filter(register.CURRENT)
    assert set(facts.values_list("born_on", flat=True)) == {date(2017, 2, 2)}


def test_the_guardian_is_found_or_made_and_otherwise_told():
    columns = [*COLUMNS, "guardian_iin", "guardian_kind", "guardian_family", "guardian_given"]
    guardian = {
        "guardian_iin": number_for(date(1985, 3, 3), "female", 9),
        "guardian_kind": "parent",
    }
    where = school()
    silent = delivered(to_csv([one(**guardian)], columns=columns), where)
    assert told(silent, refused=False) == [(2, "guardian_iin", "intake.doubt.guardian_unnamed")], (
        told(silent)
    )
    named = one(**guardian, guardian_family="Мысалова", guardian_given="Айша")
    found = delivered(to_csv([named], columns=columns), where, day=1)
    assert (found.counts.taken, register.Person.objects.count()) == (1, 2)
    [link] = register.Guardianship.objects.filter(register.CURRENT)
    assert link.kind == "parent" and link.guardian_id != link.person_id
    again = delivered(to_csv([named], columns=columns), where, day=2)
    assert again.counts.unchanged == 1


def test_people_of_another_origin_are_not_found():
    real = person(origin=Origin.REAL)
    found = delivered(to_csv([one(person_id=str(real))], columns=[*COLUMNS, "person_id"]), school())
    assert told(found) == [(2, "person_id", "intake.doubt.unknown_person")]


# --- nothing written, nothing half written --------------------------------------------------------


def test_a_dry_run_tells_the_same_and_writes_nothing():
    where = school()
    rows = tidy(pupils(12))
    rows[3]["grade"] = "30"
    content = to_csv(rows)
    before = counted()
    trial = tried(content, where)
    assert counted() == before
    loaded = delivered(content, where)
    assert trial.counts == loaded.counts
    assert told(trial) == told(loaded)


def test_a_file_that_cannot_be_read_leaves_nothing():
    where = school()
    before = counted()
    for content in (
        b"",
        b"%PDF-1.4",
        "атауы;жасы\nа;1\n".encode(),
        to_csv([one()], columns=("iin",)),
    ):
        with pytest.raises(FaultyData):
            received(content, where)
    assert counted() == before


def test_kz_1048_is_never_read_by_guessing():
    where = school()
    content = to_csv([one(family="Қыдырғали")], encoding="kz1048")
    with pytest.raises(FaultyData) as refused:
        received(content, where)
    assert [fault.code for fault in refused.value.faults] == ["upload_encoding"]
    found = delivered(content, where, encoding="kz-1048")
    assert found.counts.taken == 1
    assert register.PersonFact.objects.get().family == "Қыдырғали"


def test_chunks_come_to_what_one_chunk_comes_to(monkeypatch: pytest.MonkeyPatch):
    rows = tidy(pupils(25))
    rows[7]["level"] = "x"
    content = to_csv(rows)
    whole = delivered(content, school())
    where = organisation(minute=3)
    one_by_one = received(content, where)
    assert one_by_one.delivery.id
    found = loading.load(one_by_one.delivery.id, chunk=4)
    # the other school has them already: every row but the bad one comes back, in every chunk alike
    assert (found.counts.refused, whole.counts.refused) == (25, 1)
    assert found.rows_done == 25


def test_no_event_holds_a_name_or_a_number():
    pupil = pupils(1)[0]
    delivered(to_csv([pupil.cells, {**pupil.cells, "level": "x"}]), school())
    for event in Event.objects.all():
        for secret in (pupil.iin, pupil.family, pupil.given):
            assert secret not in f"{event.about}{event.facts}"


def test_look_alikes_are_warned_of_and_stored_as_given():
    typed = "Әлiбек"  # with a Latin i
    found = delivered(to_csv([one(given=typed)]), school())
    assert told(found, refused=False) == [(2, "given", "identity.name.look_alike")]
    assert register.PersonFact.objects.get().given == typed
