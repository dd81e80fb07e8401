"""Passwords: which may be chosen, how one is made, and a check that takes as long for nobody."""

import secrets
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bagdar.access.errors import WeakPassword
from bagdar.access.models import Account

MAX_LENGTH = 256  # a hash of megabytes would be work for nothing
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike when read out
GROUPS, GROUP_LENGTH = 4, 5


def require_good(password: str, account: Account) -> None:
    """Raises WeakPassword with the code of every reason, such as "password_too_common"."""
    reasons = ["password_too_long"] if len(password) > MAX_LENGTH else []
    if not reasons:
        try:
            validate_password(password, account)
        except ValidationError as error:
            reasons = [problem.code or "password" for problem in error.error_list]
    if reasons:
        raise WeakPassword(reasons)


def one_time_password() -> str:
    """Twenty unguessable letters and digits in groups, 99 bits: read out or copied once."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def matches(account: Account | None, password: str) -> bool:
    """Whether a password opens an account. The same work is done where there is none."""
    if len(password) > MAX_LENGTH:
        return False
    encoded = account.password if account else _nobody()
    return check_password(password, encoded) and account is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return make_password(secrets.token_urlsafe())
