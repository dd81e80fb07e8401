"""Rows of `post`, `pay`, `qualification` and `development`."""

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, day, heard_of, years_later
from bagdar.simulate.organisations import COLLEGE, KINDERGARTEN, SCHOOL, UNIVERSITY
from bagdar.simulate.staff import Staff
from bagdar.simulate.store import NO_INSTANT, Store, place_of, places_of
from bagdar.simulate.world import World

HEAD, DEPUTY, METHODOLOGIST, TEACHER, EDUCATOR, MASTER, LECTURER, SENIOR, PROFESSOR = (
    place_of("positions", one)
    for one in ("head", "deputy_head", "methodologist", "teacher", "educator", "master_of_training",
                "lecturer", "senior_lecturer", "professor")
)  # fmt: skip
TAUGHT = places_of(
    "subjects", "mathematics", "physics", "chemistry", "biology", "geography", "english",
    "informatics", "kazakh_language", "russian_language", "history_of_kazakhstan", "music",
    "physical_education", "labour_art", "natural_science",
)  # fmt: skip
WEIGHTS = (13, 6, 5, 6, 5, 13, 6, 15, 9, 7, 3, 8, 3, 1)
SPECIAL = place_of("subjects", "special_discipline")
CATEGORY, FIELD, DEGREE = (
    place_of("qualification_kinds", one) for one in ("category", "training_field", "degree")
)
# Of those with a category of moderator or above: up to which part of the share each level goes.
LEVELS = places_of("qualifications", "master", "researcher", "expert", "moderator", "teacher")
UP_TO = np.array([0.03, 0.17, 0.47, 1.0])
SUPPLEMENT = np.array([0.5, 0.4, 0.35, 0.3, 0.0])
VALID_YEARS = 5
NEVER = -1


def position_of(world: World, org: Array, slot: Array) -> Array:
    """What a place of staff is for, by its number."""
    kind = world.orgs.type[org]
    school = np.where(slot == 0, HEAD, np.where((slot == 1) | (slot == 40), DEPUTY, TEACHER))
    garden = np.where(slot == 0, HEAD, np.where(slot == 1, METHODOLOGIST, EDUCATOR))
    college = np.where(slot == 0, HEAD, np.where(slot % 4 == 1, MASTER, LECTURER))
    university = np.where(
        slot == 0, HEAD,
        np.where(
            slot < 4, DEPUTY,
            np.select([slot % 7 == 0, slot % 3 == 0], [PROFESSOR, SENIOR], LECTURER),
        ),
    )  # fmt: skip
    return np.select(
        [kind == SCHOOL, kind == KINDERGARTEN, kind == COLLEGE, kind == UNIVERSITY],
        [school, garden, college, university],
    )


def add_posts(store: Store, world: World, staff: Staff, shift: int) -> None:
    """A post had no end while it was held; a second, smaller one goes with some."""
    posts, draws = staff.posts, world.draws
    position = position_of(world, posts.org, posts.slot)
    key = staff.key[posts.person]
    full = draws.happens(world.figure("staff.workload_one", world.of.first_year), "workload", key)
    workload = np.where(full, 1.0, np.where(draws.happens(0.5, "half", key), 0.5, 1.25))
    subject = _subject(world, posts.org, position, key)
    _post(store, world, staff, shift, np.arange(len(key)), position, subject, workload, True)
    second = np.flatnonzero((position == TEACHER) & draws.happens(0.08, "second post", key))
    another = np.roll(TAUGHT, 1)[np.searchsorted(np.sort(TAUGHT), subject[second])]
    other = np.where(another == subject[second], TAUGHT[0], another)
    fine = other != subject[second]
    _post(store, world, staff, shift, second[fine], np.full(int(fine.sum()), TEACHER),
          other[fine], np.full(int(fine.sum()), 0.25), False)  # fmt: skip


def _subject(world: World, org: Array, position: Array, key: Array) -> Array:
    drawn = TAUGHT[world.draws.among(WEIGHTS, "subject", key)]
    higher = np.isin(position, (MASTER, LECTURER, SENIOR, PROFESSOR))
    return np.where(position == TEACHER, drawn, np.where(higher, SPECIAL, -1))


