"""RELIABILITY P1 for monitoring: every address × role × relation × state, over HTTP.

Which roles may is read from data/access/table.csv alone. What is listed here is how an address is
filled in and what it would do, never who may. An address that is not listed fails the build.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone, translation

from bagdar.access import permission
from bagdar.access.public import table
from bagdar.access.rules.roles import ACCOUNT_ROLES
from bagdar.audit.models import Event
from bagdar.config.api import operations
from bagdar.monitoring import models
from bagdar.monitoring.queries import duties, reports
from bagdar.monitoring.rules.nouns import Origin, Reporter, ReportInfo, State, Subject
from bagdar.monitoring.services import evidence, reporting
from bagdar.monitoring.views import reports as report_views
from tests.access_tools import everything
from tests.reports_made import AKMOLA, AT, BY, COORDINATOR, DONE, MES, PROGRAMME

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROLES = ("public", *ACCOUNT_ROLES)
SPEAKS_FOR: Mapping[str, Reporter] = {"body": MES, "region": AKMOLA}
BLINK = ["access.Session", "access.Allowance", "audit.Event"]
DRAFTED = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Deed:
    """One thing that can be sent to an address.

    send     fields of a form or of a JSON body, given the report
    works    states of the report in which it has an effect; elsewhere it is answered with 409
    asks     object and operation, where the address itself asks about several
    of       whose thing the address names: "report" and "delivery" differ by relation
    whole    only for those that may do it with anybody's
    """

    method: str = "get"
    send: Callable[["Case"], Mapping[str, Any]] = lambda case: {}
    query: Callable[["Case"], str] = lambda case: ""
    works: tuple[State, ...] | None = None
    asks: tuple[str, str] | None = None
    of: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Case:
    """What an address is filled with."""

    report: ReportInfo
    document: UUID
    delivery: UUID
    subject: Subject
    state: State


def step(do: str, operation: str, *works: State) -> Deed:
    return Deed(
        "post",
        lambda case: {"do": do, "version": case.report.version, "reason": "Себебі бар."},
        works=works,
        asks=("monitoring.report", operation),
        of="report",
    )


def decide(*works: State, reason: bool = True) -> Deed:
    more = {"reason": "Себебі бар."} if reason else {}
    return Deed(
        "post", lambda case: {"version": case.report.version, **more}, works=works, of="report"
    )


EDITED = {"status": "partly", "text": "Жартысы бітті.", "do": "save"}
PAPER = {"kind": "order", "title": "Хат", "number": "7"}
READ = [Deed()]
OWN_REPORT = [Deed(of="report")]
SAID: Callable[[Case], str] = lambda case: f"subject={quote(str(case.subject), safe='')}"  # noqa: E731

# Name of the address (for the API: of its view) → what can be done there.
DEEDS: Mapping[str, list[Deed]] = {
    # the desks
    "desk": READ,
    "acceptance": [Deed(whole=True)],
    "acceptance_many": [
        Deed("post", lambda case: {"chosen": f"{case.report.id}:{case.report.version}"})
    ],
    # one report
    "report_new": [Deed(query=SAID, of="subject")],
    "report": OWN_REPORT,
    "report_edit": [
        Deed(of="report"),
        Deed("post", lambda case: {"version": case.report.version, **EDITED},
             works=(State.DRAFT, State.SUBMITTED, State.RETURNED), of="report"),
    ],
    "report_step": [
        step("submit", "update", *DRAFTED),
        step("accept", "decide", State.SUBMITTED),
        step("return", "decide", State.SUBMITTED),
        step("reopen", "decide", State.ACCEPTED),
    ],
    "evidence_new": [Deed("post", lambda case: PAPER, works=DRAFTED, of="report")],
    "evidence_remove": [Deed("post", works=DRAFTED, of="report")],
    "evidence_file": OWN_REPORT,
    # files of reports
    "deliveries": READ,
    "upload": [Deed(), Deed("post")],
    "template_file": [Deed(query=lambda case: "reporter=body:mes")],
    "delivery": [Deed(of="delivery")],
    "delivery_report": [Deed(of="delivery")],
    # figures from outside
    "outside": READ,
    "outside_new": [Deed(), Deed("post")],
    "outside_file": [Deed("post")],
    "reported_figure": READ,
    "list_outside_figures": READ,
    "enter_outside_figures": [Deed("post")],
    "import_outside_figures": [Deed("post")],
    # what everybody reads
    **dict.fromkeys(
        ("calendar", "calendar_feed", "due", "workload", "evaluation", "execution", "regions",
         "region"), READ,
    ),
    "yearly_reports": [Deed(), Deed("post", asks=("monitoring.yearly_report", "create"))],
    "yearly_report_file": READ,
    # the API
    "list_reports": READ,
    "save_report": [
        Deed("put", lambda case: {"subject": str(case.subject), "version": 0,
                                  "content": DONE.model_dump(mode="json")}, of="subject"),
    ],
    "show_report": OWN_REPORT,
    "submit_report": [decide(*DRAFTED, reason=False)],
    "accept_report": [decide(State.SUBMITTED, reason=False)],
    "return_report": [decide(State.SUBMITTED)],
    "reopen_report": [decide(State.ACCEPTED)],
    "add_evidence": [Deed("post", lambda case: PAPER, works=DRAFTED, of="report")],
    "remove_evidence": [Deed("delete", works=DRAFTED, of="report")],
    "download_evidence": OWN_REPORT,
    "list_deliveries": READ,
    "deliver_file": [Deed("post")],
    "deliver_batch": [Deed("post")],
    "show_delivery": [Deed(of="delivery")],
    "download_template": [Deed(query=lambda case: "year=2021&reporter=body:mes")],
    "list_yearly_reports": READ,
    "create_yearly_report": [Deed("post")],
    "show_yearly_report": READ,
    "download_yearly_report": READ,
    **dict.fromkeys(
        ("list_duties", "list_workload", "show_calendar", "show_evaluation", "list_standings",
         "list_forecasts", "show_forecast", "show_rollup", "show_execution"), READ,
    ),
}  # fmt: skip
# Forms, and not JSON, are sent to these operations.
FORMS = {"add_evidence", "deliver_file", "import_outside_figures"}
# Nothing stands at these addresses in this test, so that whoever is let in finds nothing.
NOTHING_THERE = {
    "yearly_report_file", "show_yearly_report", "download_yearly_report", "reported_figure",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """An address of monitoring. pattern: with its blanks. asks: object and operation; of a page the
    same for every method.
    """

    name: str
    pattern: str
    asks: tuple[str, str]
    is_api: bool


def found_addresses() -> list[Address]:
    """Every address that asks the table about monitoring: pages from the resolver, operations."""
    with translation.override("kk"):  # whatever language the last answer was in
        named = list(named_patterns())
    pages = [
        Address(name, "/" + declared, view.access, False)
        for declared, name, view in named
        if declared.startswith("kk/") and isinstance(getattr(view, "access", None), tuple)
    ]
    calls = [
        Address(one.view_func.__name__, f"/api/v1{one.path}", one.view_func.access, True)
        for one in operations()
    ]
    return [one for one in [*pages, *calls] if one.asks[0].startswith("monitoring.")]


def named_patterns() -> Iterator[tuple[str, str, Any]]:
    waiting: list[tuple[str, Any]] = [("", one) for one in get_resolver().url_patterns]
    while waiting:
        before, one = waiting.pop()
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            waiting += [(here, each) for each in one.url_patterns]
        else:
            yield here, one.name or "", one.callback


def test_every_address_of_monitoring_is_tried():
    found = [one.name for one in found_addresses()]
    assert sorted(found) == sorted(DEEDS)
    assert len(found) > 45


# --- the world -----------------------------------------------------------------------------------


def world() -> dict[tuple[Reporter, State], Case]:
    """For each reporter and state a report with a file behind it, a delivery, and a subject of its
    own that is not begun.
    """
    owed = {
        reporter: [
            duty.subject
            for duty in duties.duties_of(PROGRAMME)
            if duty.reporter == reporter and duty.subject.kind == "milestone"
        ]
        for reporter in BY
    }
    cases = {}
    for reporter, by in BY.items():
        delivery = _delivery(reporter)
        others = {subject for one, listed in owed.items() if one != reporter for subject in listed}
        fresh = [subject for subject in owed[reporter] if subject not in others][-1]
        for place, state in enumerate(State):
            report, document = _report(owed[reporter][place], reporter, by, state)
            cases[reporter, state] = Case(report, document, delivery, fresh, state)
    return cases


def _report(subject: Subject, reporter: Reporter, by: Any, state: State) -> tuple[ReportInfo, UUID]:
    who: dict[str, Any] = {"by": by, "at": AT}
    report = reporting.save_report(PROGRAMME, subject, reporter, DONE, origin=Origin.REAL, **who)
    file = SimpleUploadedFile("buiryq.pdf", b"%PDF-1.4\n%%EOF\n")
    document = evidence.add_evidence(report.id, kind="order", title="Бұйрық", file=file, **who)
    if state is not State.DRAFT:
        report = reporting.submit_report(report.id, expect_version=report.version, **who)
    decided: dict[str, Any] = {"by": COORDINATOR, "at": AT, "expect_version": report.version}
    if state is State.ACCEPTED:
        report = reporting.accept_report(report.id, **decided)
    if state is State.RETURNED:
        report = reporting.return_report(report.id, "Себебі бар.", **decided)
    return report, document.id


def _delivery(reporter: Reporter) -> UUID:
    row = models.Delivery.objects.create(
        programme=PROGRAMME, reporter=str(reporter), origin=Origin.REAL, file_name="a.xlsx",
        sha256="0" * 64, size=1, at=timezone.now(), by=BY[reporter].name,
    )  # fmt: skip
    return row.pk


# --- one cell ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """relation: own, other. A role that speaks for nobody has only others' things."""

    address: Address
    deed: Deed
    role: str
    relation: str
    case: Case

    @property
    def told(self) -> str:
        state = f" {self.case.state}" if self.deed.of == "report" else ""
        do = str(self.deed.send(self.case).get("do", ""))
        return f"{self.role} {self.deed.method} {self.address.name} {do} {self.relation}{state}"


