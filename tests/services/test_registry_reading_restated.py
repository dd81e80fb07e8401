"""A family asks about the days, the place or the very being of a fact; the organisation decides."""

from datetime import date, timedelta
from typing import Any

import pytest

from bagdar.audit.models import Event
from bagdar.core.national_ids import Iin
from bagdar.core.periods import Period
from bagdar.registry.models import CorrectionRequest, Enrolment, Guardianship, Residence, Result
from bagdar.registry.queries.correcting import fields_of, foreseen
from bagdar.registry.queries.looks import request
from bagdar.registry.rules.corrections import State
from bagdar.registry.rules.desk_errors import DescribedElsewhere, NotAgreed
from bagdar.registry.rules.errors import FaultyFact, LevelNotOffered
from bagdar.registry.rules.nouns import EnrolmentDetails, Form
from bagdar.registry.rules.restating import DaysTaken, RecordChanged
from bagdar.registry.services import facts as fact_services
from bagdar.registry.services.corrections import accept_correction, ask_correction
from bagdar.registry.services.enrolments import enrol, transfer
from tests.register import given, learning
from tests.registry_read import TODAY, World, fact, minutes_later, person, recorded, world
from tests.services.test_registry_reading_corrections import CLERK, MOTHER, SCORE

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAST, NOW = "@2023-09-01|full_time", "@2024-09-01|full_time"
PAPER = "order 7"


@pytest.fixture
def here(db: None) -> World:
    return world()


def ask(here: World, field: str, said: str, who: str = "child") -> Any:
    return ask_correction(here[who], field, said, PAPER, by=MOTHER, at=minutes_later(1))


def accepted(here: World, field: str, said: str, who: str = "child") -> Any:
    return accept_correction(ask(here, field, said, who).id, by=CLERK, at=minutes_later(2))


def stays(here: World, who: str = "child") -> list[tuple[Any, ...]]:
    rows = Enrolment.objects.filter(person_id=here[who], superseded_at__isnull=True)
    columns = ("organisation_id", "valid_from", "valid_to", "grade", "leaving_reason", "source")
    return list(rows.order_by("valid_from").values_list(*columns))


def everything() -> list[Any]:
    kinds = (Enrolment, Result, Guardianship, Residence, CorrectionRequest)
    return [list(model.objects.order_by("pk").values()) for model in kinds]


def test_days_a_place_a_reason_and_the_being_of_every_fact_may_be_asked_about(here: World):
    offered = {str(one) for part in fields_of(here["child"], TODAY) for one in part.fields}
    assert {
        f"enrolment.{column}{PAST}"
        for column in ("first_day", "last_day", "never", "organisation_id", "level", "form",
                       "grade", "group", "language", "leaving_reason")
    } <= offered  # fmt: skip
    of_marks = ("first_day", "never", "organisation_id", "assessment", "subject")
    assert {SCORE.replace("score", column) for column in of_marks} <= offered
    assert f"guardianship.guardian_id@2024-09-01|{here['mother']}" in offered
    assert SCORE.replace("score", "last_day") not in offered  # a mark is of one day
    assert f"enrolment.group{NOW}" not in offered  # today's has a name of its own


def test_a_stay_that_began_earlier_is_one_stay_on_the_document_named(here: World):
    accepted(here, f"enrolment.first_day{NOW}", "15.08.2024")
    assert stays(here) == [
        (here["school"], date(2023, 9, 1), date(2024, 6, 1), 3, "", "order 10"),
        (here["school"], date(2024, 8, 15), None, 4, "", PAPER),
    ]
    old = Enrolment.objects.get(person_id=here["child"], superseded_at__isnull=False)
    assert (old.valid_from, old.superseded_by) == (date(2024, 9, 1), CLERK.name)


def test_the_last_day_is_the_last_that_counts_and_the_source_is_the_document(here: World):
    accepted(here, f"enrolment.last_day{NOW}", "2025-05-31")
    assert stays(here)[1][2:] == (date(2025, 6, 1), 4, "", PAPER)


def test_who_has_not_left_after_all_has_no_reason_of_leaving(here: World):
    accepted(here, f"enrolment.last_day{NOW}", "31.05.2025")
    accepted(here, f"enrolment.leaving_reason{NOW}", "health")
    assert stays(here)[1][2:5] == (date(2025, 6, 1), 4, "health")
    accepted(here, f"enrolment.last_day{NOW}", "–")
    assert stays(here)[1][2:5] == (None, 4, "")


def test_an_own_stay_gives_way_and_keeps_a_day(here: World):
    accepted(here, f"enrolment.first_day{NOW}", "2024-05-01")
    assert [row[1:3] for row in stays(here)] == [
        (date(2023, 9, 1), date(2024, 5, 1)), (date(2024, 5, 1), None),
    ]  # fmt: skip
    with pytest.raises(DaysTaken):
        ask(here, "enrolment.first_day@2024-05-01|full_time", "2023-09-01")


