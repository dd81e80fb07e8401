"""Keys of badge issuers that an institution believes, as a table."""

from collections.abc import Sequence

from django.urls import reverse

from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.recognition import models
from bagdar.recognition.rules.signatures import thumbprint


def keys_table(rows: Sequence[models.BadgeKey], *, ends: bool = False) -> Table:
    """ends: each leads to where it is retired."""
    return Table(
        name="keys",
        title=t("recognition.keys"),
        columns=(
            Column("issuer", t("recognition.key.issuer"), wide=True,
                   link="href" if ends else None),
            Column("thumb", t("recognition.key.thumb"), "code"),
            Column("since", t("curricula.since"), "date"),
            Column("until", t("curricula.until"), "date"),
            Column("source", t("recognition.key.source"), wide=True),
            Column("ended", t("recognition.key.ended_because"), wide=True),
        ),
        rows=[
            {
                "issuer": row.issuer,
                "href": reverse("badge_key_end", args=[row.pk]) if ends else "",
                "thumb": thumbprint(row.jwk),
                "since": row.valid_from,
                "until": row.valid_to,
                "source": row.source,
                "ended": row.ended_because,
            }
            for row in rows
        ],
        empty=t("recognition.keys.none"),
    )  # fmt: skip
