"""`bagdar admissions`: a campaign from its opening to what a stranger checks, by commands alone."""

import getpass
import json
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bagdar.admissions import models
from bagdar.config.cli import bagdar
from bagdar.core.errors import DomainError
from tests.campaigning import NOW, OTHER, SECRETS, Fair, fair

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def invoked(*words: object) -> Any:
    return CliRunner().invoke(bagdar, ["admissions", *map(str, words)])


def told(*words: object) -> Any:
    found = invoked(*words)
    assert found.exit_code == 0, f"{found.output} {found.exception!r}"
    return json.loads(found.output)


@pytest.fixture
def of(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Fair:
    """A campaign whose clock the commands share."""
    made = fair(tmp_path, settings)
    for module in ("campaigns", "seeds"):
        monkeypatch.setattr(f"bagdar.admissions.commands.{module}.now", lambda: made.now())
    return made


def as_somebody(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: name)


def test_a_campaign_is_opened_by_a_command_and_stands_among_the_others(of: Fair):
    day = NOW.date()
    made = told(
        "open", "school", "KZ-75", "--year", day.year, "--from", day,
        "--until", day + timedelta(days=10), "--origin", "simulated",
    )  # fmt: skip
    assert (made["state"], made["turn"]) == ("draft", 1)
    assert told("suggest-places", made["campaign"]) == {"places": 0}
    assert {one["campaign"] for one in told("campaigns")} == {made["campaign"], str(of.id)}
    assert invoked("open", "army", "KZ-75", "--year", 1, "--from", day, "--until", day).exit_code


def test_commands_go_from_closing_to_a_folder_that_a_stranger_checks(
    of: Fair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    child = of.apply("Асан", "a", "b").child
    of.apply("Үсен", "a")
    as_somebody(monkeypatch, "first")
    of.now(days=31)
    assert told("close", of.id)["state"] == "closed"
    parties = [f"--party={party}=cli:{party}" for party in SECRETS]
    assert len(told("commit", of.id, *parties)["plan"]) == 64
    of.log()
    assert told("seed", "witnessed", of.id) == {"witnesses": 2}
    for party in SECRETS:
        as_somebody(monkeypatch, party)
        file = tmp_path / f"{party}.json"
        assert len(told("seed", "promise", of.id, party, "--new", file)["promise"]) == 64
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert invoked("seed", "promise", of.id, party, "--new", file).exit_code
    for party in SECRETS:
        as_somebody(monkeypatch, party)
        assert told("seed", "reveal", tmp_path / f"{party}.json")["revealed"]
    as_somebody(monkeypatch, "first")
    assert told("run", of.id)["state"] == "held"
    assert told("preview", of.id)["applications"] == 2
    of.log()
    assert isinstance(invoked("publish", of.id).exception, DomainError | SystemExit)
    assert models.Campaign.objects.get(pk=of.id).state == "held"
    as_somebody(monkeypatch, OTHER.name)
    assert told("publish", of.id)["state"] == "published"
    folder = tmp_path / "published"
    told("files", of.id, 1, folder)
    assert told("check", folder)["children"] == 2
    assert told("explain", of.id, child)["child"] == child
    (tmp_path / "verify_allocation.py").write_text(invoked("checker").output, encoding="utf-8")
    assert _checked(tmp_path, folder) == 0
    lines = (folder / "result.jsonl").read_text().splitlines(keepends=True)
    (folder / "result.jsonl").write_text("".join(reversed(lines)))
    assert _checked(tmp_path, folder) != 0 and invoked("check", folder).exit_code


def _checked(where: Path, folder: Path) -> int:
    """By Python alone, with the one file."""
    words = [sys.executable, "-I", "verify_allocation.py", str(folder)]
    return subprocess.run(words, cwd=where, capture_output=True, check=False).returncode


def test_whoever_left_makes_others_move_up_and_the_campaign_ends(of: Fair):
    of.apply("Асан", "a")
    of.apply("Үсен", "a")
    of.released()
    of.campaign.applications.filter(state="offered").update(state="left")
    assert told("move-up", of.id) == {"moved": 1}
    of.campaign.applications.filter(state="offered").update(state="accepted")
    assert told("end", of.id)["state"] == "ended"


def test_a_promise_is_given_by_its_digest_or_made_here_never_both(of: Fair, tmp_path: Path):
    of.close()
    of.plan()
    assert invoked("seed", "promise", of.id, "ministry").exit_code == 2
    file = tmp_path / "broken.json"
    file.write_text("{}")
    assert invoked("seed", "reveal", file).exit_code == 2
