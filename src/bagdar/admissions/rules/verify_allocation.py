#!/usr/bin/env python3
"""Checks an allocation of places with Python 3.10 or later and nothing else.

    python3 verify_allocation.py [--before FOLDER] FOLDER [CHILD]

FOLDER    the published files: manifest.json, market.json, applicants.jsonl, seed.json,
          result.jsonl, cutoffs.jsonl, explanations.jsonl, and changes.jsonl where children have
          left or accepted for good since the first decision
CHILD     a child's name in this market: its outcome and the reasons are printed as well
--before  the files of the decision before this one: that it is the one which this one names, that
          no change was taken back and that nobody lost a place by it; check it by itself as well

Everything is worked out again from market, applications and the seed's parties: lottery numbers,
priorities, who is taken, the cutoffs and every reason. Ends with 0 and says what was found, or ends
with 1 and says what is wrong. It prints the digest of the plan: compare it with the receipt that
the log gave before the draw.

It shares no line with what made the allocation, imports nothing of Bagdar and must stay so.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bagdar.admissions.rules.verify_input import (
    CHANGES,
    NAMES,
    Block,
    Changes,
    Child,
    Key,
    Refusal,
    amended,
    as_shown,
    changes_of,
    check_manifest,
    children_of,
    class_of,
    key_of,
    lines_of,
    market_of,
    one_of,
    reason,
    seed_of,
    sha,
    shown_at,
    text_of,
    unfit,
)

SENTENCES: dict[str, str] = {}  # code -> sentence; filled in by whoever hands this file out


@dataclass(frozen=True)
class Checked:
    """What an allocation came to.

    plan    the digest that was committed to before the draw
    before  the digest of the manifest of the decision before; empty: this is the first
    is_compared  whether that decision was at hand and compared with
    """

    plan: str
    seed: str
    children: int
    seated: int
    first: int
    seats: int
    left: int
    kept: int
    before: str
    is_compared: bool


# --- the result as it is published -------------------------------------------------------------


class Held:
    """Whom a block holds, the first first: (key, class, child)."""

    def __init__(self) -> None:
        self.rows: list[tuple[Key, str, Child]] = []

    def last(self, most: int, name: str | None = None) -> tuple[int, Key | None]:
        """How many there are (of a class), and the last of them where that is the most."""
        keys = [key for key, of, _ in self.rows if name is None or of == name]
        return len(keys), keys[-1] if keys and len(keys) == most else None


Table = dict[tuple[str, str], Held]  # (place, block) ->
Result = dict[str, "tuple[str, str] | None"]  # child -> (place, block)


def result_of(rows: list[Any], children: list[Child], changes: Changes) -> Result:
    """Every child that has not left once, with one seat or none."""
    names = {child.name for child in children}
    found: Result = {}
    for line, row in enumerate(rows, 1):
        if not isinstance(row, dict) or set(row) != {"child", "place", "block"}:
            raise Refusal("result_malformed", line=line)
        child, place, block = row["child"], row["place"], row["block"]
        is_named = (place is None) == (block is None) and isinstance(child, str)
        if not is_named or not all(isinstance(one or "", str) for one in (place, block)):
            raise Refusal("result_malformed", line=line)
        if child in found:
            raise Refusal("child_twice", child=child)
        if changes.get(child, "") is None:
            raise Refusal("child_left", child=child)
        if child not in names:
            raise Refusal("child_unknown", child=child)
        found[child] = None if place is None else (place, block)
    for child in names:
        if child not in found:
            raise Refusal("child_missing", child=min(names - set(found)))
    return found


def check_before(
    files: Mapping[str, bytes],
    before: Mapping[str, bytes],
    everybody: list[Child],
    changes: Changes,
    result: Result,
) -> None:
    """Against the decision before: what was changed there stands, and nobody lost a place."""
    has_changes = bool(check_manifest(before))
    for name in ("market.json", "applicants.jsonl", "seed.json"):
        if files[name] != before[name]:
            raise Refusal("before_other", file=name)
    earlier = changes_of(before, everybody) if has_changes else {}
    rows = lines_of(before, "result.jsonl", "result_malformed")
    given = result_of(rows, amended(everybody, earlier), earlier)
    for child, place in earlier.items():
        if changes.get(child, "") not in (place, None):
            raise Refusal("change_taken_back", child=child)
    for child, place in changes.items():
        if place is not None and place != (given[child] or ("",))[0]:
            raise Refusal("kept_not_given", child=child, place=place)
    for one in everybody:
        if one.name not in changes and _rank(one, result) > _rank(one, given):
            raise Refusal("place_lost", child=one.name)


def _rank(child: Child, result: Result) -> int:
    """Of the wish that came true, the smaller the better."""
    seat, wished = result[child.name], [place for place, _ in child.wishes]
    return wished.index(seat[0]) if seat is not None and seat[0] in wished else len(wished)


def held_of(
    result: dict[str, Any], children: list[Child], places: Mapping[str, list[Block]]
) -> Table:
    """Who sits where: only where it was wished and may be, and never more than there are seats."""
    blocks = {(one.place, one.code): one for each in places.values() for one in each}
    table: Table = {at: Held() for at in blocks}
    for child in children:
        seat = result[child.name]
        if seat is None:
            continue
        own = dict(child.wishes).get(seat[0])
        if own is None or seat not in blocks:
            raise Refusal("not_wished", child=child.name, place=str(seat[0]))
        if unfit(blocks[seat], child, own) is not None:
            raise Refusal("not_entitled", child=child.name, place=seat[0], block=seat[1])
        row = (key_of(blocks[seat], child, own), class_of(blocks[seat], child, own) or "", child)
        table[seat].rows.append(row)
    for at, held in table.items():
        held.rows.sort(key=lambda row: row[0])
        if len(held.rows) > blocks[at].seats:
            raise Refusal("too_many", place=at[0], block=at[1], seats=blocks[at].seats)
        for name, most in blocks[at].ceilings.items():
            if held.last(most, name)[0] > most:
                raise Refusal("ceiling_exceeded", place=at[0], block=at[1], most=most)
    return table


class Cutoffs:
    """The last whom each full block and each full class took; what follows from them."""

    def __init__(self, table: Table, places: Mapping[str, list[Block]]) -> None:
        self.block: dict[tuple[str, str], Key | None] = {}
        self.ceiling: dict[tuple[str, str], dict[str, Key | None]] = {}
        self.rows = []
        for place in sorted(places):
            for block in places[place]:
                at, held = (place, block.code), table[place, block.code]
                taken, key = held.last(block.seats)
                self.block[at] = key
                self.ceiling[at] = {}
                row = {"place": place, "block": block.code, **self._row(block, taken, key)}
                row["classes"] = {}
                for name, most in block.ceilings.items():
                    count, last = held.last(most, name)
                    self.ceiling[at][name] = last
                    row["classes"][name] = {**self._row(block, count, last), "most": most}
                self.rows.append(row)

    @staticmethod
    def _row(block: Block, taken: int, key: Key | None) -> dict[str, Any]:
        shown = None if key is None else as_shown(block, key)
        return {"most": block.seats, "taken": taken, "cutoff": shown}

    def why(self, block: Block, child: Child, own: dict[str, Any]) -> dict[str, Any] | None:
        """Why a block has not taken a child; None: it had to."""
        found = unfit(block, child, own)
        if found is not None:
            return found
        if block.seats == 0:
            return reason(block, "no_seats")
        at, key = (block.place, block.code), key_of(block, child, own)
        last = self.block[at]
        if last is not None and last < key:
            return self._compared(block, "cutoff", last, key)
        name = class_of(block, child, own)
        if name is not None:
            if block.ceilings[name] == 0:
                return reason(block, "ceiling")
            last = self.ceiling[at][name]
            if last is not None and last < key:
                return self._compared(block, "ceiling", last, key)
        return None

    @staticmethod
    def _compared(block: Block, why: str, last: Key, key: Key) -> dict[str, Any]:
        step = 0
        while last[step] == key[step]:
            step += 1
        told = shown_at(block, last, step), shown_at(block, key, step)
        return reason(block, why, block.names[step], *told)


def reasons_of(
    children: list[Child], result: dict[str, Any], cutoffs: Cutoffs, places: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Of each wish before what a child got, why no block took it. Raises blocking_pair."""
    found = []
    for child in children:
        seat = result[child.name]
        refused = []
        for place, own in child.wishes:
            if seat is not None and seat[0] == place:
                break
            told = [cutoffs.why(block, child, own) for block in places[place]]
            if None in told:
                raise Refusal("blocking_pair", child=child.name, place=place)
            refused.append({"place": place, "reasons": told})
        found.append({"child": child.name, "refused": refused})
    return found