def cells(role: str, cases: Mapping[tuple[Reporter, State], Case]) -> Iterator[Cell]:
    """Every address, deed, relation and state for a role; a state only where it matters."""
    own = SPEAKS_FOR.get(role)
    for address in found_addresses():
        for deed in DEEDS[address.name]:
            for reporter in BY:
                relation = "own" if reporter == own else "other"
                if not deed.of and relation == "own":
                    continue  # the address names nobody's thing
                states = tuple(State) if deed.of == "report" else (State.SUBMITTED,)
                for state in states if deed.of or reporter == MES else ():
                    yield Cell(address, deed, role, relation, cases[reporter, state])


def allowed(cell: Cell) -> bool:
    """What the table says; reading it is all that is known here of who may."""
    object, operation = cell.deed.asks or cell.address.asks
    relation = cell.relation if cell.deed.of else "own"
    if cell.deed.whole:
        relation = "any"
    return table().permits(cell.role, object, operation, relation)


def refusals(cell: Cell) -> set[int]:
    """How a refusal has to look: 401 or the way to sign in; 404 for another's; else 403."""
    if cell.role == "public":
        return {401} if cell.address.is_api else {302, 403}
    pair = cell.deed.asks or cell.address.asks
    is_anothers = cell.deed.of and cell.relation == "other" and cell.role in SPEAKS_FOR
    if is_anothers and table().permits_some(cell.role, *cell.address.asks):
        return {404} if table().permits_some(cell.role, *pair) or not cell.deed.asks else {404, 403}
    return {403}


