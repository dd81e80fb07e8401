"""The decision that stands, and who left or settled since."""

import json
from dataclasses import dataclass

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import files_of, last_number
from bagdar.admissions.rules.campaign.nouns import Stands
from bagdar.admissions.rules.lines import lines
from bagdar.admissions.rules.market import Seat
from bagdar.admissions.rules.moving_up import CHANGES, Change, Decision, Kept, Left, change_of
from bagdar.admissions.rules.publishing import RESULT


@dataclass(frozen=True)
class Stood:
    """The last decision as it was published."""

    number: int
    files: dict[str, bytes]
    decision: Decision


def last_decision(row: models.Campaign) -> Stood:
    """Of a campaign that has published one."""
    number = last_number(row)
    files = files_of(row, number)
    results = (json.loads(line) for line in files[RESULT].splitlines())
    outcome = {
        one["child"]: Seat(one["place"], one["block"]) if one["place"] else None for one in results
    }
    told = files.get(CHANGES, lines(())).splitlines()
    return Stood(number, files, Decision(outcome, tuple(change_of(json.loads(t)) for t in told)))


def changed_since(row: models.Campaign, before: Decision) -> list[Change]:
    """Who left, and who took for good what the last decision gave; by child."""
    known = {one.child: one for one in before.changes}
    rows = row.applications.filter(state__in=[Stands.LEFT.value, Stands.SETTLED.value])
    found: list[Change] = []
    for child, state, place in rows.order_by("child").values_list("child", "state", "place__code"):
        earlier = known.get(child)
        if state == Stands.LEFT.value and not isinstance(earlier, Left):
            found.append(Left(child))
        elif state == Stands.SETTLED.value and earlier is None:
            found.append(Kept(child, place))
    return found
