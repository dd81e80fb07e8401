"""A simulated institution as an issuer, so that its desk can be tried: all of it is made up."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.credentials import models
from bagdar.credentials.rules.credential import LEVELS, Form
from bagdar.credentials.services import issuers
from bagdar.registry.public import graduated, lists, organisations_named

CODE, SOURCE = "demonstration", "illustrative: nobody was asked"
SINCE = date(2018, 1, 1)


@transaction.atomic
def demonstrate(
    organisation_id: UUID, base: str, *, by: Actor, at: datetime
) -> models.Issuer | None:
    """None: there is one already, or the institution is not a simulated one."""
    known = organisations_named([organisation_id]).get(organisation_id)
    if known is None or known.origin is not Origin.SIMULATED:
        return None
    if models.Issuer.objects.filter(code=CODE).exists():
        return None
    made = issuers.register(organisation_id, CODE, base, by=by, at=at)
    for level in LEVELS:
        issuers.accredit(CODE, level, SINCE, None, SOURCE, by=by)
    forms = list(_forms(organisation_id, local_date(at)))
    for form in forms:
        issuers.write_form(CODE, form, by=by)
    about = f"credentials.issuer:{CODE}"
    record("credentials.demonstrated", about=about, by=by, facts={"forms": len(forms)})
    return made


def _forms(organisation_id: UUID, today: date) -> Iterable[Form]:
    """One for each programme from which somebody has graduated, named by its level and code."""
    found = graduated(organisation_id, SINCE, today)
    levels = lists().levels
    for level, programme in sorted({(one.level, one.programme) for one in found}):
        if level in LEVELS:
            named = levels[level].name
            words = {code: f"{text}, {programme}".strip(", ") for code, text in named.items()}
            yield Form(level, programme, Words(**words), int(level), None)
