"""Commitments, and the triggers that let nothing happen to one but its place and its forgetting."""

import django.utils.timezone
from django.db import migrations, models

REFUSAL = "a commitment gets its place once and may lose its salt, and nothing else changes"
KEPT = ("id", "handle", "kind", "version", "about", "commitment", "committed_at")


def unchanged(same):
    kept = " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in KEPT)
    place = f"(OLD.leaf_index IS NULL OR OLD.leaf_index {same} NEW.leaf_index)"
    return f"{kept} AND {place} AND (NEW.salt IS NULL OR OLD.salt {same} NEW.salt)"


LOCK = {
    "sqlite": [
        (
            "CREATE TRIGGER notary_commitment_no_update BEFORE UPDATE ON notary_commitment "
            f"WHEN NOT ({unchanged('IS')}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ),
        (
            "CREATE TRIGGER notary_commitment_no_delete BEFORE DELETE ON notary_commitment "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ),
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION notary_commitment_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        f"""
        CREATE TRIGGER notary_commitment_no_update BEFORE UPDATE ON notary_commitment
        FOR EACH ROW WHEN (NOT ({unchanged("IS NOT DISTINCT FROM")}))
        EXECUTE FUNCTION notary_commitment_refuse()
        """,
        """
        CREATE TRIGGER notary_commitment_no_delete BEFORE DELETE ON notary_commitment
        FOR EACH ROW EXECUTE FUNCTION notary_commitment_refuse()
        """,
        """
        CREATE TRIGGER notary_commitment_no_truncate BEFORE TRUNCATE ON notary_commitment
        FOR EACH STATEMENT EXECUTE FUNCTION notary_commitment_refuse()
        """,
    ],
}
UNLOCK = {
    "sqlite": [
        "DROP TRIGGER notary_commitment_no_update",
        "DROP TRIGGER notary_commitment_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER notary_commitment_no_update ON notary_commitment",
        "DROP TRIGGER notary_commitment_no_delete ON notary_commitment",
        "DROP TRIGGER notary_commitment_no_truncate ON notary_commitment",
        "DROP FUNCTION notary_commitment_refuse()",
    ],
}


def lock(apps, schema_editor):
    for statement in LOCK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    for statement in UNLOCK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handle", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("about", models.CharField(max_length=200)),
                ("salt", models.BinaryField(null=True)),
                ("commitment", models.BinaryField()),
                ("committed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("leaf_index", models.BigIntegerField(null=True, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about"], name="notary_about"),
                    models.Index(
                        condition=models.Q(("leaf_index__isnull", True)),
                        fields=["id"],
                        name="notary_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("leaf_index__isnull", True), ("leaf_index__gte", 0), _connector="OR"
                        ),
                        name="notary_leaf_index_from_0",
                    )
                ],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
