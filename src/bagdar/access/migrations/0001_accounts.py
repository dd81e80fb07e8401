"""Accounts, sessions and counters of limits."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "username",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator("^(?:[a-z0-9]+(?:-[a-z0-9]+)*)$")
                        ],
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("body", "body"),
                            ("region", "region"),
                            ("auditor", "auditor"),
                        ],
                        max_length=20,
                    ),
                ),
                ("body_code", models.CharField(blank=True, default="", max_length=40)),
                ("region_code", models.CharField(blank=True, default="", max_length=10)),
                (
                    "language",
                    models.CharField(
                        choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
                        default="kk",
                        max_length=2,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("is_demonstration", models.BooleanField(default=False)),
                ("has_one_time_password", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("password_changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("region_code", ""),
                                ("role", "body"),
                                models.Q(("body_code", ""), _negated=True),
                            ),
                            models.Q(
                                ("body_code", ""),
                                ("role", "region"),
                                models.Q(("region_code", ""), _negated=True),
                            ),
                            models.Q(
                                ("body_code", ""),
                                ("region_code", ""),
                                ("role__in", ["coordinator", "auditor"]),
                            ),
                            _connector="OR",
                        ),
                        name="access_account_role_and_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=64)),
                ("moments", models.TextField()),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["used_at"], name="access_allowance_used")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "subject"), name="access_allowance_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("handle", models.CharField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agent", models.CharField(blank=True, default="", max_length=40)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
    ]
