"""What every command of admissions needs: its help, who types it, and the database."""

import getpass
from datetime import UTC, datetime
from typing import Any

from bagdar.programme import terminal


class Help(terminal.Helped):
    under = "admissions_command."


def now() -> datetime:
    return datetime.now(UTC)


def actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(f"cli:{getpass.getuser()}", "operator")


def django() -> None:
    import django as framework

    framework.setup()
