"""Places of the country, of no organisation; grants as vouchers, and where they stood."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0006_swaps"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.AlterField(
            model_name="campaignplace",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.organisation",
            ),
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("group", models.CharField(max_length=40)),
                ("issued_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("receipt", models.CharField(blank=True, max_length=32)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher",
                        to="admissions.campaignapplication",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("confirmed", "confirmed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("taken", "taken"),
                        ],
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=150)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="admissions.voucher",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherStay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("held", "held"), ("suspended", "suspended")], max_length=20
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
                        to="admissions.voucher",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("person",),
                name="admissions_one_voucher",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("issued_on")), _connector="OR"
                ),
                name="admissions_voucher_days",
            ),
        ),
        migrations.AddIndex(
            model_name="voucherrequest",
            index=models.Index(fields=["organisation", "state"], name="admissions_asked_of"),
        ),
        migrations.AddConstraint(
            model_name="voucherrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "confirmed"])),
                fields=("voucher", "organisation", "programme"),
                name="admissions_asked_once",
            ),
        ),
        migrations.AddIndex(
            model_name="voucherstay",
            index=models.Index(fields=["organisation", "since"], name="admissions_stays_at"),
        ),
        migrations.AddConstraint(
            model_name="voucherstay",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("voucher",), name="admissions_one_stay"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherstay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="admissions_stay_days",
            ),
        ),
    ]
