"""Studies of the laboratory on a snapshot of a made-up country: asked, done, kept, refused."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import IntegrityError

from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.queries.studies import the_laboratory
from bagdar.admissions.queries.study_nation import first_graders
from bagdar.admissions.queries.study_tables import snapshots
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.errors import (
    NoSuchStudy,
    NoSuchVariant,
    OnlySimulated,
    StudyTaken,
    VariantFaulty,
)
from bagdar.admissions.services import studying
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.config.cli import bagdar
from bagdar.core.beats import SILENT_FOR
from bagdar.warehouse.public import NoSuchSnapshot
from tests.nation_snapshot import DAY, standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2025, 3, 3, 4, tzinfo=UTC)
MINISTRY = Actor("ministry", "operator")


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(jobs, "SECONDS", 3600)  # another connection would wait for the test's
    with standing(tmp_path, monkeypatch) as id:
        yield id


def asked(snapshot: str, variant: str = "lottery", seed: int = 5) -> models.Study:
    return studying.ask(
        CampaignKind.SCHOOL, snapshot, variant, seed, by=MINISTRY, at=NOW, begin=False
    )


def done(id: Any) -> models.Study:
    return studying.run_study(id, by=MINISTRY, now=lambda: NOW)


def test_every_first_grader_of_the_snapshot_is_studied_and_has_a_seat_to_hope_for(snapshot: str):
    town = first_graders(snapshot, 5)
    assert town.on == DAY and len(town.pupils) > 1000
    assert sum(one.seats for one in town.schools) == len(town.pupils)
    markets = {(one.market, one.language) for one in town.schools}
    assert {(one.market, one.language) for one in town.pupils} == markets
    assert any(one.siblings_at for one in town.pupils)


def test_the_same_question_is_answered_with_the_same_figures(snapshot: str):
    first, second = done(asked(snapshot).pk), done(asked(snapshot).pk)
    assert first.result == second.result and first.state == "done"
    assert sum(first.result["change"].values()) == first.result["children"]
    by_region = [one for one in first.result["groups"] if one["fact"] == "region"]
    assert sum(one["children"] for one in by_region) == first.result["children"]
    assert done(asked(snapshot, seed=6).pk).result != first.result
    told = Event.objects.filter(about=f"admissions.study:{first.pk}").order_by("pk")
    assert [one.action for one in told] == ["admissions.study_asked", "admissions.study_done"]


def test_where_the_exam_alone_counts_no_needy_person_gains_and_no_other_loses(snapshot: str):
    row = studying.ask(
        CampaignKind.GRANT, snapshot, "merit_alone", 5, by=MINISTRY, at=NOW, begin=False
    )
    found = done(row.pk).result
    assert found["children"] > found["seats"] > 0 and found["before"]["seated"] <= found["seats"]
    by = {one["value"]: one for one in found["groups"] if one["fact"] == "need"}
    assert set(by) == {None, "low", "lowest"}
    assert by["lowest"]["better"] == by["low"]["better"] == 0 < by["lowest"]["worse"]
    assert by[None]["worse"] == 0 < by[None]["better"]


def test_a_rule_of_ones_own_that_does_not_hold_together_is_refused(snapshot: str):
    wrong = (
        the_laboratory()
        .variants(CampaignKind.GRANT)[0]
        .model_copy(update={"shares": {"rural": "9/10"}})
    )
    with pytest.raises(VariantFaulty):
        studying.ask(CampaignKind.GRANT, snapshot, wrong, 5, by=MINISTRY, at=NOW, begin=False)
    assert not models.Study.objects.exists()


def test_what_cannot_be_studied_is_refused_and_leaves_nothing(snapshot: str):
    with pytest.raises(OnlySimulated):
        asked("f" * 64)
    with pytest.raises(NoSuchVariant):
        asked(snapshot, "nobody_declared_it")
    with pytest.raises(NoSuchStudy):
        done("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c20")
    assert not models.Study.objects.exists() and not Event.objects.exists()


def test_a_study_whose_snapshot_is_gone_says_so_and_is_not_done(
    snapshot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    row = asked(snapshot)
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path / "elsewhere")
    with pytest.raises(NoSuchSnapshot):
        done(row.pk)
    row.refresh_from_db()
    assert (row.state, row.trouble, row.result) == ("failed", NoSuchSnapshot.code, None)


def test_real_children_are_never_studied(snapshot: str, monkeypatch: pytest.MonkeyPatch):
    """Wishes are drawn, and a drawn wish of a real child would be a word put into its mouth."""
    real = type("Real", (), {"origin": "real", "on": DAY, "id": snapshot})
    monkeypatch.setattr(
        "bagdar.admissions.queries.study_tables.store",
        lambda: type("Kept", (), {"manifest": lambda _, __: real, "manifests": lambda _: [real]})(),
    )
    assert snapshots() == []
    with pytest.raises(OnlySimulated):
        first_graders(snapshot, 5)


LATER = NOW + SILENT_FOR + timedelta(seconds=1)


def again(id: Any, at: datetime) -> models.Study:
    return studying.ask_again(id, by=MINISTRY, at=at)


def test_a_study_is_done_by_one_process_and_once(snapshot: str):
    row = asked(snapshot)
    models.Study.objects.filter(pk=row.pk).update(state="running", beat_at=NOW)
    with pytest.raises(StudyTaken):
        done(row.pk)
    models.Study.objects.filter(pk=row.pk).update(state="asked")
    first = done(row.pk)
    for refused in (lambda: done(row.pk), lambda: again(row.pk, LATER)):
        with pytest.raises(StudyTaken):
            refused()
    row.refresh_from_db()
    assert (row.state, row.result, row.ended_at) == ("done", first.result, NOW)


@pytest.mark.parametrize("state", ["asked", "running"])
def test_a_study_whose_process_fell_silent_is_begun_again_and_not_a_minute_earlier(
    snapshot: str, state: str, monkeypatch: Any, django_capture_on_commit_callbacks: Any
):
    begun: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "start", lambda *words: begun.append(words))
    row = asked(snapshot)
    models.Study.objects.filter(pk=row.pk).update(state=state, step="reading")
    with pytest.raises(StudyTaken):
        again(row.pk, NOW + SILENT_FOR)
    assert begun == []
    with django_capture_on_commit_callbacks(execute=True):
        found = again(row.pk, LATER)
    assert (found.state, found.step, found.beat_at) == ("asked", "", LATER)
    assert begun == [("admissions", "study", str(row.pk))]
    studying.run_study(row.pk, by=MINISTRY, now=lambda: LATER)
    assert models.Study.objects.get(pk=row.pk).state == "done"


def test_while_a_study_is_computed_its_process_gives_signs_of_life(
    snapshot: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(jobs, "SECONDS", 0.01)
    seen, row, told = threading.Event(), asked(snapshot), studying._beat

    def beat(id: Any, at: datetime, **changed: str) -> None:
        if threading.current_thread() is not threading.main_thread():
            seen.set()
        else:
            told(id, at, **changed)

    monkeypatch.setattr(studying, "_beat", beat)
    assert done(row.pk).state == "done" and seen.wait(60)


def test_a_study_that_did_not_finish_may_be_begun_again(
    snapshot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    row = asked(snapshot)
    with monkeypatch.context() as gone, pytest.raises(NoSuchSnapshot):
        gone.setattr(settings, "VAR_DIR", tmp_path / "elsewhere")
        done(row.pk)
    found = again(row.pk, NOW)
    assert (found.state, found.trouble, found.ended_at) == ("asked", "", None)
    assert done(row.pk).state == "done"


def test_the_database_keeps_no_study_that_is_done_without_a_result(snapshot: str):
    row = asked(snapshot)
    row.state = "done"
    with pytest.raises(IntegrityError):
        row.save()


def test_a_page_begins_a_process_and_goes_on(
    snapshot: str, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    begun: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "start", lambda *words: begun.append(words))
    with django_capture_on_commit_callbacks(execute=True):
        row = studying.ask(CampaignKind.SCHOOL, snapshot, "lottery", 1, by=MINISTRY, at=NOW)
    assert begun == [("admissions", "study", str(row.pk))] and row.state == "asked"


def test_the_command_says_as_json_what_both_rules_give(snapshot: str):
    words = ["admissions", "simulate", "--variant", "three_wishes", "--json"]
    told = CliRunner().invoke(bagdar, words)
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)["result"]
    assert sum(found["change"].values()) == found["children"] > 1000
    assert sum(found["after"]["ranks"]) == found["after"]["seated"]
    assert CliRunner().invoke(bagdar, [*words[:2], "--variant", "no_such"]).exit_code != 0
