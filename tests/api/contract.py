"""Schemathesis against our own description, inside this process, for one role at a time."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client

from tests.api.contract_admissions import put_admissions

ROLES = (
    "public", "body", "region", "coordinator", "auditor", "organisation", "person", "ministry",
)  # fmt: skip
OTHERS = tuple(role for role in ROLES if role != "coordinator")
# Requests an operation over all roles: 100 every day, 160 in the rest and in the thorough tier, 500
# in the nightly one; tests/tier.py sets them. Some sixty of them are every boundary of every
# parameter, sent once by the role of most rights. Chance divides the others: five a role, twelve,
# or fifty-five. Without the boundaries more than one operation in ten is reached by no answer.
EVERYDAY = 100
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", str(EVERYDAY)))
# Who sends the same requests. To draw one takes longer than to have it answered: every day each is
# drawn once and sent by everybody; where there is time, every role has requests of its own.
SENDING = [OTHERS] if EXAMPLES <= EVERYDAY else [(role,) for role in OTHERS]
BOUNDARIES = 60
ASKS_BOUNDARIES = EXAMPLES > BOUNDARIES
BY_CHANCE = EXAMPLES - BOUNDARIES if ASKS_BOUNDARIES else EXAMPLES
# A file, a name or a pair of editions may be well formed and still be refused for what it says; a
# file is what its bytes are, which no description can say: 415.
REFUSED_BY_MEANING = ["2xx", "401", "403", "404", "409", "415", "422", "429"]

PHASES = {"coverage": {"enabled": False}}

CONFIG: dict[str, Any] = {
    "generation": {
        "max-examples": max(1, BY_CHANCE // len(ROLES)),
        "deterministic": True,
        "database": "none",
        "no-shrink": True,
        "with-security-parameters": False,
    },
    "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_BY_MEANING}},
}


def schema_of(app: Any, **more: Any) -> Any:
    """The API's description as the application serves it."""
    config = schemathesis.Config.from_dict({**CONFIG, **more})
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)