def test_a_stay_that_was_elsewhere_is_recorded_there_by_whoever_said_it(here: World):
    asked = ask(here, f"enrolment.organisation_id{PAST}", "Алыс мектеп")
    assert (asked.organisation_id, asked.said) == (here["school"], str(here["far_school"]))
    accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    assert [row[0] for row in stays(here)] == [here["far_school"], here["school"]]
    assert stays(here)[0][5] == PAPER


def test_another_organisations_days_do_not_give_way(here: World):
    accepted(here, f"enrolment.organisation_id{PAST}", str(here["far_school"]))
    before = everything()
    with pytest.raises(DaysTaken):
        ask(here, f"enrolment.first_day{NOW}", "2024-05-01")
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "said", "error"),
    [
        (f"enrolment.last_day{PAST}", "31.08.2023", FaultyFact),
        (f"enrolment.first_day{PAST}", "кеше", FaultyFact),
        (f"enrolment.last_day{PAST}", "9999-12-31", FaultyFact),
        (f"enrolment.leaving_reason{NOW}", "health", FaultyFact),
        (f"enrolment.organisation_id{PAST}", "Жоқ мектеп", FaultyFact),
        (f"enrolment.organisation_id{PAST}", "–", FaultyFact),
        (f"enrolment.level{PAST}", "6", LevelNotOffered),
        (f"enrolment.never{'@2022-09-01|full_time'}", "x", RecordChanged),
    ],
)
def test_what_could_never_be_recorded_is_refused_and_leaves_nothing(
    here: World, field: str, said: str, error: Any
):
    before, told = everything(), Event.objects.count()
    with pytest.raises(error):
        ask(here, field, said)
    assert everything() == before and Event.objects.count() == told


def test_asking_tries_and_takes_back(here: World):
    before, told = everything()[:-1], Event.objects.count()
    ask(here, f"enrolment.never{PAST}", "we lived abroad")
    assert everything()[:-1] == before
    assert [one.action for one in Event.objects.order_by("pk")[told:]] == [
        "registry.correction_asked"
    ]


def test_who_never_learned_there_has_the_stay_withdrawn(here: World):
    asked = ask(here, f"enrolment.never{PAST}", "we lived abroad")
    coming = foreseen(request(asked.id), minutes_later(2))
    assert coming is not None and (len(coming.ends), len(coming.adds)) == (1, 0)
    accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    assert [row[1] for row in stays(here)] == [date(2024, 9, 1)]
    gone = Enrolment.objects.get(person_id=here["child"], superseded_at__isnull=False)
    assert (gone.valid_from, gone.superseded_by) == (date(2023, 9, 1), CLERK.name)


def test_another_subject_is_withdrawn_here_and_recorded_there_at_once(
    here: World, monkeypatch: Any
):
    asked = ask(here, SCORE.replace("score", "subject"), "қазақ тілі")
    before = everything()

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(fact_services, "record", fails)
        accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    assert everything() == before
    accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    old, new = Result.objects.filter(person_id=here["child"]).order_by("recorded_at")
    assert (old.subject, new.subject, new.score) == ("mathematics", "kazakh_language", old.score)
    assert old.superseded_at == new.recorded_at
    assert (new.superseded_at, new.source) == (None, PAPER)


def test_a_mark_of_another_day_keeps_to_one_day(here: World):
    accepted(here, SCORE.replace("score", "first_day"), "08.04.2025")
    [row] = Result.objects.filter(person_id=here["child"], superseded_at__isnull=True)
    assert (row.valid_from, row.valid_to) == (date(2025, 4, 8), date(2025, 4, 9))


def test_part_time_places_of_two_organisations_are_not_taken_for_each_other(here: World):
    days = Period(date(2024, 9, 1))
    for name in ("school", "far_school"):
        said = EnrolmentDetails(here[name], "2", Form.PART_TIME)
        enrol(here["learner"], said, days, **given(20))
    key = f"@2024-09-01|{here['far_school']}:2"
    asked = ask(here, f"enrolment.level{key}", "1", "learner")
    assert asked.organisation_id == here["far_school"]
    accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    part_time = Enrolment.objects.filter(
        person_id=here["learner"], form="part_time", superseded_at__isnull=True
    )
    assert set(part_time.values_list("organisation_id", "level")) == {
        (here["school"], "2"), (here["far_school"], "1"),
    }  # fmt: skip


def test_full_time_becomes_part_time_in_one_step(here: World):
    accepted(here, f"enrolment.form{NOW}", "part_time")
    rows = Enrolment.objects.filter(person_id=here["child"], superseded_at__isnull=True)
    assert list(rows.order_by("valid_from").values_list("form", flat=True)) == [
        "full_time", "part_time",
    ]  # fmt: skip


