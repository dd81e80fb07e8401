"""`bagdar admissions`: a campaign from its opening to its end, the draw, and the checker."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.admissions.commands.asked import Help, actor, django, now
from bagdar.programme import terminal

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
CAMPAIGN = click.argument("campaign", type=click.UUID)
DAY = click.DateTime(["%Y-%m-%d"])


def _told(row: Any) -> dict[str, Any]:
    return {
        "campaign": str(row.pk), "kind": row.kind, "territory": row.territory, "year": row.year,
        "turn": row.turn, "origin": row.origin, "state": row.state,
        "opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat(),
        "input_root": row.input_root, "held": row.held,
    }  # fmt: skip


def _print(row: Any) -> None:
    terminal.print_json(_told(row))


@click.command("campaigns", cls=Help)
def campaigns() -> None:
    django()
    from bagdar.admissions.queries.campaigns import campaigns as found

    terminal.print_json([_told(row) for row in found()])


@click.command("open", cls=Help)
@click.argument("kind")
@click.argument("territory")
@click.option("--year", type=int, required=True)
@click.option("--from", "since", type=DAY, required=True)
@click.option("--until", type=DAY, required=True)
@click.option("--turn", type=int, default=1)
@click.option("--origin", default="real")
def open_(
    kind: str, territory: str, year: int, since: Any, until: Any, turn: int, origin: str
) -> None:
    """--until: the first day on which nobody applies any more."""
    django()
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.services.campaigns.opening import Opened, open_campaign
    from bagdar.core.origins import Origin
    from bagdar.core.periods import day_begins

    for known, given, name in ((CampaignKind, kind, "KIND"), (Origin, origin, "--origin")):
        if given not in list(known):
            raise click.BadParameter(", ".join(known), param_hint=name)
    said = Opened(
        CampaignKind(kind), territory, year, day_begins(since.date()), day_begins(until.date()),
        Origin(origin), turn,
    )  # fmt: skip
    _print(open_campaign(said, by=actor(), at=now()))


@click.command("suggest-places", cls=Help)
@CAMPAIGN
def suggest_places(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import opening

    terminal.print_json({"places": opening.suggest_places(campaign, by=actor(), at=now())})


@click.command("begin", cls=Help)
@CAMPAIGN
def begin(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import opening

    _print(opening.begin(campaign, by=actor(), at=now()))


@click.command("close", cls=Help)
@CAMPAIGN
def close(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import closing

    _print(closing.close(campaign, by=actor(), at=now()))


@click.command("commit", cls=Help)
@CAMPAIGN
@click.option("--party", "parties", multiple=True, metavar="CODE=ACCOUNT")
def commit(campaign: UUID, parties: tuple[str, ...]) -> None:
    """--party: which account speaks for a party; cli:NAME for somebody at this machine."""
    django()
    from bagdar.admissions.services.campaigns import drawing

    accounts = dict(one.split("=", 1) for one in parties if "=" in one)
    row = drawing.plan(campaign, accounts, by=actor(), at=now())
    terminal.print_json({**_told(row), "plan": _digest(row), "receipt": row.plan_receipt})


@click.command("ask-annulment", cls=Help)
@CAMPAIGN
@click.argument("reason")
def ask_annulment(campaign: UUID, reason: str) -> None:
    """REASON: everybody reads it. Another person annuls."""
    django()
    from bagdar.admissions.services.campaigns import annulling

    made = annulling.ask(campaign, reason, by=actor(), at=now())
    terminal.print_json({"number": made.number, "reason": made.reason})


@click.command("agree-annulment", cls=Help)
@CAMPAIGN
@click.argument("party")
def agree_annulment(campaign: UUID, party: str) -> None:
    django()
    from bagdar.admissions.services.campaigns import annulling

    made = annulling.agree(campaign, party, by=actor(), at=now())
    terminal.print_json({"number": made.number, "agreed": sorted(made.agreed)})


@click.command("annul-plan", cls=Help)
@CAMPAIGN
def annul_plan(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import annulling

    _print(annulling.annul(campaign, by=actor(), at=now()))


@click.command("run", cls=Help)
@CAMPAIGN
def run(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import giving

    _print(giving.run(campaign, by=actor(), at=now()))


@click.command("preview", cls=Help)
@CAMPAIGN
def preview(campaign: UUID) -> None:
    django()
    from bagdar.admissions.queries.campaigns import campaign_of, check_state
    from bagdar.admissions.queries.held import preview_of
    from bagdar.admissions.rules.campaign.nouns import CampaignState

    row = campaign_of(campaign)
    check_state(row, CampaignState.HELD)
    found = preview_of(row)
    terminal.print_json({
        "seats": found.seats, "applications": found.standing.children,
        "seated": found.standing.seated, "by_wish": list(found.standing.ranks),
        "against_lottery": vars(found.lottery),
        "against_year_before": found.before and vars(found.before),
    })  # fmt: skip


@click.command("publish", cls=Help)
@CAMPAIGN
def publish(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import giving

    _print(giving.release(campaign, by=actor(), at=now()))


@click.command("move-up", cls=Help)
@CAMPAIGN
def move_up(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import moving

    terminal.print_json({"moved": moving.move_up(campaign, by=actor(), at=now())})


@click.command("leave-unmet", cls=Help)
@CAMPAIGN
def leave_unmet(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import conditions

    terminal.print_json({"left": conditions.leave_unmet(campaign, by=actor(), at=now())})


@click.command("end", cls=Help)
@CAMPAIGN
def end(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import moving

    _print(moving.end(campaign, by=actor(), at=now()))


@click.command("files", cls=Help)
@CAMPAIGN
@click.argument("number", type=int)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def files(campaign: UUID, number: int, folder: Path) -> None:
    """All files of a decision into a new folder; they hold a line of each child."""
    django()
    from bagdar.admissions.queries.campaign_files import files_of
    from bagdar.admissions.queries.campaigns import campaign_of
    from bagdar.admissions.rules.campaign.draw_errors import NoSuchCampaignFile

    found = files_of(campaign_of(campaign), number)
    if not found:
        raise NoSuchCampaignFile()
    folder.mkdir(parents=True)
    for name, data in found.items():
        (folder / name).write_bytes(data)
    terminal.print_json({name: len(data) for name, data in found.items()})


@click.command("check", cls=Help)
@click.argument("folder", type=FOLDER)
@click.option("--before", type=FOLDER)
def check(folder: Path, before: Path | None) -> None:
    """Published files, by the very checker that strangers get. --before: of the decision before."""
    from bagdar.admissions.rules.refusals import check_published

    found = check_published(_read(folder), _read(before) if before else None)
    terminal.print_json(vars(found))


def _read(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


@click.command("checker", cls=Help)
def checker() -> None:
    """The one file with which strangers check, to be kept as verify_allocation.py."""
    from bagdar.admissions.standalone import verifier_text

    click.echo(verifier_text(terminal.words(), terminal.language()), nl=False)


@click.command("explain", cls=Help)
@CAMPAIGN
@click.argument("child")
def explain(campaign: UUID, child: str) -> None:
    """CHILD: as the market names it. What the last decision gave, and why nothing dearer."""
    django()
    from bagdar.admissions.queries.campaigns import campaign_of
    from bagdar.admissions.queries.explained import explained

    terminal.print_json(explained(campaign_of(campaign), child))


def _digest(row: Any) -> str:
    from bagdar.admissions.queries.ceremonies import plan_content

    return str(plan_content(row)["plan"])


COMMANDS = (
    campaigns, open_, suggest_places, begin, close, commit, ask_annulment,
    agree_annulment, annul_plan, run, preview, publish, leave_unmet, move_up, end,
    files, check, checker, explain,
)  # fmt: skip
