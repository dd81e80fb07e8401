"""Loading a programme: all or nothing, once, with an audit event in the same transaction."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.errors import FaultyData
from bagdar.programme import models, public, services
from bagdar.programme.rules.editions import (
    NoEditionKnownOn,
    NoSuchEdition,
    NoSuchProgramme,
    PreviewChanged,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FOLDER = Path(__file__).parents[1] / "data" / "programmes" / "oblast-2024-2026"
OVERLAY = (FOLDER / "amendments" / "2.toml").read_bytes()
CODE = "oblast-2024-2026"
BY = Actor("aigerim", "coordinator")
AT = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    """The regional programme without its amendment."""
    copy = Path(shutil.copytree(FOLDER, tmp_path / "oblast"))
    shutil.rmtree(copy / "amendments")
    return copy


def load(folder):
    return public.load_folder(folder, by=BY, at=AT)


def events():
    return list(Event.objects.order_by("id").values_list("action", "about"))


def test_the_act_loads_and_reads_back_equal(edition, loaded):
    assert [info.code for info in loaded.written] == ["kz-2020-2025@1"]
    assert public.edition("kz-2020-2025") == edition


def test_a_second_programme_loads_beside_the_first(loaded):
    load(FOLDER)
    assert [one.code for one in public.programmes()] == ["kz-2020-2025", CODE]
    assert [info.number for info in public.editions(CODE)] == [1, 2]
    assert [one.illustrative for one in public.programmes()] == [False, True]


def test_loading_the_same_files_again_changes_nothing(folder):
    load(folder)
    before = (events(), public.revision(), models.Edition.objects.count())
    assert load(folder).written == ()
    assert (events(), public.revision(), models.Edition.objects.count()) == before


def test_each_loading_leaves_an_audit_event(folder):
    load(folder)
    public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    assert events() == [
        ("programme.edition_loaded", f"programme.edition:{CODE}@1"),
        ("programme.edition_loaded", f"programme.edition:{CODE}@2"),
    ]


def test_a_wrong_file_loads_nothing_of_its_folder(folder):
    (folder / "finance.csv").write_text("nonsense")
    with pytest.raises(FaultyData):
        load(folder)
    assert (models.Programme.objects.count(), events()) == (0, [])


def test_where_the_trail_cannot_be_written_nothing_is_loaded(folder, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the trail is down")

    monkeypatch.setattr(services.audit, "record", fails)
    with pytest.raises(RuntimeError):
        load(folder)
    assert models.Programme.objects.count() == 0


def test_without_the_transaction_a_failing_trail_leaves_half_a_loading(folder, monkeypatch):
    """The negative control of the test above: the guard is the transaction."""

    def fails(*args, **kwargs):
        raise RuntimeError("the trail is down")

    monkeypatch.setattr(services.audit, "record", fails)
    with pytest.raises(RuntimeError):
        services.load_folder.__wrapped__(folder, by=BY, at=AT)
    assert models.Programme.objects.count() == 1


def test_a_corrected_file_supersedes_and_erases_nothing(folder):
    load(folder)
    path = folder / "targets.csv"
    path.write_text(path.read_text().replace("88,88", "87,87"))
    assert [info.code for info in load(folder).written] == [f"{CODE}@1"]
    assert public.edition(CODE).row("T1.1").targets()[2025] == 87
    rows = models.Edition.objects.order_by("id").values_list("number", "superseded_at")
    assert list(rows) == [(1, AT), (1, None)]
    assert events()[-1] == ("programme.edition_corrected", f"programme.edition:{CODE}@1")


def test_an_amendment_loaded_on_its_own_is_applied_again_to_a_corrected_text(folder):
    load(folder)
    public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    path = folder / "targets.csv"
    path.write_text(path.read_text().replace("88,88", "87,87"))
    assert [info.number for info in load(folder).written] == [1, 2]
    targets = public.edition(CODE, 2).row("T1.1").targets()
    assert (targets[2025], str(targets[2026])) == (87, "90.5")


def test_a_preview_writes_nothing_and_says_what_would_change(folder):
    load(folder)
    before = events()
    preview = public.preview_amendment(CODE, OVERLAY, "2.toml")
    assert (preview.edition.number, len(preview.differences)) == (2, 3)
    assert (events(), len(public.editions(CODE))) == (before, 1)


def test_other_bytes_than_those_previewed_are_refused(folder):
    load(folder)
    digest = public.preview_amendment(CODE, OVERLAY, "2.toml").digest
    with pytest.raises(PreviewChanged):
        public.load_amendment(CODE, OVERLAY + b"\n", "2.toml", by=BY, at=AT, expect_digest=digest)
    assert len(public.editions(CODE)) == 1


def test_the_same_amendment_cannot_be_loaded_twice(folder):
    load(folder)
    public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    with pytest.raises(FaultyData) as refused:
        public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    assert refused.value.faults[0].code == "edition_number"
    assert len(public.editions(CODE)) == 2


def test_any_edition_can_be_asked_for_by_number_and_by_day():
    load(FOLDER)
    assert public.edition(CODE, 1).number == 1
    assert public.edition_known_on(CODE, date(2025, 3, 9)).number == 1
    assert public.edition_known_on(CODE, date(2025, 3, 10)).number == 2


def test_what_is_not_there_is_said():
    with pytest.raises(NoSuchProgramme):
        public.edition("nothing")
    load(FOLDER)
    with pytest.raises(NoSuchEdition) as refused:
        public.edition(CODE, 7)
    assert refused.value.facts["known"] == ["1", "2"]
    with pytest.raises(NoEditionKnownOn):
        public.edition_known_on(CODE, date(2020, 1, 1))


def test_the_database_itself_holds_one_current_loading_of_an_edition():
    from django.db import IntegrityError

    load(FOLDER)
    row = models.Edition.objects.get(number=1)
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save()


ACKNOWLEDGED = """
[[acknowledged]]
key = "{key}"
by = "programme office"
on = 2024-02-01
reason = {{ kk = "Мысал", ru = "Пример", en = "Example" }}
"""


def test_a_finding_can_be_acknowledged_with_a_reason(folder):
    load(folder)
    finding = public.findings(CODE)[0]
    (folder / "acknowledged.toml").write_text(ACKNOWLEDGED.format(key=finding.key))
    before = public.revision()
    load(folder)
    assert public.acknowledgements(CODE)[finding.key].reason.en == "Example"
    assert events()[-1] == ("programme.findings_acknowledged", f"programme:{CODE}")
    assert public.revision() != before


def test_an_acknowledgement_whose_finding_is_gone_loads_nothing(folder):
    load(folder)
    before = events()
    (folder / "acknowledged.toml").write_text(ACKNOWLEDGED.format(key="gone measures m1 money"))
    with pytest.raises(FaultyData) as refused:
        load(folder)
    fault = refused.value.faults[0]
    assert (fault.code, fault.line) == ("stale_acknowledgement", 3)
    assert (events(), public.acknowledgements(CODE)) == (before, {})


REAL = OVERLAY.replace(b"illustrative = true\n", b"")


@pytest.fixture
def real(folder):
    """The regional programme as if it were real: its files do not say that it is made up."""
    path = folder / "programme.toml"
    path.write_text(path.read_text().replace("illustrative = true\n", ""))
    load(folder)
    return folder


def test_an_illustrative_edition_is_never_taken_for_the_act(real):
    public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    assert public.edition(CODE).number == 1
    assert public.programmes()[0].newest.number == 1
    assert public.edition_known_on(CODE, date(2026, 1, 1)).number == 1
    assert public.edition(CODE, 2).illustrative


def test_an_example_makes_room_for_the_real_edition_of_its_number(real):
    public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    public.load_amendment(CODE, REAL, "2.toml", by=BY, at=AT)
    assert [(one.number, one.illustrative) for one in public.editions(CODE)] == [
        (1, False),
        (2, False),
    ]
    assert ("programme.example_withdrawn", f"programme.edition:{CODE}@2") in events()
    assert models.Edition.objects.filter(superseded_at__isnull=False).count() == 1


def test_the_same_example_loaded_again_changes_nothing(real):
    first = public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT)
    before = events()
    assert public.load_amendment(CODE, OVERLAY, "2.toml", by=BY, at=AT) == first
    assert events() == before
