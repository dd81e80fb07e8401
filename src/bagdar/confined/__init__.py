"""What strangers send is read in a process of its own, with little memory and little time.

`read` calls a pure reader there. A file that takes more than it may costs that process its life,
and its sender is told so; the service goes on. It bounds what reading may cost and is no sandbox:
the process has the rights of the service.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from bagdar.confined.helpers import Ended, Work, run
from bagdar.core.errors import FaultyData, fault, refuse
from bagdar.core.sheets.limits import MEBIBYTE, Limits

T = TypeVar("T")


def read(
    reader: Callable[..., T],
    shown: str,
    size: int,
    bounds: Limits,
    kept: object,
    *args: Any,
    **named: Any,
) -> T:
    """What reader(kept, *args, **named) gives. Raises FaultyData, for what it costs as well.

    shown  the file as its reader knows it; size: its bytes, for which the time is measured
    kept   what is the same from file to file, and sent to the process once
    Bounds without memory have it read where it is asked for: an operator's own file.
    """
    if not bounds.memory_mib:
        return reader(kept, *args, **named)
    seconds = bounds.seconds + size // MEBIBYTE
    memory = bounds.memory_mib * MEBIBYTE
    done = run(Work(reader, kept, args, named), memory, seconds)
    match done.ended:
        case Ended.MEMORY:
            refuse(fault("upload_memory", shown, limit_mib=bounds.memory_mib))
        case Ended.SECONDS:
            refuse(fault("upload_seconds", shown, limit=seconds))
        case Ended.CRASHED:
            refuse(fault("upload_broken", shown))
    if isinstance(done.answer, FaultyData):
        raise done.answer
    return done.answer  # type: ignore[no-any-return]
