"""What is being done about a campaign beside the service, and whether a step needs that."""

from datetime import datetime

from bagdar.admissions import models
from bagdar.admissions.queries.held import preview_of
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.rules.campaign.outcomes import Preview, preview_read, preview_told
from bagdar.admissions.rules.campaign.working import WorkState, is_long, is_silent
from bagdar.core import beats


def last_work(campaign: models.Campaign) -> models.CampaignWork | None:
    """The latest that was asked for."""
    return campaign.works.order_by("-pk").first()


def needs_work(campaign: models.Campaign, step: str) -> bool:
    """Whether a step would keep a page waiting too long."""
    return is_long(step, campaign.applications.count())


def fell_silent(work: models.CampaignWork, now: datetime) -> bool:
    return is_silent(WorkState(work.state), work.beat_at, now)


def is_previewed(work: models.CampaignWork | None, now: datetime) -> bool:
    """Whether a process is just working out what a run would do."""
    return (
        work is not None
        and work.state == WorkState.PREVIEWING
        and not beats.fell_silent(work.beat_at, now)
    )


def preview_to_keep(campaign: models.Campaign) -> dict[str, object]:
    """Computed where nobody waits for a page."""
    return {"manifest": campaign.held, **preview_told(preview_of(campaign))}


def preview_at_hand(campaign: models.Campaign) -> Preview:
    """What the process that ran it kept, of exactly what is held; else it is computed anew."""
    ran = campaign.works.filter(step=NextStep.RUN.value, result__isnull=False)
    kept = ran.order_by("-pk").first()
    if kept is not None and kept.result["manifest"] == campaign.held:
        return preview_read(kept.result)
    return preview_of(campaign)
