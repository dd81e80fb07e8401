"""What other apps may call: the figures that records gave, and the way back from each."""

from bagdar.indicators.metrics.reference import page as methodology
from bagdar.indicators.queries.figures import (
    FigureInfo,
    Trace,
    basis,
    figures_of,
    figures_of_all,
    revisions,
    trace,
)
from bagdar.indicators.queries.snapshots import newest as newest_snapshot
from bagdar.indicators.services.computing import compute
from bagdar.indicators.services.protecting import protect_figures, unprotected
from bagdar.indicators.services.showing import ShownFigure, shown_figures

__all__ = [
    "FigureInfo",
    "ShownFigure",
    "Trace",
    "basis",
    "compute",
    "figures_of",
    "figures_of_all",
    "methodology",
    "newest_snapshot",
    "protect_figures",
    "revisions",
    "shown_figures",
    "trace",
    "unprotected",
]
