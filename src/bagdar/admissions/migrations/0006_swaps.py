"""Two who hold beds exchange them; a decision that says so."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0005_catchments"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignSwap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("agreed", "agreed"), ("dropped", "dropped")],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.RenameIndex(
            model_name="catchment",
            new_name="admissions_catchment_at",
            old_name="admissions_catchments_at",
        ),
        migrations.AlterField(
            model_name="campaigndecision",
            name="kind",
            field=models.CharField(
                choices=[("main", "main"), ("moved_up", "moved_up"), ("swapped", "swapped")],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="campaignswap",
            name="asked",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="swaps_offered",
                to="admissions.campaignapplication",
            ),
        ),
        migrations.AddField(
            model_name="campaignswap",
            name="asking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="swaps_asked",
                to="admissions.campaignapplication",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignswap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("asking", "asked"),
                name="admissions_one_swap_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignswap",
            constraint=models.CheckConstraint(
                condition=models.Q(("asking", models.F("asked")), _negated=True),
                name="admissions_swap_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignswap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "asked")),
                    models.Q(
                        models.Q(("state", "asked"), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="admissions_swap_decided",
            ),
        ),
    ]
