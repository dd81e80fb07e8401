"""A holder's diplomas: what each is, how often it was checked, which links are open."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from bagdar.core.languages import format_instant, format_number
from bagdar.credentials import models
from bagdar.credentials.presenters.desk import state_mark
from bagdar.credentials.presenters.papers import mark_words
from bagdar.credentials.printing import qr_code
from bagdar.credentials.queries.diplomas import Shown
from bagdar.credentials.rules.selective import DiplomaPart
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t


def table(found: Sequence[Shown]) -> Table:
    language = current_language()
    return Table(
        name="diplomas",
        title=t("diplomas.mine"),
        columns=(
            Column("title", t("diplomas.qualification"), wide=True, link="href"),
            Column("state", t("diplomas.batch.state")),
            Column("holder", t("diplomas.holder")),
            Column("issuer", t("diplomas.issuer")),
            Column("from", t("diplomas.from")),
            Column("at", t("diplomas.issued_at"), "date"),
            Column("checks", t("diplomas.checks"), "number"),
        ),
        rows=[
            {
                "title": one.title[language],
                "href": reverse("own_diploma", args=[one.id]),
                "holder": one.holder,
                "issuer": one.issuer[language],
                "from": t("diplomas.from.paper") if one.paper else t("diplomas.from.register"),
                "at": one.issued_at,
                "state": state_mark(one.state.value),
                "checks": one.checks,
            }
            for one in found
        ],
        empty=t("diplomas.mine.none"),
    )


def facts(one: Shown) -> list[tuple[str, Any]]:
    language = current_language()
    receipt = t("diplomas.receipt.there" if one.has_receipt else "diplomas.receipt.waits")
    paper = [(t("diplomas.from_paper"), mark_words(one.paper))] if one.paper else []
    return [
        (t("diplomas.holder"), one.holder),
        (t("diplomas.issuer"), one.issuer),
        *paper,
        (t("diplomas.issued_at"), format_instant(one.issued_at, language)),
        (t("diplomas.batch.state"), t(f"diplomas.state.{one.state.value}")),
        (t("diplomas.receipt"), receipt),
        (t("diplomas.checks"), format_number(one.checks, language)),
    ]


def links(rows: Iterable[models.ShareLink], now: datetime) -> list[dict[str, Any]]:
    """Open links: until when, how often opened, and the id by which each is ended."""
    language = current_language()
    return [
        {
            "id": row.pk,
            "text": t(
                "diplomas.link.open",
                until=format_instant(row.ends_at, language),
                count=row.opened,
            )
            if row.ends_at
            else t("diplomas.link.printed", count=row.opened),
        }
        for row in rows
        if row.ends_at is None or row.ends_at > now
    ]


def code(address: str) -> str:
    """The QR code of the PDF as a picture of the page: a data address."""
    return f"data:image/svg+xml;base64,{b64encode(qr_code(address)).decode('ascii')}"


def choices(parts: Iterable[DiplomaPart]) -> list[tuple[str, str]]:
    """What a holder may show, in words."""
    return [(one.value, t(f"diplomas.part.{one.value}")) for one in parts]
