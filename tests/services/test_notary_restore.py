"""B1 and T5 as an operator lives through them: a backup comes back, and the log does not fork.

Every step is a command that people type, on a database and a log of their own; the witness is
another process.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import postgres as own_postgres
from tests.served import BAGDAR

pytestmark = pytest.mark.thorough

COMMIT = """
import sys
import django
django.setup()
from django.db import transaction
from bagdar.notary import public as notary
with transaction.atomic():
    print(notary.commit("tests.fact", f"tests.fact:{sys.argv[1]}", {"n": int(sys.argv[1])}))
"""
FOLDERS = ("log", "notary")  # below BAGDAR_VAR_DIR


@dataclass
class Office:
    """An installation, and what its operator types."""

    home: Path
    database: str
    handles: dict[int, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: told for name, told in os.environ.items() if not name.startswith("BAGDAR_")}
        own = {"BAGDAR_VAR_DIR": str(self.home / "var"), "BAGDAR_LANGUAGE": "en"}
        if self.database:
            own["BAGDAR_DATABASE_URL"] = self.database
        return {**kept, **own, "DJANGO_SETTINGS_MODULE": "bagdar.config.settings"}

    def run(self, *words: str | Path, program: tuple[str, ...] = BAGDAR) -> tuple[int, str]:
        done = subprocess.run(
            [*program, *map(str, words)], env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def types(self, *words: str | Path) -> str:
        code, told = self.run(*words)
        assert code == 0, told
        return told

    def commits(self, *numbers: int) -> None:
        for n in numbers:
            code, told = self.run("-c", COMMIT, str(n), program=(sys.executable,))
            assert code == 0, told
            self.handles[n] = told.strip()

    def holds(self, n: int) -> bool:
        """Whether somebody who has the policy alone can check the receipt of a commitment."""
        content, receipt = self.home / "content", self.home / "receipt"
        content.write_text(json.dumps({"n": n}))
        self.types("notary", "prove", self.handles[n], "--content", content, "--out", receipt)
        policy = self.home / "var" / "notary" / "policy"
        return self.run("notary", "verify", receipt, "--policy", policy)[0] == 0

    def backs_up(self) -> Path:
        """The database with `bagdar backup`, the log's two folders by copying."""
        kept = self.home / "kept"
        kept.mkdir()
        self.types("backup", kept / "one.backup")
        for name in FOLDERS:
            shutil.copytree(self.home / "var" / name, kept / name)
        return kept

    def brings_back(self, kept: Path) -> None:
        self.types("restore", kept / "one.backup", "--replace")
        for name in FOLDERS:
            shutil.rmtree(self.home / "var" / name)
            shutil.copytree(kept / name, self.home / "var" / name)


@contextmanager
def witness(folder: Path) -> Iterator[tuple[str, str]]:
    """Its key and address, while it runs."""
    key = subprocess.run(
        [*BAGDAR, "witness", "init", str(folder), "witness.example/one"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    running = subprocess.Popen(
        [*BAGDAR, "--language", "en", "witness", "run", str(folder), "--port", "0"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout
    try:
        yield key, running.stdout.readline().split()[-1]
    finally:
        running.terminate()
        running.wait()
        running.stdout.close()


@contextmanager
def database(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        yield ""
    elif own_postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    else:
        with own_postgres.cluster() as url:
            yield url


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_backup_that_comes_back_signs_nothing_until_the_log_is_level_again(
    tmp_path: Path, engine: str
):
    with database(engine) as url, witness(tmp_path / "witness") as (key, address):
        office = Office(tmp_path / "office", url)
        (office.home / "var").mkdir(parents=True)
        office.types("migrate")
        log = office.types("notary", "init", "log.example/office", "--witness", key, address)
        office.types("witness", "watch", tmp_path / "witness", log.strip())
        office.commits(0)
        assert "Entries in the log: 1" in office.types("notary", "append")
        kept = office.backs_up()

        office.commits(1, 2)
        office.types("notary", "append")
        public, policy = office.home / "var" / "log", office.home / "var" / "notary" / "policy"
        mirror = tmp_path / "mirror"
        office.types("notary", "follow", public, policy, mirror)

        office.brings_back(kept)
        office.commits(3)
        code, told = office.run("notary", "append")
        assert code == 2 and "has seen 3 entries and the log has 1" in told
        assert '"size": 1' in office.run("notary", "status")[1]
        assert office.holds(0)  # reading goes on

        cheats(office, policy, mirror, tmp_path)

        assert "Entries in the log: 3" in office.types("notary", "level", mirror)
        assert "Entries in the log: 4" in office.types("notary", "append")
        assert "The log is whole: 4 entries" in office.types("notary", "fsck")
        assert office.holds(0) and office.holds(3)
        assert "Entries in the log: 4" in office.types("notary", "follow", public, policy, mirror)


def cheats(office: Office, policy: Path, mirror: Path, folder: Path) -> None:
    """The control: whoever asks no witness signs a second history, and the first mirror tells."""
    cheat = Office(folder / "cheat", office.database, dict(office.handles))
    shutil.copytree(office.home / "var", cheat.home / "var")
    own = cheat.home / "var" / "notary" / "policy"
    lines = own.read_text().splitlines()
    own.write_text(f"{lines[0]}\nquorum none\n")
    assert "Entries in the log: 2" in cheat.types("notary", "append")
    code, told = cheat.run("notary", "follow", cheat.home / "var" / "log", own, mirror)
    assert code == 3 and "two histories" in told
    # Whoever believes the witness as well is not even shown it.
    code, told = cheat.run("notary", "follow", cheat.home / "var" / "log", policy, mirror)
    assert code == 2 and "Too few witnesses" in told
    if office.database:  # one database for both: what the cheat placed is taken back
        office.brings_back(office.home / "kept")
        office.commits(3)
