"""Tables of published releases as readers are shown them, out of what was approved alone.

What is real opens by a release: whoever may not see what is unreleased is answered from here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Metric
from bagdar.indicators.queries import figures
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules import building, published
from bagdar.indicators.rules.adding import THEN
from bagdar.indicators.rules.errors import NoSuchDay, NoSuchTable, UnknownMetric
from bagdar.indicators.services.protecting import ProtectedTable, protected_table


def shown_table(
    metric: str, on: date | None = None, by: Sequence[str] = (), borders: str = THEN,
    *, real: bool,
) -> ProtectedTable:  # fmt: skip
    """What one reader may see: where real figures are out, and no more than that may be seen, the
    table as it was released; else the newest computed.

    real  whether the reader may see figures of real records before their release
    Raises what `protected_table` does; NoSuchTable also of one that is not released.
    """
    if not _only_released(real):
        return protected_table(metric, on, by, borders, real=real)
    if metric not in METRICS:
        raise UnknownMetric(metric=metric, known=", ".join(METRICS))
    wanted = building.in_order(by, METRICS[metric].by)
    there, days = queries.tables_of_metric(metric), days_shown(metric, real=real)
    if not days or (on is not None and on not in days):
        raise NoSuchDay(metric=metric, known=", ".join(map(str, days)) or "—")
    found = [one for one in there if one.by == wanted and one.borders == borders
             and on in (None, one.on)]  # fmt: skip
    if not found:
        known = [",".join(one) for one in tables_shown(METRICS[metric], on, borders, real=real)]
        raise NoSuchTable(by=",".join(by), known=" · ".join(filter(None, known)) or "—")
    return table_of(found[0].release, found[0].number)


def days_shown(metric: str, *, real: bool) -> tuple[date, ...]:
    """Of which one reader may see some table of a metric, the latest first."""
    if not _only_released(real):
        return figures.days_of(metric, real=real)
    return tuple(dict.fromkeys(one.on for one in queries.tables_of_metric(metric)))


def tables_shown(
    metric: Metric, on: date | None, borders: str, *, real: bool
) -> tuple[building.By, ...]:
    """Breakdowns of a metric that one reader may see."""
    known = building.catalogue(metric.by)
    if not _only_released(real):
        return known
    out = {one.by for one in queries.tables_of_metric(metric.code)
           if on in (None, one.on) and one.borders == borders}  # fmt: skip
    return tuple(one for one in known if one in out)


def _only_released(real: bool) -> bool:
    """Whether a reader is shown real figures, and those that are out alone."""
    return not real and figures.basis(real=False, released=True) is Origin.REAL


def table_of(code: str, number: int) -> ProtectedTable:
    """A table of a release, whether or not it is out. Raises NoSuchRelease, UnknownMetric."""
    one, content = queries.table_row(code, number)
    if content["metric"] not in METRICS:
        raise UnknownMetric(metric=content["metric"], known=", ".join(METRICS))
    made: models.Computation = one.computation
    about: dict[str, Any] = {**content["protection"]["counted"], **content["rule"]}
    whole = made.figures.get(borders="then", place="")
    answer = published.answer_of(content)
    return ProtectedTable(METRICS[made.metric], made.on, answer, made, whole.pk, about)
