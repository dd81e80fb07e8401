"""The service with the guard of a queue's places taken out, for negative controls: what was free is
told as if nobody had taken it, and nothing is taken. Served as `bagdar.config.wsgi` is.
"""

import os

from bagdar.config.wsgi import application  # first: models need it

# isort: split
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.services import log, referring

__all__ = ["application"]
SLOT = Slot(os.environ["UNGUARDED_PLACE"], "3", "kk", "general")

referring.places_of = lambda queue: {SLOT: 1}
referring.free_of_line = lambda queue, line: {SLOT: 1}
log.Rows.free = lambda self, slot: 1  # type: ignore[method-assign]
log.take = lambda queue, slot, many: None  # type: ignore[attr-defined]
