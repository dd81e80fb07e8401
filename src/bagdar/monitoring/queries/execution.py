"""The programme's money as it stands now."""

from collections.abc import Hashable
from datetime import date
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
) -> Execution:
    """What the act plans, and what was planned, revised and spent of it by accepted reports.

    origin          of the facts; None: the one that pages show
    year            only this one
    edition_number  whose plan; the newest edition's without one
    Raises NoSuchProgramme, NoSuchEdition.
    """
    info = programme_app.edition_info(programme, edition_number)
    shown = origin or facts.basis(programme)
    last_over = today().year - 1
    return _execution(programme, info.number, info.digest, shown, year, last_over, facts.revision())


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
    return execution_of(
        programme_app.edition(programme, number),
        facts.spendings(programme, origin),
        origin=origin,
        regions=lambda own: tuple(sorted(regions_on(date(own, 12, 31)))),
        last_over=last_over,
        year=year,
    )
