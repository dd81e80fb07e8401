"""Steps of a large campaign: asked for on a page, done once by a process of their own."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.presenters.working import WorkTold, work_told
from bagdar.admissions.queries.held import preview_of
from bagdar.admissions.queries.working import (
    is_previewed,
    needs_work,
    preview_at_hand,
    preview_to_keep,
)
from bagdar.admissions.rules.campaign import working as rules
from bagdar.admissions.rules.campaign.errors import OtherPersonNeeded
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.services.campaigns import giving, working
from bagdar.admissions.views.own import sentence
from bagdar.audit.models import Event
from bagdar.config.cli import bagdar
from bagdar.core.beats import SILENT_FOR
from tests.campaigning import OPERATOR, OTHER, Fair, fair

pytestmark = [pytest.mark.django_db, pytest.mark.database]
STEPS = (NextStep.CLOSE, NextStep.RUN, NextStep.RELEASE, NextStep.MOVE_UP)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What processes were begun to do."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "start", lambda *words: found.append(words))
    monkeypatch.setattr(jobs, "SECONDS", 3600)  # another connection would wait for the test's
    return found


@pytest.fixture
def of(tmp_path: Path, settings: Any, begun: Any) -> Fair:
    made = fair(tmp_path, settings)
    for name in ("Асан", "Дана", "Ермек"):
        made.apply(name, "a", "b")
    return made


def ask(of: Fair, step: str, by: Any = OPERATOR) -> models.CampaignWork:
    return working.ask(of.id, step, by=by, at=of.now())


def done(of: Fair, work: models.CampaignWork) -> models.CampaignWork:
    return working.do(work.pk, now=of.now)


def actions(of: Fair) -> list[str]:
    about = Event.objects.filter(about=f"admissions.campaign:{of.id}").order_by("pk")
    return [one.action.removeprefix("admissions.campaign_") for one in about]


def test_only_a_large_campaign_and_only_long_steps_are_done_beside_the_service(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    assert not any(needs_work(of.campaign, step) for step in NextStep)
    monkeypatch.setattr(rules, "LARGE", 4)
    assert not any(needs_work(of.campaign, step) for step in NextStep)
    monkeypatch.setattr(rules, "LARGE", 3)
    assert {step for step in NextStep if needs_work(of.campaign, step)} == set(STEPS)
    assert set(working.DEEDS) == set(STEPS)


def test_a_step_is_begun_once_it_is_recorded_and_done_as_whoever_asked_for_it(
    of: Fair, begun: Any, django_capture_on_commit_callbacks: Any
):
    of.now(days=31)
    with django_capture_on_commit_callbacks(execute=True):
        made = ask(of, NextStep.CLOSE)
    assert begun == [("admissions", "work", str(made.pk))]
    assert of.campaign.state == "open"
    found = done(of, made)
    assert (found.state, found.trouble, of.campaign.state) == ("done", "", "closed")
    event = Event.objects.get(action="admissions.campaign_closed")
    assert (event.actor, event.role) == (OPERATOR.name, OPERATOR.role)
    assert actions(of)[-2:] == ["work_asked", "closed"]


def test_whole_campaign_by_processes_comes_to_the_same_as_by_hand(of: Fair):
    of.drawn()
    assert done(of, ask(of, NextStep.RUN)).state == "done"
    held = of.campaign.held
    of.log()
    with pytest.raises(OtherPersonNeeded):  # who ran it does not let it out, asked for or not
        done(of, ask(of, NextStep.RELEASE))
    failed = of.campaign.works.last()
    assert (failed.state, failed.trouble) == ("failed", OtherPersonNeeded.code)
    assert sentence(OtherPersonNeeded()) in work_told(failed, of.now()).trouble
    assert of.campaign.state == "held" and actions(of)[-1] == "work_failed"
    assert done(of, ask(of, NextStep.RELEASE, OTHER)).state == "done"
    assert (of.campaign.state, of.campaign.held) == ("published", held)


def test_a_second_step_is_refused_while_one_is_under_way_and_the_first_stays(of: Fair, begun: Any):
    of.now(days=31)
    first = ask(of, NextStep.CLOSE)
    with pytest.raises(rules.WorkUnderWay):
        ask(of, NextStep.CLOSE, OTHER)
    assert done(of, first).state == "done"
    with pytest.raises(rules.NoSuchWork):
        done(of, first)
    assert actions(of).count("closed") == 1


def test_the_database_holds_one_open_work_of_a_campaign(of: Fair):
    """The control of what ask looks at: without it the database refuses all the same."""
    first = ask(of, NextStep.CLOSE)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize("state", ["asked", "running"])
def test_whoever_fell_silent_gives_way_after_a_minute_and_not_earlier(of: Fair, state: str):
    of.now(days=31)
    first = ask(of, NextStep.CLOSE)
    models.CampaignWork.objects.filter(pk=first.pk).update(state=state)
    with pytest.raises(rules.WorkUnderWay):
        working.ask(of.id, NextStep.CLOSE, by=OTHER, at=first.beat_at + SILENT_FOR)
    later = first.beat_at + SILENT_FOR + timedelta(seconds=1)
    second = working.ask(of.id, NextStep.CLOSE, by=OTHER, at=later)
    first.refresh_from_db()
    assert (first.state, first.trouble) == ("failed", rules.WorkSilent.code)
    with pytest.raises(rules.NoSuchWork):
        done(of, first)
    assert done(of, second).state == "done"


def test_a_sign_of_life_keeps_it(of: Fair):
    first = ask(of, NextStep.CLOSE)
    models.CampaignWork.objects.filter(pk=first.pk).update(state="running")
    later = first.beat_at + 2 * SILENT_FOR
    working._beat(first.pk, later)
    with pytest.raises(rules.WorkUnderWay):
        working.ask(of.id, NextStep.CLOSE, by=OTHER, at=later)


def test_an_error_that_nobody_foresaw_is_kept_too_and_nothing_is_half_done(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    of.drawn()

    def broken(found: Any) -> Any:
        raise RuntimeError("planted")

    monkeypatch.setattr(giving, "check_published", broken)
    made = ask(of, NextStep.RUN)
    with pytest.raises(RuntimeError):
        done(of, made)
    made.refresh_from_db()
    assert (made.state, made.trouble, of.campaign.state) == (
        "failed",
        rules.WorkBroken.code,
        "drawing",
    )


def test_a_run_whose_preview_breaks_is_done_all_the_same(of: Fair, monkeypatch: pytest.MonkeyPatch):
    of.drawn()

    def broken(row: Any) -> Any:
        raise RuntimeError("planted")

    monkeypatch.setattr(working, "preview_to_keep", broken)
    made = ask(of, NextStep.RUN)
    with pytest.raises(RuntimeError):
        done(of, made)
    made.refresh_from_db()
    assert (made.state, made.trouble, made.result) == ("done", "", None)
    assert of.campaign.state == "held" and preview_at_hand(of.campaign)


def test_a_process_that_dies_while_it_previews_leaves_a_step_that_is_done(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    of.drawn()
    seen: list[Any] = []

    def looked(row: Any) -> Any:  # as the desk sees it meanwhile
        work = row.works.get()
        seen.append((work.state, is_previewed(work, work.beat_at), work_told(work, work.beat_at)))
        return preview_to_keep(row)

    monkeypatch.setattr(working, "preview_to_keep", looked)
    made = done(of, ask(of, NextStep.RUN))
    [(state, previewed, told)] = seen
    assert (state, previewed, bool(told.progress), told.trouble) == ("previewing", True, True, "")
    models.CampaignWork.objects.filter(pk=made.pk).update(state="previewing")
    made.refresh_from_db()
    later = made.beat_at + 2 * SILENT_FOR
    assert not is_previewed(made, later) and work_told(made, later) == WorkTold()
    assert working.ask(of.id, NextStep.RELEASE, by=OTHER, at=later).state == "asked"


def test_whoever_was_taken_for_dead_writes_nothing(of: Fair, monkeypatch: pytest.MonkeyPatch):
    """Control: the two not in one transaction would leave a step that counts and is told failed."""
    of.now(days=31)
    made = ask(of, NextStep.CLOSE)
    close = working.DEEDS[NextStep.CLOSE]

    def long(*words: Any, **more: Any) -> Any:
        closed = close(*words, **more)
        models.CampaignWork.objects.filter(pk=made.pk).update(state="failed")
        return closed

    monkeypatch.setattr(working, "DEEDS", {NextStep.CLOSE: long})
    with pytest.raises(rules.NoSuchWork):
        done(of, made)
    assert of.campaign.state == "open" and "closed" not in actions(of)


def test_why_a_work_failed_is_said_in_words_and_by_its_code_where_none_were_kept(of: Fair):
    made = ask(of, NextStep.CLOSE)
    made.state, made.trouble, made.trouble_facts = "failed", rules.WorkBroken.code, {}
    assert rules.WorkBroken.code not in work_told(made, of.now()).trouble
    made.trouble_facts = None
    assert rules.WorkBroken.code in work_told(made, of.now()).trouble


def test_what_a_run_would_do_is_kept_of_exactly_what_is_held(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    of.drawn()
    done(of, ask(of, NextStep.RUN))
    expected = preview_of(of.campaign)
    asked: list[Any] = []

    def counted(row: Any) -> Any:
        asked.append(row)
        return preview_of(row)

    monkeypatch.setattr("bagdar.admissions.queries.working.preview_of", counted)
    assert preview_at_hand(of.campaign) == expected and not asked
    models.Campaign.objects.filter(pk=of.id).update(held="0" * 64)
    assert preview_at_hand(of.campaign) == expected and len(asked) == 1


def test_the_command_does_it_and_refuses_what_is_not_there(
    of: Fair, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bagdar.admissions.commands.working.now", of.now)
    of.now(days=31)
    made = ask(of, NextStep.CLOSE)
    told = CliRunner().invoke(bagdar, ["admissions", "work", str(made.pk)])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["state"] == "done" and of.campaign.state == "closed"
    assert CliRunner().invoke(bagdar, ["admissions", "work", str(made.pk)]).exit_code != 0
