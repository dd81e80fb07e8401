"""A release goes out on its day, approved by two others; no two of them give anybody away."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries import figures
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules import building, published
from bagdar.indicators.rules import releases as rules
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.tables import Part
from bagdar.indicators.rules.releases import chosen
from bagdar.indicators.services import protecting, releasing
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = date(2022, 10, 1)
ANNOUNCED = datetime(2026, 11, 1, 9, tzinfo=UTC)
DUE = ANNOUNCED + timedelta(days=7)
WHO = {name: Actor(name, role) for name, role in
       (("aa", "ministry"), ("bb", "coordinator"), ("cc", "ministry"))}  # fmt: skip
WORDS = {"kk": "Мысал", "ru": "Пример", "en": "Example"}


@pytest.fixture
def computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing(tmp_path, monkeypatch) as id:
        made(id, DAY, ["T1.1/1-6"], by=Actor("test", "operator"), at=ANNOUNCED)
        yield


def plan(code: str = "first", **more: Any) -> models.Release:
    given = {"is_demonstration": True, "due_at": DUE, **more}
    return releasing.plan(code, names=WORDS, method=WORDS, by=WHO["aa"], now=ANNOUNCED, **given)


def prepare(code: str = "first", *tables: str) -> models.Release:
    asked = [chosen(one, METRICS) for one in tables or ("T1.1/1-6:region",)]
    return releasing.prepare(code, asked, by=WHO["aa"])


def approve(code: str = "first", *who: str) -> None:
    releasing.check(code, by=WHO["aa"])
    for name in who or ("bb", "cc"):
        releasing.approve(code, by=WHO[name], now=ANNOUNCED)


def out(code: str = "first", *tables: str, **more: Any) -> None:
    plan(code, **more)
    prepare(code, *tables)
    approve(code)
    releasing.publish(code, by=WHO["aa"], now=DUE)


def test_a_release_goes_out_and_every_step_is_in_the_trail(computed: None):
    out()
    assert queries.release("first").roles == ("coordinator", "ministry")
    did = Event.objects.filter(about="indicators.release:first").order_by("pk")
    assert list(did.values_list("action", flat=True)) == [
        f"indicators.release_{one}"
        for one in ("planned", "prepared", "checked", "approved", "approved", "published")
    ]


def test_what_was_published_is_never_changed(computed: None):
    out()
    steps: list[Callable[[], object]] = [
        prepare, approve, lambda: releasing.withdraw("first", by=WHO["aa"], why="x"),
        lambda: releasing.publish("first", by=WHO["aa"], now=DUE),
    ]  # fmt: skip
    for step in steps:
        with pytest.raises(rules.ReleaseStateWrong):
            step()


def test_nobody_approves_own_work_or_twice(computed: None):
    plan()
    prepare()
    with pytest.raises(rules.OwnWorkApproved):
        approve("first", "aa")
    with pytest.raises(rules.ApprovedTwice):
        approve("first", "bb", "bb")
    assert queries.release("first").state is rules.State.PREPARED


def test_another_choice_of_tables_voids_the_approvals(computed: None):
    plan()
    prepare()
    approve()
    prepare("first", "T1.1/1-6")
    assert queries.release("first").roles == ()
    with pytest.raises(rules.ReleaseStateWrong):
        releasing.publish("first", by=WHO["aa"], now=DUE)


def test_bytes_that_changed_after_the_approval_are_not_published(computed: None):
    plan()
    prepare()
    approve()
    one = models.ReleaseTable.objects.get()
    one.content = one.content.replace('"units":', '"units": ')
    one.save()
    with pytest.raises(rules.ReleaseChanged):
        releasing.publish("first", by=WHO["aa"], now=DUE)


def test_nothing_goes_out_before_its_hour_or_unannounced(computed: None):
    with pytest.raises(rules.NoticeTooShort):
        plan(due_at=DUE - timedelta(minutes=1))
    plan()
    prepare()
    approve()
    with pytest.raises(rules.ReleaseTooEarly):
        releasing.publish("first", by=WHO["aa"], now=DUE - timedelta(seconds=1))


def test_simulated_figures_are_refused_unless_it_is_a_demonstration(computed: None):
    plan(is_demonstration=False)
    with pytest.raises(rules.SimulatedRefused):
        prepare()


def test_nothing_is_approved_that_was_not_attacked(computed: None):
    plan()
    prepare()
    with pytest.raises(rules.NotChecked):
        releasing.approve("first", by=WHO["bb"], now=ANNOUNCED)


def test_what_went_out_since_the_attack_asks_for_another_one(computed: None):
    for code in ("first", "second"):
        plan(code)
        prepare(code, "T1.1/1-6:region")
        approve(code)
    releasing.publish("first", by=WHO["aa"], now=DUE)
    with pytest.raises(rules.NotChecked):
        releasing.publish("second", by=WHO["aa"], now=DUE)
    releasing.check("second", by=WHO["aa"])
    releasing.publish("second", by=WHO["aa"], now=DUE)


def test_the_same_release_prepared_twice_gives_the_same_bytes(computed: None):
    plan()
    first = prepare("first", "T1.1/1-6:region", "T1.1/1-6:sex")
    before = [one.content for one in models.ReleaseTable.objects.order_by("number")]
    again = prepare("first", "T1.1/1-6:region", "T1.1/1-6:sex")
    assert again.digest == first.digest
    assert [one.content for one in models.ReleaseTable.objects.order_by("number")] == before


def test_a_correction_says_what_it_replaces_and_the_older_one_stays(computed: None):
    out()
    out("second", replaces="first", reason=WORDS)
    assert queries.release("first").replaced_by == ("second",)
    assert queries.tables("first") and queries.revisions("second") == ()


def lost_and_the_rule_changed(monkeypatch: pytest.MonkeyPatch) -> models.ReleaseTable:
    """A table is out; then what protection kept is lost, and the operator sets another rule."""
    out("first", "T1.1/1-6:sex,age")
    one = models.ReleaseTable.objects.get()
    protecting.place_of(one.computation).unlink()
    monkeypatch.setattr(Rules, "of", lambda self, table: 1)
    return one


def test_what_is_out_is_what_the_attack_takes_whatever_would_be_protected_today(
    computed: None, monkeypatch: pytest.MonkeyPatch
):
    one = lost_and_the_rule_changed(monkeypatch)
    lines = json.loads(one.content)["lines"]
    hidden = {tuple(line["codes"]) for line in lines if line["units"] is None}
    told = releasing._out(one).protected
    assert hidden == {key for key, part in told.hidden if part is Part.ALL} and hidden
    assert {tuple(line["codes"]) for line in lines} == set(told.table.cells)


def test_taken_from_what_protection_gives_today_the_attack_would_know_another_table(
    computed: None, monkeypatch: pytest.MonkeyPatch
):
    """The control: protection that is made again hides other cells than those that went out."""
    one = lost_and_the_rule_changed(monkeypatch)
    models.ProtectedFigure.objects.filter(figure__computation=one.computation).delete()
    models.Protection.objects.filter(computation=one.computation).delete()
    protecting.protect_figures([one.computation], by=WHO["aa"], now=lambda: DUE)
    cube, kept, counted = protecting.kept_of(one.computation)
    today = building.protected(("sex", "age"), "then", cube, counted, kept)
    assert set(today.hidden) != set(releasing._out(one).protected.hidden)


def test_a_content_or_a_file_that_was_changed_is_not_attacked_but_refused(computed: None):
    out()
    plan("second")
    prepare("second")
    one = models.ReleaseFile.objects.filter(table__release__code="first").first()
    one.content = bytes(one.content) + b" "
    one.save()
    with pytest.raises(rules.ReleaseChanged):
        releasing.check("second", by=WHO["aa"])


def test_counts_that_do_not_give_what_is_out_are_refused(computed: None):
    out()
    one = models.ReleaseTable.objects.get()
    content = json.loads(one.content)
    content["lines"][0]["units"] += 1
    cube = figures.cube_of(one.computation_id)
    with pytest.raises(published.OutDiffers):
        published.again(content, cube)
