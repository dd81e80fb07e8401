"""Why a programme was closed. It may be empty, so SQLite keeps the table's guards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0005_pass_share"),
    ]

    operations = [
        migrations.AddField(
            model_name="curriculum",
            name="closed_by",
            field=models.CharField(blank=True, max_length=200, null=True),
        ),
    ]