def _post(
    store: Store, world: World, staff: Staff, shift: int, which: Array, position: Array,
    subject: Array, workload: Array, is_main: bool,
) -> None:  # fmt: skip
    posts, draws, of = staff.posts, world.draws, world.of
    person, start, end = posts.person[which], posts.start[which], posts.end[which]
    about = (staff.key[person], start, int(is_main))
    at = heard_of(draws, "post", start, of.last_day, *about)
    ended = end != NONE
    known = np.maximum(
        heard_of(draws, "post left", np.where(ended, end, 0), of.last_day, *about), at + 60
    )
    columns = {
        "person_id": person + shift, "organisation_id": posts.org[which], "position": position,
        "subject": subject, "workload": workload,
        "hours_per_week": np.where(np.isin(position, (TEACHER, LECTURER)), 18, 24) * workload,
        "valid_from": start,
    }  # fmt: skip
    store.add(
        "post", len(which), **columns, is_main=int(is_main), valid_to=np.full(len(which), NONE),
        recorded_at=at, superseded_at=np.where(ended, known, NO_INSTANT),
    )  # fmt: skip
    store.add(
        "post", int(ended.sum()), **{name: one[ended] for name, one in columns.items()},
        is_main=int(is_main), leaving_reason=posts.reason[which][ended], valid_to=end[ended],
        recorded_at=known[ended],
    )  # fmt: skip


# --- what they are qualified for --------------------------------------------------------------


def category_level(world: World, key: Array, year: int) -> Array:
    """0 master to 3 moderator, 4 teacher without one of these."""
    u = world.draws.unit("category", key)
    return np.searchsorted(UP_TO * world.figure("staff.school_category", year), u, side="right")


def add_qualifications(store: Store, world: World, staff: Staff, shift: int) -> None:
    _categories(store, world, staff, shift)
    _fields(store, world, staff, shift)
    _degrees(store, world, staff, shift)


def _categories(store: Store, world: World, staff: Staff, shift: int) -> None:
    """A certificate holds five years, or until a higher one comes; then it is given anew."""
    count = len(staff.key)
    held, since = np.full(count, NEVER, np.int8), np.zeros(count, np.int16)
    for year in world.of.years:
        works = (staff.first <= year) & (staff.last >= year)
        level = category_level(world, staff.key, year)
        anew = works & ((level != held) | (year - since >= VALID_YEARS))
        replaced = anew & (held != NEVER) & (level != held)
        _category(
            store,
            world,
            staff,
            shift,
            np.flatnonzero(replaced & (year - since < VALID_YEARS)),
            held,
            since,
            year,
        )
        open_ended = anew & (held != NEVER) & ~(replaced & (year - since < VALID_YEARS))
        _category(store, world, staff, shift, np.flatnonzero(open_ended), held, since, None)
        held[anew], since[anew] = level[anew], year
    _category(store, world, staff, shift, np.flatnonzero(held != NEVER), held, since, None)


def _category(
    store: Store, world: World, staff: Staff, shift: int, who: Array, held: Array, since: Array,
    replaced_in: int | None,
) -> None:  # fmt: skip
    """Rows of one category each; replaced_in: the year in which a higher one ended it."""
    of = world.of
    first = np.array([day(int(year), 9, 1) if year > of.first_year else of.first_day
                      for year in range(of.first_year, of.last_year + 1)], np.int32)  # fmt: skip
    start = first[since[who] - of.first_year]
    until = years_later(start, VALID_YEARS)
    key = staff.key[who]
    at = heard_of(world.draws, "category", start, of.last_day, key, start)
    columns = {"person_id": who + shift, "kind": CATEGORY, "value": LEVELS[held[who]]}
    ended = None if replaced_in is None else day(replaced_in, 9, 1)
    known = NO_INSTANT if ended is None else np.maximum(
        heard_of(world.draws, "category replaced", ended, of.last_day, key, start), at + 60
    )  # fmt: skip
    store.add("qualification", len(who), **columns, valid_from=start, valid_to=until,
              recorded_at=at, superseded_at=known)  # fmt: skip
    if ended is not None:
        store.add("qualification", len(who), **columns, valid_from=start, valid_to=ended,
                  recorded_at=known)  # fmt: skip


