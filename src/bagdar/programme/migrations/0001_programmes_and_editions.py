import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True)),
                ("created_at", models.DateTimeField()),
                ("acknowledged", models.TextField(blank=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.JSONField()),
                ("citation", models.JSONField()),
                ("adopted_on", models.DateField()),
                ("in_force_on", models.DateField()),
                ("illustrative", models.BooleanField()),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("source", models.TextField(blank=True)),
                ("source_name", models.CharField(max_length=200)),
                ("loaded_at", models.DateTimeField()),
                ("loaded_by", models.CharField(max_length=150)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="programme.programme",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "number"], name="programme_edition_number")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("programme", "number"),
                        name="programme_one_current_loading",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="programme_edition_from_one"
                    ),
                ],
            },
        ),
    ]