def application() -> Any:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    return get_wsgi_application()


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests share the test's connection, as they do in Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextmanager
def undone() -> Iterator[None]:
    """What an example writes is gone before the next one starts."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def put_what_the_description_names() -> None:
    """A draft with evidence, a submitted and an accepted report of the body, a delivery and a
    yearly report, under the ids that the description gives as examples, so that those requests
    find what they are about.
    """
    from bagdar.kept import path_of
    from bagdar.monitoring import models
    from bagdar.monitoring.queries import yearly

    at = datetime(2023, 3, 1, tzinfo=UTC)
    ids = [UUID(f"0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6a0{number}") for number in (1, 2, 3, 4)]
    states = ("draft", "submitted", "accepted")
    for version, (id, state) in enumerate(zip(ids[:3], states, strict=True), start=1):
        year = 2021 + version
        models.Report.objects.create(
            id=id, programme="kz-2020-2025", edition=1, subject=f"indicator:T1.4@{year}",
            kind="indicator", place="T1.4", year=year, reporter="body:mes", origin="real",
            state=state, version=version, content={"kind": "indicator", "value": "68"},
            created_at=at, updated_at=at, updated_by="test-body",
        )  # fmt: skip
    content = b"%PDF-1.7"
    sha256 = hashlib.sha256(content).hexdigest()
    for place in (path_of(sha256), yearly.folder() / sha256):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    models.Delivery.objects.create(
        id=UUID("5d0e6a3c-4a57-4c0b-9f43-7d2b8c1e9a05"), programme="kz-2020-2025",
        reporter="body:mes", origin="real", file_name="reports.csv", sha256=sha256, size=10,
        at=at, by="test-body",
    )  # fmt: skip
    models.YearlyReport.objects.create(
        id=UUID("0f4c2a5e-6f0b-4f0a-9f5e-5d1c8f0a7b11"), programme="kz-2020-2025", edition=1,
        year=2022, language="kk", format="pdf", origin="real", facts="0" * 64, status="ready",
        requested_at=at, requested_by="test-body", requested_role="body", beat_at=at,
        finished_at=at, known_at=at, sha256=sha256, size=len(content), file_name="report.pdf",
    )  # fmt: skip
    models.Evidence.objects.create(
        id=ids[3], report_id=ids[0], kind="order", title="On the plan", number="137",
        file_name="order.pdf", media_type="application/pdf", size=len(content), sha256=sha256,
        added_at=at, added_by="test-body",
    )  # fmt: skip
    put_an_account()
    put_a_desk()
    put_a_family()
    put_diplomas()
    put_recognition()
    put_admissions()
    put_a_figure(at)
    put_releases(at)


def put_an_account() -> None:
    """The one that the description signs in and changes."""
    from bagdar.access.api import SHOWN, SHOWN_PASSWORD
    from bagdar.access.models import Account

    made = Account(username=SHOWN, role="region", region_code="KZ-11")
    made.set_password(SHOWN_PASSWORD)
    made.save()


def put_diplomas() -> None:
    """A diploma of test-person with a link, and a batch and a graduation that wait, of the
    organisation of test-organisation.
    """
    from bagdar.credentials import models
    from bagdar.credentials.services import batches
    from bagdar.registry.models import Graduation
    from tests.diplomas_issued import DEAN, draw, now, university
    from tests.people import ORGANISATION, PERSON
    from tests.register import BEGAN, person
    from tests.registry_desk import SINCE

    one = university(id=ORGANISATION)
    shared = {
        "organisation_id": ORGANISATION, "origin": "illustrative", "level": "6",
        "programme": "6B061", "valid_from": SINCE, "valid_to": SINCE + timedelta(days=1),
        "recorded_at": BEGAN, "recorded_by": "x", "recorded_role": "x", "source": "x",
    }  # fmt: skip
    mine = Graduation.objects.create(person_id=PERSON, **shared)
    waits = Graduation.objects.create(person_id=person(2), **shared)
    Graduation.objects.create(id=900_002, person_id=person(2), **shared)
    batch = models.Batch.objects.create(
        issuer=one, state="approved", size=1, proposed_by="x", proposed_at=BEGAN,
        decided_by="y", decided_at=BEGAN,
    )  # fmt: skip
    row = models.Diploma.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e01"), batch=batch, issuer=one,
        person_id=PERSON, graduation=mine, level="6", programme="6B061", state="proposed",
    )  # fmt: skip
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    models.ShareLink.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e02"), diploma=row, token="0" * 64,
        made_at=now(), ends_at=now() + timedelta(days=1),
    )  # fmt: skip
    waiting = models.Batch.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e03"), issuer=one, state="proposed", size=1,
        proposed_by="x", proposed_at=BEGAN,
    )  # fmt: skip
    models.Diploma.objects.create(
        batch=waiting, issuer=one, person_id=waits.person_id, graduation=waits, level="6",
        programme="6B061", state="proposed",
    )  # fmt: skip
    paper = models.Paper.objects.create(
        holder="x", title_kk="x", title_ru="x", title_en="x", with_distinction=False,
        institution="x", number="1", issued_on=date(1998, 6, 30), entered_on=date(2021, 1, 2),
        checked="x",
    )  # fmt: skip
    models.Diploma.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e05"), batch=waiting, issuer=one,
        person_id=waits.person_id, paper=paper, paper_key="/1", level="6", programme="0101",
        state="proposed",
    )  # fmt: skip


def put_recognition() -> None:
    """A programme of the organisation of test-organisation that test-person studies, a request that
    waits with a file, one that is decided, an equivalence, and two keys, one of which is believed.
    """
    from bagdar.credentials.models import Curriculum, Module
    from bagdar.kept import keep
    from bagdar.recognition import models
    from bagdar.registry.models import Enrolment
    from tests.curricula_written import MODULES, WRITTEN
    from tests.people import ORGANISATION, PERSON
    from tests.register import BEGAN
    from tests.registry_desk import SINCE

    ids = [UUID(f"0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f0{number}") for number in (1, 2, 3, 4)]
    texts = {"title_kk": "Үлгі", "title_ru": "Пример", "title_en": "Example"}
    made = Curriculum.objects.create(
        id=ids[0], organisation_id=ORGANISATION, level="6", code="6B061", version=1,
        nqf_level=6, unit="ects", credits=40, valid_from=SINCE, source="x",
        origin="illustrative", written_at=WRITTEN, written_by="x", **texts,
    )  # fmt: skip
    module = Module.objects.create(
        curriculum=made, number=1, code=MODULES[0].code, nqf_level=6, credits=5, **texts
    )
    Enrolment.objects.create(
        person_id=PERSON, organisation_id=ORGANISATION, level="6", form="full_time",
        programme="6B061", valid_from=SINCE, origin="illustrative", recorded_at=BEGAN,
        recorded_by="x", recorded_role="x", source="x",
    )  # fmt: skip
    shared = {
        "person_id": PERSON, "organisation_id": ORGANISATION, "curriculum": made,
        "kind": "course", "title": "x", "provider": "x", "code": "x", "achieved_on": SINCE,
        "credits": 5, "unit": "ects", "nqf_level": 6, "proof": "told", "origin": "illustrative",
        "asked_at": WRITTEN, "asked_by": "x", "due_on": SINCE,
    }  # fmt: skip
    for id, state in ((ids[1], "asked"), (ids[2], "decided")):
        row = models.Request.objects.create(id=id, state=state, key=str(id), **shared)
        models.Claim.objects.create(request=row, module=module)
    content = b"%PDF-1.7"
    models.Evidence.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f05"), request_id=ids[1],
        file_name="certificate.pdf", media_type="application/pdf", size=len(content),
        sha256=keep(content), added_at=WRITTEN, added_by="x",
    )  # fmt: skip
    models.Decision.objects.create(
        request=row, number=1, stage="first", verdict="refused", is_automatic=False,
        because=[["nothing", {}]], reason="x", at=datetime.now(UTC), by="x",
        role="organisation", receipt="x",
    )  # fmt: skip
    models.Equivalence.objects.create(
        id=ids[3], organisation_id=ORGANISATION, level="6", programme="6B061", module="DB",
        kind="course", title="x", provider="x", code="x", credits=5, valid_from=SINCE,
        source="x", origin="illustrative", written_at=WRITTEN, written_by="x",
    )  # fmt: skip
    for id, begins in ((9007, "A"), (9008, "B")):
        models.BadgeKey.objects.create(
            id=id, organisation_id=ORGANISATION, issuer="x", valid_from=SINCE, source="x",
            jwk={"kty": "OKP", "crv": "Ed25519", "x": begins + "A" * 42}, state="proposed",
            written_at=WRITTEN, written_by="x",
        )  # fmt: skip
    models.BadgeKey.objects.filter(pk=9008).update(
        state="confirmed", decided_at=WRITTEN, decided_by="y", decided_because="x"
    )


def put_a_figure(at: datetime) -> None:
    """A figure of the country, as if it had been computed from records of a synthetic nation."""
    from bagdar.indicators import models

    made = models.Computation.objects.create(
        row="T1.1/3-6", metric="T1.1/3-6", version="1.0.0", on=date(2022, 10, 1),
        snapshot="0" * 64, known_at=at, origin="simulated", inputs="0" * 64, cube="0" * 64,
        cells=1, engine="duckdb", seconds=0.1, computed_at=at, computed_by="test",
    )  # fmt: skip
    models.Figure.objects.create(
        id=1, computation=made, borders="then", place="", numerator=1, denominator=2, units=2
    )


def put_releases(at: datetime) -> None:
    """One that is out with a table and its file, one that is announced, and one with its tables."""
    from bagdar.indicators import models
    from bagdar.indicators.rules.releases import canonical, digest

    made = models.Computation.objects.get(metric="T1.1/3-6")
    texts = {"kk": "Мысал", "ru": "Пример", "en": "Example"}
    shared = {"names": texts, "method": texts, "due_at": at, "announced_at": at,
              "is_demonstration": True}  # fmt: skip
    models.Release.objects.create(code="education-2023", **shared)
    models.Release.objects.create(code="education-2024", state="prepared", **shared)
    one = models.Release.objects.create(
        code="education-2022", state="published", published_at=at, digest="0" * 64, **shared
    )
    file, name = b"indicator\r\n", "T1.1-3-6_country_2022-10-01_simulated.csv"
    counted = {"of": "learner", "scale": 100, "is_share": True, "is_count": False,
               "is_sensitive": False}  # fmt: skip
    content = {
        "metric": made.metric, "row": made.row, "version": made.version, "on": "2022-10-01",
        "origin": made.origin, "by": [], "borders": "then", "snapshot": made.snapshot,
        "inputs": made.inputs, "cube": made.cube, "method": "Example",
        "rule": {"least": 10, "width": 5, "illustrative": True}, "given_up": [],
        "protection": {"table": "then:", "counted": counted, "borders": {}, "left_out": [],
                       "hidden": []},
        "lines": [{"codes": [], "units": 20, "numerator": 10, "denominator": 20, "value": "50",
                   "hidden": False}],
        "files": {name: [hashlib.sha256(file).hexdigest(), len(file)]},
    }  # fmt: skip
    table = models.ReleaseTable.objects.create(
        release=one,
        number=1,
        computation=made,
        borders="then",
        digest=digest(content),
        content=canonical(content).decode(),
    )
    models.ReleaseFile.objects.create(table=table, name=name, content=file)


def put_a_log(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A log of one entry whose keys and salts are zeros: the receipt that the description shows."""
    from bagdar.notary import public as notary
    from bagdar.notary import services
    from bagdar.portal.api import HANDLE, LOG_SHOWN

    patch.setattr(settings, "LOG_DIR", folder / "log")
    patch.setattr(settings, "VAR_DIR", folder)
    with pytest.MonkeyPatch.context() as zeros:
        zeros.setattr("secrets.token_bytes", lambda count: bytes(count))
        services.the_log().begin(LOG_SHOWN)
        assert notary.commit("tests.fact", "tests.fact:1", {"n": 1}) == HANDLE
    services.sequence()


