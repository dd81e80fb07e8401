"""Chance hangs on a hash: the same always, and nobody's on anybody else's."""

from dataclasses import replace

import numpy as np
import pytest

from bagdar.core.national_ids import check_digit
from bagdar.simulate import days, numbers
from bagdar.simulate.arrays import ranks
from bagdar.simulate.draws import Draws, mixed
from bagdar.simulate.nation import make_nation
from bagdar.simulate.public import simulate
from bagdar.simulate.settings import FaultySettings, Settings
from tests.rules.nation import DATA, SMALL, nation, table

KEYS = np.arange(1000, dtype=np.uint64)
TINY = Settings(scale=0.0005, seed=3, last_year=2019, data_dir=DATA)


def test_the_mixer_is_splitmix64():
    """The first numbers of the published generator from the seed 1234567."""
    state = np.uint64(1234567) + np.arange(3, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        assert mixed(state).tolist() == [
            6457827717110365317, 3203168211198807973, 9817491932198370423,
        ]  # fmt: skip


def test_a_draw_is_the_same_alone_and_among_others():
    draws = Draws(1)
    all_of_them = draws.unit("born", KEYS)
    assert [draws.unit("born", KEYS[place : place + 1])[0] for place in (0, 7, 999)] == [
        all_of_them[place] for place in (0, 7, 999)
    ]
    assert (draws.unit("born", KEYS[::-1]) == all_of_them[::-1]).all()


def test_seed_purpose_and_key_each_change_a_draw():
    drawn = Draws(1).bits("born", KEYS)
    for other in (
        Draws(2).bits("born", KEYS),
        Draws(1).bits("moved", KEYS),
        Draws(1).bits("born", KEYS + 1),
    ):
        assert (other != drawn).all()


def test_draws_are_even():
    unit = Draws(1).unit("born", np.arange(100_000))
    assert np.histogram(unit, 10, (0, 1))[0].tolist() == pytest.approx([10_000] * 10, rel=0.04)
    normal = Draws(1).normal("ability", np.arange(100_000))
    assert (normal.mean(), normal.std()) == pytest.approx((0, 1), abs=0.02)


def test_a_weighted_choice_follows_its_weights_and_never_takes_what_weighs_nothing():
    taken = np.bincount(Draws(1).among([1, 0, 3], "field", np.arange(40_000)))
    assert taken[1] == 0
    assert taken[2] / taken[0] == pytest.approx(3, rel=0.05)


# --- a whole nation ---------------------------------------------------------------------------


def test_the_same_settings_give_the_same_bytes_and_so_does_another_chunking(tmp_path):
    files = [
        simulate(of, tmp_path / str(place))["files"]
        for place, of in enumerate((TINY, TINY, replace(TINY, chunk=997)))
    ]
    assert len(files[0]) == 29
    assert files[0] == files[1] == files[2]


def test_another_seed_gives_another_nation_of_about_the_same_size(tmp_path):
    one, other = (simulate(replace(TINY, seed=seed), tmp_path / str(seed)) for seed in (3, 4))
    filled = {f"{name}.parquet" for name, told in one["tables"].items() if told["rows"]}
    assert len(filled) > 18
    assert [name for name in filled if one["files"][name] == other["files"][name]] == []
    rows = [each["tables"]["enrolment"]["rows"] for each in (one, other)]
    assert rows[1] == pytest.approx(rows[0], rel=0.1)


def test_a_new_purpose_changes_nothing_else(monkeypatch: pytest.MonkeyPatch):
    """Somebody draws something more in every September; nothing that was there before moves."""
    from bagdar.simulate import lives

    before = {name: table(name, TINY) for name in ("enrolment", "graduation", "person", "post")}
    september = lives._september

    def with_more(world, moved, year):
        world.draws.unit("something new", world.key, year)
        september(world, moved, year)

    monkeypatch.setattr(lives, "_september", with_more)
    again = make_nation(TINY)
    assert all(again.table(name).equals(frame) for name, frame in before.items())


def test_a_purpose_that_is_renamed_does_change_what_hangs_on_it(monkeypatch: pytest.MonkeyPatch):
    """The control of the test above: it would notice."""
    before = table("graduation", TINY)
    bits = Draws.bits

    def renamed(self, purpose, *about):
        return bits(self, purpose.replace("after 9", "after nine"), *about)

    monkeypatch.setattr(Draws, "bits", renamed)
    assert not make_nation(TINY).table("graduation").equals(before)


@pytest.mark.parametrize(
    ("setting", "changed"),
    [("scale", {"scale": 3.0}), ("years", {"last_year": 2017}), ("seed", {"seed": -1})],
)
def test_settings_of_which_no_nation_can_be_made_are_refused(setting: str, changed: dict[str, int]):
    with pytest.raises(FaultySettings) as refused:
        replace(SMALL, **changed)
    assert refused.value.facts["setting"] == setting


# --- numbers and days -------------------------------------------------------------------------


def test_check_digits_of_a_column_are_those_of_one_number_at_a_time():
    bodies = np.array([10_101_500_000 + 7919 * step for step in range(500)])
    expected = [check_digit(f"{body:011d}") for body in bodies]
    assert None in expected
    made = numbers.check_digits(bodies)
    assert [None if digit > 9 else digit for digit in made.tolist()] == expected


def test_a_day_of_another_year_is_the_same_day_and_the_next_one_where_there_is_none():
    leap = days.day(2020, 2, 29)
    assert days.years_later(np.array([leap]), 1).tolist() == [days.day(2021, 3, 1)]
    assert days.years_later(np.array([leap]), 4).tolist() == [days.day(2024, 2, 29)]
    assert days.years_later(np.array([days.day(2018, 9, 1)]), 5).tolist() == [days.day(2023, 9, 1)]


def test_ranks_count_within_a_group_in_the_order_of_the_last_key():
    rank, size = ranks(np.array([1, 2, 1, 1]), np.array([30, 10, 10, 20]))
    assert (rank.tolist(), size.tolist()) == ([2, 0, 0, 1], [3, 1, 3, 3])


def test_nobody_is_told_of_before_it_happened_or_after_the_last_day():
    happened = np.arange(17_000, 17_500)
    heard = days.heard_of(Draws(1), "enrolled", happened, 17_500, np.arange(500))
    assert ((heard // days.DAY >= happened) & (heard // days.DAY <= 17_500)).all()
    late = (heard // days.DAY - happened > 60).mean()
    assert late == pytest.approx(0.03, abs=0.03)


def test_the_nation_of_a_test_is_made_once():
    assert nation(SMALL) is nation(SMALL)
