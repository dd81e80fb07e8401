"""What may be wished as a list and a map: cards in order, how far it is, what is paid."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bagdar.admissions.presenters.place_map import place_map
from bagdar.admissions.presenters.shown import ownership
from bagdar.admissions.queries.choices import Choice, Start
from bagdar.admissions.queries.fees import Fee
from bagdar.admissions.rules.queue.choosing import Seen, Sight, in_order, name_key
from bagdar.core.distance import Point, metres_between, tenths_of_km
from bagdar.core.languages import format_number
from bagdar.look.words import current_language, t

RANK = "rank-"  # how the field of a number begins


@dataclass(frozen=True)
class Card:
    """A place that may be wished.

    field    name of the input in which its number is typed; value: what was typed
    told     what else is said of it, in words
    fee      in words; "": nothing is said of it at all
    order    among the names; far: in words, "": no point is chosen
    """

    field: str
    name: str
    value: str
    free: int
    told: Sequence[str]
    at: Point | None = None
    metres: int | None = None
    tenge: int | None = None
    fee: str = ""
    order: int = 0
    far: str = ""

    @property
    def spot(self) -> str:
        """For the script, written so in every language."""
        return f"{self.at.latitude:.6f} {self.at.longitude:.6f}" if self.at else ""


def choosing(
    cards: Sequence[Card],
    start: Start,
    sight: Sight,
    find: str,
    *,
    sights: Collection[Sight],
    title: str,
    hint: str,
    most: int | None = None,
) -> dict[str, Any]:
    """For `admissions/_choosing.html`. Those with a number stand first and are always shown.

    most  of those without a number; how many are left out is said. None: all
    """
    words = find.casefold().split()
    named = sorted(cards, key=lambda one: name_key(one.name))
    known = [
        replace(one, order=order, far=_far(one, start)) for order, one in enumerate(named)
        if one.value or all(word in one.name.casefold() for word in words)
    ]  # fmt: skip
    numbered = sorted((one for one in known if one.value), key=lambda one: typed_number(one.value))
    others = in_order(
        sight,
        [(Seen(one.name, one.free, one.metres, one.tenge), one) for one in known if not one.value],
    )
    shown = [*numbered, *others[:most]]
    return {
        "title": title,
        "hint": hint,
        "cards": shown,
        "more": len(known) - len(shown),
        "map": place_map([(one.at, one.free > 0) for one in shown if one.at], start.towns),
        "towns": [
            {"code": one.code, "name": one.name[current_language()], "at": _spot(one.at),
             "is_chosen": one == start.chosen}
            for one in sorted(start.towns, key=lambda one: name_key(one.name[current_language()]))
        ],
        "sights": [(one.value, t(f"wish.sight.{one.value}"), one is sight) for one in sights],
        "find": find,
        "unplaced": sum(1 for one in shown if not one.at),
        "words": _words(),
    }  # fmt: skip


def kindergarten_cards(
    some: Sequence[Choice], typed: Mapping[str, str], ranks: Sequence[str] = ()
) -> list[Card]:
    """typed: the numbers beside them, else those of the wishes as they stand."""
    language = current_language()
    chosen = {id: str(rank) for rank, id in enumerate(ranks, start=1)}
    found = []
    for one in some:
        field, id = f"{RANK}{one.garden.id}", str(one.garden.id)
        free = t("queue.choice.hint", free=one.free)
        told = [ownership(one.garden.ownership), one.building.address if one.building else ""]
        found.append(Card(
            field, one.garden.name[language], typed.get(field, chosen.get(id, "")), one.free,
            [free, *(text for text in told if text)], one.at, one.metres,
            one.fee.tenge if one.fee else None, fee_words(one.fee),
        ))  # fmt: skip
    return found


def measured(at: Point | None, start: Start) -> int | None:
    return metres_between(start.at, at) if at and start.at else None


def fee_words(fee: Fee | None) -> str:
    if fee is None:
        return t("wish.fee.none")
    if fee.tenge == 0:
        return t("wish.fee.free")
    return t("wish.fee", tenge=format_number(fee.tenge, current_language()))


def far_words(metres: int) -> str:
    tenths = tenths_of_km(metres)
    return t("wish.far", km=format_number(
        Decimal(tenths) / 10, current_language(), 1 if tenths < 100 else 0
    ))  # fmt: skip


def _far(one: Card, start: Start) -> str:
    if one.at is None:
        return t("wish.far.unplaced")
    return far_words(one.metres) if one.metres is not None else ""


def _spot(at: Point) -> str:
    return f"{at.latitude:.6f} {at.longitude:.6f}"


def typed_number(text: str) -> int:
    """0: it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _words() -> str:
    """What the script says; {km} and {name} are filled there."""
    said: Mapping[str, str] = {
        "far": t("wish.far", km="{km}"),
        "unplaced": t("wish.far.unplaced"),
        "add": t("wish.add"),
        "remove": t("wish.remove"),
        "added": t("wish.added", name="{name}"),
        "removed": t("wish.removed", name="{name}"),
        "up": t("wish.up"),
        "down": t("wish.down"),
        "listed": t("wish.listed"),
        "tap": t("wish.from.tapping"),
        "tapped": t("wish.from.tapped"),
        "asking": t("wish.from.asking"),
        "here": t("wish.from.found"),
        "failed": t("wish.from.failed"),
        "mark": "." if current_language() == "en" else ",",
    }
    return json.dumps(said, ensure_ascii=False)
