"""Diplomas are issued for what the register records, once, by two people, and verify offline."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bagdar.audit.models import Event
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period, local_date
from bagdar.credentials import models
from bagdar.credentials.keeping import folder
from bagdar.credentials.queries import batches as batch_queries
from bagdar.credentials.queries.diplomas import file_of
from bagdar.credentials.queries.publishing import list_at, status_list, trusted
from bagdar.credentials.queries.verifying import checked
from bagdar.credentials.rules.credential import Form, instant
from bagdar.credentials.rules.errors import (
    BatchStateWrong,
    CandidateRefused,
    DiplomaStateWrong,
    FormFaulty,
    GraduationTaken,
    IssuerMisnamed,
    IssuerPresent,
    KeyAbsent,
    NoSuchBatch,
    NoSuchDiploma,
    NothingToIssue,
    ReasonNeeded,
    SameEyes,
)
from bagdar.credentials.rules.graduating import BatchState, DiplomaState, Obstacle
from bagdar.credentials.rules.verify_diploma import (
    REVOCATION,
    SUSPENSION,
    check_diploma,
    parse_issuers,
)
from bagdar.credentials.services import batches, issuers, standing
from bagdar.notary import public as notary
from bagdar.notary.models import Commitment
from bagdar.notary.rules.note import verify
from bagdar.notary.rules.verify_receipt import Refusal
from bagdar.registry.public import record_fact, withdraw_fact
from bagdar.registry.rules.details import ResultDetails
from bagdar.registry.rules.kinds import GRADUATION, RESULT
from tests.diplomas_issued import (
    BASE,
    DEAN,
    REGISTRAR,
    TITLE,
    draw,
    graduate,
    issued,
    now,
    university,
)
from tests.notary_logs import Site
from tests.register import given, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def site(tmp_path: Path, settings) -> Site:
    """A log of this installation with two witnesses, and a folder for keys."""
    made = Site(tmp_path / "site")
    settings.LOG_DIR, settings.VAR_DIR = made.folder / "public", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "notary").symlink_to(made.folder / "home")
    return made


def lists_of(document: dict, at: datetime | None = None) -> list[bytes]:
    some = [
        list_at(one["statusListCredential"], at or now()) for one in document["credentialStatus"]
    ]
    return [one for one in some if one]


def offline(diploma: models.Diploma, at: datetime | None = None) -> str:
    """What a stranger finds who has the file, the issuers and the lists, and no database."""
    data, trust, at = file_of(diploma), parse_issuers(trusted()), at or now()
    try:
        check_diploma(data, trust, lists_of(diploma.document, at), instant(at), verify)
    except Refusal as refusal:
        return refusal.code
    return "held"


# --- issuing ------------------------------------------------------------------------------------


def test_a_faculty_is_issued_and_each_diploma_holds_with_its_receipt(site: Site):
    one = university()
    made = issued(one, [graduate(one, f"Мысал{number}") for number in range(3)])
    assert [row.state for row in made] == ["valid"] * 3
    assert {offline(row) for row in made} == {"held"}
    assert "receipt" not in json.loads(file_of(made[0]))  # the log has not been let grow
    notary.sequence(site.log())
    told = json.loads(file_of(made[0]))
    assert told["receipt"] and offline(made[0]) == "held"
    holder = told["credential"]["credentialSubject"]["identifier"][0]["identityHash"]
    assert holder == "Мысалова Мысал0 Үлгіқызы"
    assert told["credential"]["origin"] == "illustrative"


def test_what_the_register_says_stands_in_the_supplement():
    one = university()
    who = person(1)
    for subject, score, day in (("physics", "87.5", 1), ("physics", "60", 0), ("law", "9", 0)):
        on = date(2020, 6, 1 + day)
        said = ResultDetails(
            organisation_id=one.organisation_id, assessment="final_exam", subject=subject,
            score=Decimal(score), most_score=Decimal(100),
        )  # fmt: skip
        record_fact(RESULT, who, said, Period(on, on + timedelta(days=1)), **given(4 + day))
    [made] = issued(one, [graduate(one, who=who, with_distinction=True)])
    subject = made.document["credentialSubject"]
    assert sorted(mark["value"] for mark in subject["result"]) == ["87.5", "9"]
    assert subject["creditsEarned"] == 240 and subject["licenseNumber"] == "AB 0001"
    assert subject["achievement"]["titles"] == dict(TITLE.items())
    assert subject["achievement"]["tag"] == ["with_distinction"]


def test_the_log_and_the_trail_hold_no_personal_value():
    one = university()
    [made] = issued(one, [graduate(one, "Бірегей")])
    told = json.dumps([[row.action, row.about, row.facts] for row in Event.objects.all()])
    assert "Бірегей" not in told and "AB 0001" not in told
    whole, part = Commitment.objects.order_by("pk")
    assert (whole.handle, whole.kind) == (made.receipt, "credentials.diploma")
    assert (part.handle, part.kind) == (made.sd_receipt, "credentials.selective")
    assert not any("Бірегей" in one.about for one in (whole, part))


@pytest.mark.parametrize(
    ("problem", "change"),
    [
        (Obstacle.FORM, {"programme": "6B999"}),
        (Obstacle.LEVEL, {"level": "2", "programme": ""}),
        (Obstacle.ACCREDITATION, {"level": "7", "programme": "6B061"}),
    ],
)
def test_the_preview_says_why_and_nothing_is_proposed(problem: Obstacle, change: dict):
    one = university()
    issuers.write_form("u1", Form("7", "6B061", TITLE, 7, 120), by=REGISTRAR)
    number = graduate(one, **change)
    [line] = batch_queries.preview(one, date(2020, 1, 1), date(2021, 1, 1), now().date())
    assert problem in line.problems
    with pytest.raises(CandidateRefused):
        batches.propose(one, [number], by=REGISTRAR, at=now())
    assert models.Batch.objects.count() == models.Diploma.objects.count() == 0


def test_only_graduations_of_the_own_institution_that_stand_are_issued():
    one, other = university(), university("u2")
    strange = graduate(other)
    with pytest.raises(CandidateRefused):
        batches.propose(one, [strange], by=REGISTRAR, at=now())
    with pytest.raises(CandidateRefused):
        batches.propose(one, [999_999], by=REGISTRAR, at=now())
    with pytest.raises(NothingToIssue):
        batches.propose(one, [], by=REGISTRAR, at=now())


def test_a_graduation_that_was_withdrawn_meanwhile_gets_no_diploma():
    one = university()
    number, stays = graduate(one, "Кетті"), graduate(one, "Қалды")
    batch = batches.propose(one, [number, stays], by=REGISTRAR, at=now())
    who = models.Diploma.objects.get(graduation_id=number).person_id
    batches.approve(one, batch.pk, by=DEAN, at=now())
    of, day = {"level": "6", "programme": "6B061"}, Period(date(2020, 6, 30), date(2020, 7, 1))
    withdraw_fact(GRADUATION, who, of, day, **given(9))
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    assert models.Diploma.objects.get(graduation_id=number).problem == "gone"
    assert models.Diploma.objects.get(graduation_id=stays).state == DiplomaState.VALID.value


def test_near_midnight_the_day_of_a_verifier_counts():
    """At two in the morning in Almaty it is still yesterday in the diploma."""
    one = university()
    one.accreditations.update(valid_from=date(2026, 7, 2))
    night = datetime(2026, 7, 1, 21, tzinfo=UTC)
    assert local_date(night) == date(2026, 7, 2)
    with pytest.raises(CandidateRefused):
        batches.propose(one, [graduate(one)], by=REGISTRAR, at=night)


# --- one for one --------------------------------------------------------------------------------


def test_one_diploma_for_one_graduation():
    one = university()
    number = graduate(one)
    issued(one, [number])
    with pytest.raises(CandidateRefused):
        batches.propose(one, [number], by=REGISTRAR, at=now())


def test_what_another_institution_gave_somebody_stands_in_nobodys_way():
    one, other = university("u1"), university("u2")
    first = graduate(one)
    [held] = issued(one, [first])
    second = graduate(other, who=held.person_id, on=date(2021, 6, 30))
    [given] = issued(other, [second])
    assert given.person_id == held.person_id and given.issuer_id != held.issuer_id
    with pytest.raises(CandidateRefused):  # the control: of one's own it does
        batches.propose(other, [second], by=REGISTRAR, at=now())


def test_the_database_itself_refuses_a_second_diploma_for_a_graduation():
    one = university()
    [made] = issued(one, [graduate(one)])
    again = models.Diploma(
        batch=made.batch, issuer=one, person_id=made.person_id, graduation=made.graduation,
        level=made.level, programme=made.programme, state=DiplomaState.PROPOSED.value,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    standing.change(one, made.pk, DiplomaState.REVOKED, "test", by=REGISTRAR, at=now())
    again.save()  # control: a revoked one holds nothing


def test_whoever_comes_second_to_a_graduation_is_told_so(monkeypatch: pytest.MonkeyPatch):
    one = university()
    number = graduate(one)
    lines = batch_queries.lines_of(one, [number], now().date())
    batches.propose(one, [number], by=REGISTRAR, at=now())
    monkeypatch.setattr(batches, "lines_of", lambda *_: lines)  # read before the other wrote
    with pytest.raises(GraduationTaken):
        batches.propose(one, [number], by=DEAN, at=now())
    assert models.Batch.objects.count() == 1


# --- four eyes ----------------------------------------------------------------------------------


def test_whoever_proposed_a_batch_cannot_approve_it_and_nothing_is_signed_before():
    one = university()
    batch = batches.propose(one, [graduate(one)], by=REGISTRAR, at=now())
    with pytest.raises(SameEyes):
        batches.approve(one, batch.pk, by=REGISTRAR, at=now())
    with pytest.raises(BatchStateWrong):
        batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    batches.approve(one, batch.pk, by=DEAN, at=now())
    with pytest.raises(BatchStateWrong):
        batches.approve(one, batch.pk, by=DEAN, at=now())


def test_the_database_itself_refuses_one_pair_of_eyes():
    one = university()
    batch = batches.propose(one, [graduate(one)], by=REGISTRAR, at=now())
    batch.state, batch.decided_by, batch.decided_at = "approved", REGISTRAR.name, now()
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.save()
    batch.decided_by = DEAN.name
    batch.save()


def test_a_refused_batch_gives_its_graduations_free():
    one = university()
    number = graduate(one)
    batch = batches.propose(one, [number], by=REGISTRAR, at=now())
    with pytest.raises(ReasonNeeded):
        batches.refuse(one, batch.pk, " ", by=DEAN, at=now())
    batches.refuse(one, batch.pk, "a wrong name", by=DEAN, at=now())
    assert len(issued(one, [number])) == 1


def test_a_batch_of_another_institution_is_not_there():
    one, other = university(), university("u2")
    batch = batches.propose(one, [graduate(one)], by=REGISTRAR, at=now())
    with pytest.raises(NoSuchBatch):
        batches.approve(other, batch.pk, by=DEAN, at=now())


def test_a_batch_is_signed_part_by_part_and_goes_on_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(batches, "PART", 2)
    one = university()
    numbers = [graduate(one, f"Мысал{number}") for number in range(5)]
    batch = batches.propose(one, numbers, by=REGISTRAR, at=now())
    batches.approve(one, batch.pk, by=DEAN, at=now())
    assert batches.issue_part(batch.pk, by=DEAN, at=now(), draw=draw()) == 2
    assert batch_queries.progress(batch).done == 2
    steps: list[int] = []
    done = batches.issue(batch.pk, by=DEAN, now=now, draw=draw(2), told=steps.append)
    assert steps == [2, 1] and done.state == BatchState.ISSUED.value
    places = [row.place for row in batch.diplomas.all()]
    assert len(set(places)) == 5


# --- what was issued ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"document": {}}, {"jwt": "x"}, {"place": 5}, {"receipt": "x"}, {"state": "proposed"},
     {"sd_jwt": "x~"}, {"sd_receipt": "x"},
     {"level": "8"}, {"issued_at": datetime(2020, 1, 1, tzinfo=UTC)}],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_issued(change: dict):
    one = university()
    [made] = issued(one, [graduate(one)])
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Diploma.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Diploma.objects.filter(pk=made.pk).delete()
    assert models.Diploma.objects.filter(pk=made.pk).update(checks=1) == 1  # control


def test_a_revocation_is_in_the_next_list_and_stays():
    one = university()
    first, second = issued(one, [graduate(one, "А"), graduate(one, "Б")])
    standing.change(one, first.pk, DiplomaState.REVOKED, "it was forged", by=REGISTRAR, at=now())
    assert offline(first) == "revoked" and offline(second) == "held"
    for to in (DiplomaState.VALID, DiplomaState.SUSPENDED, DiplomaState.REVOKED):
        with pytest.raises(DiplomaStateWrong):
            standing.change(one, first.pk, to, "no", by=REGISTRAR, at=now())
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Diploma.objects.filter(pk=first.pk).update(state="valid")
    with pytest.raises(DatabaseError), transaction.atomic():
        models.StatusChange.objects.update(reason="another")


def test_nothing_is_withdrawn_of_which_the_log_does_not_know(site: Site):
    one = university()
    [made] = issued(one, [graduate(one)])
    at = now()
    standing.change(one, made.pk, DiplomaState.SUSPENDED, "x", by=REGISTRAR, at=at)
    notary.sequence(site.log())
    [change] = made.changes.all()
    told = {"credential": made.document["id"], "state": "suspended", "at": instant(at)}
    assert notary.receipt(change.receipt, told).kind == "credentials.status"
    assert "suspended" not in notary.receipt(change.receipt).entry.decode()


def test_an_older_list_hides_a_revocation_for_a_day_and_no_longer():
    one = university()
    [made] = issued(one, [graduate(one)])
    old, trust = lists_of(made.document), parse_issuers(trusted())
    standing.change(one, made.pk, DiplomaState.REVOKED, "it was forged", by=REGISTRAR, at=now())

    def found(hours: int) -> str:
        at = instant(now() + timedelta(hours=hours))
        try:
            check_diploma(file_of(made), trust, old, at, verify)
        except Refusal as refusal:
            return refusal.code
        return "held"

    assert found(23) == "held" and found(25) == "list_stale"


def test_a_suspension_comes_and_goes():
    one = university()
    [made] = issued(one, [graduate(one)])
    standing.change(
        one, made.pk, DiplomaState.SUSPENDED, "being looked into", by=REGISTRAR, at=now()
    )
    assert offline(made) == "suspended"
    standing.change(one, made.pk, DiplomaState.VALID, "nothing was found", by=REGISTRAR, at=now())
    assert offline(made) == "held"
    assert [row.state for row in made.changes.order_by("pk")] == ["suspended", "valid"]
    with pytest.raises(ReasonNeeded):
        standing.change(one, made.pk, DiplomaState.REVOKED, "", by=REGISTRAR, at=now())
    with pytest.raises(NoSuchDiploma):
        other = university("u2")
        standing.change(other, made.pk, DiplomaState.REVOKED, "x", by=REGISTRAR, at=now())


def test_a_replacement_revokes_the_old_one_and_waits_for_a_second_person():
    one = university()
    [made] = issued(one, [graduate(one)])
    batch = standing.replace(one, made.pk, "lost", by=REGISTRAR, at=now())
    assert offline(made) == "revoked"
    with pytest.raises(SameEyes):
        batches.approve(one, batch.pk, by=REGISTRAR, at=now())
    batches.approve(one, batch.pk, by=DEAN, at=now())
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw(3))
    [fresh] = batch.diplomas.all()
    assert fresh.replaces_id == made.pk and offline(fresh) == "held"


# --- keys ---------------------------------------------------------------------------------------


def test_a_secret_key_is_a_file_that_its_owner_alone_reads():
    university()
    [file] = folder().iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and folder().stat().st_mode & 0o777 == 0o700


def test_the_drill_of_rotation_and_of_loss(site: Site, django_capture_on_commit_callbacks):
    one = university()
    [first] = issued(one, [graduate(one, "А")])
    with django_capture_on_commit_callbacks(execute=True):
        issuers.rotate_key("u1", by=REGISTRAR, at=now())
    assert len(list(folder().iterdir())) == 1  # the old secret is gone
    [second] = issued(one, [graduate(one, "Б")], seed=2)
    at = now() + timedelta(seconds=2)
    assert {offline(row, at) for row in (first, second)} == {"held"}
    notary.sequence(site.log())
    issuers.lose_key("u1", by=REGISTRAR, at=now() + timedelta(seconds=2))
    [third] = issued_later(one, graduate(one, "В"))
    at = now() + timedelta(seconds=9)
    assert {offline(row, at) for row in (first, second, third)} == {"held"}
    bare = json.loads(file_of(second))
    del bare["receipt"]
    lists = lists_of(second.document, at)
    with pytest.raises(Refusal) as refused:
        check_diploma(
            json.dumps(bare).encode(), parse_issuers(trusted()), lists, instant(at), verify
        )
    assert refused.value.code == "key_lost"


def issued_later(one: models.Issuer, number: int) -> list[models.Diploma]:
    """Some seconds on, when the new key holds."""

    def later() -> datetime:
        return now() + timedelta(seconds=5)

    batch = batches.propose(one, [number], by=REGISTRAR, at=later())
    batches.approve(one, batch.pk, by=DEAN, at=later())
    batches.issue(batch.pk, by=DEAN, now=later, draw=draw(4))
    return list(batch.diplomas.all())


def test_without_the_secret_key_nothing_is_signed_and_the_batch_waits():
    one = university()
    batch = batches.propose(one, [graduate(one)], by=REGISTRAR, at=now())
    batches.approve(one, batch.pk, by=DEAN, at=now())
    for file in folder().iterdir():
        file.unlink()
    with pytest.raises(KeyAbsent):
        batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    assert batch_queries.progress(batch).done == 0
    with pytest.raises(KeyAbsent):
        models.StatusList.objects.create(issuer=one, number=1)
        status_list("u1", 1, REVOCATION, now())


# --- issuers ------------------------------------------------------------------------------------


def test_an_issuer_is_registered_once_under_a_plain_code():
    one = university()
    with pytest.raises(IssuerPresent):
        issuers.register(one.organisation_id, "u9", BASE, by=REGISTRAR, at=now())
    other = organisation(1)
    for code in ("", "U9", "u/9", "u" * 41):
        with pytest.raises(IssuerMisnamed):
            issuers.register(other, code, BASE, by=REGISTRAR, at=now())
    with pytest.raises(IssuerPresent):
        issuers.register(other, "u1", BASE, by=REGISTRAR, at=now())


@pytest.mark.parametrize(
    "form",
    [Form("6", "x", TITLE, 9, 240), Form("1", "x", TITLE, 6, 240), Form("6", "x", TITLE, 6, 0)],
)
def test_a_form_that_says_something_impossible_is_refused(form: Form):
    university()
    with pytest.raises(FormFaulty):
        issuers.write_form("u1", form, by=REGISTRAR)


# --- verifying here -----------------------------------------------------------------------------


def test_the_service_checks_as_a_stranger_does_and_says_how_far_it_came():
    one = university()
    [made] = issued(one, [graduate(one)])
    found = checked(file_of(made), now())
    assert found.verified is not None
    assert dict(found.steps)["receipt"] == "absent"  # the log has not been let grow
    assert found.verified.status == [REVOCATION, SUSPENSION]
    assert checked(made.jwt.encode(), now()).verified is not None
    standing.change(one, made.pk, DiplomaState.REVOKED, "x", by=REGISTRAR, at=now())
    refused = checked(file_of(made), now())
    assert refused.code == "revoked" and dict(refused.steps)["status"] == "failed"
    altered = checked(file_of(made).replace("Мысал".encode(), "Басқа".encode()), now())
    assert altered.code in ("forms_differ", "proof_wrong")
    assert dict(altered.steps)["status"] == "skipped"


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"[]", b"\xff", b"a.b.c", b'{"format":1}'])
def test_whatever_is_no_diploma_is_refused_with_a_reason(data: bytes):
    found = checked(data, now())
    assert found.verified is None and issubclass(type(found.error), str)
    assert DomainError is not None
