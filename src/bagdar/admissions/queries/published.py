"""What of a campaign's files goes to whom, and what cutoffs say."""

import json
from dataclasses import dataclass
from typing import Any

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import (
    INPUT,
    FileInfo,
    file_of,
    files_told,
    last_number,
)
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.rules.campaign.draw_errors import NoSuchCampaignFile
from bagdar.admissions.rules.campaign.nouns import Publish
from bagdar.admissions.rules.publishing import CUTOFFS, MANIFEST, MARKET, SEED
from bagdar.core.origins import Origin

OPEN = (MANIFEST, MARKET, SEED, CUTOFFS)  # no line of a child


@dataclass(frozen=True)
class Shown:
    """A file, and whether everybody gets it."""

    file: FileInfo
    is_open: bool


def shows_all(row: models.Campaign) -> bool:
    """Whether everybody gets the lines of children: only where these are made up."""
    declared = rules_of(row).figures.publish
    return declared is Publish.ALL and row.origin != Origin.REAL.value


def files_shown(row: models.Campaign) -> list[Shown]:
    every = shows_all(row)
    return [Shown(one, every or one.name in OPEN) for one in files_told(row)]


def is_open(row: models.Campaign, number: int, name: str) -> bool:
    return number > INPUT and (name in OPEN or shows_all(row))


def published_file(row: models.Campaign, number: int, name: str) -> bytes:
    """Raises NoSuchCampaignFile, of the frozen input too: it is in the first decision."""
    if number == INPUT:
        raise NoSuchCampaignFile()
    return file_of(row, number, name)


def cutoffs_of(row: models.Campaign) -> list[dict[str, Any]]:
    """Lines of the last decision's cutoffs; none before there is one."""
    number = last_number(row)
    if not number:
        return []
    return [json.loads(line) for line in file_of(row, number, CUTOFFS).splitlines()]
