"""Where each learner is now, and the rows of this academic year that may still change."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, heard_of
from bagdar.simulate.draws import Draws
from bagdar.simulate.store import NO_INSTANT, Store

NOWHERE, PRESCHOOL, SCHOOLING, IN_COLLEGE, IN_UNIVERSITY = range(5)
TRANSFERRED, GRADUATED, ABROAD, DROPPED, HEALTH, DIED, _OTHER = range(7)
FULL_TIME, PART_TIME = 0, 1
ORDER, FEE = 0, 1
COLUMNS = {
    "person": np.int32, "org": np.int32, "level": np.int8, "form": np.int8, "grade": np.int8,
    "group": np.int32, "language": np.int8, "funding": np.int8, "programme": np.int8,
    "dual": np.int8, "start": np.int32, "end": np.int32, "recorded": np.int64, "known": np.int64,
    "reason": np.int8, "stage": np.int8,
}  # fmt: skip


@dataclass
class State:
    """Of every learner; arrays of one length.

    stage    NOWHERE and on; org -1 where nowhere
    grade    grade or course; class_year: the year in which the class was, or would be, in grade 0
    letter   of the class, counted over the school's languages
    waits    the grade to which somebody who dropped out may return; 0: nobody's
    entered  the year in which the present place was entered
    """

    stage: Array
    org: Array
    level: Array
    grade: Array
    class_year: Array
    letter: Array
    language: Array
    form: Array
    funding: Array
    programme: Array
    dual: Array
    waits: Array
    entered: Array

    @classmethod
    def empty(cls, count: int) -> "State":
        def of(kind: Any, value: int) -> Array:
            return np.full(count, value, kind)

        return cls(
            stage=of(np.int8, NOWHERE), org=of(np.int32, -1), level=of(np.int8, -1),
            grade=of(np.int8, 0), class_year=of(np.int16, 0), letter=of(np.int8, 0),
            language=of(np.int8, 0), form=of(np.int8, FULL_TIME), funding=of(np.int8, ORDER),
            programme=of(np.int8, -1), dual=of(np.int8, -1), waits=of(np.int8, 0),
            entered=of(np.int16, 0),
        )  # fmt: skip

    def leave(self, who: Array) -> None:
        self.stage[who] = NOWHERE
        self.org[who] = -1
        self.programme[who] = -1
        self.dual[who] = -1
        self.form[who] = FULL_TIME
        self.funding[who] = ORDER


@dataclass
class YearRows:
    """The enrolments of an academic year, one for each stay, until the next year begins.

    known  the instant at which a row was superseded
    at     the place of each learner's standing row; -1 for none
    """

    at: Array
    rows: dict[str, Array] = field(
        default_factory=lambda: {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
    )
    replaced: list[dict[str, Array]] = field(default_factory=list)

    def add(self, person: Array, **given: Any) -> None:
        count, before = len(person), len(self.rows["person"])
        given = {"known": NO_INSTANT, "reason": -1, **given, "person": person}
        for name, kind in COLUMNS.items():
            fresh = np.broadcast_to(np.asarray(given[name]), count).astype(kind)
            self.rows[name] = np.concatenate([self.rows[name], fresh]) if before else fresh
        self.at[person] = np.arange(before, before + count, dtype=np.int32)

    def of(self, people: Array, name: str) -> Array:
        return self.rows[name][self.at[people]]

    def end(self, people: Array, day: Array, reason: Any, known: Array) -> None:
        """Their stays end on a day, which the register learns at an instant."""
        places = self.at[people]
        known = np.maximum(known, self.rows["recorded"][places] + 60)
        ended = {name: self.rows[name][places] for name in COLUMNS}
        ended |= {
            "end": np.broadcast_to(np.asarray(day, np.int32), len(people)),
            "reason": np.broadcast_to(np.asarray(reason, np.int8), len(people)),
            "recorded": known,
        }
        self.rows["known"][places] = known
        self.replaced.append(ended)
        self.at[people] = -1

    def flush(self, store: Store, draws: Draws, slips: float, last_day: int) -> dict[str, Array]:
        """All versions go to the store; those that stand at the end come back."""
        _slip(self.rows, store, draws, slips, last_day)
        for piece in (self.rows, *self.replaced):
            write(store, piece)
        standing = self.rows["known"] == NO_INSTANT
        kept = [{name: one[standing] for name, one in self.rows.items()}, *self.replaced]
        return {name: np.concatenate([one[name] for one in kept]) for name in COLUMNS}


def _slip(rows: dict[str, Array], store: Store, draws: Draws, share: float, last_day: int) -> None:
    """Some rows first said another language of study, and were put right later."""
    about = (rows["person"], rows["start"])
    wrong = np.flatnonzero(
        draws.happens(share, "slip", *about)
        & (rows["known"] == NO_INSTANT)
        & (rows["language"] >= 0)
    )
    if not len(wrong):
        return
    first = {name: one[wrong] for name, one in rows.items()}
    mended = heard_of(
        draws, "slip/mended", rows["start"][wrong] + 45, last_day, *(one[wrong] for one in about)
    )
    mended = np.maximum(mended, first["recorded"] + 60)
    first |= {"language": 1 - np.minimum(first["language"], 1), "known": mended}
    write(store, first)
    rows["recorded"][wrong] = mended


def write(store: Store, piece: dict[str, Array]) -> None:
    """Rows of `enrolment`."""
    store.add(
        "enrolment",
        len(piece["person"]),
        person_id=piece["person"],
        organisation_id=piece["org"],
        level=piece["level"],
        form=piece["form"],
        grade=np.where(piece["grade"] > 0, piece["grade"].astype(np.int32), NONE),
        group=piece["group"],
        language=piece["language"],
        funding=piece["funding"],
        programme=piece["programme"],
        is_dual=piece["dual"],
        leaving_reason=piece["reason"],
        valid_from=piece["start"],
        valid_to=piece["end"],
        recorded_at=piece["recorded"],
        superseded_at=piece["known"],
    )
