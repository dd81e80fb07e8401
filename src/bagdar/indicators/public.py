"""What other apps may call: the figures that records gave, and the way back from each."""

from bagdar.indicators.queries.figures import (
    FigureInfo,
    Trace,
    basis,
    figures_of,
    figures_of_all,
    revisions,
    trace,
)

__all__ = ["FigureInfo", "Trace", "basis", "figures_of", "figures_of_all", "revisions", "trace"]
