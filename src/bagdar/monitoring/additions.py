"""What monitoring adds to pages of the apps below: each part by its page and name.

Parts of a page stand in the order of their names.
"""

from bagdar.look import additions
from bagdar.monitoring.presenters import (
    indicator_standing,
    measure_money,
    measure_reports,
    workload,
)


def register() -> None:
    additions.register("indicator", "monitoring.1-standing", indicator_standing.addition)
    additions.register("measure", "monitoring.1-reports", measure_reports.addition)
    additions.register("measure", "monitoring.2-money", measure_money.addition)
    additions.register("body", "monitoring.1-workload", workload.addition)
    additions.register("finance", "monitoring.1-money", measure_money.finance_addition)