def put_a_family() -> None:
    """test-person with a child who learns in the organisation, a correction that was asked for, and
    a delivery of the organisation.
    """
    from bagdar.core.periods import Period
    from bagdar.intake.models import Delivery
    from bagdar.registry import models
    from bagdar.registry.services.enrolments import enrol
    from bagdar.registry.services.people import correct_person
    from tests.people import ORGANISATION, PERSON
    from tests.register import BEGAN, given, learning, said
    from tests.registry_desk import SINCE, TODAY

    child = UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6b01")
    for id, born_on in ((PERSON, TODAY.replace(year=1985)), (child, TODAY.replace(year=2015))):
        models.Person.objects.create(id=id, origin="illustrative", recorded_at=BEGAN)
        correct_person(id, said(born_on=born_on), Period(SINCE), **given(5))
    enrol(child, learning(ORGANISATION), Period(SINCE), **given(6))
    models.Guardianship.objects.create(
        person_id=child, guardian_id=PERSON, kind="parent", origin="illustrative",
        valid_from=SINCE, recorded_at=BEGAN, recorded_by="x", recorded_role="x", source="x",
    )  # fmt: skip
    put_a_look(child)
    models.CorrectionRequest.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6b02"), person_id=child,
        organisation_id=ORGANISATION, field="family", said="Түзетілген", document="x",
        asked_at=BEGAN, asked_by="test-person", state="asked",
    )  # fmt: skip
    Delivery.objects.create(
        id=UUID("5d0e6a3c-4a57-4c0b-9f43-7d2b8c1e9a05"), form="pupils",
        organisation_id=ORGANISATION, origin="illustrative", state="loaded", channel="api",
        day=TODAY, at=BEGAN, by="test-organisation", role="organisation", file_name="pupils.csv",
        sha256="0" * 64, key="0" * 64, size=1, content=b"x",
    )  # fmt: skip


