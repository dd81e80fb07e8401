"""What `verify_allocation.py` takes apart: files, the market, the seed, the applications, keys.

Put into that one file when it is handed out; it imports nothing of Bagdar and must stay so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

FILES, RULES = "bagdar-allocation-files/v1", "bagdar-allocation/v1"
MARKET, INPUT = "bagdar-market/v1", "bagdar-input/v1"
PLAN, PROMISE, SEED = "bagdar-seed-plan/v1", "bagdar-promise/v1", "bagdar-seed/v1"
LOTTERY = "bagdar-lottery/v1"
RECORD = {"plan", "witnessed", "promises", "reveals", "silent", "seed"}
PLANNED = {
    "format", "input_root", "rules", "code", "parties", "witnesses", "promise_until",
    "reveal_until", "silent",
}  # fmt: skip
BEACON = {"chain", "public_key", "genesis", "period", "round"}
NAMES = (
    "market.json", "applicants.jsonl", "seed.json", "result.jsonl", "cutoffs.jsonl",
    "explanations.jsonl",
)  # fmt: skip
CHANGES = "changes.jsonl"  # of every decision but the first
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
HEX = re.compile(r"[0-9a-f]{64}")
HEXES = re.compile(r"([0-9a-f]{2})+")
LARGEST = 2**53 - 1
WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

Key = tuple[int, ...]  # the smaller the better
Look = tuple[Key, str]  # as a block sees a child: key, and the class whose ceiling it counts for
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
    """place: its code. at: how many blocks of the place come before it.
    steps: (by, fact, classes) of its order, without the lottery's last.
    names: of all its steps, a soft reserve's own first.
    terms: by what it looks at children; blocks of one text see the same.
    """

    place: str
    code: str
    at: int
    seats: int
    steps: list[tuple[str, str, list[str]]]
    needs: list[str]
    is_soft: bool
    least: dict[str, int]
    by_class: str
    ceilings: dict[str, int]
    names: list[str]
    terms: str


class Wish(NamedTuple):
    """facts: the child's there. looks: of each block of the place; None: it does not look."""

    place: str
    facts: dict[str, Any]
    looks: tuple[Look | None, ...]


class Child(NamedTuple):
    name: str
    wishes: list[Wish]


# --- files -------------------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """The only text that a value has: sorted names, no space."""
    return str(WRITER.encode(value))


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
            place: [block_of(place, at, block, orders) for at, block in enumerate(blocks)]
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


