"""The officer's desk: what to do first, and one click to the report."""

from urllib.parse import quote

import pytest

from bagdar.monitoring.queries import duties
from bagdar.monitoring.rules.nouns import Origin, State
from tests.people import PASSWORD
from tests.reports_made import (
    AKMOLA,
    HERE,
    INDICATOR,
    MES,
    MILESTONE,
    MONEY,
    PROGRAMME,
    made,
    report_address,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DESK = f"{HERE}/desk/"


def desk(client, query: str = "") -> str:
    answer = client.get(DESK + query)
    assert answer.status_code == 200
    return answer.content.decode()


def lists(page: str) -> list[str]:
    """The names of the lists on the page, in their order."""
    return [part.split('"')[0] for part in page.split('<section class="table" id="table-')[1:]]


def test_the_answer_counts_every_duty_of_the_reporter_once(loaded, client_as):
    made(State.RETURNED), made(State.SUBMITTED, INDICATOR), made(State.ACCEPTED, MONEY)
    context = client_as("body").get(DESK).context
    counts = [one.value.replace("\u202f", "") for one in context["answers"]]
    owed = duties.duty_standings(PROGRAMME, duties.today(), Origin.REAL, MES)
    overdue = len(owed) - 3  # the programme has ended: whatever was not reported is late
    assert counts == ["1", str(overdue), "0", "1", "1"]


def test_lists_stand_in_the_order_of_urgency(loaded, client_as):
    made(State.RETURNED), made(State.SUBMITTED, INDICATOR), made(State.ACCEPTED, MONEY)
    page = desk(client_as("body"))
    assert lists(page) == ["returned", "overdue", "submitted", "accepted"]
    assert "Бұйрықты қосыңыз." in page  # why it was returned, before it is opened


def test_one_click_leads_to_the_report_or_to_beginning_it(loaded, client_as):
    report = made(State.RETURNED)
    page = desk(client_as("body"), "?kind=milestone&year=2020")
    assert f'href="{report_address(report)}"' in page
    subject = quote("milestone:m2@1/2020-01", safe="")
    assert f"{HERE}/reports/new/?subject={subject}" in page


def test_a_draft_is_late_until_it_is_submitted_and_says_that_it_was_begun(loaded, client_as):
    made(State.DRAFT)
    page = desk(client_as("body"), "?list=overdue&place=m1&kind=milestone")
    assert lists(page) == ["overdue"]
    assert '<span class="tag gold">жоба</span>' in page


def test_filters_narrow_and_what_is_no_choice_narrows_nothing(loaded, client_as):
    client = client_as("body")
    assert client.get(f"{DESK}?kind=money&place=m2").context["shown"] == 6  # one for each year
    assert client.get(f"{DESK}?kind=money&place=m2&year=2021").context["shown"] == 1
    everything = client.get(DESK).context["shown"]
    assert client.get(f"{DESK}?kind=x&year=1&place=<b>&list=y").context["shown"] == everything


def test_a_long_list_is_cut_and_shown_whole_when_it_is_asked_for_alone(loaded, client_as):
    client = client_as("body")
    cut = client.get(DESK).context
    assert len(cut["tables"]["overdue"].shown.rows) == 20
    whole = client.get(f"{DESK}?list=overdue").context["tables"]["overdue"].shown.rows
    assert len(whole) == 20 + cut["sections"][0].more


def test_the_file_of_a_list_holds_every_row(loaded, client_as):
    client = client_as("body")
    rows = client.get(f"{DESK}?list=overdue").context["tables"]["overdue"].shown.rows
    answer = client.get(f"{DESK}?table=overdue&as=csv")
    assert answer.status_code == 200
    assert len(answer.content.decode("utf-8-sig").splitlines()) >= len(rows) + 1


def test_a_region_sees_its_own_duties_alone(loaded, client_as):
    made(State.DRAFT)
    context = client_as("region").get(DESK).context
    assert context["reporter"] == AKMOLA
    page = desk(client_as("region"), "?reporter=body:mes&list=overdue")
    assert "Ақмола" in page and '<span class="tag gold">жоба</span>' not in page


def test_the_auditor_looks_at_anybodys_desk_and_is_offered_no_upload(loaded, client_as):
    page = desk(client_as("auditor"), "?reporter=body:mes")
    assert "Жұмыс үстелі: БҒМ" in page and "/deliveries/new/" not in page
    for role in ("auditor", "coordinator"):
        for query in ("", "?reporter=", "?reporter=nonsense"):
            answer = client_as(role).get(DESK + query)
            assert (answer.status_code, answer["Location"]) == (302, f"{HERE}/acceptance/")


def test_a_reporter_without_duties_is_told_so(loaded, client_as):
    page = desk(client_as("auditor"), "?reporter=body:atameken")
    assert "есеп беру жүктелмеген" in page


def test_real_and_illustrative_reports_are_not_mixed(loaded, client_as):
    made(State.ACCEPTED, origin=Origin.ILLUSTRATIVE)
    answers = client_as("body").get(DESK).context["answers"]
    assert answers[-1].value == "0"


@pytest.mark.parametrize(
    ("role", "place"),
    [("body", DESK), ("region", DESK), ("coordinator", f"{HERE}/acceptance/"),
     ("auditor", f"{HERE}/acceptance/")],
)  # fmt: skip
def test_who_signs_in_comes_to_his_work(loaded, client_as, accounts, role: str, place: str):
    told = {"username": accounts[role].username, "password": PASSWORD}
    client = client_as("public")
    answer = client.post("/kk/sign-in/", told)
    assert (answer.status_code, answer["Location"]) == (302, place)
    wanted = client_as("public").post("/kk/sign-in/", {**told, "next": "/kk/search/"})
    assert wanted["Location"] == "/kk/search/"


def test_without_a_programme_who_signs_in_comes_to_the_first_page(accounts, client_as):
    told = {"username": accounts["body"].username, "password": PASSWORD}
    assert client_as("public").post("/kk/sign-in/", told)["Location"] == "/kk/"


def test_the_three_languages_say_the_same(loaded, client_as):
    made(State.RETURNED, MILESTONE)
    for language, title in (("kk", "Жұмыс үстелі"), ("ru", "Рабочий стол"), ("en", "Desk")):
        page = client_as("body").get(DESK.replace("/kk/", f"/{language}/")).content.decode()
        assert title in page
