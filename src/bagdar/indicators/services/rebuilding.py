"""A figure made once more from its snapshot, and held against what stands."""

from dataclasses import dataclass

from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.snapshots import opened as open_snapshot
from bagdar.indicators.rules import cells
from bagdar.indicators.rules.errors import NoSuchFigure
from bagdar.indicators.services.computing import asked_of, cube_in, inputs_of


@dataclass(frozen=True)
class Rebuilt:
    """differs: what is not as it was: version, inputs, cube; empty where nothing is."""

    metric: str
    version: str
    inputs: str
    cube: str
    differs: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.differs


def rebuild(figure: int) -> Rebuilt:
    """Computes and keeps nothing. Raises NoSuchFigure, and what opening the snapshot raises."""
    found = models.Figure.objects.select_related("computation").filter(pk=figure).first()
    if found is None or found.computation.metric not in METRICS:
        raise NoSuchFigure()
    made, metric = found.computation, METRICS[found.computation.metric]
    opened = open_snapshot(made.snapshot)
    asked = asked_of(metric, made.on, opened.origin)
    inputs = inputs_of(metric, asked, opened)
    cube = cells.digest(cells.written(cube_in(opened, metric, asked)))
    pairs = (
        ("version", metric.version, made.version),
        ("inputs", inputs, made.inputs),
        ("cube", cube, made.cube),
    )
    differs = tuple(name for name, new, old in pairs if new != old)
    return Rebuilt(metric.code, metric.version, inputs, cube, differs)
