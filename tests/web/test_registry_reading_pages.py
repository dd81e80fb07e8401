"""The pages of those who read the register: what each shows, to whom, and the trace it leaves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bagdar.audit.models import Event
from bagdar.core.periods import local_date
from bagdar.notary import public as notary
from bagdar.notary.services import sequence
from bagdar.registry.services.committing import commit_looks
from tests.notary_logs import Site
from tests.register import BY
from tests.registry_read import PURPOSE, World, world
from tests.services.test_notary_commitments import site as site  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.engine]


@pytest.fixture
def here(db: None) -> World:
    return world()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def story(here: World, name: str, query: str = "") -> str:
    return f"/kk/register/people/{here[name]}/{query}"


def looks(action: str = "registry.person_looked_at") -> list[Any]:
    return list(Event.objects.filter(action=action).order_by("id"))


# --- the story ------------------------------------------------------------------------------------


def test_the_story_shows_every_version_and_leaves_a_trace_before_it_is_shown(here: World):
    text = page(here.opened("ministry", "child"), story(here, "child"))
    assert "Мысалова Бала" in text and "Мысал мектебі" in text and "4-сынып" in text
    [look] = looks()
    assert look.about == f"registry.person:{here['child']}"
    assert (look.facts["purpose"], look.facts["what"]) == ("inspection: case 7", "story")


def test_without_a_purpose_the_reader_is_asked_for_one_and_nothing_is_shown(here: World):
    answer = here.client("ministry").get(story(here, "child"))
    assert answer.status_code == 302
    assert answer["Location"] == f"/kk/register/people/{here['child']}/open/?goal=person_story"
    assert looks() == []


def test_a_purpose_needs_its_words_and_a_code_of_the_list(here: World):
    client = here.client("ministry")
    for wrong in ({**PURPOSE, "why": " "}, {**PURPOSE, "purpose": "curiosity"}, {}):
        assert client.post(story(here, "child", "open/"), wrong).status_code == 422
    assert client.get(story(here, "child")).status_code == 302


def test_names_of_who_recorded_are_for_ministry_and_auditor_alone(here: World):
    told = {
        role: "<code>secretary</code>" in page(client, story(here, "child"))
        or ">secretary<" in page(client, story(here, "child"))
        for role, client in (
            ("ministry", here.opened("ministry", "child")),
            ("auditor", here.opened("auditor", "child")),
            ("region", here.opened("region", "child")),
            ("mother", here.client("mother")),
        )
    }
    assert told == {"ministry": True, "auditor": True, "region": False, "mother": False}


def test_a_filter_shows_what_held_on_a_day_and_what_was_known_then(here: World):
    client = here.client("mother")
    text = page(client, story(here, "child", "?on=2023-10-01"))
    assert "3-сынып" in text and "4-сынып" not in text
    text = page(client, story(here, "child", "?known=2020-09-01T09:05"))
    assert "сынып немесе курс ·" not in text and "Мысалова" in text


def test_a_correction_is_visible_as_one(here: World):
    from datetime import date

    from bagdar.core.periods import Period
    from bagdar.registry.public import correct_enrolment
    from tests.register import given, learning

    said = learning(here["school"], level="1", grade=4, group="4 Ә")
    correct_enrolment(here["child"], said, Period(date(2024, 9, 1)), **given(50))
    text = page(here.client("mother"), story(here, "child"))
    assert "түзету, күшінде" in text and "ауыстырылған" in text


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("mother", {"support", "care"}),
        ("organisation", {"support"}),
        ("region", {"care"}),
        ("ministry", set()),
        ("auditor", set()),
    ],
)
def test_sensitive_facts_are_shown_to_few(here: World, reader: str, seen: set[str]):
    client = here.client(reader) if reader == "mother" else here.opened(reader, "child")
    text = page(client, story(here, "child"))
    found = {name for name, words in (("support", "№ 12"), ("care", "жетім бала")) if words in text}
    assert found == seen


def test_pay_is_for_the_person_and_the_employer(here: World):
    told = {}
    for reader in ("teacher", "organisation", "region", "ministry", "auditor"):
        client = here.client(reader) if reader == "teacher" else here.opened(reader, "teacher")
        told[reader] = "250" in page(client, story(here, "teacher"))
    assert told == {
        "teacher": True, "organisation": True, "region": False, "ministry": False, "auditor": False,
    }  # fmt: skip


def test_another_region_another_school_and_another_parent_find_nobody(here: World):
    for reader, whom in (
        ("far_region", "child"),
        ("far_organisation", "child"),
        ("mother", "stranger_child"),
        ("mother", "learner"),
        ("child", "child"),
        ("coordinator", "child"),
        ("body", "child"),
    ):
        expected = 403 if reader in ("coordinator", "body") else 404
        page(here.client(reader), story(here, whom), expected)
    assert looks() == [] and looks("registry.own_record_looked_at") == []
    assert Event.objects.filter(action="access.denied").count() == 7


# --- the family -----------------------------------------------------------------------------------


def test_a_mother_reads_herself_and_her_child(here: World):
    text = page(here.client("mother"), "/kk/register/mine/")
    assert "Мысалова Ана" in text and "Мысалова Бала" in text and "Бөтенов" not in text
    assert "20 ұпайдың 15 ұпайы" in text and "1002••••••15" in text and "100215650015" not in text
    assert len(looks("registry.own_record_looked_at")) == 2


def test_a_child_reads_nothing_before_the_eighteenth_birthday(here: World):
    text = page(here.client("child"), "/kk/register/mine/")
    assert "жазба жоқ" in text and "Мысалова" not in text


def test_who_looked_and_why_is_told_a_moment_later_without_a_name(here: World):
    page(here.opened("ministry", "child"), story(here, "child"))
    page(here.opened("region", "child"), story(here, "child"))
    text = page(here.client("mother"), f"/kk/register/people/{here['child']}/looks/")
    assert "деректерді тексеру немесе аудит: case 7" in text
    assert "Министрлік қызметкері" in text and "Ақтөбе" not in text
    assert "read-ministry" not in text and "read-region" not in text


def test_the_family_takes_the_receipt_of_a_day_that_is_over(here: World, site: Site):
    page(here.opened("ministry", "child"), story(here, "child"))
    mother = here.client("mother")
    address = f"/kk/register/people/{here['child']}/looks/"
    assert "келесі түні" in page(mother, address)
    day = local_date(datetime.now(UTC))
    assert page(mother, f"{address}{day}/receipt/", status=409)
    commit_looks(by=BY, now=datetime.now(UTC) + timedelta(days=1, hours=1))
    sequence(site.log())
    assert f'href="{address}{day}/receipt/"' in page(mother, address)
    answer = mother.get(f"{address}{day}/receipt/")
    assert answer["Content-Disposition"] == f'attachment; filename="looks-{day}.tlog-proof"'
    found = notary.verified(answer.content.decode())
    assert (found.kind, found.index) == ("registry.looks", 0)
    for wrong in ("2026-1-1", "20260101", "tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"):
        assert mother.get(f"{address}{wrong}/receipt/").status_code == 404
    assert here.client("ministry").get(f"{address}{day}/receipt/").status_code in (403, 404)


def test_the_family_does_not_read_of_its_own_looks(here: World):
    page(here.client("mother"), story(here, "child"))
    text = page(here.client("mother"), f"/kk/register/people/{here['child']}/looks/")
    assert "ешкім ашқан жоқ" in text


def test_a_number_in_the_purpose_is_masked_before_it_is_kept(here: World):
    client = here.client("ministry")
    client.post(story(here, "child", "open/"), {**PURPOSE, "why": "case of 050901550006"})
    page(client, story(here, "child"))
    assert looks()[-1].facts["purpose"] == "inspection: case of 0509••••••06"


# --- search ---------------------------------------------------------------------------------------


def search(client: Client, text: str, **more: str) -> Any:
    return client.post("/kk/register/people/", {**PURPOSE, "text": text, **more})


def test_a_search_shows_little_and_is_kept_without_what_was_typed(here: World):
    answer = search(here.client("ministry"), "050901550006")
    text = answer.content.decode()
    assert answer.status_code == 200 and "Ересеков Оқушы" in text and "0509••••••06" in text
    assert "2000 жылы туған" in text and "05.05.2000" not in text
    [event] = looks("registry.people_searched")
    assert event.facts["by"] == "iin" and event.facts["found"] == 1
    assert "0509" not in str(event.facts)


def test_a_search_needs_a_purpose_and_is_the_ministrys_alone(here: World):
    assert search(here.client("ministry"), "Ересеков", why="").status_code == 422
    for reader in ("region", "auditor", "organisation", "mother", "coordinator", "body"):
        assert search(here.client(reader), "Ересеков").status_code == 403
    assert looks("registry.people_searched") == []


def test_what_is_searched_for_never_stands_in_an_address(here: World):
    text = page(here.client("ministry"), "/kk/register/people/?text=050901550006")
    assert "Ересеков" not in text


def test_an_officer_has_thirty_look_ups_a_minute(here: World):
    client = here.client("ministry")
    statuses = [search(client, "Жоқ Адам").status_code for _ in range(32)]
    assert statuses == [200] * 30 + [429] * 2
    assert "Retry-After" in search(client, "Жоқ Адам").headers
    assert len(looks("registry.people_searched")) == 30


# --- the region -----------------------------------------------------------------------------------


def test_a_clerk_reads_the_organisations_of_the_own_region(here: World):
    client = here.client("region")
    text = page(client, "/kk/register/regions/KZ-11/")
    assert "Мысал мектебі" in text and "Бос мектеп" in text and "Алыс мектеп" not in text
    page(client, "/kk/register/regions/KZ-75/", 404)
    assert page(here.client("ministry"), "/kk/register/regions/KZ-75/").count("Алыс мектеп") >= 1


def test_the_list_of_an_organisation_is_for_its_region(here: World):
    address = f"/kk/register/organisations/{here['school']}/learners/"
    text = page(here.client("region"), address)
    assert "Мысалова Бала" in text and "ЖСН жазылмаған" in text
    for reader, status in (("far_region", 404), ("ministry", 403), ("mother", 403)):
        page(here.client(reader), address, status)
    [look] = looks("registry.class_list_looked_at")
    assert look.facts["region"] == "KZ-11"


def test_doubts_are_counted_without_a_name(here: World):
    text = page(here.client("region"), "/kk/register/regions/KZ-11/doubts/")
    assert "ЖСН жазылмаған" in text and "Бөтенов" not in text
    page(here.client("ministry"), "/kk/register/regions/KZ-11/doubts/", 403)


# --- paths ----------------------------------------------------------------------------------------


def test_a_path_is_told_in_words_and_as_a_picture(here: World):
    text = page(here.client("learner"), f"/kk/register/people/{here['learner']}/path/")
    assert "3–4-сыныптар" in text and text.count('class="narrow-picture"') == 1
    assert "Мысал мектебі" in text


def test_a_small_cohort_is_hidden(here: World):
    query = "?grade=3&region=KZ-11&on=2023-10-01&years=1"
    text = page(here.client("ministry"), f"/kk/register/cohort/{query}")
    assert "10-нан аз" in text
    text = page(here.client("region"), "/kk/register/cohort/?grade=3&on=2023-10-01&years=1")
    assert "3-сынып" in text
