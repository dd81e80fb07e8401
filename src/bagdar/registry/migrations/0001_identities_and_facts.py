"""Identities, and the timelines of facts about them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organisation",
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
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrganisationFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                ("recorded_role", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=200)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_by", models.CharField(blank=True, max_length=150)),
                ("superseded_role", models.CharField(blank=True, max_length=40)),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(blank=True, max_length=300)),
                ("bin", models.CharField(blank=True, max_length=12)),
                ("type", models.CharField(max_length=30)),
                ("ownership", models.CharField(blank=True, max_length=30)),
                ("languages", models.CharField(blank=True, max_length=200)),
                ("region", models.CharField(max_length=10)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="registry.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="part_facts",
                        to="registry.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["region"], name="registry_organisation_region")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="registry_organisation_holds_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("superseded_at__gt", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="registry_organisation_was_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                ("recorded_role", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=200)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_by", models.CharField(blank=True, max_length=150)),
                ("superseded_role", models.CharField(blank=True, max_length=40)),
                ("level", models.CharField(max_length=30)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("full_time", "full_time"),
                            ("part_time", "part_time"),
                            ("distance", "distance"),
                        ],
                        max_length=20,
                    ),
                ),
                ("grade", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("group", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(blank=True, max_length=30)),
                ("funding", models.CharField(blank=True, max_length=30)),
                ("leaving_reason", models.CharField(blank=True, max_length=30)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="registry.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="registry_enrolment_holds_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("superseded_at__gt", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="registry_enrolment_was_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["full_time", "part_time", "distance"])),
                        name="registry_enrolment_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                ("recorded_role", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=200)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_by", models.CharField(blank=True, max_length=150)),
                ("superseded_role", models.CharField(blank=True, max_length=40)),
                ("family", models.CharField(blank=True, max_length=100)),
                ("given", models.CharField(blank=True, max_length=100)),
                ("patronymic", models.CharField(blank=True, max_length=100)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("citizenship", models.CharField(blank=True, max_length=2)),
                ("iin", models.CharField(blank=True, max_length=12)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="registry_person_holds_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("superseded_at__gt", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="registry_person_was_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("kind", models.CharField(max_length=4)),
                ("key", models.CharField(max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "key"], name="registry_key")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "key"), name="registry_key_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "iin")),
                        fields=("origin", "key"),
                        name="registry_iin_of_one",
                    ),
                ],
            },
        ),
    ]
