"""The log grows, is cut off anywhere, is restored, is lied to by its disk: T3, T5.

No database here: entries come from a list. Witnesses are real, without a network between.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bagdar.notary.keeping import Keeping
from bagdar.notary.log import Log
from bagdar.notary.rules.checkpoint import opened
from bagdar.notary.rules.merkle import leaf_hash, root_of
from bagdar.notary.rules.receipt import check_receipt, receipt_text
from bagdar.notary.rules.refusals import (
    BehindWitness,
    Forked,
    LogAbsent,
    LogPresent,
    NotSigned,
    TileDiffers,
    WitnessesSilent,
)
from bagdar.notary.rules.tiles import Tile
from bagdar.notary.storage import Storage
from tests.notary_logs import Site, after, entries
from tests.notary_tools import SECONDS
from tests.often import often


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def root_published(site: Site) -> tuple[int, bytes]:
    checkpoint = site.log().state().checkpoint
    return checkpoint.size, checkpoint.root


def test_a_log_grows_and_every_entry_gets_a_receipt_that_holds(site: Site):
    found = entries(600)
    for size in (1, 2, 255, 256, 257, 600):
        assert site.grow(found[:size]) == size
        assert root_published(site) == (size, root_of([leaf_hash(one) for one in found[:size]]))
    log = site.log()
    state = log.state()
    assert set(state.witnesses) == {"w1", "w2"}
    for index in (0, 1, 255, 256, 511, 512, 599):
        assert log.entry(index, 600) == found[index]
        text = receipt_text(None, index, log.inclusion(index, 600), state.note)
        assert check_receipt(text, log.policy_text(), entry=found[index]).index == index


def test_what_became_full_has_no_narrow_files_left(site: Site):
    found = entries(300)
    for size in (10, 200, 300):
        site.grow(found[:size])
    left = {str(one.relative_to(site.folder / "public")) for one in site.folder.rglob("*.p/*")}
    assert left == {"tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"}


def test_a_log_is_begun_once_and_an_absent_one_says_so(site: Site, tmp_path: Path):
    with pytest.raises(LogPresent):
        site.log().begin("log.example/again")
    absent = Log(Storage(tmp_path / "none"), tmp_path / "none", site.ask)
    with pytest.raises(LogAbsent):
        absent.state()
    with pytest.raises(LogAbsent), absent.locked():
        pass


# --- T3: never sign a bit that flipped ----------------------------------------------------------


class Flips(Storage):
    """A disk that flips one bit of its n-th operation: of what it is given, or of what it gives."""

    at, count = -1, 0

    def _turn(self, data: bytes) -> bytes:
        Flips.count += 1
        if Flips.count - 1 != Flips.at or not data:
            return data
        return bytes([*data[:-1], data[-1] ^ 1])

    def read(self, tile: Tile) -> bytes:
        return self._turn(super().read(tile))

    def write(self, tiles):
        super().write([(tile, self._turn(data)) for tile, data in tiles])


class Memory(Log):
    """A processor that flips one bit of the n-th leaf it hashes first."""

    at, count = -1, 0

    def _hash(self, entry: bytes) -> bytes:
        Memory.count += 1
        found = super()._hash(entry)
        return found if Memory.count - 1 != Memory.at else bytes([found[0] ^ 1, *found[1:]])


class Single(Memory):
    """The control: hashes once and signs without looking, as a log did that had to be closed."""

    def _read_back(self, *_: object) -> None:
        return None


def signed_wrongly(site: Site, found: list[bytes]) -> bool:
    """Whether a checkpoint was signed that is not over these entries."""
    note = (site.folder / "home" / "signed").read_text(encoding="utf-8")
    checkpoint, _ = opened(note, site.log().policy(), quorum=False)
    return checkpoint.root != root_of([leaf_hash(one) for one in found[: checkpoint.size]])


def try_growing(site: Site, log: Log, found: list[bytes]) -> None:
    try:
        site.grow(found, log)
    except Exception as error:
        assert type(error).__module__.startswith("bagdar.notary"), error


def test_no_bit_that_flips_on_the_way_to_or_from_the_disk_is_signed(
    tmp_path: Path, pytestconfig: pytest.Config
):
    found = entries(520)
    Site(tmp_path / "model").grow(found[:250])
    Flips.at, Flips.count = -1, 0
    shutil.copytree(tmp_path / "model", tmp_path / "count")
    count_site = at(tmp_path / "count")
    count_site.grow(found, count_site.log(storage=Flips))
    operations, tried = Flips.count, 0
    assert operations > 20
    for Flips.at in range(0, operations, often(pytestconfig, 3, 1, 1)):
        Flips.count = 0
        shutil.copytree(tmp_path / "model", tmp_path / "one")
        site = at(tmp_path / "one")
        try_growing(site, site.log(storage=Flips), found)
        assert not signed_wrongly(site, found), Flips.at
        tried += 1
        shutil.rmtree(tmp_path / "one")
    Flips.at = -1
    assert tried > 8


def at(folder: Path) -> Site:
    """A site that stands in a folder already."""
    site = Site.__new__(Site)
    site.folder, site.silent, site.now = folder, set(), SECONDS
    site.keepings = {name: Keeping(folder / name) for name in ("w1", "w2")}
    return site


@pytest.mark.parametrize("n", [0, 1, 255, 256, 299])
def test_no_leaf_that_memory_spoiled_is_signed_and_the_control_signs_it(tmp_path: Path, n: int):
    found = entries(300)
    for kind, wrong in ((Memory, False), (Single, True)):
        site = Site(tmp_path / kind.__name__)
        Memory.at, Memory.count = n, 0
        try:
            try_growing(site, site.log(kind=kind), found)
        finally:
            Memory.at = -1
        assert signed_wrongly(site, found) is wrong


def test_entries_that_are_told_twice_differently_are_not_signed(site: Site):
    told = iter([entries(3), [*entries(2), b"another"]])
    log = site.log()
    with log.locked(), pytest.raises(NotSigned):
        log.grow(lambda size: next(told))
    assert root_published(site)[0] == 0


def test_a_tile_that_somebody_else_wrote_is_not_written_over(site: Site):
    site.grow(entries(3))
    path = site.folder / "public" / "tile" / "0" / "000.p" / "5"
    path.write_bytes(b"something else")
    with pytest.raises(TileDiffers):
        site.grow(entries(5))


# --- cut off anywhere ---------------------------------------------------------------------------

GROWING = """
import os, signal, sys
from pathlib import Path
from tests.notary_logs import after, entries
from tests.services.test_notary_log import at
from bagdar.notary import log as whole, storage

