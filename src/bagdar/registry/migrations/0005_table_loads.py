"""Receipts of whole tables that were loaded from files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_guards_of_every_table")]
    operations = [
        migrations.CreateModel(
            name="TableLoad",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folder", models.CharField(max_length=64)),
                ("table", models.CharField(max_length=40)),
                ("rows", models.PositiveBigIntegerField()),
                ("loaded_at", models.DateTimeField()),
                ("loaded_by", models.CharField(max_length=150)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["folder", "table"], name="registry_table_loaded_once"
                    )
                ],
            },
        ),
    ]
