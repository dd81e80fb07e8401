"""How what decides about an application came about, line by line, for whom it concerns alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_facts import known_facts
from bagdar.admissions.queries.campaign_family import claims_of, wishes_of
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.rules.campaign.nouns import CampaignState, ClaimState, Stands
from bagdar.admissions.rules.market import Facts
from bagdar.core.errors import Phrase
from bagdar.core.periods import local_date

AHEAD = (CampaignState.DRAFT.value, CampaignState.OPEN.value)


@dataclass(frozen=True)
class Lines:
    """child: of the person; at: by place, where it came about otherwise there.

    is_frozen  the campaign has closed: it is said as of that day
    is_same    what the register says gives what was frozen; otherwise there are no lines
    """

    child: Sequence[Phrase]
    at: Mapping[UUID, Sequence[Phrase]]
    is_frozen: bool
    is_same: bool = True


def lines_of(row: models.CampaignApplication, at: datetime) -> Lines:
    """Before closing as of today, then as of the day on which applications closed. A register that
    was corrected since would explain other facts than those that decided: nothing is said then.
    """
    is_frozen = row.campaign.state not in AHEAD
    if is_frozen and row.state == Stands.WITHDRAWN.value:
        return Lines((), {}, is_frozen)
    on = local_date(row.campaign.closes_at if is_frozen else at)
    wishes, kind = wishes_of(row), kind_of(row.campaign.kind)
    if is_frozen and not _is_same(row, wishes, on):
        return Lines((), {}, is_frozen, is_same=False)
    there = {
        one.place_id: kind.explain_at(row.campaign, row.person_id, one.place, on) for one in wishes
    }
    return Lines(
        kind.explain_child(row.campaign, row.person_id, on),
        {place: lines for place, lines in there.items() if lines}, is_frozen,
    )  # fmt: skip


def _is_same(
    row: models.CampaignApplication, wishes: Sequence[models.CampaignWish], on: date
) -> bool:
    """Whether it was frozen so; a wish that was left out at closing was never frozen."""
    known = known_facts(row.campaign, row.person_id, [one.place for one in wishes], on)
    proven = {code for code, one in claims_of(row).items() if one.state == ClaimState.PROVEN.value}
    left_out = {one["place"] for one in row.why if "missing" in one}
    return _agrees(known.child, row.facts, proven) and all(
        _agrees(known.at[one.place_id], one.facts, proven)
        for one in wishes
        if one.facts and one.place.code not in left_out
    )


def _agrees(now: Facts, frozen: Facts, proven: set[str]) -> bool:
    """By the facts that both have; what was proven went before the register."""
    return all(frozen.get(name, value) == value for name, value in now.items()
               if name not in proven)  # fmt: skip
