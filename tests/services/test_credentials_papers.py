"""A paper diploma is entered by one, confirmed by another, once, and says of itself what it is."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bagdar.audit.models import Event
from bagdar.credentials import models
from bagdar.credentials.queries import batches as batch_queries
from bagdar.credentials.queries.diplomas import file_of, part_of, shown
from bagdar.credentials.queries.papers import paper_lines
from bagdar.credentials.queries.verifying import checked
from bagdar.credentials.rules.errors import (
    BatchStateWrong,
    CheckNeeded,
    NoSuchDiploma,
    NothingToIssue,
    PaperNotReplaced,
    PapersRefused,
    PaperTaken,
    ReasonNeeded,
    SameEyes,
)
from bagdar.credentials.rules.graduating import BatchState, DiplomaState, Obstacle, day_of_issue
from bagdar.credentials.rules.papers import PaperProblem
from bagdar.credentials.rules.verify_diploma import FromPaper
from bagdar.credentials.services import batches, issuers, papers, standing
from bagdar.notary import public as notary
from bagdar.registry.models import Graduation, Person, PersonFact
from tests.diplomas_issued import DEAN, REGISTRAR, draw, graduate, issued, now, university
from tests.notary_logs import Site
from tests.papers_entered import ARCHIVE, IIN, issued_papers, paper
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BORN = date(1975, 3, 2)


@pytest.fixture(autouse=True)
def site(tmp_path: Path, settings) -> Site:
    made = Site(tmp_path / "site")
    settings.LOG_DIR, settings.VAR_DIR = made.folder / "public", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "notary").symlink_to(made.folder / "home")
    return made


def problems(issuer: Any, *said: Any) -> list[tuple[PaperProblem, ...]]:
    told = list(enumerate(said, 1))
    return [one.problems for one in paper_lines(issuer, told, day_of_issue(now()))]


def proposed(issuer: Any, *said: Any) -> models.Batch:
    return papers.propose_papers(issuer, said or [paper()], by=REGISTRAR, at=now())


def known(iin: str = IIN, **more: Any) -> Any:
    return person(1, iin=iin, born_on=BORN, **more)


# --- what it says -------------------------------------------------------------------------------


def test_it_says_of_itself_that_it_was_entered_later_and_holds_with_its_receipt(site: Site):
    one = university()
    [made] = issued_papers(one, paper())
    notary.sequence(site.log())
    found = checked(file_of(made), now())
    today = day_of_issue(now()).isoformat()
    assert found.verified is not None and dict(found.steps)["receipt"] == "passed"
    assert found.verified.paper == FromPaper("Үлгі мемлекеттік институты", "1998-06-30", today)
    told = made.document
    assert told["awardedDate"] == "1998-06-30T00:00:00Z"
    assert told["credentialSubject"]["licenseNumber"] == "ЖБ 0012345"
    assert shown(made).paper == found.verified.paper


def test_it_claims_no_mark_no_credit_and_no_level_of_the_framework():
    one = university()
    [made] = issued_papers(one, paper())
    subject = made.document["credentialSubject"]
    assert not {"result", "creditsEarned"} & set(subject)
    assert [each["targetFramework"] for each in subject["achievement"]["alignment"]] == [
        "ISCED 2011"
    ]
    [other] = issued(one, [graduate(one)])
    assert "enteredFromPaper" not in other.document
    assert len(other.document["credentialSubject"]["achievement"]["alignment"]) == 2


def test_a_part_of_it_without_its_number_says_it_too():
    [made] = issued_papers(university(), paper())
    found = checked(part_of(made, ()), now())
    assert found.verified is not None and found.verified.paper is not None
    assert "licenseNumber" not in found.verified.document["credentialSubject"]
    assert "0012345" not in str(found.verified.document)


# --- four eyes ----------------------------------------------------------------------------------


def test_whoever_entered_it_does_not_confirm_it_and_whoever_confirms_says_with_what():
    one = university()
    batch = proposed(one)
    with pytest.raises(SameEyes):
        batches.approve(one, batch.pk, by=REGISTRAR, at=now(), checked=ARCHIVE)
    with pytest.raises(CheckNeeded):
        batches.approve(one, batch.pk, by=DEAN, at=now(), checked=" ")
    batch.refresh_from_db()
    assert batch.state == BatchState.PROPOSED.value
    batches.approve(one, batch.pk, by=DEAN, at=now(), checked=ARCHIVE)
    batch.refresh_from_db()
    assert (batch.decided_by, batch.checked) == (DEAN.name, ARCHIVE)


def test_the_database_lets_no_paper_be_approved_unchecked():
    batch = proposed(university())
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Batch.objects.filter(pk=batch.pk).update(
            state="approved", decided_by="dean", decided_at=now()
        )
    models.Batch.objects.filter(pk=batch.pk).update(
        state="approved", decided_by="dean", decided_at=now(), checked="x"
    )


def test_one_doubtful_paper_is_refused_with_its_reason_and_the_others_are_issued():
    one = university()
    batch = proposed(one, paper(), paper(number="2", family="Басқаева"))
    bad, good = batch.diplomas.order_by("paper_id")
    with pytest.raises(ReasonNeeded):
        papers.doubt(one, batch.pk, bad.pk, " ", by=DEAN)
    papers.doubt(one, batch.pk, bad.pk, "not in the book", by=DEAN)
    with pytest.raises(NoSuchDiploma):
        papers.doubt(one, batch.pk, bad.pk, "again", by=DEAN)
    batches.approve(one, batch.pk, by=DEAN, at=now(), checked=ARCHIVE)
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    bad.refresh_from_db(), good.refresh_from_db()
    assert (bad.state, bad.problem) == ("refused", "doubtful") and bad.document is None
    assert (bad.paper.doubt, bad.paper.doubted_by) == ("not in the book", DEAN.name)
    assert good.state == "valid"
    with pytest.raises(BatchStateWrong):
        papers.doubt(one, batch.pk, good.pk, "late", by=DEAN)
    told = Event.objects.get(action="credentials.paper_refused")
    assert told.facts == {"problem": "doubtful"} and told.actor == DEAN.name


# --- once ---------------------------------------------------------------------------------------


def test_the_same_paper_is_entered_once_however_it_is_typed():
    one = university()
    proposed(one)
    again = [paper(family="Басқа", number="12345"), paper(family="Басқа", number="№ 0012345")]
    assert problems(one, again[0]) == [(PaperProblem.TAKEN_PAPER,)]
    assert problems(one, again[1]) == [(PaperProblem.TAKEN_PAPER,)]
    with pytest.raises(PapersRefused) as refused:
        proposed(one, again[0])
    assert refused.value.facts["count"] == 1 and models.Batch.objects.count() == 1
    assert problems(one, paper(family="Басқа", series="ЖБ-Б")) == [()]
    assert problems(university("u2"), again[0]) == [()]


def test_the_database_itself_refuses_the_same_paper_twice(monkeypatch):
    one = university()
    proposed(one)
    before = models.Paper.objects.count()
    monkeypatch.setattr(papers, "_demand", lambda lines: None)  # as if two had looked at once
    with pytest.raises(PaperTaken):
        proposed(one, paper(family="Басқа"))
    assert models.Paper.objects.count() == before


def test_a_refused_and_a_revoked_paper_may_be_entered_again():
    one = university()
    batches.refuse(one, proposed(one).pk, "a wrong name", by=DEAN, at=now())
    assert problems(one, paper(is_another=True)) == [()]
    [made] = issued_papers(one, paper(is_another=True))
    assert PaperProblem.TAKEN_PAPER in problems(one, paper(is_another=True))[0]
    standing.change(one, made.pk, DiplomaState.REVOKED, "a wrong day", by=DEAN, at=now())
    assert problems(one, paper(is_another=True)) == [()]
    assert checked(file_of(made), now()).code == "revoked"


def test_one_that_comes_from_a_paper_is_not_replaced_from_the_register():
    one = university()
    [made] = issued_papers(one, paper())
    with pytest.raises(PaperNotReplaced):
        standing.replace(one, made.pk, "lost", by=DEAN, at=now())
    made.refresh_from_db()
    assert made.state == "valid"


def test_a_graduation_that_has_a_diploma_gets_none_from_paper_and_the_other_way_round():
    one = university()
    who = known()
    same = paper(iin=IIN, programme="6B061")
    issued(one, [graduate(one, who=who, on=date(2020, 6, 30))])
    assert problems(one, same) == [(PaperProblem.TAKEN, PaperProblem.REGISTERED)]
    with pytest.raises(PapersRefused):
        proposed(one, same)
    other = university("u2")
    issued_papers(other, paper(iin=IIN, programme="", issued_on=date(2019, 6, 30)))
    number = graduate(other, who=who, on=date(2019, 6, 30), document_number="")
    [line] = batch_queries.lines_of(other, [number], day_of_issue(now()))
    assert line.problems == (Obstacle.TAKEN,)


def test_a_graduation_that_the_register_has_by_now_keeps_its_paper_from_being_issued():
    one = university()
    who = known()
    batch = proposed(one, paper(iin=IIN, issued_on=date(2019, 6, 30)), paper(number="7"))
    graduate(one, who=who, on=date(2019, 6, 30), programme="6B999")
    batches.approve(one, batch.pk, by=DEAN, at=now(), checked=ARCHIVE)
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    states = batch.diplomas.order_by("paper_id").values_list("state", "problem")
    assert list(states) == [("refused", "paper_registered"), ("valid", "")]


def test_an_accreditation_that_ended_before_it_was_signed_keeps_it_from_being_issued():
    one = university()
    batch = proposed(one)
    batches.approve(one, batch.pk, by=DEAN, at=now(), checked=ARCHIVE)
    models.Accreditation.objects.update(valid_to=day_of_issue(now()))
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    assert batch.diplomas.get().problem == "accreditation"


# --- whose it is --------------------------------------------------------------------------------


def test_a_holder_whom_the_register_knows_is_found_by_iin_and_birth_date_alone():
    one, who = university(), known()
    people = Person.objects.count()
    [made] = issued_papers(one, paper(iin=IIN))
    assert made.person_id == who and Person.objects.count() == people
    assert made.document["credentialSubject"]["identifier"][0]["identityHash"] == "Үлгіева Мысал"
    told = problems(one, paper(iin=IIN, number="9", born_on=date(1975, 3, 3)))
    assert told == [(PaperProblem.OTHER_PERSON,)]


def test_a_holder_whom_the_register_does_not_know_is_recorded_once_by_its_own_rules():
    one = university()
    said = [paper(), paper(number="2", level="6", programme="0102")]
    [first, second] = issued_papers(one, *said)
    assert first.person_id == second.person_id
    fact = PersonFact.objects.get(person_id=first.person_id)
    assert (fact.family, fact.born_on, fact.iin) == ("Үлгіева", BORN, "")
    assert Graduation.objects.filter(person_id=first.person_id).count() == 0
    namesake = paper(number="3", programme="0103")
    assert problems(one, namesake) == [(PaperProblem.DOUBLE,)]
    [third] = issued_papers(one, paper(number="3", programme="0103", is_another=True))
    assert third.person_id != first.person_id


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"family": " "}, PaperProblem.EMPTY),
        ({"checked": ""}, PaperProblem.EMPTY),
        ({"institution": "x" * 301}, PaperProblem.LONG),
        ({"iin": "750302400001"}, PaperProblem.IIN),
        ({"born_on": date(1999, 1, 1)}, PaperProblem.BIRTH),
        ({"issued_on": date(2300, 1, 1), "born_on": date(2270, 1, 1)}, PaperProblem.FUTURE),
        ({"issued_on": date(2021, 1, 1)}, PaperProblem.RECENT),
        ({"number": "—"}, PaperProblem.NUMBER),
        ({"level": "7"}, PaperProblem.ACCREDITATION),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(more: dict[str, Any], problem: PaperProblem):
    one = university()
    assert problems(one, paper()) == [()]
    assert problems(one, paper(**more)) == [(problem,)]
    with pytest.raises(PapersRefused):
        proposed(one, paper(**more))
    assert not models.Paper.objects.exists()


def test_the_day_before_the_issuer_began_is_taken_and_that_day_is_not():
    one = university()
    began = one.registered_at.date()
    assert problems(one, paper(issued_on=began - timedelta(days=1))) == [()]
    assert problems(one, paper(issued_on=began)) == [(PaperProblem.RECENT,)]


def test_a_paper_that_stands_twice_in_a_file_is_refused_the_second_time():
    one = university()
    told = problems(one, paper(), paper(family="Басқа"), paper(number="2"))
    assert told == [(), (PaperProblem.TWICE,), (PaperProblem.TWICE,)]
    with pytest.raises(NothingToIssue):
        papers.propose_papers(one, [], by=REGISTRAR, at=now())


# --- nobody changes it --------------------------------------------------------------------------


def test_the_database_lets_nobody_change_what_stood_on_a_paper_nor_part_it_from_its_diploma():
    one = university()
    [made] = issued_papers(one, paper())
    row = models.Paper.objects.filter(pk=made.paper_id)
    for change in ({"holder": "Басқа"}, {"issued_on": date(1990, 1, 1)}, {"checked": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Diploma.objects.filter(pk=made.pk).update(paper_key="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    row.update(doubt="")


def test_a_diploma_has_either_a_graduation_or_a_paper():
    one = university()
    batch = proposed(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.diplomas.update(paper=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.diplomas.update(graduation_id=graduate(one))


def test_an_event_of_a_paper_tells_no_name_and_no_number():
    one = university()
    issued_papers(one, paper())
    told = [str(each.facts) for each in Event.objects.filter(action__startswith="credentials.")]
    assert told and not any("Үлгіева" in each or "0012345" in each for each in told)
    assert issuers.CODE.fullmatch(one.code)
