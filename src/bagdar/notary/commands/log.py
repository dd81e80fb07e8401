"""`bagdar notary`: the operator's commands, and those of whoever checks the operator."""

import base64
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from bagdar.audit.rules import OPERATOR
from bagdar.core.errors import DomainError
from bagdar.core.sentences import error_sentence
from bagdar.helped import HelpedGroup, say
from bagdar.notary.commands import (
    FORK,
    Worded,
    catalogue,
    end_with_whoever_started_us,
    print_json,
)
from bagdar.notary.rules.refusals import Forked, Unverified

FILE = click.Path(dir_okay=False, exists=True, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
ENOUGH = click.IntRange(0, 32)


@click.group(cls=HelpedGroup)
def notary() -> None:
    """The log: init, append, run, status, prove, verify, fsck, follow and more."""


def _django() -> None:
    import django

    django.setup()


@notary.command("init", cls=Worded)
@click.argument("origin")
@click.option("--witness", "witnesses", nargs=2, multiple=True, metavar="VKEY ADDRESS")
@click.option("--enough", type=ENOUGH, default=None)
def init(origin: str, witnesses: tuple[tuple[str, str], ...], enough: int | None) -> None:
    """enough: how many witnesses; by default all of them."""
    _django()
    from bagdar.notary.public import begin
    from bagdar.notary.rules.note import public_key, vkey

    keys = {f"w{n}": (public_key(key), url) for n, (key, url) in enumerate(witnesses, 1)}
    least = len(keys) if enough is None else enough
    click.echo(vkey(begin(origin, keys, least, by=OPERATOR).key))


@notary.command("append", cls=Worded)
def append() -> None:
    _django()
    from bagdar.notary.public import sequence

    state = sequence()
    click.echo(say("notary_command.size", count=state.checkpoint.size))


@notary.command("run", cls=Worded)
@click.option("--seconds", type=click.IntRange(1), default=None)
@click.option("--attached", is_flag=True)
def run(seconds: int | None, attached: bool) -> None:
    """Until it is stopped; what is refused is said once, and tried again."""
    if attached:
        end_with_whoever_started_us()
    _django()
    from django.conf import settings
    from django.db import close_old_connections

    from bagdar.notary.public import sequence

    told = ""
    while True:
        try:
            sequence()
            told = ""
        except DomainError as error:
            told = _complain(error, told)
        close_old_connections()
        time.sleep(seconds or settings.LOG_SECONDS)


def _complain(error: DomainError, told: str) -> str:
    sentence = error_sentence(error, *catalogue())
    if sentence != told:
        click.echo(sentence, err=True)
        sys.stderr.flush()
    return sentence


@notary.command("checkpoint", cls=Worded)
def checkpoint() -> None:
    _django()
    from bagdar.notary.public import the_log

    click.echo(the_log().state().note, nl=False)


@notary.command("status", cls=Worded)
def status() -> None:
    """Ends with 3 where somebody has to look."""
    _django()
    from bagdar.notary.public import is_alarming, standing

    now = datetime.now(UTC)
    found = standing()
    print_json(
        {
            "origin": found.state.checkpoint.origin,
            "size": found.state.checkpoint.size,
            "waiting": found.waiting,
            "waits_since": found.waits_since,
            "quorum_at": found.quorum_at,
            "witnesses": [vars(one) for one in found.witnesses],
            "alarm": is_alarming(now),
        }
    )
    if is_alarming(now):
        raise SystemExit(FORK)


@notary.command("prove", cls=Worded)
@click.argument("handle")
@click.option("--content", type=FILE, default=None)
@click.option("--out", type=OUT, default=None)
def prove(handle: str, content: Path | None, out: Path | None) -> None:
    _django()
    from bagdar.notary.public import receipt

    told = json.loads(content.read_text(encoding="utf-8")) if content else None
    text = receipt(handle, told).text
    if out:
        out.write_text(text, encoding="utf-8", newline="")
    else:
        click.echo(text, nl=False)


@notary.command("prove-many", cls=Worded)
@click.argument("wanted", type=FILE)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def prove_many(wanted: Path, folder: Path) -> None:
    """wanted: one {"handle": …, "content": …} a line; folder gets HANDLE.tlog-proof of each."""
    _django()
    from bagdar.notary.public import receipts
    from bagdar.notary.rules.receipt import SUFFIX

    with wanted.open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines if line.strip()]
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for one in receipts({row["handle"]: row.get("content") for row in told}):
        path = folder / f"{one.handle}{SUFFIX}"
        path.write_text(one.text, encoding="utf-8", newline="")
        count += 1
    click.echo(say("notary_command.proved", count=count))