def block_of(place: str, at: int, told: dict[str, Any], orders: Mapping[str, Any]) -> Block:
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
    terms = {name: told[name] for name in sorted(set(told) - {"code", "seats"})}
    return Block(
        place=place,
        code=told["code"],
        at=at,
        seats=told["seats"],
        steps=steps,
        needs=needs,
        is_soft=is_soft,
        least=least,
        by_class=next(iter(ceilings), ""),
        ceilings=limits,
        names=names,
        terms=text_of(terms),
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
        beacon = {"beacon"} if "beacon" in plan else set()
        if set(told) != RECORD | beacon or set(plan) != PLANNED | beacon:
            raise Refusal("plan_malformed")
        check_parties(told, plan)
        check_times(told, plan)
        lines = [SEED, digest, *(f"{one} {revealed(told, one, digest)}" for one in sorted(parties)
                                 if one in told["reveals"])]  # fmt: skip
        if beacon:
            lines.append(f"beacon {beacon_of(told, plan)}")
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Refusal("plan_malformed") from None
    seed = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
    if told.get("seed") != seed.hex():
        raise Refusal("seed_other")
    return digest, seed


def check_parties(told: dict[str, Any], plan: dict[str, Any]) -> None:
    """Everybody has revealed; by a plan with a beacon that lets them, somebody."""
    parties, promised, shown = plan["parties"], told["promises"], told["reveals"]
    leaves = plan["silent"] == "leave_out"
    if not leaves and plan["silent"] != "wait" or (leaves and "beacon" not in plan):
        raise Refusal("plan_malformed")
    if not set(shown) <= set(promised) <= set(parties):
        raise Refusal("plan_malformed")
    silent = [party for party in parties if party not in shown]
    if silent and not (leaves and shown):
        raise Refusal("party_silent", name=silent[0])
    if told["silent"] != silent:
        raise Refusal("plan_malformed")


def check_times(told: dict[str, Any], plan: dict[str, Any]) -> None:
    """Witnesses before promises before reveals, and of witnesses as many as there have to be."""
    witnessed = sorted(told["witnessed"].values())
    if plan["witnesses"] < 1 or len(witnessed) < plan["witnesses"]:
        raise Refusal("witnesses_few", count=len(witnessed), least=plan["witnesses"])
    said = [*told["promises"].values(), *told["reveals"].values()]
    until = [plan["promise_until"], plan["reveal_until"]]
    instants = [*witnessed, *until, *(one["at"] for one in said)]
    if any(set(one) != {"told", "at"} for one in said) or any(type(n) is not int for n in instants):
        raise Refusal("plan_malformed")
    if not all(HEX.fullmatch(one["told"]) for one in said):  # of the silent too
        raise Refusal("promise_wrong")
    promised = [one["at"] for one in told["promises"].values()]
    shown = [one["at"] for one in told["reveals"].values()]
    if min(promised) < witnessed[plan["witnesses"] - 1] or min(shown) < max(promised):
        raise Refusal("order_wrong")
    if plan["silent"] == "leave_out":  # who speaks late, or before the others had to promise
        is_early = len(promised) < len(plan["parties"]) and min(shown) <= until[0]
        if is_early or max(promised) > until[0] or max(shown) > until[1]:
            raise Refusal("order_wrong")


def beacon_of(told: dict[str, Any], plan: dict[str, Any]) -> str:
    """The signature of a round that came after the last moment to reveal."""
    one, signature = plan["beacon"], told["beacon"]
    numbers = [one["genesis"], one["period"], one["round"]]
    right = set(one) == BEACON and all(type(number) is int for number in numbers)
    right = right and numbers[1] > 0 and numbers[2] > 0 and bool(HEXES.fullmatch(signature))
    if not right or not all(type(one[name]) is str for name in ("chain", "public_key")):
        raise Refusal("plan_malformed")
    if one["genesis"] + (one["round"] - 1) * one["period"] <= plan["reveal_until"]:
        raise Refusal("order_wrong")
    return str(signature)


def revealed(told: dict[str, Any], party: str, digest: str) -> str:
    secret = told["reveals"][party]["told"]
    head = f"{PROMISE}\n{digest}\n{party}\n".encode()
    if told["promises"][party]["told"] != sha(head + bytes.fromhex(secret)):
        raise Refusal("promise_wrong", name=party)
    return str(secret)


# --- applications ------------------------------------------------------------------------------


def children_of(
    rows: list[Any], places: Mapping[str, list[Block]], seed: bytes, namespace: str
) -> list[Child]:
    asked = {place: tuple(sorted(asked_by(blocks))) for place, blocks in places.items()}
    kinds: dict[tuple[str, ...], int] = {}  # places whose blocks see a child alike
    kind = {
        place: kinds.setdefault(tuple(block.terms for block in blocks), len(kinds))
        for place, blocks in places.items()
    }
    found: list[Child] = []
    before, known = "", set[str]()
    for line, row in enumerate(rows, 1):
        try:
            name, facts = row["child"], row["facts"]
            right = len(row) == 3 and before < name and CODE.fullmatch(name) is not None
            right = right and are_facts(facts, known)
            number = number_of(seed, namespace, name)
            wishes: list[Wish] = []
            seen: dict[int, tuple[Look | None, ...]] = {}  # kind of place -> as it sees the child
            for told in row["wishes"]:
                place = told["place"]
                looks = seen.get(kind[place]) if len(told) == 1 else None
                at_place = facts
                if looks is None:
                    if len(told) > 1:
                        right = right and len(told) == 2 and are_facts(told["facts"], known)
                        at_place = {**facts, **told["facts"]}
                    if not (right and answers(asked[place], at_place)):
                        right = False
                        break
                    looks = tuple([look_of(block, at_place, number) for block in places[place]])
                    if len(told) == 1:
                        seen[kind[place]] = looks
                wishes.append(Wish(place, at_place, looks))
            right = right and len({wish.place for wish in wishes}) == len(row["wishes"])
        except (KeyError, TypeError, AttributeError, ValueError):
            right = False
        if not right:
            raise Refusal("applicants_malformed", line=line)
        before = name
        found.append(Child(name, wishes))
    return found


def number_of(seed: bytes, namespace: str, child: str) -> int:
    told = f"{LOTTERY}\n{namespace}\n{child}".encode()
    return int.from_bytes(hmac.digest(seed, told, "sha256")[:16], "big")


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


def answers(asked: Any, facts: dict[str, Any]) -> bool:
    for by, fact, classes in asked:
        value = facts.get(fact)
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
    wished = {child.name: {wish.place for wish in child.wishes} for child in children}
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
            found.append(Child(child.name, [one for one in child.wishes if one.place == place]))
        elif child.name not in changes:
            found.append(child)
    return found


# --- how a block compares ----------------------------------------------------------------------


def too_low(block: Block, facts: dict[str, Any]) -> str | None:
    """The first fact that is below what a block asks for at least."""
    for fact in sorted(block.least):
        value = facts.get(fact)
        if type(value) is not int or value < block.least[fact]:
            return fact
    return None


def look_of(block: Block, facts: dict[str, Any], number: int) -> Look | None:
    """number: of the lottery, the last step. None: the block does not look at such a child."""
    is_entitled = not block.needs
    for need in block.needs:
        is_entitled = is_entitled or facts.get(need) == 1
    if not (is_entitled or block.is_soft) or (block.least and too_low(block, facts) is not None):
        return None
    key = [0 if is_entitled else 1] if block.is_soft else []
    for by, fact, classes in block.steps:
        value = facts.get(fact)
        if by == "more":
            key.append(-value)  # type: ignore[operator]
        elif by == "less":
            key.append(value)  # type: ignore[arg-type]
        elif by == "holds":
            key.append(0 if value == 1 else 1)
        else:
            key.append(len(classes) if value is None else classes.index(value))
    key.append(number)
    name = facts.get(block.by_class) if block.by_class else None
    return tuple(key), name if type(name) is str and name in block.ceilings else ""


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