def test_a_guardian_is_named_by_both_numbers_and_asking_tells_nothing(here: World):
    father = recorded(person("Мысалов", "Әке", born_on=date(1983, 2, 1), iin=Iin("830201350001")))
    field = f"guardianship.guardian_id@2024-09-01|{here['mother']}"
    with pytest.raises(FaultyFact):
        ask(here, field, "830201350001")
    asked = ask(here, field, "830201350001 01.02.1984")  # asked all the same: nobody is looked up
    before = everything()
    with pytest.raises(NotAgreed):
        accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    assert everything() == before
    CorrectionRequest.objects.update(said="830201350001 01.02.1983")
    accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    [row] = Guardianship.objects.filter(person_id=here["child"], superseded_at__isnull=True)
    assert row.guardian_id == father


# --- who decides ----------------------------------------------------------------------------------


def moved(here: World) -> None:
    old, new = (
        learning(here["school"], level="1", grade=4),
        learning(here["far_school"], level="1", grade=4),
    )
    transfer(here["child"], old.place, new, Period(TODAY - timedelta(days=3)), "transferred",
             source="order 8", by=CLERK, at=minutes_later(1))  # fmt: skip


@pytest.mark.parametrize(("field", "said"), [("family", "Жаңа"), ("residence", "T-2")])
def test_what_another_organisation_describes_by_now_is_not_corrected_here(
    here: World, field: str, said: str
):
    fact("Residence", here["child"], territory="T-1")
    asked = ask(here, "residence.territory@2024-09-01" if field == "residence" else field, said)
    moved(here)
    before = everything()
    with pytest.raises(DescribedElsewhere):
        accept_correction(asked.id, by=CLERK, at=minutes_later(3))
    assert everything() == before
    assert request(asked.id).state is State.ASKED


def test_a_stay_that_is_another_organisations_by_now_is_asked_about_there(here: World):
    asked = ask(here, f"enrolment.programme{PAST}", "P-1")
    accepted(here, f"enrolment.organisation_id{PAST}", "Дальняя школа")
    with pytest.raises(RecordChanged):
        accept_correction(asked.id, by=CLERK, at=minutes_later(3))
    again = ask(here, f"enrolment.grade{PAST}", "2")
    assert again.organisation_id == here["far_school"]


# --- on pages and by program ----------------------------------------------------------------------


def test_a_mother_asks_about_a_day_and_the_story_tells_both(here: World):
    mother, clerk = here.client("mother"), here.client("organisation")
    address = f"/kk/register/people/{here['child']}/correction/"
    form = mother.get(address).content.decode()
    assert f'value="enrolment.first_day{NOW}"' in form and "<optgroup" in form
    said = {"field": f"enrolment.first_day{NOW}", "said": "15.08.2024", "document": "бұйрық 7"}
    assert mother.post(address, said).status_code == 302
    [row] = CorrectionRequest.objects.all()
    page = clerk.get(f"/kk/register/requests/{row.pk}/").content.decode()
    assert "Қабылданса не өзгереді" in page and "15.08.2024 бастап" in page
    assert clerk.post(f"/kk/register/requests/{row.pk}/", {"do": "accept"}).status_code == 302
    story = mother.get(f"/kk/register/people/{here['child']}/").content.decode()
    assert "15.08.2024" in story and "01.09.2024" in story and "бұйрық 7" in story


def test_the_page_says_why_it_cannot_be_done_any_more(here: World):
    asked = ask(here, f"enrolment.never{PAST}", "we lived abroad")
    accepted(here, f"enrolment.last_day{PAST}", "31.05.2024")  # it is so already
    Enrolment.objects.filter(valid_from=date(2023, 9, 1), person_id=here["child"]).update(
        superseded_at=minutes_later(3), superseded_by="x", superseded_role="x"
    )
    page = here.client("organisation").get(f"/kk/register/requests/{asked.id}/").content.decode()
    assert "Өтініш айтылған жазба өзгерген" in page


def test_the_same_by_program(here: World):
    mother, clerk = here.client("mother"), here.client("organisation")
    base = f"/api/v1/register/people/{here['child']}"
    field = f"enrolment.organisation_id{PAST}"
    assert field in mother.get(f"{base}/fields").json()["items"]
    said = {"field": field, "said": "Алыс мектеп", "document": PAPER}
    made = mother.post(f"{base}/requests", said, content_type="application/json")
    assert made.status_code == 201, made.content
    assert "мектеп" in made.json()["said"] or "школа" in made.json()["said"].lower()
    decided = clerk.post(f"/api/v1/register/requests/{made.json()['id']}/decision",
                         {"decision": "accept"}, content_type="application/json")  # fmt: skip
    assert decided.json()["state"] == "accepted"
    assert stays(here)[0][0] == here["far_school"]
