"""What every command of admissions needs: its help, who types it, and the database."""

import getpass
from datetime import UTC, datetime
from typing import Any

from bagdar.helped import Helped, HelpedGroup


class Help(Helped):
    under = "admissions_command."


class Group(HelpedGroup):
    under = "admissions_command."


def now() -> datetime:
    return datetime.now(UTC)


def actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor(f"cli:{getpass.getuser()}", "operator")


def django() -> None:
    import django as framework

    framework.setup()


def acting() -> dict[str, Any]:
    """Who does it and when, once Django is there."""
    django()
    return {"by": actor(), "at": now()}
