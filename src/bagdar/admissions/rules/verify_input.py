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
TOGETHER = 500  # lines
READER = json.JSONDecoder()
WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

Key = int  # the smaller the better; what it is made of, see Step
Looks = tuple["Key | None", ...]
Facts = dict[str, Any]
Order = list[tuple[str, str, list[str]]]  # by, fact, classes
Changes = dict[str, "str | None"]  # child -> the place that it accepted for good; None: it left


class Refusal(Exception):
    """Published files that are refused. code says why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class Step(NamedTuple):
    """A step of an order, and its bits in a key: how many, and how many stand below them.

    Those of the first step are the highest, so of two keys the smaller is the better one, and the
    highest bit in which they differ tells which step decides.
    by: class, holds, more, less, lottery; reserve is the first of a soft reserve.
    """

    by: str
    name: str
    classes: list[str]
    bits: int
    begins: int

    def value(self, key: Key) -> int:
        return key >> self.begins & (1 << self.bits) - 1


@dataclass(frozen=True)
class Block:
    """place: its code. at: how many blocks of the place come before it.
    steps: all of them. deciding: how many bits the difference of two keys has -> where the
    step begins that decides.
    classes: those that have a ceiling; the lowest bits of a key say which of them, 0 none.
    terms: by what it looks at children; blocks of one text see the same.
    """

    place: str
    code: str
    at: int
    seats: int
    steps: list[Step]
    deciding: list[int]
    needs: list[str]
    is_soft: bool
    least: dict[str, int]
    by_class: str
    ceilings: dict[str, int]
    classes: list[str]
    terms: str

    def class_of(self, key: Key) -> str:
        """The class whose ceiling a child counts for; empty: none."""
        which = key & (1 << len(self.classes).bit_length()) - 1
        return self.classes[which - 1] if which else ""


class Child(NamedTuple):
    """places: that it wishes, best first. At each of them, facts: what holds of the child there;
    looks: of each block of the place; None: it does not look.
    """

    name: str
    places: list[str]
    facts: list[Facts]
    looks: list[Looks]


# --- files -------------------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """The only text that a value has: sorted names, no space."""
    return str(WRITER.encode(value))


def lines_of(files: Mapping[str, bytes], name: str, code: str) -> Iterator[Any]:
    """The values of a file's lines, each written as it has to be."""
    try:
        text = files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(code, file=name, line=0) from None
    lines = text.split("\n")[:-1]
    for begins in range(0, len(lines), TOGETHER):
        some = lines[begins : begins + TOGETHER]
        values = values_of(some)
        if values is None:  # one of them; which?
            right = [values_of([line]) is not None for line in some]
            raise Refusal(code, file=name, line=begins + right.index(False) + 1)
        yield from values
    if text and not text.endswith("\n"):
        raise Refusal(code, file=name, line=len(lines) + 1)


def values_of(lines: list[str]) -> list[Any] | None:
    """One value a line; None: a line is not written as it has to be."""
    found = []
    try:
        for line in lines:
            value, ends = READER.raw_decode(line)
            if ends < len(line):
                return None
            found.append(value)
        # Each line is one value to its end, so texts that are alike together are alike one by one.
        return found if text_of(found) == f"[{','.join(lines)}]" else None
    except (ValueError, RecursionError):
        return None


def one_of(files: Mapping[str, bytes], name: str, code: str) -> dict[str, Any]:
    rows = list(lines_of(files, name, code))
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


def order_of(code: str, steps: list[dict[str, Any]]) -> Order:
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


