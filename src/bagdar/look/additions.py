"""What an app above adds to a page of an app below, which may not import it.

    additions.register("indicator", "monitoring.fact", fact_of_indicator)   # in AppConfig.ready()

The page's view asks `additions.of("indicator", request, edition=…, row=…)` and hands the answer to
`answer(…, additions=…)`; the template prints `{% include "look/additions.html" %}`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from bagdar.look.charts import Chart
from bagdar.look.tables import Table


@dataclass(frozen=True)
class Addition:
    """A part of a page. template: prints itself with `add`, its context.

    tables, charts  in its template tables.NAME and charts.NAME; the names are unique on the whole
                    page, since they are part of its addresses
    illustrative    the page's band and the downloads of this part say so; simulated: in which way
    object          whose permission its downloads need; empty: the page's own
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    illustrative: bool = False
    simulated: bool = False
    object: str = ""


Giver = Callable[..., Addition | None]
_givers: dict[tuple[str, str], Giver] = {}


def register(page: str, name: str, giver: Giver) -> None:
    """Registering a name again replaces its function; parts stand in the order of their names."""
    _givers[page, name] = giver


def of(page: str, request: HttpRequest, **facts: Any) -> list[Addition]:
    """What all apps above add to this page now."""
    given = (giver(request, **facts) for (of, _), giver in sorted(_givers.items()) if of == page)
    return [one for one in given if one is not None]
