"""One report on its page: who may do what to it in which state, and that nothing is lost."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client

from bagdar.audit.models import Event
from bagdar.monitoring import models
from bagdar.monitoring.queries import reports
from bagdar.monitoring.rules.nouns import IndicatorContent, Origin, ReportInfo, State
from bagdar.monitoring.services import reporting
from bagdar.monitoring.views import reports as views
from tests.access_tools import everything
from tests.reports_made import (
    AKMOLA,
    HERE,
    INDICATOR,
    MES,
    MILESTONE,
    MONEY,
    OFFICER,
    PROGRAMME,
    made,
    paper,
    report_address,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROLES = ("public", "body", "region", "coordinator", "auditor")
BLINK = ["access.Session", "access.Allowance", "audit.Event"]  # signing in, refusals noted
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MENDED = {"status": "partly", "done_on": "", "text": "Жартысы бітті.", "do": "save"}

# action → the roles that may, and the states in which it does something. The report is mes's own:
# "body" is its officer; "region" is another reporter, to whom it does not exist.
ACTIONS: dict[str, tuple[set[str], set[State]]] = {
    "edit": ({"body"}, {State.DRAFT, State.SUBMITTED, State.RETURNED}),
    "submit": ({"body"}, {State.DRAFT, State.RETURNED}),
    "accept": ({"coordinator"}, {State.SUBMITTED}),
    "return": ({"coordinator"}, {State.SUBMITTED}),
    "reopen": ({"coordinator"}, {State.ACCEPTED}),
    "evidence_new": ({"body"}, {State.DRAFT, State.RETURNED}),
    "evidence_remove": ({"body"}, {State.DRAFT, State.RETURNED}),
}


def send(client: Client, report: ReportInfo, action: str, evidence_id: object = None) -> int:
    """The status that an action is answered with, sent as the page's own form sends it."""
    version = {"version": report.version}
    if action == "edit":
        return client.post(report_address(report, "edit/"), {**version, **MENDED}).status_code
    if action == "evidence_new":
        told = {"kind": "order", "title": "Хат", "number": "1"}
        return client.post(report_address(report, "evidence/new/"), told).status_code
    if action == "evidence_remove":
        place = report_address(report, f"evidence/{evidence_id}/remove/")
        return client.post(place).status_code
    told = {**version, "do": action, "reason": "Себебі бар."}
    return client.post(report_address(report, "step/"), told).status_code


def with_paper(state: State) -> tuple[ReportInfo, object]:
    """A report in a state, with a document that was put behind it while it was a draft."""
    draft = made(State.DRAFT)
    document = paper(draft)
    return (draft if state is State.DRAFT else made(state)), document.id


def told_to(role: str, action: str) -> set[int]:
    """What a refusal is by rule: signing in, not there at all, or not yours to do."""
    if role == "public":
        return {302}
    return {404, 403} if role == "region" else {403}


ALLOWED = [
    (role, state, action)
    for action, (roles, states) in ACTIONS.items()
    for role in sorted(roles)
    for state in sorted(states)
]


@pytest.mark.parametrize(("role", "state", "action"), ALLOWED)
def test_an_action_is_taken_by_the_right_role_in_the_right_state(
    loaded, client_as, role: str, state: State, action: str
):
    report, document = with_paper(state)
    before = everything(but=BLINK)
    assert send(client_as(role), report, action, document) == 302
    assert everything(but=BLINK) != before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", list(State))
def test_every_other_action_is_refused_and_changes_nothing(
    loaded, client_as, role: str, state: State
):
    report, document = with_paper(state)
    client = client_as(role)
    before = everything(but=BLINK)
    refused = [action for action in ACTIONS if (role, state, action) not in ALLOWED]
    answers = {action: send(client, report, action, document) for action in refused}
    rightly = {
        action: {409} if role in ACTIONS[action][0] else told_to(role, action) for action in refused
    }
    assert {one: status for one, status in answers.items() if status not in rightly[one]} == {}
    assert everything(but=BLINK) == before


