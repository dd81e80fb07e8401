"""What other apps may call: what stands, what is due, what was spent; taking figures over."""

from bagdar.monitoring.queries.duties import today, workload
from bagdar.monitoring.queries.evaluation import row_history, standing
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.queries.facts import basis, figures, spendings
from bagdar.monitoring.rules.dues import Workload
from bagdar.monitoring.rules.execution import Execution
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.monitoring.services.handing_over import hand_over

__all__ = [
    "Evaluation",
    "Execution",
    "Workload",
    "basis",
    "execution",
    "figures",
    "hand_over",
    "row_history",
    "spendings",
    "standing",
    "today",
    "workload",
]
