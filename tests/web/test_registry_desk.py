"""The desk of an organisation over HTTP: what its operator sees and does, and what nobody else."""

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from bagdar.audit.models import Event
from bagdar.core.national_ids import masked
from bagdar.registry import models
from bagdar.registry.queries.organisations import enrolments_on
from bagdar.registry.services.enrolments import leave
from tests.access_tools import everything
from tests.register import IIN, OTHER_IIN, given, learning, person
from tests.registry_desk import BORN, SINCE, TODAY, School, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FIFTH = {"class": "2|5|5 А"}
LOOKS = ["access.Session", "audit.Event"]
NEXT = SINCE.replace(year=SINCE.year + 1)


@pytest.fixture
def here() -> Any:
    return school()


@pytest.fixture
def there() -> Any:
    return school("operator-2", pupils=1)


def at(name: str, *args: Any, language: str = "kk", **query: Any) -> str:
    with translation.override(language):
        address = reverse(name, args=args)
    return f"{address}?{urlencode(query)}" if query else address


def read(one: School, name: str, *args: Any, status: int = 200, **query: Any) -> str:
    found = one.client.get(at(name, *args, **query))
    assert found.status_code == status, found.content.decode()[:2000]
    return found.content.decode()


def send(one: School, name: str, *args: Any, status: int = 302, **fields: Any) -> Any:
    found = one.client.post(at(name, *args), fields)
    assert found.status_code == status, found.content.decode()[:6000]
    return found


