"""Whom demonstration accounts speak for: organisations and people of a simulated nation."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count

from bagdar.access.public import Place
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.rows import on_day

SIMULATED = Origin.SIMULATED.value
LARGEST = {"kindergarten": 1, "school": 2, "college": 1, "university": 1}
ADULT = 18


def example_places(day: date) -> Mapping[str, Place]:
    """By username: the organisations of each type with most learners on a day, a parent of several
    children of the first school, a student. What the nation does not have is left out.
    """
    places = {}
    for type, count in LARGEST.items():
        for number, id in enumerate(_largest(type, day)[:count], start=1):
            places[f"{type}-{number}"] = Place("organisation", organisation_id=id)
    school, university = places.get("school-1"), places.get("university-1")
    parent = _parent(school.organisation_id, day) if school else None
    student = _student(university.organisation_id, day) if university else None
    if parent:
        places["parent-1"] = Place("person", person_id=parent)
    if student:
        places["student-1"] = Place("person", person_id=student)
    return places


def _standing(model: type[models.Fact], day: date):
    return model._default_manager.filter(models.CURRENT, on_day(day), origin=SIMULATED)


def _largest(type: str, day: date) -> list[UUID]:
    of_type = _standing(models.OrganisationFact, day).filter(type=type)
    learners = _standing(models.Enrolment, day).filter(
        organisation_id__in=of_type.values("organisation_id")
    )
    counted = learners.values("organisation_id").annotate(learners=Count("id"))
    return [row["organisation_id"] for row in counted.order_by("-learners", "organisation_id")]


def _parent(school: UUID | None, day: date) -> UUID | None:
    pupils = _standing(models.Enrolment, day).filter(organisation_id=school)
    young = _standing(models.PersonFact, day).filter(
        person_id__in=pupils.values("person_id"),
        born_on__gt=day.replace(year=day.year - ADULT, day=1),
    )
    kept = _standing(models.Guardianship, day).filter(person_id__in=young.values("person_id"))
    counted = kept.values("guardian_id").annotate(wards=Count("person_id", distinct=True))
    found = counted.order_by("-wards", "guardian_id").first()
    return found["guardian_id"] if found else None


def _student(university: UUID | None, day: date) -> UUID | None:
    students = _standing(models.Enrolment, day).filter(organisation_id=university)
    return students.order_by("person_id").values_list("person_id", flat=True).first()
