"""Plans of draws that were annulled; nobody changes what was."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "what was annulled stays as it was told"
TABLE = "admissions_campaignannulment"
DEEDS = ("UPDATE", "DELETE")


def lock(apps, schema_editor):
    """On a server the function stands since migration 0002."""
    is_server = schema_editor.connection.vendor == "postgresql"
    for deed in DEEDS:
        does = (
            "FOR EACH ROW WHEN (OLD.annulled_at IS NOT NULL) "
            "EXECUTE FUNCTION admissions_refuse_published()"
            if is_server
            else f"WHEN OLD.annulled_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        name = f"{TABLE}_no_{deed.lower()}"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {TABLE} {does}", params=None)


def unlock(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in DEEDS:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{deed.lower()}{on}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0008_studies"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignAnnulment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=150)),
                ("agreed", models.JSONField(default=dict)),
                ("ceremony", models.JSONField(blank=True, null=True)),
                ("annulled_at", models.DateTimeField(blank=True, null=True)),
                ("annulled_by", models.CharField(blank=True, max_length=150)),
                ("receipt", models.CharField(blank=True, max_length=32)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annulments",
                        to="admissions.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "number"), name="admissions_one_annulment_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("annulled_at__isnull", True), ("annulled_by", ""), ("receipt", "")
                            ),
                            models.Q(
                                ("annulled_at__isnull", False),
                                ("ceremony__isnull", False),
                                models.Q(("annulled_by", ""), _negated=True),
                                models.Q(("receipt", ""), _negated=True),
                                models.Q(("annulled_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="admissions_annulled_by_two",
                    ),
                ],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
