#!/usr/bin/env python3
"""Checks an allocation of places with Python 3.10 or later and nothing else.

    python3 verify_allocation.py [--before FOLDER] [--beacon HEX] FOLDER [CHILD]

FOLDER    the published files: manifest.json, market.json, applicants.jsonl, seed.json,
          result.jsonl, cutoffs.jsonl, explanations.jsonl, and changes.jsonl where children have
          left or accepted for good since the first decision
CHILD     a child's name in this market: its outcome and the reasons are printed as well
--before  the files of the decision before this one: that it is the one which this one names, that
          no change was taken back and that nobody lost a place by it; check it by itself as well
--beacon  where the plan names a round of a public beacon: its signature, as you have it from the
          beacon's own operators; Python alone cannot verify it, and without it nothing is confirmed

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
from bisect import insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bagdar.admissions.rules.verify_input import (
    CHANGES,
    NAMES,
    Block,
    Changes,
    Child,
    Facts,
    Key,
    Looks,
    Refusal,
    as_shown,
    check_manifest,
    children_of,
    lines_of,
    market_of,
    one_of,
    seed_of,
    sha,
    shown_at,
    text_of,
    too_low,
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


# --- who left and who accepted for good ---------------------------------------------------------


def changes_of(files: Mapping[str, bytes], children: list[Child]) -> Changes:
    """All changes since the first decision."""
    found: Changes = {}
    wished = {child.name: child.places for child in children}
    names, before = {"left": {"child", "change"}, "kept": {"child", "change", "place"}}, ""
    for line, row in enumerate(lines_of(files, CHANGES, "changes_malformed"), 1):
        is_one = isinstance(row, dict) and set(row) == names.get(str(row.get("change")))
        if not is_one or not all(type(one) is str for one in row.values()):
            raise Refusal("changes_malformed", line=line)
        child, place = row["child"], row.get("place")
        if child <= before:
            raise Refusal("changes_malformed", line=line)
        if child not in wished:
            raise Refusal("change_unknown", child=child)
        if place is not None and place not in wished[child]:
            raise Refusal("kept_not_given", child=child, place=place)
        found[child] = place
        before = child
    return found


def amended(children: list[Child], changes: Changes) -> list[Child]:
    """Who left is out; who accepted for good has that wish alone; others are as they were."""
    found = []
    for child in children:
        place = changes.get(child.name)
        if place is not None:
            n = child.places.index(place)
            found.append(Child(child.name, [place], [child.facts[n]], [child.looks[n]]))
        elif child.name not in changes:
            found.append(child)
    return found


# --- the result as it is published -------------------------------------------------------------


class Held:
    """Whom a block holds: their keys, the first first."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.keys: list[Key] = []

    def last(self, most: int, name: str | None = None) -> tuple[int, Key | None]:
        """How many there are (of a class), and the last of them where that is the most."""
        keys = [key for key in self.keys if name is None or self.block.class_of(key) == name]
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
    rows = list(lines_of(before, "result.jsonl", "result_malformed"))
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
    seat, wished = result[child.name], child.places
    return wished.index(seat[0]) if seat is not None and seat[0] in wished else len(wished)


def held_of(
    result: dict[str, Any], children: list[Child], places: Mapping[str, list[Block]]
) -> Table:
    """Who sits where: only where it was wished and may be, and never more than there are seats."""
    blocks = {(one.place, one.code): one for each in places.values() for one in each}
    table: Table = {at: Held(block) for at, block in blocks.items()}
    for child in children:
        seat = result[child.name]
        if seat is None:
            continue
        if seat[0] not in child.places or seat not in blocks:
            raise Refusal("not_wished", child=child.name, place=str(seat[0]))
        key = child.looks[child.places.index(seat[0])][blocks[seat].at]
        if key is None:
            raise Refusal("not_entitled", child=child.name, place=seat[0], block=seat[1])
        table[seat].keys.append(key)
    for at, held in table.items():
        held.keys.sort()
        if len(held.keys) > blocks[at].seats:
            raise Refusal("too_many", place=at[0], block=at[1], seats=blocks[at].seats)
        for name, most in blocks[at].ceilings.items():
            if held.last(most, name)[0] > most:
                raise Refusal("ceiling_exceeded", place=at[0], block=at[1], most=most)
    return table


class Last:
    """The last whom a block, or a class of it, took; what is said to whoever comes after."""

    def __init__(self, block: Block, why: str, key: Key | None) -> None:
        self.key, self.why, self.block = key, why, block
        self.told: Key = key or 0  # nobody asks for a reason where there is none
        self.deciding = block.deciding
        self.said: dict[int, dict[int, str]] = {step.begins: {} for step in block.steps}
        self.heads: dict[int, str] = {}  # where a step begins -> how its reasons do

    def reason(self, key: Key) -> str:
        """key: after the last's, so there has to be one."""
        begins = self.deciding[(self.told ^ key).bit_length()]
        return self.said[begins].get(key >> begins) or self._said(key, begins)

    def _said(self, key: Key, begins: int) -> str:
        steps = [step.begins for step in self.block.steps]
        step = steps.index(begins)
        if begins not in self.heads:
            cutoff = shown_at(self.block, self.told, step)
            name = self.block.steps[step].name
            told = {"block": self.block.code, "cutoff": cutoff, "step": name}
            self.heads[begins] = text_of(told)[:-1]
        theirs = text_of(shown_at(self.block, key, step))
        said = f'{self.heads[begins]},"theirs":{theirs},"why":"{self.why}"}}'
        if begins != steps[-1]:  # a lottery number is nobody else's
            self.said[begins][key >> begins] = said
        return said


