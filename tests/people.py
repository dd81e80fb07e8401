"""One account of each role, for tests."""

from typing import Any

PASSWORD = "a password for tests only"


def one_of_each() -> dict[str, Any]:
    """Accounts by role; all share PASSWORD."""
    from bagdar.access.models import Account

    places = {
        "body": {"body_code": "mes"},
        "region": {"region_code": "KZ-11"},
        "coordinator": {},
        "auditor": {},
    }
    return {role: _account(Account, role, place) for role, place in places.items()}


def _account(model: Any, role: str, place: dict[str, str]) -> Any:
    account = model(username=f"test-{role}", role=role, **place)
    account.set_password(PASSWORD)
    account.save()
    return account
