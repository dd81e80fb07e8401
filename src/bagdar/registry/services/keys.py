"""What a person is found by follows from what stands of them."""

from django.db import IntegrityError, transaction

from bagdar.core.names import search_keys
from bagdar.registry import models
from bagdar.registry.queries.people import cut
from bagdar.registry.queries.rows import details_of
from bagdar.registry.rules.errors import IinTaken


def replace_keys(person: models.Person) -> None:
    """A person, whose row is locked, is found by what stands now alone. Raises IinTaken."""
    wanted = _wanted(person)
    standing = {(one.kind, one.key): one for one in models.PersonKey.objects.filter(person=person)}
    _lock_numbers(person, {key for kind, key in wanted ^ standing.keys() if kind == "iin"})
    gone = [one.pk for key, one in standing.items() if key not in wanted]
    models.PersonKey.objects.filter(pk__in=gone).delete()
    try:
        with transaction.atomic():
            models.PersonKey.objects.bulk_create(
                models.PersonKey(person=person, origin=person.origin, kind=kind, key=key)
                for kind, key in sorted(wanted - set(standing))
            )
    except IntegrityError:  # of a person who is locked, only an IIN can stand already: another's
        raise IinTaken() from None


def _wanted(person: models.Person) -> set[tuple[str, str]]:
    wanted: set[tuple[str, str]] = set()
    for row in models.PersonFact.objects.filter(models.CURRENT, person=person):
        said = details_of(row)
        names = said.name.keys | (search_keys(said.other_name) if said.other_name else frozenset())
        wanted |= {("name", key) for key in cut(names)}
        if said.iin:
            wanted.add(("iin", said.iin.number))
    return wanted


def _lock_numbers(person: models.Person, numbers: set[str]) -> None:
    """Two who exchange their numbers wait for each other in one order and not in a ring."""
    keys = models.PersonKey.objects.filter(kind="iin", origin=person.origin, key__in=numbers)
    list(keys.order_by("key").select_for_update())
