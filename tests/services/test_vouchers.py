"""A grant as a voucher: issued once, at one university at a time, moved, suspended, ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.admissions import models
from bagdar.admissions.public import grants_held
from bagdar.admissions.queries.vouchers import stands, stay_of, universities_for, voucher_told
from bagdar.admissions.rules.campaign.vouchers import (
    MAY,
    AskedAlready,
    NoSuchVoucher,
    NoSuchVoucherRequest,
    NothingToIssue,
    NotOffered,
    RequestStateWrong,
    VoucherDeed,
    VoucherStands,
    VoucherStateWrong,
    VoucherThere,
    WhyNeeded,
    check_deed,
    group_of,
)
from bagdar.admissions.services import vouchers
from bagdar.admissions.services.campaigns import answering
from bagdar.audit.models import Event
from bagdar.core.origins import Origin
from bagdar.notary.public import handles
from tests.granting import (
    MINISTRY,
    NOW,
    STUDENT,
    TODAY,
    UNIVERSITY,
    graduate,
    grants,
    settled,
    university,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SOON = TODAY + timedelta(days=400)


@dataclass
class Student:
    """A voucher of the group 061, and two universities that teach it."""

    voucher: Any
    here: UUID
    there: UUID
    at: datetime = NOW

    def day(self, days: int = 1) -> datetime:
        self.at += timedelta(days=days)
        return self.at

    def ask(self, where: UUID, programme: str = "6B061") -> Any:
        return vouchers.ask_university(self.voucher.pk, where, programme, by=STUDENT, at=self.at)

    def go(self, where: UUID) -> Any:
        made = self.ask(where)
        vouchers.confirm(made.pk, by=UNIVERSITY, at=self.at)
        return vouchers.take(made.pk, by=STUDENT, at=self.at)

    @property
    def stands(self) -> VoucherStands:
        return stands(models.Voucher.objects.get(pk=self.voucher.pk))


@pytest.fixture
def student() -> Student:
    return begun()


def begun(name: str = "Асан") -> Student:
    here, there = university(f"{name} бірінші", "6B061"), university(f"{name} екінші", "6B061")
    campaign = models.Campaign.objects.filter(kind="grant").first() or grants(5, 5)
    made = settled(campaign, graduate(name, mathematics=90))
    return Student(vouchers.issue(made.pk, by=STUDENT, at=NOW), here, there)


def test_a_voucher_is_issued_once_to_whoever_has_a_grant_for_good(student: Student):
    row = student.voucher
    assert (row.group, row.issued_on, student.stands) == ("061", TODAY, VoucherStands.FREE)
    with pytest.raises(VoucherThere):
        vouchers.issue(row.application_id, by=STUDENT, at=NOW)
    other = settled(row.application.campaign, graduate("Дана"))
    for state in ("offered", "accepted", "waiting", "left"):
        other.state = state
        other.save()
        with pytest.raises(NothingToIssue):
            vouchers.issue(other.pk, by=STUDENT, at=NOW)
    assert models.Voucher.objects.count() == 1


def test_before_the_campaign_is_published_nothing_is_issued():
    campaign = grants(5)
    made = settled(campaign, graduate("Асан"))
    models.Campaign.objects.filter(pk=campaign.pk).update(state="held")
    with pytest.raises(NothingToIssue):
        vouchers.issue(made.pk, by=STUDENT, at=NOW)


def test_a_person_holds_one_grant_at_a_time_and_the_database_says_so_too(student: Student):
    person = student.voucher.person_id
    second = settled(grants(5, year=2027), person)
    with pytest.raises(VoucherThere):
        vouchers.issue(second.pk, by=STUDENT, at=NOW)
    row = models.Voucher(application=second, person_id=person, group="061", issued_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    vouchers.end(student.voucher.pk, "бас тартты", by=STUDENT, at=NOW)
    assert vouchers.issue(second.pk, by=STUDENT, at=NOW).ended_on is None


def test_one_or_several_are_asked_and_the_student_takes_one(student: Student):
    one, other = student.ask(student.here), student.ask(student.there)
    with pytest.raises(AskedAlready):
        student.ask(student.here)
    with pytest.raises(RequestStateWrong):  # nobody has agreed yet
        vouchers.take(one.pk, by=STUDENT, at=student.at)
    for made in (one, other):
        vouchers.confirm(made.pk, by=UNIVERSITY, at=student.at)
    assert student.stands is VoucherStands.FREE
    vouchers.take(one.pk, by=STUDENT, at=student.at)
    states = dict(models.VoucherRequest.objects.values_list("organisation", "state"))
    assert states == {student.here: "taken", student.there: "withdrawn"}
    with pytest.raises(RequestStateWrong):
        vouchers.take(other.pk, by=STUDENT, at=student.at)
    assert stay_of(student.voucher).organisation_id == student.here


def test_only_a_programme_of_the_group_that_a_university_teaches_is_asked_for(student: Student):
    foreign = university("Басқа сала", "6B031", field="0311")
    university("Синтетикалық", "6B061", origin=Origin.SIMULATED)
    assert {one.organisation_id for one in universities_for(student.voucher, TODAY)} == {
        student.here, student.there
    }  # fmt: skip
    for where, programme in ((foreign, "6B031"), (student.here, "6B031"), (foreign, "6B061")):
        with pytest.raises(NotOffered):
            student.ask(where, programme)


def test_the_voucher_moves_and_each_university_is_paid_for_its_own_days(student: Student):
    student.go(student.here)
    student.day(30)
    with pytest.raises(AskedAlready):
        student.ask(student.here)
    student.go(student.there)
    row = models.Voucher.objects.get(pk=student.voucher.pk)
    first, second = row.stays.order_by("since")
    assert (first.organisation_id, first.since, first.until) == (
        student.here, TODAY, TODAY + timedelta(days=30)
    )  # fmt: skip
    assert (second.organisation_id, second.since, second.until) == (
        student.there, first.until, None
    )  # fmt: skip
    (held,) = grants_held(student.here, TODAY, SOON)
    assert (held.person_id, held.until, held.group) == (row.person_id, first.until, "061")
    (held,) = grants_held(student.there, TODAY, SOON)
    assert (held.since, held.until) == (first.until, None)
    assert grants_held(student.there, TODAY, first.until) == []
    assert grants_held(student.here, first.until, SOON) == []


def test_suspended_days_are_held_by_nobody(student: Student):
    student.go(student.here)
    vouchers.suspend(student.voucher.pk, "академиялық демалыс", by=UNIVERSITY, at=student.day(10))
    assert student.stands is VoucherStands.SUSPENDED
    made = student.ask(student.there)
    vouchers.confirm(made.pk, by=UNIVERSITY, at=student.at)
    with pytest.raises(VoucherStateWrong):
        vouchers.take(made.pk, by=STUDENT, at=student.at)
    vouchers.resume(student.voucher.pk, by=UNIVERSITY, at=student.day(20))
    found = [(one.since, one.until) for one in grants_held(student.here, TODAY, SOON)]
    assert found == [
        (TODAY, TODAY + timedelta(days=10)), (TODAY + timedelta(days=30), None)
    ]  # fmt: skip


def test_an_end_is_for_good_and_closes_everything(student: Student):
    student.go(student.here)
    waiting = student.ask(student.there)
    vouchers.end(student.voucher.pk, "оқудан шықты", by=UNIVERSITY, at=student.day(5))
    row = models.Voucher.objects.get(pk=student.voucher.pk)
    assert (row.ended_on, row.reason) == (TODAY + timedelta(days=5), "оқудан шықты")
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn" and stay_of(row) is None
    for deed in (
        lambda: student.ask(student.there),
        lambda: vouchers.end(row.pk, "x", by=MINISTRY, at=student.at),
        lambda: vouchers.suspend(row.pk, "x", by=UNIVERSITY, at=student.at),
        lambda: vouchers.resume(row.pk, by=UNIVERSITY, at=student.at),
    ):
        with pytest.raises(VoucherStateWrong):
            deed()


def test_a_refusal_a_suspension_and_an_end_have_a_reason(student: Student):
    made = student.go(student.here) and student.ask(student.there)
    for why in ("", "  ", "x" * 301):
        for deed in (
            lambda why=why: vouchers.refuse(made.pk, why, by=UNIVERSITY, at=NOW),
            lambda why=why: vouchers.suspend(student.voucher.pk, why, by=UNIVERSITY, at=NOW),
            lambda why=why: vouchers.end(student.voucher.pk, why, by=STUDENT, at=NOW),
        ):
            with pytest.raises(WhyNeeded):
                deed()
    vouchers.refuse(made.pk, "орын жоқ", by=UNIVERSITY, at=NOW)
    with pytest.raises(RequestStateWrong):
        vouchers.confirm(made.pk, by=UNIVERSITY, at=NOW)


def test_each_deed_leaves_an_event_and_a_new_receipt(student: Student):
    before = student.voucher.receipt
    student.go(student.here)
    row = models.Voucher.objects.get(pk=student.voucher.pk)
    about = f"admissions.voucher:{row.pk}"
    assert row.receipt != before and handles("admissions.voucher", [about])[about] == row.receipt
    actions = list(
        Event.objects.filter(about=about).order_by("pk").values_list("action", flat=True)
    )
    assert actions == [f"admissions.voucher_{one}" for one in (
        "issued", "asked", "confirmed", "taken"
    )]  # fmt: skip
    told = str(voucher_told(row))
    assert str(row.person_id) not in told and "Асан" not in told


def test_a_grant_that_was_taken_out_is_given_up_as_a_voucher(student: Student):
    application = student.voucher.application_id
    with pytest.raises(VoucherThere):
        answering.leave(application, by=STUDENT, at=NOW)
    vouchers.end(student.voucher.pk, "бас тартты", by=STUDENT, at=NOW)
    assert answering.leave(application, by=STUDENT, at=NOW).state == "left"


def test_what_there_is_not_is_not_found(student: Student):
    nobody = UUID(int=7)
    with pytest.raises(NoSuchVoucher):
        vouchers.end(nobody, "x", by=STUDENT, at=NOW)
    for deed in (vouchers.take, vouchers.confirm, vouchers.withdraw_request):
        with pytest.raises(NoSuchVoucherRequest):
            deed(nobody, by=STUDENT, at=NOW)


def test_the_database_refuses_two_places_at_once(student: Student):
    student.go(student.here)
    second = models.VoucherStay(
        voucher=student.voucher, organisation_id=student.there, programme="6B061", kind="held",
        since=TODAY,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize("stands_", list(VoucherStands))
@pytest.mark.parametrize("deed", list(VoucherDeed))
def test_whatever_is_not_allowed_is_refused(stands_: VoucherStands, deed: VoucherDeed):
    if stands_ in MAY[deed]:
        check_deed(stands_, deed)
    else:
        with pytest.raises(VoucherStateWrong):
            check_deed(stands_, deed)
    assert stands_ is not VoucherStands.ENDED or all(stands_ not in some for some in MAY.values())


@pytest.mark.parametrize(
    ("field", "group"), [("0613", "061"), ("061", "061"), ("06", ""), ("", "")]
)
def test_a_group_is_a_narrow_field(field: str, group: str):
    assert group_of(field) == group


DEEDS = ("here", "there", "suspend", "resume", "day", "end")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=12))
def test_whatever_is_tried_no_day_is_held_twice_and_none_before_the_last(deeds: list[str]):
    with transaction.atomic():
        _try_all(deeds)
        transaction.set_rollback(True)


def _try_all(deeds: list[str]) -> None:
    of = begun(f"Бала {len(deeds)}")
    tried = {
        "here": lambda: of.go(of.here), "there": lambda: of.go(of.there),
        "suspend": lambda: vouchers.suspend(of.voucher.pk, "x", by=UNIVERSITY, at=of.at),
        "resume": lambda: vouchers.resume(of.voucher.pk, by=UNIVERSITY, at=of.at),
        "end": lambda: vouchers.end(of.voucher.pk, "x", by=STUDENT, at=of.at),
        "day": of.day,
    }  # fmt: skip
    for deed in deeds:
        try:
            tried[deed]()
        except (VoucherStateWrong, AskedAlready):
            continue
    days: dict[date, int] = {}
    stays = list(models.VoucherStay.objects.filter(voucher=of.voucher).order_by("since", "pk"))
    for one in stays:
        end = one.until or of.at.date() + timedelta(days=1)
        for number in range((end - one.since).days):
            day = one.since + timedelta(days=number)
            days[day] = days.get(day, 0) + 1
    assert all(count == 1 for count in days.values())
    assert sum(one.until is None for one in stays) <= 1
    assert all(later.since >= one.until for one, later in zip(stays, stays[1:], strict=False))
    row = models.Voucher.objects.get(pk=of.voucher.pk)
    assert (row.ended_on is None) or stay_of(row) is None
