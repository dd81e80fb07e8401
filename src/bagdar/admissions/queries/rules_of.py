"""What is declared, from the data folder of this installation."""

from pathlib import Path

from django.conf import settings

from bagdar.admissions.rules.queue.beginning import RULES, root_of
from bagdar.admissions.rules.queue.declared import KindergartenRules, kindergarten_rules
from bagdar.core.origins import Origin


def the_rules() -> KindergartenRules:
    """Raises FaultyData."""
    return kindergarten_rules(Path(settings.DATA_DIR))


def beginning_of(territory: str, origin: Origin, year: int) -> dict[str, str]:
    """What the plan of a seed has to name before the queue is opened."""
    root = root_of(territory, origin.value, year, the_rules().deciding().told())
    return {"input_root": root, "rules": RULES}