@pytest.mark.parametrize("state", list(State))
def test_the_page_offers_exactly_what_may_be_done(loaded, client_as, state: State):
    report, _ = with_paper(state)
    buttons = {
        "edit": f'href="{report_address(report, "edit/")}"',
        "submit": 'value="submit"',
        "accept": 'value="accept"',
        "return": 'value="return"',
        "reopen": 'value="reopen"',
        "evidence_new": report_address(report, "evidence/new/"),
    }
    for role in ("body", "coordinator", "auditor"):
        page = client_as(role).get(report_address(report)).content.decode()
        shown = {action for action, mark in buttons.items() if mark in page}
        may = {one for one in buttons if role in ACTIONS[one][0] and state in ACTIONS[one][1]}
        assert shown == may, role


@pytest.mark.parametrize("action", ["accept", "return", "reopen"])
def test_a_step_that_does_not_ask_the_table_is_noticed(loaded, client_as, monkeypatch, action: str):
    """The negative control: with the question left out, an officer decides on his own report."""
    state = State.ACCEPTED if action == "reopen" else State.SUBMITTED
    report = made(state)
    monkeypatch.setattr(views, "require", lambda *_: None)
    assert send(client_as("body"), report, action) == 302
    assert reports.report(report.id).state is not state


def test_a_report_that_is_open_to_everybody_is_noticed(loaded, client_as, monkeypatch):
    """The negative control: without the question whose report it is, another writes in it."""
    report = made(State.DRAFT)
    monkeypatch.setattr(reports, "may_see", lambda *_: True)
    assert send(client_as("region"), report, "edit") == 302


def test_anothers_report_is_not_there(loaded, client_as):
    report = made(State.DRAFT)
    nobodys = report_address(report).replace(str(report.id), str(loaded_id()))
    answers = [client_as("region").get(one) for one in (report_address(report), nobodys)]
    assert [one.status_code for one in answers] == [404, 404]
    assert [one.content.decode().count("БҒМ") for one in answers] == [0, 0]


def loaded_id() -> object:
    from uuid import UUID

    return UUID(int=7)


# --- writing -------------------------------------------------------------------------------------


def new(subject: object) -> str:
    return f"{HERE}/reports/new/?subject={quote(str(subject), safe='')}"


def stands(subject=MILESTONE, reporter=MES) -> ReportInfo | None:
    return reports.find_report(PROGRAMME, subject, reporter, Origin.REAL)


def test_a_milestone_is_begun_kept_and_submitted(loaded, client_as):
    client = client_as("body")
    told = {"version": 0, "status": "done", "done_on": "2020-06-25", "text": "Бекітілді."}
    answer = client.post(new(MILESTONE), {**told, "do": "save"})
    report = stands()
    assert report and report.state is State.DRAFT
    assert answer["Location"] == f"{report_address(report)}?done=saved"
    sent = client.post(report_address(report, "step/"), {"version": 1, "do": "submit"})
    assert sent["Location"] == f"{report_address(report)}?done=submitted"
    assert stands().state is State.SUBMITTED  # type: ignore[union-attr]


def test_a_subject_of_another_body_cannot_be_begun(loaded, client_as):
    before = everything(but=BLINK)
    for subject in ("indicator:I1.1.1@2021", "milestone:m1@9/2031-13", "nonsense", ""):
        answer = client_as("region").post(new(subject), {"version": 0, "value": "1", "do": "save"})
        assert answer.status_code == 404
    assert everything(but=BLINK) == before


def test_figures_are_read_as_people_write_them(loaded, client_as):
    told = {"version": 0, "value": "1 234,50", "document": "", "text": "", "do": "save"}
    client_as("body").post(new(INDICATOR), told)
    assert stands(INDICATOR).content.value == Decimal("1234.5")  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["", "жоқ", "1e5", "1" * 13, "0,1234567", "NaN", "-"])
