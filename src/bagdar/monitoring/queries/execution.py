"""The programme's money as it stands now."""

from collections.abc import Hashable
from datetime import date, datetime
from functools import lru_cache

from bagdar.access.public import regions_on
from bagdar.monitoring.queries import facts
from bagdar.monitoring.queries.duties import today
from bagdar.monitoring.rules.execution import Execution, execution_of
from bagdar.monitoring.rules.nouns import Origin
from bagdar.programme import public as programme_app


def execution(
    programme: str,
    origin: Origin | None = None,
    year: int | None = None,
    *,
    edition_number: int | None = None,
    known_at: datetime | None = None,
) -> Execution:
    """What the act plans, and what was planned, revised and spent of it by accepted reports.

    origin          of the facts; None: the one that pages show
    year            only this one
    edition_number  whose plan; the newest edition's without one
    known_at        by what was accepted up to an instant, whatever was corrected later
    Raises NoSuchProgramme, NoSuchEdition.
    """
    info = programme_app.edition_info(programme, edition_number)
    shown = origin or facts.basis(programme, known_at)
    last_over = today().year - 1
    named = programme, info.number, info.digest
    return _execution(*named, shown, year, last_over, known_at, facts.revision())


# The lines of each year are asked for by the pages of measures one after another.
@lru_cache(maxsize=64)
def _execution(
    programme: str,
    number: int,
    digest: str,
    origin: Origin,
    year: int | None,
    last_over: int,
    known_at: datetime | None,
    revision: Hashable,
) -> Execution:
    return execution_of(
        programme_app.edition(programme, number),
        facts.spendings(programme, origin, known_at=known_at),
        origin=origin,
        regions=lambda own: tuple(sorted(regions_on(date(own, 12, 31)))),
        last_over=last_over,
        year=year,
    )
