"""Rows of `organisation`, `site` and `study_programme`."""

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import DAY, NEW_REGIONS, NONE, heard_of
from bagdar.simulate.numbers import bins
from bagdar.simulate.organisations import (
    COLLEGE,
    KINDERGARTEN,
    LANGUAGES,
    SCHOOL,
    UNIVERSITY,
    Organisations,
)
from bagdar.simulate.programmes import PROGRAMMES
from bagdar.simulate.store import NO_INSTANT, Store, place_of, places_of
from bagdar.simulate.world import World

NAMES = {
    KINDERGARTEN: (
        "№ {n} үлгі балабақша", "Образцовый детский сад № {n}", "Model Kindergarten No. {n}",
    ),
    SCHOOL: ("№ {n} үлгі мектеп", "Образцовая школа № {n}", "Model School No. {n}"),
    COLLEGE: ("№ {n} үлгі колледж", "Образцовый колледж № {n}", "Model College No. {n}"),
    UNIVERSITY: (
        "№ {n} үлгі университет", "Образцовый университет № {n}", "Model University No. {n}",
    ),
}  # fmt: skip
ROLES = np.array([-1, place_of("network_roles", "small"), place_of("network_roles", "hub")])
SETTLEMENTS = places_of("settlements", "rural", "urban")


def numbers_of(orgs: Organisations) -> Array:
    """The number in each organisation's name: its place among those of its type."""
    numbers = np.zeros(len(orgs), np.int64)
    for kind in NAMES:
        there = orgs.of_type(kind)
        numbers[there] = np.arange(1, len(there) + 1)
    return numbers


def add_organisations(store: Store, world: World) -> None:
    orgs = world.orgs
    numbers = numbers_of(orgs)
    columns = {}
    for place, language in enumerate(("kk", "ru", "en")):
        names = [NAMES[kind][place].format(n=n) for kind, n in zip(orgs.type, numbers, strict=True)]
        columns[f"name_{language}"] = store.texts_of("organisation", f"name_{language}").places(
            names
        )
    store.texts_of("organisation", "languages").places(LANGUAGES)
    store.texts_of("organisation", "region").places(world.places.borders.codes)
    columns |= {
        "organisation_id": np.arange(len(orgs)),
        "bin": bins(orgs.opened, world.draws, orgs.key),
        "type": orgs.type,
        "ownership": orgs.is_private.astype(np.int8),
        "languages": orgs.languages,
        "territory": territory_codes(store, world, orgs.place),
        "settlement": SETTLEMENTS[orgs.is_urban.astype(np.int8)],
        "network_role": ROLES[orgs.role],
    }
    _over_borders(store, world, columns)
    _sites(store, world)
    _programmes(store, world)
    _successions(store, world)


def territory_codes(store: Store, world: World, places: Array) -> Array:
    """Places among the settled as places in the list of the territories' codes."""
    texts = store.texts_of("territory", "code")
    return np.array([texts.place(one.code) for one in world.places.settled])[places]


def _over_borders(store: Store, world: World, columns: dict[str, Array]) -> None:
    """What is said of each; those whose region began in June 2022 are told anew then, those who
    close get their end when they do.
    """
    orgs, of = world.orgs, world.of
    borders = world.places.borders
    count = len(orgs)
    at = heard_of(world.draws, "opened", orgs.opened, of.last_day, orgs.key)
    crosses = (
        borders.is_new[orgs.region] & (orgs.opened < NEW_REGIONS) & (of.last_day >= NEW_REGIONS)
    )
    crosses &= (orgs.closed == NONE) | (orgs.closed > NEW_REGIONS)
    before = borders.before[orgs.region]
    early = orgs.opened < NEW_REGIONS
    spoken = np.where(early, before, orgs.region)
    change = np.full(count, NEW_REGIONS * DAY + 6 * 3600, np.int64)
    change += world.draws.whole(5 * DAY, "borders", orgs.key)
    closed = (orgs.closed != NONE) & (orgs.closed <= of.last_day)
    shut = heard_of(world.draws, "closed", orgs.closed * closed, of.last_day, orgs.key)

    def add(rows: Array, region: Array, start: Array, end: Array, at: Array, known: Array) -> None:
        store.add(
            "organisation",
            int(rows.sum()),
            **{name: one[rows] for name, one in columns.items()},
            region=region[rows],
            valid_from=start[rows],
            valid_to=end[rows],
            recorded_at=at[rows],
            superseded_at=known[rows],
        )

    none = np.full(count, NONE)
    never = np.full(count, NO_INSTANT)
    new = np.full(count, NEW_REGIONS)
    everyone = np.ones(count, bool)
    first_known = np.where(crosses, change, np.where(closed, shut, never))
    add(everyone, spoken, orgs.opened, none, at, first_known)
    add(crosses, before, orgs.opened, new, change, never)
    add(crosses, orgs.region, new, none, change, np.where(closed, shut, never))
    since = np.where(crosses, NEW_REGIONS, orgs.opened)
    add(closed, np.where(crosses, orgs.region, spoken), since, orgs.closed, shut, never)


