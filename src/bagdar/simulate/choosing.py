"""One of the organisations of a place, a region or the country, by how large they are."""

from dataclasses import dataclass

import numpy as np

from bagdar.simulate.arrays import Array, Floats


@dataclass(frozen=True)
class Choice:
    """Organisations in the order of the areas in which they stand.

    start, total  of each area: the weight before it, and its own
    """

    orgs: Array
    ends: Floats
    start: Floats
    total: Floats

    def has(self, area: Array) -> Array:
        return self.total[area] > 0

    def of(self, area: Array, unit: Floats) -> Array:
        """An organisation of each area; only where the area has one."""
        aim = self.start[area] + unit * self.total[area]
        return self.orgs[
            np.minimum(np.searchsorted(self.ends, aim, side="right"), len(self.orgs) - 1)
        ]


def choice(orgs: Array, areas: Array, weights: Floats, count: int) -> Choice:
    """areas: of each of `orgs`; count: how many areas there are."""
    order = np.lexsort((orgs, areas))
    ends = np.cumsum(weights[order].astype(np.float64))
    total = np.bincount(areas, weights=weights, minlength=count)
    start = np.zeros(count)
    if len(orgs):
        begins = np.searchsorted(areas[order], np.arange(count), side="left")
        start = np.where(begins > 0, ends[np.maximum(begins - 1, 0)], 0.0)
    return Choice(orgs[order].astype(np.int32), ends, start, total)
