"""`bagdar admissions`: queues of kindergartens, campaigns, and whether what they say holds."""

import secrets
from uuid import UUID

import click

from bagdar.admissions.commands import campaigns
from bagdar.admissions.commands.asked import Help, actor, django, now
from bagdar.programme import terminal


@click.group()
def admissions() -> None:
    """Who gets which place."""


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
def open_queue(territory: str, year: int, origin: str, seed: str) -> None:
    """--seed: 64 hexadecimal digits that several parties have drawn; without it one is drawn."""
    django()
    from bagdar.admissions.services import opening
    from bagdar.core.origins import Origin

    if origin not in list(Origin):
        raise click.BadParameter(", ".join(Origin), param_hint="--origin")
    try:
        drawn = bytes.fromhex(seed) if seed else secrets.token_bytes(32)
    except ValueError:
        raise click.BadParameter("HEX", param_hint="--seed") from None
    made = opening.open_queue(territory, Origin(origin), year, drawn, by=actor(), at=now())
    terminal.print_json({"queue": str(made.pk), "digest": made.digest})


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
        "troubles": [{"what": one.what, "where": one.where} for one in found.troubles],
    })  # fmt: skip
    if found.troubles:
        context.exit(1)


for one in campaigns.COMMANDS:
    admissions.add_command(one)
