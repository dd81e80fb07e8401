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
    looker_facts,
    note_hidden,
    page,
    permits,
    place_of,
    require,
    role_of,
    table,
)
from bagdar.access.places import PlaceName, tell_names_of
from bagdar.access.queries import AccountInfo, accounts, demonstration_accounts
from bagdar.access.regions import Region, known_regions, region_days, regions_on
from bagdar.access.rules.roles import Place
from bagdar.access.services import create_account, create_demonstration_accounts

__all__ = [
    "KEY_DESCRIBED",
    "AccountInfo",
    "CsrfRefused",
    "Forbidden",
    "KeyOfAnother",
    "PasswordChangeNeeded",
    "Place",
    "PlaceName",
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
    "known_regions",
    "limit",
    "looker_facts",
    "note_hidden",
    "once",
    "page",
    "permits",
    "place_of",
    "region_days",
    "regions_on",
    "repeatable",
    "require",
    "role_of",
    "table",
    "tell_names_of",
]
