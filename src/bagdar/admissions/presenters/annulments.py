"""Plans of a draw that were annulled, as everybody sees them: why, and what was said under them."""

from collections.abc import Sequence

from bagdar.admissions.models import CampaignAnnulment
from bagdar.admissions.presenters.campaigns import party_words
from bagdar.admissions.queries.annulments import annulled_ceremony, annulled_receipt
from bagdar.admissions.rules.seeding import digest_of
from bagdar.look.tables import Column, Table
from bagdar.look.words import t


def annulled_table(rows: Sequence[CampaignAnnulment]) -> Table:
    return Table(
        name="annulled",
        title=t("draw.annulled"),
        columns=(
            Column("number", t("draw.number"), "number"),
            Column("at", t("draw.at"), "date"),
            Column("reason", t("draw.annul.reason"), wide=True),
            Column("plan", t("draw.digest"), "code"),
            Column("agreed", t("draw.annulled.agreed")),
        ),
        rows=[
            {"number": one.number, "at": one.annulled_at, "reason": one.reason,
             "plan": digest_of(annulled_ceremony(one).plan),
             "agreed": ", ".join(party_words(party) for party in sorted(one.agreed))}
            for one in rows
        ],
    )  # fmt: skip


def annulled_said_table(rows: Sequence[CampaignAnnulment]) -> Table:
    """What each party had promised and revealed under each plan."""
    return Table(
        name="annulled_said",
        title=t("draw.annulled.said"),
        columns=(
            Column("number", t("draw.number"), "number"),
            Column("party", t("draw.party"), wide=True),
            Column("promise", t("draw.promise"), "code"),
            Column("secret", t("draw.secret"), "code"),
        ),
        rows=[
            {"number": one.number, "party": party_words(party),
             **{name: said[party].told if party in said else ""
                for name, said in (("promise", found.promises), ("secret", found.reveals))}}
            for one in rows
            for found in (annulled_ceremony(one),)
            for party in found.plan.parties
        ],
    )  # fmt: skip


def annulled_receipts(rows: Sequence[CampaignAnnulment]) -> list[tuple[int, str]]:
    """Number → receipt; "": the log does not have it yet."""
    return [(one.number, annulled_receipt(one)) for one in rows]
