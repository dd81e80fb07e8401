"""The kindergarten queue on pages: parents, kindergartens, clerks, everybody; and strangers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from bagdar.admissions import models
from bagdar.admissions.queries.verifying import verify_queue
from bagdar.audit.models import Event
from bagdar.core.periods import Period
from tests.people import PASSWORD
from tests.queueing import Yard, yard
from tests.register import given, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def account(name: str, **more: Any) -> Client:
    from bagdar.access.models import Account

    made = Account(username=name, **more)
    made.set_password(PASSWORD)
    made.save()
    client = Client()
    client.force_login(made)
    return client


def at(name: str, *args: Any, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def text_of(answer: Any) -> str:
    return answer.content.decode()


def family(of: Yard, name: str, child: str) -> tuple[Client, Any]:
    """A parent and a child of three."""
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import GuardianshipDetails
    from bagdar.registry.rules.kinds import GUARDIANSHIP

    today = timezone.now().date()
    parent = person(1, given=name, born_on=date(1990, 1, 1))
    who = of.child(child, date(today.year - 3, 1, 10))
    told = GuardianshipDetails(guardian_id=parent, kind="parent")
    record_fact(GUARDIANSHIP, who, told, Period(date(today.year - 2, 1, 1)), **given(3))
    return account(f"parent-{name.lower()}", role="person", person_id=parent), who


@pytest.fixture
def town() -> dict[str, Any]:
    of = yard(2, year=timezone.now().year)
    aset, asan = family(of, "Aset", "Асан")
    usen, dana = family(of, "Usen", "Дана")
    region = {"role": "region", "region_code": of.queue.territory}
    return {
        "of": of, "parent": aset, "child": asan, "other": usen, "theirs": dana,
        "operator": account("kinder-1", role="organisation", organisation_id=of.places[0]),
        "clerk": account("clerk-1", **region), "second": account("clerk-2", **region),
        "far": account("clerk-3", role="region", region_code="KZ-59"),
    }  # fmt: skip


def applied(town: dict[str, Any], who: str = "parent", child: str = "child", **more: str) -> Any:
    of = town["of"]
    told = {"language": "kk", "need": "general", "category": "", f"rank-{of.places[0]}": "1"}
    answer = town[who].post(at("queue_apply", town[child], of.queue.pk), {**told, **more})
    assert answer.status_code == 302, text_of(answer)
    return models.QueueApplication.objects.get(person_id=town[child])


def test_a_parent_applies_a_kindergarten_opens_a_place_a_clerk_runs_a_round_and_it_is_accepted(
    town,
):
    parent, of = town["parent"], town["of"]
    assert "Асан" in text_of(parent.get(at("own_queue")))
    form = text_of(parent.get(at("queue_apply", town["child"], of.queue.pk)))
    assert "Үлгі балабақша 1" in form and "шартты" in form
    row = applied(town)
    mine = at("own_application", row.pk)
    assert "Орныңыз: 1" in text_of(parent.get(mine))
    places = {"group": "3", "language": "kk", "need": "general", "change": "1"}
    assert town["operator"].post(at("queue_places"), places).status_code == 302
    assert town["clerk"].post(at("queue_desk"), {"do": "round"}).status_code == 302
    assert "Сізге орын ұсынылды" in text_of(parent.get(mine))
    assert parent.post(mine, {"do": "accept"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "placed" and "орын берілді" in text_of(parent.get(mine))
    assert verify_queue(of.queue.pk).troubles == ()


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(town):
    of = town["of"]
    address = at("queue_apply", town["child"], of.queue.pk)
    same = {f"rank-{one}": "2" for one in of.places}
    for wrong in ({}, same, {f"rank-{of.places[0]}": "x"}):
        answer = town["parent"].post(address, {"language": "kk", "need": "general", **wrong})
        assert answer.status_code == 422 and "Кемінде бір балабақшаға" in text_of(answer)
    assert 'value="2"' in text_of(town["parent"].post(address, {"need": "general", **same}))
    assert not models.QueueApplication.objects.exists()


def test_a_clerk_proves_a_category_and_the_other_family_reads_what_moved_it(town):
    applied(town)
    row = applied(town, "other", "theirs", category="A")
    case = at("queue_case", row.pk)
    assert "Дана" not in text_of(town["clerk"].get(at("queue_desk")))
    assert "Дана" in text_of(town["clerk"].get(case))
    assert Event.objects.filter(action="admissions.queue_looked_at").count() == 1
    assert town["clerk"].post(case, {"do": "prove"}).status_code == 422
    assert town["clerk"].post(case, {"do": "prove", "reason": "анықтама"}).status_code == 302
    mine = models.QueueApplication.objects.get(person_id=town["child"])
    shown = text_of(town["parent"].get(at("own_application", mine.pk)))
    assert "Орныңыз: 2" in shown and "Алдыңызға шықты: 1 (санат расталды" in shown
    assert "Дана" not in shown


def test_a_move_by_hand_is_asked_by_one_clerk_and_confirmed_by_another(town):
    applied(town)
    row = applied(town, "other", "theirs")
    case = at("queue_case", row.pk)
    asked = {"do": "hand", "since": "2020-01-01", "reason": "сот шешімі"}
    assert town["clerk"].post(case, asked).status_code == 302
    assert "Басқа маман растайды" in text_of(town["clerk"].get(case))
    assert town["clerk"].post(case, {"do": "confirm"}).status_code == 409
    assert town["second"].post(case, {"do": "confirm"}).status_code == 302
    assert "Орныңыз: 1" in text_of(town["other"].get(at("own_application", row.pk)))


def test_wishes_are_changed_a_category_claimed_and_an_application_withdrawn(town):
    row, of = applied(town), town["of"]
    mine = at("own_application", row.pk)
    wishes = {"do": "wishes", f"rank-{of.places[1]}": "1", f"rank-{of.places[0]}": "2"}
    assert town["parent"].post(mine, wishes).status_code == 302
    assert list(row.wishes.order_by("rank").values_list("organisation_id", flat=True)) == [
        of.places[1], of.places[0],
    ]  # fmt: skip
    assert town["parent"].post(mine, {"do": "claim", "category": "B"}).status_code == 302
    assert town["parent"].post(mine, {"do": "nothing"}).status_code == 422
    assert town["parent"].post(mine, {"do": "withdraw"}).status_code == 302
    assert "қайтарылып алынды" in text_of(town["parent"].get(mine))


def test_strangers_are_told_that_there_is_nothing(town):
    row = applied(town)
    mine, case = at("own_application", row.pk), at("queue_case", row.pk)
    of = town["of"]
    for who, address, status in (
        ("other", mine, 404), ("other", at("queue_apply", town["child"], of.queue.pk), 404),
        ("far", case, 404), ("parent", case, 403),
        ("parent", at("queue_desk"), 403), ("clerk", mine, 403), ("operator", case, 403),
        ("clerk", at("queue_places"), 403),
    ):  # fmt: skip
        answer = town[who].get(address)
        assert answer.status_code == status, (who, address)
        assert "Асан" not in text_of(answer)
        assert town[who].post(address, {"do": "withdraw"}).status_code in (403, 404)
    row.refresh_from_db()
    assert row.state == "waiting"
    assert "Кезек ашылған жоқ" in text_of(town["far"].get(at("queue_desk")))
    for address in (mine, case, at("queue_desk"), at("own_queue"), at("queue_places")):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everybody_reads_the_rules_and_no_small_count(town, language: str):
    applied(town)
    queue = at("queue", town["of"].queue.pk, language=language)
    shown = text_of(Client().get(queue))
    few = {"kk": "10-нан аз", "ru": "меньше 10", "en": "fewer than 10"}[language]
    assert few in shown and models.Queue.objects.get().digest in shown
    assert str(town["child"]) not in shown and "Асан" not in shown
    # Entries without what they did: whoever counts them learns the counts that are hidden.
    did = {"kk": "өтініш берілді", "ru": "подано заявление", "en": "applied"}[language]
    assert did not in shown
    assert Client().get(at("queues", language=language)).status_code == 200
    assert Client().get(at("queue", town["child"], language=language)).status_code == 404
