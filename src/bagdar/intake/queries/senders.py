"""For whom an account may deliver, and whose deliveries it may see.

Relations: `own`, the organisation that it works for; `region`, organisations that are in its region
today, and the region itself; `country`, what the ministry says of the whole country; `any`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bagdar.access.public import note_hidden, permits, place_of
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.intake.rules.errors import NotYours
from bagdar.intake.rules.forms import Form
from bagdar.registry.public import organisation_on, organisations_named

OBJECT = "intake.delivery"


@dataclass(frozen=True)
class Sender:
    """For whom rows are delivered.

    organisation_id  None: an authority, for many organisations
    region           of the organisation, or of the authority; empty: the whole country
    """

    organisation_id: UUID | None
    region: str
    origin: Origin
    name: Words


def sender(organisation_id: UUID) -> Sender:
    """An organisation as a sender. Raises NotYours where the register does not know it."""
    named = organisations_named([organisation_id]).get(organisation_id)
    if named is None:
        raise NotYours()
    details = organisation_on(organisation_id, local_date(timezone.now()))
    region = details.region if details else ""
    return Sender(organisation_id, region, named.origin, named.name)


def sender_for(
    who: Any, organisation_id: UUID | None, form: Form, operation: str, object: str = OBJECT
) -> Sender:
    """For whom a request or an account delivers, or looks. Raises NotYours for another's too.

    organisation_id  None: its own, or nobody's where an authority delivers for many
    """
    place = place_of(who)
    asked = organisation_id or place.organisation_id
    if asked is None or form.sent_by == "authority":
        relation = "region" if place.region_code else "country"
        if form.sent_by == "authority" and permits(who, object, operation, relation):
            return authority(who)
        raise NotYours()
    found = sender(asked)
    if any(permits(who, object, operation, one) for one in relations(who, found)):
        return found
    note_hidden(who, object, operation)
    raise NotYours()


def authority(who: Any) -> Sender:
    """A regional clerk, or the ministry, who delivers for many."""
    user = getattr(who, "user", who)
    is_shown = getattr(user, "is_demonstration", False)
    origin = Origin.ILLUSTRATIVE if is_shown else Origin.REAL
    region = place_of(who).region_code
    return Sender(None, region, origin, unnamed(region))


def relations(who: Any, found: Sender) -> tuple[str, ...]:
    """How a sender stands to an account."""
    place = place_of(who)
    named = ["any"]
    if found.organisation_id is not None and found.organisation_id == place.organisation_id:
        named.append("own")
    if found.region and found.region == place.region_code:
        named.append("region")
    return tuple(named)


def seen_by(who: Any, operation: str = "read", object: str = OBJECT) -> Q:
    """The deliveries that an account may see; nothing of those that it may not."""
    place = place_of(who)
    if permits(who, object, operation):
        return Q()
    seen = Q(pk__in=[])
    if permits(who, object, operation, "country"):
        seen |= Q(organisation_id=None, region="")
    if place.organisation_id and permits(who, object, operation, "own"):
        seen |= Q(organisation_id=place.organisation_id)
    if place.region_code and permits(who, object, operation, "region"):
        seen |= Q(region=place.region_code)
    return seen


def names(ids: Any) -> Mapping[UUID, Words]:
    return {id: one.name for id, one in organisations_named(list(ids)).items()}


def unnamed(region: str) -> Words:
    """An authority as a sender is called by its region's code."""
    return Words.same(region or "–")
