"""Requests, decisions and equivalences in words and tables."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.core.errors import Phrase
from bagdar.core.languages import LANGUAGES, Words, format_date, format_instant, format_number
from bagdar.credentials.rules.curricula import Unit
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.recognition import models
from bagdar.recognition.queries.requests import (
    claims_of,
    evidence_of,
    grants_of,
    receipt_text,
)
from bagdar.recognition.rules.deciding import Grant, Settled, Standing
from bagdar.recognition.rules.explaining import commitment
from bagdar.recognition.rules.nouns import DecisionStage, Kind, State, Verdict
from bagdar.registry.public import organisations_named

TONES: Mapping[str, Any] = {"full": "good", "partial": "gold", "refused": "bad"}


def state_mark(row: models.Request, decision: models.Decision | None = None) -> Mark:
    if decision is not None and row.state in (State.DECIDED.value, State.SETTLED.value):
        return Mark(t(f"recognition.verdict.{decision.verdict}"), TONES[decision.verdict])
    tone: Any = "sky" if row.is_waiting else "plain"
    return Mark(t(f"recognition.state.{row.state}"), tone)


def standing_decisions(rows: Sequence[models.Request]) -> dict[UUID, models.Decision]:
    """By request, the decision that holds."""
    found = models.Decision.objects.filter(
        request_id__in=[row.pk for row in rows], superseded_at__isnull=True
    )
    return {one.request_id: one for one in found}


def title_of(row: models.Request) -> Words:
    curriculum = row.curriculum
    return Words(kk=curriculum.title_kk, ru=curriculum.title_ru, en=curriculum.title_en)


def provider_of(row: models.Request | models.Equivalence) -> Words:
    """From whom: an institution of the register by its name."""
    if row.kind == Kind.FORMAL.value:
        try:
            id = UUID(row.provider)
        except ValueError:
            return Words.same(row.provider)
        known = organisations_named([id]).get(id)
        return known.name if known else Words.same(row.provider)
    return Words.same(row.provider)


def own_table(rows: Sequence[models.Request]) -> Table:
    language, decisions = current_language(), standing_decisions(rows)
    return Table(
        name="requests",
        title=t("recognition.requests"),
        columns=(
            Column("title", t("recognition.achievement"), wide=True, link="href"),
            Column("state", t("recognition.state")),
            Column("programme", t("recognition.programme"), wide=True),
            Column("asked", t("recognition.asked_at"), "date"),
            Column("due", t("recognition.due_on"), "date"),
        ),
        rows=[
            {
                "title": row.title,
                "href": reverse("own_recognition", args=[row.pk]),
                "state": state_mark(row, decisions.get(row.pk)),
                "programme": title_of(row)[language],
                "asked": row.asked_at,
                "due": row.due_on if row.is_waiting else None,
            }
            for row in rows
        ],
        empty=t("recognition.requests.none"),
    )


def desk_table(name: str, rows: Sequence[models.Request]) -> Table:
    """No names: they stand on the page of the request, and each look there leaves a trace."""
    language, decisions = current_language(), standing_decisions(rows)
    titles = {"queue": t("recognition.queue"), "decided": t("recognition.decided")}
    return Table(
        name=name,
        title=titles[name],
        columns=(
            Column("title", t("recognition.achievement"), wide=True, link="href"),
            Column("state", t("recognition.state")),
            Column("proof", t("recognition.proof")),
            Column("programme", t("recognition.programme"), wide=True),
            Column("asked", t("recognition.asked_at"), "date"),
            Column("due", t("recognition.due_on"), "date"),
        ),
        rows=[
            {
                "title": row.title,
                "href": reverse("recognition_request", args=[row.pk]),
                "state": state_mark(row, decisions.get(row.pk)),
                "proof": t(f"recognition.proof.{row.proof}"),
                "programme": title_of(row)[language],
                "asked": row.asked_at,
                "due": row.due_on if row.is_waiting else None,
            }
            for row in rows
        ],
        empty=t("recognition.queue.none"),
    )


def request_facts(row: models.Request) -> list[tuple[str, Any]]:
    language = current_language()
    rows: list[tuple[str, Any]] = [
        (t("recognition.state"), t(f"recognition.state.{row.state}")),
        (t("recognition.programme"), title_of(row)),
        (t("recognition.achievement"), row.title),
        (t("recognition.kind"), t(f"recognition.kind.{row.kind}")),
        (t("recognition.provider"), provider_of(row)),
        (t("recognition.code"), row.code),
        (t("recognition.achieved_on"), format_date(row.achieved_on, language)),
        (t("recognition.credits"), amount(row.credits, row.unit)),
        (t("recognition.nqf"), str(row.nqf_level or t("recognition.nqf.unsaid"))),
        (t("recognition.proof"), t(f"recognition.proof.{row.proof}")),
        (t("recognition.asked_at"), format_instant(row.asked_at, language)),
    ]
    if row.number:
        rows.insert(6, (t("recognition.number"), row.number))
    if row.comment:
        rows.append((t("recognition.comment"), row.comment))
    if row.is_waiting:
        rows.append((t("recognition.due_on"), format_date(row.due_on, language)))
    return rows


def amount(credits: int, unit: str) -> str:
    return f"{format_number(credits, current_language())} {t(f'curricula.unit.{unit}')}"


def evidence_table(row: models.Request, address: str) -> Table:
    """address: the name of the page that gives a file."""
    found = evidence_of(row)
    return Table(
        name="evidence",
        title=t("recognition.evidence"),
        columns=(
            Column("name", t("recognition.file"), wide=True, link="href"),
            Column("told", t("recognition.badge"), wide=True),
            Column("at", t("recognition.added_at"), "date"),
        ),
        rows=[
            {
                "name": one.file_name,
                "href": reverse(address, args=[row.pk, one.pk]),
                "told": badge_words(one.told) if one.told else None,
                "at": one.added_at,
            }
            for one in found
        ],
        empty=t("recognition.evidence.none"),
    )


def badge_words(told: Mapping[str, Any]) -> str:
    """What a badge says, and why it was not verified."""
    said = t("recognition.badge.says", version=told["version"], title=told["title"],
             issuer=told["issuer_name"])  # fmt: skip
    why = [t(f"recognition.unverified.{one}") for one in told["unverified"]]
    alone = t("recognition.because.not_alone")
    return " ".join([said, *([*why, alone] if why else [t("recognition.badge.verified")])])


def because_words(decision: models.Decision) -> dict[str, list[str]]:
    """Why, in every language."""
    known = words_catalogue()
    return {
        language: [
            known.say(_because_key(code), language, **facts) for code, facts in decision.because
        ]
        for language in LANGUAGES
    }


def _because_key(code: str) -> str:
    """Why a badge was not verified is said as beside the badge itself."""
    head, mark, why = code.partition("unverified_")
    is_doubt = mark and not head
    return f"recognition.unverified.{why}" if is_doubt else f"recognition.because.{code}"


def decision_parts(decision: models.Decision) -> dict[str, Any]:
    """A decision as templates print it."""
    language = current_language()
    by_rule = Phrase("recognition.by_rule")
    return {
        "verdict": t(f"recognition.verdict.{decision.verdict}"),
        "because": because_words(decision)[language],
        "reason": decision.reason,
        "holds": decision.superseded_at is None,
        "facts": [
            (t("recognition.stage"), t(f"recognition.stage.{decision.stage}")),
            (t("recognition.decided_at"), format_instant(decision.at, language)),
            (t("recognition.decided_by"), t(by_rule.key) if decision.is_automatic
             else t("recognition.by_person")),
            (t("recognition.receipt"), t("recognition.receipt.there" if receipt_of(decision)
                                         else "recognition.receipt.waits")),
        ],
    }  # fmt: skip


def contents_of(decision: models.Decision) -> dict[str, Any]:
    """What the log was told of a decision."""
    grants = [Grant(one.module.code, one.credits) for one in grants_of(decision)]
    return commitment(
        decision.pk, decision.request_id, decision.number, DecisionStage(decision.stage),
        Verdict(decision.verdict), grants, decision.at,
    )  # fmt: skip


def receipt_of(decision: models.Decision) -> str | None:
    return receipt_text(decision, contents_of(decision))


def grant_fields(
    row: models.Request, standing: Standing, found: Settled, typed: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A number of credits for each claimed module, as an equivalence proposes it."""
    language, proposed = current_language(), {one.module: one.credits for one in found.grants}
    fields = []
    for claim in claims_of(row):
        module = claim.module
        left = standing.parts[module.code].left if module.code in standing.parts else 0
        name = f"grant-{module.pk}"
        titles = Words(kk=module.title_kk, ru=module.title_ru, en=module.title_en)
        fields.append({
            "name": name,
            "code": module.code,
            "label": titles[language],
            "hint": t("recognition.grant.hint", left=left, nqf=module.nqf_level),
            "most": left,
            "value": typed.get(name, str(proposed.get(module.code, 0))),
        })  # fmt: skip
    return fields