# --- the same, done again ----------------------------------------------------------------------


def allocated(
    children: list[Child], places: Mapping[str, list[Block]]
) -> dict[str, tuple[str, str] | None]:
    """Everybody asks in turn; whom a block pushes out goes to the place's next, then on."""
    held: Table = {(one.place, one.code): Held() for each in places.values() for one in each}
    following = {child.name: 0 for child in children}
    waiting = list(reversed(children))
    while waiting:
        child = waiting.pop()
        at = following[child.name]
        if at == len(child.wishes):
            continue
        following[child.name] += 1
        place = child.wishes[at][0]
        asking: Child | None = child
        for block in places[place]:
            if asking is None:
                break
            asking = _ask(block, held[place, block.code].rows, asking)
        if asking is not None:
            waiting.append(asking)
    found: dict[str, tuple[str, str] | None] = {child.name: None for child in children}
    for seat, each in held.items():
        found.update({child.name: seat for _, _, child in each.rows})
    return found


def _ask(block: Block, rows: list[tuple[Key, str, Child]], child: Child) -> Child | None:
    """Who has to go on after a child has asked a block: nobody, another one or itself."""
    own = next(own for place, own in child.wishes if place == block.place)
    if unfit(block, child, own) is not None:
        return child
    key, name = key_of(block, child, own), class_of(block, child, own) or ""
    of_class = [n for n, row in enumerate(rows) if row[1] == name] if name else []
    goes = None
    if name and len(of_class) >= block.ceilings[name]:
        goes = of_class[-1] if of_class else -1
    elif len(rows) >= block.seats:
        goes = len(rows) - 1
    if goes is None:
        _insert(rows, (key, name, child))
        return None
    if goes < 0 or rows[goes][0] < key:
        return child
    gone = rows.pop(goes)[2]
    _insert(rows, (key, name, child))
    return gone


