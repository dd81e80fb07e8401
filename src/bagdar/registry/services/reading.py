"""That somebody looks is written down before anything is shown; if it cannot be, nothing is."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from bagdar.audit.public import record_all
from bagdar.audit.rules import Actor
from bagdar.core.national_ids import masked
from bagdar.core.periods import local_date
from bagdar.registry.rules import checks
from bagdar.registry.rules.reading import TraceDown

LOOKED = "registry.person_looked_at"  # the family reads these events
OWN = "registry.own_record_looked_at"  # and these nobody but who may read the trail
_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")


def note_look(
    person_id: UUID,
    what: str,
    purpose: str,
    *,
    by: Actor,
    at: datetime,
    looker: Mapping[str, str],
    is_own: bool = False,
) -> None:
    """One look at one record.

    what     the page: story, trajectory and the like; purpose: empty for the family itself
    looker   access.public.looker_facts
    is_own   whether the family itself looks: no entry of the list tells of a relative
    Raises TraceDown; FaultyFact for a purpose that is too long.
    """
    note_looks([(person_id, purpose, is_own)], what, by=by, at=at, looker=looker)


def note_looks(
    looks: Sequence[tuple[UUID, str, bool]],
    what: str,
    *,
    by: Actor,
    at: datetime,
    looker: Mapping[str, str],
) -> None:
    """One look at several records: all of them are written down, or nothing is shown.

    looks  (person, purpose, whether the family itself looks). Raises as `note_look`.
    """
    checks.demand(*(checks.text_problems(purpose=purpose) for _, purpose, _ in looks))
    told = {**looker, "day": local_date(at), "what": what}
    _note(
        by,
        *(
            (
                OWN if is_own else LOOKED,
                f"registry.person:{person_id}",
                {**told, "purpose": without_numbers(purpose)},
            )
            for person_id, purpose, is_own in looks
        ),
    )


def note_search(
    purpose: str, kind: str, found: int, *, by: Actor, at: datetime, looker: Mapping[str, str]
) -> None:
    """A search: for what, by IIN or by name, and how many it found; never what was typed.

    Raises TraceDown, FaultyFact.
    """
    checks.demand(checks.text_problems(purpose=purpose))
    told = without_numbers(purpose)
    facts = {**looker, "day": local_date(at), "purpose": told, "by": kind, "found": found}
    _note(by, ("registry.people_searched", "registry.search", facts))


def note_list(
    organisation_id: UUID,
    what: str,
    *,
    by: Actor,
    at: datetime,
    looker: Mapping[str, str],
    on: date | None = None,
    alone: bool = True,
) -> None:
    """A look at a list of names of an organisation: learners, staff, transfers. Raises TraceDown.

    on     the day of the list; None: today
    alone  whether the caller's transaction may go on after TraceDown; else it goes as well, and
           the database is spared the marks that it would come back to
    """
    facts = {**looker, "day": local_date(at), "what": what, "on": on or local_date(at)}
    about = f"registry.organisation:{organisation_id}"
    _note(by, ("registry.class_list_looked_at", about, facts), alone=alone)


def without_numbers(text: str) -> str:
    """Twelve digits in a row may be somebody's IIN."""
    return _NUMBER.sub(lambda found: masked(found[0]), text.strip())


def _note(by: Actor, *events: tuple[str, str, Mapping[str, object]], alone: bool = True) -> None:
    """events: action, about, facts."""
    try:
        with transaction.atomic(savepoint=alone):
            record_all(events, by=by)
    except DatabaseError:
        raise TraceDown() from None
