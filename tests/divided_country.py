"""A drawn register of which one region and one district were divided on 8 June 2022.

District D lay in KZ-63 with the villages V1 and V2; since then V2 lies in D2 of KZ-10. District E
of KZ-63 came to KZ-10 whole, F of KZ-11 stayed. Nobody moved: every child lives where it lived.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.nation_files import fact, id_of, write_folder
from tests.snapshots_made import KEY, tolerant

SPLIT = date(2022, 6, 8)
BEFORE, AFTER = date(2021, 10, 1), date(2022, 10, 1)
BORN = date(2018, 3, 1)  # three years old before, four after
# village → children, and how many of them go to its kindergarten
VILLAGES = {"V1": (90, 60), "V2": (50, 20), "E": (60, 45), "F": (70, 30)}
METRIC = "T1.1/1-6"
KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def country(*, divided: bool = True) -> Rows:
    """divided: whether the borders of 8 June 2022 were drawn."""
    made: Rows = {"territory": [], "organisation": [], "person": [], "residence": []}
    made["enrolment"] = []
    for region in ("KZ-63", "KZ-11", *(["KZ-10"] if divided else [])):
        since = SPLIT if region == "KZ-10" else date(2018, 1, 1)
        _territory(made, f"R{region}", "", "region", region, since)
    _territory(made, "D", "RKZ-63", "district", "KZ-63")
    _territory(made, "V1", "D", "settlement", "KZ-63")
    _moving(made, "V2", "D", "settlement", "D2", divided)
    _moving(made, "E", "RKZ-63", "district", "RKZ-10", divided)
    _territory(made, "F", "RKZ-11", "district", "KZ-11")
    if divided:
        _territory(made, "D2", "RKZ-10", "district", "KZ-10", SPLIT)
    number = 0
    for at, (village, (children, enrolled)) in enumerate(VILLAGES.items()):
        school = id_of(90_000 + at)
        _organisation(made, school, village, divided)
        for one in range(children):
            number += 1
            _child(made, number, village, school if one < enrolled else "")
    return made


def _territory(
    made: Rows, code: str, parent: str, kind: str, region: str, since: date = date(2018, 1, 1),
    until: date | None = None,
) -> None:  # fmt: skip
    made["territory"].append(fact(
        code=code, parent=parent or None, kind=kind, region=region,
        settlement="rural" if kind == "settlement" else None,
        name_kk=f"{code} мысал", name_ru=f"Пример {code}", name_en=f"Sample {code}",
        valid_from=since, valid_to=until,
    ))  # fmt: skip


def _moving(made: Rows, code: str, parent: str, kind: str, to: str, divided: bool) -> None:
    """In KZ-63 until the borders were drawn, in KZ-10 since."""
    if not divided:
        _territory(made, code, parent, kind, "KZ-63")
        return
    _territory(made, code, parent, kind, "KZ-63", until=SPLIT)
    _territory(made, code, to, kind, "KZ-10", SPLIT)


def _organisation(made: Rows, id: str, village: str, divided: bool) -> None:
    old = "KZ-11" if village == "F" else "KZ-63"
    spans = [(date(2018, 1, 1), None, old)]
    if divided and village in ("V2", "E"):
        spans = [(date(2018, 1, 1), SPLIT, old), (SPLIT, None, "KZ-10")]
    for since, until, region in spans:
        made["organisation"].append(fact(
            organisation_id=id, name_kk=f"{village} балабақшасы", name_ru=f"Сад {village}",
            type="kindergarten", region=region, territory=village,
            valid_from=since, valid_to=until,
        ))  # fmt: skip


def _child(made: Rows, number: int, village: str, school: str) -> None:
    id = id_of(number)
    made["person"].append(fact(
        person_id=id, family="Мысал", given=f"Бала {number}", born_on=BORN,
        sex="female" if number % 2 else "male", citizenship="KZ", valid_from=BORN,
    ))  # fmt: skip
    made["residence"].append(fact(person_id=id, territory=village, valid_from=BORN))
    if school:
        made["enrolment"].append(fact(
            person_id=id, organisation_id=school, level="02", form="full_time", language="kk",
            funding="state_order", valid_from=date(2021, 9, 1), valid_to=date(2023, 6, 1),
        ))  # fmt: skip


def facts_to_figures(var: Path, *, divided: bool, engine: str = "duckdb") -> None:
    """The register filled, a snapshot of it taken, and the figures of both years computed."""
    from bagdar.audit.rules import Actor
    from bagdar.indicators.metrics.catalogue import METRICS
    from bagdar.indicators.queries.snapshots import opened
    from bagdar.indicators.services.computing import compute
    from bagdar.indicators.services.protecting import protect_figures
    from bagdar.registry.public import RegisterSource, load_folder
    from bagdar.warehouse.public import Question, Store, take

    by = Actor("test", "operator")
    folder = write_folder(var / "facts", country(divided=divided))
    load_folder(folder, by=by, at=datetime(2026, 3, 2, tzinfo=UTC))
    asked = Question(AFTER, KNOWN, "simulated")
    given: dict[str, Any] = {"key": KEY, "declared": tolerant()}
    taken = take(Store(var / "snapshots"), RegisterSource(), asked, **given)
    for day in (BEFORE, AFTER):
        made = compute(opened(taken.manifest.id, engine=engine), day, [METRICS[METRIC]],
                       by=by, now=lambda: KNOWN)  # fmt: skip
        protect_figures(made, by=by, now=lambda: KNOWN)
