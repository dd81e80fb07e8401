"""`bagdar witness`: init, watch, key, run — needs no database and nothing of the log's operator."""

import signal
import sys
from pathlib import Path
from typing import Any

import click

from bagdar.helped import HelpedGroup, say
from bagdar.notary.commands import Worded, end_with_whoever_started_us
from bagdar.notary.keeping import Keeping
from bagdar.notary.rules.note import vkey

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


class WitnessHelp(Worded):
    under = "witness_command."


@click.group(cls=HelpedGroup)
def witness() -> None:
    """init · watch · key · run"""


@witness.command("init", cls=WitnessHelp)
@FOLDER
@click.argument("name")
@click.option("--log", "logs", multiple=True, metavar="VKEY")
def init(folder: Path, name: str, logs: tuple[str, ...]) -> None:
    keeping = Keeping(folder)
    signer = keeping.begin(name)
    for log in logs:
        keeping.watch(log)
    click.echo(vkey(signer.key))


@witness.command("watch", cls=WitnessHelp)
@FOLDER
@click.argument("log", metavar="VKEY")
def watch(folder: Path, log: str) -> None:
    Keeping(folder).watch(log)


@witness.command("key", cls=WitnessHelp)
@FOLDER
def key(folder: Path) -> None:
    click.echo(vkey(Keeping(folder).signer().key))


@witness.command("run", cls=WitnessHelp)
@FOLDER
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, default=8100)
@click.option("--attached", is_flag=True)
def run(folder: Path, host: str, port: int, attached: bool) -> None:
    """Prints its address when it can be asked; ends on SIGTERM, attached also with its input."""
    from bagdar.notary.witness import Witness

    if attached:
        end_with_whoever_started_us()
    keeping = Keeping(folder)
    signal.signal(signal.SIGTERM, _stop)
    with keeping.alone(), Witness(keeping, host, port) as server:
        click.echo(say("witness_command.serving", address=f"http://{host}:{server.server_port}"))
        sys.stdout.flush()
        server.serve_forever()


def _stop(*_: Any) -> None:
    raise SystemExit(0)
