"""Which accounts speak for the parties of a draw, and what was held before it was let out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("admissions", "0002_campaigns")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="held",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="CampaignParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("account", models.CharField(max_length=150)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="admissions.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "code"), name="admissions_one_party"
                    ),
                    models.UniqueConstraint(
                        fields=("campaign", "account"), name="admissions_speaks_for_one"
                    ),
                ],
            },
        ),
    ]
