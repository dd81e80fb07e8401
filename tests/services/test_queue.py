"""A queue of kindergartens on a real database: deeds, refusals, its log and its tables."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.reading import book_of, entries_of, queue_of
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.queries.verifying import Trouble, state_text, verify_queue
from bagdar.admissions.rules.queue import errors
from bagdar.admissions.rules.queue.nouns import ReferralMode
from bagdar.admissions.rules.queue.order import position
from bagdar.admissions.rules.queue.steps import replay
from bagdar.admissions.services import applying, deciding, opening, referring
from bagdar.admissions.services.log import take
from bagdar.admissions.services.rebuilding import rebuild
from bagdar.audit.models import Event
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.notary.models import Commitment
from tests.queueing import CLERK, NOW, OPERATOR, OTHER, PARENT, SEED, YEAR, Yard, yard
from tests.register import organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = the_rules()
    terms = declared.terms.model_copy(update={"mode": ReferralMode.AT_ONCE})
    other = declared.model_copy(update={"terms": terms})
    monkeypatch.setattr("bagdar.admissions.services.opening.the_rules", lambda: other)


def place(of: Yard, name: str) -> int | None:
    book = book_of(queue_of(of.queue.pk))
    assert book.head is not None
    one = book.applications[str(of.children[name])]
    found = position(one, book.head, book.applications.values())
    return found and found.place


def counts() -> tuple[int, ...]:
    some: Any = (models.QueueEntry, models.QueueApplication, models.QueueWish, Event, Commitment)
    return tuple(model.objects.count() for model in some)


# --- deeds --------------------------------------------------------------------------------------


def test_a_whole_story_from_application_to_place_leaves_an_entry_an_event_and_a_receipt_each():
    of = yard()
    for name in ("Асан", "Үсен", "Дана"):
        of.apply(name, 0, 1)
    of.prove("Дана")
    assert [place(of, name) for name in ("Дана", "Асан", "Үсен")] == [1, 2, 3]
    of.open(1, 0)
    of.open(1, 1)
    assert of.round() == 2
    assert of.row("Дана").place.organisation_id == of.places[0]
    assert of.row("Асан").place.organisation_id == of.places[1]
    referring.accept(of.row("Дана").pk, by=PARENT, at=of.now())
    referring.refuse(of.row("Асан").pk, by=PARENT, at=of.now())
    assert [of.row(name).state for name in ("Дана", "Асан", "Үсен")] == [
        "placed", "waiting", "waiting",
    ]  # fmt: skip
    assert of.round() == 1 and of.row("Асан").state == "offered"
    referring.refuse(of.row("Асан").pk, by=PARENT, at=of.now())
    many = models.QueueEntry.objects.count()
    assert list(models.QueueEntry.objects.order_by("number").values_list("number", flat=True)) == (
        list(range(1, many + 1))
    )
    assert Event.objects.filter(action__startswith="admissions.queue_").count() == many
    assert Commitment.objects.filter(kind="admissions.queue_entry").count() == many
    assert len(set(models.QueueEntry.objects.values_list("receipt", flat=True))) == many


def test_no_name_number_or_birth_date_stands_in_the_log():
    of = yard()
    of.apply("Асан", claimed="A")
    for row in models.QueueEntry.objects.all():
        for personal in ("Асан", "Мысалова", "2023-01-10"):
            assert personal not in row.body
    assert json.loads(models.QueueEntry.objects.get(kind="applied").body)["cohort"] == 2023


def refusals(of: Yard) -> list[tuple[type[DomainError], Any]]:
    other = organisation(1, type="kindergarten", region="KZ-59")
    row, usen = of.row("Асан").pk, of.child("Үсен")
    late = of.at + timedelta(days=30)

    def said(**more: Any) -> Any:
        told = applying.Applied("kk", "general", (of.places[0],))
        who = more.pop("who", usen)
        return applying.apply_for(of.queue.pk, who, replace(told, **more), by=PARENT, at=of.now())

    return [
        (errors.AlreadyIn, lambda: of.apply("Асан")),
        (errors.WishesFaulty, lambda: said(wishes=())),
        (errors.WishesFaulty, lambda: said(wishes=(of.places[0], of.places[0]))),
        (errors.WishesFaulty, lambda: said(wishes=(other,))),
        (errors.ChoiceUnknown, lambda: said(language="xx")),
        (errors.ChoiceUnknown, lambda: said(need="xx")),
        (errors.ChoiceUnknown, lambda: said(claimed="xx")),
        (errors.AgeOutside, lambda: said(who=of.child("Қарт", date(2015, 1, 1)))),
        (errors.NoSuchChild, lambda: said(who=of.queue.pk)),
        (errors.NoSuchQueue, lambda: said(who=person(1, Origin.REAL, born_on=date(2023, 1, 1)))),
        (errors.StateWrong, lambda: referring.accept(row, by=PARENT, at=of.now())),
        (errors.NothingClaimed, lambda: deciding.prove(row, "A", "p", by=CLERK, at=of.now())),
        (errors.ReasonNeeded, lambda: deciding.disprove(row, "A", " ", by=CLERK, at=late)),
        (errors.NothingAsked, lambda: deciding.confirm_hand(row, by=CLERK, at=of.now())),
        (errors.NoFreePlace, lambda: of.open(-1)),
        (errors.QueueThere, lambda: opening.open_queue(
            "KZ-11", Origin.ILLUSTRATIVE, YEAR, SEED, by=CLERK, at=NOW)),
        (errors.YearEarly, lambda: opening.begin_year(of.queue.pk, YEAR, by=CLERK, at=of.now())),
    ]  # fmt: skip


def test_what_may_not_be_is_refused_and_nothing_of_it_stays():
    of = yard()
    of.apply("Асан")
    for error, deed in refusals(of):
        before, text = counts(), state_text(queue_of(of.queue.pk))
        with pytest.raises(error), transaction.atomic():
            deed()
        assert counts() == before and state_text(queue_of(of.queue.pk)) == text, error


def test_a_child_stands_in_one_queue_even_where_two_territories_are_asked():
    one = yard()
    one.apply("Асан")
    other = yard(region="KZ-59")
    other.children = one.children
    with pytest.raises(errors.AlreadyIn), transaction.atomic():
        other.apply("Асан")
    applying.withdraw(one.row("Асан").pk, by=PARENT, at=one.now())
    other.apply("Асан")


def test_withdrawing_and_applying_again_keeps_the_lottery_number_and_loses_the_date():
    of = yard()
    first = of.apply("Асан").lottery
    of.apply("Үсен")
    applying.withdraw(of.row("Асан").pk, by=PARENT, at=of.now())
    assert of.apply("Асан", 1).lottery == first
    assert (place(of, "Үсен"), place(of, "Асан")) == (1, 2)


def test_a_move_by_hand_takes_a_reason_and_two_people():
    of = yard()
    of.apply("Асан")
    of.apply("Үсен")
    row = of.row("Үсен").pk
    deciding.ask_hand(row, NOW - timedelta(days=9), "сот шешімі", by=CLERK, at=of.now())
    with pytest.raises(errors.SameHands), transaction.atomic():
        deciding.confirm_hand(row, by=CLERK, at=of.now())
    assert place(of, "Үсен") == 2
    deciding.confirm_hand(row, by=OTHER, at=of.now())
    assert place(of, "Үсен") == 1


def test_two_families_exchange_places_when_both_have_said_so():
    of = yard()
    for number, name in enumerate(("Асан", "Үсен")):
        of.open(1, number)
        of.apply(name, number)
    of.round()
    for name in ("Асан", "Үсен"):
        referring.accept(of.row(name).pk, by=PARENT, at=of.now())
    one, other = of.row("Асан").pk, of.row("Үсен").pk
    applying.ask_exchange(one, other, by=PARENT, at=of.now())
    applying.agree_exchange(other, one, by=PARENT, at=of.now())
    assert of.row("Асан").place.organisation_id == of.places[1]
    assert of.row("Үсен").place.organisation_id == of.places[0]
    assert verify_queue(of.queue.pk).troubles == ()


def test_an_offer_without_an_answer_lapses_and_the_place_goes_on():
    of = yard()
    of.open()
    of.apply("Асан")
    of.apply("Үсен")
    of.round()
    assert referring.lapse_due(of.queue.pk, by=CLERK, at=of.at + timedelta(days=5)) == 0
    of.at += timedelta(days=6)
    assert of.round() == 1
    assert (of.row("Үсен").state, of.row("Асан").state) == ("offered", "waiting")
    assert place(of, "Асан") == 1


def test_where_places_are_given_at_once_whatever_frees_one_offers_it(at_once: None):
    of = yard()
    of.open()
    of.apply("Асан")
    assert of.row("Асан").state == "offered"
    of.apply("Үсен")
    of.apply("Дана")
    of.prove("Дана")
    referring.refuse(of.row("Асан").pk, by=PARENT, at=of.now())
    assert of.row("Дана").state == "offered"
    applying.withdraw(of.row("Дана").pk, by=PARENT, at=of.now())
    assert of.row("Асан").state == "offered" and of.row("Үсен").state == "waiting"
    of.open(1, 1)
    applying.change_wishes(of.row("Үсен").pk, (of.places[1],), by=PARENT, at=of.now())
    assert of.row("Үсен").state == "offered"
    assert verify_queue(of.queue.pk).troubles == ()


def test_in_another_year_every_child_is_older_and_stands_in_another_line():
    of = yard()
    of.apply("Асан")
    of.open(1, 0, "4")
    assert of.round() == 0
    opening.begin_year(of.queue.pk, YEAR + 1, by=CLERK, at=of.now())
    assert of.round() == 1


def test_who_waited_for_the_lock_does_not_stand_before_whoever_had_it():
    of = yard()
    of.apply("Асан")
    at = of.at
    of.at -= timedelta(hours=1)
    of.apply("Үсен")
    assert of.row("Үсен").since == at


# --- the log ------------------------------------------------------------------------------------


def busy() -> Yard:
    of = yard(3)
    for number in range(12):
        of.apply(f"Б{number}", *((number + n) % 3 for n in range(1 + number % 3)))
    for number in (3, 7):
        of.prove(f"Б{number}", "AB"[number % 2])
    for number in range(3):
        of.open(2, number)
    of.round()
    for row in list(models.QueueApplication.objects.filter(state="offered").order_by("pk"))[:4]:
        deed = (referring.accept, referring.refuse)[row.lottery < "8"]
        deed(row.pk, by=PARENT, at=of.now())
    waiting = models.QueueApplication.objects.filter(state="waiting").order_by("pk")
    applying.withdraw(waiting[0].pk, by=PARENT, at=of.now())
    deciding.ask_hand(waiting[1].pk, NOW, "сот", by=CLERK, at=of.now())
    applying.move_house(waiting[0].pk, "111000000", by=PARENT, at=of.now())
    return of


def test_the_fold_of_the_log_is_what_the_tables_say():
    of = busy()
    queue = queue_of(of.queue.pk)
    book, kept = replay(entry for entry, _ in entries_of(queue)), book_of(queue)
    assert book.head == kept.head and book.applications == kept.applications
    assert book.places == kept.places
    assert verify_queue(of.queue.pk).troubles == ()


def test_tables_that_are_lost_whole_come_back_from_the_log_byte_for_byte():
    of = busy()
    text = state_text(queue_of(of.queue.pk))
    models.QueueWish.objects.all().delete()
    models.QueueApplication.objects.all().delete()
    models.QueuePlace.objects.all().delete()
    models.Queue.objects.update(year=1, rounds=0, number=0, rules={})
    assert rebuild(of.queue.pk, by=CLERK) == models.QueueEntry.objects.count()
    assert state_text(queue_of(of.queue.pk)) == text
    of.apply("Кейінгі")
    assert verify_queue(of.queue.pk).troubles == ()


def test_a_row_that_somebody_edits_directly_is_found():
    """The control of the fold: without the log, a table says whatever was written into it."""
    of = busy()
    row = models.QueueApplication.objects.filter(state="waiting").order_by("-since")[0]
    free = models.QueuePlace.objects.order_by("pk")[0]
    mine = models.QueueApplication.objects.filter(pk=row.pk)
    edits: list[tuple[Any, str]] = [
        (lambda: mine.update(since=NOW), "application"),
        (lambda: mine.update(category="A"), "application"),
        (lambda: models.QueueWish.objects.filter(application=row).delete(), "application"),
        (lambda: models.Queue.objects.update(year=YEAR + 1), "head"),
        (lambda: models.QueuePlace.objects.filter(pk=free.pk).update(free=9), "place"),
    ]
    for edit, what in edits:
        edit()
        assert [one.what for one in verify_queue(of.queue.pk).troubles] == [what]
        rebuild(of.queue.pk, by=CLERK)
        assert verify_queue(of.queue.pk).troubles == ()


def test_the_database_refuses_that_an_entry_is_changed_or_removed():
    of = yard()
    of.apply("Асан")
    for change in (
        lambda: models.QueueEntry.objects.update(by="nobody"),
        lambda: models.QueueEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_entry_that_is_changed_with_the_guard_down_breaks_the_chain():
    """The control: whoever owns the database takes the guard down."""
    of = yard()
    of.apply("Асан")
    of.apply("Үсен")
    on = " ON admissions_queueentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER admissions_queueentry_no_update{on}")
    row = models.QueueEntry.objects.get(number=2)
    body = row.body.replace('"kk"', '"ru"')
    models.QueueEntry.objects.filter(number=2).update(body=body)
    found = verify_queue(of.queue.pk)
    assert Trouble("chain", "2") in found.troubles and found.digest == ""
    with pytest.raises(errors.LogBroken), transaction.atomic():
        rebuild(of.queue.pk, by=OPERATOR)


def test_no_more_places_are_given_than_there_are_whatever_a_service_forgets():
    of = yard()
    of.open()
    with pytest.raises(DatabaseError), transaction.atomic():
        take(of.queue, of.slot(), -2)
