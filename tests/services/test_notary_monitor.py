"""T2: no byte of a log changes unseen. T5: who tells two histories is found out at once."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bagdar.notary.log import check_tree
from bagdar.notary.monitor import agree, follow, source
from bagdar.notary.rules.checkpoint import opened, read_policy
from bagdar.notary.rules.refusals import Forked, LogAbsent, LogSilent, NotSigned, TileAbsent
from bagdar.notary.rules.tiles import Tile
from bagdar.notary.storage import Storage
from tests.notary_logs import Site, entries
from tests.notary_tools import POLICY, cosigned, tiles_over
from tests.often import often


class Files(Storage):
    """A log's files in memory, so that each byte can be changed quickly."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def checkpoint(self) -> str | None:
        told = self.files.get("checkpoint")
        return told and told.decode("utf-8", "replace")

    def read(self, tile: Tile) -> bytes:
        return self.files[tile.path]


def log_of(count: int, fork: int | None = None) -> dict[str, bytes]:
    """The files of a log of so many entries, cosigned. fork: from where on it is another."""
    found = entries(count)
    if fork is not None:
        found[fork:] = entries(count - fork, first=100_000)
    edge, files = tiles_over(found)
    told = {tile.path: data for tile, data in files.items()}
    return {**told, "checkpoint": cosigned(count, edge.root).encode()}


def looked_at(files: dict[str, bytes], look: Callable[..., object] = check_tree) -> bool:
    """Whether somebody who looks at all of it finds nothing."""
    storage = Files(files)
    try:
        checkpoint, _ = opened(storage.checkpoint() or "", read_policy(POLICY))
        look(storage, checkpoint)
    except Exception as error:
        assert type(error).__module__ == "bagdar.notary.rules.refusals", error
        return False
    return True


def places(files: dict[str, bytes], config: pytest.Config) -> list[tuple[str, int, int]]:
    """(file, byte, mask): every byte of the checkpoint, and of the rest as the tier says."""
    draw = random.Random(2)
    every = [(name, at) for name, data in files.items() for at in range(len(data))]
    masks = [1 << bit for bit in range(often(config, 1, 1, 8))]
    if often(config, 0, 1, 1):
        return [(name, at, mask) for mask in masks for name, at in every]
    small = [one for one in every if one[0] == "checkpoint" or one[0].startswith("tile/1")]
    return [(name, at, 1) for name, at in [*small, *draw.sample(every, 150)]]


@pytest.mark.fuller
def test_no_byte_of_a_log_of_a_thousand_entries_changes_unseen(pytestconfig: pytest.Config):
    files = log_of(1_000)
    assert looked_at(files)
    for name, at, mask in places(files, pytestconfig):
        data = files[name]
        changed = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
        assert not looked_at({**files, name: changed}), (name, at, mask)


def test_control_who_ignores_one_hash_misses_it():
    files = log_of(1_000)
    name = "tile/0/001"
    changed = {**files, name: bytes([files[name][0] ^ 1]) + files[name][1:]}

    def careless(storage: Storage, checkpoint: object) -> None:
        check_tree(Files({**changed, name: files[name]}), checkpoint)  # type: ignore[arg-type]

    assert looked_at(changed, careless) and not looked_at(changed)


# --- following ----------------------------------------------------------------------------------


def test_a_monitor_fetches_only_what_is_new_and_keeps_a_mirror(tmp_path: Path):
    site = Site(tmp_path)
    policy, kept = read_policy(site.log().policy_text()), Storage(tmp_path / "kept")
    shown = source(str(site.folder / "public"))
    with pytest.raises(LogAbsent):
        follow(source(str(tmp_path / "nothing")), policy, kept)
    for size in (3, 256, 300, 300, 600):
        site.grow(entries(size))
        assert follow(shown, policy, kept).checkpoint.size == size
    check_tree(kept, opened(kept.checkpoint() or "", policy)[0])
    shutil.rmtree(site.folder / "public")
    kept.drop_partials([])
    log = site.log()
    log.storage = Storage(tmp_path / "again")
    shutil.copytree(tmp_path / "kept", tmp_path / "again")
    with log.locked():
        assert log.level_with(kept).checkpoint.size == 600


@pytest.mark.parametrize("sizes", [(30, 30), (30, 40), (30, 300), (300, 301)])
def test_a_log_that_shows_another_history_later_is_found_out(
    tmp_path: Path, sizes: tuple[int, int]
):
    kept, policy = Storage(tmp_path / "kept"), read_policy(POLICY)
    follow(Files(log_of(sizes[0])), policy, kept)
    with pytest.raises(Forked):
        follow(Files(log_of(sizes[1], fork=7)), policy, kept)
    evidence = sorted(one.name for one in (tmp_path / "kept" / "alarms").iterdir())
    assert evidence == ["1.first", "1.second"]
    for one in (tmp_path / "kept" / "alarms").iterdir():
        opened(one.read_text(), policy)  # both are signed: they convict the log


def test_two_who_were_shown_two_histories_see_it_when_they_first_speak(tmp_path: Path):
    """A hundred of a hundred, whatever they were shown."""
    policy, draw, found = read_policy(POLICY), random.Random(5), 0
    for n in range(100):
        first, second = sorted(draw.sample(range(2, 40), 2))
        fork = draw.randrange(first)
        kept = Storage(tmp_path / str(n))
        follow(Files(log_of(second)), policy, kept)
        other = log_of(first, fork=fork)["checkpoint"].decode()
        agree(kept, policy, log_of(first)["checkpoint"].decode())
        with pytest.raises(Forked):
            agree(kept, policy, other)
        found += 1
        shutil.rmtree(tmp_path / str(n))
    assert found == 100


def test_who_has_seen_less_lets_the_other_look(tmp_path: Path):
    kept, policy = Storage(tmp_path / "kept"), read_policy(POLICY)
    with pytest.raises(LogAbsent):
        agree(kept, policy, cosigned(4, bytes(32)))
    follow(Files(log_of(4)), policy, kept)
    with pytest.raises(NotSigned):
        agree(kept, policy, log_of(5)["checkpoint"].decode())


def test_an_older_checkpoint_of_the_same_history_is_no_alarm(tmp_path: Path):
    kept, policy = Storage(tmp_path / "kept"), read_policy(POLICY)
    follow(Files(log_of(300)), policy, kept)
    assert follow(Files(log_of(200)), policy, kept).checkpoint.size == 300


def test_a_log_that_does_not_show_what_it_speaks_of_is_refused(tmp_path: Path):
    site = Site(tmp_path)
    site.grow(entries(300))
    policy = read_policy(site.log().policy_text())
    (site.folder / "public" / "tile" / "entries" / "000").unlink()
    with pytest.raises(TileAbsent):
        follow(source(str(site.folder / "public")), policy, Storage(tmp_path / "kept"))
    with pytest.raises(LogSilent):
        follow(source("http://127.0.0.1:1/log"), policy, Storage(tmp_path / "kept"))