def test_what_is_no_figure_is_kept_as_typed_and_said_beside_it(loaded, client_as, typed: str):
    told = {"version": 0, "value": typed, "document": "Хат", "text": "Мәтін", "do": "save"}
    answer = client_as("body").post(new(INDICATOR), told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_value_error"' in page
    assert all(f'value="{one}"' in page for one in (typed, "Хат") if one)
    assert stands(INDICATOR) is None


def test_a_faulty_line_of_money_is_named_and_the_others_are_kept(loaded, client_as):
    told = money(("РБ", "098", "10", "5"), ("РБ", "099", "x", ""), ("", "203", "7", "7"))
    page = client_as("body").post(new(MONEY), told).content.decode()
    assert 'id="id_line-1-plan_error"' in page and 'id="id_line-2-source_error"' in page
    assert 'id="id_line-0-plan_error"' not in page and 'value="10"' in page
    assert stands(MONEY) is None


def money(*lines: tuple[str, str, str, str], do: str = "save", version: int = 0) -> dict:
    told = {"version": version, "lines": len(lines), "text": "", "do": do}
    for place, line in enumerate(lines):
        for name, value in zip(("source", "budget_programme", "plan", "spent"), line, strict=True):
            told[f"line-{place}-{name}"] = value
    return told


def test_a_line_is_added_without_a_script_and_nothing_is_written(loaded, client_as):
    client = client_as("body")
    assert client.get(new(MONEY)).content.decode().count("<legend>") == 3  # as the act names them
    page = client.post(new(MONEY), money(("РБ", "098", "10", "5"), do="add_line")).content.decode()
    assert page.count("<legend>") == 2 and 'value="10"' in page
    assert stands(MONEY) is None


def test_lines_without_an_amount_are_left_out(loaded, client_as):
    told = money(("РБ", "098", "10", "5"), ("РБ", "099", "", ""))
    client_as("body").post(new(MONEY), told)
    assert [one.budget_programme for one in stands(MONEY).content.lines] == ["098"]  # type: ignore[union-attr]
    empty = client_as("body").post(new(MONEY), money(("РБ", "098", "", ""), version=1))
    assert empty.status_code == 422


def test_an_incomplete_report_is_kept_but_not_submitted(loaded, client_as):
    told = {"version": 0, "status": "done", "done_on": "", "text": "", "do": "submit"}
    answer = client_as("body").post(new(MILESTONE), told)
    assert answer.status_code == 422
    assert 'id="id_done_on_error"' in answer.content.decode()
    assert stands().state is State.DRAFT  # type: ignore[union-attr]


def test_a_doubtful_figure_is_asked_about_and_goes_once_it_is_confirmed(loaded, client_as):
    client = client_as("body")
    told = money(("РБ", "098", "580899", "580899000"), do="submit")
    asked = client.post(new(MONEY), told)
    keys = [one.split('"')[0] for one in asked.content.decode().split('name="confirmed" value="')]
    assert asked.status_code == 422 and len(keys) == 3
    assert stands(MONEY).state is State.DRAFT  # type: ignore[union-attr]
    told |= {"version": 1, "confirmed": keys[1:]}
    assert client.post(new(MONEY), told).status_code == 302
    assert stands(MONEY).state is State.SUBMITTED  # type: ignore[union-attr]


def test_a_confirmation_holds_for_that_very_figure(loaded, client_as):
    client = client_as("body")
    page = client.post(new(MONEY), money(("РБ", "098", "580899", "580899000"), do="submit"))
    keys = [one.split('"')[0] for one in page.content.decode().split('name="confirmed" value="')]
    other = money(("РБ", "098", "580899", "680899000"), do="submit", version=1)
    assert client.post(new(MONEY), {**other, "confirmed": keys[1:]}).status_code == 422
    assert stands(MONEY).state is State.DRAFT  # type: ignore[union-attr]


def test_questions_on_the_reports_own_page_have_to_be_confirmed_too(loaded, client_as):
    client = client_as("body")
    client.post(new(MONEY), money(("РБ", "098", "580899", "580899000"), do="save"))
    report = stands(MONEY)
    page = client.get(report_address(report)).content.decode()
    keys = [one.split('"')[0] for one in page.split('name="confirmed" value="')][1:]
    step = {"version": report.version, "do": "submit"}
    assert client.post(report_address(report, "step/"), step).status_code == 409
    assert stands(MONEY) == report
    sure = {**step, "confirmed": keys}
    assert client.post(report_address(report, "step/"), sure).status_code == 302


# --- two people, two clicks ----------------------------------------------------------------------


def test_a_stale_form_shows_both_texts_and_overwrites_nothing(loaded, client_as):
    """RELIABILITY I4: the second to save is shown what the first has written."""
    report = made(State.DRAFT)
    colleague = {**MENDED, "text": "Әріптес жазды.", "version": report.version}
    assert client_as("body").post(report_address(report, "edit/"), colleague).status_code == 302
    answer = client_as("body").post(
        report_address(report, "edit/"), {**MENDED, "version": report.version}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Жартысы бітті." in page and "Әріптес" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert reports.report(report.id).content.text == "Әріптес жазды."
    again = client_as("body").post(report_address(report, "edit/"), {**MENDED, "version": 2})
    assert again.status_code == 302
    assert [step.content.text for step in reports.steps(report.id)] == [
        "Бекітілді.", "Әріптес жазды.", "Жартысы бітті.",
    ]  # fmt: skip


def test_two_who_begin_at_once_do_not_overwrite_each_other(loaded, client_as):
    told = {"version": 0, "status": "done", "done_on": "2020-06-25", "do": "save"}
    client_as("body").post(new(MILESTONE), {**told, "text": "Бірінші."})
    answer = client_as("body").post(new(MILESTONE), {**told, "text": "Екінші."})
    assert answer.status_code == 409
    assert stands().content.text == "Бірінші."  # type: ignore[union-attr]


def test_without_the_version_check_the_second_overwrites_the_first(loaded, client_as, monkeypatch):
    """The negative control for the two tests above."""
    from bagdar.monitoring.rules import workflow

    monkeypatch.setattr(workflow, "expect", lambda *_: None)
    told = {"version": 0, "status": "done", "done_on": "2020-06-25", "do": "save"}
    client_as("body").post(new(MILESTONE), {**told, "text": "Бірінші."})
    client_as("body").post(new(MILESTONE), {**told, "text": "Екінші."})
    assert stands().content.text == "Екінші."  # type: ignore[union-attr]


@pytest.mark.parametrize("do", ["save", "submit"])
def test_the_same_form_sent_twice_has_one_effect(loaded, client_as, do: str):
    client = client_as("body")
    told = {"version": 0, "status": "done", "done_on": "2020-06-25", "text": "Бітті.", "do": do}
    first = client.post(new(MILESTONE), told)
    before = everything(but=["access.Session.last_seen_at"])
    second = client.post(new(MILESTONE), told)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert everything(but=["access.Session.last_seen_at"]) == before


@pytest.mark.parametrize(
    ("role", "state", "do"),
    [("body", State.DRAFT, "submit"), ("coordinator", State.SUBMITTED, "accept"),
     ("coordinator", State.SUBMITTED, "return"), ("coordinator", State.ACCEPTED, "reopen")],
)  # fmt: skip
def test_a_step_clicked_twice_is_taken_once(loaded, client_as, role: str, state: State, do: str):
    report, client = made(state), client_as(role)
    assert [send(client, report, do) for _ in range(2)] == [302, 302]
    assert len(reports.steps(report.id)) == report.version + 1
    assert (
        Event.objects.filter(about=f"monitoring.report:{report.id}").count() == report.version + 1
    )


def test_a_decision_on_another_version_is_not_taken(loaded, client_as):
    """The officer took the report back and sent another while the coordinator was reading."""
    report = made(State.SUBMITTED)
    client_as("body").post(
        report_address(report, "edit/"), {**MENDED, "version": report.version, "do": "submit"}
    )
    answer = client_as("coordinator").post(
        report_address(report, "step/"), {"version": report.version, "do": "accept"}
    )
    assert answer.status_code == 409
    assert reports.report(report.id).state is State.SUBMITTED
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "х" * 2001])
def test_a_return_needs_a_reason_and_keeps_what_was_typed(loaded, client_as, reason: str):
    report = made(State.SUBMITTED)
    told = {"version": report.version, "do": "return", "reason": reason}
    answer = client_as("coordinator").post(report_address(report, "step/"), told)
    assert answer.status_code == 422
    assert reports.report(report.id) == report
    assert not reason.strip() or reason in answer.content.decode()