def _insert(rows: list[tuple[Key, str, Child]], row: tuple[Key, str, Child]) -> None:
    """Where it belongs. No two keys are alike, so nothing else is ever compared."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if rows[middle][0] < row[0] else (low, middle)
    rows.insert(low, row)


# --- what families are told --------------------------------------------------------------------


def outcome_told(child: Child, refused: list[Any], public: Mapping[Any, Any], places: Any) -> Any:
    """Where a child's explanation leads by itself: the first wish that it does not refuse.

    Only public cutoffs are looked at. Raises reason_false where a reason does not agree with them.
    """
    by_place = {one["place"]: one["reasons"] for one in refused}
    for place, _ in child.wishes:
        if place not in by_place:
            return place
        for block, told in zip(places[place], by_place[place], strict=False):
            row = public[place, block.code]
            if told["why"] in ("cutoff", "ceiling") and "step" in told:
                keys = [row["cutoff"], *(one["cutoff"] for one in row["classes"].values())]
                at = block.names.index(told["step"])
                if told["cutoff"] not in [key[at] for key in keys if key is not None]:
                    raise Refusal("reason_false", child=child.name, place=place)
    return None


def check_explanations(
    data: bytes,
    expected: list[dict[str, Any]],
    children: list[Child],
    result: dict[str, Any],
    cutoffs: list[Any],
    places: Mapping[str, list[Block]],
) -> None:
    """Every line is what it has to be, and leads to the place that the result gives."""
    lines = data.decode("utf-8", "replace").split("\n")
    if len(lines) != len(children) + 1 or lines[-1]:
        raise Refusal("explanations_malformed")
    public = {(row["place"], row["block"]): row for row in cutoffs}
    for child, line, right in zip(children, lines[:-1], expected, strict=True):
        if line != text_of(right):
            raise Refusal("reason_false", child=child.name, place=_differs(line, right))
        seat = result[child.name]
        if outcome_told(child, right["refused"], public, places) != (seat and seat[0]):
            raise Refusal("reason_outcome", child=child.name)


def _differs(line: str, right: dict[str, Any]) -> str:
    """The first wish whose reasons are others."""
    try:
        told = json.loads(line)["refused"]
        for n, one in enumerate(right["refused"]):
            if n >= len(told) or told[n] != one:
                return str(one["place"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refusal("explanations_malformed") from None
    return ""


# --- all of it ---------------------------------------------------------------------------------


def check(files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None) -> Checked:
    """Everything that published files claim, or a Refusal. before: of the decision before."""
    named = check_manifest(files)
    if before is not None and named != sha(before.get("manifest.json", b"")):
        raise Refusal("before_other", file="manifest.json")
    told = one_of(files, "market.json", "market_malformed")
    places = market_of(told)
    digest, seed = seed_of(one_of(files, "seed.json", "plan_malformed"), files)
    rows = lines_of(files, "applicants.jsonl", "applicants_malformed")
    everybody = children_of(rows, places, seed, told["namespace"])
    changes = changes_of(files, everybody) if named else {}
    children = amended(everybody, changes)
    result = result_of(lines_of(files, "result.jsonl", "result_malformed"), children, changes)
    if before is not None:
        check_before(files, before, everybody, changes, result)
    cutoffs = Cutoffs(held_of(result, children, places), places)
    reasons = reasons_of(children, result, cutoffs, places)
    if [*result] != [child.name for child in children]:
        raise Refusal("result_malformed", line=1)
    again = allocated(children, places)
    for child in children:
        if again[child.name] != result[child.name]:
            raise Refusal("outcome_other", child=child.name)
    public = lines_of(files, "cutoffs.jsonl", "cutoffs_malformed")
    if public != cutoffs.rows:
        raise Refusal("cutoffs_other", line=_first_other(public, cutoffs.rows))
    check_explanations(files["explanations.jsonl"], reasons, children, result, public, places)
    got = [(one.wishes, result[one.name]) for one in everybody if one.name in result]
    return Checked(
        plan=digest,
        seed=seed.hex(),
        children=len(children),
        seated=sum(seat is not None for _, seat in got),
        first=sum(seat is not None and wishes[0][0] == seat[0] for wishes, seat in got),
        seats=sum(block.seats for blocks in places.values() for block in blocks),
        left=sum(place is None for place in changes.values()),
        kept=sum(place is not None for place in changes.values()),
        before=named,
        is_compared=before is not None,
    )


def _first_other(rows: list[Any], right: list[Any]) -> int:
    same = [one == other for one, other in zip(rows, right, strict=False)]
    return same.index(False) + 1 if False in same else len(same) + 1


def read(folder: str) -> dict[str, bytes]:
    found = {}
    for name in ("manifest.json", *NAMES, CHANGES):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[name] = file.read()
    return found


def main(words: list[str]) -> int:
    before = read(words[1]) if words[:1] == ["--before"] and len(words) > 1 else None
    words = words if before is None else words[2:]
    if len(words) not in (1, 2) or words[0].startswith("--"):
        sys.stderr.write(str(__doc__))
        return 2
    gc.disable()  # nothing here leads back to itself, and looking for it takes half of the time
    files = read(words[0])
    try:
        told = {"ok": True, **vars(check(files, before))}
    except Refusal as refusal:
        said = {"ok": False, "code": refusal.code, "facts": refusal.facts}
        sys.stderr.write(SENTENCES.get(refusal.code, refusal.code) + "\n")
        sys.stdout.write(json.dumps(said, ensure_ascii=True) + "\n")
        return 1
    if len(words) == 2:
        for name in ("result.jsonl", "explanations.jsonl"):
            rows = [json.loads(line) for line in files[name].decode().splitlines()]
            told[name] = next((row for row in rows if row["child"] == words[1]), None)
    sys.stdout.write(json.dumps(told, ensure_ascii=True, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
