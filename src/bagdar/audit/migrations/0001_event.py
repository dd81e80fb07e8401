"""The trail, and the triggers that keep it append-only."""

import django.core.serializers.json
import django.utils.timezone
from django.db import migrations, models

REFUSAL = "audit events are added, never changed or removed"

LOCK = {
    "sqlite": [
        f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        """
        CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()
        """,
        """
        CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()
        """,
    ],
}
UNLOCK = {
    "sqlite": [
        "DROP TRIGGER audit_event_no_update",
        "DROP TRIGGER audit_event_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER audit_event_append_only ON audit_event",
        "DROP TRIGGER audit_event_no_truncate ON audit_event",
        "DROP FUNCTION audit_event_refuse()",
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
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("actor", models.CharField(max_length=80)),
                ("role", models.CharField(max_length=40)),
                ("action", models.CharField(max_length=80)),
                ("about", models.CharField(max_length=200)),
                (
                    "facts",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["at"], name="audit_event_at"),
                    models.Index(fields=["actor", "at"], name="audit_event_actor"),
                    models.Index(fields=["action", "at"], name="audit_event_action"),
                    models.Index(fields=["about", "at"], name="audit_event_about"),
                ],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
