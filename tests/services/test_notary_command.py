"""The commands of whoever keeps a log, runs a witness or follows: as people type them."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from bagdar.config.cli import bagdar as command_line
from bagdar.notary import public as notary
from bagdar.notary.keeping import Keeping
from bagdar.notary.rules.checkpoint import checkpoint_text, signed
from bagdar.notary.rules.cosignature import cosignature
from bagdar.notary.rules.merkle import root
from bagdar.notary.rules.note import parse_secret, vkey
from bagdar.notary.rules.tiles import reader
from bagdar.notary.rules.verify_receipt import Checkpoint
from bagdar.notary.services import sequence
from bagdar.notary.storage import Storage
from tests.notary_logs import Site, entries
from tests.notary_tools import LOG, ORIGIN, POLICY, cosigned
from tests.rules.test_notary_receipt import RECEIPT
from tests.services.test_notary_commitments import committed
from tests.services.test_notary_commitments import site as own  # noqa: F401  (a fixture)

BAGDAR = [sys.executable, "-m", "bagdar.config.cli", "--language", "en"]


def bagdar(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BAGDAR, *map(str, words)], capture_output=True, text=True, check=False, env={**os.environ}
    )


def test_a_fork_ends_a_monitor_with_a_code_of_its_own(tmp_path: Path):
    site = Site(tmp_path / "site")
    (tmp_path / "policy").write_text(site.log().policy_text())
    words = ["notary", "follow", site.folder / "public", tmp_path / "policy", tmp_path / "kept"]
    site.grow(entries(5))
    done = bagdar(*words)
    assert (done.returncode, done.stdout) == (0, "Entries in the log: 5\n")
    other = Site(tmp_path / "other")
    other.grow(entries(5, first=50))
    for name in ("key", "policy"):
        (other.folder / "home" / name).write_bytes((site.folder / "home" / name).read_bytes())
    # The same keys tell another history: what an operator who cheats would publish.
    told = _resigned(site, other)
    (tmp_path / "shown").write_text(told)
    done = bagdar(*words, "--against", tmp_path / "shown")
    assert done.returncode == 3 and "two histories" in done.stderr
    assert len(list((tmp_path / "kept" / "alarms").iterdir())) == 2


def _resigned(site: Site, other: Site) -> str:
    """The other's checkpoint under the keys of the site and its witnesses."""
    text = checkpoint_text(Checkpoint(ORIGIN, 5, _root(other.folder / "public")))
    signer = parse_secret((site.folder / "home" / "key").read_text())
    lines = [cosignature(text, one.signer(), site.now) for one in site.keepings.values()]
    return signed(text, signer) + "".join(lines)


def _root(folder: Path) -> bytes:
    return root(5, reader(5, Storage(folder).read))


def test_a_receipt_is_checked_and_a_changed_one_refused_with_its_sentence(tmp_path: Path):
    (tmp_path / "policy").write_text(POLICY)
    (tmp_path / "receipt").write_text(RECEIPT)
    words = ["notary", "verify", tmp_path / "receipt", "--policy", tmp_path / "policy"]
    done = bagdar(*words)
    assert done.returncode == 0 and '"index": 700' in done.stdout
    (tmp_path / "receipt").write_text(RECEIPT.replace("index 700", "index 701"))
    done = bagdar(*words)
    assert done.returncode == 1 and "does not lead to the log" in done.stderr


def test_a_witness_is_made_with_one_command_and_serves_its_folder_alone(tmp_path: Path):
    done = bagdar("witness", "init", tmp_path / "w", "witness.example/x", "--log", vkey(LOG.key))
    assert done.stdout.startswith("witness.example/x+")
    assert bagdar("witness", "key", tmp_path / "w").stdout == done.stdout
    assert (tmp_path / "w" / "key").stat().st_mode & 0o777 == 0o600
    again = bagdar("witness", "init", tmp_path / "w", "witness.example/y")
    assert again.returncode == 2 and "already" in again.stderr
    with Keeping(tmp_path / "w").alone():
        busy = bagdar("witness", "run", tmp_path / "w", "--port", "0")
    assert busy.returncode == 2 and "Another process" in busy.stderr


@contextmanager
def attached(folder: Path):
    process = subprocess.Popen(
        [*BAGDAR, "witness", "run", str(folder), "--port", "0", "--attached"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout and process.stdin and process.stderr
    try:
        process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


@pytest.mark.parametrize("way", ["gone", "terminated"])
def test_a_witness_beside_a_service_ends_with_it_however_that_ended(tmp_path: Path, way: str):
    Keeping(tmp_path / "w").begin("witness.example/x")
    with attached(tmp_path / "w") as process:
        if way == "gone":
            process.stdin.close()
        else:
            process.terminate()
        assert process.wait(timeout=120) == 0
        assert process.stderr.read() == ""


def test_a_checkpoint_that_nobody_cosigned_is_not_followed(tmp_path: Path):
    Storage(tmp_path / "log").publish(cosigned(0, bytes(32), []))
    (tmp_path / "policy").write_text(POLICY)
    done = bagdar("notary", "follow", tmp_path / "log", tmp_path / "policy", tmp_path / "kept")
    assert done.returncode == 2 and "Too few witnesses" in done.stderr


# --- on the installation's own log --------------------------------------------------------------


def typed(*words: str | Path, code: int = 0) -> str:
    """What `bagdar notary WORDS` prints in this process, which has the tests' database."""
    told = ["--language", "en", "notary", *map(str, words)]
    done = CliRunner().invoke(command_line, told, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.django_db
@pytest.mark.database
def test_the_receipts_of_a_whole_file_are_written_and_each_holds(own: Site, tmp_path: Path):  # noqa: F811
    handles = [committed({"n": n}) for n in range(3)]
    sequence(own.log())
    rows = [{"handle": one, "content": {"n": n}} for n, one in enumerate(handles[:2])]
    told = "\n".join(json.dumps(row) for row in [*rows, {"handle": handles[2]}])
    (tmp_path / "wanted").write_text(f"{told}\n")
    assert typed("prove-many", tmp_path / "wanted", tmp_path / "made") == "Receipts: 3\n"
    for n, handle in enumerate(handles):
        text = (tmp_path / "made" / f"{handle}.tlog-proof").read_text()
        assert text == notary.receipt(handle, {"n": n} if n < 2 else None).text
