"""A5: whatever a family does, the child keeps its name in the market, so its lottery number."""

import random
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.models import CampaignApplication
from bagdar.admissions.rules.lottery import child_in, number_of
from bagdar.admissions.services.campaigns import applying
from bagdar.audit.rules import Actor
from tests.campaign_field import Field, campaign
from tests.often import often

pytestmark = [pytest.mark.django_db]
DEEDS, CHILDREN = 3, 8
SEED = b"\x05" * 32


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR = tmp_path / "var"


def deeds(of: Field, name: str, chance: random.Random) -> None:
    """One sequence: each deed that may be done, by an account of its own."""
    for _ in range(DEEDS):
        by = Actor(f"account-{chance.randrange(10**6)}", "person")
        found = CampaignApplication.objects.filter(
            campaign=of.campaign, person_id=of.child(name)
        ).first()
        wishes = chance.sample(range(len(of.places)), chance.randint(1, len(of.places)))
        if found is None or found.state == "withdrawn":
            of.apply(name, *wishes, by=by)
        elif chance.random() < 0.5:
            applying.withdraw(found.pk, by=by, at=of.now())
        else:
            applying.change_wishes(found.pk, of.wishes(*wishes), by=by, at=of.now())


def numbers(of: Field) -> dict[Any, set[int]]:
    rows = CampaignApplication.objects.filter(campaign=of.campaign)
    found: dict[Any, set[int]] = {}
    for person, child in rows.values_list("person_id", "child"):
        found.setdefault(person, set()).add(number_of(SEED, of.campaign.namespace, child))
    return found


def changed(of: Field, sequences: int) -> int:
    """In how many of many random sequences a child's number is another than before."""
    chance, known, wrong = random.Random(5), {}, 0
    for number in range(sequences):
        deeds(of, f"Бала{number % CHILDREN}", chance)
        now = numbers(of)
        wrong += any(known.get(person, one) != one for person, one in now.items())
        known |= now
    return wrong


def test_no_sequence_of_deeds_draws_another_number(pytestconfig: pytest.Config):
    of = campaign((3, 2, 1))
    assert changed(of, often(pytestconfig, 100, 1_000, 5_000)) == 0
    assert CampaignApplication.objects.filter(campaign=of.campaign).count() == CHILDREN


def test_a_name_that_hangs_on_the_application_would_be_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control: the instant of applying goes into the name, and it is named anew."""
    of, honest = campaign((3, 2, 1)), applying._wish

    def bound(made: Any, wishes: Any, event: str, by: Actor, at: Any) -> Any:
        secret = bytes.fromhex(made.campaign.secret)
        told = f"{made.person_id}{made.first_at}"
        made.child = child_in(secret, made.campaign.namespace, told)
        return honest(made, wishes, event, by, at)

    monkeypatch.setattr(applying, "_wish", bound)
    assert changed(of, 30) > 0