def _fields(store: Store, world: World, staff: Staff, shift: int) -> None:
    """What they were trained for; some of those in kindergartens are trained anew later."""
    draws, of = world.draws, world.of
    kind = world.orgs.type[staff.org]
    u = draws.unit("training", staff.key)
    figure = world.nation.figures["staff.preschool_training"]
    right = u < figure.at(of.first_year)
    others = places_of("qualifications", "primary", "other_pedagogical", "other")
    primary, subject, preschool, vocational = places_of(
        "qualifications", "primary", "subject", "preschool", "vocational"
    )
    fields = np.select(
        [kind == SCHOOL, kind == KINDERGARTEN],
        [np.where(draws.happens(0.3, "primary", staff.key), primary, subject),
         np.where(right, preschool, others[draws.whole(3, "field", staff.key)])],
        vocational,
    )  # fmt: skip
    start = years_later(staff.born, 22)
    turns = np.full(len(u), NONE, np.int32)
    for year in of.years[1:]:
        now = (kind == KINDERGARTEN) & (u >= figure.at(year - 1)) & (u < figure.at(year)) & ~right
        now &= staff.last >= year
        turns[now] = day(year, 8, 20)
    turns = np.where((turns != NONE) & (turns > start), turns, NONE).astype(np.int32)
    everyone = np.arange(len(u))
    at = heard_of(
        draws, "training", np.maximum(_hired(world, staff), start), of.last_day, staff.key
    )
    known = np.maximum(
        heard_of(draws, "trained", np.where(turns == NONE, 0, turns), of.last_day, staff.key),
        at + 60,
    )
    changed = turns != NONE
    store.add("qualification", len(u), person_id=everyone + shift, kind=FIELD, value=fields,
              valid_from=start, valid_to=np.full(len(u), NONE), recorded_at=at,
              superseded_at=np.where(changed, known, NO_INSTANT))  # fmt: skip
    some = np.flatnonzero(changed)
    store.add("qualification", len(some), person_id=some + shift, kind=FIELD, value=fields[some],
              valid_from=start[some], valid_to=turns[some], recorded_at=known[some])  # fmt: skip
    store.add("qualification", len(some), person_id=some + shift, kind=FIELD, value="preschool",
              valid_from=turns[some], recorded_at=known[some])  # fmt: skip


def _hired(world: World, staff: Staff) -> Array:
    first = np.array([day(year, 9, 1) for year in world.of.years], np.int32)
    first[0] = world.of.first_day
    return first[staff.first - world.of.first_year]


def _degrees(store: Store, world: World, staff: Staff, shift: int) -> None:
    draws, of = world.draws, world.of
    higher = world.orgs.type[staff.org] == UNIVERSITY
    u = draws.unit("degree", staff.key)
    values = places_of("qualifications", "bachelor", "master_degree", "candidate", "doctor_phd")
    place = np.where(higher, np.searchsorted([0.08, 0.55, 0.85], u), np.where(u < 0.12, 1, 0))
    has = higher | (u < 0.85)
    who = np.flatnonzero(has)
    start = years_later(staff.born[who], 22)
    store.add(
        "qualification", len(who), person_id=who + shift, kind=DEGREE, value=values[place[who]],
        valid_from=start,
        recorded_at=heard_of(draws, "degree", np.maximum(_hired(world, staff)[who], start),
                             of.last_day, staff.key[who]),
    )  # fmt: skip


# --- courses ----------------------------------------------------------------------------------

HOURS = np.array([36, 72, 80, 240], np.int32)


def add_development(store: Store, world: World, staff: Staff, shift: int) -> None:
    draws, of = world.draws, world.of
    kind = world.orgs.type[staff.org]
    for year in world.of.years:
        works = np.flatnonzero((staff.first <= year) & (staff.last >= year))
        who = works[
            draws.happens(world.figure("staff.course", year), "course", staff.key[works], year)
        ]
        garden = kind[who] == KINDERGARTEN
        topics = draws.whole(7, "topic", staff.key[who], year)
        topic = np.where(garden, place_of("development_topics", "preschool"), topics)
        start = day(year, 1, 15) + draws.whole(300, "course on", staff.key[who], year)
        _courses(store, world, staff, shift, who, start, topic, year)
    heads = np.unique(staff.posts.person[
        (staff.posts.slot == 0) & (world.orgs.type[staff.posts.org] == UNIVERSITY)
    ])  # fmt: skip
    u = draws.unit("management", staff.key[heads])
    figure = world.nation.figures["staff.university_heads_management"]
    for year in of.years:
        before = figure.at(year - 1) if year > of.first_year else 0.0
        some = heads[(u >= before) & (u < figure.at(year)) & (staff.first[heads] <= year)]
        late = heads[(u < before) & (staff.first[heads] == year)]
        who = np.concatenate([some, late])
        start = np.full(len(who), day(year, 2, 3))
        _courses(
            store,
            world,
            staff,
            shift,
            who,
            start,
            place_of("development_topics", "management"),
            year,
        )


