"""A public beacon in the seed of a campaign: waited for, verified, heard once, published.

The rounds are recorded ones of drand's quicknet, so the campaigns stand in the days of them.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client

from bagdar.admissions import models
from bagdar.admissions.commands import admissions
from bagdar.admissions.queries.campaign_desk import next_of
from bagdar.admissions.queries.campaign_files import file_of
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules import errors
from bagdar.admissions.rules.beacons import quicknet, signature_in, verified
from bagdar.admissions.rules.campaign.declared import model_of
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.publishing import SEED
from bagdar.admissions.rules.seeding import seed_of
from bagdar.admissions.rules.transcripts import ceremony_of
from bagdar.admissions.services.campaigns import drawing, giving
from bagdar.audit.models import Event
from tests.campaigning import OPERATOR, OTHER, Fair, fair

pytestmark = [pytest.mark.django_db, pytest.mark.database]
VECTORS = Path(__file__).parents[1] / "vectors" / "drand" / "quicknet.json"
SIGNED = {
    one["round"]: one["signature"]
    for one in json.loads(VECTORS.read_text(encoding="utf-8"))["rounds"]
}
ROUND = 657413
DUE = datetime.fromtimestamp(quicknet(ROUND).due, UTC)
PLANNED = DUE - timedelta(hours=48, seconds=2)  # 24 hours to promise and 24 to reveal are declared


def declare(of: Fair, **draw: str) -> None:
    rules = of.campaign.rules
    rules["draw"] = {**rules["draw"], **draw}
    model_of(CampaignKind.SCHOOL).model_validate_json(json.dumps(rules))
    models.Campaign.objects.filter(pk=of.id).update(rules=rules)


@pytest.fixture
def of(tmp_path: Path, settings: Any) -> Fair:
    """Closed, and planned so that the round after the last hour to reveal is a recorded one."""
    made = fair(tmp_path, settings, now=PLANNED - timedelta(days=32))
    declare(made, beacon="drand-quicknet")
    made.apply("Асан", "a", "b")
    made.apply("Үсен", "a", "b")
    made.close()
    made.at = PLANNED
    drawing.plan(made.id, made.speakers, by=OPERATOR, at=PLANNED)
    made.log()
    return made


def step(of: Fair, at: datetime) -> NextStep:
    return next_of(of.campaign, OPERATOR.name, at).step


def hear(of: Fair, told: str, at: datetime = DUE) -> Any:
    return drawing.hear(of.id, told, by=OPERATOR, at=at)


def test_a_campaign_with_a_beacon_waits_for_its_round_and_mixes_it_in(of: Fair):
    plan = of.campaign.plan
    assert plan["beacon"]["round"] == ROUND
    of.promise()
    of.reveal()
    assert step(of, of.at) is NextStep.AWAIT_BEACON
    with pytest.raises(errors.BeaconEarly):
        hear(of, SIGNED[ROUND], of.at)
    assert step(of, DUE) is NextStep.HEAR
    with pytest.raises(errors.BeaconMissing), transaction.atomic():
        giving.run(of.id, by=OPERATOR, at=DUE)
    hear(of, SIGNED[ROUND])
    assert step(of, DUE) is NextStep.RUN
    event = Event.objects.get(action="admissions.campaign_heard")
    assert event.facts == {"round": ROUND, "signature": SIGNED[ROUND]}
    ceremony = ceremony_in(of.campaign)
    assert ceremony is not None
    of.at = DUE
    of.run()
    of.log()
    giving.release(of.id, by=OTHER, at=of.now())
    published = json.loads(file_of(of.campaign, 1, SEED))
    assert published["beacon"] == SIGNED[ROUND]
    assert bytes.fromhex(published["seed"]) == seed_of(ceremony)
    assert ceremony_of(published, verified).beacon == SIGNED[ROUND]


@pytest.mark.parametrize(
    "told",
    [
        SIGNED[1000],  # of another round
        SIGNED[ROUND][:-1] + ("c" if SIGNED[ROUND][-1] != "c" else "d"),
        "",
        "00" * 48,
        "z" * 96,
        json.dumps({"signature": SIGNED[1001]}),
        json.dumps({"randomness": SIGNED[ROUND]}),
        "{" * 5000,
    ],
)
def test_no_other_number_is_taken_for_the_beacons(of: Fair, told: str):
    of.promise()
    of.reveal()
    with pytest.raises(errors.BeaconUnverified):
        hear(of, told)
    assert step(of, DUE) is NextStep.HEAR
    assert not Event.objects.filter(action="admissions.campaign_heard").exists()


def test_without_verifying_any_number_would_be_taken(of: Fair):
    """The negative control: it is the verifier that refuses."""
    of.promise()
    of.reveal()
    drawing.hear(of.id, SIGNED[1000], by=OPERATOR, at=DUE, verify=lambda *_: True)
    assert step(of, DUE) is NextStep.RUN


def test_the_whole_answer_of_the_beacon_is_understood_as_well():
    answer = json.dumps({"round": ROUND, "randomness": "00", "signature": SIGNED[ROUND]})
    assert signature_in(answer) == signature_in(f" {SIGNED[ROUND]}\n") != b""


def test_a_campaign_without_a_beacon_hears_none(tmp_path: Path, settings: Any):
    made = fair(tmp_path, settings)
    made.apply("Асан", "a")
    made.close()
    made.plan()
    with pytest.raises(errors.BeaconUnasked):
        hear(made, SIGNED[ROUND], made.now())


def test_a_silent_party_is_left_out_after_its_hour_and_the_beacon_decides(
    tmp_path: Path, settings: Any
):
    made = fair(tmp_path, settings, now=PLANNED - timedelta(days=32))
    declare(made, beacon="drand-quicknet", silent="leave_out")
    made.apply("Асан", "a")
    made.close()
    made.at = PLANNED
    drawing.plan(made.id, made.speakers, by=OPERATOR, at=PLANNED)
    made.log()
    made.promise()
    made.reveal("ministry", "parents")
    assert step(made, made.at) is NextStep.AWAIT_REVEALS
    assert step(made, DUE) is NextStep.HEAR
    hear(made, SIGNED[ROUND])
    made.at = DUE
    assert made.run().state == "held"


def test_a_party_that_never_promised_is_left_out_too(tmp_path: Path, settings: Any):
    made = fair(tmp_path, settings, now=PLANNED - timedelta(days=32))
    declare(made, beacon="drand-quicknet", silent="leave_out")
    made.apply("Асан", "a")
    made.close()
    made.at = PLANNED
    drawing.plan(made.id, made.speakers, by=OPERATOR, at=PLANNED)
    made.log()
    made.promise("ministry", "parents")
    assert step(made, made.at) is NextStep.AWAIT_PROMISES
    later = PLANNED + timedelta(hours=25)
    assert step(made, later) is NextStep.AWAIT_REVEALS
    made.at = later
    made.reveal("ministry", "parents")
    hear(made, SIGNED[ROUND])
    made.at = DUE
    assert made.run().state == "held"


def test_an_official_types_the_signature_and_everybody_reads_it(of: Fair, client_as: Any):
    of.promise()
    of.reveal()
    client: Client = client_as("ministry")
    address = f"/kk/campaigns/desk/{of.id}/"
    page = client.get(address).content.decode()
    assert 'value="hear"' in page and str(ROUND) in page
    assert client.post(address, {"do": "hear", "signature": ""}).status_code == 422
    wrong = client.post(address, {"do": "hear", "signature": SIGNED[1000]})
    assert wrong.status_code == errors.BeaconUnverified(round=ROUND).status
    assert "тексерілмеді" in wrong.content.decode()
    assert client.post(address, {"do": "hear", "signature": SIGNED[ROUND]}).status_code == 302
    assert 'value="run"' in client.get(address).content.decode()
    public = Client().get(f"/kk/campaigns/{of.id}/draw/").content.decode()
    assert SIGNED[ROUND] in public and quicknet(ROUND).chain in public
    told = Client().get(f"/api/v1/campaigns/{of.id}/draw").json()["beacon"]
    assert (told["round"], told["signature"]) == (ROUND, SIGNED[ROUND])


def test_a_program_gives_the_signature(of: Fair, client_as: Any):
    of.promise()
    of.reveal()
    client = client_as("ministry")
    address = f"/api/v1/campaigns/desk/{of.id}/beacon"
    token = client.get("/api/v1/session").json()["csrf_token"]

    def given(signature: str) -> Any:
        return client.post(
            address, {"signature": signature}, content_type="application/json",
            headers={"X-CSRFToken": token, "Idempotency-Key": str(uuid4())},
        )  # fmt: skip

    assert given("short").status_code == 422
    assert given(SIGNED[1000]).status_code == errors.BeaconUnverified(round=ROUND).status
    assert given(SIGNED[ROUND]).json()["next"]["step"] == "run"


def test_a_command_reads_the_beacons_answer_from_another_program(of: Fair):
    of.promise()
    of.reveal()
    words = ["seed", "hear", str(of.id), "-"]
    answer = json.dumps({"round": ROUND, "signature": SIGNED[ROUND]})
    told = CliRunner().invoke(admissions, words, input=answer)
    assert told.exit_code == 0, told.output
    assert json.loads(told.output) == {"beacon": SIGNED[ROUND]}
