"""`bagdar serve` answers requests; `bagdar run` prepares everything and then does the same."""

import logging
import os
import socket
import sys
from contextlib import AbstractContextManager, nullcontext

import click

from bagdar import jobs
from bagdar.config.commands.log import keeping_log
from bagdar.config.commands.setup import demonstration_password, prepare, start_django
from bagdar.config.commands.warm import beside
from bagdar.config.console import Worded, refuse, tell
from bagdar.config.environment import Environment

BACKLOG = 1024
SENDING_AWAY = 4  # threads that are free to tell others to come again


@click.command(cls=Worded)
def serve() -> None:
    _refuse_taken_port(Environment.read())
    _answer(Environment.read())  # what is due is counted by deploy/bagdar-count.timer


@click.command(cls=Worded)
def run() -> None:
    environment = Environment.read()
    _refuse_taken_port(environment)
    _prepare_apart(environment)
    if environment.demo:
        _tell_accounts(environment)
    with (
        _counting() if environment.count else nullcontext(),
        keeping_log(environment) if environment.log else nullcontext(),
    ):
        _answer(environment)


def _prepare_apart(environment: Environment) -> None:
    """In a process that ends: those that answer are forked from this one, and the threads by which
    Polars works on whole columns are not there in a fork, which would wait for them for ever.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        prepare(environment)
        sys.exit()
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(os.waitstatus_to_exitcode(status))
    start_django()


def _counting() -> AbstractContextManager[None]:
    """Large questions of the register are counted again beside the service."""
    from bagdar.registry.public import minutes_between_counts

    return jobs.every(minutes_between_counts(), "registry", "count", "--due")


def _tell_accounts(environment: Environment) -> None:
    """The demonstration accounts by role, one role a line."""
    from bagdar.access import public

    by_role: dict[str, list[str]] = {}
    for account in public.demonstration_accounts():
        by_role.setdefault(account.role, []).append(account.username)
    if by_role:
        tell("house.demonstration", password=demonstration_password(environment))
    for names in by_role.values():
        click.echo(f"  {'  '.join(names)}")


def address(environment: Environment) -> str:
    """Where a browser on this machine finds the service, in the default language."""
    host = "127.0.0.1" if environment.host in ("0.0.0.0", "::") else environment.host
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{environment.port}/{environment.language}/"


def _refuse_taken_port(environment: Environment) -> None:
    """Said before anything is prepared, with a port that is free."""
    if not _is_free(environment.host, environment.port):
        free = next(
            (
                port
                for port in range(environment.port + 1, 65536)
                if _is_free(environment.host, port)
            ),
            0,
        )
        raise refuse("house.port_taken", host=environment.host, port=environment.port, free=free)


def _is_news(record: logging.LogRecord) -> bool:
    """Not that there are many threads: all but one of them wait, which is what they are for."""
    return "Python threads" not in record.getMessage()


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def _answer(environment: Environment) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    tell("house.serving", address=address(environment))
    logging.getLogger("_granian").addFilter(_is_news)
    jobs.start("intake", "resume")  # what a crash or a stop has cut off goes on
    with beside() if environment.warm else nullcontext():
        Server(
            "bagdar.config.wsgi:application",
            address=environment.host,
            port=environment.port,
            interface=Interfaces.WSGI,
            workers=environment.workers,
            # One thread of each process answers, see shedding.py; these wait, or send away.
            blocking_threads=environment.waiting + SENDING_AWAY,
            backlog=BACKLOG,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