def block_of(place: str, at: int, told: dict[str, Any], orders: Mapping[str, Order]) -> Block:
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
    is_soft = bool(needs) and left == "others"
    if type(needs) is not list or any(type(one) is not str for one in (told["code"], *needs)):
        raise Refusal("market_malformed", at=place)
    steps = steps_of(orders[told["order"]], is_soft, len(limits).bit_length())
    deciding = [steps[-1].begins] * (steps[-1].begins + 1)
    for step in reversed(steps):
        deciding += [step.begins] * step.bits
    terms = {name: told[name] for name in sorted(set(told) - {"code", "seats"})}
    return Block(
        place=place,
        code=told["code"],
        at=at,
        seats=told["seats"],
        steps=steps,
        deciding=deciding,
        needs=needs,
        is_soft=is_soft,
        least=least,
        by_class=next(iter(ceilings), ""),
        ceilings=limits,
        classes=[*limits],
        terms=text_of(terms),
    )


def steps_of(order: Order, is_soft: bool, begins: int) -> list[Step]:
    """begins: how many bits there are below all steps."""
    bits = {"holds": 1, "more": 54, "less": 54}  # whole numbers of either sign
    reserve: tuple[str, str, list[str], int] = ("reserve", "reserve", [], 1)
    whole = [reserve] if is_soft else []
    whole += [
        (by, fact, classes, bits.get(by, len(classes).bit_length())) for by, fact, classes in order
    ]
    whole.append(("lottery", "lottery", [], 128))
    found: list[Step] = []
    for by, name, classes, wide in reversed(whole):
        found.append(Step(by, name, classes, wide, begins))
        begins += wide
    return found[::-1]


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


class Kind:
    """Places whose blocks see a child alike, and whoever asks one of them.

    which: of all who ask. facts: what holds of the child there. numbers: of the lottery.
    lines: in the file
    """

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.which: list[int] = []
        self.facts: list[Facts] = []
        self.numbers: list[int] = []
        self.lines: list[int] = []

    def ask(self, which: int, facts: Facts, number: int, line: int) -> None:
        self.which.append(which)
        self.facts.append(facts)
        self.numbers.append(number)
        self.lines.append(line)


def children_of(
    rows: Iterator[Any], places: Mapping[str, list[Block]], seed: bytes, namespace: str
) -> list[Child]:
    """A child asks once each kind of place that it wishes; with a wish's own facts, anew."""
    kinds: dict[tuple[str, ...], Kind] = {}
    kind_of = {
        place: kinds.setdefault(tuple(block.terms for block in blocks), Kind(blocks))
        for place, blocks in places.items()
    }
    own_text = {place: place for place in places}  # held once
    found: list[Child] = []
    asked: list[list[int]] = []  # of each child's wishes: which of all who ask
    wrong: list[int] = []  # lines
    before, known, count = "", set[str](), 0
    for line, row in enumerate(rows, 1):
        try:
            name, own, wishes = row["child"], row["facts"], row["wishes"]
            right = len(row) == 3 and before < name and CODE.fullmatch(name) is not None
            right = right and are_facts(own, known)
            number = number_of(seed, namespace, name)
            wished = [own_text[told["place"]] for told in wishes]
            right = right and len(set(wished)) == len(wished)
            facts = [own] * len(wished)
            further = []  # wishes with facts of their own
            if sum(map(len, wishes)) > len(wishes):
                further = [n for n, told in enumerate(wishes) if len(told) > 1]
            for n in further:
                told = wishes[n]
                right = right and len(told) == 2 and are_facts(told["facts"], known)
                facts[n] = {**own, **told["facts"]}
        except (KeyError, TypeError, AttributeError, ValueError):
            right = False
        if not right:
            wrong.append(line)
            break
        asking, alike = [], dict[Kind, int]()
        for place, there in zip(wished, facts, strict=True):
            kind = kind_of[place]
            which = alike.get(kind) if there is own else None
            if which is None:
                which = count
                kind.ask(which, there, number, line)
                count += 1
                if there is own:
                    alike[kind] = which
            asking.append(which)
        before = name
        found.append(Child(name, wished, facts, []))
        asked.append(asking)
    looks: list[Looks] = [()] * count
    for kind in kinds.values():
        wrong += look_at_all(kind, looks)
    if wrong:
        raise Refusal("applicants_malformed", line=min(wrong))
    for child, asking in zip(found, asked, strict=True):
        child.looks.extend([looks[n] for n in asking])
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
        for step in block.steps:
            if step.by in ("more", "less"):
                yield "whole", step.name, ()
            elif step.by in ("class", "holds"):
                yield step.by, step.name, tuple(step.classes)
        yield from (("holds", fact, ()) for fact in block.needs)
        yield from (("whole", fact, ()) for fact in block.least)


