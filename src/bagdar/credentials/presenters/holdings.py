"""Keys of an issuer, and issuers with what they are accredited for, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.core.languages import Words, format_date, format_instant
from bagdar.credentials import models
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t


def key_mark(row: models.IssuerKey) -> Mark:
    if row.lost_at is not None:
        return Mark(t("diplomas.keys.lost"), "bad")
    if row.until is not None:
        return Mark(t("diplomas.keys.followed"), "plain")
    return Mark(t("diplomas.keys.open"), "good")


def keys_table(rows: Sequence[models.IssuerKey]) -> Table:
    return Table(
        name="keys",
        title=t("diplomas.keys.all"),
        columns=(
            Column("key", t("diplomas.keys.key"), "code"),
            Column("state", t("diplomas.batch.state")),
            Column("since", t("diplomas.keys.since"), "date"),
            Column("until", t("diplomas.keys.until"), "date"),
            Column("by", t("diplomas.keys.by"), "code"),
        ),
        rows=[
            {
                "key": row.key_id.partition("#")[2],
                "state": key_mark(row),
                "since": row.since,
                "until": row.until,
                "by": row.made_by,
            }
            for row in rows
        ],
    )


def issuers_table(rows: Sequence[models.Issuer], names: Mapping[Any, Words]) -> Table:
    language = current_language()
    return Table(
        name="issuers",
        title=t("diplomas.issuers.all"),
        columns=(
            Column("name", t("diplomas.issuer"), wide=True, link="href"),
            Column("code", t("diplomas.issuers.code"), "code"),
            Column("levels", t("diplomas.issuers.levels")),
            Column("at", t("diplomas.issuers.at"), "date"),
        ),
        rows=[
            {
                "name": names[row.organisation_id][language],
                "href": reverse("issuer", args=[row.code]),
                "code": row.code,
                "levels": ", ".join(sorted({one.level for one in row.accreditations.all()}))
                or None,
                "at": row.registered_at,
            }
            for row in rows
        ],
        empty=t("diplomas.issuers.none"),
    )


def found_table(rows: Sequence[tuple[UUID, Words, str]], codes: Mapping[UUID, str]) -> Table:
    """Organisations that were looked for: each leads on, or to the issuer that it is already.

    rows: id, name, region; codes: those of issuers, by organisation
    """
    language, here = current_language(), reverse("issuer_new")
    return Table(
        name="found",
        title=t("diplomas.issuers.found"),
        columns=(
            Column("name", t("diplomas.issuer"), wide=True, link="href"),
            Column("region", t("diplomas.issuers.region"), "code"),
            Column("code", t("diplomas.issuers.code"), "code"),
        ),
        rows=[
            {
                "name": name[language],
                "href": reverse("issuer", args=[codes[id]])
                if id in codes
                else f"{here}?organisation={id}",
                "region": region,
                "code": codes.get(id),
            }
            for id, name, region in rows
        ],
        empty=t("diplomas.issuers.found.none"),
    )


def issuer_facts(row: models.Issuer, name: Words) -> list[tuple[str, Any]]:
    return [
        (t("diplomas.issuer"), name),
        (t("diplomas.desk.did"), row.did),
        (t("diplomas.issuers.at"), format_instant(row.registered_at, current_language())),
        (t("diplomas.issuers.by"), row.registered_by),
    ]


def accreditations_table(rows: Sequence[models.Accreditation]) -> Table:
    return Table(
        name="accreditations",
        title=t("diplomas.issuers.accreditations"),
        columns=(
            Column("level", t("diplomas.isced"), "code"),
            Column("since", t("diplomas.issuers.since"), "date"),
            Column("before", t("diplomas.issuers.before"), "date"),
            Column("source", t("diplomas.issuers.source"), wide=True),
        ),
        rows=[
            {"level": row.level, "since": row.valid_from, "before": row.valid_to,
             "source": row.source}
            for row in rows
        ],
        empty=t("diplomas.issuers.accreditations.none"),
    )  # fmt: skip


def endable(rows: Sequence[models.Accreditation]) -> list[tuple[str, str]]:
    """Accreditations as a list to choose from."""
    language = current_language()
    return [
        (str(row.pk), t("diplomas.issuers.one", level=row.level,
                        since=format_date(row.valid_from, language)))
        for row in rows
    ]  # fmt: skip
