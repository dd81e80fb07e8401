"""Transfers between organisations, open until they are decided."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ORIGINS = [(one, one) for one in ("real", "illustrative", "simulated")]
STATES = [(one, one) for one in ("proposed", "confirmed", "refused", "withdrawn", "lapsed")]
SIDES = [(one, one) for one in ("sending", "receiving")]


def of(identity):
    return models.ForeignKey(
        f"registry.{identity}", on_delete=django.db.models.deletion.PROTECT, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_table_loads")]
    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("origin", models.CharField(choices=ORIGINS, max_length=20)),
                ("person", of("person")),
                ("from_organisation", of("organisation")),
                ("to_organisation", of("organisation")),
                ("proposed_by", models.CharField(choices=SIDES, max_length=10)),
                ("day", models.DateField()),
                ("level", models.CharField(max_length=30)),
                ("grade", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("group", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(blank=True, max_length=30)),
                ("source", models.CharField(max_length=200)),
                ("proposed_at", models.DateTimeField()),
                ("lapses_on", models.DateField()),
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["person"],
                        condition=Q(state="proposed"),
                        name="registry_one_open_transfer",
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_at__isnull=True, state="proposed")
                        | Q(decided_at__isnull=False) & ~Q(state="proposed"),
                        name="registry_transfer_decided_once",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["from_organisation", "state"], name="reg_transfer_from"),
                    models.Index(fields=["to_organisation", "state"], name="reg_transfer_to"),
                ],
            },
        )
    ]