def look_at_all(kind: Kind, looks: list[Looks]) -> list[int]:
    """Fills in looks. Gives lines of children whose facts do not answer what is asked of them."""
    asked = set(asked_by(kind.blocks))
    names = {fact for _, fact, _ in asked} | {block.by_class for block in kind.blocks} - {""}
    columns = {name: [facts.get(name) for facts in kind.facts] for name in names}
    wrong = []
    for by, fact, classes in asked:
        if by == "whole":
            answers = [type(value) is int for value in columns[fact]]
        else:  # a fact is a text or a whole number, so nothing else can be equal to these
            known = {None, *classes} if by == "class" else {None, 0, 1}
            answers = [value in known for value in columns[fact]]
        if not all(answers):
            wrong.append(kind.lines[answers.index(False)])
    if not wrong:
        seen = [looks_of(block, columns, kind.numbers) for block in kind.blocks]
        for n, look in zip(kind.which, zip(*seen, strict=True), strict=True):
            looks[n] = look
    return wrong


# --- how a block compares ----------------------------------------------------------------------


def too_low(block: Block, facts: dict[str, Any]) -> str | None:
    """The first fact that is below what a block asks for at least."""
    for fact in sorted(block.least):
        value = facts.get(fact)
        if type(value) is not int or value < block.least[fact]:
            return fact
    return None


def looks_of(
    block: Block, columns: Mapping[str, list[Any]], numbers: list[int]
) -> list[Key | None]:
    """The keys of many children. columns: fact -> of each child, None: it has none.

    numbers: of the lottery. None: the block does not look at such a child.
    """
    entitled = is_seen = [True] * len(numbers)
    if block.needs:
        held = zip(*(columns[need] for need in block.needs), strict=True)
        entitled = [1 in each for each in held]
    if not block.is_soft:
        is_seen = entitled
    for fact, least in block.least.items():
        is_seen = [one and n >= least for one, n in zip(is_seen, columns[fact], strict=True)]
    keys: list[Key] = []
    for step in block.steps:
        if step.by == "reserve":
            values = [0 if one else 1 for one in entitled]
        elif step.by == "lottery":
            values = numbers
        elif step.by == "more":
            values = [LARGEST - n for n in columns[step.name]]
        elif step.by == "less":
            values = [LARGEST + n for n in columns[step.name]]
        elif step.by == "holds":
            values = [0 if one == 1 else 1 for one in columns[step.name]]
        else:
            ranks = {name: rank for rank, name in enumerate([*step.classes, None])}
            values = [ranks[one] for one in columns[step.name]]
        bits = step.bits
        keys = [key << bits | n for key, n in zip(keys, values, strict=True)] if keys else values
    if block.classes:
        which = {name: n for n, name in enumerate(block.classes, 1)}
        bits, column = len(which).bit_length(), columns[block.by_class]
        keys = [key << bits | which.get(one, 0) for key, one in zip(keys, column, strict=True)]
    if all(is_seen):
        return [*keys]
    return [key if one else None for key, one in zip(keys, is_seen, strict=True)]


def shown_at(block: Block, key: Key, step: int) -> Any:
    """One step of a key as people know it."""
    by, _, classes, _, _ = block.steps[step]
    value = block.steps[step].value(key)
    if by == "class":
        return classes[value] if value < len(classes) else ""
    if by == "lottery":
        return f"{value:032x}"
    return LARGEST - value if by == "more" else value - LARGEST if by == "less" else 1 - value


def as_shown(block: Block, key: Key) -> list[Any]:
    return [shown_at(block, key, step) for step in range(len(block.steps))]
