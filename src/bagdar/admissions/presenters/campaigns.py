"""Campaigns in words and tables: what is declared, who has spoken, what came of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bagdar.access.public import known_regions
from bagdar.admissions import models
from bagdar.admissions.presenters.campaign_words import Names, place_hint
from bagdar.admissions.queries.campaign_files import DecisionInfo
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.queries.kinds import COUNTRY
from bagdar.admissions.queries.published import Shown
from bagdar.admissions.rules.campaign.declared import CampaignRules, DeclaredBlock
from bagdar.admissions.rules.seeding import Ceremony, Said
from bagdar.core.languages import Words, format_instant
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

TONES: Mapping[str, Any] = {
    "open": "good", "closed": "sky", "drawing": "gold", "held": "gold", "published": "good",
}  # fmt: skip
# Parties that have words; another is shown by its code.
PARTIES = ("ministry", "university", "parents")


def title_of(row: models.Campaign) -> str:
    return t(
        "draw.title", kind=t(f"draw.kind.{row.kind}"), territory=territory_of(row.territory),
        year=row.year, turn=row.turn,
    )  # fmt: skip


def territory_of(code: str) -> str:
    if code == COUNTRY:
        return t("draw.country")
    known = known_regions().get(code)
    return known.name[current_language()] if known else code


def origins(row: models.Campaign, rules: CampaignRules) -> dict[str, object]:
    """Made-up children, or rules that rest on no act: the page says so."""
    shown_as = [Origin.ILLUSTRATIVE] if rules.illustrative else []
    return of_origins(Origin(row.origin), *shown_as)


def party_words(code: str) -> str:
    return t(f"draw.party.{code}") if code in PARTIES else code


def instant(seconds: int) -> str:
    return format_instant(datetime.fromtimestamp(seconds, UTC), current_language())


def facts_of(row: models.Campaign) -> list[tuple[str, Any]]:
    language = current_language()
    facts: list[tuple[str, Any]] = [
        (t("draw.state"), t(f"campaign.state.{row.state}")),
        (t("draw.opens"), format_instant(row.opens_at, language)),
        (t("draw.closes"), format_instant(row.closes_at, language)),
    ]
    if row.input_root:
        facts.append((t("draw.input_root"), row.input_root))
    if row.published_at:
        facts.append((t("draw.published"), format_instant(row.published_at, language)))
    return facts


def terms_of(rules: CampaignRules) -> list[tuple[str, Any]]:
    language, draw = current_language(), rules.draw
    return [
        (t("draw.parties"), ", ".join(party_words(one) for one in draw.parties)),
        (t("draw.witnesses"), str(draw.witnesses)),
        (t("draw.hours"), t("draw.hours.words", promise=draw.hours_to_promise,
                            reveal=draw.hours_to_reveal)),
        (t("draw.silent"), t(f"draw.silent.{draw.silent.value}")),
        (t("draw.beacon"), t(f"draw.beacon.{draw.beacon.name.lower()}")),
        (t("draw.answer"), str(rules.terms.days_to_answer)),
        (t("draw.moves"), t("draw.moves.yes") if rules.terms.moves_up else t("draw.moves.no")),
        (t("draw.source"), rules.source[language]),
    ]  # fmt: skip


def blocks_table(rules: CampaignRules) -> Table:
    language = current_language()
    orders = {one.code: one.title[language] for one in rules.order}
    facts = {one.code: one.title[language] for one in rules.fact}
    return Table(
        name="blocks",
        title=t("draw.blocks"),
        columns=(
            Column("block", t("draw.block"), wide=True),
            Column("share", t("draw.share")),
            Column("order", t("draw.order"), wide=True),
            Column("needs", t("draw.needs"), wide=True),
            Column("source", t("draw.source")),
        ),
        rows=[
            {"block": one.title[language], "share": share_words(one), "order": orders[one.order],
             "needs": ", ".join(facts[name] for name in one.needs), "source": one.source}
            for one in rules.block
        ],
    )  # fmt: skip


def share_words(one: DeclaredBlock) -> str:
    return t("draw.share.rest") if one.part is None else str(one.part)


def campaigns_table(rows: Sequence[models.Campaign], address: str) -> Table:
    """address: the name of the page of one."""
    return Table(
        name="campaigns",
        title=t("draw.campaigns"),
        columns=(
            Column("title", t("draw.campaign"), wide=True, link="href"),
            Column("state", t("draw.state")),
            Column("closes", t("draw.closes"), "date"),
        ),
        rows=[
            {"title": title_of(row), "href": reverse(address, args=[row.pk]),
             "state": mark(row.state), "closes": row.closes_at}
            for row in rows
        ],
        empty=t("draw.campaigns.none"),
    )  # fmt: skip


def mark(state: str) -> Mark:
    return Mark(t(f"campaign.state.{state}"), TONES.get(state, "plain"))


def places_table(rows: Sequence[models.CampaignPlace], address: str = "") -> Table:
    """address: of the page on which a place is changed, by its code; "": it is not."""
    names = Names.of(rows)
    return Table(
        name="places",
        title=t("draw.places"),
        columns=(
            Column("name", t("draw.organisation"), wide=True, link="href"),
            Column("language", t("draw.language")),
            Column("programme", t("draw.programme")),
            Column("seats", t("draw.seats"), "number", total=True),
            Column("code", t("draw.code"), "code"),
        ),
        rows=[
            {"name": names.giver(one), "programme": one.programme,
             "language": place_hint(one), "seats": one.seats,
             "code": one.code,
             "href": f"{address}?{urlencode({'code': one.code})}#seats" if address else ""}
            for one in rows
        ],
        empty=t("draw.places.none"),
    )  # fmt: skip


def cutoffs_table(
    found: Sequence[Mapping[str, Any]], rules: CampaignRules,
    places: Sequence[models.CampaignPlace],
) -> Table:  # fmt: skip
    """How many a block took is not shown where it is small."""
    names, language = Names.of(places), current_language()
    givers = {one.code: names.giver(one) for one in places}
    blocks = {one.code: one for one in rules.block}
    return Table(
        name="cutoffs",
        title=t("draw.cutoffs"),
        columns=(
            Column("name", t("draw.organisation"), wide=True),
            Column("code", t("draw.code"), "code"),
            Column("block", t("draw.block")),
            Column("seats", t("draw.seats"), "number"),
            Column("taken", t("draw.taken")),
            Column("cutoff", t("draw.cutoff"), wide=True),
        ),
        rows=[
            {"name": givers[one["place"]], "code": one["place"],
             "block": blocks[one["block"]].title[language], "seats": one["most"],
             "taken": count_words(one["taken"], rules.figures.least),
             "cutoff": cutoff_words(one["cutoff"], blocks[one["block"]], rules)}
            for one in found
        ],
        empty=t("draw.cutoffs.none"),
    )  # fmt: skip


def count_words(count: int, least: int) -> str:
    return t("draw.fewer", least=least) if 0 < count < least else str(count)


def cutoff_words(cutoff: Sequence[Any] | None, block: DeclaredBlock, rules: CampaignRules) -> str:
    """Of the last whom a full block took: each step and its value."""
    if cutoff is None:
        return t("draw.cutoff.room")
    names = {one.code: one.title for one in rules.fact}
    steps = next(one.steps for one in rules.order if one.code == block.order)
    titles = [*(step_words(names[one]) for one in steps), t("draw.lottery")]
    if len(cutoff) > len(titles):
        titles = [t("draw.reserve"), *titles]
    return "; ".join(
        f"{title}: {str(value)[:8]}" for title, value in zip(titles, cutoff, strict=True)
    )


def step_words(title: Words) -> str:
    return title[current_language()]


def decisions_table(rows: Sequence[DecisionInfo]) -> Table:
    return Table(
        name="decisions",
        title=t("draw.decisions"),
        columns=(
            Column("number", t("draw.number"), "number"),
            Column("kind", t("draw.decision"), wide=True),
            Column("at", t("draw.at"), "date"),
            Column("digest", t("draw.manifest"), "code"),
        ),
        rows=[
            {"number": one.number, "kind": t(f"draw.decision.{one.kind}"), "at": one.at,
             "digest": one.digest}
            for one in rows
        ],
        empty=t("draw.decisions.none"),
    )  # fmt: skip


def files_table(row: models.Campaign, files: Sequence[Shown], *, every: bool) -> Table:
    """every: the reader gets the lines of children as well."""
    return Table(
        name="files",
        title=t("draw.files"),
        columns=(
            Column("number", t("draw.number"), "number"),
            Column("name", t("draw.file"), link="href"),
            Column("open", t("draw.for"), wide=True),
            Column("size", t("draw.size"), "number"),
            Column("sha256", "SHA-256", "code"),
        ),
        rows=[
            {"number": one.file.number, "name": one.file.name, "size": one.file.size,
             "sha256": one.file.sha256,
             "href": _address(row, one) if one.is_open or every else "",
             "open": t("draw.for.all") if one.is_open else t("draw.for.auditors")}
            for one in files
        ],
        empty=t("draw.files.none"),
    )  # fmt: skip


def _address(row: models.Campaign, one: Shown) -> str:
    return reverse("campaign_file", args=[row.pk, one.file.number, one.file.name])


def parties_table(ceremony: Ceremony) -> Table:
    return Table(
        name="parties",
        title=t("draw.parties"),
        columns=(
            Column("party", t("draw.party"), wide=True),
            Column("promised", t("draw.promised")),
            Column("promise", t("draw.promise"), "code"),
            Column("revealed", t("draw.revealed")),
            Column("secret", t("draw.secret"), "code"),
        ),
        rows=[
            {"party": party_words(one), **_said("promise", ceremony.promises.get(one)),
             **_said("secret", ceremony.reveals.get(one))}
            for one in ceremony.plan.parties
        ],
    )  # fmt: skip


WHEN = {"promise": "promised", "secret": "revealed"}


def _said(name: str, said: Said | None) -> dict[str, str]:
    when = instant(said.at) if said else t("draw.not_yet")
    return {WHEN[name]: when, name: said.told if said else ""}


def witnesses_table(ceremony: Ceremony) -> Table:
    return Table(
        name="witnesses",
        title=t("draw.cosigned"),
        columns=(Column("name", t("draw.witness"), wide=True), Column("at", t("draw.at"))),
        rows=[
            {"name": name, "at": instant(at)} for name, at in sorted(ceremony.witnessed.items())
        ],
        empty=t("draw.cosigned.none"),
    )  # fmt: skip


def plan_facts(ceremony: Ceremony, digest: str) -> list[tuple[str, Any]]:
    plan = ceremony.plan
    facts = [
        (t("draw.digest"), digest),
        (t("draw.input_root"), plan.input_root),
        (t("draw.rules"), plan.rules),
        (t("draw.program"), plan.code),
        (t("draw.witnesses"), str(plan.witnesses)),
        (t("draw.promise_until"), instant(plan.promise_until)),
        (t("draw.reveal_until"), instant(plan.reveal_until)),
        (t("draw.silent"), t(f"draw.silent.{plan.silent.value}")),
    ]
    if plan.beacon is not None:
        words = t("draw.beacon.round", round=plan.beacon.round, at=instant(plan.beacon.due))
        heard = ceremony.beacon or t("draw.not_yet")
        facts += [
            (t("draw.beacon"), words),
            (t("draw.beacon.chain"), plan.beacon.chain),
            (t("draw.beacon.signature"), heard),
        ]
    return facts


def beacon_words(row: models.Campaign) -> dict[str, Any]:
    """Which round of the beacon is waited for, and when it comes; {}: none is."""
    ceremony = ceremony_in(row)
    beacon = ceremony.plan.beacon if ceremony else None
    return {"round": beacon.round, "due": instant(beacon.due)} if beacon else {}
