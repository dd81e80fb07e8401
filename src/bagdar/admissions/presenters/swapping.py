"""Whose bed somebody may offer: their own. Pages and operations of the API begin here alike."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest

from bagdar.access.public import note_hidden, permits, place_of
from bagdar.admissions import models
from bagdar.admissions.queries.swapping import held_by
from bagdar.admissions.rules.campaign.errors import NoSuchApplicationHere
from bagdar.look.tables import Column, Table
from bagdar.look.words import t

SWAP, SELF = "admissions.swap", "self"


def own_places(request: HttpRequest) -> list[models.CampaignApplication]:
    """Applications of the reader that hold a place for good where places are exchanged."""
    me = place_of(request).person_id
    return held_by(me) if me is not None and permits(request, SWAP, "read", SELF) else []


def own_place(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> models.CampaignApplication:
    """Raises NoSuchApplicationHere: it is a stranger's, or holds nothing to exchange."""
    found = next((row for row in own_places(request) if row.pk == id), None)
    if found is None or not permits(request, SWAP, operation, SELF):
        note_hidden(request, SWAP, operation)
        raise NoSuchApplicationHere()
    return found


def swaps_table(rows: Sequence[tuple[models.CampaignSwap, bool]]) -> Table:
    """(an exchange, whether the reader asked for it)."""
    return Table(
        name="swaps",
        title=t("swap.list"),
        columns=(
            Column("who", t("swap.who")),
            Column("place", t("swap.place"), wide=True),
            Column("state", t("swap.state")),
            Column("at", t("swap.at"), "date"),
        ),
        rows=[
            {
                "who": t("swap.who.mine" if is_mine else "swap.who.theirs"),
                "place": place_code(row.asked if is_mine else row.asking),
                "state": t(f"swap.state.{row.state}"),
                "at": row.at,
            }
            for row, is_mine in rows
        ],
        empty=t("swap.list.none"),
    )


def place_code(row: models.CampaignApplication) -> str:
    return row.place.code if row.place else ""
