"""Campaigns, places, facts and reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bagdar.access.public import known_regions
from bagdar.admissions import models
from bagdar.admissions.presenters.shown import languages
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds import COUNTRY
from bagdar.admissions.rules.campaign.declared import CampaignRules, DeclaredFact
from bagdar.admissions.rules.market import RESERVE, By, Value
from bagdar.core.languages import Words
from bagdar.look.words import current_language, t
from bagdar.registry.public import organisations_named

LOTTERY_DIGITS = 12


def campaign_title(row: models.Campaign) -> str:
    """Such as “First grades, 2026, Almaty”."""
    region = known_regions().get(row.territory)
    where = region.name[current_language()] if region else t("campaign.country")
    kind = t(f"campaign.kind.{row.kind}")
    if row.territory == COUNTRY:
        where = t("campaign.country")
    title = t("campaign.title", kind=kind, year=str(row.year), where=where)
    return title if row.turn == 1 else t("campaign.title.turn", title=title, turn=row.turn)


@dataclass(frozen=True)
class Names:
    """Names of organisations, asked once for a page."""

    organisations: Mapping[UUID, Words]

    @classmethod
    def of(cls, places: Sequence[models.CampaignPlace]) -> "Names":
        ids = {one.organisation_id for one in places if one.organisation_id}
        known = organisations_named(list(ids))
        return cls({id: one.name for id, one in known.items()})

    def giver(self, one: models.CampaignPlace) -> str:
        """The organisation; of a place of the country the programme or the code."""
        named = self.organisations.get(one.organisation_id) if one.organisation_id else None
        return named[current_language()] if named else one.programme or one.code

    def place(self, one: models.CampaignPlace) -> str:
        """The organisation, then what is learnt there."""
        name = self.giver(one)
        programme = one.programme if one.programme != name else ""
        return ", ".join(part for part in (name, programme, place_hint(one)) if part)


def place_hint(one: models.CampaignPlace) -> str:
    return languages().get(one.language, one.language)


def titles(some: Sequence[Any]) -> dict[str, str]:
    language = current_language()
    return {one.code: one.title[language] for one in some}


def fact_of(rules: CampaignRules, code: str) -> DeclaredFact | None:
    return next((one for one in rules.fact if one.code == code), None)


def fact_title(rules: CampaignRules, code: str) -> str:
    """A step as the rules title it; the lottery and a reserve have words of their own."""
    found = fact_of(rules, code)
    if found is not None:
        return found.title[current_language()]
    if code in (RESERVE, By.LOTTERY.value):
        return t(f"campaign.step.{code}")
    return code


def value_words(rules: CampaignRules, code: str, value: Value | None) -> str:
    """Yes or no, the class, a number; of the lottery the first digits."""
    found = fact_of(rules, code)
    if value is None or value == "":
        return t("campaign.value.none")
    if code == By.LOTTERY.value:
        return str(value)[:LOTTERY_DIGITS]
    if code == RESERVE or (found is not None and found.by is By.HOLDS):
        return t("campaign.value.yes") if value == 1 else t("campaign.value.no")
    if found is not None and found.by is By.CLASS:
        return titles(found.classes).get(str(value), str(value))
    return str(value)


def reason_words(rules: CampaignRules, told: Mapping[str, Any]) -> str:
    """Why one block did not take the child, as `publishing.reason_told` has it."""
    step = str(told.get("step", ""))
    return t(
        f"admissions.why.{told['why']}",
        block=titles(rules.block).get(told["block"], told["block"]),
        step=fact_title(rules, step) if step else "",
        cutoff=value_words(rules, step, told.get("cutoff")),
        theirs=value_words(rules, step, told.get("theirs")),
    )


def cutoff_words(
    before: models.Campaign, cutoffs: Sequence[tuple[str, Sequence[Value] | None]]
) -> str:
    """What a place came to a year before: everybody got in, or what the last of each block had."""
    rules = rules_of(before)
    blocks = titles(rules.block)
    parts = []
    for block, key in cutoffs:
        if key is None:
            continue
        parts.append(t("campaign.cutoff.block", block=blocks.get(block, block),
                       last=_key_words(rules, block, key)))  # fmt: skip
    if not cutoffs:
        return ""
    return t("campaign.cutoff", what="; ".join(parts)) if parts else t("campaign.cutoff.none")


def _key_words(rules: CampaignRules, code: str, key: Sequence[Value]) -> str:
    block = next((one for one in rules.block if one.code == code), None)
    order = next((one for one in rules.order if block and one.code == block.order), None)
    if order is None:
        return ""
    steps = list(order.steps)
    values = list(key)[len(key) - len(steps) - 1 :]  # a reserve has a step before them
    told = [
        f"{fact_title(rules, step)} — {value_words(rules, step, value)}"
        for step, value in zip(steps, values, strict=False)
    ]
    return ", ".join(told) or t("campaign.step.lottery")
