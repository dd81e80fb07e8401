"""Studies of the laboratory."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0007_vouchers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Study",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("college", "college"),
                            ("grant", "grant"),
                            ("dormitory", "dormitory"),
                        ],
                        max_length=20,
                    ),
                ),
                ("snapshot", models.CharField(max_length=64)),
                ("on", models.DateField()),
                ("seed", models.PositiveIntegerField()),
                ("rules", models.JSONField()),
                ("variant", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=20)),
                ("result", models.JSONField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=150)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result__isnull", False),
                            models.Q(("state", "done"), _negated=True),
                            _connector="OR",
                        ),
                        name="admissions_study_done",
                    )
                ],
            },
        ),
    ]
