"""Commitments stand or fall with their fact, get their place once, and tell nobody anything.

T6 (no personal data in the log) and T7 (witnesses fall silent) with the database.
"""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.notary import public as notary
from bagdar.notary.log import Log
from bagdar.notary.models import Commitment
from bagdar.notary.rules.commitments import Opening
from bagdar.notary.rules.merkle import inclusion_proof
from bagdar.notary.rules.receipt import check_receipt, receipt_text
from bagdar.notary.rules.refusals import (
    BehindDatabase,
    ContentDiffers,
    ContentMalformed,
    NoSuchReceipt,
    Overdue,
    ReceiptWaits,
    SaltForgotten,
    Unverified,
    WitnessesSilent,
)
from bagdar.notary.rules.tiles import Tile, reader
from bagdar.notary.services import check_places, sequence
from bagdar.notary.storage import Storage
from tests.notary_logs import Site
from tests.notary_tools import SECONDS

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CONTENT = {"iin": "870101300123", "name": "Айгерим Сейтқали", "born_on": "1987-01-01"}
NOW = datetime.fromtimestamp(SECONDS, UTC)


@pytest.fixture
def site(tmp_path: Path, settings) -> Site:
    """A log of this installation with two witnesses."""
    made = Site(tmp_path / "site")
    settings.LOG_DIR, settings.VAR_DIR = made.folder / "public", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "notary").symlink_to(made.folder / "home")
    return made


def committed(content: object = CONTENT, about: str = "tests.fact:1") -> str:
    with transaction.atomic():
        return notary.commit("tests.fact", about, content)


def test_a_commitment_becomes_a_receipt_that_opens_to_its_content(site: Site):
    handle = committed()
    with pytest.raises(ReceiptWaits):
        notary.receipt(handle)
    assert sequence(site.log()).checkpoint.size == 1
    open_one, closed = notary.receipt(handle, CONTENT), notary.receipt(handle)
    policy = notary.standing(site.log()).policy
    found = check_receipt(open_one.text, policy)
    assert found.opening and found.opening.content == CONTENT
    assert check_receipt(closed.text, policy, entry=closed.entry).opening is None
    with pytest.raises(ContentDiffers):
        notary.receipt(handle, {**CONTENT, "name": "другая"})
    with pytest.raises(NoSuchReceipt):
        notary.receipt("nothing")


def test_it_falls_with_the_transaction_of_its_fact():
    with pytest.raises(ValueError, match="the fact failed"), transaction.atomic():
        notary.commit("tests.fact", "tests.fact:1", CONTENT)
        raise ValueError("the fact failed")
    assert not Commitment.objects.exists()


def test_outside_a_transaction_it_is_refused(monkeypatch: pytest.MonkeyPatch):
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: outside)
    with pytest.raises(notary.NoTransaction, match=r"tests\.fact must be committed"):
        notary.commit("tests.fact", "tests.fact:1", CONTENT)
    with pytest.raises(notary.NoTransaction):
        notary.forget("x")
    monkeypatch.undo()
    assert not Commitment.objects.exists()


def test_what_cannot_be_told_in_one_way_is_not_committed_to():
    with pytest.raises(ContentMalformed):
        committed({"share": 0.1})
    assert not Commitment.objects.exists()


def test_the_same_content_twice_gives_two_commitments_that_nobody_can_connect():
    committed(), committed()
    first, second = Commitment.objects.all()
    assert first.commitment != second.commitment and first.salt != second.salt
    assert len(bytes(first.salt)) == 32


@pytest.mark.parametrize(
    "change",
    [{"kind": "tests.other"}, {"commitment": bytes(32)}, {"salt": bytes(32)},
     {"handle": "x"}, {"leaf_index": 5}, {"leaf_index": None}, {"about": "x"},
     {"committed_at": NOW}, {"version": 2}],
)  # fmt: skip
def test_the_database_refuses_to_change_one(site: Site, change: dict):
    committed()
    sequence(site.log())
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.update(**change)


def test_the_database_refuses_to_remove_one():
    committed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.all().delete()
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE notary_commitment")


def test_they_get_their_places_in_the_order_in_which_they_were_made(site: Site):
    handles = [committed({"n": n}) for n in range(300)]
    sequence(site.log())
    more = [committed({"n": n}) for n in range(300, 310)]
    sequence(site.log())
    found = dict(Commitment.objects.values_list("handle", "leaf_index"))
    assert [found[one] for one in (*handles, *more)] == list(range(310))
    for n in (0, 255, 256, 309):
        text = notary.receipt((*handles, *more)[n], {"n": n}).text
        assert check_receipt(text, notary.standing(site.log()).policy).index == n
    check_places(site.log())


