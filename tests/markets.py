"""Markets drawn from a number: every kind of step, reserve, bound and ceiling."""

import random
from collections.abc import Sequence

from bagdar.admissions.rules.lottery import numbers_of
from bagdar.admissions.rules.market import (
    LOTTERY,
    Applicant,
    Block,
    By,
    Ceiling,
    Component,
    Left,
    Market,
    Order,
    Place,
    Wish,
)

SEED = b"s" * 32
ORDERS = (
    Order("queue", (Component(By.CLASS, "benefit", ("first", "second")), LOTTERY)),
    Order(
        "school",
        (
            Component(By.HOLDS, "catchment"),
            Component(By.HOLDS, "sibling"),
            Component(By.LESS, "distance"),
            LOTTERY,
        ),
    ),
    Order("exam", (Component(By.MORE, "score"), LOTTERY)),
)


def block(draw: random.Random, code: str, seats: int) -> Block:
    return Block(
        code=code,
        seats=draw.randint(0, seats),
        order=draw.choice(ORDERS).code,
        needs=tuple(draw.sample(["rural", "orphan"], draw.choice([0, 0, 1, 2]))),
        left=draw.choice(list(Left)),
        least=draw.choice([{}, {}, {}, {"score": 3}]),
        ceiling=draw.choice(
            [
                None,
                None,
                Ceiling("sex", {"f": draw.randint(0, 2), "m": 1}),
                Ceiling("sex", {"f": 1}),
            ]
        ),
    )


def drawn_market(draw: random.Random, places: int, *, seats: int = 3, blocks: int = 3) -> Market:
    return Market(
        "tests.market",
        ORDERS,
        tuple(
            Place(
                f"p{n}",
                tuple(block(draw, f"b{m}", seats) for m in range(draw.randint(1, blocks))),
            )
            for n in range(places)
        ),
    )


def drawn_facts(draw: random.Random) -> dict[str, int | str]:
    facts: dict[str, int | str] = {
        "score": draw.randint(0, 9),
        "distance": draw.randint(0, 5),
        "sex": draw.choice("fm"),
        "rural": draw.randint(0, 1),
    }
    if draw.random() < 0.3:
        facts["benefit"] = draw.choice(["first", "second"])
    if draw.random() < 0.3:
        facts["orphan"] = 1
    return facts


def drawn_wish(draw: random.Random, place: str) -> Wish:
    held = [name for name in ("sibling", "catchment") if draw.random() < 0.2]
    return Wish(place, dict.fromkeys(held, 1))


def drawn_applicants(draw: random.Random, market: Market, count: int) -> list[Applicant]:
    codes = [place.code for place in market.places]
    return [
        Applicant(
            f"c{n:03}",
            drawn_facts(draw),
            tuple(
                drawn_wish(draw, code) for code in draw.sample(codes, draw.randint(0, len(codes)))
            ),
        )
        for n in range(count)
    ]


def drawn(number: int) -> tuple[Market, list[Applicant]]:
    draw = random.Random(number)
    market = drawn_market(draw, draw.randint(1, 5))
    return market, drawn_applicants(draw, market, draw.randint(0, 25))


def numbers(market: Market, applicants: Sequence[Applicant], seed: bytes = SEED) -> dict[str, int]:
    return numbers_of(seed, market.namespace, [one.child for one in applicants])


def plain_market(*places: Place, order: Order = ORDERS[2]) -> Market:
    return Market("tests.market", (order,), places)


def pupil(child: str, score: int, *wishes: str, **facts: int | str) -> Applicant:
    return Applicant(child, {"score": score, **facts}, tuple(Wish(code) for code in wishes))
