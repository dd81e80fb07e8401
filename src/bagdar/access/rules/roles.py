"""Who takes part in the Programme, and what an account of each role must say."""

import re
from collections.abc import Container
from enum import StrEnum

USERNAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_USERNAME = 40


class Role(StrEnum):
    """The roles of the access table; PUBLIC is everybody, signed in or not."""

    PUBLIC = "public"
    COORDINATOR = "coordinator"
    BODY = "body"
    REGION = "region"
    AUDITOR = "auditor"


ACCOUNT_ROLES = tuple(role for role in Role if role is not Role.PUBLIC)


def is_username(text: str) -> bool:
    return len(text) <= MAX_USERNAME and USERNAME.fullmatch(text) is not None


def account_faults(
    username: str,
    role: str,
    body_code: str,
    region_code: str,
    *,
    bodies: Container[str],
    regions: Container[str],
) -> list[tuple[str, str]]:
    """What is wrong with a new account, as (field, code); nothing: it may be made.

    A responsible body names its body, a region its region, and nobody names anything else.
    """
    faults = []
    if not is_username(username):
        faults.append(("username", "username"))
    if role not in ACCOUNT_ROLES:
        faults.append(("role", "role"))
    faults.extend(_place("body_code", body_code, role == Role.BODY, bodies))
    faults.extend(_place("region_code", region_code, role == Role.REGION, regions))
    return faults


def _place(field: str, code: str, needed: bool, known: Container[str]) -> list[tuple[str, str]]:
    if needed and not code:
        return [(field, f"{field}_missing")]
    if not needed and code:
        return [(field, f"{field}_surplus")]
    if needed and code not in known:
        return [(field, f"{field}_unknown")]
    return []
