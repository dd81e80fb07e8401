"""What is declared, from the data folder of this installation."""

from pathlib import Path

from django.conf import settings

from bagdar.admissions.rules.queue.declared import KindergartenRules, kindergarten_rules


def the_rules() -> KindergartenRules:
    """Raises FaultyData."""
    return kindergarten_rules(Path(settings.DATA_DIR))
