"""How organisations and people are called, for apps that only keep their identifiers."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from bagdar.access.public import PlaceName
from bagdar.core.languages import Words
from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, local_date
from bagdar.registry import models
from bagdar.registry.queries.written import When, facts

Row = TypeVar("Row", bound=models.Fact)


def organisations_named(ids: Collection[UUID]) -> Mapping[UUID, PlaceName]:
    """Organisations that exist, by identifier: as `organisation_words` calls them."""
    return _named(models.Organisation, ids, organisation_words(ids))


def people_named(ids: Collection[UUID]) -> Mapping[UUID, PlaceName]:
    """The same for people; a name is one in every language."""
    return _named(models.Person, ids, people_words(ids))


def organisation_words(ids: Collection[UUID]) -> Mapping[UUID, Words]:
    """By the name of today, else by another that stands; one of which nothing is told is left out.

    English falls back to Kazakh, and everything to the identifier where nothing is recorded.
    """
    rows = facts(models.OrganisationFact, "organisation_id", ids, When.NOW)
    return {
        row.organisation_id: Words(
            kk=row.name_kk, ru=row.name_ru or row.name_kk, en=row.name_en or row.name_kk
        )
        for row in _today_last(rows)
    }


def people_words(ids: Collection[UUID]) -> Mapping[UUID, Words]:
    """The same for people."""
    rows = facts(models.PersonFact, "person_id", ids, When.NOW)
    return {
        row.person_id: Words.same(Name(row.family, row.given, row.patronymic).full)
        for row in _today_last(rows)
    }


def territories_named(codes: Collection[str]) -> Mapping[str, tuple[tuple[Period, Words], ...]]:
    """How territories were called on which days, the latest first; codes of none are left out."""
    rows = facts(models.Territory, "code", codes, When.NOW)
    found: dict[str, tuple[tuple[Period, Words], ...]] = {}
    for row in sorted(rows, key=lambda row: (-row.valid_from.toordinal(), row.pk)):
        words = Words(kk=row.name_kk, ru=row.name_ru, en=row.name_en or row.name_kk)
        named = (Period(row.valid_from, row.valid_to), words)
        found[row.code] = (*found.get(row.code, ()), named)
    return found


def _today_last(rows: Iterable[Row]) -> list[Row]:
    """Facts that begin after today first, then the others from the oldest to the newest."""
    today = local_date(timezone.now())
    return sorted(rows, key=lambda row: (row.valid_from <= today, row.valid_from))


def _named(
    model: type[models.Identity], ids: Collection[UUID], names: Mapping[UUID, Words]
) -> Mapping[UUID, PlaceName]:
    found = model._default_manager.filter(pk__in=ids).values_list("pk", "origin")
    return {
        id: PlaceName(names.get(id) or Words.same(str(id)), Origin(origin)) for id, origin in found
    }
