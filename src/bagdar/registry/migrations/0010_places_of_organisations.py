"""What an organisation has is found by one index, which serves the key as well.

An index that stands for another costs every writer, and a whole country a gigabyte. On SQLite the
fields are not altered in the database, which would make their tables anew without their guards:
only the indexes go.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from bagdar.registry.models.base import Ends

PLACED = {
    "dormitory": (F("state"),),
    "enrolment": (Ends(), F("valid_from")),
    "graduation": (F("level"),),
    "post": (Ends(), F("valid_from")),
    "result": (F("assessment"),),
}


def pointer(to, of):
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=of,
        to=f"registry.{to}",
    )  # fmt: skip


KEYS = [
    *(
        (
            model,
            "organisation",
            pointer("organisation", {"enrolment": "enrolments"}.get(model, "+")),
        )
        for model in PLACED
    ),
    ("personkey", "person", pointer("person", "keys")),
]


def drop_own_indexes(apps, schema_editor):
    """Of the keys; their names end in a hash, so that they are looked for by their column."""
    for model, name in _keys(apps):
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(
                cursor, model._meta.db_table
            )
        for index, told in found.items():
            if told["index"] and not told["unique"] and told["columns"] == [f"{name}_id"]:
                schema_editor.execute(f'DROP INDEX "{index}"')


def create_own_indexes(apps, schema_editor):
    for model, name in _keys(apps):
        schema_editor.execute(schema_editor._create_index_sql(
            model, fields=[model._meta.get_field(name)]
        ))  # fmt: skip


def _keys(apps):
    for model, name, _ in KEYS:
        yield apps.get_model("registry", model), name


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_requests_of_any_field")]
    operations = [
        *(migrations.RemoveIndex(model, f"reg_{model}_stands") for model in PLACED),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(drop_own_indexes, create_own_indexes)],
            [migrations.AlterField(*key) for key in KEYS],
        ),
        *(
            migrations.AddIndex(
                model, models.Index(F("organisation_id"), *more, name=f"reg_{model}_placed")
            )
            for model, more in PLACED.items()
        ),
    ]
