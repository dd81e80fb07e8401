"""Which houses an area takes in, and when two areas share one: against trying every house."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bagdar.admissions.rules.campaign.catchments import (
    Address,
    Area,
    Side,
    covers,
    faults_of,
    number_of_house,
    overlap,
    street_key,
)

HOUSES = range(1, 11)  # of each side one beyond every bound
bounds = st.none() | st.integers(1, 8)
areas = st.builds(
    Area, st.sampled_from(["1", "2"]), st.sampled_from(["", "Абай", "Сәкен"]),
    st.sampled_from(Side), bounds, bounds,
).filter(lambda one: not faults_of(one))  # fmt: skip


def houses(area: Area) -> set[tuple[str, str, int]]:
    """Every house of a small country that an area takes in."""
    every = product(("1", "2"), ("Абай", "Сәкен"), HOUSES)
    return {one for one in every if covers(area, Address((one[0],), one[1], str(one[2])))}


@given(areas, areas)
@example(Area("1", "Абай", Side.EVEN), Area("1", "Абай", last=1))  # no street begins at 0
def test_two_areas_overlap_exactly_where_a_house_is_in_both(one: Area, other: Area):
    assert overlap(one, other) == overlap(other, one) == bool(houses(one) & houses(other))


@given(areas)
def test_an_area_of_a_street_holds_of_nobody_whose_street_is_not_known(area: Area):
    assert covers(area, Address((area.territory, "0"))) == (not area.street)
    assert not covers(area, Address(("0",), area.street, "1"))


def test_a_territory_takes_in_those_that_lie_in_it():
    assert covers(Area("71"), Address(("711", "71")))
    assert not covers(Area("711"), Address(("71",)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Абай көшесі", "ул. Абай"), ("Абай  к-сі", "абай"), ("пр. Республика", "Республика даңғылы"),
     ("ул. Алёшина", "Алешина улица")],
)  # fmt: skip
def test_a_street_is_the_same_in_either_language(one: str, other: str):
    assert street_key(one) == street_key(other)


def test_streets_that_differ_and_one_that_is_called_like_its_kind_stay_apart():
    assert street_key("Абай") != street_key("Абылай")
    assert street_key("көше") == "көше" and street_key(" .") == ""


def test_the_number_of_a_house_is_what_it_begins_with():
    told = {"12А": 12, "12/1": 12, " 7": 7, "А12": None, "": None, "12345": None}
    assert {text: number_of_house(text) for text in told} == told


def test_an_area_that_cannot_be_is_told_by_its_fields():
    assert faults_of(Area("1", "", Side.ODD, 1, 9)) == ("side", "first", "last")
    assert faults_of(Area("1", "Абай", Side.ODD, 9, 1)) == ("last",)
    assert faults_of(Area("1", "...")) == ("street",)
    assert faults_of(Area("1", "Абай", Side.ODD, 8, 8)) == ("side",)  # no house is in it
    assert faults_of(Area("1", "Абай", Side.EVEN, last=1)) == ("side",)
    assert faults_of(Area("1", "Абай", Side.ODD, 1, 9)) == ()
