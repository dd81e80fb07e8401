"""The declared rule, and what it makes of a programme."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from bagdar.credentials.public import CurriculumInfo
from bagdar.recognition.rules.deciding import Limits
from bagdar.recognition.rules.declared import RecognitionRule, recognition_rule


def the_rule() -> RecognitionRule:
    return recognition_rule(Path(settings.DATA_DIR))


def status_lists_fresh_for() -> timedelta:
    return timedelta(days=the_rule().days.status_list)


def limits_of(one: CurriculumInfo) -> Limits:
    rule = the_rule()
    share = rule.most_share[one.level]  # type: ignore[index]  # written programmes have a level
    return Limits(share, rule.levels.below, rule.units.ects_of_ecvet)