def rightly(cell: Cell, status: int, place: str) -> bool:
    if not allowed(cell):
        return status in refusals(cell) and (status != 302 or "/sign-in/" in place)
    if "/sign-in/" in place or status in (401, 403) or status >= 500:
        return False
    if cell.address.name in NOTHING_THERE:
        return True
    if cell.deed.works is not None:
        return status < 400 if cell.case.state in cell.deed.works else status == 409
    return status != 404


BLANK = re.compile(r"<(?:\w+:)?(\w+)>|{(\w+)}")


def send(client: Client, cell: Cell) -> tuple[int, str]:
    """Status and where it leads to. What was written is taken back at once."""
    address, case = cell.address, cell.case
    things = {
        "programme": PROGRAMME, "report_id": case.report.id, "evidence_id": case.document,
        "delivery_id": case.delivery, "code": "KZ-11", "row": "T1.4",
        "figure": 0,
        "id": case.delivery if "deliver" in address.name
        else case.document if address.pattern.startswith("/api/v1/evidence/")
        else case.report.id,
    }  # fmt: skip
    place = BLANK.sub(lambda blank: str(things[blank[1] or blank[2]]), address.pattern)
    query = cell.deed.query(case)
    body = cell.deed.send(case)
    more: dict[str, Any] = {"data": body}
    if address.is_api and cell.deed.method != "get" and address.name not in FORMS:
        more = {"data": json.dumps(body), "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(client, cell.deed.method)(f"{place}?{query}" if query else place, **more)
        if allowed(cell):
            transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", "")


def wrong_cells(client: Client, role: str, only: Collection[str] = ()) -> tuple[list[str], int]:
    """Cells that were answered otherwise than the table says, and how many were tried."""
    cases = world()
    before = everything(but=BLINK)
    tried, wrong = 0, []
    for cell in cells(role, cases):
        if only and cell.address.name not in only:
            continue
        tried += 1
        status, place = send(client, cell)
        if not rightly(cell, status, place):
            wrong.append(f"{cell.told}: {status} {place}")
    if everything(but=BLINK) != before:
        wrong.append("a refusal has changed something")
    return wrong, tried


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """Hundreds of requests from one address are not what is judged here."""
    settings.API_PER_ADDRESS = 100_000


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_is_answered_as_the_table_says(loaded, client_as, role: str):
    wrong, tried = wrong_cells(client_as(role), role)
    assert wrong == []
    assert tried > 150


@pytest.mark.once
def test_without_asking_whose_it_is_cells_are_wrong(loaded, client_as, monkeypatch):
    """A negative control: anybody who reports may read and write every report."""
    monkeypatch.setattr(reports, "may_see", lambda *_: True)
    names = ("report", "report_edit", "show_report", "evidence_file")
    wrong, _ = wrong_cells(client_as("region"), "region", only=names)
    assert {name for name in names if any(f" {name} " in one for one in wrong)} == set(names)


@pytest.mark.once
def test_without_asking_who_decides_cells_are_wrong(loaded, client_as, monkeypatch):
    """A negative control: the step's second question is left out."""
    monkeypatch.setattr(report_views, "require", lambda *_: None)
    wrong, _ = wrong_cells(client_as("body"), "body", only=["report_step"])
    assert any("accept own submitted" in one for one in wrong)


@pytest.mark.once
def test_with_another_table_cells_are_wrong(loaded, client_as, monkeypatch):
    """A negative control: what the pages ask is not what the declared table says."""

    class Open(type(table())):  # type: ignore[misc]
        def permits_some(self, *_: str) -> bool:
            return True

        def permits(self, *_: str) -> bool:
            return True

    opened = Open(table().rows)
    monkeypatch.setattr(permission, "table", lambda: opened)
    wrong, tried = wrong_cells(client_as("auditor"), "auditor", only=["accept_report"])
    assert (len(wrong) >= 8, tried) == (True, 8)


def test_a_refusal_by_the_table_is_noted_in_the_trail(loaded, client_as):
    """Of every address that a role may not use at all, once; nobody else's thing is named there."""
    cases = world()
    for role in ("body", "auditor"):
        client = client_as(role)
        closed = {
            cell.address.name: cell
            for cell in cells(role, cases)
            if not allowed(cell) and not table().permits_some(role, *cell.address.asks)
        }
        before = Event.objects.filter(action="access.denied").count()
        for cell in closed.values():
            assert send(client, cell)[0] == 403
        noted = Event.objects.filter(action="access.denied").order_by("pk")[before:]
        assert len(noted) == len(closed) > 0
        assert {event.actor for event in noted} == {f"test-{role}"}


def test_who_asks_for_anothers_is_told_of_nothing_and_noted(loaded, client_as):
    case = world()[MES, State.SUBMITTED]
    client = client_as("region")
    asked = [
        f"/kk/programme/{PROGRAMME}/reports/{case.report.id}/",
        f"/kk/programme/{PROGRAMME}/deliveries/{case.delivery}/",
        f"/api/v1/reports/{case.report.id}",
        f"/api/v1/evidence/{case.document}/file",
        f"/api/v1/deliveries/{case.delivery}",
    ]
    assert [client.get(place).status_code for place in asked] == [404] * len(asked)
    noted = Event.objects.filter(action="access.denied", actor="test-region").order_by("pk")
    assert [event.facts["path"] for event in noted] == asked
    command = f"/api/v1/reports/{case.report.id}/submission"
    given = {"content_type": "application/json", "headers": {"Idempotency-Key": "once"}}
    assert client.post(command, {"version": 1}, **given).status_code == 404
    asked.append(command)  # what the refused command wrote is undone, its note is not
    assert [event.facts["path"] for event in noted.all()] == asked
    client.get(f"/api/v1/reports/{case.delivery}")  # where nothing is, nobody is refused
    assert noted.all().count() == len(asked)


def test_lists_hold_nothing_of_anothers(loaded, client_as):
    """An address that names nobody's thing shows one's own alone."""
    cases = world()
    ids = {reporter: [str(case.report.id) for (one, _), case in cases.items() if one == reporter]
           for reporter in BY}  # fmt: skip
    for role, own in SPEAKS_FOR.items():
        client = client_as(role)
        for place in (
            f"/kk/programme/{PROGRAMME}/desk/",
            f"/kk/programme/{PROGRAMME}/deliveries/",
            f"/api/v1/programmes/{PROGRAMME}/reports?limit=500",
            f"/api/v1/programmes/{PROGRAMME}/deliveries",
        ):
            page = client.get(place).content.decode()
            others = [id for reporter, listed in ids.items() if reporter != own for id in listed]
            assert [id for id in others if id in page] == []