def test_a_step_that_nobody_knows_changes_nothing(loaded, client_as):
    report = made(State.SUBMITTED)
    before = everything(but=BLINK)
    assert send(client_as("coordinator"), report, "destroy") == 400
    assert everything(but=BLINK) == before


# --- what the page shows -------------------------------------------------------------------------


def test_the_page_says_what_is_asked_and_every_step(loaded, client_as):
    report = made(State.RETURNED)
    reporting.save_report(
        PROGRAMME, MILESTONE, MES, report.content.model_copy(update={"text": "Жаңа мәтін."}),
        origin=Origin.REAL, by=OFFICER, at=report.updated_at, expect_version=report.version,
    )  # fmt: skip
    page = client_as("auditor").get(report_address(report)).content.decode()
    for text in ("2020 жылғы 30 маусым", "нормативтік құқықтық актілер", "Бұйрықты қосыңыз.",
                 "<ins>Жаңа мәтін</ins>", "<del>Бекітілді</del>", "test-coordinator"):  # fmt: skip
        assert text in page


def test_a_region_is_asked_for_its_weight(loaded, client_as):
    from bagdar.monitoring.rules.nouns import Subject

    subject = Subject("indicator", "T1.1/3-6", "2021")
    page = client_as("region").get(new(subject)).content.decode()
    assert "3–6 жастағы балалар саны" in page and 'name="weight"' in page
    told = {"version": 0, "value": "95,2", "weight": "1 200", "document": "", "do": "submit"}
    client_as("region").post(new(subject), {**told, "text": ""})
    content = stands(subject, AKMOLA).content  # type: ignore[union-attr]
    assert content == IndicatorContent(value=Decimal("95.2"), weight=Decimal(1200))


