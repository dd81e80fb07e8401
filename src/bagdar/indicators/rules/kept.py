"""What protection came to, as text that a stranger can read, under its own SHA-256."""

import json
from collections.abc import Mapping
from typing import Any

from bagdar.indicators.rules import cells
from bagdar.indicators.rules.building import Kept
from bagdar.indicators.rules.disclosure.protect import Done, Why
from bagdar.indicators.rules.disclosure.tables import LeftOut, Part


def kept_of(done: Done, borders: Mapping[str, Mapping[str, str]]) -> Kept:
    return Kept(
        borders=borders,
        hidden={one.table.code: one.hidden for one in done.tables},
        left_out={one.table.code: one.table.left_out for one in done.tables},
        given_up=done.given_up,
        refused=done.refused,
    )


def written(kept: Kept, about: Mapping[str, Any]) -> bytes:
    """UTF-8: the digest of the second line, and the second line. about: rule, cube, versions."""
    told = {
        "about": dict(about),
        "borders": {name: dict(sorted(one.items())) for name, one in kept.borders.items()},
        "hidden": {
            code: [[*key, part.value, why.value] for (key, part), why in sorted(one.items())]
            for code, one in sorted(kept.hidden.items())
        },
        "left_out": {
            code: sorted([one.under, one.column] for one in each)
            for code, each in sorted(kept.left_out.items())
        },
        "given_up": [[code, one.under, one.column] for code, one in kept.given_up],
        "refused": list(kept.refused),
    }
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    return f"{cells.digest(body)}\n".encode() + body


def read(text: bytes) -> tuple[Kept, Mapping[str, Any]]:
    """What `written` wrote. Raises ValueError where it is not that any more."""
    digest, _, body = text.partition(b"\n")
    if cells.digest(body) != digest.decode(errors="replace"):
        raise ValueError("not what was written")
    told = json.loads(body)
    kept = Kept(
        borders=told["borders"],
        hidden={
            code: {(tuple(key), Part(part)): Why(why) for *key, part, why in one}
            for code, one in told["hidden"].items()
        },
        left_out={
            code: frozenset(LeftOut(*one) for one in each)
            for code, each in told["left_out"].items()
        },
        given_up=tuple((code, LeftOut(*one)) for code, *one in told["given_up"]),
        refused=tuple(told["refused"]),
    )
    return kept, told["about"]
