"""What kindergartens state that families pay; what was stated is followed, never changed."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "a stated fee is followed by another, never changed"
TABLE = "admissions_kindergartenfee"
DEEDS = ("UPDATE", "DELETE")


def lock(apps, schema_editor):
    """On a server the function stands since migration 0002."""
    is_server = schema_editor.connection.vendor == "postgresql"
    for deed in DEEDS:
        does = (
            "FOR EACH ROW EXECUTE FUNCTION admissions_refuse_published()"
            if is_server
            else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        name = f"{TABLE}_no_{deed.lower()}"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {TABLE} {does}", params=None)


def unlock(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in DEEDS:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{deed.lower()}{on}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0009_annulments"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindergartenFee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("tenge", models.PositiveIntegerField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                ("recorded_role", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "since"], name="admissions_fee_since"),
                ],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
