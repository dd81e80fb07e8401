"""The coordinator's desk: what waits, and accepting many reports exactly as they were seen."""

from datetime import timedelta

import pytest

from bagdar.audit.models import Event
from bagdar.monitoring.queries import facts, reports
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    Origin,
    ReportInfo,
    State,
    Subject,
)
from bagdar.monitoring.services import reporting
from tests.access_tools import everything
from tests.reports_made import (
    AKMOLA,
    AT,
    HERE,
    INDICATOR,
    MES,
    MONEY,
    OFFICER,
    made,
    paper,
    report_address,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DESK, MANY = f"{HERE}/acceptance/", f"{HERE}/acceptance/many/"
BLINK = ["access.Session", "access.Allowance", "audit.Event"]
REGIONAL = Subject("indicator", "T1.1/3-6", "2021")


def boxes(*listed: ReportInfo) -> dict[str, list[str]]:
    return {"chosen": [f"{one.id}:{one.version}" for one in listed]}


def rows(client, query: str = ""):
    answer = client.get(DESK + query)
    assert answer.status_code == 200
    return answer.context["rows"]


def test_what_has_waited_longest_stands_first(loaded, client_as):
    late = made(State.SUBMITTED, MONEY, at=AT + timedelta(days=3))
    early = made(State.SUBMITTED, at=AT)
    made(State.DRAFT, INDICATOR)
    assert [one.id for one in rows(client_as("coordinator"))] == [early.id, late.id]


def test_a_figure_stands_beside_its_target_and_the_one_before(loaded, client_as):
    before = Subject("indicator", INDICATOR.place, "2020")
    made(State.ACCEPTED, before, content=IndicatorContent(value=58))  # type: ignore[arg-type]
    made(State.SUBMITTED, INDICATOR)
    (row,) = rows(client_as("coordinator"))
    assert (row.said, row.target, row.previous) == ("62 %", "80 %", "58 (2020 ж.)")


def test_money_stands_beside_the_plan_of_the_act(loaded, client_as):
    made(State.SUBMITTED, MONEY)
    (row,) = rows(client_as("coordinator"))
    assert (row.said, row.target) == ("580\u202f000 млн теңге", "580\u202f899 млн теңге")


def test_evidence_and_questions_stand_in_the_row(loaded, client_as):
    draft = made(State.DRAFT, INDICATOR, content=IndicatorContent(value=0.62))  # type: ignore[arg-type]
    paper(draft)
    reporting.submit_report(draft.id, by=OFFICER, at=AT, expect_version=draft.version)
    (row,) = rows(client_as("coordinator"))
    assert row.evidence == 1
    assert (
        row.questions and row.questions[0].text in client_as("auditor").get(DESK).content.decode()
    )


def test_the_list_is_narrowed_by_reporter_kind_and_year(loaded, client_as):
    made(State.SUBMITTED), made(State.SUBMITTED, MONEY)
    region = made(State.SUBMITTED, REGIONAL, AKMOLA,
                  content=IndicatorContent(value=95, weight=1200))  # type: ignore[arg-type]  # fmt: skip
    client = client_as("coordinator")
    assert [one.id for one in rows(client, "?reporter=region:KZ-11")] == [region.id]
    assert len(rows(client, "?kind=money")) == 1
    assert len(rows(client, "?year=2021")) == 2
    assert len(rows(client, "?reporter=x&kind=y&year=z&page=%00")) == 3


def test_nothing_is_accepted_before_it_was_confirmed(loaded, client_as):
    one, other = made(State.SUBMITTED), made(State.SUBMITTED, MONEY)
    before = everything(but=BLINK)
    client = client_as("coordinator")
    page = client.post(MANY, boxes(one, other))
    assert page.status_code == 200
    assert {row.id for row in page.context["rows"]} == {one.id, other.id}
    assert everything(but=BLINK) == before
    answer = client.post(MANY, {**boxes(one, other), "sure": "1"})
    assert answer["Location"] == f"{DESK}?accepted=2"
    assert {reports.report(one.id).state for one in (one, other)} == {State.ACCEPTED}
    assert facts.spendings("kz-2020-2025", Origin.REAL, measure=2)[0].accepted


def test_accepting_twice_has_one_effect(loaded, client_as):
    listed = [made(State.SUBMITTED), made(State.SUBMITTED, MONEY)]
    client = client_as("coordinator")
    first = client.post(MANY, {**boxes(*listed), "sure": "1"})
    before = everything(but=["access.Session"])
    second = client.post(MANY, {**boxes(*listed), "sure": "1"})
    assert first["Location"] == second["Location"]
    assert everything(but=["access.Session"]) == before


def test_a_report_that_changed_since_it_was_seen_stops_them_all(loaded, client_as):
    """The officer took one back and sent other figures: neither it nor the rest is accepted."""
    seen, other = made(State.SUBMITTED), made(State.SUBMITTED, MONEY)
    changed = seen.content.model_copy(update={"text": "Басқаша."})
    saved = reporting.save_report(
        "kz-2020-2025", seen.subject, MES, changed, origin=Origin.REAL, by=OFFICER, at=AT,
        expect_version=seen.version,
    )  # fmt: skip
    reporting.submit_report(saved.id, by=OFFICER, at=AT, expect_version=saved.version)
    before = everything(but=BLINK)
    client = client_as("coordinator")
    assert client.post(MANY, boxes(seen, other)).context["gone"] == 1
    answer = client.post(MANY, {**boxes(seen, other), "sure": "1"})
    assert answer.status_code == 409
    assert everything(but=BLINK) == before


def test_without_the_versions_what_was_not_seen_is_accepted(loaded, client_as, monkeypatch):
    """The negative control: the service is not told which versions were seen."""
    from bagdar.monitoring.views import acceptance

    real = acceptance.entries.accept_reports
    monkeypatch.setattr(
        acceptance.entries,
        "accept_reports",
        lambda ids, by, at, expect_versions: real(ids, by=by, at=at),
    )
    report = made(State.SUBMITTED)
    stale = {"chosen": [f"{report.id}:{report.version - 1}"], "sure": "1"}
    client_as("coordinator").post(MANY, stale)
    assert reports.report(report.id).state is State.ACCEPTED


@pytest.mark.parametrize("chosen", [[], ["x"], ["1:2"], ["00000000-0000-0000-0000-000000000007:1"]])
def test_choosing_nothing_that_waits_accepts_nothing(loaded, client_as, chosen: list[str]):
    made(State.SUBMITTED)
    before = everything(but=BLINK)
    for sure in ({}, {"sure": "1"}):
        answer = client_as("coordinator").post(MANY, {"chosen": chosen, **sure})
        assert answer.status_code in (200, 404, 422)
    assert everything(but=BLINK) == before


@pytest.mark.parametrize(
    ("role", "status"), [("public", 302), ("body", 403), ("region", 403), ("auditor", 403)]
)
def test_nobody_else_accepts_many(loaded, client_as, role: str, status: int):
    report = made(State.SUBMITTED)
    before = everything(but=BLINK)
    answer = client_as(role).post(MANY, {**boxes(report), "sure": "1"})
    assert answer.status_code == status
    assert everything(but=BLINK) == before


def test_the_auditor_sees_the_queue_without_boxes_and_others_do_not_see_it(loaded, client_as):
    made(State.SUBMITTED)
    page = client_as("auditor").get(DESK).content.decode()
    assert 'type="checkbox"' not in page and "№ 1" in page
    assert client_as("coordinator").get(DESK).content.decode().count('type="checkbox"') == 1
    assert (
        client_as("coordinator").get(f"{DESK}?choose=all").content.decode().count(" checked") == 1
    )
    assert client_as("public").get(DESK).status_code == 302
    assert {client_as(one).get(DESK).status_code for one in ("body", "region")} == {403}


def test_what_was_decided_lately_leads_to_reopening(loaded, client_as):
    report = made(State.ACCEPTED)
    client = client_as("coordinator")
    assert f'href="{report_address(report)}"' in client.get(DESK).content.decode()
    told = {"version": report.version, "do": "reopen", "reason": "Күні қате."}
    assert client.post(report_address(report, "step/"), told).status_code == 302
    assert reports.report(report.id).state is State.RETURNED
    kinds = [step.kind for step in reports.steps(report.id)]
    assert kinds == ["saved", "submitted", "accepted", "reopened"]
    actions = Event.objects.filter(about=f"monitoring.report:{report.id}").values_list(
        "action", flat=True
    )
    assert "monitoring.report_reopened" in set(actions)


def test_reports_of_two_origins_never_stand_in_one_queue(loaded, client_as):
    real, shown = made(State.SUBMITTED), made(State.SUBMITTED, MONEY, origin=Origin.ILLUSTRATIVE)
    client = client_as("coordinator")
    assert [one.id for one in rows(client)] == [real.id]
    other = client.get(f"{DESK}?origin=illustrative")
    assert [one.id for one in other.context["rows"]] == [shown.id]
    assert 'class="band"' in other.content.decode()


def test_a_demonstration_coordinator_decides_nothing_that_is_real(loaded, client_as, accounts):
    real, shown = made(State.SUBMITTED), made(State.SUBMITTED, origin=Origin.ILLUSTRATIVE)
    accounts["coordinator"].is_demonstration = True
    accounts["coordinator"].save()
    client = client_as("coordinator")
    step = {"do": "accept", "version": real.version}
    assert client.post(report_address(real, "step/"), step).status_code == 404
    client.post(MANY, {**boxes(real), "sure": "1"})
    path = f"/api/v1/reports/{real.id}/acceptance"
    token = client.get("/api/v1/session").json()["csrf_token"]
    headers = {"X-CSRFToken": token}
    sent = client.post(path, {"version": 2}, content_type="application/json", headers=headers)
    assert sent.status_code == 404
    assert reports.report(real.id) == real
    assert client.post(report_address(shown, "step/"), step).status_code == 302
    assert reports.report(shown.id).state is State.ACCEPTED
