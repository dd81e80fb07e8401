"""RELIABILITY P1 for the draw of campaigns: every role, address, operation and relation."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from bagdar.admissions import models
from bagdar.admissions.presenters import opening_campaigns
from bagdar.core.origins import Origin
from tests.access_matrix import ROLES, Ask, ClientAs, Matrix, Thing
from tests.campaigning import fair

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DRAW = ("admissions.draw", "admissions.draw_")
CSV = "?table={}&as=csv"
DESK, PARTS = "/kk/campaigns/desk/", "/kk/campaigns/parts/"
API = "/api/v1/campaigns"


@pytest.fixture
def matrix(tmp_path: Path, settings, accounts: Any) -> Matrix:
    """A published campaign of real children in the territory of test-region, in whose draw every
    account had a part; and one of another territory, in which none had.
    """
    of = fair(tmp_path, settings)
    of.apply("Құпия", "a", "b")
    of.apply("Асан", "a")
    of.released()
    models.Campaign.objects.update(origin=Origin.REAL.value)
    models.CampaignParty.objects.bulk_create(
        models.CampaignParty(campaign_id=of.id, code=f"of-{role}", account=f"test-{role}")
        for role in ROLES
    )
    far = models.Campaign.objects.get(pk=of.id)
    far.pk, far.territory, far.namespace = uuid4(), "KZ-59", "far"
    far.save(force_insert=True)
    models.CampaignPlace.objects.create(campaign=far, code="a", seats=1)
    here = dict.fromkeys(ROLES, "own")
    files = {"number": 1, "open": "market.json", "closed": "applicants.jsonl"}
    return Matrix(asks(), [
        Thing("the own", {"campaign": of.id, "published": of.id, "territory": "KZ-11", **files},
              here),
        Thing("another territory's", {"campaign": far.pk}),
    ])  # fmt: skip


def asks() -> list[Ask]:
    """Deeds that are not due are refused with 409: whoever gets that was let in."""
    draw, lines, desk, part = (
        f"admissions.{name}" for name in ("draw", "draw_lines", "draw_desk", "draw_part")
    )
    own, here = "/kk/campaigns/{campaign}/", f"{API}/{{campaign}}"
    files, at_desk = "/kk/campaigns/{published}/files/{number}/", f"{API}/desk/{{campaign}}"
    at_part, digits = f"{API}/parts/{{campaign}}", "0" * 64
    deeds = ("beginning", "closing", "witnesses", "run", "release", "annulled")
    new = {"kind": "school", "year": 2099, "since": "2099-04-01", "until": "2099-03-01"}
    accounts = [{"party": "a", "account": "b"}, {"party": "c", "account": "d"}]
    return [
        *(Ask(draw, "read", path) for path in (
            "/kk/campaigns/", own, f"{own}draw/", f"{files}{{open}}",
            "/kk/campaigns/verify_allocation.py", API, here, f"{here}/places", f"{here}/draw",
            f"{here}/decisions", f"{here}/annulments", f"{API}/{{published}}/cutoffs",
        )),
        Ask(draw, "export", "/kk/campaigns/" + CSV.format("campaigns"), door=(draw, "read")),
        Ask(draw, "export", own + CSV.format("places"), door=(draw, "read")),
        Ask(lines, "export", f"{files}{{closed}}", door=(draw, "read")),
        Ask(desk, "read", DESK, lists="campaign"),
        Ask(desk, "read", f"{API}/desk/all", lists="campaign"),
        Ask(desk, "export", DESK + CSV.format("campaigns"), door=(desk, "read")),
        Ask(desk, "read", f"{DESK}{{campaign}}/"),
        Ask(desk, "read", at_desk),
        Ask(desk, "read", f"{at_desk}/preview", works=[409]),
        Ask(desk, "decide", f"{DESK}{{campaign}}/", "post", {"do": "run"}, door=(desk, "read"),
            works=[409]),
        *(Ask(desk, "decide", f"{at_desk}/{deed}", "post", {}, works=[409]) for deed in deeds),
        Ask(desk, "decide", f"{at_desk}/annulment", "post", {"reason": "why"}, works=[409]),
        Ask(desk, "decide", f"{at_desk}/suggestions", "post", {}, works=[409]),
        Ask(desk, "decide", f"{at_desk}/seats", "post", {"code": "a", "seats": 1}, works=[409]),
        Ask(desk, "decide", f"{API}/desk", "post", new | {"territory": "{territory}"}, works=[422]),
        Ask(desk, "decide", f"{DESK}new/", "post", {}, door=(desk, "read"), works=[422]),
        Ask(desk, "read", f"{DESK}{{campaign}}/places/"),
        Ask(desk, "read", f"{at_desk}/places"),
        Ask(desk, "decide", f"{DESK}{{campaign}}/places/", "post", {"code": "a", "seats": "1"},
            door=(desk, "read"), works=[409]),
        Ask(desk, "decide", f"{at_desk}/plan", "post", {"accounts": accounts}, works=[409]),
        Ask(desk, "decide", f"{at_desk}/beacon", "post", {"signature": "0" * 96}, works=[409]),
        Ask(desk, "decide", f"{at_desk}/lapses", "post", {}),
        Ask(desk, "decide", f"{at_desk}/unmet", "post", {}),
        Ask(desk, "decide", f"{API}/desk/{{published}}/moves", "post", {}, works=[409]),
        Ask(desk, "decide", f"{API}/desk/{{published}}/end", "post", {}, works=[409]),
        Ask(part, "read", PARTS),
        Ask(part, "read", f"{API}/parts/all"),
        Ask(part, "export", PARTS + CSV.format("campaigns"), door=(part, "read")),
        Ask(part, "read", f"{PARTS}{{campaign}}/"),
        Ask(part, "create", f"{PARTS}{{campaign}}/", "post",
            {"do": "promise", "digest": digits}, door=(part, "read"), works=[409]),
        Ask(part, "create", f"{at_part}/agreement", "post", {}, works=[409]),
        Ask(part, "create", f"{at_part}/promise", "post", {"promise": digits}, works=[409]),
        Ask(part, "create", f"{at_part}/reveal", "post", {"secret": digits}, works=[409]),
    ]  # fmt: skip


def test_every_cell_of_the_draw_is_answered_as_the_table_says(matrix: Matrix, client_as: ClientAs):
    wrong = matrix.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert matrix.tried() > 300


def test_no_address_and_no_line_of_the_draw_is_left_out(matrix: Matrix):
    assert matrix.gaps("admissions.draw") == []


def test_a_desk_that_does_not_ask_whose_territory_it_is_is_noticed(
    matrix: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: every territory is everybody's own."""
    monkeypatch.setattr(opening_campaigns, "desk_relation", lambda *_: "own")
    wrong = matrix.wrong(client_as, roles=("region",))
    assert any("another territory" in one for one in wrong)
