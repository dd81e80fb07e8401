"""What a promotion, a graduation or its preview is worked out from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings

from bagdar.registry import models
from bagdar.registry.queries import desk
from bagdar.registry.queries.organisations import organisation_on
from bagdar.registry.queries.people import AT_ONCE, batched
from bagdar.registry.rules import promoting
from bagdar.registry.rules.desk_rules import (
    DeskRules,
    desk_rules,
    is_last,
    is_last_group,
    next_group,
    next_step,
)
from bagdar.registry.rules.details import GraduationDetails
from bagdar.registry.rules.promoting import Choice, ClassKey, Fate, Line, Timelines


@dataclass(frozen=True)
class Asked:
    """How a class goes on. choices: for who does not go the usual way."""

    key: ClassKey
    usual: Choice
    choices: Mapping[UUID, Choice] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """One class of a promotion: a line a pupil."""

    asked: Asked
    lines: tuple[Line, ...]


def rules() -> DeskRules:
    return desk_rules(settings.DATA_DIR)


def timelines_before(organisation_id: UUID, day: date) -> Timelines:
    """Of everybody who learnt full-time here in the academic year before a day: what stands of
    that year and later.
    """
    year = promoting.year_before(day)
    ids = desk.learners_in(organisation_id, year)
    return desk.timelines(desk.standing_rows(ids, since=year.start))


def plans(
    organisation_id: UUID, day: date, asked: Collection[Asked], told: Timelines
) -> tuple[Plan, ...]:
    """told: as `timelines_before` gives them."""
    stays = promoting.last_stays(told, organisation_id, day)
    return tuple(
        Plan(one, promoting.lines(told, stays.get(one.key, {}), day, one.usual, one.choices))
        for one in asked
    )


def old_classes(organisation_id: UUID, day: date, told: Timelines) -> tuple[ClassKey, ...]:
    """The classes that somebody was in last in the year before a day; by level, grade, name."""
    found = [one for one in promoting.last_stays(told, organisation_id, day) if one.name]
    return tuple(sorted(found, key=lambda key: (key.level, key.grade or 0, key.name)))


def type_on(organisation_id: UUID, day: date) -> str:
    """The type of an organisation on a day; empty where nothing is recorded of it."""
    known = organisation_on(organisation_id, day)
    return known.type if known else ""


def usual_choice(type: str, key: ClassKey) -> Choice:
    """Where a class goes on by the ladder of its type; WAITS where the ladder says nothing.

    The last grade waits too: it graduates, which is a verb of its own. Where there are no grades,
    the name says the age group.
    """
    if key.grade is None:
        group = next_group(rules().age_groups, key.name)
        to = ClassKey(group.level, None, group.name) if group else None
        return Choice(Fate.MOVES, to=to) if to else Choice(Fate.WAITS)
    step = next_step(rules().ladder, type, key.level, key.grade)
    if step is None:
        return Choice(Fate.WAITS)
    name = promoting.next_name(key.name, key.grade, step.grade)
    return Choice(Fate.MOVES, to=ClassKey(step.level, step.grade, name))


def is_graduating(type: str, key: ClassKey) -> bool:
    if key.grade is None:
        return is_last_group(rules().age_groups, type, key.name)
    return is_last(rules().ladder, type, key.level, key.grade)


def graduations(said: Mapping[UUID, GraduationDetails]) -> Mapping[UUID, list[models.Graduation]]:
    """Every graduation of each person from the level and the programme that is said of them."""
    rows: dict[UUID, list[models.Graduation]] = defaultdict(list)
    for some in batched(sorted(said), AT_ONCE):
        for row in models.Graduation.objects.filter(person_id__in=some).order_by(
            "valid_from", "pk"
        ):
            one = said[row.person_id]
            if (row.level, row.programme) == (one.level, one.programme):
                rows[row.person_id].append(row)
    return rows
