"""`bagdar diplomas`: issuers and their keys, batches, withdrawing, checking."""

import getpass
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.core.languages import Words
from bagdar.core.sentences import error_sentence
from bagdar.helped import Helped, HelpedGroup
from bagdar.programme import terminal

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


class Help(Helped):
    under = "diplomas_command."


@click.group(cls=HelpedGroup)
def diplomas() -> None:
    """Diplomas that anyone can verify."""


@diplomas.command("register", cls=Help)
@click.argument("organisation", type=click.UUID)
@click.argument("code")
def register(organisation: UUID, code: str) -> None:
    _django()
    from django.conf import settings

    from bagdar.credentials.services import issuers

    made = issuers.register(organisation, code, settings.ISSUER_ADDRESS, by=_actor(), at=_now())
    click.echo(made.did)


@diplomas.command("accredit", cls=Help)
@click.argument("code")
@click.argument("level")
@click.option("--since", type=DAY, required=True, metavar="2020-01-01")
@click.option("--before", type=DAY, metavar="2030-01-01")
@click.option("--source", required=True)
def accredit(code: str, level: str, since: datetime, before: datetime | None, source: str) -> None:
    _django()
    from bagdar.credentials.services import issuers

    issuers.accredit(
        code, level, since.date(), before.date() if before else None, source, by=_actor()
    )


@diplomas.command("form", cls=Help)
@click.argument("code")
@click.argument("level")
@click.option("--programme", default="")
@click.option("--title-kk", required=True)
@click.option("--title-ru", required=True)
@click.option("--title-en", required=True)
@click.option("--nqf", type=int, required=True)
@click.option("--credits", "ects", type=int)
@click.option("--field", default="", metavar="ISCED-F")
def form(
    code: str, level: str, programme: str, nqf: int, ects: int | None, field: str, **titles: str
) -> None:
    _django()
    from bagdar.credentials.rules.credential import Form
    from bagdar.credentials.services import issuers

    words = Words(kk=titles["title_kk"], ru=titles["title_ru"], en=titles["title_en"])
    issuers.write_form(code, Form(level, programme, words, nqf, ects, field), by=_actor())


@diplomas.command("rotate-key", cls=Help)
@click.argument("code")
def rotate_key(code: str) -> None:
    _django()
    from bagdar.credentials.services import issuers

    click.echo(issuers.rotate_key(code, by=_actor(), at=_now()).key_id)


@diplomas.command("lose-key", cls=Help)
@click.argument("code")
def lose_key(code: str) -> None:
    _django()
    from bagdar.credentials.services import issuers

    click.echo(issuers.lose_key(code, by=_actor(), at=_now()).key_id)


@diplomas.command("preview", cls=Help)
@click.argument("code")
@click.option("--since", type=DAY, required=True, metavar="2026-06-01")
@click.option("--before", type=DAY, required=True, metavar="2026-08-01")
def preview(code: str, since: datetime, before: datetime) -> None:
    """Numbers and reasons, no names."""
    _django()
    lines = _lines(code, since.date(), before.date())
    terminal.print_json([
        {"graduation": one.candidate.graduation_id, "level": one.candidate.level,
         "programme": one.candidate.programme, "on": one.candidate.on,
         "problems": [problem.value for problem in one.problems]}
        for one in lines
    ])  # fmt: skip


@diplomas.command("propose", cls=Help)
@click.argument("code")
@click.option("--since", type=DAY, required=True, metavar="2026-06-01")
@click.option("--before", type=DAY, required=True, metavar="2026-08-01")
def propose(code: str, since: datetime, before: datetime) -> None:
    """Everybody of those days against whom nothing stands."""
    _django()
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.services import batches

    lines = _lines(code, since.date(), before.date())
    good = [one.candidate.graduation_id for one in lines if not one.problems]
    made = batches.propose(issuer_called(code), good, by=_actor(), at=_now())
    terminal.print_json({"batch": str(made.pk), "size": made.size})


@diplomas.command("paper", cls=Help)
@click.argument("code")
@click.argument("file", type=FILE)
@click.option("--propose", is_flag=True)
def paper(code: str, file: Path, propose: bool) -> None:
    """Ends with 1 where a row is refused, nothing proposed. Numbers and reasons, no names."""
    _django()
    from bagdar.core.sheets.limits import COMMAND_LINE
    from bagdar.credentials.presenters.papers import fault_words, words_of
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.queries.papers import paper_lines
    from bagdar.credentials.rules.graduating import day_of_issue
    from bagdar.credentials.services import paper_files, papers

    issuer = issuer_called(code)
    rows = paper_files.papers_in(file.read_bytes(), file.name, limits=COMMAND_LINE)
    said = [(one.line, one.said) for one in rows if one.said is not None]
    lines = paper_lines(issuer, said, day_of_issue(_now()))
    wrong = {one.line: [fault_words(fault) for fault in one.faults] for one in rows if one.faults}
    wrong |= {one.line: [words_of(each) for each in one.problems] for one in lines if one.problems}
    told: dict[str, Any] = {"rows": len(rows), "refused": wrong}
    if propose and rows and not wrong:
        made = papers.propose_papers(issuer, [one for _, one in said], by=_actor(), at=_now())
        told["batch"] = str(made.pk)
    terminal.print_json(told)
    if wrong:
        raise SystemExit(1)


