"""Applications to campaigns in facts and tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from bagdar.admissions import models
from bagdar.admissions.presenters.campaign_words import (
    Names,
    campaign_title,
    fact_title,
    line_words,
    reason_words,
    titles,
    value_words,
)
from bagdar.admissions.queries.campaign_explained import lines_of
from bagdar.admissions.queries.campaign_family import (
    TOLD,
    address_of,
    claims_of,
    lottery_of,
    wishes_of,
)
from bagdar.admissions.queries.campaign_offering import Given, ToDecide
from bagdar.admissions.queries.campaigns import places_of_campaign, rules_of
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.nouns import ClaimState, FactFrom, FactOf, Stands
from bagdar.core.languages import format_date, format_instant
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

TONES: Mapping[str, Any] = {
    "applied": "sky", "withdrawn": "plain", "waiting": "sky", "offered": "gold",
    "accepted": "good", "settled": "good", "left": "plain",
}  # fmt: skip
CLAIM_TONES: Mapping[str, Any] = {"claimed": "gold", "proven": "good", "disproven": "bad"}


def stands(state: str) -> Mark:
    return Mark(t(f"campaign.stands.{state}"), TONES[state])


def told_state(row: models.CampaignApplication) -> str:
    """Nothing that was decided shows before it is let out."""
    is_said = row.campaign.state in TOLD or row.state == Stands.WITHDRAWN.value
    return row.state if is_said else Stands.APPLIED.value


def claim_mark(state: str) -> Mark:
    return Mark(t(f"campaign.claim.{state}"), CLAIM_TONES[state])


def own_table(rows: Sequence[tuple[models.CampaignApplication, str]]) -> Table:
    """(application, name of the child)."""
    return Table(
        name="campaign_applications",
        title=t("campaign.applications"),
        columns=(
            Column("campaign", t("campaign.campaign"), wide=True, link="href"),
            Column("child", t("campaign.child")),
            Column("state", t("campaign.state")),
            Column("until", t("campaign.until"), "date"),
        ),
        rows=[
            {"campaign": campaign_title(row.campaign), "child": name,
             "href": reverse("campaign_application", args=[row.pk]),
             "state": stands(told_state(row)),
             "until": row.until if row.campaign.state in TOLD else None}
            for row, name in rows
        ],
        empty=t("campaign.applications.none"),
    )  # fmt: skip


def application_facts(row: models.CampaignApplication) -> list[tuple[str, Any]]:
    language = current_language()
    facts: list[tuple[str, Any]] = [
        (t("campaign.campaign"), campaign_title(row.campaign)),
        (t("campaign.state"), t(f"campaign.stands.{told_state(row)}")),
        (t("campaign.first_at"), format_instant(row.first_at, language)),
        (t("campaign.closes_at"), format_instant(row.campaign.closes_at, language)),
        (t("campaign.name_there"), row.child),
    ]
    if row.place and row.campaign.state in TOLD:
        facts.insert(1, (t("campaign.place"), Names.of([row.place]).place(row.place)))
    if row.until and row.campaign.state in TOLD:
        facts.insert(2, (t("campaign.until"), format_date(row.until, language)))
    if number := lottery_of(row):
        facts.append((t("campaign.lottery"), number))
    return facts


def known_facts_told(row: models.CampaignApplication) -> list[tuple[str, str]]:
    """What decides of the child, and what is said of it: by the register, or once it is proven."""
    rules, claims = rules_of(row.campaign), claims_of(row)
    return [
        (fact_title(rules, one.code), _told(rules, row, one.code, claims.get(one.code)))
        for one in rules.fact
        if one.of is FactOf.CHILD and (one.origin is FactFrom.REGISTER or one.code in claims)
    ]


def _told(
    rules: CampaignRules, row: models.CampaignApplication, fact: str,
    claim: models.CampaignClaim | None,
) -> str:  # fmt: skip
    if claim is None:
        return value_words(rules, fact, row.facts.get(fact))
    value = value_words(rules, fact, claim.value)
    return t("campaign.claim.told", value=value, state=t(f"campaign.claim.{claim.state}"))


def wishes_table(row: models.CampaignApplication) -> Table:
    """The wishes with what holds at each place alone."""
    wishes, rules = wishes_of(row), rules_of(row.campaign)
    names = Names.of([one.place for one in wishes])
    return Table(
        name="campaign_wishes",
        title=t("campaign.wishes"),
        columns=(
            Column("rank", t("campaign.rank"), "number"),
            Column("name", t("campaign.place"), wide=True),
            Column("seats", t("campaign.seats"), "number"),
            Column("facts", t("campaign.facts.there"), wide=True),
        ),
        rows=[
            {"rank": one.rank, "name": names.place(one.place), "seats": one.place.seats,
             "facts": "; ".join(f"{fact_title(rules, code)} — {value_words(rules, code, value)}"
                                for code, value in sorted(one.facts.items()))}
            for one in wishes
        ],
        empty=t("campaign.wishes.none"),
    )  # fmt: skip


def whys(row: models.CampaignApplication) -> list[dict[str, Any]]:
    """Of each dearer wish that was not met: the place, and why no part of it took the child."""
    if row.campaign.state not in TOLD:
        return []
    rules, places = rules_of(row.campaign), {one.place.code: one.place for one in wishes_of(row)}
    names = Names.of(list(places.values()))
    return [
        {"name": names.place(places[one["place"]]), "reasons": _reasons(rules, one)}
        for one in row.why
        if one["place"] in places
    ]


def _reasons(rules: CampaignRules, told: Mapping[str, Any]) -> list[str]:
    if "missing" in told:
        lacking = ", ".join(fact_title(rules, one) for one in told["missing"])
        return [t("campaign.why.missing", facts=lacking)]
    return [reason_words(rules, one) for one in told["reasons"]]


def lines_shown(row: models.CampaignApplication, at: datetime) -> dict[str, Any]:
    """How it came about: of the person first, then of each place where it came about otherwise."""
    told, rules = lines_of(row, at), rules_of(row.campaign)
    places = [one.place for one in wishes_of(row)]
    names, language = Names.of(places), current_language()
    parts = [("", told.child), *((names.place(one), told.at.get(one.pk, ())) for one in places)]
    return {
        "is_frozen": told.is_frozen,
        "is_same": told.is_same,
        "parts": [
            {"name": name, "lines": [line_words(rules, line)[language] for line in lines]}
            for name, lines in parts
            if lines
        ],
    }


def claims_shown(row: models.CampaignApplication) -> list[dict[str, Any]]:
    rules = rules_of(row.campaign)
    return [
        {"fact": one.fact, "title": fact_title(rules, one.fact),
         "value": value_words(rules, one.fact, one.value), "document": one.document,
         "state": t(f"campaign.claim.{one.state}"), "reason": one.reason,
         "is_open": one.state == ClaimState.CLAIMED.value, "has_file": bool(one.evidence)}
        for one in claims_of(row).values()
    ]  # fmt: skip


def blocks_told(row: models.Campaign) -> list[tuple[str, str]]:
    """How seats of a place are filled, in order: the part, and by what. A part that no place of
    the campaign has is not told.
    """
    rules, tags = rules_of(row), {tag for one in places_of_campaign(row) for tag in one.tags}
    orders = titles(rules.order)
    return [
        (one.title[current_language()], orders.get(one.order, one.order))
        for one in rules.block
        if not one.where or one.where in tags
    ]


def offerings_table(rows: Sequence[Given]) -> Table:
    names = Names.of([one.place for one in rows])
    return Table(
        name="campaign_places",
        title=t("campaign.offerings"),
        columns=(
            Column("place", t("campaign.place"), wide=True, link="href"),
            Column("campaign", t("campaign.campaign"), wide=True),
            Column("state", t("campaign.state")),
            *_counts(),
        ),
        rows=[
            {"place": names.place(one.place), "campaign": campaign_title(one.place.campaign),
             "href": reverse("campaign_offering", args=[one.place.pk]),
             "state": t(f"campaign.state.{one.place.campaign.state}"), **_counted(one)}
            for one in rows
        ],
        empty=t("campaign.offerings.none"),
    )  # fmt: skip


def _counts() -> tuple[Column, ...]:
    return (
        Column("seats", t("campaign.seats"), "number"),
        Column("wishes", t("campaign.wished"), "number"),
        Column("offered", t("campaign.stands.offered"), "number"),
        Column("accepted", t("campaign.stands.accepted"), "number"),
        Column("settled", t("campaign.stands.settled"), "number"),
    )


def _counted(one: Given) -> dict[str, int]:
    return {"seats": one.place.seats, "wishes": one.wishes, "offered": one.offered,
            "accepted": one.accepted, "settled": one.settled}  # fmt: skip


def holders_table(rows: Sequence[tuple[models.CampaignApplication, str]]) -> Table:
    """(application, name): whom the organisation enrols."""
    return Table(
        name="campaign_holders",
        title=t("campaign.holders"),
        columns=(
            Column("name", t("campaign.name"), wide=True),
            Column("state", t("campaign.state")),
            Column("until", t("campaign.until"), "date"),
            Column("enrolled", t("campaign.enrolled"), "date"),
        ),
        rows=[
            {"name": name, "state": stands(row.state), "until": row.until,
             "enrolled": row.enrolled}
            for row, name in rows
        ],
        empty=t("campaign.holders.none"),
    )  # fmt: skip


def _asked(one: ToDecide) -> str:
    if not one.fact:
        return t("campaign.address")
    return fact_title(rules_of(one.application.campaign), one.fact)


def address_shown(row: models.CampaignApplication) -> dict[str, Any] | None:
    found = address_of(row)
    return found and {
        "text": ", ".join(part for part in (found.street, found.house) if part),
        "document": found.document, "reason": found.reason,
        "state": t(f"catchment.address.state.{found.state}"),
        "is_open": found.state == ClaimState.CLAIMED.value,
    }  # fmt: skip


def claims_table(rows: Sequence[ToDecide]) -> Table:
    """No names: they stand on the page of the application, and each look leaves a trace."""
    return Table(
        name="campaign_claims",
        title=t("campaign.claims.waiting"),
        columns=(
            Column("id", t("campaign.application"), wide=True, link="href"),
            Column("fact", t("campaign.claim.fact")),
            Column("campaign", t("campaign.campaign"), wide=True),
            Column("claimed_at", t("campaign.claimed_at"), "date"),
        ),
        rows=[
            {"id": str(one.application.pk),
             "href": reverse("campaign_claim", args=[one.application.pk]),
             "fact": _asked(one),
             "campaign": campaign_title(one.application.campaign),
             "claimed_at": one.claimed_at}
            for one in rows
        ],
        empty=t("campaign.claims.none"),
    )  # fmt: skip
