"""`bagdar recognition`: programmes, the queue, decisions, equivalences, badges."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.helped import Helped, HelpedGroup
from bagdar.programme import terminal

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


class Help(Helped):
    under = "recognition_command."


@click.group(cls=HelpedGroup)
def recognition() -> None:
    """What was learnt elsewhere, and what it counts for."""


@recognition.command("programme", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.argument("file", type=FILE)
def programme(organisation: UUID, file: Path) -> None:
    """FILE: JSON as writeStudyProgramme of the API takes it."""
    _django()
    from pydantic import ValidationError

    from bagdar.credentials.public import CurriculumGiven, write_curriculum

    try:
        given = CurriculumGiven.model_validate_json(file.read_bytes())
    except ValidationError as wrong:
        raise click.ClickException(str(wrong)) from None
    made = write_curriculum(organisation, given.said(), by=_actor(), at=_now())
    terminal.print_json({"programme": str(made.pk), "version": made.version})


@recognition.command("close", cls=Help)
@click.argument("programme", type=click.UUID)
@click.option("--on", type=DAY, required=True, metavar="2026-01-01")
@click.option("--source", required=True)
def close(programme: UUID, on: datetime, source: str) -> None:
    """PROGRAMME: the version that is in force; --source: the decision that closes it."""
    _django()
    from bagdar.credentials.public import close_curriculum

    made = close_curriculum(programme, on.date(), source, by=_actor())
    terminal.print_json({"programme": str(made.pk), "valid_to": made.valid_to})


@recognition.command("queue", cls=Help)
@click.argument("organisation", type=click.UUID)
def queue(organisation: UUID) -> None:
    """No names."""
    _django()
    from bagdar.recognition.queries.requests import claims_of, queue_of

    terminal.print_json([
        {"request": str(row.pk), "state": row.state, "kind": row.kind, "proof": row.proof,
         "credits": row.credits, "unit": row.unit, "due_on": row.due_on,
         "claims": [one.module.code for one in claims_of(row)]}
        for row in queue_of(organisation)
    ])  # fmt: skip


@recognition.command("decide", cls=Help)
@click.argument("request", type=click.UUID)
@click.option("--grant", "grants", multiple=True, metavar="MODULE=CREDITS")
@click.option("--reason", required=True)
def decide(request: UUID, grants: tuple[str, ...], reason: str) -> None:
    """Without a grant it is refused."""
    _django()
    from bagdar.recognition.rules.deciding import Grant
    from bagdar.recognition.services import deciding

    some = []
    for one in grants:
        module, _, credits = one.rpartition("=")
        if not module or not (credits.isascii() and credits.isdigit()):
            raise click.BadParameter("MODULE=CREDITS", param_hint="--grant")
        some.append(Grant(module, int(credits)))
    made = deciding.decide(request, some, reason, by=_actor(), at=_now())
    terminal.print_json({"decision": str(made.pk), "verdict": made.verdict})


@recognition.command("declare", cls=Help)
@click.argument("programme", type=click.UUID)
@click.argument("module")
@click.option("--kind", required=True)
@click.option("--title", required=True)
@click.option("--provider", required=True)
@click.option("--code", required=True)
@click.option("--credits", type=int, required=True)
@click.option("--since", type=DAY, required=True, metavar="2026-01-01")
@click.option("--source", required=True)
def declare(
    programme: UUID, module: str, kind: str, title: str, provider: str, code: str, credits: int,
    since: datetime, source: str,
) -> None:  # fmt: skip
    _django()
    from bagdar.credentials.public import curriculum
    from bagdar.recognition.rules.nouns import Kind
    from bagdar.recognition.services import equivalences

    if kind not in list(Kind):
        raise click.BadParameter(", ".join(Kind), param_hint="--kind")
    said = equivalences.Declared(
        programme, module, Kind(kind), title, provider, code, credits, since.date(), source
    )
    owner = curriculum(programme).organisation_id
    terminal.print_json({
        "equivalence": str(equivalences.declare(owner, said, by=_actor(), at=_now()).pk)
    })  # fmt: skip


@recognition.command("believe", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.argument("issuer")
@click.argument("key", type=FILE)
@click.option("--key-id", default="")
@click.option("--since", type=DAY, required=True, metavar="2026-01-01")
@click.option("--source", required=True)
@click.option("--found-in", required=True)
def believe(
    organisation: UUID, issuer: str, key: Path, key_id: str, since: datetime, source: str,
    found_in: str,
) -> None:  # fmt: skip
    """KEY: a public key as JWK. It counts when another account confirms it."""
    _django()
    from bagdar.recognition.rules.errors import KeyFaulty
    from bagdar.recognition.services import believing

    try:
        jwk = json.loads(key.read_bytes())
    except ValueError:
        raise KeyFaulty("jwk") from None
    said = believing.KeySaid(issuer, key_id, jwk, since.date(), source, found_in)
    made = believing.propose_key(organisation, said, by=_actor(), at=_now())
    terminal.print_json({"key": made.pk, "state": made.state})


@recognition.command("confirm-key", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.argument("key", type=click.IntRange(1))
@click.option("--checked", required=True)
def confirm_key(organisation: UUID, key: int, checked: str) -> None:
    """--checked: with what the key was compared."""
    _django()
    from bagdar.recognition.services import believing

    made = believing.confirm_key(organisation, key, checked, by=_actor(), at=_now())
    terminal.print_json({"key": made.pk, "state": made.state})


@recognition.command("refuse-key", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.argument("key", type=click.IntRange(1))
@click.option("--reason", required=True)
def refuse_key(organisation: UUID, key: int, reason: str) -> None:
    """Nothing is verified by it."""
    _django()
    from bagdar.recognition.services import believing

    made = believing.refuse_key(organisation, key, reason, by=_actor(), at=_now())
    terminal.print_json({"key": made.pk, "state": made.state})


@recognition.command("keys", cls=Help)
@click.argument("organisation", type=click.UUID)
def keys(organisation: UUID) -> None:
    """Refused and retired ones as well."""
    _django()
    from bagdar.recognition.queries.believing import badge_keys
    from bagdar.recognition.rules.signatures import thumbprint

    terminal.print_json([
        {"key": row.pk, "issuer": row.issuer, "key_id": row.key_id, "state": row.state,
         "thumbprint": thumbprint(row.jwk), "valid_from": row.valid_from,
         "valid_to": row.valid_to, "source": row.source, "found_in": row.found_in,
         "written_by": row.written_by, "decided_by": row.decided_by,
         "decided_because": row.decided_because, "ended_because": row.ended_because}
        for row in badge_keys(organisation)
    ])  # fmt: skip


@recognition.command("retire", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.argument("key", type=click.IntRange(1))
@click.option("--on", type=DAY, required=True, metavar="2026-01-01")
@click.option("--reason", required=True)
def retire(organisation: UUID, key: int, on: datetime, reason: str) -> None:
    """From that day on nothing is verified by it."""
    _django()
    from bagdar.recognition.services import believing

    believing.retire_key(organisation, key, on.date(), reason, by=_actor())


@recognition.command("badge", cls=Help)
@click.argument("file", type=FILE)
@click.option("--organisation", type=click.UUID)
@click.option("--email", default="")
@click.option("--status", "statuses", multiple=True, type=FILE)
def badge(file: Path, organisation: UUID | None, email: str, statuses: tuple[Path, ...]) -> None:
    """What a badge says and whether it was verified by the keys of an institution."""
    _django()
    from bagdar.core.periods import local_date
    from bagdar.recognition.queries.believing import believed
    from bagdar.recognition.queries.rules_of import status_lists_fresh_for
    from bagdar.recognition.rules.badge_status import Lists
    from bagdar.recognition.rules.badges import check_badge

    keys = believed(organisation, local_date(_now())) if organisation else ()
    lists = Lists(tuple(one.read_bytes() for one in statuses), status_lists_fresh_for())
    found = check_badge(file.read_bytes(), keys, email, (), _now(), lists=lists)
    terminal.print_json(found.summary())


@recognition.command("figures", cls=Help)
def figures() -> None:
    _django()
    from bagdar.recognition.presenters.figures import figures as counted

    found = counted()
    terminal.print_json({
        "least": found.least, "hidden": found.hidden,
        "kinds": {one.kind: dict(one.counts) for one in found.lines},
    })  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


def _actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(f"cli:{getpass.getuser()}", "operator")


def _django() -> None:
    import django

    django.setup()
