"""What `verify_allocation.py` takes apart: files, the market, the seed, the applications, keys.

Put into that one file when it is handed out; it imports nothing of Bagdar and must stay so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

FILES, RULES = "bagdar-allocation-files/v1", "bagdar-allocation/v1"
MARKET, INPUT = "bagdar-market/v1", "bagdar-input/v1"
PLAN, PROMISE, SEED = "bagdar-seed-plan/v1", "bagdar-promise/v1", "bagdar-seed/v1"
LOTTERY = "bagdar-lottery/v1"
RECORD = {"plan", "witnessed", "promises", "reveals", "silent", "seed"}
PLANNED = {
    "format", "input_root", "rules", "code", "parties", "witnesses", "promise_until",
    "reveal_until", "silent",
}  # fmt: skip
NAMES = (
    "market.json", "applicants.jsonl", "seed.json", "result.jsonl", "cutoffs.jsonl",
    "explanations.jsonl",
)  # fmt: skip
CHANGES = "changes.jsonl"  # of every decision but the first
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
HEX = re.compile(r"[0-9a-f]{64}")
LARGEST = 2**53 - 1

Key = tuple[int, ...]  # the smaller the better
Told = dict[str, Any]
Changes = dict[str, "str | None"]  # child -> the place that it accepted for good; None: it left


class Refusal(Exception):
    """Published files that are refused. code says why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Block:
    """place: its code. steps: (by, fact, classes) of its order, without the lottery's last.
    names: of all its steps, a soft reserve's own first.
    """

    place: str
    code: str
    seats: int
    order: str
    steps: list[tuple[str, str, list[str]]]
    needs: list[str]
    is_soft: bool
    least: dict[str, int]
    by_class: str
    ceilings: dict[str, int]
    names: list[str]


@dataclass(frozen=True)
class Child:
    """wishes: (place, facts there). number: of the lottery. kept: order -> key, once known."""

    name: str
    facts: dict[str, Any]
    wishes: list[tuple[str, dict[str, Any]]]
    number: int
    kept: dict[str, Key]


# --- files -------------------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """The only text that a value has: sorted names, no space."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lines_of(files: Mapping[str, bytes], name: str, code: str) -> list[Any]:
    """The values of a file's lines, each written as it has to be."""
    try:
        text = files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(code, file=name, line=0) from None
    found = []
    for number, line in enumerate(text.split("\n")[:-1], 1):
        try:
            value = json.loads(line)
            is_own = text_of(value) == line
        except (ValueError, RecursionError):
            is_own = False
        if not is_own:
            raise Refusal(code, file=name, line=number)
        found.append(value)
    if text and not text.endswith("\n"):
        raise Refusal(code, file=name, line=len(found) + 1)
    return found


def one_of(files: Mapping[str, bytes], name: str, code: str) -> dict[str, Any]:
    rows = lines_of(files, name, code)
    if len(rows) != 1 or not isinstance(rows[0], dict):
        raise Refusal(code, file=name, line=1)
    return rows[0]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_manifest(files: Mapping[str, bytes]) -> str:
    """Every file is there, and is the one that the manifest names.

    Gives the digest of the manifest of the decision before; empty: this is the first.
    """
    if "manifest.json" not in files:
        raise Refusal("file_missing", file="manifest.json")
    told = one_of(files, "manifest.json", "manifest_malformed")
    named = told.get("files")
    if told.get("format") != FILES or not isinstance(named, dict):
        raise Refusal("manifest_malformed", file="manifest.json", line=1)
    if told.get("rules") != RULES:
        raise Refusal("rules_other", rules=str(told.get("rules")))
    names, before = [*NAMES, *([CHANGES] if "before" in told else [])], told.get("before", "")
    is_hash = type(before) is str and HEX.fullmatch(before)
    if sorted(named) != sorted(names) or bool(is_hash) != ("before" in told):
        raise Refusal("manifest_malformed", file="manifest.json", line=1)
    for name in names:
        if name not in files:
            raise Refusal("file_missing", file=name)
        if named[name] != {"bytes": len(files[name]), "sha256": sha(files[name])}:
            raise Refusal("file_differs", file=name)
    return str(before)


