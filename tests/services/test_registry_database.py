"""The database itself holds what the register promises, whoever writes; each guard is shown to."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.rules.kinds import ENROLMENT, ORGANISATION, PERSON
from bagdar.registry.rules.nouns import Form
from tests.register import BEGAN, learning, organisation, person, said, school
from tests.register_rows import changes, execute, guards, refused, unguarded, up_to_now

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FACTS = (models.PersonFact, models.OrganisationFact, models.Enrolment)


@pytest.fixture
def ids(db: None) -> dict[str, Any]:
    """A person and an organisation, each with a description from a day on."""
    return {"person_id": person(1), "organisation_id": organisation(1)}


def row(model: Any, ids: dict[str, Any], **more: Any) -> Any:
    """A fact of 2020, put into the table past every service."""
    about = {name: id for name, id in ids.items() if hasattr(model, name)}
    said_of = {
        models.PersonFact: lambda: PERSON.written(said()),
        models.OrganisationFact: lambda: ORGANISATION.written(school()),
        models.Enrolment: lambda: ENROLMENT.written(learning(ids["organisation_id"])),
    }[model]()
    given = {
        "origin": "illustrative", "valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1),
        "recorded_at": BEGAN, "recorded_by": "x", "recorded_role": "x", "source": "x",
    }  # fmt: skip
    return model.objects.create(**{**given, **about, **said_of, **more})


OVERLAPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a person has one description a day": (models.PersonFact, {}),
    "an organisation has one description a day": (models.OrganisationFact, {}),
    "a person has one full-time place a day": (models.Enrolment, {}),
    "a part-time place is there once a day": (models.Enrolment, {"form": Form.PART_TIME.value}),
}
overlapping = pytest.mark.parametrize(("model", "more"), OVERLAPS.values(), ids=OVERLAPS)


@overlapping
def test_no_day_has_two_current_facts(ids: Any, model: Any, more: Any):
    early = {"valid_from": date(1990, 1, 1), "valid_to": date(1991, 1, 1), **more}
    row(model, ids, **early)
    last = date(1990, 12, 31)
    for begins, ends in ((last, date(1999, 1, 1)), (date(1989, 1, 1), date(1990, 1, 2))):
        with refused():
            row(model, ids, **{**early, "valid_from": begins, "valid_to": ends})
    with refused():
        row(model, ids, **{**early, "valid_from": date(1980, 1, 1), "valid_to": None})
    next_day = {"valid_from": last + timedelta(days=1), "valid_to": date(1992, 1, 1)}
    row(model, ids, **{**early, **next_day})
    row(model, ids, **early, superseded_at=BEGAN + timedelta(minutes=1))  # knowledge of the past
    assert model.objects.filter(valid_from__lt=date(1993, 1, 1)).count() == 3


@overlapping
def test_without_the_guard_a_day_would_have_two(ids: Any, model: Any, more: Any):
    """The negative control."""
    unguarded()
    for _ in range(2):
        row(model, ids, valid_from=date(1990, 1, 1), valid_to=date(1991, 1, 1), **more)
    assert model.objects.filter(valid_from=date(1990, 1, 1)).count() == 2


def test_other_people_and_other_part_time_places_are_free(ids: Any):
    row(models.Enrolment, ids)
    row(models.Enrolment, {**ids, "person_id": person(2)})
    for level in ("1", "2"):
        row(models.Enrolment, ids, form="part_time", level=level)
    assert models.Enrolment.objects.count() == 4


@pytest.mark.parametrize("model", [*FACTS, models.Person, models.Organisation])
def test_nothing_that_was_recorded_changes_or_goes(ids: Any, model: Any):
    row(models.Enrolment, ids)
    found = model.objects.first()
    for column, value in changes(model):
        assert getattr(found, column) != value
        with refused():
            model.objects.filter(pk=found.pk).update(**{column: value})
    with refused():
        model.objects.filter(pk=found.pk)._raw_delete("default")


@pytest.mark.parametrize("model", FACTS)
def test_a_fact_is_superseded_once(ids: Any, model: Any):
    row(models.Enrolment, ids)
    found = model.objects.filter(pk=model.objects.first().pk)
    ended = {"superseded_at": BEGAN + timedelta(hours=1), "superseded_by": "x"}
    assert found.update(**ended) == 1
    for again in (BEGAN + timedelta(hours=2), None):
        with refused():
            found.update(superseded_at=again)
    with refused():
        found.update(superseded_by="somebody else")


def test_who_ends_a_fact_says_when(ids: Any):
    with refused():
        models.PersonFact.objects.update(superseded_by="x")


def test_facts_of_another_origin_than_their_person_are_refused(ids: Any):
    real = {"person_id": person(3, Origin.REAL), "organisation_id": organisation(3, Origin.REAL)}
    early = {"valid_from": date(1990, 1, 1), "valid_to": date(1991, 1, 1)}
    for model in FACTS:
        with refused():
            row(model, ids, origin="real", **early)
    mixed = ({**ids, "person_id": real["person_id"]}, {**real, "person_id": ids["person_id"]})
    for about in mixed:
        for origin in ("real", "illustrative"):
            with refused():
                row(models.Enrolment, about, origin=origin)
    with refused():
        row(models.OrganisationFact, ids, **early, parent_id=real["organisation_id"])
    key = {"person_id": ids["person_id"], "kind": "iin", "key": "1"}
    with refused():
        models.PersonKey.objects.create(**key, origin="real")


LOOSE: list[Callable[[Any], object]] = [
    lambda ids: models.PersonFact.objects.update(family="XX"),
    lambda ids: models.Enrolment.objects.all()._raw_delete("default"),
    lambda ids: models.Person.objects.update(origin="real"),
    lambda ids: row(models.PersonFact, ids, origin="real", valid_from=date(1990, 1, 1)),
]


@pytest.mark.parametrize("number", range(len(LOOSE)))
def test_without_the_guards_all_of_that_would_pass(ids: Any, number: int):
    """The negative control."""
    row(models.Enrolment, ids)
    with refused():
        LOOSE[number](ids)
    unguarded()
    LOOSE[number](ids)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_table_of_facts_cannot_be_emptied(ids: Any):
    execute(iter(()))
    for table in (*guards.IDENTITIES, *guards.FACTS):
        with refused(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_the_guards_can_be_taken_down_and_put_back(ids: Any):
    unguarded()
    execute(iter(up_to_now.GUARDS[connection.vendor](guards.by_table(apps))))
    row(models.Enrolment, ids)
    with refused():
        row(models.Enrolment, ids)


def test_a_period_holds_a_day_and_knowledge_a_moment(ids: Any):
    for wrong in ({"valid_to": date(2020, 1, 1)}, {"superseded_at": BEGAN}, {"form": "evening"}):
        with refused():
            row(models.Enrolment, ids, **wrong)


ANYBODY = """
    INSERT INTO registry_residence (person_id, territory, origin, valid_from, recorded_at,
        recorded_by, recorded_role, source, superseded_by, superseded_role)
    VALUES (%s, '751000000', 'illustrative', '2020-01-01', '2020-01-01', 'x', 'x', 'x', '', '')
"""


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_writer_who_does_not_see_what_others_have_committed_is_refused(db: None):
    other = connection.get_new_connection(connection.get_connection_params())
    with contextlib.closing(other), other.cursor() as cursor:
        for level, is_refused in (("SERIALIZABLE", False), ("REPEATABLE READ", True)):
            cursor.execute(f"BEGIN ISOLATION LEVEL {level}")
            try:
                cursor.execute(ANYBODY, [UUID(int=5)])
            except psycopg.errors.IntegrityConstraintViolation as refusal:
                assert is_refused and "REPEATABLE READ" in str(refusal)
            else:
                assert not is_refused
            cursor.execute("ROLLBACK")
