"""Monitoring's part of the API: every step of reporting, accepting, evaluating and publishing."""

from ninja import Router

from bagdar.monitoring.api import (
    deliveries,
    duties,
    evaluation,
    execution,
    outside,
    reports,
    yearly_reports,
)

router = Router()
for part in (deliveries, duties, evaluation, execution, outside, reports, yearly_reports):
    router.add_router("", part.router)

__all__ = ["router"]
