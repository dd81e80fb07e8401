"""What a person is found by follows from what stands of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction

from bagdar.core.names import search_keys
from bagdar.registry import models
from bagdar.registry.queries.people import cut
from bagdar.registry.queries.rows import details_of
from bagdar.registry.rules.errors import IinTaken
from bagdar.registry.rules.nouns import PersonDetails

Key = tuple[str, str]


def replace_keys(people: Sequence[models.Person]) -> None:
    """People, whose rows are locked, are found by what stands now alone. Raises IinTaken.

    Keys of all of them go before any is added, so that two may exchange their numbers.
    """
    wanted: dict[object, set[Key]] = defaultdict(set)
    for row in models.PersonFact.objects.filter(models.CURRENT, person__in=people):
        wanted[row.person_id] |= _keys(details_of(row))
    found = list(models.PersonKey.objects.filter(person__in=people))
    standing = {(one.person_id, one.kind, one.key) for one in found}
    gone = [one for one in found if (one.kind, one.key) not in wanted[one.person_id]]
    new = [
        models.PersonKey(person=one, origin=one.origin, kind=kind, key=key)
        for one in people
        for kind, key in wanted[one.pk]
        if (one.pk, kind, key) not in standing
    ]
    _lock_numbers({one.key for one in (*gone, *new) if one.kind == "iin"})
    models.PersonKey.objects.filter(pk__in=[one.pk for one in gone]).delete()
    try:
        with transaction.atomic():
            models.PersonKey.objects.bulk_create(sorted(new, key=lambda one: (one.kind, one.key)))
    except IntegrityError:  # of people who are locked, only an IIN can stand already: another's
        raise IinTaken() from None


def _keys(said: PersonDetails) -> set[Key]:
    names = said.name.keys | (search_keys(said.other_name) if said.other_name else frozenset())
    number = {("iin", said.iin.number)} if said.iin else set()
    return {("name", key) for key in cut(names)} | number


def _lock_numbers(numbers: Collection[str]) -> None:
    """Two who take each other's numbers wait for each other in one order and not in a ring."""
    keys = models.PersonKey.objects.filter(kind="iin", key__in=numbers)
    list(keys.order_by("key", "pk").select_for_update())
