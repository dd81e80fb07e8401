import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0004_guards_of_every_table"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("form", models.CharField(max_length=40)),
                ("region", models.CharField(blank=True, max_length=10)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("real", "real"),
                            ("illustrative", "illustrative"),
                            ("simulated", "simulated"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("checked", "checked"),
                            ("loading", "loading"),
                            ("loaded", "loaded"),
                            ("withdrawn", "withdrawn"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("page", "page"), ("cli", "cli"), ("api", "api")], max_length=10
                    ),
                ),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=40)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("content", models.BinaryField()),
                ("encoding", models.CharField(blank=True, max_length=20)),
                ("decimal", models.CharField(default=",", max_length=1)),
                ("header", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("kept", models.PositiveIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="registry.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LocalNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_numbers",
                        to="intake.delivery",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_numbers",
                        to="registry.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_numbers",
                        to="registry.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("is_refused", models.BooleanField()),
                ("cells", models.JSONField(default=list)),
                ("findings", models.JSONField()),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reported",
                        to="intake.delivery",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["organisation", "-at"], name="intake_delivery_of"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["region", "-at"], name="intake_delivery_region"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["received", "checked", "loading", "loaded"])),
                fields=("key",),
                name="intake_delivery_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("rows_done__lte", models.F("rows"))),
                name="intake_cursor_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="localnumber",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="intake_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedrow",
            constraint=models.UniqueConstraint(fields=("delivery", "line"), name="intake_row_once"),
        ),
    ]
