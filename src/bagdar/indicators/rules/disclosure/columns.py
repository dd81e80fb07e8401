"""Linear programmes of many unknowns and few equations, solved over some of the unknowns at a time.

The unknowns that are left out stay where the truth has them, so whatever is found over some is
possible over all. The prices of the equations then say which of the others would help; these join,
until none would. That is the answer of the whole programme, and its prices are the whole one's.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize

from bagdar.indicators.rules.disclosure.system import Flags, Whole

Real = npt.NDArray[np.float64]
ALL_AT_ONCE = 2_000  # so many unknowns are solved together: choosing among them would cost more
OF_EACH = 2  # unknowns of each equation to begin with, those of the largest counts
MOST_JOIN = 1_000
PRICE = 1e-7  # below it the solver itself takes an unknown as one that does not help


@dataclass(frozen=True)
class Found:
    """The least of a goal, where it is reached, and the price of each equation.

    spare    of each unknown: what the goal would lose by one more of it
    bounded  whether there is a least at all; else nothing else is said
    """

    value: float
    point: Real
    price: Real
    spare: Real
    bounded: bool = True


def first_of(rows: Any, truth: Real) -> Flags:
    """With which unknowns to begin: the largest of each row, the earlier ones among equals."""
    if len(truth) <= ALL_AT_ONCE:
        return np.ones(len(truth), dtype=bool)
    of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((rows.indices, -truth[rows.indices], of))
    rank = np.arange(len(order)) - rows.indptr[of[order]]
    found = np.zeros(len(truth), dtype=bool)
    found[rows.indices[order][rank < OF_EACH]] = True
    return found


def least(goal: Real, equations: Any, equals: Real, truth: Real, some: Flags) -> Found:
    """The least of goal @ unknowns, none of them below 0, where the equations hold.

    equations  by columns; truth: a solution; some: where to begin, joined in place by what helped
    """
    while True:
        found = _over(goal, equations, equals, truth, some)
        if not found.bounded:
            return found
        joining = _joining(found.spare, truth, some)
        if not len(joining):
            return found
        some[joining] = True


def left_for(equations: Any, equals: Real, truth: Real, some: Flags) -> Real:
    """What the equations leave to some of the unknowns where the others are as the truth has
    them."""
    if some.all():
        return equals
    return np.asarray(equals - equations @ np.where(some, 0.0, truth))


def _over(goal: Real, equations: Any, equals: Real, truth: Real, some: Flags) -> Found:
    at = np.flatnonzero(some)
    within = equations[:, at] if len(at) < len(some) else equations
    met = np.unique(within.indices) if len(at) < len(some) else np.arange(len(equals))
    found = optimize.linprog(
        goal[at], A_eq=within[met], b_eq=left_for(equations, equals, truth, some)[met],
        bounds=(0, None), method="highs-ds",
    )  # fmt: skip
    price = np.zeros(len(equals))
    if found.status == 3:
        return Found(-np.inf, truth, price, np.zeros(len(goal)), bounded=False)
    price[met] = found.eqlin.marginals
    spare = np.asarray(goal - equations.T @ price)
    spare[at] = found.lower.marginals
    point = truth.copy()
    point[at] = found.x
    return Found(float(found.fun + goal[~some] @ truth[~some]), point, price, spare)


def _joining(spare: Real, truth: Real, some: Flags) -> Whole:
    """Those that would lower the goal: by growing, or by giving of what they have."""
    helps = np.where(spare < 0, -spare, np.where(truth > 0, spare * truth, 0.0))
    helps[some | (np.abs(spare) <= PRICE)] = 0.0
    order = np.argsort(-helps, kind="stable")[:MOST_JOIN]
    return order[helps[order] > 0]
