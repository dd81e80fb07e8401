"""What records give becomes facts of monitoring: once, whole, traceable, never of two origins."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.indicators import models as computed
from bagdar.indicators.queries.figures import figures_of
from bagdar.indicators.rules.errors import NotProtected
from bagdar.indicators.services import protecting
from bagdar.monitoring import models
from bagdar.monitoring.queries import evaluation, facts
from bagdar.monitoring.rules.nouns import IndicatorContent, Reporter, Subject
from bagdar.monitoring.services import handing_over
from bagdar.monitoring.services.entries import Entry, accept_reports, submit_entries
from bagdar.monitoring.services.handing_over import HandedOver, hand_over
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME = "kz-2020-2025"
BY = Actor("test", "operator")
AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = date(2022, 10, 1)
LATER = AT + timedelta(days=1)
# Shares of which protection shows some regions and every region, a count with regions, and a row
# that is of the whole country alone.
SOME = ("T1.1/3-6", "I1.6.1", "I1.6.3", "I1.5.6")


@pytest.fixture
def nation(loaded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Figures of two years of a synthetic nation stand; gives the id of their snapshot."""
    with standing(tmp_path, monkeypatch) as id:
        for day in (date(2021, 10, 1), DAY):
            made(id, day, SOME, by=BY, at=AT)
        yield id


def hand(at: datetime = AT, *, real: bool = False, regions: bool = False) -> HandedOver:
    return hand_over(real=real, regions=regions, by=BY, at=at)


def stand(origin: Origin = Origin.SIMULATED, **asked: Any) -> dict[Any, Any]:
    found = facts.figures(PROGRAMME, origin, **asked)
    return {(one.row, one.year, one.region): one for one in found}


def recomputed(row: str = "T1.1/3-6", *, add: int = 1) -> None:
    """A newer computation of a row's last day, that knew later facts: one more of its numerator."""
    made = computed.Computation.objects.get(metric=row, on=DAY)
    figures = list(made.figures.all())
    made.pk, made._state.adding = None, True
    made.id = computed.Computation._meta.pk.get_default()
    made.inputs = "f" * 64
    made.known_at, made.computed_at = made.known_at + timedelta(days=1), LATER
    made.save()
    for one in figures:
        one.pk, one.computation = None, made
        one.numerator += add
        one.save()


def test_the_country_s_figure_of_every_row_and_year_stands_with_its_lineage(nation: str):
    done = hand()
    found = stand()
    assert done.written == len(found) and not done.ended
    for row in SOME:
        for one in figures_of(row, real=False):
            if not one.place and one.borders == "then":
                told = found[row, one.year, ""]
                assert (told.value, told.lineage.figure) == (one.value.normalize() + 0, one.id)
                assert (told.lineage.snapshot, told.lineage.version) == (one.snapshot, one.version)
                assert told.origin is Origin.SIMULATED and told.report_id is None


def test_regions_stand_as_protection_shows_them_where_the_programme_asks_regions(nation: str):
    hand(regions=True)
    found = stand()
    table = protecting.protected_table("I1.6.1", DAY, ("region",), real=False)
    shown = {one.codes[0]: one for one in table.answer.lines if one.value is not None}
    given = regions_of("I1.6.1", found)
    assert given and set(given) == set(shown) - {"all"}
    for place, one in given.items():
        assert (
            one.value == shown[place].value.normalize() and one.weight == shown[place].denominator
        )
    assert regions_of("I1.5.6", found) == {}
    assert regions_of("I1.6.3", found)
    assert all(one.weight is None for one in regions_of("I1.6.3", found).values())


def test_a_region_that_protection_does_not_show_is_not_handed_over(nation: str):
    """The control: raw figures of all regions are there, and protection shows some of them."""
    raw = {one.place for one in figures_of("T1.1/3-6", real=True) if one.place and one.on == DAY
           and one.borders == "then" and one.value is not None}  # fmt: skip
    safe = {one.place for one in figures_of("T1.1/3-6", real=False) if one.place and one.on == DAY
            and one.borders == "then" and one.value is not None}  # fmt: skip
    hand(regions=True)
    assert set(regions_of("T1.1/3-6", stand())) == safe < raw
    assert ("T1.1/3-6", DAY.year, "") in stand()


def test_regions_that_were_not_protected_yet_are_refused_with_what_to_do(nation: str):
    computed.ProtectedFigure.objects.all().delete()
    computed.Protection.objects.all().delete()
    with pytest.raises(NotProtected):
        hand(regions=True)
    assert not stand() and hand().written


def test_regions_come_later_and_stay_when_the_country_is_handed_over_again(nation: str):
    hand()
    assert not any(place for _, _, place in stand())
    hand(LATER, regions=True)
    before = stand()
    assert any(place for _, _, place in before)
    assert hand(LATER).written == 0 and stand() == before


def regions_of(row: str, found: dict[Any, Any]) -> dict[str, Any]:
    return {place: one for (of, year, place), one in found.items()
            if (of, year) == (row, DAY.year) and place}  # fmt: skip


