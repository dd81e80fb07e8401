"""Campaigns, their places, applications and decisions; nobody changes what was published."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "what was frozen or published is followed by another, never changed"
TABLES = ("admissions_campaigndecision", "admissions_campaignfile")


def lock(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for deed in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                    params=None,
                )
        return
    schema_editor.execute(
        f"""
        CREATE FUNCTION admissions_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        params=None,
    )
    for table in TABLES:
        for deed in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION admissions_refuse_published()",
                params=None,
            )


def unlock(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for deed in ("update", "delete"):
            on = f" ON {table}" if is_server else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}{on}", params=None)
    if is_server:
        schema_editor.execute("DROP FUNCTION admissions_refuse_published()", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0001_queue"),
        ("registry", "0011_one_a_day_by_lock"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
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
                ("territory", models.CharField(max_length=10)),
                ("year", models.PositiveSmallIntegerField()),
                ("turn", models.PositiveSmallIntegerField(default=1)),
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
                            ("draft", "draft"),
                            ("open", "open"),
                            ("closed", "closed"),
                            ("drawing", "drawing"),
                            ("held", "held"),
                            ("published", "published"),
                            ("ended", "ended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rules", models.JSONField()),
                ("namespace", models.CharField(max_length=80, unique=True)),
                ("secret", models.CharField(max_length=64)),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=150)),
                ("input_root", models.CharField(blank=True, max_length=64)),
                ("plan", models.JSONField(blank=True, null=True)),
                ("plan_receipt", models.CharField(blank=True, max_length=32)),
                ("ceremony", models.JSONField(blank=True, null=True)),
                ("run_at", models.DateTimeField(blank=True, null=True)),
                ("run_by", models.CharField(blank=True, max_length=150)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="admissions.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child", models.CharField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied"),
                            ("withdrawn", "withdrawn"),
                            ("waiting", "waiting"),
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("settled", "settled"),
                            ("left", "left"),
                        ],
                        max_length=20,
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                ("block", models.CharField(blank=True, max_length=40)),
                ("why", models.JSONField(default=list)),
                ("until", models.DateField(blank=True, null=True)),
                ("receipt", models.CharField(blank=True, max_length=32)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="admissions.campaign",
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
            name="CampaignClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fact", models.CharField(max_length=40)),
                ("value", models.JSONField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("register", "register"), ("claim", "claim")], max_length=20
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=300)),
                ("evidence", models.CharField(blank=True, max_length=64)),
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
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="admissions.campaignapplication",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("main", "main"), ("moved_up", "moved_up")], max_length=20
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("digest", models.CharField(max_length=64)),
                ("receipt", models.CharField(max_length=32)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="admissions.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("data", models.BinaryField()),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="admissions.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignPlace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=80)),
                ("seats", models.PositiveIntegerField()),
                ("language", models.CharField(blank=True, max_length=20)),
                ("programme", models.CharField(blank=True, max_length=40)),
                ("tags", models.JSONField(default=list)),
                ("details", models.JSONField(default=dict)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="admissions.campaign",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="campaignapplication",
            name="place",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given",
                to="admissions.campaignplace",
            ),
        ),
        migrations.CreateModel(
            name="CampaignWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="admissions.campaignapplication",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="admissions.campaignplace",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                fields=("kind", "territory", "year", "turn", "origin"),
                name="admissions_one_campaign",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                name="admissions_campaign_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignclaim",
            constraint=models.UniqueConstraint(
                fields=("application", "fact"), name="admissions_one_claim_of_fact"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by", ""), ("state", "claimed")
                    ),
                    models.Q(
                        ("decided_at__isnull", False), models.Q(("state", "claimed"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="admissions_claim_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigndecision",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="admissions_one_decision_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignfile",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number", "name"), name="admissions_one_file"
            ),
        ),
        migrations.AddIndex(
            model_name="campaignplace",
            index=models.Index(fields=["organisation", "campaign"], name="admissions_places_of"),
        ),
        migrations.AddConstraint(
            model_name="campaignplace",
            constraint=models.UniqueConstraint(
                fields=("campaign", "code"), name="admissions_one_place_code"
            ),
        ),
        migrations.AddIndex(
            model_name="campaignapplication",
            index=models.Index(fields=["campaign", "state"], name="admissions_stands"),
        ),
        migrations.AddConstraint(
            model_name="campaignapplication",
            constraint=models.UniqueConstraint(
                fields=("campaign", "person"), name="admissions_once_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignapplication",
            constraint=models.UniqueConstraint(
                fields=("campaign", "child"), name="admissions_one_child"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place__isnull", False),
                    models.Q(("state__in", ["offered", "accepted", "settled"]), _negated=True),
                    _connector="OR",
                ),
                name="admissions_holds_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignwish",
            constraint=models.UniqueConstraint(
                fields=("application", "rank"), name="admissions_one_wish_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignwish",
            constraint=models.UniqueConstraint(
                fields=("application", "place"), name="admissions_one_place_wish"
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
