"""A study's last sign of life. Those that stood before count as silent: nobody does them."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0010_fees"),
    ]

    operations = [
        migrations.AddField(
            model_name="study",
            name="beat_at",
            field=models.DateTimeField(default=datetime(2020, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
    ]