def _courses(
    store: Store, world: World, staff: Staff, shift: int, who: Array, start: Array,
    topic: Array | int, year: int,
) -> None:  # fmt: skip
    draws, key = world.draws, staff.key[who]
    size = draws.whole(4, "course hours", key, year)
    end = start + 5 + size * 5
    told = end <= world.of.last_day
    at = heard_of(draws, "course", end, world.of.last_day, key, year)
    store.add(
        "development", int(told.sum()), person_id=(who + shift)[told],
        topic=topic if isinstance(topic, int) else topic[told], provider="Үлгі біліктілік орталығы",
        hours=HOURS[size][told], valid_from=start[told], valid_to=end[told], recorded_at=at[told],
    )  # fmt: skip


# --- pay --------------------------------------------------------------------------------------

BASE, FOR_CATEGORY, CLASS_TEACHER, RURAL = (
    place_of("pay_components", one) for one in ("base", "category", "class_teacher", "rural")
)


def add_pay(store: Store, world: World, staff: Staff, shift: int) -> None:
    """Each September anew. The mean of all that is paid is the figure's part of the mean wage."""
    posts, draws, of = staff.posts, world.draws, world.of
    position = position_of(world, posts.org, posts.slot)
    for year in world.of.years:
        start = of.first_day if year == of.first_year else day(year, 9, 1)
        rows = np.flatnonzero((posts.start <= start) & ((posts.end == NONE) | (posts.end > start)))
        key, org = staff.key[posts.person[rows]], posts.org[rows]
        weight = 0.8 + 0.4 * draws.unit("pay", key)
        weight *= np.where(
            position[rows] == HEAD, 1.5, np.where(position[rows] == PROFESSOR, 1.4, 1.0)
        )
        teaches = world.orgs.type[org] == SCHOOL
        parts = {
            BASE: weight,
            FOR_CATEGORY: weight * SUPPLEMENT[category_level(world, key, year)] * teaches,
            CLASS_TEACHER: 0.1 * (teaches & draws.happens(0.35, "class teacher", key)),
            RURAL: weight * 0.2 * ~world.orgs.is_urban[org],
        }
        mean = sum(float(part.mean()) for part in parts.values())
        wanted = world.figure("staff.pay_ratio", year) * world.figure("economy.average_pay", year)
        end = NONE if year == of.last_year else day(year + 1, 9, 1)
        for component, part in parts.items():
            paid = np.flatnonzero(part > 0)
            amount = np.rint(part[paid] * wanted / max(mean, 1e-9) / 100) * 100
            if component == BASE:
                amount = _misread(world, posts.person[rows[paid]], key[paid], amount, start, shift)
            store.add(
                "pay", len(paid), person_id=posts.person[rows[paid]] + shift,
                organisation_id=org[paid], component=component, amount_tenge=amount,
                valid_from=start, valid_to=end,
                recorded_at=heard_of(draws, "paid", start, of.last_day, key[paid], year, component),
            )  # fmt: skip


def _misread(
    world: World, person: Array, key: Array, amount: Array, start: int, shift: int
) -> Array:
    """A zero too many, now and then, that nobody noticed."""
    share = world.figure("planted.errors", world.of.first_year)
    wrong = world.draws.happens(share, "a zero too many", key, start)
    world.planted.pay.append(
        {"person": person[wrong] + shift, "start": np.full(int(wrong.sum()), start),
         "true": amount[wrong], "written": amount[wrong] * 10}
    )  # fmt: skip
    return np.where(wrong, amount * 10, amount)
