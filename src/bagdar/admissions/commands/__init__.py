"""`bagdar admissions`: queues of kindergartens, campaigns, and whether what they say holds."""

import json
from typing import IO, Any
from uuid import UUID

import click

from bagdar.admissions.commands import campaigns, laboratory
from bagdar.admissions.commands.asked import Help, actor, django, now
from bagdar.admissions.commands.catchments import catchments
from bagdar.admissions.commands.seeds import seed as seed_group
from bagdar.admissions.commands.working import work
from bagdar.helped import HelpedGroup
from bagdar.programme import terminal


@click.group(cls=HelpedGroup)
def admissions() -> None:
    """Who gets which place."""


admissions.add_command(catchments)
admissions.add_command(seed_group)


@admissions.command("queues", cls=Help)
def queues() -> None:
    django()
    from bagdar.admissions.queries import reading

    terminal.print_json([
        {"queue": str(row.pk), "territory": row.territory, "origin": row.origin, "year": row.year,
         "rounds": row.rounds, "entries": row.number, "digest": row.digest}
        for row in reading.queues()
    ])  # fmt: skip


@admissions.command("open-queue", cls=Help)
@click.argument("territory")
@click.option("--year", type=int, required=True)
@click.option("--origin", default="real")
@click.option("--seed", default="", metavar="HEX")
@click.option("--ceremony", type=click.File(encoding="utf-8"))
def open_queue(territory: str, year: int, origin: str, seed: str, ceremony: IO[str] | None) -> None:
    """--ceremony: the record of a draw by several parties, over what queue-beginning tells.

    --seed: 64 hexadecimal digits; without either one is drawn here. The log says who made it.
    """
    django()
    from bagdar.admissions.services import opening

    drawn = _ceremony(ceremony) if ceremony else _seed(seed)
    made = opening.open_queue(territory, _origin(origin), year, drawn, by=actor(), at=now())
    terminal.print_json({"queue": str(made.pk), "digest": made.digest})


@admissions.command("queue-beginning", cls=Help)
@click.argument("territory")
@click.option("--year", type=int, required=True)
@click.option("--origin", default="real")
def queue_beginning(territory: str, year: int, origin: str) -> None:
    """What the plan of a seed has to name, before the queue is opened."""
    django()
    from bagdar.admissions.queries.rules_of import beginning_of

    terminal.print_json(beginning_of(territory, _origin(origin), year))


def _origin(origin: str) -> Any:
    from bagdar.core.origins import Origin

    if origin not in list(Origin):
        raise click.BadParameter(", ".join(Origin), param_hint="--origin")
    return Origin(origin)


def _seed(seed: str) -> bytes | None:
    try:
        return bytes.fromhex(seed) if seed else None
    except ValueError:
        raise click.BadParameter("HEX", param_hint="--seed") from None


def _ceremony(file: IO[str]) -> Any:
    from bagdar.admissions.rules.queue.beginning import ceremony_from

    try:
        told = json.load(file)
    except (ValueError, RecursionError):
        raise click.BadParameter("JSON", param_hint="--ceremony") from None
    return ceremony_from(told)


@admissions.command("begin-year", cls=Help)
@click.argument("queue", type=click.UUID)
@click.argument("year", type=int)
def begin_year(queue: UUID, year: int) -> None:
    django()
    from bagdar.admissions.services import opening

    made = opening.begin_year(queue, year, by=actor(), at=now())
    terminal.print_json({"year": made.year, "number": made.number})


@admissions.command("adopt-rules", cls=Help)
@click.argument("queue", type=click.UUID)
def adopt_rules(queue: UUID) -> None:
    django()
    from bagdar.admissions.services import opening

    terminal.print_json({"number": opening.adopt_rules(queue, by=actor(), at=now()).number})


@admissions.command("refer", cls=Help)
@click.argument("queue", type=click.UUID)
def refer(queue: UUID) -> None:
    """A round."""
    django()
    from bagdar.admissions.services import referring

    terminal.print_json({"offers": referring.run_round(queue, by=actor(), at=now())})


@admissions.command("lapse", cls=Help)
@click.argument("queue", type=click.UUID)
def lapse(queue: UUID) -> None:
    django()
    from bagdar.admissions.services import referring

    terminal.print_json({"lapsed": referring.lapse_due(queue, by=actor(), at=now())})


@admissions.command("rebuild", cls=Help)
@click.argument("queue", type=click.UUID)
def rebuild(queue: UUID) -> None:
    django()
    from bagdar.admissions.services import rebuilding

    terminal.print_json({"entries": rebuilding.rebuild(queue, by=actor())})


@admissions.command("verify-queue", cls=Help)
@click.argument("queue", type=click.UUID)
@click.option("--receipts", is_flag=True)
@click.pass_context
def verify_queue(context: click.Context, queue: UUID, receipts: bool) -> None:
    """Ends with 1 where something is not as the log says."""
    django()
    from bagdar.admissions.queries import verifying

    found = verifying.verify_queue(queue, receipts=receipts)
    terminal.print_json({
        "entries": found.entries, "digest": found.digest, "receipts": found.receipts,
        "seed": found.seed and {"by": found.seed.by.value, "plan": found.seed.plan,
                                "parties": list(found.seed.parties)},
        "troubles": [{"what": one.what, "where": one.where} for one in found.troubles],
    })  # fmt: skip
    if found.troubles:
        context.exit(1)


for one in (*campaigns.COMMANDS, work, laboratory.simulate, laboratory.study):
    admissions.add_command(one)
