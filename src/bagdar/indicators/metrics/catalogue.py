"""Every metric, by its code."""

from collections.abc import Mapping

from bagdar.indicators.metrics import educators, learners, organisations, preschool
from bagdar.indicators.metrics.metric import Metric

_ALL = (*preschool.METRICS, *learners.METRICS, *educators.METRICS, *organisations.METRICS)
METRICS: Mapping[str, Metric] = {one.code: one for one in _ALL}
