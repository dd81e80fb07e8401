"""The organisations and people that an account can speak for.

The register knows them and stands above this app, so it hands over once, in AppConfig.ready(), how
to ask for them. While nobody has, none is known.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.core.origins import Origin

Kind = Literal["organisation", "person"]


@dataclass(frozen=True)
class PlaceName:
    """How an organisation or a person is called, and whether there is such a one outside."""

    name: Words
    origin: Origin


Names = Callable[[Collection[UUID]], Mapping[UUID, PlaceName]]
_names: dict[Kind, Names] = {}


def tell_names_of(kind: Kind, function: Names) -> None:
    """The function that gives the names of those, of the identifiers it is given, that exist."""
    _names[kind] = function


def names(kind: Kind, ids: Collection[UUID]) -> Mapping[UUID, PlaceName]:
    """Names by identifier; one that nobody knows is left out. Asked once for all."""
    return _names[kind](ids) if ids and kind in _names else {}