def test_handed_over_twice_is_handed_over_once(nation: str):
    first = hand(regions=True)
    before = stand()
    again = hand(LATER, regions=True)
    assert (again.written, again.ended, again.unchanged) == (0, 0, first.written)
    assert stand() == before
    assert models.HandOver.objects.count() == 1
    assert Event.objects.filter(action="monitoring.figures_handed_over").count() == 1


def test_a_newer_computation_supersedes_and_the_older_one_stays_readable(nation: str):
    hand()
    before = stand()["T1.1/3-6", 2022, ""]
    recomputed()
    done = hand(LATER)
    after = stand()["T1.1/3-6", 2022, ""]
    assert done.written and after.value != before.value
    assert stand(known_at=AT)["T1.1/3-6", 2022, ""] == before
    told = [one for one in evaluation.row_history(PROGRAMME, "T1.1/3-6", Origin.SIMULATED)
            if (one.year, one.region) == (2022, "")]  # fmt: skip
    assert [one.value for one in told] == [after.value, before.value]
    assert [one.superseded_at for one in told] == [None, LATER]
    assert stand()["I1.5.6", 2022, ""].recorded_at == AT, "what did not change stays as it is"


def test_an_older_computation_never_comes_back(nation: str):
    hand()
    early = handing_over._given(PROGRAMME, real=False, regions=False, years=None)
    recomputed()
    hand(LATER)
    after = stand()
    done = handing_over._write(PROGRAMME, Origin.SIMULATED, early, BY, LATER)
    assert (done.written, done.ended) == (0, 0) and stand() == after


@pytest.mark.parametrize("at", ["HandOver.objects.create", "record"])
def test_a_hand_over_that_is_cut_off_leaves_what_stood(
    nation: str, monkeypatch: pytest.MonkeyPatch, at: str
):
    hand()
    before = stand()
    recomputed()

    def killed(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if at == "record":
            patched.setattr(handing_over, "record", killed)
        else:
            patched.setattr(models.HandOver.objects, "create", killed)
        with pytest.raises(KeyboardInterrupt):
            hand(LATER)
    assert stand() == before and models.HandOver.objects.count() == 1
    assert hand(LATER).written


def test_simulated_figures_stay_simulated_and_real_ones_real(nation: str):
    hand()
    assert stand(Origin.REAL) == {} and stand(Origin.ILLUSTRATIVE) == {}
    assert hand(LATER, real=True) == HandedOver(PROGRAMME, None), "there are no real figures"
    assert facts.basis(PROGRAMME) is Origin.SIMULATED
    before = stand()
    computed.Computation.objects.update(origin="real")
    assert hand(LATER).origin is None, "real figures are handed over only where that is said"
    done = hand(LATER, real=True)
    assert done.origin is Origin.REAL and done.ended == 0
    assert stand() == before
    assert {one.origin for one in stand(Origin.REAL).values()} == {Origin.REAL}
    assert facts.basis(PROGRAMME) is Origin.REAL


def typed(value: int, origin: Origin) -> None:
    subject = Subject("indicator", "T1.1/3-6", "2022")
    entry = Entry(subject, Reporter("body", "mes"), IndicatorContent(value=value))
    sent = submit_entries(PROGRAMME, [entry], origin=origin, by=BY, at=AT)
    accept_reports([one.report_id for one in sent], by=BY, at=AT)


@pytest.mark.parametrize("origin", [Origin.SIMULATED, Origin.ILLUSTRATIVE])
def test_a_typed_figure_stands_beside_the_computed_one_of_its_own_origin_alone(
    nation: str, origin: Origin
):
    hand()
    typed(50, origin)
    one = stand()["T1.1/3-6", 2022, ""]
    assert one.lineage is not None
    if origin is Origin.SIMULATED:
        assert one.other.value == 50 and one.other.report_id
    else:
        assert one.other is None
        assert stand(Origin.ILLUSTRATIVE)["T1.1/3-6", 2022, ""].lineage is None


def test_of_two_made_up_origins_pages_show_the_one_that_says_more(nation: str):
    typed(50, Origin.ILLUSTRATIVE)
    assert facts.basis(PROGRAMME) is Origin.ILLUSTRATIVE
    hand()
    assert facts.basis(PROGRAMME) is Origin.SIMULATED
    assert facts.basis(PROGRAMME, AT - timedelta(days=1)) is Origin.REAL
    assert facts.basis(PROGRAMME, AT) is Origin.SIMULATED


def test_the_evaluation_rests_on_what_was_handed_over(nation: str):
    before = evaluation.standing(PROGRAMME, year=2022)
    assert before.row("I1.5.6").fact is None
    hand()
    after = evaluation.standing(PROGRAMME, year=2022)
    assert after.row("I1.5.6").fact == stand()["I1.5.6", 2022, ""].value
    assert after.origin is Origin.SIMULATED
