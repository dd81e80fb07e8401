"""An order as something to compare: the steps of a wish before a block, the smaller the better."""

from bagdar.admissions.rules.market import (
    RESERVE,
    Applicant,
    Block,
    By,
    Component,
    Market,
    Order,
    Value,
    Wish,
    fact_of,
)

Key = tuple[int, ...]


def orders_of(market: Market) -> dict[str, Order]:
    return {order.code: order for order in market.orders}


def steps_of(block: Block, order: Order) -> tuple[str, ...]:
    """The names of the steps by which a block decides, the first first."""
    names = tuple(step.fact or step.by.value for step in order.components)
    return (RESERVE, *names) if block.is_soft else names


def holds(block: Block, applicant: Applicant, wish: Wish) -> bool:
    """Whether somebody has a right to a reserve."""
    return any(fact_of(applicant, wish, name) == 1 for name in block.needs)


def lacking(block: Block, applicant: Applicant, wish: Wish) -> str | None:
    """Why a block does not look at somebody: a fact below its bound, RESERVE, or None: it does."""
    for name, least in sorted(block.least.items()):
        value = fact_of(applicant, wish, name)
        if not isinstance(value, int) or value < least:
            return name
    if block.needs and not block.is_soft and not holds(block, applicant, wish):
        return RESERVE
    return None


def step_value(step: Component, applicant: Applicant, wish: Wish, number: int) -> int:
    """Of one step, the smaller the better."""
    if step.by is By.LOTTERY:
        return number
    value = fact_of(applicant, wish, step.fact)
    if step.by is By.CLASS:
        return len(step.classes) if value is None else step.classes.index(str(value))
    if step.by is By.HOLDS:
        return 0 if value == 1 else 1
    assert isinstance(value, int)
    if step.by is By.MORE:
        return -value
    if step.by is By.LESS:
        return value
    raise AssertionError(step)


def key_of(block: Block, order: Order, applicant: Applicant, wish: Wish, number: int) -> Key:
    """What a block compares. Ask `lacking` first."""
    found = tuple(step_value(step, applicant, wish, number) for step in order.components)
    if block.is_soft:
        return (0 if holds(block, applicant, wish) else 1, *found)
    return found


def class_of(block: Block, applicant: Applicant, wish: Wish) -> str | None:
    """The class whose ceiling somebody counts for; None: of no class that has one."""
    if block.ceiling is None:
        return None
    value = fact_of(applicant, wish, block.ceiling.fact)
    return value if isinstance(value, str) and value in block.ceiling.most else None


def shown(step: str, value: int, order: Order) -> Value:
    """A step's value as people know it: the class, the score, the number in hexadecimal."""
    if step == RESERVE:
        return 1 - value
    component = next(one for one in order.components if (one.fact or one.by.value) == step)
    if component.by is By.LOTTERY:
        return f"{value:032x}"
    if component.by is By.CLASS:
        return component.classes[value] if value < len(component.classes) else ""
    if component.by is By.HOLDS:
        return 1 - value
    return -value if component.by is By.MORE else value
