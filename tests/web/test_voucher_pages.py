"""Grants on pages: a student takes one out, asks, goes; a university confirms, suspends, ends."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bagdar.admissions import models
from bagdar.audit.models import Event
from tests.granting import graduate, grants, settled, university
from tests.people import account
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def client_of(name: str, role: str, **place: Any) -> Client:
    client = Client()
    client.force_login(account(name, role, **place))
    return client


def at(name: str, *args: Any, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def town() -> dict[str, Any]:
    here, there = (
        university("Бірінші университет", "6B061"),
        university("Екінші университет", "6B061"),
    )
    who = graduate("Асан", mathematics=90)
    stranger = person(1, given="Дана", born_on=date(2000, 1, 1))
    return {
        "here": here, "there": there, "who": who,
        "grant": settled(grants(5), who),
        "student": client_of("student-1", "person", person_id=who),
        "stranger": client_of("student-2", "person", person_id=stranger),
        "university": client_of("university-1", "organisation", organisation_id=here),
        "other": client_of("university-2", "organisation", organisation_id=there),
    }  # fmt: skip


def post(client: Client, address: str, status: int = 302, **given: Any) -> Any:
    answer = client.post(address, given)
    assert answer.status_code == status, text_of(answer)
    return answer


def taken_out(town: dict[str, Any]) -> str:
    post(town["student"], at("own_vouchers"), application=town["grant"].pk)
    return at("own_voucher", models.Voucher.objects.get().pk)


def test_a_student_takes_the_grant_out_asks_two_and_goes_to_one(town: dict[str, Any]):
    page = text_of(town["student"].get(at("own_vouchers")))
    assert "061" in page and str(town["grant"].pk) in page
    mine = taken_out(town)
    page = text_of(town["student"].get(mine))
    assert "Бірінші университет" in page and "Екінші университет" in page
    for where in ("here", "there"):
        post(town["student"], mine, do="ask", to=f"{town[where]}/6B061")
    first = models.VoucherRequest.objects.get(organisation=town["here"])
    desk = text_of(town["university"].get(at("voucher_desk")))
    assert str(first.pk) in desk and "Асан" not in desk  # names stand where the look leaves a trace
    request = at("voucher_request", first.pk)
    assert "Асан" in text_of(town["university"].get(request))
    assert Event.objects.filter(action="admissions.voucher_looked_at").count() == 1
    post(town["university"], request, do="confirm")
    post(town["student"], mine, do="take", request=first.pk)
    held = text_of(town["university"].get(at("voucher_desk")))
    assert str(models.Voucher.objects.get().pk) in held
    assert models.VoucherRequest.objects.get(organisation=town["there"]).state == "withdrawn"


def test_a_university_refuses_suspends_resumes_and_ends(town: dict[str, Any]):
    mine = taken_out(town)
    post(town["student"], mine, do="ask", to=f"{town['there']}/6B061")
    asked = models.VoucherRequest.objects.get()
    request = at("voucher_request", asked.pk)
    assert "300" in text_of(post(town["other"], request, 422, do="refuse", reason=""))
    post(town["other"], request, do="refuse", reason="орын жоқ")
    assert "орын жоқ" in text_of(town["student"].get(mine))
    post(town["student"], mine, do="ask", to=f"{town['here']}/6B061")
    second = models.VoucherRequest.objects.get(organisation=town["here"])
    post(town["university"], at("voucher_request", second.pk), do="confirm")
    post(town["student"], mine, do="take", request=second.pk)
    case = at("voucher_case", models.Voucher.objects.get().pk)
    post(town["university"], case, do="suspend", reason="академиялық демалыс")
    assert "академиялық демалыс" in text_of(town["student"].get(mine))
    post(town["university"], case, do="resume")
    post(town["university"], case, do="end", reason="оқуын бітірді")
    page = text_of(town["student"].get(mine))
    assert "оқуын бітірді" in page and 'value="ask"' not in page


def test_a_student_withdraws_a_request_and_gives_the_grant_up(town: dict[str, Any]):
    mine = taken_out(town)
    post(town["student"], mine, do="ask", to=f"{town['there']}/6B061")
    made = models.VoucherRequest.objects.get()
    post(town["student"], mine, 409, do="take", request=made.pk)  # nobody has agreed
    post(town["student"], mine, do="withdraw", request=made.pk)
    post(town["student"], mine, 422, do="end", reason="")
    post(town["student"], mine, do="end", reason="бас тарттым")
    assert models.Voucher.objects.get().ended_on is not None


def test_what_cannot_be_chosen_is_said_and_changes_nothing(town: dict[str, Any]):
    mine = taken_out(town)
    for given in (
        {"do": "ask", "to": ""}, {"do": "ask", "to": f"{town['here']}/6B999"}, {"do": "ask"},
        {"do": "take", "request": "x"}, {"do": "nothing"},
    ):  # fmt: skip
        post(town["student"], mine, 422, **given)
    post(town["student"], at("own_vouchers"), 422, application="x")
    post(town["student"], at("own_vouchers"), 409, application=town["grant"].pk)
    assert not models.VoucherRequest.objects.exists()


def test_a_stranger_is_told_nothing(town: dict[str, Any]):
    mine = taken_out(town)
    post(town["student"], mine, do="ask", to=f"{town['here']}/6B061")
    made, row = models.VoucherRequest.objects.get(), models.Voucher.objects.get()
    case, request = at("voucher_case", row.pk), at("voucher_request", made.pk)
    for who, address in (
        ("stranger", mine), ("other", request), ("other", case), ("university", case),
    ):  # fmt: skip
        answer = town[who].get(address)
        assert answer.status_code == 404 and "Асан" not in text_of(answer)
    assert "Асан" not in text_of(town["stranger"].get(at("own_vouchers")))
    post(town["stranger"], at("own_vouchers"), 404, application=town["grant"].pk)
    post(town["stranger"], mine, 404, do="end", reason="x")
    assert models.Voucher.objects.get().ended_on is None


def test_pages_say_that_the_people_or_the_rules_are_illustrative(town: dict[str, Any]):
    mine = taken_out(town)
    for language in ("kk", "ru", "en"):
        address = at("own_voucher", models.Voucher.objects.get().pk, language=language)
        page = text_of(town["student"].get(address))
        assert f'lang="{language}"' in page and 'class="band"' in page
    assert mine.startswith("/kk/")
