"""What no register would know, written beside the nation for those who test finding it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from bagdar.simulate.arrays import Array
from bagdar.simulate.codes import CODES
from bagdar.simulate.days import NONE, day
from bagdar.simulate.learners import DROPPED, TRANSFERRED
from bagdar.simulate.measuring import Measures
from bagdar.simulate.nation import Nation
from bagdar.simulate.settings import Settings
from bagdar.simulate.writing import Identifiers

REASONS = CODES["leaving_reasons"]
EVERY_YEAR_UP_TO, TWO_YEARS_UP_TO = 0.02, 0.2
TOTALS = {
    "figure": pl.String, "year": pl.Int32, "declared": pl.Float64, "in_tables": pl.Float64,
    "true": pl.Float64, "of": pl.Int64,
}  # fmt: skip
SAME_CHILD = "enrolled again under a name typed on a Russian keyboard, without an IIN"
SAME_CHILD_OTHER_DAY = f"{SAME_CHILD}, with another birth day"
WHY = {
    "absent_all_year": "enrolled all year and never there",
    "only_for_the_count": "enrolled for the weeks of the count and never there",
}


def truth_of(nation: Nation) -> dict[str, pl.DataFrame]:
    """Each kind of truth as a table; what the figures are is in `totals_of`."""
    return {
        "dropouts": _dropouts(nation),
        "duplicates": _duplicates(nation),
        "errors": _errors(nation),
        "frauds": _frauds(nation),
        "waiting": _waiting(nation),
    }


def totals_of(
    nation: Nation, tables: Mapping[str, pl.LazyFrame], ghosts: pl.DataFrame
) -> pl.DataFrame:
    """Each calibrated figure by year: as declared, as the tables have it, and as it truly is, which
    is without the children who are not there.
    """
    of, rows = nation.of, list[dict[str, Any]]()
    absent = frozenset(ghosts["person_id"].unique())
    for year in measured_years(of):
        pay = nation.world.figure("economy.average_pay", year)
        measures = Measures(tables, year, of.scale, pay)
        told = measures.all()
        true = told | measures.leaving_out(absent).of_enrolments()
        rows += [
            {"figure": code, "year": year, "declared": _declared(nation, code, year),
             "in_tables": one.value, "true": true[code].value, "of": one.of}
            for code, one in told.items()
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=TOTALS)


def _declared(nation: Nation, code: str, year: int) -> float | None:
    """None of what is counted beside the figures, such as learners."""
    return nation.world.figure(code, year) if code in nation.world.nation.figures else None


def measured_years(of: Settings) -> Sequence[int]:
    """Every year of a small nation; fewer of a large one, since each takes long."""
    if of.scale <= EVERY_YEAR_UP_TO:
        return of.years
    return sorted({of.first_year, of.last_year}) if of.scale <= TWO_YEARS_UP_TO else [of.first_year]


def _people(nation: Nation) -> Identifiers:
    return nation.decoder.people


def _days(days: Array) -> pl.Series:
    return pl.Series(np.where(days == NONE, 0, days).astype(np.int32)).cast(pl.Date).zip_with(
        pl.Series(days != NONE), pl.Series([None], dtype=pl.Date)
    )  # fmt: skip


def _joined(pieces: Sequence[dict[str, Any]], *names: str) -> tuple[Array, ...]:
    """Columns of all pieces one after the other."""
    if not pieces:
        return tuple(np.zeros(0, np.int64) for _ in names)
    return tuple(np.concatenate([np.asarray(one[name]) for one in pieces]) for name in names)


def _dropouts(nation: Nation) -> pl.DataFrame:
    """Everybody who dropped out; reason: what the register says instead of it, for some."""
    parts = [
        vars(one.dropped) | {"back": _back(nation, place)} for place, one in enumerate(nation.years)
    ]
    person, org, grade, on, hidden, back = _joined(
        parts, "person", "org", "grade", "on", "is_hidden", "back"
    )
    recorded = [REASONS[TRANSFERRED] if one else REASONS[DROPPED] for one in hidden]
    return pl.DataFrame({
        "person_id": _people(nation).texts(person),
        "organisation_id": nation.decoder.organisations.texts(org),
        "grade": pl.Series(grade, dtype=pl.Int32),
        "left_on": _days(on),
        "recorded_reason": pl.Series(recorded, dtype=pl.String),
        "returned_on": _days(back),
    })  # fmt: skip


def _back(nation: Nation, place: int) -> Array:
    """The September in which each came back; NONE for those who did not, or not yet."""
    year = nation.years[place]
    who = year.dropped.person
    september = day(year.year + 1, 9, 1)
    if september > nation.of.last_day:
        return np.full(len(who), NONE)
    returned = np.isin(who, nation.years[place + 1].started)
    return np.where(returned, september, NONE)


def _duplicates(nation: Nation) -> pl.DataFrame:
    person, double, org, on, slips = _joined(
        nation.world.planted.doubles, "person", "double", "org", "on", "slips"
    )
    return pl.DataFrame({
        "person_id": _people(nation).texts(person),
        "double_id": _people(nation).texts(double),
        "organisation_id": nation.decoder.organisations.texts(org),
        "since": _days(on),
        "reason": pl.Series(
            [SAME_CHILD_OTHER_DAY if one else SAME_CHILD for one in slips], dtype=pl.String
        ),
    })  # fmt: skip


def _errors(nation: Nation) -> pl.DataFrame:
    """Values that stand wrongly: where, of whom, since when, what is written and what is true."""
    languages = CODES["study_languages"]
    person, start, true, written = _joined(
        nation.world.planted.languages, "person", "start", "true", "written"
    )
    paid, since, right, wrong = _joined(
        nation.world.planted.pay, "person", "start", "true", "written"
    )
    told = nation.persons.told
    rows = np.arange(len(told.who))
    dated = nation.persons.misdated(rows)
    bad = np.flatnonzero(dated != told.born)
    return pl.concat([
        _wrong(nation, "person", "born_on", told.who[bad], dated[bad],
               _days(dated[bad]).cast(pl.String), _days(told.born[bad]).cast(pl.String)),
        _wrong(nation, "enrolment", "language", person, start,
               _named(languages, written), _named(languages, true)),
        _wrong(nation, "pay", "amount_tenge", paid, since,
               pl.Series(wrong.astype(np.int64)).cast(pl.String),
               pl.Series(right.astype(np.int64)).cast(pl.String)),
    ])  # fmt: skip


def _named(codes: Sequence[str], places: Array) -> pl.Series:
    return pl.Series([codes[place] for place in places], dtype=pl.String)


def _wrong(
    nation: Nation, table: str, column: str, person: Array, start: Array, written: pl.Series,
    true: pl.Series,
) -> pl.DataFrame:  # fmt: skip
    return pl.DataFrame({
        "table": pl.Series([table] * len(person), dtype=pl.String),
        "column": pl.Series([column] * len(person), dtype=pl.String),
        "person_id": _people(nation).texts(person),
        "valid_from": _days(start),
        "written": written,
        "true": true,
    })  # fmt: skip


def _frauds(nation: Nation) -> pl.DataFrame:
    person, org, start, end, kind, year = _joined(
        nation.world.planted.ghosts, "person", "org", "start", "end", "kind", "year"
    )
    return pl.DataFrame({
        "organisation_id": nation.decoder.organisations.texts(org),
        "person_id": _people(nation).texts(person),
        "year": pl.Series(year, dtype=pl.Int32),
        "kind": pl.Series(kind.tolist(), dtype=pl.String),
        "valid_from": _days(start),
        "valid_to": _days(end),
        "reason": pl.Series([WHY[one] for one in kind], dtype=pl.String),
    })  # fmt: skip


def _waiting(nation: Nation) -> pl.DataFrame:
    """Children whose families wish for a kindergarten and have none, on 1 September."""
    person = np.concatenate([one.waiting for one in nation.years])
    year = np.repeat([one.year for one in nation.years], [len(one.waiting) for one in nation.years])
    home = nation.world.children.home[person]
    settled = [one.code for one in nation.world.places.settled]
    codes = pl.Series(settled, dtype=pl.String).gather(nation.world.orgs.place[home])
    return pl.DataFrame({
        "person_id": _people(nation).texts(person),
        "year": pl.Series(year, dtype=pl.Int32),
        "territory": codes,
    })  # fmt: skip
