"""Catchments of schools, with both times, and addresses that families claim."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0004_campaign_families"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("street", models.CharField(max_length=150)),
                ("house", models.CharField(blank=True, max_length=20)),
                ("document", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("claimed", "claimed"),
                            ("proven", "proven"),
                            ("disproven", "disproven"),
                        ],
                        max_length=20,
                    ),
                ),
                ("claimed_at", models.DateTimeField()),
                ("claimed_by", models.CharField(max_length=150)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address",
                        to="admissions.campaignapplication",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by", ""),
                                ("state", "claimed"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                models.Q(("state", "claimed"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="admissions_address_decided",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Catchment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                ("region", models.CharField(max_length=10)),
                ("territory", models.CharField(max_length=20)),
                ("street", models.CharField(blank=True, max_length=150)),
                (
                    "side",
                    models.CharField(
                        choices=[("all", "all"), ("odd", "odd"), ("even", "even")],
                        default="all",
                        max_length=10,
                    ),
                ),
                ("first", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("last", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                ("source", models.CharField(max_length=300)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_by", models.CharField(blank=True, max_length=150)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=["territory", "valid_from"],
                        name="admissions_catchments_at",
                    ),
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=["region", "organisation"],
                        name="admissions_catchments_of",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="admissions_catchment_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("superseded_at__isnull", True), ("superseded_by", "")),
                            models.Q(
                                ("superseded_at__isnull", False),
                                models.Q(("superseded_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="admissions_catchment_superseded",
                    ),
                ],
            },
        ),
    ]
