"""Why a work or a study failed, in words; a run whose preview is still worked out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0012_works"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaignwork",
            name="trouble_facts",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="study",
            name="trouble_facts",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="campaignwork",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "asked"),
                    ("running", "running"),
                    ("previewing", "previewing"),
                    ("done", "done"),
                    ("failed", "failed"),
                ],
                max_length=20,
            ),
        ),
    ]
