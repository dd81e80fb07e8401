"""Programmes of study, and what groups are called. Codes are ours: they begin with SIM."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.draws import Draws
from bagdar.simulate.organisations import COLLEGE, UNIVERSITY, Organisations
from bagdar.simulate.store import place_of, places_of


@dataclass(frozen=True)
class Programme:
    """courses: years of study; weight: how many choose it."""

    code: str
    level: str
    field: str
    occupation: str
    courses: int
    weight: float
    teaches: bool
    kk: str
    ru: str
    en: str


# code, level, field, occupation, courses, weight, whether it makes teachers
_LINES = (
    ("SIM-4-01", "4", "0112", "teacher_preschool", 3, 1.2, True),
    ("SIM-4-02", "4", "0113", "teacher_primary", 4, 1.0, True),
    ("SIM-4-03", "4", "0913", "nurse", 3, 1.3, False),
    ("SIM-4-04", "4", "0613", "programmer", 4, 1.4, False),
    ("SIM-4-05", "4", "0713", "electrician", 3, 1.1, False),
    ("SIM-4-06", "4", "0716", "car_mechanic", 3, 1.2, False),
    ("SIM-4-07", "4", "0732", "builder", 3, 0.9, False),
    ("SIM-4-08", "4", "0811", "agronomist", 3, 0.6, False),
    ("SIM-4-09", "4", "0411", "accountant", 3, 0.9, False),
    ("SIM-3-01", "3", "1013", "cook", 2, 0.9, False),
    ("SIM-6-01", "6", "0113", "teacher_primary", 4, 1.1, True),
    ("SIM-6-02", "6", "0111", "teacher_secondary", 4, 1.5, True),
    ("SIM-6-03", "6", "0613", "programmer", 4, 1.3, False),
    ("SIM-6-04", "6", "0311", "economist", 4, 1.1, False),
    ("SIM-6-05", "6", "0421", "lawyer", 4, 1.0, False),
    ("SIM-6-06", "6", "0721", "miner", 4, 0.8, False),
    ("SIM-6-07", "6", "0911", "doctor", 5, 0.9, False),
    ("SIM-7-01", "7", "0111", "teacher_secondary", 2, 1.0, True),
    ("SIM-7-02", "7", "0613", "programmer", 2, 1.0, False),
    ("SIM-8-01", "8", "0111", "", 3, 1.0, True),
)
_NAMES = {
    "SIM-4-01": ("Мектепке дейінгі тәрбие", "Дошкольное воспитание", "Pre-primary education"),
    "SIM-4-02": ("Бастауыш білім беру", "Начальное образование", "Primary education"),
    "SIM-4-03": ("Мейіргер ісі", "Сестринское дело", "Nursing"),
    "SIM-4-04": ("Бағдарламалық қамтамасыз ету", "Программное обеспечение", "Software"),
    "SIM-4-05": ("Электрмен жабдықтау", "Электроснабжение", "Power supply"),
    "SIM-4-06": (
        "Автокөлікке қызмет көрсету", "Обслуживание автотранспорта", "Motor vehicle service",
    ),
    "SIM-4-07": ("Құрылыс жұмыстары", "Строительные работы", "Building"),
    "SIM-4-08": ("Агрономия", "Агрономия", "Agronomy"),
    "SIM-4-09": ("Есеп және аудит", "Учёт и аудит", "Accounting and audit"),
    "SIM-3-01": ("Аспаздық іс", "Поварское дело", "Cookery"),
    "SIM-6-01": (
        "Бастауыш оқыту педагогикасы", "Педагогика начального обучения",
        "Primary teacher education",
    ),
    "SIM-6-02": (
        "Пән мұғалімін даярлау", "Подготовка учителей-предметников", "Subject teacher education",
    ),
    "SIM-6-03": ("Компьютерлік инженерия", "Компьютерная инженерия", "Computer engineering"),
    "SIM-6-04": ("Экономика", "Экономика", "Economics"),
    "SIM-6-05": ("Құқықтану", "Юриспруденция", "Law"),
    "SIM-6-06": ("Тау-кен ісі", "Горное дело", "Mining"),
    "SIM-6-07": ("Жалпы медицина", "Общая медицина", "General medicine"),
    "SIM-7-01": (
        "Білім берудегі менеджмент", "Менеджмент в образовании", "Management in education",
    ),
    "SIM-7-02": ("Деректер ғылымы", "Наука о данных", "Data science"),
    "SIM-8-01": ("Педагогикалық ғылымдар", "Педагогические науки", "Educational sciences"),
}  # fmt: skip
PROGRAMMES = tuple(Programme(*line, *_NAMES[line[0]]) for line in _LINES)
COURSES = np.array([one.courses for one in PROGRAMMES], np.int8)
LEVELS = places_of("isced_levels", *(one.level for one in PROGRAMMES))
OF_COLLEGE = np.array([place for place, one in enumerate(PROGRAMMES) if one.level in "34"])
BACHELOR = np.array([place for place, one in enumerate(PROGRAMMES) if one.level == "6"])
MASTER = np.array([place for place, one in enumerate(PROGRAMMES) if one.level == "7"])
DOCTOR = np.array([place for place, one in enumerate(PROGRAMMES) if one.level == "8"])
CODES = [one.code for one in PROGRAMMES]

LETTERS = "АӘБВГҒДЕЖЗИКҚЛМНОӨПРСТУҰҮФХЦЧ"
AGES = ("Бөбек", "Сәби", "Кіші", "Ортаңғы", "Ересек", "Мектепалды", "Даярлық")
FIRST_ENTRY, ENTRIES, PARALLEL = 2005, 40, 40
_KINDERGARTEN = 13 * len(LETTERS)
_STREAMS = _KINDERGARTEN + len(AGES) * len(LETTERS)


@lru_cache(maxsize=1)
def group_names() -> list[str]:
    """Every name that a group can have, by place: see the three functions below."""
    classes = [f"{grade} {letter}" for grade in range(13) for letter in LETTERS]
    groups = [f"{age} {letter}" for age in AGES for letter in LETTERS]
    streams = [
        f"{one.code.removeprefix('SIM-')}-{(FIRST_ENTRY + entry) % 100:02d}-{number + 1}"
        for one in PROGRAMMES
        for entry in range(ENTRIES)
        for number in range(PARALLEL)
    ]
    return [*classes, *groups, *streams]


def class_name(grade: Array, letter: Array) -> Array:
    return grade.astype(np.int32) * len(LETTERS) + letter % len(LETTERS)


def kindergarten_name(age: Array, letter: Array) -> Array:
    return _KINDERGARTEN + age.astype(np.int32) * len(LETTERS) + letter % len(LETTERS)


def stream_name(programme: Array, entry: Array, number: Array) -> Array:
    entries = programme.astype(np.int32) * ENTRIES + (entry - FIRST_ENTRY)
    return _STREAMS + entries * PARALLEL + number % PARALLEL


def offered(orgs: Organisations, draws: Draws) -> Array:
    """(organisation, programme): which ones each college and university offers; all of the rest
    of its kind where it would offer none.
    """
    levels = np.array([int(one.level) for one in PROGRAMMES])
    fits = np.zeros((len(orgs), len(PROGRAMMES)), bool)
    places = np.arange(len(PROGRAMMES))
    for kind, is_his in ((COLLEGE, levels < 5), (UNIVERSITY, levels > 5)):
        rows = orgs.of_type(kind)
        u = draws.unit("offers", orgs.key[rows][:, None], places[None, :])
        fits[rows] = is_his & (u < 0.55)
        for level in np.unique(levels[is_his]):
            mine = is_his & (levels == level)
            none = rows[~fits[rows][:, mine].any(axis=1)]
            fits[np.ix_(none, np.flatnonzero(mine)[:1])] = True
    return fits


def chosen(fits: Array, orgs: Array, among: Array, unit: Array) -> Array:
    """A programme for each learner: one of `among` that the organisation offers, by weight."""
    weights = np.array([PROGRAMMES[place].weight for place in among])
    ends = np.cumsum(fits[:, among] * weights, axis=1)[orgs]
    drawn = unit[:, None] * ends[:, -1:]
    return among[np.minimum((ends <= drawn).sum(axis=1), len(among) - 1)]


TEACHES = np.array([one.teaches for one in PROGRAMMES])
STREAM, CLASS, GROUP = (place_of("group_kinds", one) for one in ("stream", "class", "group"))
