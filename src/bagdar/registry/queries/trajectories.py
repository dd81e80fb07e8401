"""What a path is made of, and cohorts followed over years, by sets and not one by one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.reading import rule
from bagdar.registry.queries.rows import known_at, on_day, origin_of_person, valid
from bagdar.registry.rules.flows import Fate, Marks, flow
from bagdar.registry.rules.nouns import Form
from bagdar.registry.rules.trajectory import Completion, Doing, Stay, Trajectory, trajectory

FULL_TIME = Form.FULL_TIME.value


def path_of(person_id: UUID, told_at: datetime | None = None) -> Trajectory:
    """One person's path, as the register says now or said at an instant. Raises NoSuchPerson."""
    origin_of_person(person_id)
    rows = _rows_of_path(person_id, known_at(told_at))
    regions = _regions({row.organisation_id for doing, row in rows if doing is not Doing.WORKS})
    stays = [_stay(doing, row, regions) for doing, row in rows]
    done = models.Graduation.objects.filter(known_at(told_at), person_id=person_id)
    completions = [Completion(row.valid_from, str(row.organisation_id), row.level) for row in done]
    longest = rule().trajectory.longest_break_days
    return trajectory(stays, completions, longest_break=longest)


def _rows_of_path(person_id: UUID, told: Q) -> list[tuple[Doing, Any]]:
    sources: Iterable[tuple[Doing, Any, Q]] = (
        (Doing.LEARNS, models.Enrolment, Q()),
        (Doing.TEACHES, models.Post, Q()),
        (Doing.WORKS, models.Employment, Q()),
        (Doing.LIVES, models.Dormitory, Q(state="given")),
    )
    return [
        (doing, row)
        for doing, model, which in sources
        for row in model.objects.filter(told, which, person_id=person_id)
    ]


def _stay(doing: Doing, row: Any, regions: dict[UUID, str]) -> Stay:
    if doing is Doing.WORKS:
        return Stay(doing, valid(row), row.employer_bin)
    return Stay(
        doing=doing,
        valid=valid(row),
        place=str(row.organisation_id),
        region=regions.get(row.organisation_id, ""),
        level=getattr(row, "level", ""),
        grade=getattr(row, "grade", None),
        left_for=getattr(row, "leaving_reason", ""),
    )


def _regions(organisations: set[UUID]) -> dict[UUID, str]:
    """The latest region of each: by the borders of today nobody moves when a region is formed."""
    rows = models.OrganisationFact.objects.filter(models.CURRENT, organisation_id__in=organisations)
    return dict(rows.order_by("valid_from").values_list("organisation_id", "region"))


# --- a cohort -------------------------------------------------------------------------------------


def cohort_flow(
    *, grade: int, region: str, on: date, years: int, origin: Origin
) -> dict[Fate, int]:
    """Of those who learnt full-time in a grade in a region on a day: how many are where, so many
    years later. region: empty for the whole country.

    One statement counts people by their marks; the rule gives each set of marks its fate.
    """
    later = _years_later(on, years)
    cohort = _cohort(grade, region, on, origin)
    marked = cohort.annotate(**_marks(on, later, years)).order_by()
    counted = marked.values(*MARKS).annotate(people=Count("person_id", distinct=True))
    return dict(
        flow(
            ((_marks_of(one), one["people"]) for one in counted),
            grade=grade,
            years=years,
        )
    )


def _years_later(day: date, years: int) -> date:
    """29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _cohort(grade: int, region: str, on: date, origin: Origin) -> QuerySet[models.Enrolment]:
    found = models.Enrolment.objects.filter(
        models.CURRENT, on_day(on), grade=grade, form=FULL_TIME, origin=origin.value
    ).filter(level__in=("1", "2", "3"))
    if region:
        there = models.OrganisationFact.objects.filter(models.CURRENT, on_day(on), region=region)
        found = found.filter(organisation_id__in=there.values("organisation_id"))
    return found


MARKS = (
    "type", "later_level", "later_grade", "later_region", "home", "was_away", "works",
    "has_graduated", "left_for",
)  # fmt: skip


def _marks(on: date, later: date, years: int) -> dict[str, Any]:
    mine = {"person_id": OuterRef("person_id")}
    now = models.Enrolment.objects.filter(
        models.CURRENT, on_day(later), form=FULL_TIME, **mine
    ).order_by("-valid_from")
    organisation = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(later), organisation_id=OuterRef("organisation_id")
    )
    last = models.Enrolment.objects.filter(
        models.CURRENT, valid_from__lt=later, form=FULL_TIME, **mine
    ).order_by("-valid_from")
    work = (models.Employment, models.Post)
    works = [Exists(one.objects.filter(models.CURRENT, on_day(later), **mine)) for one in work]
    done = models.Graduation.objects.filter(
        models.CURRENT, valid_from__gt=on, valid_from__lte=later, **mine
    )
    return {
        "type": _first(now.annotate(of=Subquery(organisation.values("type")[:1])), "of"),
        "later_level": _first(now, "level"),
        "later_grade": Subquery(now.values("grade")[:1]),
        "later_region": _first(now.annotate(of=Subquery(organisation.values("region")[:1])), "of"),
        "home": _first(organisation, "region"),
        "was_away": _was_away(on, years, mine),
        "works": Q(works[0]) | Q(works[1]),
        "has_graduated": Exists(done),
        "left_for": _first(last, "leaving_reason"),
    }


def _first(rows: QuerySet[Any], column: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(column)[:1]), Value(""))


def _was_away(on: date, years: int, mine: dict[str, Any]) -> Any:
    """Whether they learnt nowhere on one of the anniversaries in between."""
    found: Any = Value(False, output_field=BooleanField())
    for year in range(1, years):
        there = models.Enrolment.objects.filter(
            models.CURRENT, on_day(_years_later(on, year)), form=FULL_TIME, **mine
        )
        found = ~Exists(there) if year == 1 else Q(found) | Q(~Exists(there))
    return found


def _marks_of(row: dict[str, Any]) -> Marks:
    return Marks(
        type=row["type"],
        level=row["later_level"],
        grade=row["later_grade"],
        region=row["later_region"],
        home=row["home"],
        was_away=bool(row["was_away"]),
        works=bool(row["works"]),
        has_graduated=bool(row["has_graduated"]),
        left_for=row["left_for"],
    )
