"""Names of what tables are made of, in three languages: columns, codes, words."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from bagdar.access.public import known_regions
from bagdar.core.languages import LANGUAGES, Words
from bagdar.indicators.queries.snapshots import names_in
from bagdar.indicators.rules.adding import THEN
from bagdar.indicators.rules.building import NOT_TOLD, PLACES, WITHOUT_DISTRICT
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.look.words import words_catalogue
from bagdar.registry.public import lists

# Where the codes of a dimension have names; ages and grades are numbers.
LISTS = {
    "settlement": "settlements", "sex": "sexes", "ownership": "ownership",
    "language": "study_languages", "type": "organisation_types", "position": "positions",
    "level": "isced_levels", "status": "care_statuses",
}  # fmt: skip


def words_of(key: str, **facts: object) -> Words:
    """A wording in all three languages. Raises KeyError for an unknown key or missing fact."""
    known = words_catalogue()
    return Words(**{language: known.say(key, language, **facts) for language in LANGUAGES})


def column_title(name: str) -> Words:
    """Of a dimension."""
    return words_of(f"figures.dimension.{name}")


def code_name(name: str, code: str, places: Mapping[str, Words] | None = None) -> Words:
    """Of a code of a dimension; "all" and what nobody recorded among them.

    places  names of districts, as `places_of` gives them; without any a district is its code
    """
    if code == TOTAL:
        return words_of("figures.country" if name in PLACES else "figures.table.total")
    if code == NOT_TOLD:
        return words_of("figures.table.not_told")
    if name in PLACES:
        if not code.endswith(WITHOUT_DISTRICT):
            return (places or {}).get(code) or place_words(code)
        region = code_name(name, code.removesuffix(WITHOUT_DISTRICT))
        return words_of("figures.table.no_district", region=region)
    line = lists()[LISTS[name]].get(code) if name in LISTS else None
    return line.name if line else Words.same(code)


def place_words(code: str) -> Words:
    """A region by its latest name; another place by its code."""
    region = known_regions().get(code)
    return region.name if region else Words.same(code)


@lru_cache(maxsize=32)
def places_of(snapshot: str, on: date, borders: str) -> Mapping[str, Words]:
    """Cities, districts and villages by code, as they were called on a day, with their region.

    borders  whose region: that of the day, or the one in which the place lay last
    Empty where the snapshot is not there any more.
    """
    found: dict[str, Words] = {}
    regions: dict[str, str] = {}
    for one in names_in(snapshot):
        if one.kind in ("republic", "region"):
            continue
        holds = one.valid_from <= on and (one.valid_to is None or on < one.valid_to)
        if holds or one.code not in found:
            found[one.code] = one.name
        if holds or borders != THEN or one.code not in regions:
            regions[one.code] = one.region
    return {
        code: words_of("figures.place_in", place=name, region=place_words(regions[code]))
        if regions[code] else name
        for code, name in found.items()
    }  # fmt: skip
