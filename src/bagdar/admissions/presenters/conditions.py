"""Places that wait for a paper, for clerks. Names stand on the page of one alone."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from bagdar.admissions.models import CampaignApplication
from bagdar.admissions.presenters.campaign_words import campaign_title
from bagdar.admissions.queries.conditions import Awaited, conditions_of
from bagdar.core.languages import format_date
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t


def papers_table(rows: Sequence[Awaited]) -> Table:
    language = current_language()
    return Table(
        name="campaign_papers",
        title=t("campaign.papers"),
        columns=(
            Column("id", t("campaign.application"), wide=True, link="href"),
            Column("paper", t("campaign.paper"), wide=True),
            Column("campaign", t("campaign.campaign"), wide=True),
            Column("until", t("campaign.paper.until"), "date"),
        ),
        rows=[
            {"id": str(one.application.pk),
             "href": reverse("campaign_condition", args=[one.application.pk]),
             "paper": one.condition.title[language],
             "campaign": campaign_title(one.application.campaign),
             "until": one.until}
            for one in rows
        ],
        empty=t("campaign.papers.none"),
    )  # fmt: skip


def conditions_shown(row: CampaignApplication, on: date) -> list[dict[str, object]]:
    """is_open: its last day is not over."""
    language = current_language()
    return [
        {"code": one.code, "title": one.title[language], "until": format_date(last, language),
         "is_open": on <= last}
        for one, last in conditions_of(row)
    ]  # fmt: skip