def _sites(store: Store, world: World) -> None:
    orgs, draws, of = world.orgs, world.draws, world.of
    lines = world.nation.regions
    village = orgs.place
    texts = store.texts_of("site", "address")
    house = 1 + draws.whole(180, "house", orgs.key)
    street = 1 + draws.whole(40, "street", orgs.key)
    addresses = [f"{s}-үлгі көше, {h}" for s, h in zip(street, house, strict=True)]
    around = draws.unit("latitude", village) - 0.5, draws.unit("longitude", village) - 0.5
    spread = np.where([line.urban_share == 1 for line in lines], 0.2, 2.2)[orgs.region]
    near = (draws.unit("site/latitude", orgs.key) - 0.5) * 0.06
    east = (draws.unit("site/longitude", orgs.key) - 0.5) * 0.06
    store.add(
        "site",
        len(orgs),
        organisation_id=np.arange(len(orgs)),
        number="1",
        address=texts.places(addresses),
        territory=territory_codes(store, world, orgs.place),
        latitude=np.array([one.latitude for one in lines])[orgs.region] + around[0] * spread + near,
        longitude=np.array([one.longitude for one in lines])[orgs.region]
        + around[1] * spread
        + east,
        valid_from=orgs.opened,
        valid_to=orgs.closed,
        recorded_at=heard_of(draws, "site", orgs.opened, of.last_day, orgs.key),
    )


def _programmes(store: Store, world: World) -> None:
    orgs, draws, of = world.orgs, world.draws, world.of
    org, programme = np.nonzero(world.offers)
    key = (orgs.key[org], programme)
    texts = {name: store.texts_of("study_programme", name) for name in
             ("code", "name_kk", "name_ru", "name_en")}  # fmt: skip
    listed = {
        "code": texts["code"].places([one.code for one in PROGRAMMES]),
        "name_kk": texts["name_kk"].places([one.kk for one in PROGRAMMES]),
        "name_ru": texts["name_ru"].places([one.ru for one in PROGRAMMES]),
        "name_en": texts["name_en"].places([one.en for one in PROGRAMMES]),
        "level": places_of("isced_levels", *(one.level for one in PROGRAMMES)),
        "field": places_of("isced_fields", *(one.field for one in PROGRAMMES)),
        "occupation": np.array(
            [
                place_of("occupations", one.occupation) if one.occupation else -1
                for one in PROGRAMMES
            ]
        ),
        "months": np.array([one.courses * 12 - 2 for one in PROGRAMMES]),
    }
    joint = draws.unit("joint university", orgs.key)[org]
    has_joint = joint < world.figure("university.joint_programmes", of.first_year)
    standard = world.figure("university.professional_standard", of.first_year)
    university = orgs.type[org] == UNIVERSITY
    first = np.r_[True, org[1:] != org[:-1]]
    store.add(
        "study_programme",
        len(org),
        organisation_id=org,
        **{name: one[programme] for name, one in listed.items()},
        form=place_of("study_forms", "full_time"),
        is_joint=(university & has_joint & first).astype(np.int8),
        on_professional_standard=draws.happens(standard, "standard", *key).astype(np.int8),
        valid_from=orgs.opened[org],
        recorded_at=heard_of(draws, "programme", orgs.opened[org], of.last_day, *key),
    )


def _successions(store: Store, world: World) -> None:
    orgs, of = world.orgs, world.of
    gone = np.flatnonzero((orgs.closed != NONE) & (orgs.closed <= of.last_day))
    store.add(
        "succession",
        len(gone),
        organisation_id=gone,
        successor_id=orgs.successor[gone],
        kind="accession",
        valid_from=orgs.closed[gone],
        recorded_at=heard_of(world.draws, "closed", orgs.closed[gone], of.last_day, orgs.key[gone]),
    )
