"""One account of each role, for tests."""

from typing import Any
from uuid import UUID

PASSWORD = "a password for tests only"
# Of the register only by their identifiers, as an account has them: no rows stand behind these.
ORGANISATION = UUID("5c6f0c7e-7d0b-4d0c-9a55-3f1f2a7b9c01")
PERSON = UUID("9e3b1f64-2f0e-4c39-8d3a-6a4b8f2d7e02")


def one_of_each() -> dict[str, Any]:
    """Accounts by role; all share PASSWORD."""
    places = {
        "body": {"body_code": "mes"},
        "region": {"region_code": "KZ-11"},
        "coordinator": {},
        "auditor": {},
        "ministry": {},
        "organisation": {"organisation_id": ORGANISATION},
        "person": {"person_id": PERSON},
    }
    return {role: account(f"test-{role}", role, **place) for role, place in places.items()}


def account(username: str, role: str, **place: Any) -> Any:
    """place: where it belongs, as Account names it."""
    from bagdar.access.models import Account

    made = Account(username=username, role=role, **place)
    made.set_password(PASSWORD)
    made.save()
    return made
