"""A campaign of a real kind carried out by its services from applying to its end; and a stranger
who checks every decision of it with one file and plain Python.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.campaigning import OPERATOR, Fair, site_of
from tests.granting import CLERK, STUDENT

Files = Mapping[str, bytes]


@dataclass
class Year(Fair):
    """A fair whose people of the register apply through the services."""

    def asks(self, name: str, who: UUID, *wishes: str) -> Any:
        from bagdar.admissions.services.campaigns.applying import apply_for_places

        self.children[name] = who
        ids = [self.places[code].pk for code in wishes]
        return apply_for_places(self.id, who, ids, by=STUDENT, at=self.now())

    def proves(self, name: str, fact: str, value: Any) -> None:
        """Claimed by who applies, proven by a clerk."""
        from bagdar.admissions.services.campaigns import applying, proving

        id = self.row(name).pk
        applying.claim(id, fact, value, "paper", by=STUDENT, at=self.now())
        proving.prove(id, fact, "paper", by=CLERK, at=self.now())

    def answers(self, deed: str, *names: str) -> None:
        """deed: accept, settle, refuse or leave."""
        from bagdar.admissions.services.campaigns import answering

        for name in names:
            getattr(answering, deed)(self.row(name).pk, by=STUDENT, at=self.now())

    def moves_up(self) -> int:
        from bagdar.admissions.services.campaigns.moving import move_up

        self.log()
        made = move_up(self.id, by=OPERATOR, at=self.now())
        self.log()
        return made

    def ends(self) -> None:
        from bagdar.admissions.services.campaigns.moving import end

        end(self.id, by=OPERATOR, at=self.now())

    def files(self, number: int) -> dict[str, bytes]:
        from bagdar.admissions.queries.campaign_files import files_of

        return files_of(self.campaign, number)

    def stranger_agrees(self, folder: Path, numbers: int) -> None:
        """With each decision, by the checker and the files alone."""
        before = None
        for number in range(1, numbers + 1):
            where = written(folder / f"decision-{number}", self.files(number))
            told = checks(folder, where, before)
            assert told["ok"], told
            before = where


def year_of(folder: Path, settings: Any, campaign: Any, at: datetime) -> Year:
    """A draft whose places are declared, begun."""
    places = {one.code: one for one in campaign.places.all()}
    made = Year(site_of(folder, settings), campaign.pk, places, at=at)
    made.begin()
    made.log()
    return made


def written(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def checks(folder: Path, files: Path, before: Path | None = None) -> Any:
    """What verify_allocation.py says; it sees neither this project nor any package."""
    from bagdar.admissions.standalone import NAME, verifier_text
    from bagdar.look.words import words_catalogue

    script = folder / NAME
    if not script.exists():
        script.write_text(verifier_text(words_catalogue(), "kk"), encoding="utf-8")
    more = ["--before", str(before)] if before else []
    command = [sys.executable, "-I", "-S", str(script), *more, str(files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode in (0, 1) and done.stdout, done.stderr
    return json.loads(done.stdout)
