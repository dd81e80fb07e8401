"""Who looked at a record on a day gets a receipt the night after, and the list stays as it was."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction

from bagdar.audit.models import Event
from bagdar.audit.public import looks_of_day
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary
from bagdar.notary.models import Commitment
from bagdar.notary.rules.receipt import check_receipt
from bagdar.notary.rules.refusals import ContentDiffers, NoSuchReceipt, ReceiptWaits
from bagdar.notary.services import sequence
from bagdar.registry.queries import look_receipts as receipts
from bagdar.registry.queries.looks import LOOKED, looks
from bagdar.registry.rules.errors import LooksRunning
from bagdar.registry.services import committing
from bagdar.registry.services.reading import note_look
from tests.notary_logs import Site
from tests.services.test_notary_commitments import site as site  # a fixture
from tests.services.test_notary_commitments import spoken
from tests.services.test_registry_reading_counting import another_counts

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OPERATOR = Actor("operator", "operator")
ONE, OTHER = UUID(int=1), UUID(int=2)
DAY = date(2026, 3, 2)
AFTER = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)  # half past one in the night after, in Almaty


def look(person_id: UUID, hour: int = 9, purpose: str = "inspection: case 7", on: date = DAY):
    """Somebody looks; the trail has the instant of the look instead of that of the test."""
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    note_look(
        person_id, "story", purpose, by=Actor("clerk", "ministry"), at=at,
        looker={"role": "ministry", "organisation": "", "region": "", "body": ""},
    )  # fmt: skip
    event = Event.objects.latest("id")
    with unguarded():
        Event.objects.filter(pk=event.pk).update(at=at)


class unguarded:
    """A block in which the trail can be changed: whoever owns the database can do that."""

    def __enter__(self) -> None:
        self._do("DISABLE")

    def __exit__(self, *_: object) -> None:
        self._do("ENABLE")

    def _do(self, what: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE audit_event {what} TRIGGER USER")
            elif what == "DISABLE":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                self.kept = [row for row in cursor.fetchall() if row[0].startswith("audit_event")]
                for name, _ in self.kept:
                    cursor.execute(f"DROP TRIGGER {name}")
            else:
                for _, sql in self.kept:
                    cursor.execute(sql)


def committed(now: datetime = AFTER, days: int = 7) -> list[tuple[date, int, int]]:
    found = committing.commit_looks(by=OPERATOR, now=now, days=days)
    return [(one.day, one.people, one.looks) for one in found]


def opened(made: Site, person_id: UUID = ONE, day: date = DAY) -> dict:
    text = receipts.receipt(person_id, day).text
    found = check_receipt(text, notary.standing(made.log()).policy)
    assert found.opening and found.opening.kind == "registry.looks"
    content: dict = found.opening.content
    return content


def test_the_family_gets_a_receipt_that_opens_to_what_it_reads(site: Site):
    look(ONE), look(ONE, 11, "transfer: case 8"), look(OTHER, 10)
    assert committed() == [(DAY, 2, 3)]
    with pytest.raises(ReceiptWaits):
        receipts.receipt(ONE, DAY)
    sequence(site.log())
    content = opened(site)
    assert (content["person"], content["day"]) == (str(ONE), "2026-03-02")
    told = [(one["at"], one["purpose"], one["role"]) for one in content["looks"]]
    read = looks(ONE).rows
    assert told == [(one.at.isoformat(timespec="microseconds"), one.purpose, one.role)
                    for one in reversed(read)]  # fmt: skip
    assert "clerk" not in json.dumps(content)  # never a name
    assert [one["purpose"] for one in opened(site, OTHER)["looks"]] == ["inspection: case 7"]


def test_a_day_is_committed_to_once_and_only_when_it_is_over(site: Site):
    look(ONE)
    assert committed(AFTER - timedelta(hours=1)) == []  # half an hour after midnight
    assert committed() == [(DAY, 1, 1)] and committed() == []
    event = Event.objects.get(action="registry.looks_committed")
    assert event.about == "registry.looks:2026-03-02"
    assert event.facts == {"people": 1, "looks": 1}
    assert Commitment.objects.count() == 1


def test_nights_that_were_missed_are_made_up_for(site: Site):
    for back in (0, 3, 6, 7):
        look(ONE, on=DAY - timedelta(days=back))
    assert [day for day, *_ in committed()] == [
        DAY - timedelta(days=6), DAY - timedelta(days=3), DAY
    ]  # fmt: skip
    assert committed(days=30) == [(DAY - timedelta(days=7), 1, 1)]


def test_what_was_cut_off_leaves_nothing_half_done(site: Site, monkeypatch: pytest.MonkeyPatch):
    look(ONE), look(OTHER)
    monkeypatch.setattr(committing, "PART", 1)
    with pytest.MonkeyPatch.context() as patch:
        real, count = notary.commit_all, iter(range(2))

        def fails_second(*given: object) -> dict[str, str]:
            if next(count):
                raise ConnectionError
            return real(*given)

        patch.setattr(notary, "commit_all", fails_second)
        with pytest.raises(ConnectionError), transaction.atomic():
            committed()
    assert Commitment.objects.count() == 0
    assert committed() == [(DAY, 2, 2)]


def test_the_looks_of_a_family_itself_and_of_other_days_are_not_in_it(site: Site):
    look(ONE)
    look(ONE, on=DAY + timedelta(days=1))
    note_look(ONE, "story", "", by=Actor("mother", "person"), at=AFTER, looker={}, is_own=True)
    committed()
    sequence(site.log())
    assert len(opened(site)["looks"]) == 1


def test_a_day_on_which_nobody_looked_has_no_receipt(site: Site):
    with pytest.raises(NoSuchReceipt):
        receipts.receipt(ONE, DAY)
    look(ONE)
    with pytest.raises(ReceiptWaits):
        receipts.receipt(ONE, DAY)
    assert receipts.committed_days(ONE, [DAY]) == set()
    committed()
    assert receipts.committed_days(ONE, [DAY, DAY + timedelta(days=1)]) == {DAY}
    assert receipts.committed_days(OTHER, [DAY]) == set()


@pytest.mark.parametrize("change", ["removed", "changed", "added"])
def test_a_trail_that_was_changed_afterwards_is_found_out(site: Site, change: str):
    look(ONE), look(ONE, 11)
    committed()
    sequence(site.log())
    assert len(opened(site)["looks"]) == 2  # the control: as it was, the receipt holds
    if change == "added":
        look(ONE, 12)
    with unguarded():
        if change == "removed":
            Event.objects.filter(action=LOOKED).earliest("id").delete()
        elif change == "changed":
            event = Event.objects.filter(action=LOOKED).earliest("id")
            facts = {**event.facts, "purpose": "another"}
            Event.objects.filter(pk=event.pk).update(facts=facts)
    with pytest.raises(ContentDiffers):
        receipts.receipt(ONE, DAY)


def test_the_log_says_nothing_of_whom_or_why(site: Site):
    look(ONE, purpose="inspection: Мысалова")
    committed()
    sequence(site.log())
    data = spoken(site.folder / "public")
    assert str(ONE).encode() not in data and "Мысалова".encode() not in data
    assert b"registry.looks" in data


def test_a_look_that_is_written_down_after_midnight_belongs_to_its_day(site: Site):
    look(ONE, 18)  # 23:00 or later in Almaty
    event = Event.objects.latest("id")
    midnight = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
    with unguarded():
        Event.objects.filter(pk=event.pk).update(at=midnight + timedelta(seconds=30))
    assert local_date(Event.objects.get(pk=event.pk).at) == DAY + timedelta(days=1)
    assert [name for name, _ in looks_of_day(DAY, LOOKED)] == [f"registry.person:{ONE}"]
    assert list(looks_of_day(DAY + timedelta(days=1), LOOKED)) == []


def test_two_processes_do_not_commit_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    look(ONE)
    with (
        another_counts(tmp_path, monkeypatch, deed="registry.looks"),
        pytest.raises(LooksRunning),
    ):
        committed()
    assert committed() == [(DAY, 1, 1)]
