"""What may be wished in a campaign: schools on a list and a map, other places by searching."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.presenters.campaign_words import Names, cutoff_words
from bagdar.admissions.presenters.choosing import RANK, Card, choosing, measured, typed_number
from bagdar.admissions.queries.campaign_family import cutoffs_of_campaign, year_before
from bagdar.admissions.queries.campaigns import places_of_campaign
from bagdar.admissions.queries.choices import sight_of, start_of
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.queue.choosing import Sight
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.words import t
from bagdar.registry.public import buildings_of

MOST_SHOWN = 60  # places without a number, before somebody searches
MOST_ON_MAP = 400
# A school charges nothing for its places, so there is no order of prices.
SIGHTS = (Sight.NEAR, Sight.FREE, Sight.NAME)


def campaign_choices(
    row: models.Campaign, person: UUID, typed: Mapping[str, str], ranks: Sequence[UUID] = ()
) -> dict[str, Any]:
    """Schools are chosen by where they stand too; of colleges, grants and beds it is not asked."""
    cards = _cards(row, typed, ranks)
    if row.kind == CampaignKind.SCHOOL.value:
        return {"choosing": _on_map(row, person, cards, typed)}
    return _found(cards, typed.get("find", ""))


def _cards(
    row: models.Campaign, typed: Mapping[str, str], ranks: Sequence[UUID]
) -> list[tuple[UUID | None, Card]]:
    """Of whom, and its card, as yet without where it stands."""
    places = [one for one in places_of_campaign(row) if one.seats]
    names, before = Names.of(places), year_before(row)
    cutoffs = cutoffs_of_campaign(before) if before else {}
    chosen = {id: str(rank) for rank, id in enumerate(ranks, start=1)}
    found = []
    for one in places:
        field = f"{RANK}{one.pk}"
        last = cutoff_words(before, cutoffs.get(one.code, ())) if before else ""
        told = [t("campaign.choice.hint", seats=one.seats), *([last] if last else [])]
        value = typed.get(field, chosen.get(one.pk, ""))
        found.append((one.organisation_id, Card(field, names.place(one), value, one.seats, told)))
    return found


def _on_map(
    row: models.Campaign, person: UUID, cards: Sequence[tuple[UUID | None, Card]],
    typed: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    today = local_date(timezone.now())
    start = start_of(
        row.territory, today, Origin(row.origin), asked=typed.get("from"), home_of=person
    )
    buildings = buildings_of({id for id, _ in cards if id}, today)
    placed = []
    for id, card in cards:
        building = buildings.get(id) if id else None
        at = building.at if building else None
        told = [*card.told, building.address] if building else card.told
        placed.append(replace(card, told=told, at=at, metres=measured(at, start)))
    return choosing(
        placed, start, sight_of(typed.get("sight", ""), start), typed.get("find", "").strip(),
        sights=SIGHTS, title=t("campaign.wishes"), hint=t("campaign.wishes.hint"),
        most=MOST_ON_MAP,
    )  # fmt: skip


def _found(cards: Sequence[tuple[UUID | None, Card]], find: str) -> dict[str, Any]:
    """Those with a number first, then what was searched for."""
    words = find.strip().casefold().split()
    found = [
        {"id": one.field, "name": one.name, "value": one.value, "hint": ". ".join(one.told)}
        for _, one in cards
        if one.value or all(word in one.name.casefold() for word in words)
    ]
    found.sort(key=lambda told: (not told["value"], typed_number(told["value"]), told["name"]))
    most = max(MOST_SHOWN, sum(1 for told in found if told["value"]))
    return {"choices": found[:most], "find": find, "more": max(0, len(found) - most),
            "nothing": not found}  # fmt: skip
