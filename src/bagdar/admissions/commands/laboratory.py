"""`bagdar admissions simulate` and `study`: the laboratory of rules."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.admissions.commands.asked import Help, actor, django, now
from bagdar.programme import terminal


@click.command("simulate", cls=Help)
@click.option("--kind", default="school", show_default=True)
@click.option("--snapshot", default="", metavar="ID")
@click.option("--variant", default="", metavar="CODE")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON")
def simulate(
    kind: str, snapshot: str, variant: str, file: Path | None, seed: int, as_json: bool
) -> None:
    """--variant: one that data/admissions/laboratory.toml declares; --file: one of one's own."""
    django()
    from bagdar.admissions.queries.study_tables import snapshots
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services import studying

    if kind not in list(CampaignKind):
        raise click.BadParameter(", ".join(CampaignKind), param_hint="--kind")
    known = [id for id, _ in snapshots() if id.startswith(snapshot)]
    if not known:
        raise click.BadParameter(terminal.say("study.no_snapshots"), param_hint="--snapshot")
    tried = _own(file) if file else variant
    made = studying.ask(
        CampaignKind(kind), known[0], tried, seed, by=actor(), at=now(), begin=False
    )
    _run(made.pk, as_json=as_json)


def _own(file: Path) -> Any:
    from pydantic import ValidationError

    from bagdar.admissions.rules.study.declared import Variant

    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return Variant.model_validate_json(json.dumps(told))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise click.BadParameter(str(error), param_hint="--file") from None


@click.command("study", cls=Help)
@click.argument("study", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="JSON")
def study(study: UUID, as_json: bool) -> None:
    """What a page asked for."""
    django()
    _run(study, as_json=as_json)


def _run(id: UUID, *, as_json: bool) -> None:
    from bagdar.admissions.services import studying

    def told(step: str, done: int, whole: int) -> None:
        if not as_json:
            click.echo(
                terminal.say(
                    "study.step", step=terminal.say(f"study.step.{step}"), number=done + 1,
                    of=whole,
                ),
                err=True,
            )  # fmt: skip

    found = studying.run_study(id, by=actor(), now=lambda: datetime.now(UTC), told=told)
    terminal.print_json({"study": str(found.pk), "result": found.result})
