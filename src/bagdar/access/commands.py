"""`bagdar accounts`: list, create, disable, enable, password — for whoever runs the machine."""

import dataclasses
import json
from uuid import UUID

import click

from bagdar.access.rules.roles import ACCOUNT_ROLES
from bagdar.audit.rules import OPERATOR
from bagdar.core.languages import LANGUAGES
from bagdar.helped import Helped, HelpedGroup, say


class Worded(Helped):
    under = "access.command."


@click.group(cls=HelpedGroup)
def accounts() -> None:
    """list · create · disable · enable · password"""
    import django

    django.setup()


@accounts.command("list", cls=Worded)
@click.option("--role", type=click.Choice([role.value for role in ACCOUNT_ROLES]))
@click.option("--json", "as_json", is_flag=True, help="JSON")
def list_accounts(role: str | None, as_json: bool) -> None:
    from bagdar.access import queries

    found = queries.accounts(role=role or "")
    if as_json:
        rows = [dataclasses.asdict(one) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=_instant))
        return
    if not found:
        click.echo(say("access.command.none"))
    for one in found:
        state = say(f"access.state.{'active' if one.is_active else 'disabled'}")
        place = one.body_code or one.region_code or one.organisation_id or one.person_id or ""
        click.echo(f"{one.username:<28} {say(f'access.role.{one.role}')} {place}  {state}")


def _instant(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@accounts.command("create", cls=Worded)
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([role.value for role in ACCOUNT_ROLES]))
@click.option("--body", default="", metavar="mes")
@click.option("--region", default="", metavar="KZ-71")
@click.option("--organisation", type=click.UUID)
@click.option("--person", type=click.UUID)
@click.option("--speaks", type=click.Choice(LANGUAGES), default="kk", show_default=True)
def create(
    username: str,
    role: str,
    body: str,
    region: str,
    organisation: UUID | None,
    person: UUID | None,
    speaks: str,
) -> None:
    from bagdar.access import services
    from bagdar.access.errors import FaultyAccount

    try:
        account, password = services.create_account(
            username,
            role,
            body_code=body,
            region_code=region,
            organisation_id=organisation,
            person_id=person,
            language=speaks,
            by=OPERATOR,
        )
    except FaultyAccount as error:
        for field, code in error.fields:
            click.echo(f"{field}: {say(f'access.form.{code}')}", err=True)
        raise
    click.echo(say("access.command.created", username=account.username, password=password))


@accounts.command("disable", cls=Worded)
@click.argument("username")
def disable(username: str) -> None:
    from bagdar.access import services

    services.disable_account(username, by=OPERATOR)
    click.echo(say("access.command.disabled", username=username))


@accounts.command("enable", cls=Worded)
@click.argument("username")
def enable(username: str) -> None:
    from bagdar.access import services

    services.enable_account(username, by=OPERATOR)
    click.echo(say("access.command.enabled", username=username))


@accounts.command("password", cls=Worded)
@click.argument("username")
@click.option("--type", "typed", is_flag=True, help="··········")
def password(username: str, typed: bool) -> None:
    from bagdar.access import services
    from bagdar.access.errors import WeakPassword

    chosen = None
    if typed:
        chosen = click.prompt(
            say("access.command.ask_password"), hide_input=True, confirmation_prompt=True
        )
    try:
        given = services.set_password(username, chosen, by=OPERATOR)
    except WeakPassword as error:
        for reason in error.reasons:
            click.echo(say(f"access.password.{reason}"), err=True)
        raise
    key = "access.command.password_set" if typed else "access.command.password_given"
    facts = {} if typed else {"password": given}
    click.echo(say(key, username=username, **facts))