class Cutoffs:
    """The last of each full block and of each full class; what follows from them."""

    def __init__(self, table: Table, places: Mapping[str, list[Block]]) -> None:
        self.lasts: dict[str, list[tuple[Block, Last, dict[str, Last]]]] = {}
        self.rows = []
        for place in sorted(places):
            self.lasts[place] = []
            for block in places[place]:
                held, classes = table[place, block.code], {}
                taken, key = held.last(block.seats)
                row = {"place": place, "block": block.code, **self._row(block, taken, key)}
                row["classes"] = {}
                for name, most in block.ceilings.items():
                    count, last = held.last(most, name)
                    classes[name] = Last(block, "ceiling", last)
                    row["classes"][name] = {**self._row(block, count, last), "most": most}
                self.lasts[place].append((block, Last(block, "cutoff", key), classes))
                self.rows.append(row)

    @staticmethod
    def _row(block: Block, taken: int, key: Key | None) -> dict[str, Any]:
        shown = None if key is None else as_shown(block, key)
        return {"most": block.seats, "taken": taken, "cutoff": shown}

    def reasons(self, place: str, looks: Looks, facts: Facts) -> list[str] | None:
        """Why no block has taken a child, as it is published; None: one of them had to."""
        found = []
        for key, (block, last, classes) in zip(looks, self.lasts[place], strict=True):
            if key is None:
                found.append(unfit(block, facts))
                continue
            if last.key is not None and last.key < key:
                found.append(last.reason(key))
                continue
            name = block.class_of(key) if block.classes else ""
            if block.seats == 0:
                found.append(text_of({"block": block.code, "why": "no_seats"}))
            elif name and block.ceilings[name] == 0:
                found.append(text_of({"block": block.code, "why": "ceiling"}))
            else:
                of_class = classes[name] if name else last
                if of_class.key is None or not of_class.key < key:
                    return None
                found.append(of_class.reason(key))
        return found


def unfit(block: Block, facts: dict[str, Any]) -> str:
    """Why a block does not look at a child."""
    fact = too_low(block, facts)
    if fact is not None:
        told = {"why": "bound", "step": fact, "cutoff": block.least[fact]}
        return text_of({"block": block.code, **told, "theirs": facts.get(fact)})
    told = {"why": "reserve", "step": "reserve", "cutoff": 1, "theirs": 0}
    return text_of({"block": block.code, **told})


# --- the same, done again ----------------------------------------------------------------------


Row = tuple[Key, int, int]  # key, which child, which of its wishes
NOBODY = -1


class Filling:
    """A block as it fills. limit: the last key, as soon as there is no seat; None: there is one."""

    def __init__(self, block: Block) -> None:
        self.block, self.at = block, block.at
        self.rows: list[Row] = []
        self.limit: Key | None = None if block.seats else -1


def allocated(children: list[Child], places: Mapping[str, list[Block]]) -> Result:
    """Everybody asks in turn; whom a block pushes out goes to the place's next, then on."""
    held = {place: [Filling(block) for block in blocks] for place, blocks in places.items()}
    for first in range(len(children)):
        asking, wish = first, 0
        while asking != NOBODY and wish < len(children[asking].places):
            looks = children[asking].looks[wish]
            for filling in held[children[asking].places[wish]]:
                key = looks[filling.at]
                # After all whom a full block holds, whatever the class, there is nothing to ask.
                if key is None or (filling.limit is not None and filling.limit < key):
                    continue
                _, asking, wish = _ask(filling, (key, asking, wish))
                if asking == NOBODY:
                    break
                looks = children[asking].looks[wish]
            wish += 1
    found: Result = dict.fromkeys((child.name for child in children), None)
    for place, each in held.items():
        for one in each:
            seat = (place, one.block.code)
            found.update((children[row[1]].name, seat) for row in one.rows)
    return found


def _ask(filling: Filling, row: Row) -> Row:
    """Who has to go on after a child has asked a block: nobody, another one or itself.

    row: not after the limit. No two keys are alike, so nothing else is compared.
    """
    block, rows = filling.block, filling.rows
    gone = (0, NOBODY, 0)
    name = block.class_of(row[0]) if block.classes else ""
    if name:
        of_class = [n for n, one in enumerate(rows) if block.class_of(one[0]) == name]
        if len(of_class) >= block.ceilings[name]:
            if not of_class or rows[of_class[-1]][0] < row[0]:
                return row
            gone = rows.pop(of_class[-1])
    if len(rows) >= block.seats:
        gone = rows.pop()
    insort(rows, row)
    if len(rows) >= block.seats:
        filling.limit = rows[-1][0]
    return gone


