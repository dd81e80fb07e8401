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
    # Only what stands now is kept: instants are asked for seldom, and there are many of them.
    if known_at is not None:
        return _worked_out(programme, info.number, shown, year, last_over, known_at)
    revision = facts.revision()
    return _execution(programme, info.number, info.digest, shown, year, last_over, revision)


# The lines of each year are asked for by the pages of measures one after another.
@lru_cache(maxsize=64)
def _execution(
    programme: str,
    number: int,
    digest: str,
    origin: Origin,
    year: int | None,
    last_over: int,
    revision: Hashable,
) -> Execution:
    return _worked_out(programme, number, origin, year, last_over, None)


def _worked_out(
    programme: str,
    number: int,
    origin: Origin,
    year: int | None,
    last_over: int,
    known_at: datetime | None,
) -> Execution:
    return execution_of(
        programme_app.edition(programme, number),
        facts.spendings(programme, origin, known_at=known_at),
        origin=origin,
        regions=lambda own: tuple(sorted(regions_on(date(own, 12, 31)))),
        last_over=last_over,
        year=year,
    )
