"""Educational programmes, and credits; triggers let nobody change what was written."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "a version of a programme is followed by another, and a credit is ended; none is changed"
CURRICULUM = (
    "id", "organisation_id", "level", "code", "version", "title_kk", "title_ru", "title_en",
    "nqf_level", "unit", "credits", "field", "valid_from", "source", "origin", "written_at",
    "written_by",
)  # fmt: skip
CREDIT = (
    "id", "person_id", "module_id", "credits", "achievement", "decision", "title", "provider",
    "achieved_on", "origin", "given_at", "given_by",
)  # fmt: skip
# What may change once, from nothing to something.
ONCE = {
    "credentials_curriculum": (CURRICULUM, "valid_to"),
    "credentials_credit": (CREDIT, "ended_at"),
    "credentials_module": ((), ""),
    "credentials_outcome": ((), ""),
}


def allowed(table, same):
    kept, once = ONCE[table]
    if not once:
        return "1 = 0"
    return " AND ".join(
        [f"OLD.{once} IS NULL", *(f"OLD.{name} {same} NEW.{name}" for name in kept)]
    )


def statements(vendor):
    if vendor == "sqlite":
        for table in ONCE:
            yield (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"WHEN NOT ({allowed(table, 'IS')}) "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
            yield (
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    yield f"""
        CREATE FUNCTION credentials_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """
    for table in ONCE:
        yield f"""
            CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (NOT ({allowed(table, "IS NOT DISTINCT FROM")}))
            EXECUTE FUNCTION credentials_keep()
            """
        yield f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW
            EXECUTE FUNCTION credentials_keep()
            """


def lock(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    for table in ONCE:
        for deed in ("update", "delete"):
            on = f" ON {table}" if is_server else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}{on}", params=None)
    if is_server:
        schema_editor.execute("DROP FUNCTION credentials_keep()", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0001_diplomas"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="Curriculum",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("nqf_level", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.CharField(choices=[("ects", "ects"), ("ecvet", "ecvet")], max_length=10),
                ),
                ("credits", models.PositiveSmallIntegerField()),
                ("field", models.CharField(blank=True, max_length=30)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("real", "real"),
                            ("illustrative", "illustrative"),
                            ("simulated", "simulated"),
                        ],
                        max_length=20,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=150)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("nqf_level", models.PositiveSmallIntegerField()),
                ("credits", models.PositiveSmallIntegerField()),
                ("subject", models.CharField(blank=True, max_length=40)),
                (
                    "curriculum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="modules",
                        to="credentials.curriculum",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("credits", models.PositiveSmallIntegerField()),
                ("achievement", models.CharField(max_length=64)),
                ("decision", models.UUIDField()),
                ("title", models.CharField(max_length=300)),
                ("provider", models.CharField(max_length=300)),
                ("achieved_on", models.DateField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("real", "real"),
                            ("illustrative", "illustrative"),
                            ("simulated", "simulated"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("given_by", models.CharField(max_length=150)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=150)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits_given",
                        to="credentials.module",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text_kk", models.CharField(max_length=500)),
                ("text_ru", models.CharField(max_length=500)),
                ("text_en", models.CharField(max_length=500)),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="credentials.module",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="curriculum",
            constraint=models.UniqueConstraint(
                fields=("organisation", "level", "code", "version"), name="credentials_one_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="curriculum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("organisation", "level", "code"),
                name="credentials_one_open_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="curriculum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credits__gte", 1), ("nqf_level__gte", 1), ("nqf_level__lte", 8)
                ),
                name="credentials_curriculum_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="curriculum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="credentials_in_force_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="module",
            constraint=models.UniqueConstraint(
                fields=("curriculum", "code"), name="credentials_one_module"
            ),
        ),
        migrations.AddConstraint(
            model_name="module",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credits__gte", 1), ("nqf_level__gte", 1), ("nqf_level__lte", 8)
                ),
                name="credentials_module_counts",
            ),
        ),
        migrations.AddIndex(
            model_name="credit",
            index=models.Index(fields=["decision"], name="credentials_credit_decision"),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person", "module", "achievement"),
                name="credentials_counted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(("credits__gte", 1)), name="credentials_credit_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                fields=("module", "number"), name="credentials_one_outcome"
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
