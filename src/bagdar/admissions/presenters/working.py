"""What is being done about a large campaign beside the service, in words."""

from dataclasses import dataclass
from datetime import datetime

from bagdar.admissions import models
from bagdar.admissions.presenters.troubles import why
from bagdar.admissions.queries.working import fell_silent, is_previewed
from bagdar.admissions.rules.campaign.working import OPEN
from bagdar.core.languages import format_instant
from bagdar.look.words import current_language, t


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
    if is_previewed(work, now):
        return WorkTold(progress=t("draw.work.previewing", step=step))
    if work.trouble:
        told = why(work.trouble, work.trouble_facts)
        return WorkTold(trouble=t("draw.work.failed", step=step, why=told))
    return WorkTold()
