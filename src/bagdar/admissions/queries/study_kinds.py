"""What each kind of study compares."""

from collections.abc import Callable

from bagdar.admissions.queries.studies import the_laboratory
from bagdar.admissions.queries.study_grants import applicants_under, grant_year
from bagdar.admissions.queries.study_nation import first_graders
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.granting import GrantRules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.comparing import Studied
from bagdar.admissions.rules.study.errors import NoSuchVariant
from bagdar.admissions.rules.study.nouns import StudyStep
from bagdar.admissions.rules.study.wishing import pupils_wishes

Step = Callable[[StudyStep], None]


def studied(
    kind: CampaignKind, snapshot: str, rules: CampaignRules, seed: int, step: Step
) -> Studied:
    """step: is told what begins.

    Raises NoSuchVariant: nothing of that kind is studied; and what reading a snapshot raises.
    """
    if kind not in _KINDS:
        raise NoSuchVariant()
    return _KINDS[kind](snapshot, rules, seed, step)


def _schools(snapshot: str, rules: CampaignRules, seed: int, step: Step) -> Studied:
    step(StudyStep.READING)
    town = first_graders(snapshot, seed)
    step(StudyStep.WISHING)
    wishing = pupils_wishes(town.pupils, town.schools, the_laboratory().school, seed)
    groups = ("region", "settlement", "sex", "language", "support")
    return Studied("study.school", rules, town.offerings, lambda _: wishing, groups, ("support",))


def _grants(snapshot: str, rules: CampaignRules, seed: int, step: Step) -> Studied:
    assert isinstance(rules, GrantRules)
    step(StudyStep.READING)
    year = grant_year(snapshot, rules.exam.assessment, the_laboratory().grant, seed)
    step(StudyStep.WISHING)
    groups = ("region", "settlement", "sex", rules.formula.by, "orphan")
    return Studied(
        "study.grant", rules, year.offerings, lambda now: applicants_under(year, now), groups,
        ("rural",),
    )  # fmt: skip


_KINDS = {CampaignKind.SCHOOL: _schools, CampaignKind.GRANT: _grants}
