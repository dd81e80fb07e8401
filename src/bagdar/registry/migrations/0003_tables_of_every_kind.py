"""One table for each contract of bagdar.warehouse.tables, and which delivery added or ended a row.

SQLite makes a table anew where a column is added, and forgets its triggers: the guards of 0002 are
taken down first, and 0004 puts up those of all tables.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

former = importlib.import_module("bagdar.registry.migrations.0002_facts_are_kept")
ORIGINS = [(one, one) for one in ("real", "illustrative", "simulated")]
CURRENT = Q(superseded_at__isnull=True)


def text(longest, *, needed=False):
    return models.CharField(max_length=longest, blank=not needed)


def code(*, needed=False):
    return text(30, needed=needed)


def empty(needed):
    return {"null": not needed, "blank": not needed}


def count(*, needed=False):
    return models.PositiveSmallIntegerField(**empty(needed))


def large_count(*, needed=False):
    return models.PositiveIntegerField(**empty(needed))


def decimal(*, needed=False):
    return models.DecimalField(max_digits=18, decimal_places=6, **empty(needed))


def day(*, needed=False):
    return models.DateField(**empty(needed))


def yes_no(*, needed=False):
    return models.BooleanField(**empty(needed))


def of(identity, *, needed=True):
    return models.ForeignKey(
        f"registry.{identity}", **empty(needed), on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
    )  # fmt: skip


def shared():
    """What every fact has."""
    return {
        "id": models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
        "origin": models.CharField(choices=ORIGINS, max_length=20),
        "valid_from": day(needed=True),
        "valid_to": day(),
        "recorded_at": models.DateTimeField(),
        "recorded_by": text(150, needed=True),
        "recorded_role": text(40, needed=True),
        "source": text(200, needed=True),
        "superseded_at": models.DateTimeField(blank=True, null=True),
        "superseded_by": text(150),
        "superseded_role": text(40),
        **delivered(),
    }


def delivered():
    return {
        "delivery_id": models.UUIDField(blank=True, null=True),
        "superseded_delivery_id": models.UUIDField(blank=True, null=True),
    }


def times(name):
    return [
        models.CheckConstraint(
            condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            name=f"registry_{name}_holds_a_day",
        ),
        models.CheckConstraint(
            condition=CURRENT | Q(superseded_at__gt=F("recorded_at")),
            name=f"registry_{name}_was_known",
        ),
    ]


def deliveries(name):
    return [
        models.Index(
            fields=[column],
            condition=Q(**{f"{column}__isnull": False}),
            name=f"reg_{name}_{verb}",
        )
        for column, verb in (("delivery_id", "added"), ("superseded_delivery_id", "ended"))
    ]


def standing(name, *fields):
    return models.Index(fields=fields, condition=CURRENT, name=f"reg_{name}_stands")


def table(model, name, own, *indexes):
    return migrations.CreateModel(
        name=model,
        fields=list({**shared(), **own}.items()),
        options={"constraints": times(name), "indexes": [*deliveries(name), *indexes]},
    )


def columns(model, name, own, *indexes):
    """New columns of a table that there is; text that nobody gave is empty."""
    for column, field in {**own, **delivered()}.items():
        has_default = isinstance(field, models.CharField)
        if has_default:
            field = field.clone()
            field.default = ""
        yield migrations.AddField(model, column, field, preserve_default=not has_default)
    for index in (*deliveries(name), *indexes):
        yield migrations.AddIndex(model, index)


of_territories = (
    models.Index(fields=["code"], name="reg_territory_code"),
    standing("territory", "region", "kind"),
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_facts_are_kept")]

    operations = [
        migrations.RunPython(former.unguard, former.guard),
        *columns("PersonFact", "person", {
            "other_name": text(200),
            "died_on": day(),
        }),
        *columns("OrganisationFact", "organisation", {
            "territory": text(20),
            "settlement": code(),
            "network_role": code(),
        }),
        *columns("Enrolment", "enrolment", {
            "programme": text(40),
            "is_dual": yes_no(),
        }, standing("enrolment", "organisation", "group")),
        table("Territory", "territory", {
            "code": text(20, needed=True),
            "parent": text(20),
            "kind": code(needed=True),
            "region": text(10),
            "name_kk": text(200, needed=True),
            "name_ru": text(200, needed=True),
            "name_en": text(200),
            "settlement": code(),
        }, *of_territories),
        table("Site", "site", {
            "organisation": of("organisation"),
            "number": text(10, needed=True),
            "address": text(300, needed=True),
            "territory": text(20),
            "latitude": decimal(),
            "longitude": decimal(),
        }),
        table("Succession", "succession", {
            "organisation": of("organisation"),
            "successor": of("organisation"),
            "kind": code(needed=True),
        }),
        table("StudyProgramme", "study_programme", {
            "organisation": of("organisation"),
            "code": text(40, needed=True),
            "name_kk": text(300, needed=True),
            "name_ru": text(300, needed=True),
            "name_en": text(300),
            "level": code(needed=True),
            "field": code(),
            "occupation": code(),
            "form": code(),
            "months": count(),
            "is_joint": yes_no(),
            "on_professional_standard": yes_no(),
        }),
        table("Group", "group", {
            "organisation": of("organisation"),
            "name": text(60, needed=True),
            "level": code(needed=True),
            "grade": count(),
            "language": code(needed=True),
            "kind": code(needed=True),
            "shift": count(),
            "places": count(),
            "programme": text(40),
        }),
        table("Condition", "condition", {
            "organisation": of("organisation"),
            "capacity": large_count(),
            "shifts": count(),
            "built_in": count(),
            "building_state": code(),
            "wear_share": decimal(),
            "water": code(),
            "sanitation": code(),
            "is_accessible": yes_no(),
            "has_inclusive_conditions": yes_no(),
            "has_cameras": yes_no(),
            "has_turnstiles": yes_no(),
            "rooms": count(),
            "equipped_rooms": count(),
            "computers": count(),
            "internet_mbit": decimal(),
            "has_canteen": yes_no(),
            "has_gym": yes_no(),
            "boarding_places": count(),
            "dormitory_beds": count(),
            "has_transport": yes_no(),
            "has_modern_equipment": yes_no(),
            "has_twelve_year_model": yes_no(),
            "has_demonstration_exams": yes_no(),
            "has_per_capita_funding": yes_no(),
            "has_academic_exchanges": yes_no(),
        }),
        table("Construction", "construction", {
            "organisation": of("organisation"),
            "project": text(40, needed=True),
            "kind": code(needed=True),
            "places_created": large_count(),
            "beds_created": count(),
            "jobs_created": count(),
        }),
        table("Residence", "residence", {
            "person": of("person"),
            "territory": text(20, needed=True),
        }, standing("residence", "territory")),
        table("Guardianship", "guardianship", {
            "person": of("person"),
            "guardian": of("person"),
            "kind": code(needed=True),
        }),
        table("Post", "post", {
            "person": of("person"),
            "organisation": of("organisation"),
            "position": code(needed=True),
            "subject": code(),
            "workload": decimal(needed=True),
            "hours_per_week": decimal(),
            "is_main": yes_no(needed=True),
            "leaving_reason": code(),
        }, standing("post", "organisation", "position")),
        table("Pay", "pay", {
            "person": of("person"),
            "organisation": of("organisation"),
            "component": code(needed=True),
            "amount_tenge": large_count(needed=True),
        }),
        table("Qualification", "qualification", {
            "person": of("person"),
            "kind": code(needed=True),
            "value": code(needed=True),
            "subject": code(),
            "issuer": text(200),
        }),
        table("Development", "development", {
            "person": of("person"),
            "topic": code(needed=True),
            "provider": text(200),
            "hours": count(needed=True),
        }),
        table("Result", "result", {
            "person": of("person"),
            "organisation": of("organisation"),
            "assessment": code(needed=True),
            "subject": code(needed=True),
            "grade": count(),
            "score": decimal(needed=True),
            "most_score": decimal(needed=True),
        }, standing("result", "organisation", "assessment")),
        table("Graduation", "graduation", {
            "person": of("person"),
            "organisation": of("organisation"),
            "level": code(needed=True),
            "programme": text(40),
            "funding": code(),
            "with_distinction": yes_no(),
            "document_number": text(40),
        }, standing("graduation", "organisation", "level")),
        table("Employment", "employment", {
            "person": of("person"),
            "employer_bin": text(12, needed=True),
            "activity": code(),
            "months_paid": count(),
        }),
        table("Support", "support", {
            "person": of("person"),
            "need": code(needed=True),
            "measure": code(),
            "conclusion": text(60),
        }),
        table("Care", "care", {
            "person": of("person"),
            "status": code(needed=True),
            "placement": code(needed=True),
            "organisation": of("organisation", needed=False),
        }),
        table("Dormitory", "dormitory", {
            "person": of("person"),
            "organisation": of("organisation"),
            "state": code(needed=True),
        }, standing("dormitory", "organisation", "state")),
        table("Activity", "activity", {
            "person": of("person"),
            "organisation": of("organisation", needed=False),
            "kind": code(needed=True),
            "direction": code(needed=True),
            "hours_per_week": decimal(),
        }),
    ]  # fmt: skip
