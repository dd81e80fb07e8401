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
    Key,
    Look,
    Refusal,
    Wish,
    amended,
    as_shown,
    changes_of,
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


# --- the result as it is published -------------------------------------------------------------


class Held:
    """Whom a block holds, the first first: their key and class."""

    def __init__(self) -> None:
        self.rows: list[Look] = []

    def last(self, most: int, name: str | None = None) -> tuple[int, Key | None]:
        """How many there are (of a class), and the last of them where that is the most."""
        keys = [key for key, of in self.rows if name is None or of == name]
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
    seat, wished = result[child.name], [wish.place for wish in child.wishes]
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
        wish = next((one for one in child.wishes if one.place == seat[0]), None)
        if wish is None or seat not in blocks:
            raise Refusal("not_wished", child=child.name, place=str(seat[0]))
        look = wish.looks[blocks[seat].at]
        if look is None:
            raise Refusal("not_entitled", child=child.name, place=seat[0], block=seat[1])
        table[seat].rows.append(look)
    for at, held in table.items():
        held.rows.sort()
        if len(held.rows) > blocks[at].seats:
            raise Refusal("too_many", place=at[0], block=at[1], seats=blocks[at].seats)
        for name, most in blocks[at].ceilings.items():
            if held.last(most, name)[0] > most:
                raise Refusal("ceiling_exceeded", place=at[0], block=at[1], most=most)
    return table


class Last:
    """The last whom a block, or a class of it, took; what is said to whoever comes after."""

    def __init__(self, block: Block, why: str, key: Key | None) -> None:
        self.key, self.why, self.block = key, why, block
        self.said: dict[tuple[int, int], str] = {}  # (step, value there) -> the reason

    def reason(self, key: Key) -> str:
        last, step = self.key or (), 0
        while last[step] == key[step]:
            step += 1
        said = self.said.get((step, key[step]))
        if said is None:
            told = {"step": self.block.names[step], "why": self.why, "block": self.block.code}
            cutoff, theirs = shown_at(self.block, last, step), shown_at(self.block, key, step)
            said = text_of({**told, "cutoff": cutoff, "theirs": theirs})
            self.said[step, key[step]] = said
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

    def reasons(self, wish: Wish) -> list[str] | None:
        """Why no block has taken a child, as it is published; None: one of them had to."""
        found = []
        for look, (block, last, classes) in zip(wish.looks, self.lasts[wish.place], strict=True):
            if look is None:
                found.append(unfit(block, wish.facts))
            elif block.seats == 0:
                found.append(text_of({"block": block.code, "why": "no_seats"}))
            elif last.key is not None and last.key < look[0]:
                found.append(last.reason(look[0]))
            elif look[1] and block.ceilings[look[1]] == 0:
                found.append(text_of({"block": block.code, "why": "ceiling"}))
            else:
                of_class = classes[look[1]] if look[1] else last
                if of_class.key is None or not of_class.key < look[0]:
                    return None
                found.append(of_class.reason(look[0]))
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


Row = tuple[Key, str, int, int]  # key, class, which child, which of its wishes


def allocated(children: list[Child], places: Mapping[str, list[Block]]) -> Result:
    """Everybody asks in turn; whom a block pushes out goes to the place's next, then on."""
    held: dict[str, list[tuple[Block, list[Row]]]] = {
        place: [(block, []) for block in blocks] for place, blocks in places.items()
    }
    following = [0] * len(children)
    waiting = list(range(len(children) - 1, -1, -1))
    while waiting:
        asking = waiting.pop()
        wish, wishes = following[asking], children[asking].wishes
        if wish == len(wishes):
            continue
        following[asking] = wish + 1
        for block, rows in held[wishes[wish].place]:
            look = children[asking].wishes[wish].looks[block.at]
            if look is None:
                continue
            if len(rows) >= block.seats and (not rows or rows[-1][0] < look[0]):
                continue  # after all whom a full block holds, whatever the class
            gone = _ask(block, rows, (*look, asking, wish))
            if gone is None:
                break
            asking, wish = gone[2], gone[3]
        else:
            waiting.append(asking)
    found: Result = dict.fromkeys((child.name for child in children), None)
    for place, each in held.items():
        for block, rows in each:
            found.update({children[row[2]].name: (place, block.code) for row in rows})
    return found


def _ask(block: Block, rows: list[Row], row: Row) -> Row | None:
    """Who has to go on after a child has asked a block: nobody, another one or itself.

    row: not after all whom a full block holds. No two keys are alike, so nothing else is compared.
    """
    name = row[1]
    if name:
        of_class = [n for n, one in enumerate(rows) if one[1] == name]
        if len(of_class) >= block.ceilings[name]:
            if not of_class or rows[of_class[-1]][0] < row[0]:
                return row
            gone = rows.pop(of_class[-1])
            insort(rows, row)
            return gone
    gone = rows.pop() if len(rows) >= block.seats else None
    insort(rows, row)
    return gone


# --- what families are told --------------------------------------------------------------------


def explained(child: Child, seat: tuple[str, str] | None, cutoffs: Cutoffs) -> str:
    """A child's line: of each wish before what it got, why no block took it."""
    refused = []
    for wish in child.wishes:
        if seat is not None and seat[0] == wish.place:
            break
        reasons = cutoffs.reasons(wish)
        if reasons is None:
            raise Refusal("blocking_pair", child=child.name, place=wish.place)
        refused.append(f'{{"place":"{wish.place}","reasons":[{",".join(reasons)}]}}')
    # Whoever takes the wishes in turn and stops at the first that is not refused has to arrive.
    if [wish.place for wish in child.wishes[len(refused) :][:1]] != ([seat[0]] if seat else []):
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
    result = result_of(lines_of(files, "result.jsonl", "result_malformed"), children, changes)
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
    public = lines_of(files, "cutoffs.jsonl", "cutoffs_malformed")
    if public != cutoffs.rows:
        raise Refusal("cutoffs_other", line=_first_other(public, cutoffs.rows))
    check_explanations(files["explanations.jsonl"], lines, children)
    check_beacon(record, heard)
    got = [(one.wishes, result[one.name]) for one in everybody if one.name in result]
    return Checked(
        plan=digest,
        seed=seed.hex(),
        children=len(children),
        seated=sum(seat is not None for _, seat in got),
        first=sum(seat is not None and wishes[0].place == seat[0] for wishes, seat in got),
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
