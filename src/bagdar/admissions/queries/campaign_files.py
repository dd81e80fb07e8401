"""Files of a campaign: the frozen input, number 0, and those of each decision."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.draw_errors import NoSuchCampaignFile
from bagdar.admissions.rules.market import Applicant, Market
from bagdar.admissions.rules.publishing import APPLICANTS, MARKET
from bagdar.admissions.rules.reading import applicant_of, read_market

INPUT = 0


@dataclass(frozen=True)
class FileInfo:
    """number: of the decision that it belongs to; size: in bytes."""

    number: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class DecisionInfo:
    number: int
    kind: str
    at: datetime
    digest: str
    receipt: str


def file_rows(
    row: models.Campaign, number: int, files: Mapping[str, bytes]
) -> list[models.CampaignFile]:
    """As they are to be kept: deflated."""
    return [
        models.CampaignFile(
            campaign=row, number=number, name=name, data=zlib.compress(data), size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )
        for name, data in files.items()
    ]  # fmt: skip


def files_of(row: models.Campaign, number: int) -> dict[str, bytes]:
    """Name → bytes of all files of a decision; none where there is no such decision."""
    found = row.files.filter(number=number).order_by("pk")
    return {one.name: zlib.decompress(bytes(one.data)) for one in found}


def file_of(row: models.Campaign, number: int, name: str) -> bytes:
    """Raises NoSuchCampaignFile."""
    found = row.files.filter(number=number, name=name).first()
    if found is None:
        raise NoSuchCampaignFile()
    return zlib.decompress(bytes(found.data))


def files_told(row: models.Campaign) -> list[FileInfo]:
    """Of all decisions, without their bytes; the frozen input is in the first."""
    found = row.files.exclude(number=INPUT).order_by("number", "name")
    return [FileInfo(*one) for one in found.values_list("number", "name", "size", "sha256")]


def decisions_of(row: models.Campaign) -> list[DecisionInfo]:
    found = row.decisions.order_by("number")
    return [
        DecisionInfo(*one) for one in found.values_list("number", "kind", "at", "digest", "receipt")
    ]


def last_number(row: models.Campaign) -> int:
    """0: nothing was decided yet."""
    return row.decisions.order_by("-number").values_list("number", flat=True).first() or 0


def frozen_input(row: models.Campaign) -> tuple[Market, list[Applicant]]:
    """The market and its applicants, as they stood when the campaign closed."""
    files = files_of(row, INPUT)
    lines = files[APPLICANTS].splitlines()
    applicants = [applicant_of(json.loads(line)) for line in lines]
    return read_market(files[MARKET].decode()), applicants
