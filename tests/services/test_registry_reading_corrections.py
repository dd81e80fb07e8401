"""A family asks, the organisation decides once; what is accepted is recorded as a correction."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.registry.models import (
    CorrectionRequest,
    Enrolment,
    Guardianship,
    PersonFact,
    Result,
)
from bagdar.registry.queries.correcting import fact_of, fields_of
from bagdar.registry.queries.reading import person_now
from bagdar.registry.rules.corrections import (
    FactField,
    NobodyToAsk,
    NoSuchRequest,
    RequestDecided,
    RequestStands,
    State,
)
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.restating import RecordChanged
from bagdar.registry.services.corrections import (
    accept_correction,
    ask_correction,
    refuse_correction,
)
from tests.registry_read import TODAY, World, fact, minutes_later, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MOTHER, CLERK = Actor("read-mother", "person"), Actor("read-organisation", "organisation")


@pytest.fixture
def here(db: None) -> World:
    return world()


def ask(here: World, field: str = "family", said: str = "Мысалқызы", who: str = "child") -> Any:
    document = "birth certificate 5"
    return ask_correction(here[who], field, said, document, by=MOTHER, at=minutes_later(1))


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (PersonFact, Enrolment)]


def test_a_request_goes_to_where_the_child_learns_and_changes_nothing_yet(here: World):
    before = rows()
    asked = ask(here)
    assert (asked.organisation_id, asked.state) == (here["school"], State.ASKED)
    assert rows() == before
    [event] = Event.objects.filter(action="registry.correction_asked")
    assert event.facts == {"field": "family", "organisation": str(here["school"])}


def test_an_accepted_request_is_a_correction_on_the_document_named(here: World):
    asked = ask(here)
    done = accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    assert (done.state, done.decided_by) == (State.ACCEPTED, CLERK.name)
    now = person_now(here["child"], TODAY)
    assert now is not None and now.name.full == "Мысалқызы Бала"
    [row] = PersonFact.objects.filter(person_id=here["child"], superseded_at__isnull=True)
    assert (row.source, row.recorded_by) == ("birth certificate 5", CLERK.name)
    assert PersonFact.objects.filter(person_id=here["child"]).count() == 2


def test_what_was_wrong_from_birth_is_corrected_in_every_version(here: World):
    from bagdar.core.periods import Period
    from bagdar.registry.public import correct_person
    from tests.register import given
    from tests.registry_read import CHILD_BORN, person

    renamed = person("Жаңа", "Бала", born_on=CHILD_BORN)
    correct_person(here["child"], renamed, Period(date(TODAY.year - 1, 1, 1)), **given(60))
    asked = ask(here, "born_on", "2015-02-16")
    accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    standing = PersonFact.objects.filter(person_id=here["child"], superseded_at__isnull=True)
    said = {(row.family, row.born_on) for row in standing}
    assert said == {("Мысалова", date(2015, 2, 16)), ("Жаңа", date(2015, 2, 16))}


def test_a_group_is_corrected_in_the_enrolment_that_holds_today(here: World):
    accept_correction(ask(here, "group", "4 Ә").id, by=CLERK, at=minutes_later(2))
    standing = Enrolment.objects.filter(person_id=here["child"], superseded_at__isnull=True)
    assert [(row.grade, row.group) for row in standing.order_by("valid_from")] == [
        (3, "5 А"),
        (4, "4 Ә"),
    ]


def test_a_refusal_needs_a_reason_and_leaves_the_record(here: World):
    asked, before = ask(here), rows()
    with pytest.raises(FaultyFact):
        refuse_correction(asked.id, "  ", by=CLERK, at=minutes_later(2))
    done = refuse_correction(asked.id, "the document says otherwise", by=CLERK, at=minutes_later(2))
    assert (done.state, done.reason) == (State.REFUSED, "the document says otherwise")
    assert rows() == before


def test_a_request_is_decided_once(here: World):
    asked = ask(here)
    refuse_correction(asked.id, "no such document", by=CLERK, at=minutes_later(2))
    before = rows()
    with pytest.raises(RequestDecided):
        accept_correction(asked.id, by=CLERK, at=minutes_later(3))
    assert rows() == before
    assert Event.objects.filter(action="registry.correction_accepted").count() == 0


def test_one_request_about_a_field_waits_at_a_time(here: World):
    first = ask(here)
    with pytest.raises(RequestStands):
        ask(here)
    ask(here, "given", "Балапан")
    refuse_correction(first.id, "again, please", by=CLERK, at=minutes_later(2))
    ask(here)
    assert CorrectionRequest.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("born_on", "yesterday"),
        ("iin", "050901550007"),
        ("sex", "third"),
        ("language", "tlh"),
        ("grade", "fifth"),
        ("grade", "44"),
        ("family", " "),
        ("family", "x" * 201),
        ("password", "x"),
    ],
)
def test_what_could_never_be_recorded_is_refused_at_once_without_repeating_it(
    here: World, field: str, said: str
):
    with pytest.raises(FaultyFact) as refused:
        ask(here, field, said)
    assert said.strip() in ("", "tlh", "x") or said not in str(refused.value.problems)
    assert CorrectionRequest.objects.count() == 0


def test_where_nobody_taught_nobody_can_be_asked(here: World):
    with pytest.raises(NobodyToAsk):
        ask(here, who="mother")
    with pytest.raises(NoSuchRequest):
        accept_correction(here["child"], by=CLERK, at=minutes_later(2))


# --- fields of facts ------------------------------------------------------------------------------


SCORE = "result.score@2025-04-01|year_mark|mathematics"


def of_guardian(here: World, field: str) -> str:
    """A guardianship is also of its guardian."""
    return f"{field}|{here['mother']}" if field.startswith("guardianship.") else field


def test_any_field_of_any_fact_of_the_record_is_offered(here: World):
    fact("Residence", here["child"], territory="T-1")
    fact("Activity", here["child"], kind="club", direction="music", organisation_id=here["school"])
    fact("Graduation", here["child"], level="1", organisation_id=here["school"])
    offered = {str(one) for part in fields_of(here["child"], TODAY) for one in part.fields}
    assert {
        "residence.territory@2024-09-01",
        "result.score@2025-04-01|year_mark|mathematics",
        f"guardianship.kind@2024-09-01|{here['mother']}",
        "support.measure@2024-09-01|hearing",
        "graduation.document_number@2024-09-01|1|",
        "enrolment.funding@2024-09-01|full_time",
        "activity.hours_per_week@2024-09-01|" + f"{here['school']}|club|music",
    } <= offered
    assert not any(one.startswith(("support", "care")) for one in (
        str(field) for part in fields_of(here["child"], TODAY, but=("support", "care"))
        for field in part.fields
    ))  # fmt: skip
    assert all(str(FactField.read(one)) == one for one in offered)


@pytest.mark.parametrize(
    ("field", "said", "model", "column", "value"),
    [
        (SCORE, "16,5", Result, "score", Decimal("16.5")),
        ("guardianship.kind@2024-09-01", "guardian", Guardianship, "kind", "guardian"),
        ("enrolment.programme@2024-09-01|full_time", "P-1", Enrolment, "programme", "P-1"),
    ],
)
def test_an_accepted_field_of_a_fact_is_recorded_for_its_days(
    here: World, field: str, said: str, model: Any, column: str, value: Any
):
    field = of_guardian(here, field)
    of = FactField.read(field)
    assert of is not None
    accept_correction(ask(here, field, said).id, by=CLERK, at=minutes_later(2))
    row = fact_of(here["child"], of)
    assert row is not None and isinstance(row, model)
    assert getattr(row, column) == value
    assert (row.valid_from, row.source) == (of.since, "birth certificate 5")
    assert model.objects.filter(person_id=here["child"], superseded_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (SCORE, "many"), (SCORE, "21"), ("guardianship.kind@2024-09-01", "uncle of sorts"),
        ("guardianship.guardian_id@2024-09-01", "x"), ("pay.amount_tenge@2024-09-01|base", "1"),
    ],
)  # fmt: skip
def test_what_no_fact_could_say_is_refused(here: World, field: str, said: str):
    with pytest.raises(FaultyFact):
        ask(here, of_guardian(here, field), said)
    assert CorrectionRequest.objects.count() == 0


def test_a_fact_that_has_changed_since_is_asked_about_again(here: World):
    asked = ask(here, SCORE, "16")
    Result.objects.filter(person_id=here["child"]).update(
        superseded_at=minutes_later(1), superseded_by="x", superseded_role="x"
    )
    before = rows()
    with pytest.raises(RecordChanged):
        accept_correction(asked.id, by=CLERK, at=minutes_later(2))
    assert rows() == before
    assert CorrectionRequest.objects.get().state == "asked"
    with pytest.raises(RecordChanged):
        ask(here, SCORE, "17")


def test_a_fact_of_another_organisation_is_decided_there(here: World):
    fact("Result", here["child"], organisation_id=here["far_school"], assessment="olympiad",
         subject="mathematics", grade=4, score=5, most_score=20, valid_from=date(2025, 5, 1),
         valid_to=date(2025, 5, 2))  # fmt: skip
    asked = ask(here, "result.score@2025-05-01|olympiad|mathematics", "6")
    assert asked.organisation_id == here["far_school"]


# --- on pages -------------------------------------------------------------------------------------


def test_a_mother_asks_and_the_school_answers(here: World):
    mother, clerk = here.client("mother"), here.client("organisation")
    address = f"/kk/register/people/{here['child']}/correction/"
    said = {"field": "family", "said": "Мысалқызы", "document": "куәлік 5"}
    assert mother.post(address, said)["Location"].endswith("?asked=1")
    page = clerk.get("/kk/register/requests/").content.decode()
    assert "Мысалқызы" in page and "Мысалова Бала" in page
    [row] = CorrectionRequest.objects.all()
    decide = f"/kk/register/requests/{row.pk}/"
    assert here.client("far_organisation").get(decide).status_code == 404
    assert here.client("far_organisation").post(decide, {"do": "accept"}).status_code == 404
    assert here.client("mother").post(decide, {"do": "accept"}).status_code == 403
    assert CorrectionRequest.objects.get().state == "asked"
    assert clerk.get(decide).status_code == 200
    assert clerk.post(decide, {"do": "refuse"}).status_code == 422
    assert clerk.post(decide, {"do": "accept"}).status_code == 302
    assert clerk.post(decide, {"do": "accept"}).status_code == 409
    assert "қабылданды" in mother.get("/kk/register/mine/").content.decode()
    assert "Мысалқызы Бала" in mother.get("/kk/register/mine/").content.decode()


def test_a_wrong_request_keeps_what_was_typed(here: World):
    address = f"/kk/register/people/{here['child']}/correction/"
    said = {"field": "born_on", "said": "кеше", "document": "куәлік 5"}
    answer = here.client("mother").post(address, said)
    assert answer.status_code == 422 and 'value="кеше"' in answer.content.decode()
    assert here.client("mother").post(address, {}).status_code == 422
    other = f"/kk/register/people/{here['stranger_child']}/correction/"
    assert here.client("mother").post(other, said).status_code == 404


def test_a_mother_asks_about_a_mark_and_the_school_corrects_it(here: World):
    mother, clerk = here.client("mother"), here.client("organisation")
    address = f"/kk/register/people/{here['child']}/correction/"
    assert f'value="{SCORE}"' in mother.get(address).content.decode()
    said = {"field": SCORE, "said": "16", "document": "журнал 5"}
    assert mother.post(address, said).status_code == 302
    assert mother.post(address, {**said, "field": "pay.amount_tenge@2024-09-01"}).status_code == 422
    [row] = CorrectionRequest.objects.all()
    page = clerk.get(f"/kk/register/requests/{row.pk}/").content.decode()
    assert "01.04.2025 бастап: Ұпай" in page
    assert clerk.post(f"/kk/register/requests/{row.pk}/", {"do": "accept"}).status_code == 302
    assert "20 ұпайдың 16 ұпайы" in mother.get("/kk/register/mine/").content.decode()


def test_where_a_child_lives_is_named_as_it_was_called_then(here: World):
    from bagdar.registry.models import Territory

    said = {"origin": "illustrative", "recorded_at": minutes_later(-9), "recorded_by": "x",
            "recorded_role": "x", "source": "x", "code": "T-1", "kind": "city"}  # fmt: skip
    for name, since, until in (("Бұрынғы", date(2000, 1, 1), date(2024, 12, 1)),
                               ("Қазіргі", date(2024, 12, 1), None)):  # fmt: skip
        Territory.objects.create(valid_from=since, valid_to=until, name_kk=f"{name} қала",
                                 name_ru=f"{name} город", **said)  # fmt: skip
    fact("Residence", here["child"], territory="T-1")
    mother = here.client("mother")
    page = mother.get("/kk/register/mine/").content.decode()
    assert "Бұрынғы қала" in page and "T-1" not in page
    story = mother.get(f"/ru/register/people/{here['child']}/").content.decode()
    assert "Бұрынғы город" in story and "T-1" not in story