# --- the market --------------------------------------------------------------------------------


def market_of(told: dict[str, Any]) -> dict[str, list[Block]]:
    """place -> its blocks, in the order of filling."""
    try:
        orders = {code: order_of(code, steps) for code, steps in told["orders"].items()}
        places = {
            place: [block_of(place, block, orders) for block in blocks]
            for place, blocks in told["places"].items()
        }
        right = set(told) == {"format", "namespace", "orders", "places"}
        right = right and told["format"] == MARKET and bool(CODE.fullmatch(told["namespace"]))
        names = [*orders, *places, *(one.code for each in places.values() for one in each)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Refusal("market_malformed", at="market.json") from None
    for place, blocks in places.items():
        if not blocks or len({one.code for one in blocks}) < len(blocks):
            raise Refusal("market_malformed", at=place)
    if not right or not all(CODE.fullmatch(name) for name in names):
        raise Refusal("market_malformed", at="market.json")
    return places


def order_of(code: str, steps: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """The steps before the lottery, which has to stand at the end and nowhere else."""
    if any(step["by"] == "wish" for step in steps):
        raise Refusal("market_manipulable", at=code)
    if [step["by"] == "lottery" for step in steps] != [False] * (len(steps) - 1) + [True]:
        raise Refusal("market_malformed", at=code)
    found = [(step["by"], step["fact"], step.get("classes", [])) for step in steps[:-1]]
    facts = [fact for _, fact, _ in found]
    for by, fact, classes in found:
        is_class = by == "class"
        if by not in ("class", "holds", "more", "less") or not CODE.fullmatch(fact):
            raise Refusal("market_malformed", at=code)
        if bool(classes) != is_class or len(set(classes)) < len(classes):
            raise Refusal("market_malformed", at=code)
    if len(set(facts)) < len(facts) or {"reserve", "lottery"} & set(facts):
        raise Refusal("market_malformed", at=code)
    return found


def block_of(place: str, told: dict[str, Any], orders: Mapping[str, Any]) -> Block:
    known = {"code", "seats", "order", "needs", "left", "least", "ceilings"}
    ceilings = told.get("ceilings", {})
    if len(ceilings) > 1:
        raise Refusal("market_manipulable", at=place)
    limits: dict[str, int] = next(iter(ceilings.values()), {})
    least, needs, left = told.get("least", {}), told.get("needs", []), told.get("left", "others")
    whole = [told["seats"], *limits.values()]
    if any(type(one) is not int or one < 0 for one in whole) or left not in ("others", "nobody"):
        raise Refusal("market_malformed", at=place)
    if any(type(one) is not int for one in least.values()) or not set(told) <= known:
        raise Refusal("market_malformed", at=place)
    is_soft, steps = bool(needs) and left == "others", orders[told["order"]]
    names = ["reserve"] * is_soft + [fact for _, fact, _ in steps] + ["lottery"]
    return Block(
        place=place,
        code=told["code"],
        seats=told["seats"],
        order=told["order"],
        steps=steps,
        needs=needs,
        is_soft=is_soft,
        least=least,
        by_class=next(iter(ceilings), ""),
        ceilings=limits,
        names=names,
    )


# --- the seed ----------------------------------------------------------------------------------


def seed_of(told: dict[str, Any], files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The digest of the plan and the seed, made again from what every party revealed."""
    names = ("market.json", "applicants.jsonl")
    root = sha(text_of({"format": INPUT, **{name: sha(files[name]) for name in names}}).encode())
    try:
        plan, parties = told["plan"], told["plan"]["parties"]
        digest = sha(text_of(plan).encode())
        if plan["format"] != PLAN or not parties or len(set(parties)) < len(parties):
            raise Refusal("plan_malformed")
        if plan["input_root"] != root:
            raise Refusal("input_other", committed=plan["input_root"], found=root)
        if plan["rules"] != RULES:
            raise Refusal("rules_other", rules=str(plan["rules"]))
        # This file cannot verify a beacon's signature, and what is not verified counts for nothing.
        if "beacon" in plan or "beacon" in told or plan["silent"] != "wait":
            raise Refusal("beacon_unverified")
        if set(told) != RECORD or told["silent"] or set(plan) != PLANNED:
            raise Refusal("plan_malformed")
        check_times(told, plan)
        lines = [SEED, digest]
        for party in sorted(parties):
            lines.append(f"{party} {revealed(told, party, digest)}")
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Refusal("plan_malformed") from None
    seed = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
    if told.get("seed") != seed.hex():
        raise Refusal("seed_other")
    return digest, seed


def check_times(told: dict[str, Any], plan: dict[str, Any]) -> None:
    """Witnesses before promises before reveals, and of each as many as there have to be."""
    witnessed = sorted(told["witnessed"].values())
    if plan["witnesses"] < 1 or len(witnessed) < plan["witnesses"]:
        raise Refusal("witnesses_few", count=len(witnessed), least=plan["witnesses"])
    for what in ("promises", "reveals"):
        for party in plan["parties"]:
            if party not in told[what]:
                raise Refusal("party_silent", name=party)
        if set(told[what]) != set(plan["parties"]):
            raise Refusal("plan_malformed")
    said = [*told["promises"].values(), *told["reveals"].values()]
    instants = [*witnessed, *(one["at"] for one in said)]
    if any(set(one) != {"told", "at"} for one in said) or any(type(n) is not int for n in instants):
        raise Refusal("plan_malformed")
    promised = [one["at"] for one in told["promises"].values()]
    shown = [one["at"] for one in told["reveals"].values()]
    if min(promised) < witnessed[plan["witnesses"] - 1] or min(shown) < max(promised):
        raise Refusal("order_wrong")


def revealed(told: dict[str, Any], party: str, digest: str) -> str:
    secret = told["reveals"][party]["told"]
    if not HEX.fullmatch(secret):
        raise Refusal("promise_wrong", name=party)
    head = f"{PROMISE}\n{digest}\n{party}\n".encode()
    if told["promises"][party]["told"] != sha(head + bytes.fromhex(secret)):
        raise Refusal("promise_wrong", name=party)
    return str(secret)


# --- applications ------------------------------------------------------------------------------


def children_of(
    rows: list[Any], places: Mapping[str, list[Block]], seed: bytes, namespace: str
) -> list[Child]:
    asked = {place: tuple(sorted(asked_by(blocks))) for place, blocks in places.items()}
    found: list[Child] = []
    before, known = "", set[str]()
    for line, row in enumerate(rows, 1):
        try:
            name, facts = row["child"], row["facts"]
            wishes = [(wish["place"], wish.get("facts", {})) for wish in row["wishes"]]
            right = set(row) == {"child", "facts", "wishes"} and before < name
            right = right and bool(CODE.fullmatch(name)) and are_facts(facts, known)
            right = right and all(set(wish) <= {"place", "facts"} for wish in row["wishes"])
            right = right and len({place for place, _ in wishes}) == len(wishes)
            sure = set()
            for place, own in wishes:
                if own or asked[place] not in sure:
                    right = right and are_facts(own, known) and answers(asked[place], facts, own)
                    if not own:
                        sure.add(asked[place])
        except (KeyError, TypeError, AttributeError):
            right = False
        if not right:
            raise Refusal("applicants_malformed", line=line)
        before = name
        told = f"{LOTTERY}\n{namespace}\n{name}".encode()
        number = int.from_bytes(hmac.digest(seed, told, "sha256")[:16], "big")
        found.append(Child(name, facts, wishes, number, {}))
    return found


def are_facts(facts: dict[str, Any], known: set[str]) -> bool:
    """known: names that were looked at before."""
    for name, one in facts.items():
        if name not in known:
            if not CODE.fullmatch(name):
                return False
            known.add(name)
        if type(one) is not str and (type(one) is not int or abs(one) > LARGEST):
            return False
    return True


def asked_by(blocks: list[Block]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for block in blocks:
        for by, fact, classes in block.steps:
            yield ("whole" if by in ("more", "less") else by), fact, tuple(classes)
        yield from (("holds", fact, ()) for fact in block.needs)
        yield from (("whole", fact, ()) for fact in block.least)


def answers(asked: Any, facts: dict[str, Any], own: dict[str, Any]) -> bool:
    for by, fact, classes in asked:
        value = own[fact] if fact in own else facts.get(fact)
        if by == "whole":
            if type(value) is not int:
                return False
        elif value is not None:
            if by == "class" and value not in classes:
                return False
            if by == "holds" and (type(value) is not int or value not in (0, 1)):
                return False
    return True


# --- who left and who accepted for good ---------------------------------------------------------


def changes_of(files: Mapping[str, bytes], children: list[Child]) -> Changes:
    """All changes since the first decision."""
    found: Changes = {}
    wished = {child.name: {place for place, _ in child.wishes} for child in children}
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
            wishes = [wish for wish in child.wishes if wish[0] == place]
            found.append(replace(child, wishes=wishes))
        elif child.name not in changes:
            found.append(child)
    return found


# --- how a block compares ----------------------------------------------------------------------


def value_of(child: Child, own: dict[str, Any], fact: str) -> Any:
    return own[fact] if fact in own else child.facts.get(fact)


def has_right(block: Block, child: Child, own: dict[str, Any]) -> bool:
    return any(value_of(child, own, fact) == 1 for fact in block.needs)


def unfit(block: Block, child: Child, own: dict[str, Any]) -> dict[str, Any] | None:
    """The reason why a block does not look at a child; None: it does."""
    for fact in sorted(block.least):
        value, least = value_of(child, own, fact), block.least[fact]
        if type(value) is not int or value < least:
            return reason(block, "bound", fact, least, value)
    if block.needs and not block.is_soft and not has_right(block, child, own):
        return reason(block, "reserve", "reserve", 1, 0)
    return None


def reason(block: Block, why: str, step: str = "", cutoff: Any = None, theirs: Any = None) -> Told:
    told = {"block": block.code, "why": why}
    return {**told, "step": step, "cutoff": cutoff, "theirs": theirs} if step else told


def key_of(block: Block, child: Child, own: dict[str, Any]) -> Key:
    key = None if own else child.kept.get(block.order)
    if key is None:
        found = []
        for by, fact, classes in block.steps:
            value = value_of(child, own, fact)
            if by == "more":
                found.append(-value)
            elif by == "less":
                found.append(value)
            elif by == "holds":
                found.append(0 if value == 1 else 1)
            else:
                found.append(len(classes) if value is None else classes.index(value))
        key = (*found, child.number)
        if not own:
            child.kept[block.order] = key
    if block.is_soft:
        return (0 if has_right(block, child, own) else 1, *key)
    return key


def shown_at(block: Block, key: Key, step: int) -> Any:
    """One step of a key as people know it."""
    value = key[step]
    if block.is_soft:
        step -= 1
    if step < 0:
        return 1 - value
    if step == len(block.steps):
        return f"{value:032x}"
    by, _, classes = block.steps[step]
    if by == "class":
        return classes[value] if value < len(classes) else ""
    return 1 - value if by == "holds" else -value if by == "more" else value


def as_shown(block: Block, key: Key) -> list[Any]:
    return [shown_at(block, key, step) for step in range(len(key))]


def class_of(block: Block, child: Child, own: dict[str, Any]) -> str | None:
    value = value_of(child, own, block.by_class) if block.by_class else None
    return value if type(value) is str and value in block.ceilings else None