def put_a_look(child: UUID) -> None:
    """Somebody looked at the child on a day whose list is in the log."""
    from bagdar.audit.models import Event
    from bagdar.audit.rules import OPERATOR
    from bagdar.notary import services
    from bagdar.registry.services.committing import commit_looks

    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    Event.objects.create(
        at=at, actor="test-ministry", role="ministry", action="registry.person_looked_at",
        about=f"registry.person:{child}", facts={"day": "2026-03-02", "purpose": "inspection: 7"},
    )  # fmt: skip
    commit_looks(by=OPERATOR, now=at + timedelta(days=1))
    services.sequence()


def put_a_desk() -> None:
    """The organisation of test-organisation with a pupil and a transfer to it."""
    from bagdar.core.periods import Period
    from bagdar.registry import models
    from bagdar.registry.services.enrolments import enrol
    from bagdar.registry.services.people import correct_person
    from tests.people import ORGANISATION
    from tests.register import BEGAN, given, learning, organisation, person, said
    from tests.registry_desk import SINCE, TODAY, stands_in_the_register

    stands_in_the_register(ORGANISATION)
    pupil = UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d01")
    models.Person.objects.create(id=pupil, origin="illustrative", recorded_at=BEGAN)
    correct_person(pupil, said(), Period(SINCE), **given(2))
    enrol(pupil, learning(ORGANISATION), Period(SINCE.replace(year=2020)), **given(3))
    stands_in_the_register(UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d03"))
    put_facts(pupil)
    coming, there = person(2), organisation(2)
    enrol(coming, learning(there), Period(SINCE), **given(4))
    models.Transfer.objects.create(
        id=UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d02"), origin="illustrative", person_id=coming,
        from_organisation_id=there, to_organisation_id=ORGANISATION, proposed_by="sending",
        day=TODAY, level="2", grade=5, source="x", proposed_at=BEGAN,
        lapses_on=TODAY.replace(year=TODAY.year + 1), state="proposed",
    )  # fmt: skip


def put_facts(pupil: UUID) -> None:
    """An activity of the pupil, and a member of staff with a post, under the example's id."""
    from bagdar.core.periods import Period
    from bagdar.registry import models
    from bagdar.registry.services.people import correct_person
    from tests.people import ORGANISATION
    from tests.register import BEGAN, given, said
    from tests.registry_desk import SINCE

    member = UUID("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d04")
    models.Person.objects.create(id=member, origin="illustrative", recorded_at=BEGAN)
    correct_person(member, said(given="Мұғалім"), Period(SINCE), **given(7))
    shared = {
        "id": 900_001, "organisation_id": ORGANISATION, "origin": "illustrative",
        "valid_from": SINCE, "recorded_at": BEGAN, "recorded_by": "x", "recorded_role": "x",
        "source": "x",
    }  # fmt: skip
    models.Activity.objects.create(person_id=pupil, kind="club", direction="chess", **shared)
    models.Post.objects.create(
        person_id=member, position="teacher", workload=1, is_main=True, **shared
    )


class Caller:
    """Somebody with a role: the cookies and the header that their program would send."""

    def __init__(self, role: str, account: Any) -> None:
        client = Client()
        if account is not None:
            client.force_login(account)
        self.role = role
        token = client.get("/api/v1/session").json()["csrf_token"]
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        # The header tells Schemathesis that the cookies are real and not of its making.
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.headers = {"X-CSRFToken": token, "Cookie": cookie}


def machine_of(schema: Any, caller: Caller, tally: "Tally") -> Any:
    """Requests that follow the links from answer to question, as one caller."""

    class Machine(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.block = transaction.atomic()
            self.block.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": caller.headers, "cookies": caller.cookies}

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            tally.add(case, response)
            case.validate_response(
                response, headers=caller.headers, transport_kwargs=more, recorder=self.recorder
            )

    return Machine


class Tally:
    """Which statuses each operation has answered with, over all callers."""

    def __init__(self) -> None:
        self.statuses: dict[str, set[int]] = defaultdict(set)

    def add(self, case: Any, response: Any) -> None:
        self.statuses[case.operation.label].add(response.status_code)

    def reached(self) -> set[str]:
        return {
            label
            for label, statuses in self.statuses.items()
            if any(200 <= status < 300 for status in statuses)
        }
