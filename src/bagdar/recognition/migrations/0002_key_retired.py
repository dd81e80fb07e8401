"""Why a key of a badge issuer was retired (it may be empty, so SQLite keeps the guards); and
requests are found by what they ask for.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0001_recognition"),
    ]

    operations = [
        migrations.AddField(
            model_name="badgekey",
            name="ended_because",
            field=models.CharField(blank=True, max_length=200, null=True),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["key"], name="recognition_key"),
        ),
    ]