@diplomas.command("doubt", cls=Help)
@click.argument("code")
@click.argument("batch", type=click.UUID)
@click.argument("diploma", type=click.UUID)
@click.option("--reason", required=True)
def doubt(code: str, batch: UUID, diploma: UUID, reason: str) -> None:
    _django()
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.services import papers

    papers.doubt(issuer_called(code), batch, diploma, reason, by=_actor())


@diplomas.command("approve", cls=Help)
@click.argument("code")
@click.argument("batch", type=click.UUID)
@click.option("--checked", default="")
def approve(code: str, batch: UUID, checked: str) -> None:
    _django()
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.services import batches

    batches.approve(issuer_called(code), batch, by=_actor(), at=_now(), checked=checked)


@diplomas.command("issue", cls=Help)
@click.argument("batch", type=click.UUID)
def issue(batch: UUID) -> None:
    """What the service starts when a batch was approved; again, it goes on."""
    _django()
    from bagdar.credentials.services import batches

    done = batches.issue(batch, by=_actor(), now=_now, draw=secrets.randbelow)
    terminal.print_json({"batch": str(done.pk), "state": done.state, "size": done.size})


@diplomas.command("revoke", cls=Help)
@click.argument("code")
@click.argument("diploma", type=click.UUID)
@click.option("--reason", required=True)
def revoke(code: str, diploma: UUID, reason: str) -> None:
    _django()
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.rules.graduating import DiplomaState
    from bagdar.credentials.services import standing

    issuer = issuer_called(code)
    standing.change(issuer, diploma, DiplomaState.REVOKED, reason, by=_actor(), at=_now())


@diplomas.command("pdf", cls=Help)
@click.argument("code")
@click.argument("diploma", type=click.UUID)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--link", is_flag=True)
def pdf(code: str, diploma: UUID, out: Path, link: bool) -> None:
    _django()
    from bagdar.credentials.presenters.files import pdf_of
    from bagdar.credentials.services import sharing

    row = _issued(code, diploma)
    if link:
        sharing.print_link(row.pk, by=_actor(), at=_now())
    out.write_bytes(pdf_of(row))


@diplomas.command("part", cls=Help)
@click.argument("code")
@click.argument("diploma", type=click.UUID)
@click.option(
    "--show", multiple=True, type=click.Choice(["marks", "credits", "distinction", "number"])
)
def part(code: str, diploma: UUID, show: tuple[str, ...]) -> None:
    """What a holder without a browser would download."""
    _django()
    from bagdar.credentials.presenters.files import chosen
    from bagdar.credentials.queries.diplomas import part_of

    click.echo(part_of(_issued(code, diploma), chosen(show)).decode("utf-8"))


@diplomas.command("issuers", cls=Help)
def issuers_file() -> None:
    _django()
    from bagdar.credentials.queries.publishing import trusted

    click.echo(trusted().decode("utf-8"))


@diplomas.command("list", cls=Help)
@click.argument("code")
@click.argument("number", type=int)
@click.argument("purpose", type=click.Choice(["revocation", "suspension"]))
def status_list(code: str, number: int, purpose: str) -> None:
    _django()
    from bagdar.credentials.queries import publishing

    click.echo(publishing.status_list(code, number, purpose, _now()).decode("utf-8"))


@diplomas.command("verify", cls=Help)
@click.argument("file", type=FILE)
def verify(file: Path) -> None:
    """Ends with 1 where the diploma does not hold."""
    _django()
    from bagdar.credentials.queries.verifying import checked
    from bagdar.credentials.rules.refusals import UNVERIFIED

    found = checked(file.read_bytes(), _now())
    if found.verified is None:
        error = UNVERIFIED[found.code](**found.facts)
        click.echo(error_sentence(error, terminal.words(), terminal.language()), err=True)
    terminal.print_json({
        "ok": found.verified is not None, "code": found.code, "steps": dict(found.steps),
        "diploma": found.verified and found.verified.document,
    })  # fmt: skip
    if found.verified is None:
        raise SystemExit(1)


@diplomas.command("verifier", cls=Help)
def verifier() -> None:
    _django()
    from bagdar.credentials.standalone import verifier_text

    click.echo(verifier_text(terminal.words(), terminal.language()), nl=False)


def _lines(code: str, since: date, before: date) -> Any:
    from bagdar.credentials.queries.batches import preview as of_days
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.rules.graduating import day_of_issue

    return of_days(issuer_called(code), since, before, day_of_issue(_now()))


def _issued(code: str, id: UUID) -> Any:
    """Raises NoSuchIssuer, NoSuchDiploma."""
    from bagdar.credentials.queries.diplomas import issued
    from bagdar.credentials.queries.issuers import issuer_called
    from bagdar.credentials.rules.errors import NoSuchDiploma

    row = issued(id)
    if row.issuer_id != issuer_called(code).pk:
        raise NoSuchDiploma()
    return row


def _now() -> datetime:
    return datetime.now(UTC)


def _actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(f"cli:{getpass.getuser()}", "operator")


def _django() -> None:
    import django

    django.setup()
