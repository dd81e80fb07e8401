"""What a held run would do, in words, for those who can stop it."""

from dataclasses import dataclass
from datetime import datetime

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_desk import Counts
from bagdar.admissions.queries.working import fell_silent, preview_at_hand
from bagdar.admissions.rules.campaign.working import OPEN
from bagdar.admissions.rules.laboratory import Change
from bagdar.core.errors import DomainError
from bagdar.core.languages import format_instant
from bagdar.core.sentences import error_sentence
from bagdar.look.words import current_language, t, words_catalogue


@dataclass(frozen=True)
class WorkTold:
    """What is being done, or why it was not; one of them is empty, or both."""

    progress: str = ""
    trouble: str = ""


def work_told(work: models.CampaignWork | None, now: datetime) -> WorkTold:
    if work is None:
        return WorkTold()
    step = t(f"draw.do.{work.step}")
    if fell_silent(work, now):
        return WorkTold(trouble=t("draw.work.silent", step=step))
    if work.state in OPEN:
        since = format_instant(work.asked_at, current_language())
        return WorkTold(progress=t("draw.work.under_way", step=step, since=since))
    if work.trouble:
        return WorkTold(trouble=t("draw.work.failed", step=step, code=work.trouble))
    return WorkTold()


def count_facts(found: Counts) -> list[tuple[str, str]]:
    return [
        (t("draw.places"), str(found.places)),
        (t("draw.seats"), str(found.seats)),
        (t("draw.applied"), str(found.applied)),
        (t("draw.holding"), str(found.holding)),
        (t("draw.waiting"), str(found.waiting)),
    ]


def preview_facts(row: models.Campaign) -> list[tuple[str, str]]:
    """What was tampered with is said in place of figures."""
    try:
        found = preview_at_hand(row)
    except DomainError as error:
        return [(t("draw.preview"), error_sentence(error, words_catalogue(), current_language()))]
    ranks = found.standing.ranks
    facts = [
        (t("draw.applied"), str(found.standing.children)),
        (t("draw.seats"), str(found.seats)),
        (t("draw.seated"), str(found.standing.seated)),
        (t("draw.first"), str(ranks[0] if ranks else 0)),
        (t("draw.against.lottery"), _words(found.lottery)),
    ]
    if found.before is not None:
        facts.append((t("draw.against.before"), _words(found.before)))
    return facts


def _words(found: Change) -> str:
    return t("draw.change", better=found.better, worse=found.worse, same=found.same)
