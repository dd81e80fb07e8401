"""What was learnt elsewhere counts: within the bounds, once, by a rule or a person, with appeal."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bagdar.audit.models import Event
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period
from bagdar.credentials.models import Credit, Curriculum, Module
from bagdar.credentials.public import close_curriculum, transcript_of
from bagdar.credentials.public import curriculum as info
from bagdar.credentials.rules.errors import CurriculumEarly, CurriculumFaulty, CurriculumUnclosed
from bagdar.notary.models import Commitment
from bagdar.recognition import models
from bagdar.recognition.presenters.figures import figures
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.queries.rules_of import the_rule
from bagdar.recognition.rules.errors import (
    AppealLate,
    EquivalenceFaulty,
    FileLarge,
    FileUnfit,
    GrantRefused,
    NotStudied,
    ReasonNeeded,
    RequestFaulty,
    SameEyes,
    StateWrong,
)
from bagdar.recognition.rules.nouns import Kind
from bagdar.recognition.services import deciding, equivalences, requests
from bagdar.recognition.services.requests import Upload
from bagdar.registry.public import record_fact
from bagdar.registry.rules.details import ResultDetails
from bagdar.registry.rules.kinds import RESULT
from tests.curricula_written import MODULES, curriculum, module, studies
from tests.diplomas_issued import graduate, issued, now, university
from tests.recognising import (
    CLERK,
    LEARNER,
    OTHER,
    PDF,
    Campus,
    campus,
    decide,
    declare,
    request,
)
from tests.register import given, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def result(one: Campus, subject: str, score: int, who: Any = None, minute: int = 9) -> None:
    told = ResultDetails(
        organisation_id=one.organisation_id, assessment="year_mark", subject=subject,
        score=Decimal(score), most_score=Decimal(100),
    )  # fmt: skip
    days = Period(date(2020, 6, minute), date(2020, 6, minute + 1))
    record_fact(RESULT, who or one.person_id, told, days, **given(minute))


def credits(one: Campus) -> list[tuple[str, str, int]]:
    told = transcript_of(info(one.curriculum.pk), one.person_id)
    return [(line.module, line.how.value, line.credits) for line in told.lines]


# --- programmes ---------------------------------------------------------------------------------


def test_a_new_version_ends_the_one_before_it_and_neither_is_changed():
    one = organisation(1, type="university")
    first = curriculum(one)
    later = date(2024, 9, 1)
    second = curriculum(one, valid_from=later, modules=MODULES[:2])
    first.refresh_from_db()
    assert (first.valid_to, second.version, second.valid_to) == (later, 2, None)
    with pytest.raises(CurriculumEarly):
        curriculum(one, valid_from=later)
    with pytest.raises(CurriculumFaulty) as refused:
        curriculum(one, valid_from=date(2025, 9, 1), credits=1, nqf_level=0)
    assert refused.value.facts["count"] > 2 and Curriculum.objects.count() == 2
    for change in (
        lambda: Curriculum.objects.filter(pk=first.pk).update(credits=60),
        lambda: Curriculum.objects.filter(pk=first.pk).update(valid_to=date(2030, 1, 1)),
        lambda: Module.objects.update(credits=9),
        lambda: Module.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_own_results_earn_modules_by_their_subject():
    one = campus()
    result(one, "law", 49)
    assert credits(one) == []
    result(one, "law", 50, minute=10)
    assert credits(one) == [("LAW", "own", 10)]


def test_a_programme_may_declare_its_own_pass_mark_and_never_changes_it():
    one = campus(pass_share=Decimal("0.7"))
    result(one, "law", 69)
    assert credits(one) == []
    result(one, "law", 70, minute=10)
    assert credits(one) == [("LAW", "own", 10)]
    with pytest.raises(DatabaseError), transaction.atomic():
        Curriculum.objects.filter(pk=one.curriculum.pk).update(pass_share=Decimal("0.6"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Curriculum.objects.filter(pk=one.curriculum.pk).update(pass_share=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Module.objects.filter(curriculum=one.curriculum).delete()


# --- a request, a decision, the credit ----------------------------------------------------------


def test_a_person_decides_and_the_credit_stands_on_the_transcript_and_in_the_supplement():
    issuer = university()
    one = campus(id=issuer.organisation_id)
    row = request(one, "DB", files=[Upload("c.pdf", PDF)])
    assert (row.state, row.proof, credits(one)) == ("asked", "shown", [])
    assert row.due_on == now().date() + timedelta(days=the_rule().days.to_decide) or row.due_on
    made = decide(row, ("DB", 5))
    assert (made.verdict, made.stage, made.is_automatic) == ("full", "first", False)
    assert credits(one) == [("DB", "recognised", 5)]
    [commitment] = Commitment.objects.filter(kind="recognition.decision")
    assert commitment.handle == made.receipt
    result(one, "law", 87)
    [diploma] = issued(issuer, [graduate(issuer, who=one.person_id)])
    achievement = diploma.document["credentialSubject"]["achievement"]
    told = {text["titles"]["en"]: text["resultType"] for text in achievement["resultDescription"]}
    assert told["DB (made up): ECTS credits, recognised"] == "ext:Credits"
    assert told["LAW (made up): ECTS credits, earned here"] == "ext:Credits"
    assert "RawScore" in told.values()


def test_the_programme_says_what_a_diploma_says_where_no_form_was_written():
    issuer = university()
    curriculum(issuer.organisation_id, code="6B999", credits=60)
    [made] = issued(issuer, [graduate(issuer, programme="6B999")])
    assert made.document["credentialSubject"]["creditsEarned"] == 60


def test_the_trail_and_the_log_hold_nothing_that_was_written():
    one = campus()
    row = request(one, comment="құпия сөз", number="AB-77")
    decide(row, ("DB", 5), reason="бірегей себеп")
    told = repr(list(Event.objects.values_list("action", "about", "facts")))
    assert "құпия" not in told and "AB-77" not in told and "бірегей" not in told
    assert {"recognition.asked", "recognition.decided", "credentials.credits_given"} <= set(
        Event.objects.values_list("action", flat=True)
    )


@pytest.mark.parametrize(
    ("grants", "obstacle"),
    [
        ([("DB", 6)], ("DB", "module")),
        ([("DB", 5), ("ML", 5)], ("", "evidence")),
        ([("XX", 1)], ("XX", "unknown")),
    ],
)
def test_a_person_cannot_go_beyond_a_bound_and_then_nothing_changes(grants, obstacle):
    one = campus()
    row = request(one, "DB", "ML")
    with pytest.raises(GrantRefused) as refused:
        decide(row, *grants)
    assert obstacle in refused.value.obstacles
    row.refresh_from_db()
    assert row.state == "asked" and not models.Decision.objects.exists() and credits(one) == []


def test_the_cap_holds_over_all_requests():
    one = campus()
    decide(request(one, "WORK", code="A", credits=20), ("WORK", 20))
    row = request(one, "DB", code="B")
    with pytest.raises(GrantRefused) as refused:
        decide(row, ("DB", 1))
    assert refused.value.obstacles == (("", "cap"),)


def test_one_achievement_counts_once_in_whatever_words_it_is_asked_for():
    one = campus()
    decide(request(one, "DB"), ("DB", 3))
    again = request(one, "ML", code=" db-101 ", title="Басқаша", credits=40)
    with pytest.raises(GrantRefused) as refused:
        decide(again, ("ML", 5))
    assert refused.value.obstacles == (("", "counted"),)
    assert decide(again).verdict == "refused"


def test_the_database_itself_counts_an_achievement_once_in_a_module():
    one = campus()
    decide(request(one, "DB"), ("DB", 3))
    row = Credit.objects.get()
    row.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_later_decision_takes_the_place_of_an_earlier_one_and_both_stay():
    one = campus()
    row = request(one, "DB")
    first = decide(row, ("DB", 5))
    second = decide(row, ("DB", 2))
    first.refresh_from_db()
    assert first.superseded_at and second.superseded_at is None and second.stage == "again"
    assert credits(one) == [("DB", "recognised", 2)]
    assert Credit.objects.count() == 2
    for change in (
        lambda: models.Decision.objects.filter(pk=first.pk).update(verdict="refused"),
        lambda: models.Decision.objects.filter(pk=second.pk).update(reason="y"),
        lambda: models.Grant.objects.update(credits=9),
        lambda: models.Decision.objects.all().delete(),
        lambda: Credit.objects.filter(decision=second.pk).update(credits=9),
        lambda: Credit.objects.filter(decision=first.pk).update(ended_at=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_appeal_is_decided_by_somebody_who_has_decided_nothing_of_it():
    one = campus()
    row = request(one, "DB")
    decide(row, reason="жоқ")
    with pytest.raises(ReasonNeeded):
        deciding.appeal(row.pk, " ", by=LEARNER, at=now())
    deciding.appeal(row.pk, "сертификат бар", by=LEARNER, at=now())
    with pytest.raises(SameEyes):
        decide(row, ("DB", 5))
    made = decide(row, ("DB", 5), by=OTHER)
    row.refresh_from_db()
    assert (made.stage, made.verdict, row.state) == ("appeal", "full", "settled")
    assert credits(one) == [("DB", "recognised", 5)]
    for deed in (
        lambda: deciding.appeal(row.pk, "тағы", by=LEARNER, at=now()),
        lambda: decide(row, by=OTHER),
    ):
        with pytest.raises(StateWrong):
            deed()


def test_the_database_refuses_the_same_eyes_where_the_service_does_not_look():
    one = campus()
    row = request(one, "DB")
    first = decide(row)
    deciding.appeal(row.pk, "x", by=LEARNER, at=now())
    models.Decision.objects.filter(pk=first.pk).update(superseded_at=now())
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Decision.objects.create(
            request=row, number=2, stage="appeal", verdict="full", is_automatic=False,
            because=[], reason="x", at=now(), by=CLERK.name, role="organisation",
            decided_before=CLERK.name, receipt="x",
        )  # fmt: skip


def test_an_appeal_comes_within_the_declared_days():
    row = request(campus(), "DB")
    decide(row)
    late = now() + timedelta(days=the_rule().days.to_appeal + 2)
    with pytest.raises(AppealLate):
        deciding.appeal(row.pk, "кеш", by=LEARNER, at=late)


def test_what_is_not_decided_is_taken_back_and_then_nobody_decides_it():
    row = request(campus(), "DB")
    requests.withdraw(row.pk, by=LEARNER)
    for deed in (lambda: decide(row, ("DB", 1)), lambda: requests.withdraw(row.pk, by=LEARNER)):
        with pytest.raises(StateWrong):
            deed()


def refused(error: type[DomainError], one: Campus, *claims: str, **more: Any) -> DomainError:
    with pytest.raises(error) as found:
        request(one, *claims, **more)
    assert not models.Request.objects.exists() and not models.Evidence.objects.exists()
    return found.value


def test_a_request_that_cannot_be_taken_leaves_nothing():
    one = campus()
    faulty = refused(
        RequestFaulty, one, "XX", title=" ", achieved_on=date(2999, 1, 1), credits=0, nqf_level=9
    )
    told = set(faulty.faults)  # type: ignore[attr-defined]
    assert told == {
        ("title", "missing"), ("achieved_on", "future"), ("credits", "credits"),
        ("nqf_level", "nqf"), ("claims", "unknown"),
    }  # fmt: skip
    refused(FileUnfit, one, files=[Upload("x.pdf", b"MZ\x90")])
    refused(FileUnfit, one, files=[Upload("x.pdf", b"")])
    refused(FileLarge, one, files=[Upload("x.pdf", b"%PDF-" + b"0" * (8 << 20))])
    stranger = replace(one, person_id=person(2))
    refused(NotStudied, stranger)


# --- equivalences -------------------------------------------------------------------------------


def college(one: Campus) -> Campus:
    """Where the learner of `one` has earned a module by an own result."""
    place = organisation(2, type="college", name_kk="Үлгі колледжі")
    version = curriculum(
        place, level="4", code="4S01", nqf_level=6, modules=(module("SQL", 6, subject="physics"),)
    )
    days = Period(date(2018, 9, 1), date(2019, 7, 1))
    studies(one.person_id, place, minute=6, level="4", programme="4S01", days=days)
    found = Campus(place, version, one.person_id)
    result(found, "physics", 80)
    return found


def formal(of: Campus) -> dict[str, Any]:
    return {"kind": Kind.FORMAL, "provider": str(of.organisation_id), "code": "4/4S01/SQL"}


def test_what_the_register_knows_and_an_equivalence_covers_is_decided_at_once():
    one = campus()
    declare(one, "DB", 5, **formal(college(one)))
    row = request(one, "DB", **formal(Campus(college_id(), None, one.person_id)), credits=99)
    decision = queries.standing_decision(row)
    row.refresh_from_db()
    assert (row.state, row.proof, row.credits) == ("decided", "verified", 6)
    assert decision and decision.is_automatic and decision.verdict == "full"
    assert decision.because[0] == ["proof_verified", {}] and decision.because[1] == ["rule", {}]
    assert credits(one) == [("DB", "recognised", 5)]
    deciding.appeal(row.pk, "басқа адам қарасын", by=LEARNER, at=now())
    assert decide(row, ("DB", 5)).stage == "appeal"


def college_id() -> Any:
    return Curriculum.objects.get(code="4S01").organisation_id


def test_an_equivalence_waits_for_a_person_where_it_covers_not_all_or_nothing_is_verified():
    one = campus()
    of = college(one)
    declare(one, "DB", 5, **formal(of))
    assert request(one, "DB", "ML", **formal(of)).state == "asked"
    declare(one, "DB", 5)
    assert request(one, "DB", files=[Upload("c.pdf", PDF)]).state == "asked"
    stranger = {**formal(of), "code": "4/4S01/NO"}
    assert request(one, "DB", **stranger).proof == "told"


def test_an_equivalence_is_of_the_own_programme_and_ends_once():
    one, other = campus(), organisation(3, type="university")
    with pytest.raises(EquivalenceFaulty) as refused:
        declare(replace(one, organisation_id=other), "XX", 0, source=" ")
    assert refused.value.facts["fields"] == "curriculum, module, credits, source"
    made, end = declare(one), date(2030, 1, 1)
    equivalences.end_equivalence(one.organisation_id, made.pk, end, by=CLERK)
    with pytest.raises(StateWrong):
        equivalences.end_equivalence(one.organisation_id, made.pk, end, by=CLERK)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Equivalence.objects.update(credits=1)


def test_a_programme_is_closed_by_a_decision_once_and_opened_again_by_a_version():
    one = campus()
    close = date(2030, 9, 1)
    for on, source in ((one.curriculum.valid_from, "council"), (close, " "), (close, "x" * 201)):
        with pytest.raises(CurriculumUnclosed):
            close_curriculum(one.curriculum.pk, on, source, by=CLERK)
    close_curriculum(one.curriculum.pk, close, "council, 9", by=CLERK)
    told = info(one.curriculum.pk)
    assert (told.valid_to, told.closed_by) == (close, "council, 9")
    with pytest.raises(CurriculumUnclosed):
        close_curriculum(one.curriculum.pk, close, "council, 10", by=CLERK)
    with pytest.raises(DatabaseError), transaction.atomic():
        Curriculum.objects.filter(pk=one.curriculum.pk).update(closed_by="x")
    again = curriculum(one.organisation_id, valid_from=date(2031, 9, 1))
    assert (again.version, info(one.curriculum.pk).closed_by) == (2, "council, 9")


# --- figures ------------------------------------------------------------------------------------


def test_small_numbers_are_not_shown():
    one = campus()
    decide(request(one, "DB"), ("DB", 5))
    found = figures()
    assert Kind.OPEN_COURSE.value not in {line.kind for line in found.lines}
    assert found.hidden == 1


# --- the demonstration --------------------------------------------------------------------------


def test_the_demonstration_is_made_once_and_for_a_simulated_institution_alone():
    from bagdar.core.origins import Origin
    from bagdar.recognition.public import demonstrate_recognition

    real = organisation(1, type="university")
    place = organisation(1, Origin.SIMULATED, type="university")
    who = person(1, Origin.SIMULATED, born_on=date(2000, 1, 1))
    studies(who, place)
    assert demonstrate_recognition(real, who, by=CLERK, at=now()) is None
    made = demonstrate_recognition(place, who, by=CLERK, at=now())
    assert made and made.origin == "simulated" and made.state == "asked"
    assert demonstrate_recognition(place, who, by=CLERK, at=now()) is None
    assert models.Equivalence.objects.get().origin == "simulated"