def test_an_illustrative_report_says_so(loaded, client_as):
    report = made(State.DRAFT, origin=Origin.ILLUSTRATIVE)
    page = client_as("auditor").get(report_address(report)).content.decode()
    assert 'class="band"' in page
    assert client_as("body").get(report_address(report)).status_code == 404  # a real account


# --- evidence ------------------------------------------------------------------------------------


def attach(client: Client, report: ReportInfo, **told: object):
    given = {"kind": "order", "title": "Бұйрық", "number": "", "dated_on": "", "url": "", **told}
    return client.post(report_address(report, "evidence/new/"), given)


def test_a_file_is_put_behind_a_report_and_read_again(loaded, client_as):
    report, client = made(State.DRAFT), client_as("body")
    file = BytesIO(PDF)
    file.name = "бұйрық № 254.exe"
    assert attach(client, report, file=file).status_code == 302
    document = reports.evidence_of([report.id])[report.id][0]
    place = report_address(report, f"evidence/{document.id}/file/")
    answer = client.get(place)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert ".exe" not in answer["Content-Disposition"]
    assert client_as("auditor").get(place).status_code == 200
    assert client_as("region").get(place).status_code == 404
    elsewhere = place.replace(str(report.id), str(made(State.DRAFT, MONEY).id))
    assert client.get(elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 422), (b"MZ\x90\x00program", 415), (b"<html>", 415)]
)
def test_a_file_that_is_no_document_is_refused_beside_its_field(
    loaded, client_as, content: bytes, status: int
):
    report = made(State.DRAFT)
    file = BytesIO(content)
    file.name = "бұйрық.pdf"
    before = everything(but=BLINK)
    answer = attach(client_as("body"), report, file=file)
    assert answer.status_code == status
    page = answer.content.decode()
    assert 'id="evidence_file_error"' in page and 'value="Бұйрық"' in page
    assert everything(but=BLINK) == before


def test_evidence_that_nobody_could_find_is_refused(loaded, client_as):
    report = made(State.DRAFT)
    for told in ({}, {"number": "1", "url": "javascript:alert(1)"}, {"number": "1", "kind": "x"},
                 {"number": "1", "dated_on": "2999-01-01"},
                 {"number": "1", "title": " "}):  # fmt: skip
        assert attach(client_as("body"), report, **told).status_code == 422
    assert models.Evidence.objects.count() == 0


def test_the_same_document_sent_twice_stands_once(loaded, client_as):
    report, client = made(State.DRAFT), client_as("body")
    assert [attach(client, report, number="254").status_code for _ in range(2)] == [302, 302]
    assert models.Evidence.objects.count() == 1


def test_the_kind_of_document_is_proposed_from_the_form_of_completion(loaded, client_as):
    page = client_as("body").get(report_address(made(State.DRAFT))).content.decode()
    assert '<option value="order" selected>' in page


def test_every_client_sends_a_token(loaded, client_as: Callable[[str], Client]):
    report = made(State.SUBMITTED)
    client = client_as("coordinator")
    client.handler.enforce_csrf_checks = True
    assert send(client, report, "accept") == 403
    assert reports.report(report.id) == report
