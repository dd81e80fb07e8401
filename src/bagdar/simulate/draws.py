"""Chance that hangs on what it is drawn for: a hash of (seed, purpose, whom it concerns).

No generator has a state, so nobody's draw depends on how many others were drawn before, in which
order, or in pieces of which size. The mixer is splitmix64 (Steele, Lea and Flood 2014).
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np

from bagdar.simulate.arrays import Booleans, Floats, Integers, Whole

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = (np.uint64(shift) for shift in (30, 27, 31, 11))
_UNIT = 1.0 / (1 << 53)


@lru_cache(maxsize=4096)
def _start(seed: int, purpose: str) -> np.uint64:
    digest = blake2b(f"{seed}\0{purpose}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def mixed(values: Integers) -> Integers:
    """splitmix64's finalizer, on a copy."""
    with np.errstate(over="ignore"):
        out = values + _GOLDEN
        out ^= out >> _S30
        out *= _FIRST
        out ^= out >> _S27
        out *= _SECOND
        out ^= out >> _S31
    return out


@dataclass(frozen=True)
class Draws:
    """All the chance of one nation.

    about   keys of whom or what a draw is for: whole numbers of one length, or single ones
    """

    seed: int

    def bits(self, purpose: str, *about: Any) -> Integers:
        """64 random bits for each."""
        state = np.atleast_1d(_start(self.seed, purpose))
        for part in about:
            state = mixed(state ^ np.asarray(part).astype(np.uint64))
        return state

    def unit(self, purpose: str, *about: Any) -> Floats:
        """A number from 0 up to but not 1."""
        return (self.bits(purpose, *about) >> _S11).astype(np.float64) * _UNIT

    def whole(self, below: Any, purpose: str, *about: Any) -> Whole:
        """A whole number from 0 up to but not `below`, which may be one for each."""
        return (self.unit(purpose, *about) * below).astype(np.int64)

    def happens(self, chance: Any, purpose: str, *about: Any) -> Booleans:
        return self.unit(purpose, *about) < chance

    def among(self, weights: Any, purpose: str, *about: Any) -> Whole:
        """The place of one of several, by their weights."""
        ends = np.cumsum(np.asarray(weights, dtype=np.float64))
        places = np.searchsorted(ends / ends[-1], self.unit(purpose, *about), side="right")
        return np.minimum(places, len(ends) - 1)

    def normal(self, purpose: str, *about: Any) -> Floats:
        """Mean 0, deviation 1, by Box and Muller."""
        radius = np.sqrt(-2 * np.log1p(-self.unit(f"{purpose}/radius", *about)))
        return radius * np.cos(2 * np.pi * self.unit(f"{purpose}/angle", *about))
