"""What other apps may call: may this be done, who does it, how often, and with which accounts."""

from bagdar.access.bodies import known_bodies
from bagdar.access.errors import (
    CsrfRefused,
    Forbidden,
    KeyOfAnother,
    PasswordChangeNeeded,
    SignInNeeded,
    TooManyRequests,
)
from bagdar.access.limits import limit
from bagdar.access.once import KEY_DESCRIBED, once, repeatable
from bagdar.access.permission import (
    actor,
    guard,
    note_hidden,
    page,
    permits,
    require,
    role_of,
    table,
)
from bagdar.access.queries import AccountInfo, accounts, demonstration_accounts
from bagdar.access.regions import Region, known_regions, region_days, regions_on
from bagdar.access.services import create_account, create_demonstration_accounts

__all__ = [
    "KEY_DESCRIBED",
    "AccountInfo",
    "CsrfRefused",
    "Forbidden",
    "KeyOfAnother",
    "PasswordChangeNeeded",
    "Region",
    "SignInNeeded",
    "TooManyRequests",
    "accounts",
    "actor",
    "create_account",
    "create_demonstration_accounts",
    "demonstration_accounts",
    "guard",
    "known_bodies",
    "known_bodies",
    "known_regions",
    "limit",
    "note_hidden",
    "once",
    "page",
    "permits",
    "region_days",
    "regions_on",
    "repeatable",
    "require",
    "role_of",
    "table",
]