@notary.command("verify", cls=Worded)
@click.argument("receipt", type=FILE)
@click.option("--policy", type=FILE, default=None)
@click.option("--entry", default=None, metavar="BASE64")
def verify(receipt: Path, policy: Path | None, entry: str | None) -> None:
    """Ends with 1 where the receipt does not hold. policy: by default this installation's own."""
    from bagdar.notary.rules.receipt import check_receipt

    if policy is None:
        _django()
        from bagdar.notary.public import the_log

    told = policy.read_text(encoding="utf-8") if policy else the_log().policy_text()
    held = base64.b64decode(entry, validate=True) if entry else None
    try:
        found = check_receipt(
            receipt.read_text(encoding="utf-8", errors="replace"), told, entry=held
        )
    except Unverified as error:
        click.echo(error_sentence(error, *catalogue()), err=True)
        raise SystemExit(1) from None
    print_json(
        {
            "kind": found.opening and found.opening.kind,
            "content": found.opening and found.opening.content,
            "log": found.checkpoint.origin,
            "index": found.index,
            "size": found.checkpoint.size,
            "witnesses": found.witnesses,
        }
    )


@notary.command("verifier", cls=Worded)
def verifier() -> None:
    from bagdar.notary.standalone import verifier_text

    click.echo(verifier_text(*catalogue()), nl=False)


@notary.command("fsck", cls=Worded)
@click.option("--repair", is_flag=True)
def fsck(repair: bool) -> None:
    """repair: removes what no signed checkpoint speaks of. Ends with 1 where a byte differs."""
    _django()
    from bagdar.notary.log import check_tree
    from bagdar.notary.public import repair as mend
    from bagdar.notary.public import the_log
    from bagdar.notary.services import check_places

    if repair:
        click.echo(say("notary_command.dropped", count=mend(by=OPERATOR)))
    log = the_log()
    found = log.state().checkpoint
    try:
        tiles = check_tree(log.storage, found)
        check_places(log)
    except DomainError as error:
        click.echo(error_sentence(error, *catalogue()), err=True)
        raise SystemExit(1) from None
    click.echo(say("notary_command.whole", size=found.size, tiles=len(tiles)))


@notary.command("follow", cls=Worded)
@click.argument("place", metavar="ADDRESS|FOLDER")
@click.argument("policy", type=FILE)
@click.argument("keep", type=click.Path(file_okay=False, path_type=Path))
@click.option("--against", type=FILE, default=None)
@click.option("--every", type=click.IntRange(1), default=None, metavar="SECONDS")
def follow(place: str, policy: Path, keep: Path, against: Path | None, every: int | None) -> None:
    """Ends with 3 on a fork. against: a checkpoint that somebody else was shown."""
    from bagdar.notary import monitor
    from bagdar.notary.rules.checkpoint import read_policy
    from bagdar.notary.storage import Storage

    whose, kept = read_policy(policy.read_text(encoding="utf-8")), Storage(keep)
    while True:
        try:
            state = monitor.follow(monitor.source(place), whose, kept)
            if against:
                monitor.agree(kept, whose, against.read_text(encoding="utf-8"))
            click.echo(say("notary_command.size", count=state.checkpoint.size))
        except Forked as error:
            click.echo(error_sentence(error, *catalogue()), err=True)
            raise SystemExit(FORK) from None
        except DomainError as error:
            if not every:
                raise
            click.echo(error_sentence(error, *catalogue()), err=True)
        if not every:
            return
        time.sleep(every)


@notary.command("level", cls=Worded)
@click.argument("place", metavar="ADDRESS|FOLDER")
def level(place: str) -> None:
    _django()
    from bagdar.notary.monitor import source
    from bagdar.notary.public import level as take_over

    state = take_over(source(place), by=OPERATOR)
    click.echo(say("notary_command.size", count=state.checkpoint.size))


__all__ = ["notary"]
