"""What a preview showed, so that nothing else is proposed than what somebody has seen."""

import hashlib
from collections.abc import Iterable


def seal_of(graduations: Iterable[int]) -> str:
    told = ",".join(map(str, sorted(graduations)))
    return hashlib.sha256(told.encode("ascii")).hexdigest()[:32]