def test_what_was_placed_before_a_crash_goes_to_the_same_place(site: Site):
    committed({"n": 1})
    site.silent = {"w1"}
    with pytest.raises(WitnessesSilent):
        sequence(site.log())
    site.silent = set()
    log = site.log()

    class Crash(Exception):
        pass

    def crash(*_: object) -> None:
        raise Crash

    log._store = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        sequence(log)
    placed = list(Commitment.objects.values_list("leaf_index", flat=True))
    committed({"n": 2})
    assert sequence(site.log()).checkpoint.size == 2
    assert placed == [0]
    check_places(site.log())


def test_a_database_older_than_its_log_goes_on_behind_it(site: Site):
    handle = committed({"n": 1})
    with transaction.atomic():  # what a backup would not have
        lost = notary.commit("tests.fact", "tests.fact:2", {"n": 2})
        sequence(site.log())
        transaction.set_rollback(True)
    assert not Commitment.objects.filter(handle=lost).exists()
    assert sequence(site.log()).checkpoint.size == 3  # the first one is there twice
    text = notary.receipt(handle, {"n": 1}).text
    assert check_receipt(text, notary.standing(site.log()).policy).index == 2


def test_a_database_that_differs_from_the_log_is_noticed(site: Site):
    committed({"n": 1})
    sequence(site.log())
    row = Commitment.objects.get()
    with transaction.atomic():
        other = Commitment.objects.create(
            handle="other", kind="tests.fact", version=1, about="x", commitment=bytes(32),
            leaf_index=3,
        )  # fmt: skip
        with pytest.raises(BehindDatabase):
            sequence(site.log())
        transaction.set_rollback(True)
    assert row.leaf_index == 0 and other.leaf_index == 3


# --- T6: nothing about anybody ------------------------------------------------------------------


def spoken(folder: Path) -> bytes:
    """Everything that the public folder holds."""
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def personal(data: bytes) -> list[str]:
    """What a scanner for people finds: numbers of twelve digits, days, Cyrillic letters."""
    text = data.decode("utf-8", "replace")
    return re.findall(r"(?<!\d)\d{12}(?!\d)|\d{4}-\d\d-\d\d|[Ѐ-ӿ]{3,}", text)


def test_the_public_log_says_nothing_about_anybody(site: Site):
    for n in range(300):
        committed({**CONTENT, "n": n}, about="registry.person:1b4e28ba")
    sequence(site.log())
    data = spoken(site.folder / "public")
    bundles = b"".join(one.read_bytes() for one in (site.folder / "public").rglob("entries/**/*")
                       if one.is_file())  # fmt: skip
    assert personal(bundles) == [] and b"1b4e28ba" not in data
    for row in Commitment.objects.all()[:20]:
        assert bytes(row.salt) not in data


def test_control_a_log_of_plain_records_is_found_by_the_scanner(site: Site):
    site.grow([json.dumps(CONTENT, ensure_ascii=False).encode()])
    found = personal(spoken(site.folder / "public" / "tile" / "entries"))
    assert "870101300123" in found and "1987-01-01" in found and "Айгерим" in found


def test_a_forgotten_salt_leaves_the_log_whole_and_the_entry_mute(site: Site):
    handle, other = committed(), committed({"n": 1})
    sequence(site.log())
    before = spoken(site.folder / "public")
    with transaction.atomic():
        notary.forget(handle)
    with pytest.raises(SaltForgotten):
        notary.receipt(handle, CONTENT)
    assert spoken(site.folder / "public") == before
    policy = notary.standing(site.log()).policy
    assert check_receipt(notary.receipt(other, {"n": 1}).text, policy).index == 1
    closed = notary.receipt(handle)
    assert check_receipt(closed.text, policy, entry=closed.entry).index == 0
    with pytest.raises(Unverified):
        check_receipt(closed.text, policy)
    with pytest.raises(NoSuchReceipt), transaction.atomic():
        notary.forget("nothing")


# --- T7: witnesses fall silent ------------------------------------------------------------------


