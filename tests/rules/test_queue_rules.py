"""The queue of kindergartens as its log alone says it: order, offers, terms, what moved whom."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bagdar.admissions.rules.queue import errors
from bagdar.admissions.rules.queue.declared import kindergarten_rules, rules_of
from bagdar.admissions.rules.queue.entries import canonical, check_chain, instant_text
from bagdar.admissions.rules.queue.nouns import EntryKind, QueueState
from bagdar.admissions.rules.queue.order import Moved, moves, position
from bagdar.admissions.rules.queue.referring import refer
from bagdar.admissions.rules.queue.standing import Book, Slot, cohort_of, told_state
from bagdar.admissions.rules.queue.steps import replay
from bagdar.core.errors import DomainError, FaultyData
from tests.queue_log import BEGAN, RULES, SLOT, Log

K, S = EntryKind, QueueState
DATA = Path(__file__).resolve().parents[2] / "data"


def place(log: Log, child: str) -> int | None:
    found = position(log.book.applications[child], log.book.head, log.book.applications.values())
    return found and found.place


def refused(log: Log, error: type[DomainError], kind: EntryKind, **body: object) -> None:
    before = len(log.entries)
    with pytest.raises(error):
        log.say(kind, **body)
    assert len(log.entries) == before


def test_the_declared_rules_say_that_they_are_illustrative_and_decide_what_the_log_repeats():
    found = kindergarten_rules(DATA)
    assert found.illustrative and rules_of(found.deciding().told()) == found.deciding()


def test_declared_rules_with_an_age_in_two_groups_or_a_code_twice_are_refused(tmp_path: Path):
    text = (DATA / "admissions" / "kindergarten.toml").read_text(encoding="utf-8")
    for wrong in (text.replace("to_age = 3", "to_age = 4"), text.replace('"B"', '"A"')):
        folder = tmp_path / str(len(list(tmp_path.iterdir()))) / "admissions"
        folder.mkdir(parents=True)
        (folder / "kindergarten.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(FaultyData):
            kindergarten_rules(folder.parent)


def test_a_child_is_of_the_cohort_of_its_age_on_the_declared_day():
    for born_on, age in ((date(2023, 9, 1), 3), (date(2023, 9, 2), 2), (date(2022, 12, 31), 3)):
        assert 2026 - cohort_of(born_on, RULES) == age


# --- order --------------------------------------------------------------------------------------


def test_category_goes_before_date_and_date_before_the_lottery_number():
    log = Log()
    for child in ("a", "b", "c"):
        log.apply(child)
    assert [place(log, child) for child in "abc"] == [1, 2, 3]
    log.prove("c", "B")
    assert [place(log, child) for child in "abc"] == [2, 3, 1]
    log.prove("b", "A")
    assert [place(log, child) for child in "abc"] == [3, 1, 2]
    found = position(log.book.applications["a"], log.book.head, log.book.applications.values())
    assert found is not None
    assert (found.by_category, found.by_date, found.by_lottery, found.waiting) == (2, 0, 0, 3)


def test_two_applications_of_one_instant_stand_by_their_lottery_numbers():
    log = Log()
    for child in ("a", "b"):
        log.at = BEGAN + timedelta(hours=1)
        log.apply(child)
    first, second = sorted(log.book.applications.values(), key=lambda one: one.lottery)
    assert (place(log, first.child), place(log, second.child)) == (1, 2)


def test_a_category_that_is_only_claimed_moves_nobody_and_one_that_ended_moves_back():
    log = Log()
    log.apply("a")
    log.apply("b", claimed="A")
    assert place(log, "b") == 2
    refused(log, errors.NothingClaimed, K.PROVEN, child="b", category="B")
    log.say(K.DISPROVEN, child="b", category="A", reason="no paper")
    assert place(log, "b") == 2
    log.prove("b", "A")
    assert place(log, "b") == 1
    log.say(K.ENDED, child="b", category="A", reason="it ended")
    assert place(log, "b") == 2


def test_children_of_another_language_need_or_age_stand_in_another_line():
    log = Log()
    log.apply("a")
    log.apply("b", language="ru")
    log.apply("c", need="special")
    log.apply("d", cohort=2022)
    assert [place(log, child) for child in "abcd"] == [1, 1, 1, 1]
    log.say(K.YEAR, year=2027)  # "a" is four now, as "d" was; "d" is five
    assert log.book.head is not None and log.book.head.year == 2027
    log.apply("e", cohort=2023)
    assert place(log, "e") == 2


# --- offers -------------------------------------------------------------------------------------


def test_each_in_the_order_of_the_line_takes_the_dearest_place_that_is_left():
    log = Log()
    log.open(1)
    log.open(1, ("moon", *SLOT[1:]))
    log.apply("a", "sun", "moon")
    log.apply("b", "sun", "moon")
    log.apply("c", "sun", "moon")
    found = refer(log.book.head, log.book.applications.values(), log.book.places)
    assert found == [("a", Slot(*SLOT)), ("b", Slot("moon", *SLOT[1:]))]


def test_a_longer_list_and_any_other_order_of_wishes_never_gives_a_dearer_place():
    names, random_of = ["sun", "moon", "star"], random.Random(7)
    for _ in range(200):
        log = Log()
        for name in names:
            log.open(1, (name, *SLOT[1:]))
        for child in "abcd":
            log.apply(child, *random_of.sample(names, random_of.randint(1, 3)))
        who = random_of.choice("abcd")
        true = log.book.applications[who].wishes
        got = dict(refer(log.book.head, log.book.applications.values(), log.book.places))
        rank = true.index(got[who].organisation) if who in got else len(true)
        lie = tuple(random_of.sample(names, random_of.randint(1, 3)))
        log.book.applications[who] = replace(log.book.applications[who], wishes=lie)
        lied = dict(refer(log.book.head, log.book.applications.values(), log.book.places))
        if who in lied and lied[who].organisation in true:
            assert true.index(lied[who].organisation) >= rank


def test_a_place_is_offered_once_accepted_in_time_and_nobody_else_gets_it():
    log = Log()
    log.open(1)
    log.apply("a")
    log.apply("b")
    log.offer("a")
    refused(log, errors.NoFreePlace, K.OFFERED, child="b", place=list(SLOT), round=0)
    refused(log, errors.StateWrong, K.OFFERED, child="a", place=list(SLOT), round=0)
    refused(log, errors.TermRuns, K.LAPSED, child="a")
    log.say(K.ACCEPTED, child="a")
    assert log.book.applications["a"].state is S.PLACED and log.book.places[Slot(*SLOT)] == 0
    refused(log, errors.NoFreePlace, K.PLACES, place=list(SLOT), change=-1, reason="")


def test_the_last_day_to_answer_counts_and_the_day_after_does_not():
    for days, error in ((5, None), (6, errors.TermOver)):
        log = Log()
        log.open(1)
        log.apply("a")
        log.offer("a")
        log.at = BEGAN + timedelta(days=days)
        if error is None:
            log.say(K.ACCEPTED, child="a")
        else:
            refused(log, error, K.ACCEPTED, child="a")
            log.say(K.LAPSED, child="a")
            assert log.book.applications["a"].state is S.OUT
            assert log.book.places[Slot(*SLOT)] == 1


def test_refusals_within_the_allowance_cost_nothing_and_the_next_one_costs_the_date():
    log = Log()
    log.open(1)
    log.apply("a")
    log.apply("b")
    for expected in (1, 2):
        log.offer("a")
        log.say(K.REFUSED, child="a")
        assert place(log, "a") == expected
    assert log.book.places[Slot(*SLOT)] == 1


def test_no_place_is_offered_that_was_not_wished_or_is_of_another_line():
    log = Log()
    other = ("moon", *SLOT[1:])
    log.open(1, other)
    log.open(1, ("sun", "4", "kk", "general"))
    log.apply("a", "sun")
    refused(log, errors.WishesFaulty, K.OFFERED, child="a", place=list(other), round=0)
    four = ["sun", "4", "kk", "general"]
    refused(log, errors.WishesFaulty, K.OFFERED, child="a", place=four, round=0)


# --- by families and by hand --------------------------------------------------------------------


def test_withdrawn_and_applied_again_keeps_the_lottery_number_and_loses_the_date():
    log = Log()
    log.apply("a")
    log.apply("b")
    number = log.book.applications["a"].lottery
    refused(log, errors.AlreadyIn, K.APPLIED, **log.entries[1].body)
    for _ in range(20):
        log.say(K.WITHDRAWN, child="a")
        log.apply("a", "moon", language="kk")
        assert log.book.applications["a"].lottery == number
    assert (place(log, "a"), place(log, "b")) == (2, 1)


def test_a_number_bound_to_the_application_would_be_noticed():
    """The control: as if it were drawn for each application."""
    log = Log()
    log.apply("a")
    number = log.book.applications["a"].lottery
    from bagdar.admissions.rules.queue.standing import lottery_number

    assert lottery_number("07" * 32, "KZ-11", "a") == number
    assert lottery_number("07" * 32, "KZ-11", "a/2") != number


def test_two_families_exchange_only_what_both_agreed_to():
    log = Log()
    moon = ("moon", *SLOT[1:])
    for child, slot in (("a", SLOT), ("b", moon)):
        log.open(1, slot)
        log.apply(child, slot[0])
        log.offer(child, slot)
        log.say(K.ACCEPTED, child=child)
    refused(log, errors.NothingAsked, K.EXCHANGED, child="b", other="a")
    log.say(K.EXCHANGE_ASKED, child="a", other="b")
    refused(log, errors.NothingAsked, K.EXCHANGED, child="a", other="b")
    log.say(K.EXCHANGED, child="b", other="a")
    assert log.book.applications["a"].place == Slot(*moon)
    assert log.book.applications["b"].place == Slot(*SLOT)
    refused(log, errors.NothingAsked, K.EXCHANGED, child="b", other="a")


def test_a_move_by_hand_wants_a_reason_and_a_second_person():
    log = Log()
    log.apply("a")
    log.apply("b")
    since = instant_text(BEGAN)
    refused(log, errors.NothingAsked, K.BY_HAND, child="b", by="clerk-2")
    refused(log, errors.ReasonNeeded, K.HAND_ASKED, child="b", since=since, reason=" ")
    log.say(K.HAND_ASKED, child="b", since=since, reason="court, 1")
    assert place(log, "b") == 2
    refused(log, errors.SameHands, K.BY_HAND, child="b", by="clerk-1")
    log.say(K.BY_HAND, child="b", by="clerk-2")
    assert place(log, "b") == 1


# --- what moved whom ----------------------------------------------------------------------------


def test_what_moved_a_child_is_told_by_entries_of_others_and_of_its_own():
    log = Log()
    for child in ("a", "b", "c"):
        log.apply(child)
    earlier, at = log.book, len(log.entries)
    log.open(1)
    log.offer("a")
    log.apply("d")
    log.prove("d", "A")
    found = moves("c", earlier, log.book, log.entries[at:])
    assert found == (Moved("came_proven", 1, (9,)), Moved("left_offered", 1, (6,)))
    log.prove("c", "A")
    found = moves("c", earlier, log.book, log.entries[at:])
    assert [(one.code, one.count) for one in found] == [
        ("left_offered", 1), ("own_proven", 1),
    ]  # fmt: skip


def test_a_change_that_no_entry_explains_is_an_error_and_not_a_silence():
    """The control: somebody moved a child in the table."""
    log = Log()
    log.apply("a")
    log.apply("b")
    moved = log.book.copy()
    moved.applications["b"] = replace(moved.applications["b"], since=BEGAN)
    with pytest.raises(errors.LogBroken):
        moves("a", log.book, moved, [])


# --- the log ------------------------------------------------------------------------------------


def test_the_chain_finds_a_changed_a_lost_and_a_swapped_entry():
    log = Log()
    for child in ("a", "b", "c"):
        log.apply(child)
    kept = [(entry, entry.digest) for entry in log.entries]
    assert check_chain(kept) == log.entries[-1].digest
    body = {**log.entries[2].body, "language": "ru"}
    changed = [*kept[:2], (replace(log.entries[2], body=body), kept[2][1]), kept[3]]
    for wrong in (changed, kept[1:], [kept[0], kept[2], kept[1], kept[3]]):
        with pytest.raises(errors.LogBroken):
            check_chain(wrong)


def test_the_same_log_gives_the_same_bytes():
    log = Log()
    log.open(2)
    for child in ("b", "a"):
        log.apply(child)
        log.offer(child)
    books = [replay(log.entries), log.book, replay(log.entries[3:], replay(log.entries[:3]))]
    texts = {_text(book) for book in books}
    assert len(texts) == 1


def _text(book: Book) -> str:
    assert book.head is not None
    return canonical(told_state(book.head, book.applications.values(), book.places))
