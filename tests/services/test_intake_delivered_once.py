"""RELIABILITY D1: who delivers sends files one after another and is killed, or the database is.

Whoever comes next begins with the last file that was acknowledged, so that it is tried twice. On
PostgreSQL the process that loads, one of the server's backends and the postmaster are killed in
turn, on a cluster of its own; each file is loaded by chunks, so that most kills leave one half in.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.often import often
from tests.pupils import pupils, tidy, to_csv
from tests.services.delivering import Place, place
from tests.services.intake_delivers import PUPILS

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROWS = 6  # of a file: two chunks
# A server's process is looked for before it is killed, and meanwhile a few files go in.
FILES_A_CYCLE = 6
CYCLES = {"sqlite": (4, 20, 100), "postgresql": (6, 12, 200)}


@pytest.fixture(scope="module")
def there(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Place]:
    """A database of its own with a school, and whoever delivers to it."""
    with django_db_blocker.unblock():
        with place(PUPILS, tmp_path_factory.mktemp("delivered")) as ready:
            yield ready
        connection.close()


def written(folder: Path, count: int, seed: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Files of pupils whom no other file has, and their rows; the fourth of each comes back."""
    rows = tidy(pupils(count * ROWS, seed))
    for number, row in enumerate(rows):
        row["local_number"] = f"{seed}-{number}"
        if number % ROWS == 3:
            row["level"] = "no such level"
    names = [f"{seed}-{number:03}.csv" for number in range(count)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(to_csv(rows[number * ROWS : (number + 1) * ROWS]))
    return names, rows


def model(names: list[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What has to stand once every file was delivered once."""
    good = [one for one in rows if one["level"] != "no such level"]
    return {
        "deliveries": [[name, "loaded", ROWS, ROWS - 1, 1] for name in names],
        "pupils": sorted([one["iin"], one["given"], one["grade"], one["group"]] for one in good),
        "people": [len(good), len(good)],
        "numbers": len(good),
        "back": [[name, 5] for name in names],
        "told": len(rows),
        "received": len(names),
    }


def test_kill_9_while_files_are_delivered_loses_and_doubles_nothing(
    there: Place, pytestconfig: pytest.Config
) -> None:
    cycles = often(pytestconfig, *CYCLES[connection.vendor])
    names, rows = written(there.folder, cycles * FILES_A_CYCLE, seed=1)
    killed = there.killed_again_and_again(
        names,
        cycles,
        lambda: [one for one, state, *_ in there.facts()["deliveries"] if state == "loaded"],
    )
    assert there.facts() == model(names, rows)
    assert killed >= cycles // 2


def test_acknowledging_before_it_stands_would_lose_files(there: Place) -> None:
    """Negative control: killed just after it has spoken, an honest process has delivered."""
    [early, honest], _ = written(there.folder, 2, seed=2)
    for name, mode in ((early, "early, die"), (honest, "honest, die")):
        assert there.deliver([name], mode=mode) == [name]
    delivered = {one for one, *_ in there.facts()["deliveries"]}
    assert (early in delivered, honest in delivered) == (False, True)


def test_without_the_unique_key_a_file_would_be_delivered_twice(there: Place) -> None:
    """Negative control: nobody is asked whether the file came before, and the key is dropped."""
    [name], _ = written(there.folder, 1, seed=3)

    def deliveries() -> int:
        return [one for one, *_ in there.facts()["deliveries"]].count(name)

    assert there.deliver([name]) == [name]
    assert there.deliver([name], mode="keyless") == []
    assert there.failed.startswith("IntegrityError")
    assert deliveries() == 1
    there.drop_the_key()
    assert there.deliver([name], mode="keyless") == [name], there.failed
    assert deliveries() == 2