def pages(one: School) -> list[str]:
    return [
        at("registry_desk"), at("desk_classes"), at("desk_class", **FIFTH), at("desk_compare"),
        at("desk_doubts", kind="no_iin"), at("desk_admit", **FIFTH), at("desk_transfers"),
        at("desk_ask"), at("desk_promote"), at("desk_promote", day=NEXT.isoformat(), **FIFTH),
        at("desk_graduate"), at("desk_person", one.pupils[0]), at("desk_leave", one.pupils[0]),
        at("desk_class_of", one.pupils[0]), at("desk_correct", one.pupils[0]),
        at("desk_transfer_out", one.pupils[0], find="Мысал"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_answers_its_operator_in_each_language(here, there, language):
    for address in pages(here):
        found = here.client.get(address.replace("/kk/", f"/{language}/"))
        assert found.status_code == 200, (address, found.content.decode()[:1500])
        assert 'class="band"' in found.content.decode(), address


def test_nobody_else_sees_any_of_it(here, there, client_as):
    for address in pages(here):
        for role in ("body", "region", "coordinator", "auditor", "ministry", "person"):
            assert client_as(role).get(address).status_code == 403, (role, address)
        assert client_as("public").get(address).status_code == 302


def test_the_home_says_how_many_learn_and_what_is_in_doubt(here):
    shown = read(here, "registry_desk")
    assert "Мысал мектебі" in shown
    assert "ЖСН жоқ" in shown and "Сыныбы ашылмаған" in shown
    assert "Мысалова" not in shown  # the first page names nobody


def test_a_class_list_leaves_a_trace_and_a_file(here):
    before = Event.objects.filter(action="registry.class_list_looked_at").count()
    shown = read(here, "desk_class", **FIFTH)
    assert shown.count("Мысалова") == 3
    event = Event.objects.filter(action="registry.class_list_looked_at").latest("pk")
    assert Event.objects.filter(action="registry.class_list_looked_at").count() == before + 1
    assert event.facts["organisation"] == str(here.id)
    file = here.client.get(at("desk_class", table="learners", **{"as": "csv"}, **FIFTH))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sum("Мысалова" in cell for row in rows for cell in row) == 3


@pytest.mark.parametrize(
    "text", ["2|" + "9" * 40 + "|5 Ә", "2|5|5\0", "2\0|5|5 Ә", "2|5|5 Ы", "2||5 Ә", "", "2|-5|5 Ә"]
)
def test_a_class_that_nobody_could_have_opened_is_not_found_and_leaves_no_trace(here, text):
    before = Event.objects.count()
    assert here.client.get(at("desk_class", **{"class": text})).status_code == 404
    assert Event.objects.count() == before


def test_a_card_is_shown_once_the_look_is_kept_and_never_without(here):
    shown = read(here, "desk_person", here.pupils[0])
    assert IIN not in shown and masked(IIN) in shown
    event = Event.objects.latest("pk")
    assert (event.action, event.about) == (
        "registry.person_looked_at", f"registry.person:{here.pupils[0]}",
    )  # fmt: skip
    assert event.facts["purpose"] == "Білім беру ұйымының күнделікті жұмысы"
    with broken_trail():
        for address in (
            at("desk_person", here.pupils[0]), at("desk_class", **FIFTH), at("desk_transfers"),
            at("desk_leave", here.pupils[0]), at("desk_compare"), at("desk_promote", **FIFTH),
        ):  # fmt: skip
            refused = here.client.get(address)
            assert refused.status_code == 503, address
            assert "Мысалова" not in refused.content.decode()


class broken_trail:
    """Nothing can be added to the trail, as where its disk is full."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON audit_event "
                    "BEGIN SELECT RAISE(ABORT, 'full'); END"
                )
            else:
                cursor.execute(
                    "CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$"
                )
                cursor.execute(
                    'CREATE TRIGGER "full" BEFORE INSERT ON audit_event '
                    "FOR EACH ROW EXECUTE FUNCTION full_()"
                )

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER full")
            else:
                cursor.execute("DROP FUNCTION full_() CASCADE")


def test_of_another_school_nothing_is_seen_or_changed(here, there):
    before = everything(but=LOOKS)
    for name in ("desk_person", "desk_leave", "desk_class_of", "desk_correct", "desk_transfer_out"):
        shown = read(there, name, here.pupils[0], status=404)
        assert "Мысалова" not in shown
        if name != "desk_person":
            send(there, name, here.pupils[0], status=404, source="x")
    assert everything(but=LOOKS) == before
    denied = Event.objects.filter(action="access.denied")
    assert denied.count() == 9


# --- admitting ---------------------------------------------------------------------------------


def admission(**more: Any) -> dict[str, Any]:
    return {
        "born_on": BORN.isoformat(), "klass": "2|5|5 А", "since": TODAY.isoformat(),
        "source": "№ 7 бұйрық", **more,
    }  # fmt: skip


def test_a_known_person_is_admitted_by_number_and_birth_date(here):
    known = person(3, iin=OTHER_IIN, born_on=BORN)
    done = send(here, "desk_admit", **admission(iin=OTHER_IIN))
    assert done["Location"].startswith(at("desk_person", known))
    assert "Оқуға қабылданды." in here.client.get(done["Location"]).content.decode()
    assert any(one.person_id == known for one in enrolments_on(here.id, TODAY))


def test_a_new_person_is_admitted_with_a_name(here):
    send(here, "desk_admit", **admission(iin=OTHER_IIN, family="Үлгі", given="Жаңа", sex="male"))
    listed = [one.name.full for one in enrolments_on(here.id, TODAY)]
    assert "Үлгі Жаңа" in listed


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "ЖСН-ді немесе жаңа адамның аты-жөнін енгізіңіз."),
        ({"iin": OTHER_IIN}, "Бұл ЖСН мен туған күні бойынша ешкім табылмады"),
        ({"iin": "123"}, "ЖСН"),
        ({"iin": IIN}, "бұл адам осы ұйымда оқиды"),
        ({"family": "Үлгі", "given": "Жаңа", "klass": "9|9|9"}, "Сынып немесе топ"),
    ],
    ids=["nothing", "nobody", "short", "here", "no class"],
)
def test_a_refused_admission_says_what_to_do_and_keeps_what_was_typed(here, more, says):
    before = everything(but=LOOKS)
    answer = send(here, "desk_admit", status=422, **admission(**more)).content.decode()
    assert says in answer and "№ 7 бұйрық" in answer
    assert everything(but=LOOKS) == before


def test_who_learns_elsewhere_is_to_be_asked_for(here, there):
    answer = send(there, "desk_admit", status=422, **admission(iin=IIN)).content.decode()
    assert "Ауыстыруды сұраңыз" in answer and at("desk_ask") in answer


# --- one pupil -----------------------------------------------------------------------------------


def test_a_pupil_leaves_with_a_reason(here):
    one = here.pupils[1]
    send(here, "desk_leave", one, left_on=TODAY.isoformat(), reason="health", source="№ 8")
    assert one not in [row.person_id for row in enrolments_on(here.id, TODAY)]
    row = models.Enrolment.objects.get(models.CURRENT, person_id=one)
    assert (row.leaving_reason, row.source) == ("health", "№ 8")
    refused = here.client.post(at("desk_leave", here.pupils[0]), {"left_on": TODAY.isoformat()})
    assert refused.status_code == 422


def test_a_correction_asks_for_the_document_and_keeps_what_was_known(here):
    one = here.pupils[0]
    fields = {"family": "Мысалова", "given": "Айгүл", "born_on": BORN.isoformat()}
    send(here, "desk_correct", one, status=422, **fields)
    assert models.PersonFact.objects.filter(person_id=one).count() == 1
    send(here, "desk_correct", one, source="туу туралы куәлік", **fields)
    current = models.PersonFact.objects.get(models.CURRENT, person_id=one)
    assert (current.given, current.iin, current.source) == ("Айгүл", IIN, "туу туралы куәлік")
    assert models.PersonFact.objects.filter(person_id=one, given="Мысал0").count() == 1


def test_a_pupil_goes_to_another_class(here):
    other = person(3)
    from bagdar.core.periods import Period
    from bagdar.registry.services.enrolments import enrol

    enrol(other, learning(here.id, "5 Б"), Period(SINCE), **given(4))
    send(
        here, "desk_class_of", here.pupils[0], klass="2|5|5 Б", since=TODAY.isoformat(), source="x"
    )
    groups = {one.person_id: one.enrolment.group for one in enrolments_on(here.id, TODAY)}
    assert groups[here.pupils[0]] == "5 Б"


# --- promoting -----------------------------------------------------------------------------------


def test_a_class_is_promoted_in_three_steps_without_a_script(here):
    shown = read(here, "desk_promote", day=NEXT.isoformat(), **FIFTH)
    assert "көшеді: 6 А" in shown and "қалады: 5 А" in shown
    fields = {
        "day": NEXT.isoformat(), **FIFTH, "to_name": "6 А", "source": "№ 9 бұйрық",
        f"fate-{here.pupils[0]}": "stays", f"fate-{here.pupils[1]}": "moves:6 Б",
    }  # fmt: skip
    before = models.Enrolment.objects.count()
    preview = send(here, "desk_promote", status=200, do="preview", **fields).content.decode()
    assert models.Enrolment.objects.count() == before
    seal = preview.split('name="seal" value="')[1].split('"')[0]
    done = send(here, "desk_promote", do="confirm", seal=seal, **fields)
    groups = {one.person_id: one.enrolment.group for one in enrolments_on(here.id, NEXT)}
    assert groups == dict(zip(here.pupils, ["5 А", "6 Б", "6 А"], strict=True))
    assert "Орындалды: 3 оқушы." in here.client.get(done["Location"]).content.decode()
    again = send(here, "desk_promote", status=200, do="preview", **fields).content.decode()
    assert 'value="confirm"' in again and "Растаймын: 0 оқушы" in again


def test_what_changed_meanwhile_is_shown_again_instead_of_done(here):
    fields = {"day": NEXT.isoformat(), **FIFTH, "to_name": "6 А", "source": "№ 9"}
    preview = send(here, "desk_promote", status=200, do="preview", **fields).content.decode()
    seal = preview.split('name="seal" value="')[1].split('"')[0]
    leave(here.pupils[2], learning(here.id).place, TODAY, "other", **given(60 * 24 * 3650 * 2))
    answer = send(here, "desk_promote", status=422, do="confirm", seal=seal, **fields)
    assert "тізім өзгерді" in answer.content.decode()
    assert [one.enrolment.group for one in enrolments_on(here.id, NEXT)] == ["5 А", "5 А"]


def test_a_whole_school_is_promoted_and_a_class_taken_back(here):
    fields = {"day": NEXT.isoformat(), "source": "№ 9"}
    preview = send(here, "desk_promote", status=200, do="preview", **fields).content.decode()
    seal = preview.split('name="seal" value="')[1].split('"')[0]
    send(here, "desk_promote", do="confirm", seal=seal, **fields)
    assert {one.enrolment.group for one in enrolments_on(here.id, NEXT)} == {"6 А"}
    send(here, "desk_promote_back", day=NEXT.isoformat(), **FIFTH)
    assert {one.enrolment.group for one in enrolments_on(here.id, NEXT)} == {"5 А"}


# --- as known ------------------------------------------------------------------------------------


def test_the_register_as_known_then_is_shown_beside_todays(here):
    came = person(3, given="Кейін")
    from bagdar.core.periods import Period
    from bagdar.registry.services.enrolments import enrol

    now = given(0)["at"].replace(year=SINCE.year, month=9, day=20)
    how = {"source": "№ 1", "by": given(0)["by"], "at": now}
    enrol(came, learning(here.id), Period(SINCE), **how)
    leave(here.pupils[2], learning(here.id).place, SINCE + timedelta(days=10), "other", **how)
    day, known = (SINCE + timedelta(days=12)).isoformat(), (SINCE + timedelta(days=12)).isoformat()
    shown = read(here, "desk_compare", on1=day, known1=known, on2=day)
    assert "Кейін" in shown and "келді" in shown and "кетті" in shown
    file = here.client.get(
        at("desk_compare", on1=day, known1=known, on2=day, all="yes", table="differences",
           **{"as": "csv"})
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    marks = sorted(row[-2] for row in rows if any("Мысалова" in cell for cell in row))
    assert marks == ["келді", "кетті", "өзгермеген", "өзгермеген"]


# --- transfers -----------------------------------------------------------------------------------


def test_one_school_proposes_the_other_confirms_and_neither_sees_more(here, there):
    one = here.pupils[0]
    fields = {"to": str(there.id), "day": TODAY.isoformat(), "source": "№ 10"}
    found = here.client.post(at("desk_transfer_out", one, find="Мысал"), fields)
    assert found.status_code == 302, found.content.decode()[:3000]
    transfer = models.Transfer.objects.get()
    for side in (here, there):
        assert "жауап күтуде" in read(side, "desk_transfers")
    assert "Мысалова Мысал0" in read(there, "desk_transfer", transfer.pk)
    assert read(there, "desk_person", one, status=404)
    refused = send(there, "desk_transfer", transfer.pk, status=422, do="confirm")
    assert "Бұл өрісті толтырыңыз." in refused.content.decode()
    send(there, "desk_transfer", transfer.pk, do="confirm", klass="2|5|5 А")
    assert one in [row.person_id for row in enrolments_on(there.id, TODAY)]
    assert one not in [row.person_id for row in enrolments_on(here.id, TODAY)]
    sent = read(here, "desk_transfer", transfer.pk)
    assert "расталды" in sent.lower() and "5 А" not in sent
    read(here, "desk_person", one, status=404)


def test_a_third_school_finds_no_such_transfer(here, there):
    third = school("operator-3", pupils=0)
    fields = {"to": str(there.id), "day": TODAY.isoformat(), "source": "№ 10"}
    here.client.post(at("desk_transfer_out", here.pupils[0], find="Мысал"), fields)
    transfer = models.Transfer.objects.get()
    read(third, "desk_transfer", transfer.pk, status=404)
    send(third, "desk_transfer", transfer.pk, status=404, do="confirm")
    assert models.Transfer.objects.get().state == "proposed"


def test_the_receiving_school_asks_and_the_sending_one_lets_go(here, there):
    asked = {
        "iin": IIN, "born_on": BORN.isoformat(), "klass": "2|5|5 А", "since": TODAY.isoformat(),
        "source": "өтініш",
    }  # fmt: skip
    send(there, "desk_ask", **asked)
    transfer = models.Transfer.objects.get()
    send(here, "desk_transfer", transfer.pk, do="confirm")
    assert here.pupils[0] in [row.person_id for row in enrolments_on(there.id, TODAY)]


# --- staff and condition -------------------------------------------------------------------------

POST = {
    "position": "teacher", "workload": "1,25", "is_main": "yes", "since": SINCE.isoformat(),
    "source": "№ 20",
}  # fmt: skip


def hired(here: School) -> Any:
    send(here, "desk_hire", born_on="1990-05-05", family="Мұғалімова", given="Үлгі", **POST)
    return models.Post.objects.latest("pk").person_id


def test_somebody_is_hired_works_more_and_ends_with_a_reason(here):
    member = hired(here)
    assert "Мұғалімова Үлгі" in read(here, "desk_staff")
    change = {"workload": "0,5", "is_main": "yes", "since": TODAY.isoformat(), "source": "№ 21"}
    first = models.Post.objects.get(person_id=member).pk
    send(here, "desk_post", member, first, do="change", **change)
    assert read(here, "desk_post", member, first, status=404)  # another row stands by now
    rows = models.Post.objects.filter(models.CURRENT, person_id=member).order_by("valid_from")
    assert [f"{row.workload:.2f}" for row in rows][-1] == "0.50"
    send(here, "desk_post", member, rows.last().pk, status=422, do="end", **change)
    end = {**change, "since": (TODAY + timedelta(days=1)).isoformat(), "reason": "own_wish"}
    send(here, "desk_post", member, rows.last().pk, do="end", **end)
    last = models.Post.objects.filter(models.CURRENT, person_id=member).latest("valid_from")
    assert (last.leaving_reason, last.valid_to) == ("own_wish", TODAY + timedelta(days=1))


def test_categories_courses_and_pay_are_kept_and_pay_stays_in_the_house(here, there):
    member = hired(here)
    common = {"since": SINCE.isoformat(), "until": NEXT.isoformat(), "source": "№ 22"}
    send(here, "desk_qualification_new", member, kind="category", value="moderator", **common)
    send(here, "desk_development_new", member, topic="subject_teaching", hours="72", **common)
    send(here, "desk_pay_new", member, component="base", amount_tenge="250000", **common)
    shown = read(here, "desk_member", member)
    assert "педагог-модератор" in shown and "250\u202f000" in shown.replace("\u2009", "\u202f")
    read(there, "desk_member", member, status=404)
    send(there, "desk_pay_new", member, status=404, component="base", amount_tenge="1", **common)


def test_the_condition_is_filled_in_and_shown_beside_an_earlier_day(here):
    given = {"since": SINCE.replace(year=SINCE.year - 2).isoformat(), "source": "акт № 1"}
    send(here, "desk_condition_edit", capacity="600", has_cameras="no", **given)
    later = {"since": TODAY.isoformat(), "source": "акт № 2"}
    send(here, "desk_condition_edit", capacity="650", has_cameras="yes", **later)
    file = here.client.get(at("desk_condition", table="condition", **{"as": "csv"}))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[1:4] for row in rows if row[0] == "Жобалық қуаты"] == [["650", "600", "өзгерді"]]
    before = everything(but=LOOKS)
    send(here, "desk_condition_edit", status=422, capacity="көп", **later)
    wrong = {"rooms": "5", "equipped_rooms": "6"}
    send(here, "desk_condition_edit", status=422, **wrong, **later)
    assert everything(but=LOOKS) == before


# --- what is kept of pupils ----------------------------------------------------------------------

DAYS = {"since": SINCE.isoformat(), "source": "№ 30"}


def test_a_guardian_support_and_a_club_are_added_changed_and_ended_on_a_card(here, there):
    one = here.pupils[0]
    mother = {"family": "Анасова", "given": "Үлгі", "born_on": "1985-03-14", "kind": "parent"}
    done = send(here, "desk_guardianship_new", one, **mother, **DAYS)
    assert "Жазылды." in here.client.get(done["Location"]).content.decode()
    send(here, "desk_support_new", one, need="hearing", conclusion="ПМПК № 4", **DAYS)
    send(here, "desk_activity_new", one, kind="club", direction="dombyra", **DAYS)
    shown = read(here, "desk_person", one)
    assert "Анасова Үлгі" in shown and "есту кезінде қолдау қажет" in shown and "домбыра" in shown
    row = models.Support.objects.get(models.CURRENT)
    send(here, "desk_support", one, row.pk, do="change", measure="assistant",
         since=TODAY.isoformat(), source="№ 31")  # fmt: skip
    assert "педагогтің көмекшісі" in read(here, "desk_person", one)
    club = models.Activity.objects.get(models.CURRENT)
    send(here, "desk_activity", one, club.pk, do="end", since=TODAY.isoformat(), source="№ 32")
    assert models.Activity.objects.get(models.CURRENT).valid_to == TODAY
    before = everything(but=LOOKS)
    for name in ("desk_guardianship_new", "desk_support_new", "desk_care_new"):
        send(there, name, one, status=404, **DAYS)
    assert everything(but=LOOKS) == before


def test_a_form_of_a_contract_says_what_is_missing_and_keeps_what_was_typed(here):
    before = everything(but=LOOKS)
    answer = send(here, "desk_activity_new", here.pupils[0], status=422, kind="club", **DAYS)
    assert "Бұл өрісті толтырыңыз." in answer.content.decode() and "№ 30" in answer.content.decode()
    late = {**DAYS, "until": SINCE.isoformat()}
    send(here, "desk_support_new", here.pupils[0], status=422, need="hearing", **late)
    send(here, "desk_guardianship_new", here.pupils[0], status=422, kind="parent",
         born_on="1985-03-14", **DAYS)  # fmt: skip
    assert everything(but=LOOKS) == before


def test_tables_of_a_simulated_school_say_simulated_and_their_files_too(db):
    from bagdar.core.origins import Origin
    from tests.register import organisation
    from tests.registry_desk import operator

    id = organisation(1, origin=Origin.SIMULATED)
    one = School(id, operator(id, "operator-9"))
    shown = read(one, "desk_classes")
    assert '<span class="tag gold">модельденген</span>' in shown and ">шартты<" not in shown
    file = one.client.get(at("desk_condition", table="condition", **{"as": "csv"}))
    assert "simulated" in file["Content-Disposition"]
    assert "Модельденген деректер" in file.content.decode("utf-8-sig")


# --- staff and transfers then --------------------------------------------------------------------


def test_staff_then_are_shown_beside_those_of_today(here):
    member = hired(here)
    here.client.get(at("desk_staff"))
    day = TODAY + timedelta(days=2)
    row = models.Post.objects.get(models.CURRENT)
    send(here, "desk_post", member, row.pk, do="change", workload="0,5", is_main="yes",
         since=day.isoformat(), source="№ 23")  # fmt: skip
    days = {"on1": TODAY.isoformat(), "on2": day.isoformat()}
    shown = read(here, "desk_staff_compare", **days)
    assert "мұғалім, 1,25" in shown and "мұғалім, 0,5" in shown and "түзетілді" in shown
    never = {**days, "known1": (TODAY - timedelta(days=3)).isoformat()}
    shown = read(here, "desk_staff_compare", **never)
    assert "келді" in shown and "мұғалім, 1,25" not in shown
    assert "Мұғалімова" not in read(here, "desk_staff", known=never["known1"])


def test_transfers_stand_as_on_a_day_beside_how_they_stand_today(here, there):
    from datetime import datetime

    from bagdar.registry.rules.transferring import TransferStep
    from bagdar.registry.services.transfers import answer_transfer, propose_transfer

    then = given(0)["at"].replace(year=SINCE.year, month=9, day=20)
    how = {"source": "№ 1", "by": given(0)["by"], "at": then}
    made = propose_transfer(here.pupils[0], here.id, there.id, then.date(), **how)
    decided = {"by": how["by"], "at": then + timedelta(days=5)}
    answer_transfer(made.id, there.id, TransferStep.REFUSE, answer="орын жоқ", **decided)
    file = {"table": "open", "as": "csv"}

    def states(on: datetime) -> list[list[str]]:
        found = here.client.get(at("desk_transfers", on=on.date().isoformat(), **file))
        rows = list(csv.reader(io.StringIO(found.content.decode("utf-8-sig"))))
        return [[row[4], row[6]] for row in rows if "Мысалова" in row[0]]

    assert states(then + timedelta(days=1)) == [["жауап күтуде", "бас тартылды"]]
    assert states(then + timedelta(days=6)) == [["бас тартылды", "бас тартылды"]]
    assert states(then - timedelta(days=1)) == []
