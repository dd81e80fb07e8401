"""Vouchers in words and tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from bagdar.admissions import models
from bagdar.admissions.presenters.campaign_words import group_title
from bagdar.admissions.presenters.shown import names_of
from bagdar.admissions.queries.vouchers import stands, stay_of
from bagdar.admissions.rules.campaign.vouchers import VoucherStands
from bagdar.core.languages import format_date
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.public import Offered

TONES: Mapping[str, Any] = {
    "free": "gold", "held": "good", "suspended": "sky", "ended": "plain", "asked": "sky",
    "confirmed": "gold", "refused": "bad", "withdrawn": "plain", "taken": "good",
}  # fmt: skip


def state_mark(state: VoucherStands) -> Mark:
    return Mark(t(f"voucher.stands.{state.value}"), TONES[state.value])


def asked_mark(state: str) -> Mark:
    return Mark(t(f"voucher.asked.{state}"), TONES[state])


def facts_of(row: models.Voucher) -> list[tuple[str, Any]]:
    language, stay = current_language(), stay_of(row)
    facts: list[tuple[str, Any]] = [
        (t("voucher.state"), t(f"voucher.stands.{stands(row).value}")),
        (t("voucher.group"), group_title(row.group)),
        (t("voucher.issued_on"), format_date(row.issued_on, language)),
        (t("voucher.number"), str(row.pk)),
    ]
    if stay is not None:
        name = names_of([stay.organisation_id])[stay.organisation_id][language]
        facts[1:1] = [
            (t("voucher.university"), name),
            (t("voucher.programme"), stay.programme),
            (t("voucher.since"), format_date(stay.since, language)),
        ]
    if row.ended_on is not None:
        facts += [
            (t("voucher.ended_on"), format_date(row.ended_on, language)),
            (t("voucher.reason"), row.reason),
        ]
    return facts


def own_table(rows: Sequence[tuple[models.Voucher, str]]) -> Table:
    """(voucher, name of the holder)."""
    return Table(
        name="vouchers",
        title=t("voucher.own"),
        columns=(
            Column("holder", t("voucher.holder"), wide=True, link="href"),
            Column("group", t("voucher.group"), wide=True),
            Column("state", t("voucher.state")),
            Column("issued_on", t("voucher.issued_on"), "date"),
        ),
        rows=[
            {"holder": name, "href": reverse("own_voucher", args=[row.pk]),
             "group": group_title(row.group), "state": state_mark(stands(row)),
             "issued_on": row.issued_on}
            for row, name in rows
        ],
        empty=t("voucher.none"),
    )  # fmt: skip


def stays_table(row: models.Voucher) -> Table:
    """Where the voucher stood, the oldest first."""
    rows = list(row.stays.order_by("since", "pk"))
    names, language = names_of([one.organisation_id for one in rows]), current_language()
    return Table(
        name="stays",
        title=t("voucher.stays"),
        columns=(
            Column("university", t("voucher.university"), wide=True),
            Column("programme", t("voucher.programme")),
            Column("kind", t("voucher.state")),
            Column("since", t("voucher.since"), "date"),
            Column("until", t("voucher.until"), "date"),
            Column("reason", t("voucher.reason"), wide=True),
        ),
        rows=[
            {"university": names[one.organisation_id][language], "programme": one.programme,
             "kind": t(f"voucher.stands.{one.kind}"), "since": one.since, "until": one.until,
             "reason": one.reason}
            for one in rows
        ],
        empty=t("voucher.stays.none"),
    )  # fmt: skip


def requests_of(row: models.Voucher) -> list[dict[str, Any]]:
    """The latest first, with what may be done with each."""
    rows = list(row.requests.order_by("-asked_at", "pk"))
    names, language = names_of([one.organisation_id for one in rows]), current_language()
    return [
        {"id": one.pk, "university": names[one.organisation_id][language],
         "programme": one.programme, "state": t(f"voucher.asked.{one.state}"),
         "reason": one.reason, "may_take": one.state == "confirmed",
         "may_withdraw": one.state in ("asked", "confirmed")}
        for one in rows
    ]  # fmt: skip


def offers(found: Sequence[Offered]) -> dict[str, str]:
    """University and programme as one choice, by the university's name."""
    names, language = names_of([one.organisation_id for one in found]), current_language()
    told = {
        f"{one.organisation_id}/{one.code}":
        f"{names[one.organisation_id][language]} · {one.code} {one.name[language]}"
        for one in found
    }  # fmt: skip
    return dict(sorted(told.items(), key=lambda one: one[1]))


def asked_table(rows: Sequence[models.VoucherRequest]) -> Table:
    """No names: they stand on the page of the request, and each look leaves a trace."""
    return Table(
        name="requests",
        title=t("voucher.requests"),
        columns=(
            Column("id", t("voucher.number"), wide=True, link="href"),
            Column("programme", t("voucher.programme")),
            Column("state", t("voucher.state")),
            Column("asked_at", t("voucher.asked_at"), "date"),
        ),
        rows=[
            {"id": str(one.pk), "href": reverse("voucher_request", args=[one.pk]),
             "programme": one.programme, "state": asked_mark(one.state), "asked_at": one.asked_at}
            for one in rows
        ],
        empty=t("voucher.requests.none"),
    )  # fmt: skip


def held_table(rows: Sequence[models.VoucherStay]) -> Table:
    return Table(
        name="held",
        title=t("voucher.held"),
        columns=(
            Column("id", t("voucher.number"), wide=True, link="href"),
            Column("programme", t("voucher.programme")),
            Column("state", t("voucher.state")),
            Column("since", t("voucher.since"), "date"),
        ),
        rows=[
            {"id": str(one.voucher_id), "href": reverse("voucher_case", args=[one.voucher_id]),
             "programme": one.programme, "state": state_mark(VoucherStands(one.kind)),
             "since": one.since}
            for one in rows
        ],
        empty=t("voucher.held.none"),
    )  # fmt: skip
