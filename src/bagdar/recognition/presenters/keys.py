"""Keys of badge issuers that an institution believes, or is asked to: a table, and one by one."""

import json
from collections.abc import Sequence

from django.urls import reverse

from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.recognition import models
from bagdar.recognition.rules.nouns import KeyState
from bagdar.recognition.rules.signatures import thumbprint


def keys_table(rows: Sequence[models.BadgeKey]) -> Table:
    """Each leads to where it is confirmed, refused or retired."""
    return Table(
        name="keys",
        title=t("recognition.keys"),
        columns=(
            Column("issuer", t("recognition.key.issuer"), wide=True, link="href"),
            Column("state", t("recognition.key.state"), wide=True),
            Column("thumb", t("recognition.key.thumb"), "code"),
            Column("since", t("curricula.since"), "date"),
            Column("until", t("curricula.until"), "date"),
            Column("source", t("recognition.key.source"), wide=True),
            Column("written_by", t("recognition.key.written_by"), "code"),
            Column("decided_by", t("recognition.key.decided_by"), "code"),
            Column("ended", t("recognition.key.ended_because"), wide=True),
        ),
        rows=[
            {
                "issuer": row.issuer,
                "href": reverse("badge_key", args=[row.pk]),
                "state": state_words(row),
                "thumb": thumbprint(row.jwk),
                "since": row.valid_from,
                "until": row.valid_to,
                "source": row.source,
                "written_by": row.written_by,
                "decided_by": row.decided_by,
                "ended": row.ended_because or _refused_because(row),
            }
            for row in rows
        ],
        empty=t("recognition.keys.none"),
    )


def state_words(row: models.BadgeKey) -> str:
    """One that a day ends says so; its end may lie ahead."""
    return t(f"recognition.key_state.{'retired' if row.valid_to else row.state}")


def _refused_because(row: models.BadgeKey) -> str:
    return row.decided_because if row.state == KeyState.REFUSED else ""


def key_facts(row: models.BadgeKey) -> list[tuple[str, object]]:
    """All that a second person compares; whatever is empty is left out."""
    is_refused = row.state == KeyState.REFUSED
    why = t("recognition.key.refused_because" if is_refused else "recognition.key.checked")
    facts = [
        (t("recognition.key.state"), state_words(row)),
        (t("recognition.key.key_id"), row.key_id),
        (t("recognition.key.thumb"), thumbprint(row.jwk)),
        (t("recognition.key.jwk"), json.dumps(row.jwk)),
        (t("curricula.since"), row.valid_from),
        (t("curricula.until"), row.valid_to),
        (t("recognition.key.source"), row.source),
        (t("recognition.key.found_in"), row.found_in),
        (t("recognition.key.written_by"), row.written_by),
        (t("recognition.key.decided_by"), row.decided_by),
        (why, row.decided_because),
        (t("recognition.key.ended_because"), row.ended_because),
    ]
    return [(name, value) for name, value in facts if value]