# --- what families are told --------------------------------------------------------------------


def explained(child: Child, seat: tuple[str, str] | None, cutoffs: Cutoffs) -> str:
    """A child's line: of each wish before what it got, why no block took it."""
    refused = []
    for place, looks, facts in zip(child.places, child.looks, child.facts, strict=True):
        if seat is not None and seat[0] == place:
            break
        reasons = cutoffs.reasons(place, looks, facts)
        if reasons is None:
            raise Refusal("blocking_pair", child=child.name, place=place)
        refused.append(f'{{"place":"{place}","reasons":[{",".join(reasons)}]}}')
    # Whoever takes the wishes in turn and stops at the first that is not refused has to arrive.
    if child.places[len(refused) : len(refused) + 1] != ([seat[0]] if seat else []):
        raise Refusal("reason_outcome", child=child.name)
    return f'{{"child":"{child.name}","refused":[{",".join(refused)}]}}'


def check_explanations(data: bytes, expected: list[str], children: list[Child]) -> None:
    """Every line is what it has to be."""
    lines = data.decode("utf-8", "replace").split("\n")
    if len(lines) != len(expected) + 1 or lines[-1]:
        raise Refusal("explanations_malformed")
    for child, line, right in zip(children, lines, expected, strict=False):
        if line != right:
            raise Refusal("reason_false", child=child.name, place=_differs(line, right))


def _differs(line: str, right: str) -> str:
    """The first wish whose reasons are others."""
    try:
        told = json.loads(line)["refused"]
        for n, one in enumerate(json.loads(right)["refused"]):
            if n >= len(told) or told[n] != one:
                return str(one["place"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refusal("explanations_malformed") from None
    return ""


# --- all of it ---------------------------------------------------------------------------------


Heard = Callable[[dict[str, Any], str], bool]  # a plan's beacon, a signature -> is it its own


def check_beacon(record: dict[str, Any], heard: Heard | None) -> None:
    """heard: None where nobody here can tell; then nothing that hangs on a beacon is confirmed."""
    beacon = record["plan"].get("beacon")
    if beacon is None:
        return
    facts = {"chain": beacon["chain"], "round": beacon["round"], "signature": record["beacon"]}
    if heard is None:
        raise Refusal("beacon_unverified", **facts)
    if not heard(beacon, record["beacon"]):
        raise Refusal("beacon_other", **facts)


def check(
    files: Mapping[str, bytes],
    before: Mapping[str, bytes] | None = None,
    heard: Heard | None = None,
) -> Checked:
    """Everything that published files claim, or a Refusal. before: of the decision before."""
    named = check_manifest(files)
    if before is not None and named != sha(before.get("manifest.json", b"")):
        raise Refusal("before_other", file="manifest.json")
    told = one_of(files, "market.json", "market_malformed")
    places = market_of(told)
    record = one_of(files, "seed.json", "plan_malformed")
    digest, seed = seed_of(record, files)
    rows = lines_of(files, "applicants.jsonl", "applicants_malformed")
    everybody = children_of(rows, places, seed, told["namespace"])
    changes = changes_of(files, everybody) if named else {}
    children = amended(everybody, changes)
    given = list(lines_of(files, "result.jsonl", "result_malformed"))
    result = result_of(given, children, changes)
    if before is not None:
        check_before(files, before, everybody, changes, result)
    cutoffs = Cutoffs(held_of(result, children, places), places)
    lines = [explained(one, result[one.name], cutoffs) for one in children]
    if [*result] != [child.name for child in children]:
        raise Refusal("result_malformed", line=1)
    again = allocated(children, places)
    for child in children:
        if again[child.name] != result[child.name]:
            raise Refusal("outcome_other", child=child.name)
    public = list(lines_of(files, "cutoffs.jsonl", "cutoffs_malformed"))
    if public != cutoffs.rows:
        raise Refusal("cutoffs_other", line=_first_other(public, cutoffs.rows))
    check_explanations(files["explanations.jsonl"], lines, children)
    check_beacon(record, heard)
    got = [(one.places, result[one.name]) for one in everybody if one.name in result]
    return Checked(
        plan=digest,
        seed=seed.hex(),
        children=len(children),
        seated=sum(seat is not None for _, seat in got),
        first=sum(seat is not None and wished[0] == seat[0] for wished, seat in got),
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
    given: dict[str, str] = {}
    while len(words) > 2 and words[0] in ("--before", "--beacon"):
        given[words[0]], words = words[1], words[2:]
    if len(words) not in (1, 2) or words[0].startswith("--"):
        sys.stderr.write(str(__doc__))
        return 2
    gc.disable()  # nothing here leads back to itself, and looking for it takes half of the time
    files = read(words[0])
    before = read(given["--before"]) if "--before" in given else None
    signature = given.get("--beacon", "").lower()
    heard = (lambda _, told: told == signature) if signature else None
    try:
        told = {"ok": True, **vars(check(files, before, heard))}
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