folder, stop, count = Path(sys.argv[1]), int(sys.argv[2]), 0
original = Path.rename

def rename(self, target):
    global count
    count += 1
    if count == stop:
        os.kill(os.getpid(), signal.SIGKILL)
    found = original(self, target)
    if count == stop - 1000:
        os.kill(os.getpid(), signal.SIGKILL)
    return found

Path.rename = rename
site = at(folder)
site.grow(entries(520))
print(count)
"""


def cut_off(folder: Path, stop: int) -> subprocess.CompletedProcess[str]:
    """The log grows in a process that is killed before its n-th file (after: n + 1000)."""
    return subprocess.run(
        [sys.executable, "-c", GROWING, str(folder), str(stop)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )


def test_a_log_that_is_killed_at_any_step_goes_on_as_if_nothing_had_been(
    tmp_path: Path, pytestconfig: pytest.Config
):
    found = entries(520)
    Site(tmp_path / "model").grow(found[:250])
    shutil.copytree(tmp_path / "model", tmp_path / "whole")
    done = cut_off(tmp_path / "whole", 0)
    steps = int(done.stdout)
    assert steps > 8, done.stderr
    meant = root_published(at(tmp_path / "whole"))
    places = [n + late for n in range(1, steps + 1) for late in (0, 1000)]
    for n in places[:: often(pytestconfig, max(1, len(places) // 8), max(1, len(places) // 40), 1)]:
        shutil.copytree(tmp_path / "model", tmp_path / "one")
        assert cut_off(tmp_path / "one", n).returncode == -signal.SIGKILL
        site = at(tmp_path / "one")
        assert site.grow(found) == 520 and root_published(site) == meant
        shutil.rmtree(tmp_path / "one")


# --- T5: forks and restored backups -------------------------------------------------------------


def test_a_log_restored_from_a_backup_signs_nothing_until_it_is_level_again(
    site: Site, tmp_path: Path
):
    found = entries(20)
    site.grow(found[:10])
    for name in ("public", "home"):
        shutil.copytree(site.folder / name, tmp_path / "backup" / name)
    site.grow(found)
    shutil.copytree(site.folder / "public", tmp_path / "mirror")
    for name in ("public", "home"):
        shutil.rmtree(site.folder / name)
        shutil.copytree(tmp_path / "backup" / name, site.folder / name)
    signed = (site.folder / "home" / "signed").read_bytes()
    with pytest.raises(BehindWitness) as refused:
        site.grow([*found[:10], *entries(5, first=100)])
    assert refused.value.facts["size"] == 20 and refused.value.facts["own"] == 10
    assert (site.folder / "home" / "signed").read_bytes() == signed
    assert root_published(site)[0] == 10  # what was there can be read meanwhile
    shutil.copytree(tmp_path / "mirror", site.folder / "public", dirs_exist_ok=True)
    site.log().level_with(Storage(tmp_path / "mirror"))
    more = [*found, *entries(5, first=100)]
    assert site.grow(more) == 25


class Blind(Log):
    """The control: signs after a restore without asking anybody."""

    def _level(self, state: object) -> None:
        return None

    def _finish(self, state):
        note = (self.home / "signed").read_text(encoding="utf-8")
        self.storage.publish(note)
        return self.state()


def test_control_a_log_that_does_not_ask_signs_a_second_history(site: Site, tmp_path: Path):
    found = entries(20)
    site.grow(found[:10])
    shutil.copytree(site.folder, tmp_path / "backup", ignore=shutil.ignore_patterns("w*", "backup"))
    site.grow(found)
    first = root_published(site)
    for name in ("public", "home"):
        shutil.rmtree(site.folder / name)
        shutil.copytree(tmp_path / "backup" / name, site.folder / name)
    other = [*found[:10], *entries(10, first=100)]
    assert site.grow(other, site.log(kind=Blind)) == 20
    assert root_published(site) != first
    with pytest.raises(Forked):  # and the witnesses do not cosign it
        site.grow([*other, *entries(1, first=900)])


def test_a_log_whose_witnesses_are_silent_waits_and_loses_nothing(site: Site):
    found = entries(30)
    site.grow(found[:10])
    site.silent = {"w1"}
    with pytest.raises(WitnessesSilent):
        site.grow(found)
    assert root_published(site)[0] == 10
    site.silent = set()
    assert site.grow(found) == 30


def test_a_checkpoint_that_was_signed_before_the_witnesses_fell_silent_is_published_later(site):
    class Fails(Log):
        def _sign(self, checkpoint):
            super()._sign(checkpoint)
            site.silent = {"w1", "w2"}

    found = entries(30)
    with pytest.raises(WitnessesSilent):
        site.grow(found[:20], site.log(kind=Fails))
    signed = (site.folder / "home" / "signed").read_bytes()
    with pytest.raises(WitnessesSilent):
        site.grow(found)
    assert (site.folder / "home" / "signed").read_bytes() == signed  # one size, one root
    site.silent = set()
    assert site.grow(found) == 30


def test_entries_may_come_one_batch_after_another_while_the_log_is_read(site: Site):
    log = site.log()
    with log.locked():
        for size in range(1, 13):
            log.grow(after(entries(size)))
    assert root_published(site) == (12, root_of([leaf_hash(one) for one in entries(12)]))