def test_after_four_hours_without_witnesses_what_needs_receipts_stops_and_reading_goes_on(
    site: Site,
):
    handle = committed({"n": 1})
    sequence(site.log())
    notary.require_timely(NOW)
    assert not notary.is_alarming(NOW + timedelta(minutes=4))
    site.silent = {"w2"}
    with pytest.raises(WitnessesSilent):
        sequence(site.log())
    assert notary.is_alarming(NOW + timedelta(minutes=6))
    notary.require_timely(NOW + timedelta(hours=3, minutes=59))
    with pytest.raises(Overdue) as refused:
        notary.require_timely(NOW + timedelta(hours=4, minutes=1))
    assert refused.value.facts == {"hours": 4} and refused.value.status == 503
    assert notary.receipt(handle, {"n": 1}).index == 0  # reading goes on
    site.silent, site.now = set(), SECONDS + 5 * 3600
    sequence(site.log())
    notary.require_timely(NOW + timedelta(hours=5))
    assert not notary.is_alarming(NOW + timedelta(hours=5))


def test_control_silence_that_nobody_counts_stops_nothing(tmp_path: Path, settings):
    site = Site(tmp_path / "alone", witnesses=1, least=0)
    settings.LOG_DIR, settings.VAR_DIR = site.folder / "public", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "notary").symlink_to(site.folder / "home")
    site.silent = {"w1"}
    sequence(site.log())
    assert notary.require_timely(NOW + timedelta(days=30)) is None


def test_what_waits_too_long_is_an_alarm_as_well(site: Site):
    site.now = int(datetime.now(UTC).timestamp())
    sequence(site.log())
    committed({"n": 1})
    made = Commitment.objects.get().committed_at
    assert not notary.is_alarming(made + timedelta(minutes=1))
    assert notary.is_alarming(made + timedelta(minutes=6))
    with pytest.raises(Overdue):
        notary.require_timely(made + timedelta(hours=5))


def test_a_log_that_no_witness_has_ever_seen_stops_what_needs_receipts(site: Site):
    with pytest.raises(Overdue):
        notary.require_timely(NOW)


# --- many receipts at once ----------------------------------------------------------------------


@pytest.fixture
def many(site: Site) -> dict[str, dict]:
    """Six hundred commitments in the log: handle → content."""
    made = {committed({"n": n}): {"n": n} for n in range(600)}
    sequence(site.log())
    return made


def by_hand(log: Log, handle: str, content: object) -> str:
    """A receipt without any of the ways in which the service saves reading."""
    row, state = Commitment.objects.get(handle=handle), log.state()
    size = state.checkpoint.size
    proof = inclusion_proof(row.leaf_index, size, reader(size, log.storage.read))
    opening = content and Opening("tests.fact", 1, bytes(row.salt), content)
    return receipt_text(opening, row.leaf_index, proof, state.note)


def test_many_receipts_are_those_that_are_given_one_by_one(site: Site, many: dict[str, dict]):
    @settings(deadline=None, max_examples=25)
    @given(st.lists(st.sampled_from(list(many)), unique=True, max_size=30), st.booleans())
    def same(handles: list[str], is_open: bool) -> None:
        asked = {one: many[one] if is_open else None for one in handles}
        found = list(notary.receipts(asked))
        assert [one.handle for one in found] == [one for one in many if one in asked]
        for one in found:
            assert one == notary.receipt(one.handle, asked[one.handle])
            assert one.text == by_hand(site.log(), one.handle, asked[one.handle])

    same()


def test_many_receipts_ask_the_database_once_and_read_each_file_once(
    many: dict[str, dict], monkeypatch: pytest.MonkeyPatch
):
    read: Counter[Tile] = Counter()
    original = Storage.read

    def counted(self: Storage, tile: Tile) -> bytes:
        read[tile] += 1
        return original(self, tile)

    monkeypatch.setattr(Storage, "read", counted)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(notary.receipts(many))) == 600
    assert len(asked) == 1 and set(read.values()) == {1} and len(read) == 7
    monkeypatch.setattr("bagdar.notary.queries.ASKED", 100)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(notary.receipts(many))) == 600
    assert len(asked) == 6


def test_one_of_many_that_cannot_be_given_refuses_all_before_the_first(
    site: Site, many: dict[str, dict]
):
    with pytest.raises(NoSuchReceipt):
        notary.receipts({**many, "nothing": None})
    with pytest.raises(ReceiptWaits):
        notary.receipts({**many, committed({"n": 600}): None})
    assert list(notary.receipts({})) == []
    handle = next(iter(many))
    with pytest.raises(ContentDiffers):
        list(notary.receipts({handle: {"n": 700}}))


def test_an_entry_that_the_log_does_not_hold_gets_no_receipt(site: Site, many: dict[str, dict]):
    path = site.folder / "public" / "tile" / "entries" / "001"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"tests.fact", b"tests.fake", 1))
    with pytest.raises(BehindDatabase):
        list(notary.receipts(many))