def cut_words(found: Settled) -> list[str]:
    return [t(f"recognition.because.cut_{why.value}", module=module) for module, why in found.cuts]


def equivalences_table(rows: Sequence[models.Equivalence], *, ends: bool = False) -> Table:
    language = current_language()
    named = organisations_named({row.organisation_id for row in rows})
    return Table(
        name="equivalences",
        title=t("recognition.equivalences"),
        columns=(
            Column("title", t("recognition.achievement"), wide=True,
                   link="href" if ends else None),
            Column("kind", t("recognition.kind")),
            Column("provider", t("recognition.provider"), wide=True),
            Column("code", t("recognition.code"), "code"),
            Column("organisation", t("curricula.organisation"), wide=True),
            Column("programme", t("recognition.programme"), "code"),
            Column("module", t("curricula.module"), "code"),
            Column("credits", t("recognition.credits"), "number"),
            Column("since", t("curricula.since"), "date"),
            Column("until", t("curricula.until"), "date"),
            Column("source", t("curricula.source"), wide=True),
        ),
        rows=[
            {
                "title": row.title,
                "href": reverse("equivalence_end", args=[row.pk]) if ends else "",
                "kind": t(f"recognition.kind.{row.kind}"),
                "provider": provider_of(row)[language],
                "code": row.code,
                "organisation": named[row.organisation_id].name[language],
                "programme": f"{row.level} {row.programme}",
                "module": row.module,
                "credits": row.credits,
                "since": row.valid_from,
                "until": row.valid_to,
                "source": row.source,
            }
            for row in rows
        ],
        empty=t("recognition.equivalences.none"),
    )  # fmt: skip


def unit_choices() -> list[tuple[str, str]]:
    return [(one.value, t(f"curricula.unit.{one.value}")) for one in Unit]


def kind_choices(*but: Kind) -> list[tuple[str, str]]:
    return [(one.value, t(f"recognition.kind.{one.value}")) for one in Kind if one not in but]
