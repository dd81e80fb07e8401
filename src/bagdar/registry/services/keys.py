"""What a person is found by follows from what stands of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction

from bagdar.core.names import Name, search_keys
from bagdar.registry import models
from bagdar.registry.queries.people import cut
from bagdar.registry.rules.errors import IinTaken
from bagdar.rows import insert_rows

Key = tuple[str, str]
_FOUND_BY = ("family", "given", "patronymic", "other_name", "iin")


def replace_keys(people: Sequence[models.Person]) -> None:
    """People, whose rows are locked, are found by what stands now alone. Raises IinTaken.

    Keys of all of them go before any is added, so that two may exchange their numbers.
    """
    ids = [one.pk for one in people]
    wanted: dict[object, set[Key]] = defaultdict(set)
    rows = models.PersonFact.objects.filter(models.CURRENT, person_id__in=ids)
    for id, *said in rows.values_list("person_id", *_FOUND_BY):
        wanted[id] |= _keys(*said)
    found = list(models.PersonKey.objects.filter(person_id__in=ids))
    standing = {(one.person_id, one.kind, one.key) for one in found}
    gone = [one for one in found if (one.kind, one.key) not in wanted[one.person_id]]
    new = [
        {"person_id": one.pk, "origin": one.origin, "kind": kind, "key": key}
        for one in people
        for kind, key in wanted[one.pk]
        if (one.pk, kind, key) not in standing
    ]
    numbers = {one.key for one in gone if one.kind == "iin"}
    _lock_numbers(numbers | {one["key"] for one in new if one["kind"] == "iin"})
    models.PersonKey.objects.filter(pk__in=[one.pk for one in gone]).delete()
    try:
        with transaction.atomic():
            insert_rows(models.PersonKey, sorted(new, key=lambda one: (one["kind"], one["key"])))
    except IntegrityError:  # of people who are locked, only an IIN can stand already: another's
        raise IinTaken() from None


def _keys(family: str, given: str, patronymic: str, other_name: str, iin: str) -> set[Key]:
    names = Name(family, given, patronymic).keys
    names |= search_keys(other_name) if other_name else frozenset()
    return {("name", key) for key in cut(names)} | ({("iin", iin)} if iin else set())


def _lock_numbers(numbers: Collection[str]) -> None:
    """Two who take each other's numbers wait for each other in one order and not in a ring."""
    keys = models.PersonKey.objects.filter(kind="iin", key__in=numbers)
    list(keys.order_by("key", "pk").select_for_update())
