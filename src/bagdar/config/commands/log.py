"""The log of a demonstration: begun by `bagdar setup`, kept beside `bagdar run`.

Two witnesses stand on the same machine, each a process with a folder and a key of its own. That
shows how it works; what it proves needs witnesses of somebody else.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bagdar.audit.rules import OPERATOR
from bagdar.config.environment import Environment
from bagdar.notary.rules.verify_receipt import Key

ORIGIN = "demonstration.example/log"
WITNESSES = ("witness-1", "witness-2")


def begin_log(environment: Environment) -> None:
    """Once; an operator's own log is begun with `bagdar notary init`."""
    from bagdar.notary.public import Keeping, begin, the_log

    log = the_log()
    if log.exists or log.storage.checkpoint() is not None:
        return
    from bagdar.notary.rules.note import vkey

    keepings = [Keeping(environment.var_dir / name) for name in WITNESSES]
    for name, keeping in zip(WITNESSES, keepings, strict=True):
        if not (keeping.folder / "key").exists():  # cut off between the two
            keeping.begin(f"demonstration.example/{name}")
    signer = begin(ORIGIN, _witnesses(environment, {}), len(WITNESSES), by=OPERATOR)
    for keeping in keepings:
        keeping.watch(vkey(signer.key))


def _witnesses(environment: Environment, ports: dict[str, int]) -> dict[str, tuple[Key, str]]:
    """Name → key and address; "": nobody answers there yet."""
    from bagdar.notary.public import Keeping

    return {
        name: (
            Keeping(environment.var_dir / name).signer().key,
            f"http://127.0.0.1:{ports[name]}" if name in ports else "",
        )
        for name in WITNESSES
    }


@contextmanager
def keeping_log(environment: Environment) -> Iterator[None]:
    """What waits is put into the log as long as the block runs; a demonstration has witnesses."""
    from bagdar.notary.public import the_log
    from bagdar.notary.rules.policies import policy_text

    log = the_log()
    if not log.exists:
        yield
        return
    with ExitStack() as stack:
        if log.state().checkpoint.origin == ORIGIN and environment.demo:
            ports = {name: _free_port() for name in WITNESSES}
            for name, port in ports.items():
                folder = str(environment.var_dir / name)
                stack.enter_context(
                    _process("witness", "run", folder, "--port", str(port), "--attached")
                )
            witnesses = _witnesses(environment, ports)
            log.believe(policy_text(log.policy().logs[0], witnesses, len(WITNESSES)))
        stack.enter_context(_process("notary", "run", "--attached"))
        yield


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _process(*words: str) -> Iterator[None]:
    """`bagdar WORDS` that ends with the block, and with us however we end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bagdar.config.cli", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
        if process.stdin:
            process.stdin.close()
